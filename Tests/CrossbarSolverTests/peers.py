"""Solves one tile by other people's solvers, on one thread, and says how much CPU time it took.

usage: peers.py METHOD ROWS COLUMNS OHMS INPUTS REPETITIONS CELLS VOLTAGES CURRENTS

Every segment has OHMS, rows are driven at the left and columns sensed at the bottom through one segment. CELLS (siemens),
VOLTAGES (INPUTS × rows) and CURRENTS (INPUTS × columns, written) are files of doubles. Methods:
  cholmod      sparse Cholesky by SuiteSparse, supernodal; by AMD and by nested dissection
  lu           sparse LU by SuperLU, refined with residuals of 80 bits
  badcrossbar  badcrossbar 1.1
Prints names and numbers: CPU seconds (the least of the repetitions; without assembling the matrix, with analysing it
unless `factor` is in the name), and what the method says of its own errors.
"""
import os
import sys
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
from scipy.sparse import coo_matrix

method, rows, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ohms, count, repetitions = float(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6])
cells = np.fromfile(sys.argv[7]).reshape(rows, columns)
inputs = np.fromfile(sys.argv[8], count=count * rows).reshape(count, rows)
nodes = rows * columns
grid = np.arange(nodes).reshape(rows, columns)
driven, sensed = grid[:, 0], nodes + grid[-1]


def edges(kind):
    """All resistors between nodes, then those to the terminals' nodes."""
    wire = kind(1) / kind(ohms)
    a = np.concatenate([grid.ravel(), grid[:, :-1].ravel(), nodes + grid[:-1].ravel()])
    b = np.concatenate([nodes + grid.ravel(), grid[:, 1:].ravel(), nodes + grid[1:].ravel()])
    g = np.concatenate([cells.ravel().astype(kind), np.full(len(a) - nodes, wire)])
    return a, b, g, np.concatenate([driven, sensed]), wire


def system():
    a, b, g, ends, wire = edges(np.float64)
    diagonal = np.bincount(a, g, 2 * nodes) + np.bincount(b, g, 2 * nodes)
    diagonal += np.bincount(ends, np.full(len(ends), wire), 2 * nodes)
    inner = np.arange(2 * nodes)
    matrix = coo_matrix((np.concatenate([-g, -g, diagonal]),
                         (np.concatenate([a, b, inner]), np.concatenate([b, a, inner]))))
    right = np.zeros((2 * nodes, count))
    right[driven] = inputs.T * wire
    return matrix.tocsc(), right


def timed(steps):
    """The least CPU time of each of several steps, and of all together."""
    best = [float("inf")] * (len(steps) + 1)
    for _ in range(repetitions):
        taken, value = [], None
        for step in steps:
            start = time.process_time()
            value = step(value)
            taken.append(time.process_time() - start)
        best = [min(pair) for pair in zip(best, taken + [sum(taken)])]
    return best, value


def say(name, value):
    print(name, repr(float(value)))


def cholmod():
    from sksparse.cholmod import analyze
    matrix, right = system()

    def factor(symbolic):
        symbolic.cholesky_inplace(matrix)
        return symbolic

    for ordering in ("amd", "nesdis"):
        if ordering == "nesdis" and nodes > 512 * 512:
            continue
        best, volts = timed([
            lambda _: analyze(matrix, mode="supernodal", ordering_method=ordering, use_long=True),
            factor, lambda symbolic: symbolic(right)])
        say(ordering, best[3])
        say(ordering + "-factor", best[1] + best[2])
    return (volts[sensed] / ohms).T


def lu():
    """SuperLU and steps of refinement whose residuals are of 80 bits, by resistor: no sum cancels before it must."""
    from scipy.sparse.linalg import splu
    matrix, right = system()
    best, solver = timed([lambda _: splu(
        matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0,
        options={"SymmetricMode": True})])
    say("lu", best[0])
    a, b, g, ends, wire = edges(np.longdouble)
    first, result = None, np.zeros((count, columns))
    for k in range(count):
        volts = solver.solve(right[:, k]).astype(np.longdouble)
        outer = np.zeros(len(ends), np.longdouble)
        outer[:rows] = inputs[k]
        before = volts[sensed].astype(float)
        for _ in range(3):
            rest = np.zeros(2 * nodes, np.longdouble)
            current = g * (volts[a] - volts[b])
            # Each kind of edge meets a node once: no sums within one assignment.
            wires = [slice(0, nodes), slice(nodes, nodes + rows * (columns - 1)),
                     slice(nodes + rows * (columns - 1), None)]
            for part in wires:
                rest[a[part]] -= current[part]
                rest[b[part]] += current[part]
            np.add.at(rest, ends, wire * (outer - volts[ends]))
            volts += solver.solve(rest.astype(float))
        after = volts[sensed].astype(float)
        error = np.max(np.abs(before - after) / np.abs(after))
        first = error if first is None else max(first, error)
        result[k] = after / ohms
    say("unrefined", first)
    return result


def badcrossbar():
    import logging
    import warnings
    warnings.simplefilter("ignore")
    import badcrossbar
    logging.disable(logging.CRITICAL)
    best, solution = timed([lambda _: badcrossbar.compute(inputs.T, 1 / cells, r_i=ohms, node_voltages=False, all_currents=False)])
    say("badcrossbar", best[0])
    return np.asarray(solution.currents.output)


currents = {"cholmod": cholmod, "lu": lu, "badcrossbar": badcrossbar}[method]()
np.ascontiguousarray(currents, dtype=np.float64).tofile(sys.argv[9])
