"""Programming of cells by SciPy: one JSON job a line on standard input, one JSON answer a line.

The compact model with its wear, the level-1 transistor, the row's pulses and the drive of a passive crossbar's lines are
written down here a second time; the equations are integrated by LSODA or Radau, the loop is solved by Brent's method.
"""
import json
import math
import sys

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

VRD, VD, TTH, TMIN, VA, ETA, TREL, U = 0.1, 1e-3, 0.25, 1e-3, 0.3, 0.8, 0.02, 12.0
VBS, VBR, XC = 0.0163419, 0.0205063, 0.439871
VTO, BETA = 0.7, 1e-4 * 50
EDGE, GAP, READ, READ_V, THRESHOLD = 1e-4, 1e-3, 0.02, 0.1, 1e-5


def clip(x):
    return min(max(x, 0.0), 1.0)


def weight(x):
    return 3 * x * x - 2 * x ** 3


def conductance(v, x, d):
    high = d["r_lrs"] + (d["r_hrs"] - d["r_lrs"]) * VRD / math.sqrt(v * v + VD * VD)
    w = weight(x)
    return math.exp(-w * math.log(d["r_lrs"]) - (1 - w) * math.log(high))


def mos(vg, vd, vs):
    if vd < vs:
        return -mos(vg, vs, vd)
    ov = vg - vs - VTO
    if ov <= 0:
        return 0.0
    vds = vd - vs
    return BETA * (ov - vds / 2) * vds if vds < ov else BETA / 2 * ov * ov


def cell_voltage(source, bit, x, d, c, gate):
    total = source - bit
    if c is None or total == 0:
        return total

    def excess(v):
        i = v * conductance(v, x, d)
        return mos(gate, source - i * c["source"], bit + v + i * (c["bit"] + c["contact"])) - i

    return brentq(excess, min(0, total), max(0, total), xtol=1e-14, rtol=1e-14)


def rate(u, below):
    return 1 / (TMIN + TTH / 2 * (math.exp(-U * math.tanh(u / U) / VA)
                                  + math.exp(-100 * math.tanh(u / below / 100))))


def slope(v, x, d, left=1.0):
    if d["stuck"] is not None:
        return (d["stuck"] - x) / TREL
    return (rate(v - d["v_set"] * (1 - ETA * weight(x)), VBS * d["v_set"]) * (1 - x)
            - left * rate(-v - d["v_reset"], VBR * d["v_reset"]) * x
            + x * (1 - x) * (x - XC) / TREL)


class Cell:
    """State x and wear y, carried along straight pieces of the lines' voltages."""

    def __init__(self, d, c, x, cycles, endurance):
        self.d, self.c, self.x, self.n = d, c, x, endurance
        self.y = cycles / endurance if endurance else 0.0
        self.largest = 0.0

    def piece(self, length, s0, s1, b0, b1, gate, trace=False):
        if length <= 0:
            return

        def f(t, z):
            k, x = t / length, clip(z[0])
            v = cell_voltage(s0 + (s1 - s0) * k, b0 + (b1 - b0) * k, x, self.d, self.c, gate)
            left = 1.0
            if self.n:
                left = 0.5 * (1 - math.tanh((z[1] - 1 - 0.5 / self.n) * 10 * self.n))
            r = slope(v, x, self.d, left)
            return [r, (r + math.sqrt(r * r + 1e-6) - 1e-3) / (2 * self.n) if self.n else 0.0]

        s = solve_ivp(f, (0, length), [self.x, self.y], method="LSODA", rtol=1e-8, atol=1e-11,
                      max_step=length / 20)
        assert s.success
        if trace:
            for t, z in zip(s.t, s.y[0]):
                k, x = t / length, clip(z)
                v = cell_voltage(s0 + (s1 - s0) * k, b0 + (b1 - b0) * k, x, self.d, self.c, gate)
                self.largest = max(self.largest, abs(v * conductance(v, x, self.d)))
        self.x, self.y = clip(float(s.y[0, -1])), float(s.y[1, -1])

    def pulse(self, width, source, bit, gate, trace=False):
        """Gap, edge, top; the state is at the end of the top."""
        self.piece(GAP, 0, 0, 0, 0, gate)
        self.piece(EDGE, 0, source, 0, bit, gate, trace)
        self.piece(width, source, source, bit, bit, gate, trace)

    def fall(self, source, bit, gate, trace=False):
        self.piece(EDGE, source, 0, bit, 0, gate, trace)

    def current(self, source, bit, gate):
        v = cell_voltage(source, bit, self.x, self.d, self.c, gate)
        return v * conductance(v, self.x, self.d)

    def rest(self, time):
        """To the end of time in pieces, the first ones short."""
        done, step = 0.0, 0.1
        while done < time:
            step = min(step, time - done)

            def f(t, z):
                r = slope(0, clip(z[0]), self.d)
                return [r, (r + math.sqrt(r * r + 1e-6) - 1e-3) / (2 * self.n) if self.n else 0.0]

            s = solve_ivp(f, (0, step), [self.x, self.y], method="Radau", rtol=1e-9, atol=1e-12)
            assert s.success
            self.x, self.y = clip(float(s.y[0, -1])), float(s.y[1, -1])
            done += step
            step *= 3


