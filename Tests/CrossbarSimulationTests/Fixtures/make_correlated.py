"""Probabilities of wrong bits where the four quantities are correlated: python3 make_correlated.py > correlated.json

SciPy's bivariate normal distribution of the scores of Weibull V_SET, gamma R_LRS and empirical R_HRS.
"""
import json

import numpy as np
from scipy.stats import gamma, multivariate_normal, norm, weibull_min

# Order V_SET, V_RST, R_LRS, R_HRS.
C = np.array([[1, 0.5, -0.3, 0.2], [0.5, 1, 0.1, -0.25], [-0.3, 0.1, 1, 0.6], [0.2, -0.25, 0.6, 1]])
P, V = [0, 0.1, 0.5, 1], np.log([2e3, 1.5e4, 1e6, 8e7])
WRITE, THRESHOLD = 5.0, 1e4

set_ = norm.ppf(weibull_min(1.4, scale=2.2).cdf(WRITE))
low = norm.ppf(gamma(0.8, scale=3000).cdf(THRESHOLD))
high = norm.ppf(np.interp(np.log(THRESHOLD), V, P))


def below(*limits):
    """P of the scores of quantities (index, limit) being below their limits."""
    index = [i for i, _ in limits]
    return multivariate_normal(np.zeros(len(index)), C[np.ix_(index, index)]).cdf([x for _, x in limits])


# A one is right where V_SET is below the write voltage and the lower resistance below the threshold.
right = below((0, set_), (2, low)) + below((0, set_), (3, high)) - below((0, set_), (2, low), (3, high))
# A zero stays HRS and is wrong where the higher resistance, and so both, are below the threshold.
print(json.dumps(dict(p_one=1 - right, p_zero=below((2, low), (3, high))), indent=1))
