"""CPU seconds that other solvers take for one sampled 32 × 32 array, a line each: name, tab, seconds."""
import logging
import os
import time
import warnings

for library in ("OPENBLAS", "MKL", "OMP"):
    os.environ[library + "_NUM_THREADS"] = "1"

import badcrossbar
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import splu

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
side = 32
count = side * side
cells = 1 / 10 ** np.random.default_rng(1).uniform(2, 6, (side, side))
row = np.arange(count).reshape(side, side)
column = row + count
a = np.concatenate([row[:, :-1].ravel(), column[:-1].ravel(), row.ravel()])
b = np.concatenate([row[:, 1:].ravel(), column[1:].ravel(), column.ravel()])
siemens = np.concatenate([np.ones(2 * side * (side - 1)), cells.ravel()])
ends = np.concatenate([row[:, 0], column[-1]])
ones = np.ones(2 * side)


def sparse_lu(inputs):
    values = np.concatenate([siemens, siemens, -siemens, -siemens, ones])
    places = (np.concatenate([a, b, a, b, ends]), np.concatenate([a, b, b, a, ends]))
    right = np.zeros((2 * count, inputs))
    right[row[:inputs, 0], np.arange(inputs)] = 1
    return splu(coo_matrix((values, places), shape=(2 * count, 2 * count)).tocsc()).solve(right)[column[-1]]


def badcrossbar_one():
    return badcrossbar.compute(np.full((side, 1), 0.1), 1 / cells, r_i=1.0)


for name, solve in [("SciPy splu, effective matrix", lambda: sparse_lu(side)), ("SciPy splu, one input", lambda: sparse_lu(1)),
                    ("badcrossbar, one input", badcrossbar_one)]:
    best = float("inf")
    for _ in range(10):
        start = time.process_time()
        solve()
        best = min(best, time.process_time() - start)
    print(f"{name}\t{best}")
