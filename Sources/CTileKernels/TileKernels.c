#include "CTileKernels.h"

// A fused multiply-add rounds once where a machine without it rounds twice.
#pragma STDC FP_CONTRACT OFF

typedef double lanes __attribute__((vector_size(64), aligned(64), may_alias));

// The same function for several instruction sets, chosen when the program is loaded.
#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define HAS_CLONES
#endif
// Fewer can be asked for, to try what other machines do: with 2 or 4 define CLONES as well.
#if !defined(LANES_AT_ONCE)
#define LANES_AT_ONCE 8
#endif
#if defined(CLONES)
#elif defined(HAS_CLONES)
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
#define BLOCK 16

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

INLINE int has_row(const struct below *from, int64_t node) {
  return from->next < from->ports && from->map[from->next] == node;
}

// Sets the columns below `limit`.
INLINE void put_row(lanes *row, int64_t limit, struct below *from) {
  const lanes zero = zeros;
  const lanes *source = from->row;
  const int32_t *map = from->map;
  const int64_t count = from->next;
  int64_t column = 0;
  for (int64_t j = 0; j < count && map[j] < limit;) {
    while (column < map[j]) row[column++] = zero;
    do row[column++] = source[j++];
    while (j < count && map[j] == column && column < limit);
  }
  while (column < limit) row[column++] = zero;
  from->row += from->next++;
}

INLINE void add_row(lanes *row, int64_t limit, struct below *from) {
  for (int64_t j = 0; j < from->next && from->map[j] < limit; j++) {
    row[from->map[j]] += from->row[j];
  }
  from->row += from->next++;
}

// Rows from `start` to `stop`, in columns below `limit`, or below each row's own if that is negative.
INLINE void assemble(
    lanes *t, int64_t start, int64_t stop, int64_t limit, struct below *first,
    struct below *second) {
  for (int64_t i = start; i < stop; i++) {
    lanes *row = t + triangle(i);
    const int64_t columns = limit < 0 ? i : limit;
    if (has_row(first, i)) {
      put_row(row, columns, first);
      if (has_row(second, i)) add_row(row, columns, second);
    } else if (has_row(second, i)) {
      put_row(row, columns, second);
    } else {
      clear(row, columns);
    }
  }
}

typedef double half_lanes __attribute__((vector_size(32), aligned(32), may_alias));
typedef double lane_pair __attribute__((vector_size(16), aligned(16), may_alias));

#define PIECE lane_pair
#define PARTS 4
#define ROWS 2
#define TARGET
#define NAMED(name) name##_by_two
#include "TileEliminate.h"

#if defined(HAS_CLONES)
#define PIECE half_lanes
#define PARTS 2
#define ROWS 2
#define TARGET __attribute__((target("avx2")))
#define NAMED(name) name##_by_four
#include "TileEliminate.h"

#define PIECE lanes
#define PARTS 1
#define ROWS 4
#define TARGET __attribute__((target("avx512f")))
#define NAMED(name) name##_by_eight
#include "TileEliminate.h"
#endif

void tile_eliminate(
    double *front, int64_t count, int64_t eliminated, int64_t unneeded, int64_t needed,
    double *inverses, const double *first, const int32_t *first_map, int64_t first_ports,
    const double *second, const int32_t *second_map, int64_t second_ports, const double *inputs,
    const int32_t *source, const int32_t *place, int64_t input_count) {
  void (*eliminate)(
      double *, int64_t, int64_t, int64_t, int64_t, double *, const double *, const int32_t *,
      int64_t, const double *, const int32_t *, int64_t, const double *, const int32_t *,
      const int32_t *, int64_t) = eliminate_by_two;
#if defined(HAS_CLONES)
  if (LANES_AT_ONCE >= 8 && __builtin_cpu_supports("avx512f")) eliminate = eliminate_by_eight;
  else if (LANES_AT_ONCE >= 4 && __builtin_cpu_supports("avx2")) eliminate = eliminate_by_four;
#endif
  eliminate(
      front, count, eliminated, unneeded, needed, inverses, first, first_map, first_ports, second,
      second_map, second_ports, inputs, source, place, input_count);
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
