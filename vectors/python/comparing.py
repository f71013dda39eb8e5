"""Comparisons, sample sizes, many tests, benchmarks and agreement."""

from collections import Counter
from fractions import Fraction
from itertools import permutations
from math import ceil, comb, exp, hypot, inf, log, sqrt

from figures import bisect, chi_square_p, holm, level_of, normal_p, ratio, require, t_of, t_p, z_of
from survey import RECOMMEND, answers, classes, nps, share, spread, tango, tango_statistic, wilson


def comparison(difference, se, z, p, low, high, **more):
    return {"difference": difference, "standard_error": se, "z": z, "p": p, "low": low, "high": high, **more}


def nps_difference(input, add):
    level = level_of(input["level"])
    (a, b) = (classes(input[k]) for k in ("first", "second"))
    require(sum(a) and sum(b), "no_data")
    require(input["first"].get("scale") == input["second"].get("scale"), "mismatch")
    raw = nps(*a) - nps(*b)
    if add:
        a, b = ([c + x for c, x in zip(counts, (Fraction(3, 4), Fraction(3, 2), Fraction(3, 4)))] for counts in (a, b))
    variance = spread(*a) / sum(a) + spread(*b) / sum(b)
    require(variance > 0, "undefined")
    gap, se = float(nps(*a) - nps(*b)), 100 * sqrt(variance)
    margin = z_of(level) * se
    return comparison(raw, se, gap / se, normal_p(gap / se), max(gap - margin, -200), min(gap + margin, 200))


def nps_benchmark(input):
    level, (p, q, d), at = level_of(input["level"]), classes(input["sample"]), float(input["benchmark"])
    require(-100 <= at <= 100)
    n = p + q + d
    require(n, "no_data")
    gap = float(nps(p, q, d)) - at
    require(abs(at) < 100 or gap == 0, "undefined")
    z = tango_statistic(p, d, n, at / 100)
    # The error is that of the test: the difference over z, or by the likeliest shares where that is 0.
    se = gap / z if z else 100 * sqrt(variance_at(p, d, n, at / 100) / n)
    interval = tango(p, d, n, level)
    return comparison(gap, se, z, normal_p(z), interval["low"] - at, interval["high"] - at)


def variance_at(up, down, n, delta):
    """The variance at the likeliest shares where the sample has just the difference delta: its own."""
    return (up + down) / n - delta * delta


def nps_paired(input):
    a, b, level = answers(input["first"], RECOMMEND), answers(input["second"], RECOMMEND), level_of(input["level"])
    require(len(a) == len(b))
    require(a, "no_data")
    grade = lambda s: (s >= 9) - (s <= 6)
    moves = [grade(x) - grade(y) for x, y in zip(a, b)]
    n, mean = len(moves), Fraction(sum(moves), len(moves))
    require(n > 1 and len(set(moves)) > 1, "undefined")
    se = 100 * sqrt(sum((m - mean) ** 2 for m in moves) / (n - 1) / n)
    gap, margin = float(100 * mean), t_of(level, n - 1) * se
    up, down = sum(m > 0 for m in moves), sum(m < 0 for m in moves)
    exact_p = min(1, Fraction(2 * sum(comb(up + down, i) for i in range(min(up, down) + 1)), 2 ** (up + down)))
    return comparison(gap, se, gap / se, t_p(gap / se, n - 1), max(gap - margin, -200), min(gap + margin, 200), degrees_of_freedom=n - 1, exact_p=exact_p)


def proportion(input):
    level, (a, m), (b, n) = level_of(input["level"]), share(input["first"]), share(input["second"])
    (l1, u1), (l2, u2) = wilson(a, m, level), wilson(b, n, level)
    p1, p2, all_ = a / m, b / n, (a + b) / (m + n)
    se = sqrt(all_ * (1 - all_) * (1 / m + 1 / n))
    z = (p1 - p2) / se if se else 0.0
    return comparison(p1 - p2, se, z, normal_p(z), max(p1 - p2 - hypot(p1 - l1, u2 - p2), -1), min(p1 - p2 + hypot(u1 - p1, p2 - l2), 1))


def proportion_benchmark(input):
    level, (a, n), at = level_of(input["level"]), share(input["sample"]), float(input["benchmark"])
    low, high = wilson(a, n, level)
    se = sqrt(at * (1 - at) / n)
    require(se > 0, "undefined")
    z = (a / n - at) / se
    return comparison(a / n - at, se, z, normal_p(z), low - at, high - at)


