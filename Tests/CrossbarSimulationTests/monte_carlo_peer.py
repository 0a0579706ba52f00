"""The paper's memory on 10^6 cells in vectorised NumPy, one thread: least CPU seconds of some turns.

Usage: monte_carlo_peer.py seed-of-bits. Every line: name, CPU seconds, wrong bits; separated by tabs.
Two ways with each generator: quantities by exp, and the limits moved to the scale of scores instead, which spares it.
Arrays are allocated once, numbers are drawn into them.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import sys
import time

import numpy as np

CELLS = 1_000_000
WRITE, THRESHOLD = 5.0, 1e4
# Natural logarithms; the last is of base ten.
MU = (0.202, -0.025, 6.253, 6.041)
SIGMA = (0.776, 0.810, 1.041, 0.769)

bits = np.random.default_rng(int(sys.argv[1])).random(CELLS) < 0.5
scores = np.empty((4, CELLS))


def by_values(generator):
    generator.standard_normal(out=scores)
    v_set = np.exp(MU[0] + SIGMA[0] * scores[0])
    # Fresh cells are in HRS, so no draw of |V_RST| decides anything.
    low = np.exp(MU[2] + SIGMA[2] * scores[2])
    high = np.exp(np.log(10) * (MU[3] + SIGMA[3] * scores[3]))
    lrs, hrs = np.minimum(low, high), np.maximum(low, high)
    resistance = np.where(bits & (v_set < WRITE), lrs, hrs)
    return np.count_nonzero((resistance < THRESHOLD) != bits)


def by_scores(generator):
    generator.standard_normal(out=scores)
    sets = scores[0] < (np.log(WRITE) - MU[0]) / SIGMA[0]
    low = scores[2] < (np.log(THRESHOLD) - MU[2]) / SIGMA[2]
    high = scores[3] < (np.log10(THRESHOLD) - MU[3]) / SIGMA[3]
    # The lower one is R_LRS: both must be below for R_HRS to read as a one, either for R_LRS.
    return np.count_nonzero(np.where(bits & sets, low | high, low & high) != bits)


for generator in (np.random.Philox, np.random.PCG64):
    for method in (by_values, by_scores):
        best, wrong = float("inf"), 0
        for turn in range(7):
            stream = np.random.Generator(generator(turn))
            start = time.process_time()
            wrong = method(stream)
            best = min(best, time.process_time() - start)
        print(f"NumPy {np.__version__}, {generator.__name__}, {method.__name__}\t{best}\t{wrong}")
