"""What the modules share: errors, checks, quantiles and root finding."""

from fractions import Fraction
from math import exp, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist


class NoFigure(Exception):
    """There is no figure: invalid, mismatch, no_data or undefined."""

    def __init__(self, kind):
        super().__init__(kind)
        self.kind = kind


def require(condition, kind="invalid"):
    if not condition:
        raise NoFigure(kind)


def level_of(text):
    level = float(text)
    require(0 < level < 1)
    return level


def z_of(level):
    """The two-sided normal quantile."""
    return -NormalDist().inv_cdf((1 - level) / 2)


def normal_p(z):
    """The two-sided p value."""
    from math import erfc

    return erfc(abs(z) / sqrt(2))


def ratio(num, den):
    """An exact quotient, or no_data of nothing."""
    require(den != 0, "no_data")
    return Fraction(num) / Fraction(den)


def bisect(f, low, high):
    """Where a function that falls through 0 does so, to the last digit."""
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if f(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_tail(a, b, x):
    """The regularized incomplete beta function, by the continued fraction of Lentz."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_tail(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    h = d
    for m in range(1, 10000):
        n = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / (1 + n * d), 1 + n / c
        h *= d * c
        n = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / (1 + n * d), 1 + n / c
        h *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    return front * h


def t_p(t, df):
    """The two-sided p value of Student's t."""
    return beta_tail(df / 2, 0.5, df / (df + t * t))


def t_of(level, df):
    """The two-sided quantile of Student's t."""
    high = 1.0
    while t_p(high, df) > 1 - level:
        high *= 2
    return bisect(lambda t: t_p(t, df) - (1 - level), 0.0, high)


def gamma_tail(a, x):
    """The upper regularized incomplete gamma function."""
    if x <= 0:
        return 1.0
    front = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:  # a series of the lower one
        term = total = 1 / a
        n = a
        while term > total * 1e-17:
            n += 1
            term *= x / n
            total += term
        return 1 - front * total
    b, c, d = x + 1 - a, inf, 1 / (x + 1 - a)
    h = d
    for i in range(1, 10000):
        n = -i * (i - a)
        b += 2
        d, c = 1 / (n * d + b), b + n / c if c != inf else b
        h *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    return front * h


def chi_square_p(x, df):
    return gamma_tail(df / 2, x / 2)


def holm(p):
    """Adjusted p values: the least first, times how many are left."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    out, worst = [0.0] * len(p), 0.0
    for rank, i in enumerate(order):
        worst = max(worst, min(1.0, (len(p) - rank) * p[i]))
        out[i] = worst
    return out