def mean(input):
    level, samples = level_of(input["level"]), [[Fraction(x) for x in input[k]] for k in ("first", "second")]
    require(all(samples), "no_data")
    require(all(len(s) > 1 for s in samples), "undefined")
    means = [sum(s) / len(s) for s in samples]
    parts = [sum((x - m) ** 2 for x in s) / (len(s) - 1) / len(s) for s, m in zip(samples, means)]
    require(sum(parts) > 0, "undefined")
    df = float(sum(parts) ** 2 / sum(p * p / (len(s) - 1) for s, p in zip(samples, parts)))
    gap, se = float(means[0] - means[1]), sqrt(sum(parts))
    margin = t_of(level, df) * se
    return comparison(gap, se, gap / se, t_p(gap / se, df), gap - margin, gap + margin, degrees_of_freedom=df)


def groups(input):
    counts = [c for c in map(classes, input["groups"]) if sum(c)]
    require(len(counts) > 1, "undefined")
    total = [sum(c) for c in zip(*counts)]
    v = spread(*total)
    require(v > 0, "undefined")
    q = sum(sum(c) * ((nps(*c) - nps(*total)) / 100) ** 2 for c in counts) / v
    df = len(counts) - 1
    return {"q": q, "degrees_of_freedom": df, "p": chi_square_p(float(q), df), "i_squared": max(Fraction(0), (q - df) / q) if q else 0}


def sample_ratio(input):
    counts, shares = input["counts"], [Fraction(s) for s in input["shares"]]
    require(len(counts) == len(shares) and sum(shares) == 1)
    require(sum(counts), "no_data")
    chi = sum((c - s * sum(counts)) ** 2 / (s * sum(counts)) for c, s in zip(counts, shares))
    return {"chi_square": chi, "degrees_of_freedom": len(counts) - 1, "p": chi_square_p(float(chi), len(counts) - 1)}


def rate_ratio(input):
    """Koopman's score interval, by the likeliest shares given the ratio."""
    (a, m), (b, n), z = share(input["first"]), share(input["second"]), z_of(level_of(input["level"]))
    require(m and n, "no_data")
    require(b, "undefined")

    def statistic(log_ratio):
        phi = exp(log_ratio)
        x, y, c = phi * (m + n), -(phi * (m + b) + a + n), a + b
        p2 = 2 * c / (-y + sqrt(max(y * y - 4 * x * c, 0)))
        p1 = min(phi * p2, 1)
        v = p1 * (1 - p1) / m + phi * phi * p2 * max(1 - p2, 0) / n
        gap = a / m - phi * b / n
        return gap / sqrt(v) if v > 0 else 0.0 if gap == 0 else gap * inf

    at = a / m / (b / n)
    middle = log(at) if a else -40.0
    low = exp(bisect(lambda l: statistic(l) - z, middle - 40, middle)) if a else 0
    return {"ratio": at, "low": low, "high": exp(bisect(lambda l: statistic(l) + z, middle, 40.0))}


def score_change(input):
    sides = [{g: classes(c) for g, c in input[k].items()} for k in ("before", "after")]
    sums = [sum(map(sum, s.values())) for s in sides]
    require(all(sums), "no_data")
    total = mix = Fraction(0)
    for g in set(sides[0]) | set(sides[1]):
        a, b = (s.get(g, (0, 0, 0)) for s in sides)
        if not sum(a) + sum(b):
            continue
        s0, s1 = nps(*(a if sum(a) else b)), nps(*(b if sum(b) else a))
        w0, w1 = Fraction(sum(a), sums[0]), Fraction(sum(b), sums[1])
        total += w1 * s1 - w0 * s0
        mix += (w1 - w0) * (s0 + s1) / 2
    eight = lambda x: Fraction(round_half_away(x * 10**8), 10**8)
    return {"total": total, "mix": mix, "rate": eight(total) - eight(mix)}


def round_half_away(x):
    return int(abs(x) + Fraction(1, 2)) * (1 if x >= 0 else -1)


def size_nps(input):
    level, margin, v = level_of(input["level"]), float(input["margin"]), float(input["variance"])
    require(0 < margin <= 100 and 0 < v <= 1)
    n, population = max((z_of(level) / margin * 100) ** 2 * v, 1), input.get("population")
    if population:
        n /= 1 + (n - 1) / population
    n = max(ceil(n - 3), 1)
    return {"answers": min(n, population) if population else n}


def power_of(input):
    power = float(input["power"])
    require(0 < power < 1)
    return z_of(2 * power - 1) if power > 0.5 else -z_of(1 - 2 * power)


def size_nps_difference(input):
    z = z_of(level_of(input["level"])) + power_of(input)
    v = float(input["variance1"]) + float(input["variance2"])
    return {"answers": max(ceil((z / float(input["difference"]) * 100) ** 2 * v - 3), 1)}


