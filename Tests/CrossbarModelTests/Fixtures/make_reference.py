"""Reference codes and integer logits by NumPy and Python integers: python3 make_reference.py > reference.json"""
import json
from fractions import Fraction

import numpy as np


def paper(x, bits):
    """The rule of the paper's published script, in single precision."""
    q = np.array(x / np.max(np.abs(x)), dtype=np.float32)
    out = np.empty_like(q)
    for i, v in np.ndenumerate(x):
        out[i] = q[i] * np.float32(2 ** (bits - 1) if v <= 0 else 2 ** (bits - 1) - 1)
    return out.astype(np.int32)


def nearest(x, scale, bits):
    return np.clip(np.rint(x.astype(np.float64) / scale), -(2 ** (bits - 1)), 2 ** (bits - 1) - 1).astype(int)


rng = np.random.default_rng(20)
cases = []
for bits, shape in [(1, (5, 4)), (2, (5, 4)), (3, (20, 20)), (4, (7, 3)), (8, (6, 5)), (16, (4, 4))]:
    w = rng.standard_normal(shape).astype(np.float32)
    b = rng.standard_normal(shape[1]).astype(np.float32)
    w.flat[0] = 0
    top = max(1, 2 ** (bits - 1) - 1)
    scale = float(np.max(np.abs(w)).astype(np.float64)) / top
    cases.append(dict(
        bits=bits, rows=shape[0], columns=shape[1], weights=[float(v) for v in w.flat], bias=[float(v) for v in b],
        paper_weights=paper(w, bits).flatten().tolist(), paper_bias=paper(b, bits).tolist(),
        round_weights=nearest(w, scale, bits).flatten().tolist(), round_scale=scale))

# A chain of integer layers, with a fractional and a large gain, evaluated over Python's rationals.
layers, sizes = [], [6, 5, 4, 3]
gains = [(1, 0), (183, -9), (200, 3)]
for n, m, g in zip(sizes, sizes[1:], gains):
    layers.append(dict(weights=rng.integers(-8, 8, (n, m)).tolist(), bias=rng.integers(-8, 8, m).tolist(),
                       mantissa=g[0], exponent=g[1]))
inputs = [[int(v) for v in rng.integers(0, 2, 6)] for _ in range(4)]
inputs += [[float(np.float32(v / 255)) for v in rng.integers(0, 256, 6)] for _ in range(4)]
inputs += [[float(v) / 8 for v in rng.integers(-20, 20, 6)] for _ in range(4)]


def exact(x):
    for i, l in enumerate(layers):
        g = Fraction(l["mantissa"]) * Fraction(2) ** l["exponent"]
        x = [sum(Fraction(l["weights"][r][c]) * x[r] for r in range(len(x))) + g * l["bias"][c]
             for c in range(len(l["bias"]))]
        if i < len(layers) - 1:
            x = [max(v, Fraction(0)) for v in x]
    return x


def rational(v):
    return Fraction(round(v * 255), 255) if abs(v * 255 - round(v * 255)) < 1e-4 and v != round(v) else Fraction(v)


logits = []
for k, row in enumerate(inputs):
    values = exact([rational(v) if 4 <= k < 8 else Fraction(v) for v in row])
    logits.append([[str(v.numerator), str(v.denominator)] for v in values])
print(json.dumps(dict(quantizers=cases, layers=layers, inputs=inputs, logits=logits), indent=1))
