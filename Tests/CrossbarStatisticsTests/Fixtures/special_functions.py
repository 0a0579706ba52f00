"""Writes special_functions.txt: name, arguments, value by mpmath with 60 digits. python3 special_functions.py > special_functions.txt"""
import mpmath as mp

mp.mp.dps = 60


def emit(name, value, *args):
    print(name, *[repr(float(a)) for a in args], mp.nstr(value, 25, strip_zeros=False))


xs = [1e-300, 1e-20, 1e-9, 1e-3, 0.01, 0.1, 0.3, 0.49, 0.5, 0.51, 0.9, 0.99999, 1.00001, 1.1, 1.3, 1.4999, 1.7,
      1.99999, 2.00001, 2.3, 2.4999, 2.5, 3.3, 5.7, 8.25, 9.99, 10.0, 10.5, 33.3, 99.0, 1e3, 1e6, 1e10, 1e15]
for x in xs:
    m = mp.mpf(x)
    emit("logGamma", mp.loggamma(m), x)
    emit("digamma", mp.digamma(m), x)
    if x < 1e-30:
        continue
    emit("trigamma", mp.polygamma(1, m), x)
    emit("logMinusDigamma", mp.log(m) - mp.digamma(m), x)
    emit("trigammaExcess", m * mp.polygamma(1, m) - 1, x)
for x in [-0.999, -0.9, -0.5, -0.41, -0.3, -1e-3, -1e-9, -1e-20, 1e-20, 1e-9, 1e-3, 0.2, 0.69, 0.71, 1.0, 5.0, 1e5]:
    m = mp.mpf(x)
    emit("log1p", mp.log1p(m), x)
    emit("log1pMinus", mp.log1p(m) - m, x)
for x in [-40.0, -5.0, -1.0, -0.7, -0.3, -1e-3, -1e-9, -1e-20, 1e-20, 1e-9, 1e-3, 0.2, 0.7, 1.0, 5.0, 300.0]:
    emit("expm1", mp.expm1(mp.mpf(x)), x)
for z in [-37.0, -20.3, -8.5, -8.123456, -5.0, -3.3, -2.0, -1.0, -0.7, -0.662, -0.3, -1e-5, 0.0, 1e-5, 0.2, 0.66, 0.67,
          1.0, 1.959963984540054, 3.3, 5.6, 5.7, 8.5, 12.7, 25.1, 37.5]:
    m = mp.mpf(z)
    emit("normalSurvival", mp.erfc(m / mp.sqrt(2)) / 2, z)
    emit("normalCumulative", mp.erfc(-m / mp.sqrt(2)) / 2, z)
    emit("logNormalSurvival", mp.log(mp.erfc(m / mp.sqrt(2)) / 2), z)
for z in [50.0, 1000.0, 1e5]:
    emit("logNormalSurvival", mp.log(mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2), z)


def lower(a, x):
    """P(a, x) by its all-positive series."""
    term = total = mp.mpf(1)
    n = mp.mpf(a)
    while term > total * mp.mpf(10) ** (-mp.mp.dps):
        n += 1
        term *= x / n
        total += term
    return mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total


def both(a, x):
    mp.mp.dps = 120
    p = lower(a, x)
    q = 1 - p
    if q < mp.mpf(10) ** -60:
        q = mp.gammainc(a, x, mp.inf, regularized=True)
    mp.mp.dps = 60
    return p, q


for a in [1e-10, 1e-3, 0.05, 0.3, 0.5, 0.99, 1.0, 1.5, 3.7, 9.5, 10.5, 47.0, 99.0, 100.0, 101.0, 350.0, 5e3, 1e6]:
    ratios = [1e-8, 1e-3, 0.05, 0.2, 0.5, 0.61, 0.62, 0.8, 0.97, 1.0, 1.003, 1.1, 1.4, 1.57, 1.59, 2.0, 4.0, 20.0]
    points = sorted(set([a * r for r in ratios] + ([1e-12, 1e-4, 0.1, 0.5, 0.99, 1.01, 1.5, 4.0, 30.0] if a < 2 else [])))
    for x in points:
        am, xm = mp.mpf(a), mp.mpf(x)
        if abs(x - a) > 12 * mp.sqrt(a) + 75:
            continue
        p, q = both(am, xm)
        if p > 1e-290:
            emit("gammaP", p, a, x)
        if q > 1e-290:
            emit("gammaQ", q, a, x)
for a in [1e-2, 0.3, 1.0, 2.5, 20.0, 99.0, 400.0, 1e5]:
    for z in [-8.5, -3.0, -0.5, 0.0, 0.7, 2.0, 5.0, 8.5]:
        target = mp.erfc(abs(mp.mpf(z)) / mp.sqrt(2)) / 2

        def f(w):
            p, q = both(mp.mpf(a), mp.exp(w))
            return mp.log(p if z <= 0 else q) - mp.log(target)

        # Bracket by bisection in ln x, then the secant method.
        lo, hi = mp.mpf(-4000), mp.log(a + 14 * mp.sqrt(a) + 90)
        up = z > 0
        for _ in range(60):
            mid = (lo + hi) / 2
            if (f(mid) < 0) != up:
                lo = mid
            else:
                hi = mid
        w = mp.findroot(f, (lo, hi), tol=1e-60, verify=False) if hi > lo else lo
        value = mp.exp(w)
        if value > 1e-300:
            emit("gammaQuantileOfScore", value, a, z)


def beta(a, b, x):
    mp.mp.dps = 80
    # The all-positive series, DLMF 8.17.8.
    term = total = mp.mpf(1)
    n = 0
    while term > total * mp.mpf(10) ** -75:
        term *= (a + b + n) / (a + 1 + n) * x
        total += term
        n += 1
    v = mp.exp(a * mp.log(x) + b * mp.log(1 - x) + mp.loggamma(a + b) - mp.loggamma(a + 1) - mp.loggamma(b)) * total
    mp.mp.dps = 60
    return v


for a, b in [(0.5, 0.5), (0.5, 23.0), (23.0, 0.5), (1.0, 3.0), (3.0, 1.0), (47.0, 72.0), (20.0, 3.5), (500.0, 0.5), (0.05, 0.1),
             (300.0, 700.0), (1.0, 118.0), (2e4, 1e4)]:
    for x in [1e-6, 0.01, 0.1, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.66, 0.75, 0.9, 0.99]:
        v = beta(mp.mpf(a), mp.mpf(b), mp.mpf(x))
        if 1e-290 < v < 0.999:
            emit("beta", v, a, b, x)
