"""Score intervals of a sum of answers that are 1, 0 or -1, by numerical likelihood.

The tests maximize the likelihood of the three shares given their difference by a root
finder, and the limits are where the test statistic is the normal quantile. No closed form is
used, so that this is independent of those that programs use (Tango 1998).
"""

from math import sqrt

from scipy.optimize import brentq
from scipy.stats import norm

TINY = 1e-15


def z_of(level):
    return norm.ppf((1 + level) / 2)


def likeliest(up, down, n, delta):
    """The likeliest share of the answers -1, where the shares of 1 and -1 differ by delta."""
    rest, least = n - up - down, max(0.0, -delta)
    width = (1 - abs(delta)) / 2  # what the share can be above the least

    def slope(u):  # of the log-likelihood, where the share is least + width u
        s = 0.0
        if up > 0:
            s += up / (max(0.0, delta) + width * u)
        if down > 0:
            s += down / (least + width * u)
        if rest > 0:
            s -= rest / (width * (1 - u))
        return s

    if width <= 0 or slope(TINY) <= 0:
        return least
    if slope(1 - TINY) >= 0:
        return least + width
    return least + width * brentq(slope, TINY, 1 - TINY, xtol=1e-300, rtol=1e-15, maxiter=500)


def variance(up, down, n, delta):
    """The variance of one answer at the likeliest shares."""
    return 2 * likeliest(up, down, n, delta) + delta * (1 - delta)


def statistic(up, down, n, delta):
    return (up - down - n * delta) / sqrt(n * variance(up, down, n, delta))


def interval(up, down, n, level):
    """The differences that a two-sided score test does not reject."""
    z, score = z_of(level), (up - down) / n

    def limit(sign):
        end = -sign * 1.0
        if score == end:
            return end
        near, far = score - sign * 1e-13, end + sign * 1e-13
        f = lambda d: statistic(up, down, n, d) - sign * z
        if sign * f(far) < 0:
            return end
        return brentq(f, far, near, xtol=1e-15, rtol=1e-14, maxiter=500)

    return limit(1), limit(-1)
