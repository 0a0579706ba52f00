"""Compares a device file of `dendrite fit` with SciPy on the table it was fitted to.

usage: fit_reference.py DEVICE.yaml TABLE.csv [--bootstrap]
Prints one line a comparison; exits with 1 if any is off.
"""

import csv
import sys

import numpy as np
import yaml
from scipy import optimize, special, stats

COLUMNS = {"v_set": "V_SET (V)", "v_reset": "V_RST (V)", "r_lrs": "R_LRS (Ohm)", "r_hrs": "R_HRS (Ohm)"}
bad = 0


def compare(name, found, expected, tolerance):
    global bad
    error = abs(found - expected) / max(abs(expected), 1e-300)
    good = error <= tolerance
    bad += not good
    print(f"{'ok ' if good else 'BAD'} {name}: {found!r}, SciPy {expected!r}, relative {error:.1e}")


def weibull(x):
    """Shape by root solving: scipy's own fit stops early."""
    logs = np.log(x)
    unit = x / x.max()

    def score(k):
        w = unit**k
        return (w * logs).sum() / w.sum() - 1 / k - logs.mean()

    shape = optimize.brentq(score, 1e-3, 1e3, xtol=1e-15, rtol=8.9e-16)
    return shape, x.max() * np.mean(unit**shape) ** (1 / shape)


def gamma(x):
    s = np.log(x.mean()) - np.log(x).mean()
    shape = optimize.brentq(lambda k: np.log(k) - special.digamma(k) - s, 1e-4, 1e8, xtol=1e-15, rtol=8.9e-16)
    return shape, x.mean() / shape


def fits(x):
    logs = np.log(x)
    wb, gm = weibull(x), gamma(x)
    return {
        "lognormal": (("mu", logs.mean()), ("sigma", logs.std()), stats.lognorm(logs.std(), scale=np.exp(logs.mean()))),
        "normal": (("mean", x.mean()), ("sigma", x.std()), stats.norm(x.mean(), x.std())),
        "weibull": (("shape", wb[0]), ("scale", wb[1]), stats.weibull_min(wb[0], scale=wb[1])),
        "gamma": (("shape", gm[0]), ("scale", gm[1]), stats.gamma(gm[0], scale=gm[1])),
    }


def anderson(x, frozen):
    x = np.sort(x)
    n = len(x)
    i = np.arange(1, n + 1)
    return -n - np.mean((2 * i - 1) * (frozen.logcdf(x) + frozen.logsf(x)[::-1]))


def uncensored(name, node, x):
    reference = fits(x)
    n = len(x)
    for family in node["evidence"]["families"]:
        first, second, frozen = reference[family["distribution"]]
        label = f"{name} {family['distribution']}"
        compare(f"{label} {first[0]}", family[first[0]], first[1], 1e-9)
        compare(f"{label} {second[0]}", family[second[0]], second[1], 1e-9)
        likelihood = frozen.logpdf(x).sum()
        compare(f"{label} log-likelihood", family["log_likelihood"], likelihood, 1e-9)
        compare(f"{label} AIC", family["aic"], 4 - 2 * likelihood, 1e-9)
        compare(f"{label} AICc", family["aicc"], 4 - 2 * likelihood + 12 / (n - 3), 1e-9)
        compare(f"{label} BIC", family["bic"], 2 * np.log(n) - 2 * likelihood, 1e-9)
        compare(f"{label} KS", family["kolmogorov_smirnov"]["statistic"], stats.kstest(x, frozen.cdf).statistic, 1e-8)
        compare(
            f"{label} CvM", family["cramer_von_mises"]["statistic"], stats.cramervonmises(x, frozen.cdf).statistic, 1e-8
        )
        compare(f"{label} AD", family["anderson_darling"]["statistic"], anderson(x, frozen), 1e-8)
        if "--bootstrap" in sys.argv and family["distribution"] in ("lognormal", "weibull"):
            bootstrap(label, family, family["distribution"], frozen, x)


