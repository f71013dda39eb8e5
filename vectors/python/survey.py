"""Scores of answers: NPS and shares."""

from fractions import Fraction
from math import sqrt

from figures import bisect, level_of, ratio, require, t_of, z_of

RECOMMEND = {"min": 0, "max": 10, "bottom_max": 6, "top_min": 9}


def scale_of(input, default=RECOMMEND):
    s = input.get("scale", default)
    require(s["min"] <= s["bottom_max"] < s["top_min"] <= s["max"] <= s["min"] + 10)
    return s


def answers(scores, scale):
    """The answers that were given, all of them on the scale."""
    given = [x for x in scores if x is not None]
    require(all(isinstance(x, int) and scale["min"] <= x <= scale["max"] for x in given))
    return given


def classes(input):
    scale_of(input)
    counts = input["promoters"], input["passives"], input["detractors"]
    require(min(counts) >= 0)
    return counts


def nps(p, q, d):
    return ratio(100 * (p - d), p + q + d)


def nps_score(input):
    return {"score": nps(*classes(input))}


def nps_of_scores(input):
    scale = scale_of(input)
    given = answers(input["scores"], scale)
    p = sum(x >= scale["top_min"] for x in given)
    d = sum(x <= scale["bottom_max"] for x in given)
    q = len(given) - p - d
    return {"promoters": p, "passives": q, "detractors": d, "score": nps(p, q, d)}


def nps_merge(input):
    groups = input["groups"]
    require(len({str(sorted(g.get("scale", RECOMMEND).items())) for g in groups}) <= 1, "mismatch")
    p, q, d = (sum(c) for c in zip(*map(classes, groups)))
    return {"answers": p + q + d, "score": nps(p, q, d)}


def spread(p, q, d):
    """The variance of answers that are 1, 0 or -1."""
    n = p + q + d
    require(n > 0, "no_data")
    return Fraction(p + d) / n - (Fraction(p - d) / n) ** 2


def nps_variance(input):
    p, q, d = classes(input)
    v = spread(p, q, d)
    return {"variance": v, "standard_error": 100 * sqrt(v / (p + q + d))}


def tango_statistic(up, down, n, delta):
    """The score statistic of a supposed difference of the shares of 1 and -1."""
    a, b, c = 2 * n, -(up + down) + (2 * n - up + down) * delta, -down * delta * (1 - delta)
    root = sqrt(max(b * b - 4 * a * c, 0))
    share = (root - b) / (2 * a) if b <= 0 else -2 * c / (b + root)
    v = n * (2 * share + delta * (1 - delta))
    net = up - down - n * delta
    return net / sqrt(v) if v > 0 else 0.0 if net == 0 else net * float("inf")


def tango(up, down, n, level):
    z, score = z_of(level), (up - down) / n
    low = -1.0 if down == n else bisect(lambda d: tango_statistic(up, down, n, d) - z, -1.0, score)
    high = 1.0 if up == n else bisect(lambda d: tango_statistic(up, down, n, d) + z, score, 1.0)
    return {"low": 100 * low, "high": 100 * high}


def sample(input):
    level, (p, q, d) = level_of(input["level"]), classes(input)
    require(p + q + d > 0, "no_data")
    return p, q, d, level


def nps_interval(input):
    p, q, d, level = sample(input)
    return tango(p, d, p + q + d, level)


def clipped(center, margin):
    return {"low": max(100 * (center - margin), -100), "high": min(100 * (center + margin), 100)}


def wald(p, q, d, level):
    n = p + q + d
    return clipped(float(Fraction(p - d) / n), z_of(level) * sqrt(spread(p, q, d) / n))


def nps_adjusted_wald(input):
    p, q, d, level = sample(input)
    return wald(p + Fraction(3, 4), q + Fraction(3, 2), d + Fraction(3, 4), level)


def nps_wald(input):
    p, q, d, level = sample(input)
    require(spread(p, q, d) > 0, "undefined")
    return wald(p, q, d, level)


def nps_t(input):
    p, q, d, level = sample(input)
    n = p + q + d
    require(n > 1 and spread(p, q, d) > 0, "undefined")
    return clipped((p - d) / n, t_of(level, n - 1) * sqrt(spread(p, q, d) / (n - 1)))


def nps_interval_of(input):
    p, q, d, level = sample(input)
    n, population = p + q + d, input["population"]
    require(population >= n)
    if population == n:
        return {"low": nps(p, q, d), "high": nps(p, q, d)}
    factor = (population - 1) / (population - n)
    return tango(factor * p, factor * d, factor * n, level)


def nps_bounds(input):
    p, q, d = classes(input)
    missing = input["missing"]
    require(missing >= 0)
    n = p + q + d + missing
    return {"low": ratio(100 * (p - d - missing), n), "high": ratio(100 * (p - d + missing), n)}


def nps_weighted(input):
    scores, weights = input["scores"], [Fraction(w) for w in input["weights"]]
    require(len(scores) == len(weights) and all(w >= 0 for w in weights))
    answers(scores, RECOMMEND)
    require(scores, "no_data")
    require(sum(weights) > 0, "undefined")
    net = sum(w * ((s >= 9) - (s <= 6)) for s, w in zip(scores, weights))
    return {"score": 100 * net / sum(weights), "effective_size": sum(weights) ** 2 / sum(w * w for w in weights)}


def share(input):
    count, base = input["count"], input["base"]
    require(0 <= count <= base)
    return count, base


def proportion_rate(input):
    return {"rate": ratio(*share(input))}


def wilson(count, base, level):
    require(base > 0, "no_data")
    z, p = z_of(level), count / base
    middle, half = p + z * z / (2 * base), z * sqrt(p * (1 - p) / base + z * z / (4 * base * base))
    low, high = ((middle - half) / (1 + z * z / base), (middle + half) / (1 + z * z / base))
    return (low if count > 0 else 0.0), (high if count < base else 1.0)


def limits(low, high):
    return {"low": low, "high": high}


def proportion_interval(input):
    return limits(*wilson(*share(input), level_of(input["level"])))


def proportion_interval_of(input):
    (count, base), level, population = share(input), level_of(input["level"]), input["population"]
    require(population >= base)
    if population == base:
        return limits(ratio(count, base), ratio(count, base))
    factor = (population - 1) / (population - base)
    return limits(*wilson(factor * count, factor * base, level))


def proportion_bounds(input):
    (count, base), missing = share(input), input["missing"]
    require(missing >= 0)
    return limits(ratio(count, base + missing), ratio(count + missing, base + missing))


CALLS = {
    "nps.score": nps_score,
    "nps.of_scores": nps_of_scores,
    "nps.merge": nps_merge,
    "nps.variance": nps_variance,
    "nps.interval": nps_interval,
    "nps.interval_adjusted_wald": nps_adjusted_wald,
    "nps.interval_wald": nps_wald,
    "nps.interval_t": nps_t,
    "nps.interval_of": nps_interval_of,
    "nps.bounds": nps_bounds,
    "nps.weighted": nps_weighted,
    "proportion.rate": proportion_rate,
    "proportion.interval": proportion_interval,
    "proportion.interval_of": proportion_interval_of,
    "proportion.bounds": proportion_bounds,
}
