"""Prints the coefficients of SpecialFunctions+UniformGamma.swift, in exact fractions. python3 uniform_gamma.py

mu - ln(1 + mu) = eta^2 / 2 gives mu as a series in eta; C0 = 1/mu - 1/eta and eta C_n = C'_(n-1) + (-1)^n g_n eta / mu, with
g_n the coefficients of Stirling's series for the gamma function (DLMF 8.12.11, 5.11.3). A row ends where |eta| = 1/2 and
a = 100 need no more. Then checks them against mpmath.
"""
from fractions import Fraction as F

import mpmath as mp

mp.mp.dps = 60
TERMS, ROWS = 60, 14

series = [F(0)] * (TERMS + 3)
series[1] = F(1)
for n in range(2, TERMS + 3):
    known = sum((series[i] * (n + 1 - i) * series[n + 1 - i] for i in range(2, n)), F(0))
    series[n] = (series[n - 1] - known) / (n + 1)
m = series[1:]
inverse = [F(1)]  # eta / mu
for k in range(1, len(m)):
    inverse.append(-sum(m[i] * inverse[k - i] for i in range(1, k + 1)))

exponent = [F(0)] * (ROWS + 1)
for j in range(1, (ROWS + 1) // 2 + 1):
    p, q = mp.bernfrac(2 * j)
    exponent[2 * j - 1] = F(int(p), int(q)) / (2 * j * (2 * j - 1))
g = [F(1)]
for k in range(1, ROWS + 1):
    g.append(sum(i * exponent[i] * g[k - i] for i in range(1, k + 1)) / k)

row = inverse[1:]
rows = []
for n in range(ROWS):
    if n > 0:
        t = [(k + 1) * row[k + 1] + (-1) ** n * g[n] * inverse[k] for k in range(len(row) - 1)]
        assert t[0] == 0
        row = t[1:]
    values = [float(c) for c in row]
    last = max([k for k, v in enumerate(values) if abs(v) * 0.5 ** k * 100.0 ** -n > 2e-19], default=-1)
    if last >= 0:
        rows.append(values[:last + 1])

for values in rows:
    print("    [")
    for i in range(0, len(values), 3):
        print("     ", " ".join(repr(v) + "," for v in values[i:i + 3]))
    print("    ],")

for a in (100, 1000):
    for ratio in (0.7, 0.9, 1, 1.1, 1.4):
        x = mp.mpf(a) * mp.mpf(ratio)
        mu = mp.mpf(ratio) - 1
        half = mu - mp.log1p(mu)
        eta = mp.sign(mu) * mp.sqrt(2 * half)
        rest = sum(sum(mp.mpf(v) * eta ** k for k, v in enumerate(r)) * mp.mpf(a) ** -n for n, r in enumerate(rows))
        value = mp.erfc(eta * mp.sqrt(mp.mpf(a) / 2)) / 2 + mp.exp(-a * half) / mp.sqrt(2 * mp.pi * a) * rest
        upper = mp.gammainc(a, x, mp.inf, regularized=True)
        assert abs(value - upper) < 1e-15 * min(upper, 1 - upper), (a, ratio)