def size_proportion(input):
    a, b = float(input["first"]), float(input["second"])
    require(0 <= a <= 1 and 0 <= b <= 1 and a != b)
    m = (a + b) / 2
    z = z_of(level_of(input["level"])) * sqrt(2 * m * (1 - m)) + power_of(input) * sqrt(a * (1 - a) + b * (1 - b))
    return {"cases": max(ceil(z * z / (a - b) ** 2), 1)}


def size_mean(input):
    level, margin, sd, n = level_of(input["level"]), float(input["margin"]), float(input["deviation"]), 2
    require(margin > 0 and sd > 0)
    while t_of(level, n - 1) * sd / sqrt(n) > margin:
        n += 1
    return {"answers": n}


def p_values(input):
    p = [float(x) for x in input["p"]]
    require(all(0 <= x <= 1 for x in p))
    return p


def benjamini_hochberg(p):
    order = sorted(range(len(p)), key=lambda i: -p[i])
    out, least = [0.0] * len(p), 1.0
    for k, i in enumerate(order):
        least = min(least, p[i] * len(p) / (len(p) - k))
        out[i] = least
    return out


def position(input):
    value, low, median, high = (Fraction(input[k]) for k in ("value", "low", "median", "high"))
    require(low or median or high, "undefined")
    require(low < median < high)
    half = Fraction(1, 2)
    return {"position": half * (value - low) / (median - low) if value <= median else half + half * (value - median) / (high - median)}


def percentile(input):
    value, values = Fraction(input["value"]), [Fraction(v) for v in input["values"]]
    require(values == sorted(values))
    return {"percentile": ratio(sum(v < value for v in values) + Fraction(values.count(value), 2), len(values))}


def fits(input):
    require((input["metric"], input.get("scale")) == (input["benchmark_metric"], input.get("benchmark_scale")), "mismatch")
    return {"fits": True}


def kappa(input):
    a, b = input["codes"]
    require(None not in a + b)
    n, ca, cb = len(a), Counter(a), Counter(b)
    observed, expected = Fraction(sum(x == y for x, y in zip(a, b)), n), Fraction(sum(ca[c] * cb[c] for c in ca), n * n)
    require(expected < 1, "undefined")
    return {"units": n, "observed": observed, "expected": expected, "value": (observed - expected) / (1 - expected)}


def alpha(input, distance):
    """Krippendorff's alpha, from all pairs of codes of one unit and of all units."""
    units = [u for u in ([c for c in column if c is not None] for column in zip(*input["codes"])) if len(u) > 1]
    require(units, "no_data")
    counts = Counter(c for u in units for c in u)
    require(distance is nominal or all(c.lstrip("-").isdigit() for c in counts))
    n = sum(counts.values())
    observed = sum(Fraction(sum(distance(a, b, counts) for a, b in permutations(u, 2))) / (len(u) - 1) for u in units) / n
    expected = Fraction(sum(counts[a] * counts[b] * distance(a, b, counts) for a in counts for b in counts)) / (n * (n - 1))
    require(expected > 0, "undefined")
    return {"units": len(units), "observed": observed, "expected": expected, "value": 1 - observed / expected}


def nominal(a, b, counts):
    return int(a != b)


def interval(a, b, counts):
    return (int(a) - int(b)) ** 2


def ordinal(a, b, counts):
    low, high = sorted((int(a), int(b)))
    between = sum(n for c, n in counts.items() if low <= int(c) <= high)
    return (between - Fraction(counts[a] + counts[b], 2)) ** 2 if a != b else 0


CALLS = {
    "comparison.nps": lambda input: nps_difference(input, True),
    "comparison.nps_wald": lambda input: nps_difference(input, False),
    "comparison.nps_benchmark": nps_benchmark,
    "comparison.nps_paired": nps_paired,
    "comparison.proportion": proportion,
    "comparison.proportion_benchmark": proportion_benchmark,
    "comparison.mean": mean,
    "comparison.groups": groups,
    "comparison.sample_ratio": sample_ratio,
    "comparison.score_change": score_change,
    "proportion.rate_ratio": rate_ratio,
    "samplesize.nps": size_nps,
    "samplesize.nps_difference": size_nps_difference,
    "samplesize.proportion_difference": size_proportion,
    "samplesize.mean": size_mean,
    "multiplicity.holm": lambda input: {"adjusted": holm(p_values(input))},
    "multiplicity.benjamini_hochberg": lambda input: {"adjusted": benjamini_hochberg(p_values(input))},
    "benchmark.position": position,
    "benchmark.percentile": percentile,
    "benchmark.fits": fits,
    "agreement.kappa": kappa,
    "agreement.alpha_nominal": lambda input: alpha(input, nominal),
    "agreement.alpha_ordinal": lambda input: alpha(input, ordinal),
    "agreement.alpha_interval": lambda input: alpha(input, interval),
}
