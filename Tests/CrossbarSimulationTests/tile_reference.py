"""Tiles with non-linear cells and columns of 1T1R cells by scipy.optimize.root on dense Kirchhoff equations.

Reads a list of cases as JSON from standard input, writes a list of lists of cell currents and terminal currents.
"""

import json
import sys

import numpy as np
from scipy.optimize import root


def law(kind, p, v):
    """Current of a cell, of a complex voltage too."""
    if kind == "polynomial":
        a, b, c = p
        return a * v + b * v * v * np.sign(v.real) + c * v**3
    low, high, state, reference, smoothing = p
    w = 3 * state**2 - 2 * state**3
    r_high = low + max(high - low, 0) * reference / np.sqrt(v * v + smoothing**2)
    return v * np.exp(-w * np.log(low) - (1 - w) * np.log(r_high))


def settle(equations, start, scale):
    """Root in volts; equations give amperes, scaled to about a volt. Derivatives are complex steps, exact to rounding."""
    x = np.array(start, float)

    def jacobian(x):
        rows = []
        for k in range(len(x)):
            z = x.astype(complex)
            z[k] += 1e-30j
            rows.append(equations(z).imag / 1e-30 / scale)
        return np.array(rows).T

    for _ in range(4):
        base = x.copy()
        # Solved for a correction, so that its digits count.
        found = root(lambda d: (equations(base + d) / scale).real, np.zeros_like(x), method="hybr",
                     jac=lambda d: jacobian(base + d), options={"xtol": 1e-13, "maxfev": 100000})
        x = base + found.x
    # What hybr's stopping rule leaves of weakly tied nodes.
    for _ in range(3):
        x = x - np.linalg.solve(jacobian(x), (equations(x) / scale).real)
    return x


def tile(case):
    rows, columns = case["rows"], case["columns"]
    kind, cells = case["law"], case["cells"]
    row = lambda r, c: r * columns + c
    column = lambda r, c: rows * columns + r * columns + c
    wires = []
    for r in range(rows):
        for c in range(columns - 1):
            wires.append((row(r, c), row(r, c + 1), 1 / case["rowSegments"][r * (columns - 1) + c]))
    for r in range(rows - 1):
        for c in range(columns):
            wires.append((column(r, c), column(r + 1, c), 1 / case["columnSegments"][r * columns + c]))
    outer = {"left": lambda i: row(i, 0), "right": lambda i: row(i, columns - 1),
             "top": lambda i: column(0, i), "bottom": lambda i: column(rows - 1, i)}
    ends = []
    for side in ("left", "right", "top", "bottom"):
        for line, end in enumerate(case[side]):
            if end["kind"] != "open":
                ends.append((outer[side](line), 1 / end["ohms"], end["volts"], end["kind"] != "grounded"))
    count = 2 * rows * columns
    scale = np.full(count, 1e-12)
    for a, b, g in wires:
        scale[a] += g
        scale[b] += g
    for a, g, _, _ in ends:
        scale[a] += g

    def equations(v):
        f = np.zeros(count, complex)
        for a, b, g in wires:
            i = g * (v[a] - v[b])
            f[a] += i
            f[b] -= i
        for a, g, u, _ in ends:
            f[a] += g * (v[a] - u)
        for k, p in enumerate(cells):
            i = law(kind, p, v[k] - v[rows * columns + k])
            f[k] += i
            f[rows * columns + k] -= i
        return f

    v = settle(equations, np.full(count, np.mean([u for _, _, u, _ in ends])), scale)
    current = [float(law(kind, p, v[k] - v[rows * columns + k])) for k, p in enumerate(cells)]
    return current + [g * (u - v[a]) for a, g, u, is_terminal in ends if is_terminal]


def channel(beta, threshold, gate, drain, source):
    if drain.real < source.real:
        return -channel(beta, threshold, gate, source, drain)
    over = gate - source - threshold
    if over.real <= 0:
        return 0.0
    vds = drain - source
    return beta * (over - vds / 2) * vds if vds.real < over.real else beta / 2 * over * over


def column(case):
    """A column: bit line, source line, silver behind the channel, silver at the junction."""
    rows, on = case["rows"], case["on"]
    w = case["wires"]
    source, bit = case["source"], case["bit"]

    def equations(x):
        b, s, m = x[:rows], x[rows:2 * rows], x[2 * rows:3 * rows]
        f = np.zeros(3 * rows, complex)
        for r in range(rows):
            gb = 1 / (w["driver"] + w["bitLead"]) if r == 0 else 1 / w["bitSegment"]
            gs = 1 / (w["driver"] + w["sourceLead"]) if r == 0 else 1 / w["sourceSegment"]
            i = gb * (b[r] - (bit if r == 0 else b[r - 1]))
            j = gs * (s[r] - (source if r == 0 else s[r - 1]))
            f[r] += i
            f[rows + r] += j
            if r > 0:
                f[r - 1] -= i
                f[rows + r - 1] -= j
            # m is the voltage across the memristor; the contact's drop follows from the current.
            current = law("model", case["cells"][r], m[r]) if on[r] else 0.0
            if on[r]:
                silver = b[r] + m[r] + current * w["contact"]
                f[2 * rows + r] = channel(case["beta"], case["threshold"], case["gate"], s[r], silver) - current
            else:
                f[2 * rows + r] = m[r]
            f[r] -= current
            f[rows + r] += current
        return f

    start = np.concatenate([np.full(rows, bit), np.full(rows, source), np.full(rows, (source - bit) / 2)])
    x = settle(equations, start, np.full(3 * rows, 0.01))
    return [float(law("model", case["cells"][r], x[2 * rows + r])) if on[r] else 0.0 for r in range(rows)]


print(json.dumps([tile(case) if "law" in case else column(case) for case in json.load(sys.stdin)]))