def train(j):
    """Pulses, each verified, then a rest and a read."""
    cell = Cell(j["device"], j["circuit"], j["x"], j["cycles"], j["endurance"])
    gates = j["gates"]
    width = j["width"]
    pulses, amount, right = 0, 0.0, False
    while pulses < j["pulses"] and not right:
        v = j["amplitude"] + j["step"] * pulses
        s, b = (v, 0.0) if j["one"] else (0.0, v)
        gate = gates[0] if j["one"] else gates[1]
        idle = GAP + 2 * EDGE + width
        if not j["one"]:
            cell.piece(idle, 0, 0, 0, 0, gate)
        cell.pulse(width, s, b, gate, True)
        amount = cell.current(s, b, gate)
        cell.fall(s, b, gate, True)
        if j["one"]:
            cell.piece(idle, 0, 0, 0, 0, gate)
        cell.pulse(0.75 * READ, READ_V, 0, gates[2])
        pulses += 1
        right = (cell.current(READ_V, 0, gates[2]) > THRESHOLD) == j["one"]
        if not right and pulses < j["pulses"] or j["retention"] > 0:
            cell.piece(0.25 * READ, READ_V, READ_V, 0, 0, gates[2])
            cell.fall(READ_V, 0, gates[2])
            cell.piece(GAP, 0, 0, 0, 0, gates[2])
    if j["retention"] > 0:
        cell.rest(j["retention"])
        cell.piece(EDGE, 0, READ_V, 0, 0, gates[2])
        cell.piece(0.75 * READ, READ_V, READ_V, 0, 0, gates[2])
    return dict(state=cell.x, pulses=pulses, current=amount, largest=cell.largest,
                read=cell.current(READ_V, 0, gates[2]), worn=cell.y * (j["endurance"] or 0))


def rest(j):
    cell = Cell(j["device"], None, j["x"], 0, None)
    cell.rest(j["time"])
    return dict(state=cell.x)


def time(j):
    """When the read current at constant amplitude crosses the threshold; negative if it does not."""
    d, c, v = j["device"], j["circuit"], j["amplitude"]
    source, bit = (v, 0.0) if v > 0 else (0.0, -v)

    def above(x):
        u = cell_voltage(READ_V, 0, x, d, c, 10.0)
        return u * conductance(u, x, d) - THRESHOLD

    if above(0) > 0 or above(1) < 0:
        return dict(time=-1.0)

    def crossing(t, z):
        return above(clip(z[0]))

    crossing.terminal = True
    s = solve_ivp(lambda t, z: [slope(cell_voltage(source, bit, clip(z[0]), d, c, 10.0), clip(z[0]), d)],
                  (0, j["limit"]), [0.0 if v > 0 else 1.0], method="LSODA", rtol=1e-9, atol=1e-12,
                  events=crossing, max_step=j["limit"] / 50)
    found = s.t_events[0]
    return dict(time=float(found[0]) if len(found) else -1.0)


def passive(j):
    """Every write of a passive crossbar as some of its cells see it; lines by the scheme's table."""
    bits, v, width = j["bits"], j["amplitude"], j["width"]
    rows, columns = len(bits), len(bits[0])
    order = [(r, c) for r in range(rows) for c in range(columns)]
    if j["order"] == "columnByColumn":
        order.sort(key=lambda p: (p[1], p[0]))
    out = []
    for row, column, d in j["cells"]:
        cell = Cell(d, None, 0.0, 0, None)
        written = None
        for r, c in order:
            sign = 1 if bits[r][c] else -1
            if j["bias"] == "half":
                silver, gold = (v / 2 if row == r else 0), (-v / 2 if column == c else 0)
            else:
                silver, gold = (v if row == r else v / 3), (0 if column == c else 2 * v / 3)
            u = sign * (silver - gold)
            if abs(u) < 1e-12:
                u = 0.0
            cell.pulse(width, u, 0, 0)
            cell.fall(u, 0, 0)
            if (r, c) == (row, column):
                written = cell.x
        cell.pulse(0.75 * READ, READ_V, 0, 0)
        out.append(dict(written=written, state=cell.x, read=cell.current(READ_V, 0, 0)))
    return out


KINDS = dict(train=train, rest=rest, time=time, passive=passive)
for line in sys.stdin:
    job = json.loads(line)
    print(json.dumps(KINDS[job["kind"]](job)))
