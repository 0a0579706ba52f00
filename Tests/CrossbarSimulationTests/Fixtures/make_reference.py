"""Cells programmed and read by SciPy: python3 make_reference.py > reference.json

The compact model, the level-1 transistor and the pulse schedule are written down here a second time; the differential
equation is integrated by LSODA and the loop is solved by Brent's method.
"""
import json
import math

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq
from scipy.stats import norm

VRD, VD, TTH, TMIN, VA, ETA, TREL, U = 0.1, 1e-3, 0.25, 1e-3, 0.3, 0.8, 0.02, 12.0
# 0.02 V over the medians of V_SET and V_RST, six digits.
VBS, VBR = 0.0163419, 0.0205063
XC = 0.439871
VTO, BETA, GATE = 0.7, 1e-4 * 50, 10.0
EDGE, WRITE, READ, GAP = 1e-4, 0.1, 0.02, 1e-3


def conductance(v, x, d):
    high = d["r_lrs"] + (d["r_hrs"] - d["r_lrs"]) * VRD / math.sqrt(v * v + VD * VD)
    w = 3 * x * x - 2 * x ** 3
    return math.exp(-w * math.log(d["r_lrs"]) - (1 - w) * math.log(high))


def mos(vg, vd, vs):
    if vd < vs:
        return -mos(vg, vs, vd)
    ov = vg - vs - VTO
    if ov <= 0:
        return 0.0
    vds = vd - vs
    return BETA * (ov - vds / 2) * vds if vds < ov else BETA / 2 * ov * ov


def cell_voltage(source, bit, x, d, c):
    total = source - bit
    if total == 0:
        return 0.0

    def excess(v):
        i = v * conductance(v, x, d)
        return mos(GATE, source - i * c["source"], bit + v + i * (c["bit"] + c["contact"])) - i

    return brentq(excess, min(0, total), max(0, total), xtol=1e-14, rtol=1e-14)


def rate(u, below):
    return 1 / (TMIN + TTH / 2 * (math.exp(-U * math.tanh(u / U) / VA)
                                  + math.exp(-100 * math.tanh(u / below / 100))))


def slope(v, x, d):
    if d["stuck"] is not None:
        return (d["stuck"] - x) / TREL
    w = 3 * x * x - 2 * x ** 3
    return (rate(v - d["v_set"] * (1 - ETA * w), VBS * d["v_set"]) * (1 - x)
            - rate(-v - d["v_reset"], VBR * d["v_reset"]) * x + x * (1 - x) * (x - XC) / TREL)


def schedule():
    """Corners of SET, RESET and read: start, top, fall, end."""
    t, out = 0.0, []
    for width in (WRITE, WRITE, READ):
        start = t + GAP
        out.append((start, start + EDGE, start + EDGE + width, start + 2 * EDGE + width))
        t = out[-1][3]
    return out


PULSES = schedule()


def level(t, pulse, value):
    return float(np.interp(t, pulse, [0, value, value, 0], left=0, right=0))


def lines(t, one):
    source = level(t, PULSES[2], 0.1) + (level(t, PULSES[0], 5.0) if one else 0)
    return source, 0.0 if one else level(t, PULSES[1], 5.0)


def run(one, d, c):
    sample = PULSES[2][1] + 0.75 * READ
    corners = [0.0] + [t for p in PULSES for t in p if t < sample] + [sample]
    x = d["stuck"] or 0.0
    for a, b in zip(corners, corners[1:]):
        def f(t, y):
            s, g = lines(t, one)
            state = min(max(y[0], 0.0), 1.0)
            return [slope(cell_voltage(s, g, state, d, c), state, d)]
        s = solve_ivp(f, (a, b), [x], method="LSODA", rtol=1e-9, atol=1e-11, max_step=(b - a) / 20)
        x = min(max(float(s.y[0, -1]), 0.0), 1.0)
    v = cell_voltage(*lines(sample, one), x, d, c)
    return x, v * conductance(v, x, d)


rng = np.random.default_rng(5)
cells = []
for k in range(60):
    d = dict(v_set=math.exp(0.202 + 0.776 * rng.standard_normal()), v_reset=math.exp(-0.025 + 0.81 * rng.standard_normal()),
             r_lrs=math.exp(6.253 + 1.041 * rng.standard_normal()), r_hrs=10 ** (6.041 + 0.769 * rng.standard_normal()))
    if k % 4 == 0:
        d["v_set"] = 5 - rng.uniform(-0.05, 0.5)  # at the edge of the write voltage
    if k % 15 == 7:
        d["v_set"] = 0.08  # disturbed by the read
    if k % 15 == 9:
        d["v_reset"] = 0.03  # fades at rest
    c = dict(bit=10 + 30 * float(rng.integers(0, 128)), source=11 + float(rng.integers(0, 128)), contact=9.0)
    d = {key: float(f"{value:.6g}") for key, value in d.items()}
    d["stuck"] = {11: 0.0, 12: 1.0}.get(k % 15)
    one = bool(k % 3)
    x, i = run(one, d, c)
    cells.append(dict(device=d, circuit=c, one=one, state=x, current=i))

p_set = norm.sf((math.log(5) - 0.202) / 0.776)
p_low = norm.sf((math.log(1e4) - 6.253) / 1.041)
p_high = norm.cdf((4 - 6.041) / 0.769)
print(json.dumps(dict(cells=cells, p_set=p_set, p_low=p_low, p_high=p_high), indent=1))
