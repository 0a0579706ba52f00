"""Solves tiles given on standard input by means that share nothing with the solver under test.

A tile is: METHOD ROWS COLUMNS, then cells (siemens), row segments, column segments (ohms), four sides of ends
(o, dR, sR or gR), then for `voltages` and `badcrossbar` the number of inputs and one voltage a driven end for each.
Methods, all printing one line of numbers a tile:
  splu         effective conductances, driven × sensed, by a sparse LU
  decimal      the same by dense Gaussian elimination in decimal numbers of 90 digits
  voltages     voltages of row nodes, then column nodes, by a sparse LU
  sources      the same for volts of every terminal, by side and line, and then amperes of a source in every cell from row
               to column, all given as one input; then the currents into the terminals
  badcrossbar  output currents by badcrossbar; left driven and bottom sensed through one segment, uniform wires
"""
import sys
from decimal import Decimal, getcontext

import numpy as np

getcontext().prec = 90
words = iter(sys.stdin.read().split())


def numbers(count):
    return np.array([float(next(words)) for _ in range(count)])


def edges(rows, columns, cells, row_segments, column_segments, ends):
    """Edges (a, b, siemens) with row node i, column node rows*columns + i; −1 is ground; terminals follow."""
    n = rows * columns
    found = []
    for i in range(rows):
        for j in range(columns):
            k = i * columns + j
            found.append((k, n + k, 0.0 if cells[k] == 0 else ("S", cells[k])))
            if j:
                found.append((k - 1, k, row_segments[i * (columns - 1) + j - 1]))
            if i:
                found.append((n + k - columns, n + k, column_segments[(i - 1) * columns + j]))
    places = [[i * columns for i in range(rows)], [i * columns + columns - 1 for i in range(rows)],
              [n + j for j in range(columns)], [n + (rows - 1) * columns + j for j in range(columns)]]
    driven, sensed, terminal = [], [], 2 * n
    for side, nodes in zip(ends, places):
        for end, node in zip(side, nodes):
            if end[0] == "o":
                continue
            if end[0] == "g":
                found.append((node, -1, float(end[1:])))
                continue
            (driven if end[0] == "d" else sensed).append(terminal)
            found.append((node, terminal, float(end[1:])))
            terminal += 1
    return found, driven, sensed, terminal


def conductance(value, number):
    if isinstance(value, tuple):
        return number(value[1])
    return number(1) / number(value) if value != 0.0 and value != float("inf") else number(0)


def sparse(found, rows, columns, driven):
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import splu
    inner = 2 * rows * columns
    ii, jj, vv, beyond = [], [], [], {}
    for a, b, value in found:
        g = conductance(value, float)
        if g == 0:
            continue
        ii.append(a), jj.append(a), vv.append(g)
        if b >= inner or b < 0:
            if b >= 0:
                beyond[b] = (a, g)
            continue
        ii += [b, a, b]
        jj += [b, b, a]
        vv += [g, -g, -g]
    lu = splu(coo_matrix((vv, (ii, jj)), shape=(inner, inner)).tocsc())
    right = np.zeros((inner, len(driven)))
    for k, terminal in enumerate(driven):
        node, g = beyond[terminal]
        right[node, k] += g
    return lu.solve(right), beyond


def with_sources(found, cells, inputs):
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import splu
    inner = 2 * cells
    volts, amperes = inputs[:-cells], inputs[-cells:]
    ii, jj, vv, right = [], [], [], np.concatenate([-amperes, amperes])
    for a, b, value in found:
        g = conductance(value, float)
        ii.append(a), jj.append(a), vv.append(g)
        if b >= inner:
            right[a] += g * volts[b - inner]
        elif b >= 0:
            ii += [b, a, b]
            jj += [b, b, a]
            vv += [g, -g, -g]
    nodes = splu(coo_matrix((vv, (ii, jj)), shape=(inner, inner)).tocsc()).solve(right)
    currents = [conductance(value, float) * (volts[b - inner] - nodes[a]) for a, b, value in found if b >= inner]
    return np.concatenate([nodes, currents])


def decimal(found, rows, columns, driven, sensed, total):
    inner = 2 * rows * columns
    matrix = [[Decimal(0)] * total for _ in range(total)]
    for a, b, value in found:
        g = conductance(value, Decimal)
        matrix[a][a] += g
        if b >= 0:
            matrix[b][b] += g
            matrix[a][b] -= g
            matrix[b][a] -= g
    for k in range(inner):
        row = [(j, matrix[k][j]) for j in range(k + 1, total) if matrix[k][j]]
        for i, value in row:
            share = value / matrix[k][k]
            for j, other in row:
                matrix[i][j] -= share * other
    return [float(-matrix[d][s]) for d in driven for s in sensed]


for method in words:
    rows, columns = int(next(words)), int(next(words))
    cells = numbers(rows * columns)
    row_segments = numbers(rows * (columns - 1))
    column_segments = numbers((rows - 1) * columns)
    ends = [[next(words) for _ in range(count)] for count in (rows, rows, columns, columns)]
    found, driven, sensed, total = edges(rows, columns, cells, row_segments, column_segments, ends)
    if method == "decimal":
        result = decimal(found, rows, columns, driven, sensed, total)
    elif method == "sources":
        result = with_sources(found, rows * columns, numbers(int(next(words)) * (total - rows * columns)))
    elif method == "badcrossbar":
        import logging
        import warnings
        warnings.simplefilter("ignore")
        import badcrossbar
        logging.disable(logging.CRITICAL)
        count = int(next(words))
        inputs = numbers(count * len(driven)).reshape(count, -1)
        word = float(ends[0][0][1:])
        bit = float(ends[3][0][1:])
        solution = badcrossbar.compute(
            inputs.T, 1 / cells.reshape(rows, columns), r_i_word_line=word, r_i_bit_line=bit)
        result = np.asarray(solution.currents.output).ravel()
    else:
        volts, beyond = sparse(found, rows, columns, driven)
        if method == "voltages":
            count = int(next(words))
            inputs = numbers(count * len(driven)).reshape(count, -1)
            result = (inputs @ volts.T).ravel()
        else:
            nodes = [beyond[s][0] for s in sensed]
            siemens = np.array([beyond[s][1] for s in sensed])
            result = (volts[nodes].T * siemens).ravel()
    print(" ".join(repr(float(value)) for value in result))
