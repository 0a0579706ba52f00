#include "CTileKernels.h"

#include <string.h>

// A fused multiply-add rounds once where a machine without it rounds twice.
#pragma STDC FP_CONTRACT OFF

typedef double lanes __attribute__((vector_size(64), aligned(64), may_alias));

// The same function for several instruction sets, chosen when the program is loaded.
#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

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

// Adds to `rows` rows from i on, up to column `limit`, what eliminating the `width` nodes below `end` gives them; with
// `corner` also to the columns among the rows themselves. Both widths are constants where this is inlined.
INLINE void update(
    lanes *t, int64_t i, const int64_t rows, int64_t limit, int corner, int64_t end,
    const int64_t width, const lanes *inverses) {
  lanes share[4][4];
  lanes *target[4];
  const lanes *source[4];
  for (int64_t k = 0; k < width; k++) source[k] = t + triangle(end - 1 - k);
  for (int64_t a = 0; a < rows; a++) {
    target[a] = t + triangle(i + a);
    for (int64_t k = 0; k < width; k++) share[a][k] = source[k][i + a] * inverses[k];
  }
  for (int64_t j = 0; j < limit; j++) {
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

// All rows that stay, once a panel of `width` nodes is eliminated.
INLINE void trail(
    lanes *t, int64_t end, const int64_t width, int64_t unneeded, int64_t needed,
    const lanes *inverses) {
  const int64_t stay = end - width;
  int64_t i = unneeded;
  if (unneeded) {
    for (; i + 4 <= needed; i += 4) update(t, i, 4, unneeded, 0, end, width, inverses);
    for (; i < needed; i++) update(t, i, 1, unneeded, 0, end, width, inverses);
  }
  i = needed;
  for (; i + 4 <= stay; i += 4) update(t, i, 4, i, 1, end, width, inverses);
  for (; i < stay; i++) update(t, i, 1, i, 0, end, width, inverses);
}

CLONES void tile_eliminate(
    double *front, int64_t count, int64_t eliminated, int64_t unneeded, int64_t needed,
    double *inverses) {
  lanes *t = (lanes *)front;
  lanes *all = (lanes *)inverses;
  const int64_t ports = count - eliminated;
  int64_t end = count;
  while (end > ports) {
    const int64_t width = end - ports < 4 ? end - ports : 4;
    lanes inverse[4];
    for (int64_t k = 0; k < width; k++) {
      const int64_t node = end - 1 - k;
      const lanes *row = t + triangle(node);
      lanes total;
      sum(&total, row, node);
      inverse[k] = 1.0 / total;
      all[node - ports] = inverse[k];
      for (int64_t other = end - width; other < node; other++) {
        lanes *target = t + triangle(other);
        const lanes share = row[other] * inverse[k];
        for (int64_t j = 0; j < other; j++) target[j] += share * row[j];
      }
    }
    switch (width) {
    case 4: trail(t, end, 4, unneeded, needed, inverse); break;
    case 3: trail(t, end, 3, unneeded, needed, inverse); break;
    case 2: trail(t, end, 2, unneeded, needed, inverse); break;
    default: trail(t, end, 1, unneeded, needed, inverse); break;
    }
    end -= width;
  }
}

CLONES void tile_eliminate_sparse(
    double *values, const uint16_t *degrees, int64_t nodes, const uint16_t *spokes,
    const uint16_t *targets, double *inverses, double *shares) {
  lanes *v = (lanes *)values;
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

CLONES void tile_add_inputs(
    double *front, const double *inputs, const int32_t *source, const int32_t *place,
    int64_t count) {
  lanes *t = (lanes *)front;
  for (int64_t n = 0; n < count; n++) t[place[n]] += ((const lanes *)inputs)[source[n]];
}

CLONES void tile_add_child(double *front, const double *child, const int32_t *map, int64_t ports) {
  const lanes *c = (const lanes *)child;
  for (int64_t i = 1; i < ports; i++) {
    lanes *row = (lanes *)front + triangle(map[i]);
    for (int64_t j = 0; j < i; j++) row[map[j]] += c[j];
    c += i;
  }
}

CLONES void tile_store_shares(
    double *shares, const double *front, int64_t count, int64_t eliminated,
    const double *inverses) {
  lanes *target = (lanes *)shares;
  const lanes *row = (const lanes *)front + triangle(count - eliminated);
  for (int64_t k = count - eliminated; k < count; k++) {
    const lanes inverse = ((const lanes *)inverses)[k - (count - eliminated)];
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
      volts += ((const lanes *)currents)[nodes[k]] * ((const lanes *)inverses)[k - ports];
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
