#include "CTileKernels.h"

// A fused multiply-add rounds once where a machine without it rounds twice.
#pragma STDC FP_CONTRACT OFF

typedef double lanes __attribute__((vector_size(64), aligned(64), may_alias));

// The same function for several instruction sets, chosen when the program is loaded.
#if defined(CLONES)
#elif defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

// A loop of stores, not memset, whose string instruction bypasses the nearest cache.
static const volatile lanes zeros = {0};
INLINE void clear(lanes *values, int64_t count) {
  const lanes zero = zeros;
  for (int64_t j = 0; j < count; j++) values[j] = zero;
}

INLINE int64_t triangle(int64_t i) { return i * (i - 1) / 2; }

// In four running sums, whatever the machine.
INLINE void sum(lanes *result, const lanes *values, int64_t count) {
  lanes a = {0}, b = {0}, c = {0}, d = {0};
  int64_t j = 0;
  for (; j + 4 <= count; j += 4) {
    a += values[j];
    b += values[j + 1];
    c += values[j + 2];
    d += values[j + 3];
  }
  if (j < count) a += values[j];
  if (j + 1 < count) b += values[j + 1];
  if (j + 2 < count) c += values[j + 2];
  *result = (a + b) + (c + d);
}

// The same of products.
INLINE void dot(lanes *result, const lanes *x, const lanes *y, int64_t count) {
  lanes a = {0}, b = {0}, c = {0}, d = {0};
  int64_t j = 0;
  for (; j + 4 <= count; j += 4) {
    a += x[j] * y[j];
    b += x[j + 1] * y[j + 1];
    c += x[j + 2] * y[j + 2];
    d += x[j + 3] * y[j + 3];
  }
  if (j < count) a += x[j] * y[j];
  if (j + 1 < count) b += x[j + 1] * y[j + 1];
  if (j + 2 < count) c += x[j + 2] * y[j + 2];
  *result = (a + b) + (c + d);
}

// Nodes eliminated before the rows that stay are touched, and columns of those that are kept in the nearest cache
// while they are.
#define PANEL 16
#define CHUNK 64
// Rows that stay among which a chunk of eliminated rows is shared.
#define BLOCK 8

// Adds to `rows` rows from i on, in columns from `start` to `limit`, what eliminating the `width` nodes below `end` gives
// them; with `corner` also to the columns among the rows themselves. Rows and width are constants where this is inlined.
INLINE void update(
    lanes *t, int64_t i, const int64_t rows, int64_t start, int64_t limit, int corner, int64_t end,
    const int64_t width, const lanes *inverses) {
  lanes share[4][4];
  lanes *target[4];
  const lanes *source[4];
  for (int64_t k = 0; k < width; k++) source[k] = t + triangle(end - 1 - k);
  for (int64_t a = 0; a < rows; a++) {
    target[a] = t + triangle(i + a);
    for (int64_t k = 0; k < width; k++) share[a][k] = source[k][i + a] * inverses[k];
  }
  for (int64_t j = start; j < limit; j++) {
    lanes r[4];
    for (int64_t k = 0; k < width; k++) r[k] = source[k][j];
    for (int64_t a = 0; a < rows; a++) {
      lanes value = target[a][j];
      for (int64_t k = 0; k < width; k++) value += share[a][k] * r[k];
      target[a][j] = value;
    }
  }
  if (!corner) return;
  for (int64_t a = 1; a < rows; a++) {
    for (int64_t b = 0; b < a; b++) {
      lanes value = target[a][i + b];
      for (int64_t k = 0; k < width; k++) value += share[a][k] * source[k][i + b];
      target[a][i + b] = value;
    }
  }
}

// Up to four nodes at a time, and up to four rows.
INLINE void update_any(
    lanes *t, int64_t i, const int64_t rows, int64_t start, int64_t limit, int corner, int64_t end,
    int64_t width, const lanes *inverses) {
  for (; width >= 4; width -= 4, end -= 4, inverses += 4) {
    update(t, i, rows, start, limit, corner, end, 4, inverses);
  }
  switch (width) {
  case 3: update(t, i, rows, start, limit, corner, end, 3, inverses); break;
  case 2: update(t, i, rows, start, limit, corner, end, 2, inverses); break;
  case 1: update(t, i, rows, start, limit, corner, end, 1, inverses); break;
  default: break;
  }
}

// Rows from `first` to `last`, in columns below `limit`, or below each row's own if that is negative.
INLINE void trail(
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
        for (; i + 4 <= stop; i += 4) {
          const int64_t own = limit < 0 ? i : limit;
          // The corner goes with the chunk that holds its first column.
          const int corner = limit < 0 && start <= i && i < after;
          update_any(
              t, i, 4, start, own < after ? own : after, corner, end - k, some, inverses + k);
        }
        for (; i < stop; i++) {
          const int64_t own = limit < 0 ? i : limit;
          update_any(t, i, 1, start, own < after ? own : after, 0, end - k, some, inverses + k);
        }
      }
    }
  }
}

// What is left of a front below, and how far it has been read.
struct below {
  const lanes *row;
  const int32_t *map;
  int64_t ports;
  int64_t next;
};

INLINE void seek(struct below *from, const double *values, int64_t node) {
  from->next = 0;
  while (from->next < from->ports && from->map[from->next] < node) from->next++;
  from->row = (const lanes *)values + triangle(from->next);
}

INLINE void add_row(lanes *row, struct below *from, int64_t node) {
  if (from->next >= from->ports || from->map[from->next] != node) return;
  for (int64_t j = 0; j < from->next; j++) row[from->map[j]] += from->row[j];
  from->row += from->next++;
}

