// Elimination from a dense front in pieces of lanes that fit one register: included once for each width.
//
// PIECE is a vector of which PARTS make up all lanes; ROWS × 4 shares of it fit the registers; TARGET is the attribute
// of the instruction set; NAMED makes the names.

// Adds to `rows` rows from i on, in columns from `start` to `limit`, what eliminating the `width` nodes below `end` gives
// them; with `corner` also to the columns among the rows themselves. Rows and width are constants where this is inlined.
INLINE void NAMED(update)(
    lanes *t, int64_t i, const int64_t rows, int64_t start, int64_t limit, int corner, int64_t end,
    const int64_t width, const lanes *inverses) {
  // Every PARTS-th piece of memory is of the same lanes.
  for (int64_t part = 0; part < PARTS; part++) {
    const int64_t corners = corner ? rows : 1;
    const PIECE *inverse = (const PIECE *)inverses + part;
    PIECE share[4][4];
    PIECE *target[4];
    const PIECE *source[4];
    for (int64_t k = 0; k < width; k++) {
      source[k] = (const PIECE *)(t + triangle(end - 1 - k)) + part;
    }
    for (int64_t a = 0; a < rows; a++) {
      target[a] = (PIECE *)(t + triangle(i + a)) + part;
      for (int64_t k = 0; k < width; k++) {
        share[a][k] = source[k][(i + a) * PARTS] * inverse[k * PARTS];
      }
    }
    for (int64_t j = start * PARTS; j < limit * PARTS; j += PARTS) {
      PIECE r[4];
      for (int64_t k = 0; k < width; k++) r[k] = source[k][j];
      for (int64_t a = 0; a < rows; a++) {
        PIECE value = target[a][j];
        for (int64_t k = 0; k < width; k++) value += share[a][k] * r[k];
        target[a][j] = value;
      }
    }
    for (int64_t a = 1; a < corners; a++) {
      for (int64_t b = 0; b < a; b++) {
        const int64_t j = (i + b) * PARTS;
        PIECE value = target[a][j];
        for (int64_t k = 0; k < width; k++) value += share[a][k] * source[k][j];
        target[a][j] = value;
      }
    }
  }
}

// Up to four nodes at a time, and up to four rows.
INLINE void NAMED(update_any)(
    lanes *t, int64_t i, const int64_t rows, int64_t start, int64_t limit, int corner, int64_t end,
    int64_t width, const lanes *inverses) {
  for (; width >= 4; width -= 4, end -= 4, inverses += 4) {
    NAMED(update)(t, i, rows, start, limit, corner, end, 4, inverses);
  }
  switch (width) {
  case 3: NAMED(update)(t, i, rows, start, limit, corner, end, 3, inverses); break;
  case 2: NAMED(update)(t, i, rows, start, limit, corner, end, 2, inverses); break;
  case 1: NAMED(update)(t, i, rows, start, limit, corner, end, 1, inverses); break;
  default: break;
  }
}

// Rows from `first` to `last`, in columns below `limit`, or below each row's own if that is negative.
INLINE void NAMED(trail)(
    lanes *t, int64_t first, int64_t last, int64_t limit, int64_t end, int64_t width,
    const lanes *inverses) {
  for (int64_t block = first; block < last; block += BLOCK) {
    const int64_t stop = block + BLOCK < last ? block + BLOCK : last;
    const int64_t columns = limit < 0 ? stop : limit;
    for (int64_t start = 0; start < columns; start += CHUNK) {
      const int64_t after = start + CHUNK;
      // Four nodes at a time, so that their chunk serves all rows of the block.
      for (int64_t k = 0; k < width; k += 4) {
        const int64_t some = width - k < 4 ? width - k : 4;
        int64_t i = block;
        for (; i + ROWS <= stop; i += ROWS) {
          const int64_t own = limit < 0 ? i : limit;
          // The corner goes with the chunk that holds its first column.
          const int corner = limit < 0 && start <= i && i < after;
          NAMED(update_any)(
              t, i, ROWS, start, own < after ? own : after, corner, end - k, some, inverses + k);
        }
        for (; i < stop; i++) {
          const int64_t own = limit < 0 ? i : limit;
          NAMED(update_any)(t, i, 1, start, own < after ? own : after, 0, end - k, some, inverses + k);
        }
      }
    }
  }
}

TARGET static void NAMED(eliminate)(
    double *front, int64_t count, int64_t eliminated, int64_t unneeded, int64_t needed,
    double *inverses, const double *first, const int32_t *first_map, int64_t first_ports,
    const double *second, const int32_t *second_map, int64_t second_ports, const double *inputs,
    const int32_t *source, const int32_t *place, int64_t input_count) {
  lanes *t = (lanes *)front;
  lanes *inverse = (lanes *)inverses;
  const int64_t ports = count - eliminated;
  struct below a = {0, first_map, first_ports, 0};
  struct below b = {0, second_map, second_ports, 0};
  // The rows eliminated here, panel by panel.
  seek(&a, first, ports);
  seek(&b, second, ports);
  assemble(t, ports, count, -1, &a, &b);
  for (int64_t n = 0; n < input_count; n++) t[place[n]] += ((const lanes *)inputs)[source[n]];
  for (int64_t before = 0; before < eliminated; before += PANEL) {
    const int64_t end = count - before;
    const int64_t width = end - ports < PANEL ? end - ports : PANEL;
    for (int64_t done = 0; done < width; done += 4) {
      const int64_t some = width - done < 4 ? width - done : 4;
      const int64_t last = end - done;
      lanes *own = inverse + before + done;
      for (int64_t k = 0; k < some; k++) {
        const int64_t node = last - 1 - k;
        const lanes *row = t + triangle(node);
        lanes total;
        sum(&total, row, node);
        own[k] = 1.0 / total;
        for (int64_t other = last - some; other < node; other++) {
          lanes *target = t + triangle(other);
          const lanes share = row[other] * own[k];
          for (int64_t j = 0; j < other; j++) target[j] += share * row[j];
        }
      }
      NAMED(trail)(t, end - width, last - some, -1, last, some, own);
    }
    NAMED(trail)(t, ports, end - width, -1, end, width, inverse + before);
  }
  // The rows that stay, each block while it is in the nearest cache.
  seek(&a, first, unneeded);
  seek(&b, second, unneeded);
  for (int64_t i = unneeded; i < ports;) {
    const int64_t limit = i < needed ? needed : ports;
    const int64_t columns = i < needed ? unneeded : -1;
    const int64_t stop = i + BLOCK < limit ? i + BLOCK : limit;
    assemble(t, i, stop, columns, &a, &b);
    NAMED(trail)(t, i, stop, columns, count, eliminated, inverse);
    i = stop;
  }
}

#undef PIECE
#undef PARTS
#undef ROWS
#undef TARGET
#undef NAMED
