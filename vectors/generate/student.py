"""Student's t interval, to all digits.

The quantile of scipy 1.10 is off in the tenth digit (t.ppf(.975, 7) is 2.36462425101, where
R and tables have 2.36462425159); its tail is not, so that the quantile is where the tail is.
"""

from scipy.optimize import brentq
from scipy.stats import t


def interval(level, df, loc, scale):
    quantile = brentq(lambda x: 2 * t.sf(x, df) - (1 - level), 0, 1e9, xtol=1e-16, rtol=1e-15, maxiter=500)
    return loc - quantile * scale, loc + quantile * scale
