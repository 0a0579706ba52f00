// Random words of 64 neighbouring cells at once, and bounds held against them. Whole numbers only: the same on every machine.
#ifndef CSAMPLINGKERNELS_H
#define CSAMPLINGKERNELS_H

#include <stdint.h>

/// Philox4x64-10 of a key at 64 counters (first … first + 63, second, third, fourth).
///
/// `words` gets the first word of all, then the second, third and fourth: 4 · 64 numbers, aligned to 64 bytes.
/// `vectors` is 0 to do without vector instructions; the words are the same.
void sampling_words(
    uint64_t *words, uint64_t key0, uint64_t key1, uint64_t first, uint64_t second,
    uint64_t third, uint64_t fourth, int64_t vectors);

/// A bit for each of 64 words, the first in the lowest: whether word / 2¹² is below a limit. Aligned to 64 bytes.
uint64_t sampling_below(const uint64_t *words, uint64_t limit);

#endif