def bootstrap(label, family, kind, frozen, x, replicates=2000):
    """An independent parametric bootstrap; both p are estimates."""
    global bad
    random = np.random.default_rng(12345)
    observed = stats.kstest(x, frozen.cdf).statistic, anderson(x, frozen)
    count = np.zeros(2)
    for _ in range(replicates):
        y = frozen.rvs(size=len(x), random_state=random)
        if kind == "lognormal":
            logs = np.log(y)
            again = stats.lognorm(logs.std(), scale=np.exp(logs.mean()))
        else:
            shape, scale = weibull(y)
            again = stats.weibull_min(shape, scale=scale)
        count += (stats.kstest(y, again.cdf).statistic >= observed[0], anderson(y, again) >= observed[1])
    for index, test in enumerate(["kolmogorov_smirnov", "anderson_darling"]):
        p = (count[index] + 1) / (replicates + 1)
        found = family[test]["p"]
        made = family["bootstrap"]["replicates"]
        # Twice the standard error of either estimate, as the two are independent.
        allowed = 2 * np.sqrt(p * (1 - p) * (1 / replicates + 1 / made)) + 1 / made
        good = abs(found - p) <= allowed * 1.5
        bad += not good
        print(f"{'ok ' if good else 'BAD'} {label} {test} p: {found}, own bootstrap {p:.4f}, allowed {allowed:.4f}")


def censored(name, node, exact, above):
    """The largest likelihood by a general minimizer on the natural scale of each family."""

    def fit(build, start):
        def cost(theta):
            frozen = build(theta)
            return -(frozen.logpdf(exact).sum() + frozen.logsf(above).sum())

        best = optimize.minimize(cost, start, method="Nelder-Mead", options={"xatol": 1e-12, "fatol": 1e-13, "maxiter": 20000})
        return best.x, -best.fun

    logs = np.log(exact)
    reference = {
        "lognormal": (lambda t: stats.lognorm(np.exp(t[1]), scale=np.exp(t[0])), [logs.mean(), np.log(logs.std())], lambda t: (t[0], np.exp(t[1]))),
        "normal": (lambda t: stats.norm(t[0], np.exp(t[1])), [exact.mean(), np.log(exact.std())], lambda t: (t[0], np.exp(t[1]))),
        "weibull": (lambda t: stats.weibull_min(np.exp(t[0]), scale=np.exp(t[1])), [0, np.log(exact.mean())], lambda t: tuple(np.exp(t))),
        "gamma": (lambda t: stats.gamma(np.exp(t[0]), scale=np.exp(t[1])), [0, np.log(exact.mean())], lambda t: tuple(np.exp(t))),
    }
    names = {"lognormal": ("mu", "sigma"), "normal": ("mean", "sigma"), "weibull": ("shape", "scale"), "gamma": ("shape", "scale")}
    for family in node["evidence"]["families"]:
        kind = family["distribution"]
        build, start, natural = reference[kind]
        theta, likelihood = fit(build, start)
        for key, value in zip(names[kind], natural(theta)):
            compare(f"{name} {kind} censored {key}", family[key], value, 1e-5)
        compare(f"{name} {kind} censored log-likelihood", family["log_likelihood"], likelihood, 1e-8)


document = yaml.safe_load(open(sys.argv[1]))
rows = list(csv.DictReader(open(sys.argv[2])))
for name, column in COLUMNS.items():
    cells = [row[column] for row in rows if row[column]]
    exact = np.array([abs(float(cell)) for cell in cells if cell[0] not in "<>"])
    above = np.array([abs(float(cell[1:])) for cell in cells if cell[0] in "<>"])
    node = document["statistics"][name]
    if node["sample_size"] != len(cells):
        bad += 1
        print(f"BAD {name}: {node['sample_size']} observations, the table has {len(cells)}")
    if len(above):
        censored(name, node, exact, above)
    else:
        uncensored(name, node, exact)
sys.exit(1 if bad else 0)