INLINE void assemble(
    lanes *t, int64_t start, int64_t stop, struct below *first, struct below *second) {
  for (int64_t i = start; i < stop; i++) {
    lanes *row = t + triangle(i);
    clear(row, i);
    add_row(row, first, i);
    add_row(row, second, i);
  }
}

CLONES void tile_eliminate(
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
  assemble(t, ports, count, &a, &b);
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
      trail(t, end - width, last - some, -1, last, some, own);
    }
    trail(t, ports, end - width, -1, end, width, inverse + before);
  }
  // The rows that stay, each block while it is in the nearest cache.
  seek(&a, first, 0);
  seek(&b, second, 0);
  assemble(t, 0, unneeded, &a, &b);
  for (int64_t i = unneeded; i < ports;) {
    const int isPartial = unneeded > 0 && i < needed;
    const int64_t limit = i < needed ? needed : ports;
    const int64_t stop = i + BLOCK < limit ? i + BLOCK : limit;
    assemble(t, i, stop, &a, &b);
    if (isPartial) trail(t, i, stop, unneeded, count, eliminated, inverse);
    else if (i >= needed) trail(t, i, stop, -1, count, eliminated, inverse);
    i = stop;
  }
}

CLONES void tile_eliminate_sparse(
    double *values, int64_t size, const uint16_t *degrees, int64_t nodes, const uint16_t *spokes,
    const uint16_t *targets, double *inverses, double *shares, const double *inputs,
    const int32_t *source, const int32_t *place, int64_t input_count) {
  lanes *v = (lanes *)values;
  clear(v, size);
  for (int64_t n = 0; n < input_count; n++) v[place[n]] += ((const lanes *)inputs)[source[n]];
  lanes *kept = (lanes *)shares;
  lanes row[128];
  for (int64_t n = 0; n < nodes; n++) {
    const int64_t degree = degrees[n];
    for (int64_t k = 0; k < degree; k++) row[k] = v[spokes[k]];
    lanes total;
    sum(&total, row, degree);
    const lanes inverse = 1.0 / total;
    ((lanes *)inverses)[n] = inverse;
    for (int64_t j = 0; j < degree; j++) {
      const lanes share = row[j] * inverse;
      if (kept) kept[j] = share;
      for (int64_t k = 0; k < j; k++) v[targets[k]] += share * row[k];
      targets += j;
    }
    spokes += degree;
    if (kept) kept += degree;
  }
}

CLONES void tile_store_shares(
    double *shares, const double *front, int64_t count, int64_t eliminated,
    const double *inverses) {
  lanes *target = (lanes *)shares;
  const lanes *row = (const lanes *)front + triangle(count - eliminated);
  for (int64_t k = count - eliminated; k < count; k++) {
    const lanes inverse = ((const lanes *)inverses)[count - 1 - k];
    for (int64_t j = 0; j < k; j++) *target++ = *row++ * inverse;
  }
}

CLONES void tile_forward(
    double *currents, const double *shares, const int32_t *nodes, int64_t count, int64_t eliminated,
    double *scratch) {
  lanes *all = (lanes *)currents;
  lanes *local = (lanes *)scratch;
  const int64_t ports = count - eliminated;
  for (int64_t i = 0; i < count; i++) local[i] = all[nodes[i]];
  const lanes *share = (const lanes *)shares + (triangle(count) - triangle(ports));
  for (int64_t k = count - 1; k >= ports; k--) {
    share -= k;
    const lanes current = local[k];
    for (int64_t j = 0; j < k; j++) local[j] += share[j] * current;
  }
  for (int64_t i = 0; i < count; i++) all[nodes[i]] = local[i];
}

CLONES void tile_forward_sparse(
    double *currents, const double *shares, const uint16_t *degrees, int64_t count,
    const int32_t *nodes, const int32_t *neighbours) {
  lanes *all = (lanes *)currents;
  const lanes *share = (const lanes *)shares;
  for (int64_t n = 0; n < count; n++) {
    const lanes current = all[nodes[n]];
    for (int64_t j = 0; j < degrees[n]; j++) all[*neighbours++] += *share++ * current;
  }
}

CLONES void tile_backward(
    double *voltages, const double *currents, const double *shares, const double *inverses,
    const int32_t *nodes, int64_t count, int64_t eliminated, double *scratch) {
  lanes *all = (lanes *)voltages;
  lanes *local = (lanes *)scratch;
  const lanes *share = (const lanes *)shares;
  const int64_t ports = count - eliminated;
  for (int64_t i = 0; i < ports; i++) local[i] = all[nodes[i]];
  for (int64_t k = ports; k < count; k++) {
    lanes volts;
    dot(&volts, share, local, k);
    if (currents) {
      volts += ((const lanes *)currents)[nodes[k]] * ((const lanes *)inverses)[count - 1 - k];
    }
    share += k;
    local[k] = volts;
    all[nodes[k]] = volts;
  }
}

CLONES void tile_backward_sparse(
    double *voltages, const double *currents, const double *shares, const double *inverses,
    const uint16_t *degrees, int64_t count, const int32_t *nodes, const int32_t *neighbours,
    int64_t spokes) {
  lanes *all = (lanes *)voltages;
  const lanes *share = (const lanes *)shares + spokes;
  neighbours += spokes;
  for (int64_t n = count - 1; n >= 0; n--) {
    const int64_t degree = degrees[n];
    share -= degree;
    neighbours -= degree;
    lanes volts = {0};
    for (int64_t j = 0; j < degree; j++) volts += share[j] * all[neighbours[j]];
    if (currents) volts += ((const lanes *)currents)[nodes[n]] * ((const lanes *)inverses)[n];
    all[nodes[n]] = volts;
  }
}
