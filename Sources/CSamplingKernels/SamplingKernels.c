#include "CSamplingKernels.h"

typedef uint64_t lanes __attribute__((vector_size(64), aligned(64), may_alias));
typedef int64_t truth __attribute__((vector_size(64)));
typedef _Bool bits __attribute__((ext_vector_type(8)));

// The same function for several instruction sets, chosen when the program is loaded.
#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

#define LOW 0xFFFFFFFFu

// The whole product of 64-bit numbers from four products of 32-bit halves, which every instruction set has.
INLINE void multiply(const lanes *a, uint64_t b, lanes *high, lanes *low) {
  const lanes al = *a & LOW, ah = *a >> 32;
  const lanes bl = (lanes){0} + (b & LOW), bh = (lanes){0} + (b >> 32);
  const lanes ll = al * bl;
  const lanes middle = ah * bl + (ll >> 32);
  const lanes other = al * bh + (middle & LOW);
  *high = ah * bh + (middle >> 32) + (other >> 32);
  *low = (other << 32) | (ll & LOW);
}

INLINE void wide(uint64_t a, uint64_t b, uint64_t *high, uint64_t *low) {
  const unsigned __int128 product = (unsigned __int128)a * b;
  *high = (uint64_t)(product >> 64);
  *low = (uint64_t)product;
}

#define FACTOR0 0xD2E7470EE14C6C93u
#define FACTOR1 0xCA5A826395121157u
#define STEP0 0x9E3779B97F4A7C15u
#define STEP1 0xBB67AE8584CAA73Bu
// Vectors side by side, so that their multiplications overlap.
#define WIDTH 2

CLONES static void vector_words(
    uint64_t *words, uint64_t key0, uint64_t key1, uint64_t first, uint64_t second,
    uint64_t third, uint64_t fourth) {
  lanes *result = (lanes *)words;
  // The second product of the first round is the same for all counters, and so is the first of the second round.
  uint64_t high, low, next_high, next_low;
  wide(third, FACTOR1, &high, &low);
  wide(high ^ second ^ key0, FACTOR0, &next_high, &next_low);
  const lanes zero = {0};
  const lanes step = {0, 1, 2, 3, 4, 5, 6, 7};
  for (int block = 0; block < 8; block += WIDTH) {
    lanes c[WIDTH][4];
    for (int j = 0; j < WIDTH; j++) {
      lanes own_high, own_low, other_high, other_low;
      const lanes counter = first + (uint64_t)(8 * (block + j)) + step;
      multiply(&counter, FACTOR0, &own_high, &own_low);
      own_high ^= fourth ^ key1;
      multiply(&own_high, FACTOR1, &other_high, &other_low);
      c[j][0] = other_high ^ (low ^ (key0 + STEP0));
      c[j][1] = other_low;
      c[j][2] = own_low ^ (next_high ^ (key1 + STEP1));
      c[j][3] = zero + next_low;
    }
    uint64_t k0 = key0 + 2 * STEP0, k1 = key1 + 2 * STEP1;
    for (int round = 2; round < 10; round++) {
      for (int j = 0; j < WIDTH; j++) {
        lanes high0, low0, high1, low1;
        multiply(&c[j][0], FACTOR0, &high0, &low0);
        multiply(&c[j][2], FACTOR1, &high1, &low1);
        c[j][0] = high1 ^ c[j][1] ^ k0;
        c[j][1] = low1;
        c[j][2] = high0 ^ c[j][3] ^ k1;
        c[j][3] = low0;
      }
      k0 += STEP0;
      k1 += STEP1;
    }
    for (int j = 0; j < WIDTH; j++)
      for (int k = 0; k < 4; k++) result[8 * k + block + j] = c[j][k];
  }
}

// By products of whole words: quicker than vectors of two.
static void scalar_words(
    uint64_t *words, uint64_t key0, uint64_t key1, uint64_t first, uint64_t second,
    uint64_t third, uint64_t fourth) {
  for (int j = 0; j < 64; j++) {
    uint64_t c0 = first + (uint64_t)j, c1 = second, c2 = third, c3 = fourth;
    uint64_t k0 = key0, k1 = key1;
    for (int round = 0; round < 10; round++) {
      uint64_t high0, low0, high1, low1;
      wide(c0, FACTOR0, &high0, &low0);
      wide(c2, FACTOR1, &high1, &low1);
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 += STEP0;
      k1 += STEP1;
    }
    words[j] = c0;
    words[64 + j] = c1;
    words[128 + j] = c2;
    words[192 + j] = c3;
  }
}

void sampling_words(
    uint64_t *words, uint64_t key0, uint64_t key1, uint64_t first, uint64_t second,
    uint64_t third, uint64_t fourth, int64_t vectors) {
#if defined(__x86_64__)
  if (vectors && __builtin_cpu_supports("avx2")) {
    vector_words(words, key0, key1, first, second, third, fourth);
    return;
  }
#endif
  scalar_words(words, key0, key1, first, second, third, fourth);
}

CLONES uint64_t sampling_below(const uint64_t *words, uint64_t limit) {
  const lanes *values = (const lanes *)words;
  uint64_t result = 0;
  for (int j = 0; j < 8; j++) {
    const truth below = (truth)((values[j] >> 12) < limit);
    const bits mask = __builtin_convertvector(below, bits);
    uint8_t byte;
    __builtin_memcpy(&byte, &mask, 1);
    result |= (uint64_t)byte << (8 * j);
  }
  return result;
}
