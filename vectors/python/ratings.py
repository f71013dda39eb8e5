"""Ratings, satisfaction and effort."""

from fractions import Fraction
from math import sqrt
from statistics import median

from figures import bisect, level_of, ratio, require, t_of, z_of
from survey import answers, limits, scale_of, tango, wilson

FIVE = {"min": 1, "max": 5, "bottom_max": 2, "top_min": 4}


def given(input):
    return answers(input["ratings"], scale_of(input))


def low_is_better(scale):
    return scale.get("lower_is_better", False)


def mean_of(ratings):
    return ratio(sum(ratings), len(ratings))


def deviation(ratings):
    mean = mean_of(ratings)
    require(len(ratings) > 1, "undefined")
    return sqrt(sum((r - mean) ** 2 for r in ratings) / (len(ratings) - 1))


def rescaled(mean, scale):
    way = scale["max"] - mean if low_is_better(scale) else mean - scale["min"]
    return 100 * way / (scale["max"] - scale["min"])


def ratings_mean(input):
    ratings = given(input)
    mean = mean_of(ratings)
    return {"answers": len(ratings), "mean": mean, "median": Fraction(median(map(Fraction, ratings))), "rescaled": rescaled(mean, input["scale"])}


def box_counts(ratings, scale, k):
    high, low = sum(r > scale["max"] - k for r in ratings), sum(r < scale["min"] + k for r in ratings)
    return (low, high) if low_is_better(scale) else (high, low)


def ratings_boxes(input):
    ratings, scale, k = given(input), input["scale"], input["k"]
    require(1 <= k <= (scale["max"] - scale["min"] + 1) // 2)
    top, bottom = box_counts(ratings, scale, k)
    n = len(ratings)
    return {"top": ratio(top, n), "bottom": ratio(bottom, n), "net": ratio(100 * (top - bottom), n)}


def net_box_interval(input):
    ratings, level = given(input), level_of(input["level"])
    require(ratings, "no_data")
    top, bottom = box_counts(ratings, input["scale"], input["k"])
    return tango(top, bottom, len(ratings), level)


def likeliest_variance(counts, scale, mu):
    """The variance of an answer at the likeliest shares of the points whose mean is mu."""
    n, ends = sum(counts), (scale["min"] - mu, scale["max"] - mu)
    gaps = [(scale["min"] + i - mu, c) for i, c in enumerate(counts) if c > 0]
    low, high = -1 / ends[1], -1 / ends[0]

    def g(l):
        total = 0.0
        for d, c in gaps:
            room = 1 + l * d
            total += c * d / room if room > 0 else float("inf") * (1 if d > 0 else -1)
        return total

    at = bisect(g, low, high)
    shares = [(d, c / (n * (1 + at * d))) for d, c in gaps if 1 + at * d > 1e-9]
    rest = max(0.0, 1 - sum(p for _, p in shares))  # on the end that nobody chose
    return sum(p * d * d for d, p in shares) + rest * ends[at < 0] ** 2


def mean_interval(input):
    counts, scale, z = input["counts"], scale_of(input), z_of(level_of(input["level"]))
    n = sum(counts)
    require(n > 0, "no_data")
    mean = sum(c * (scale["min"] + i) for i, c in enumerate(counts)) / n
    statistic = lambda mu: (mean - mu) / sqrt(likeliest_variance(counts, scale, mu) / n)
    low, high = scale["min"], scale["max"]
    return limits(low if mean == low else bisect(lambda m: statistic(m) - z, low + 1e-9, mean),
                  high if mean == high else bisect(lambda m: statistic(m) + z, mean, high - 1e-9))


def t_interval(input):
    ratings, scale, level = given(input), input["scale"], level_of(input["level"])
    sd, n = deviation(ratings), len(ratings)
    require(sd > 0, "undefined")
    mean, margin = float(mean_of(ratings)), t_of(level, n - 1) * sd / sqrt(n)
    return limits(max(mean - margin, scale["min"]), min(mean + margin, scale["max"]))


def fair_mean(input):
    ratings, weight = given(input), input["weight"]
    return {"mean": ratio(weight * Fraction(input["of"]) + sum(ratings), weight + len(ratings))}


def classes(input):
    ratings, scale = given(input), input["scale"]
    top, bottom = sum(r >= scale["top_min"] for r in ratings), sum(r <= scale["bottom_max"] for r in ratings)
    return (ratings, bottom, top) if low_is_better(scale) else (ratings, top, bottom)


def csat_score(input):
    ratings, top, bottom = classes(input)
    return {"satisfied": top, "dissatisfied": bottom, "answers": len(ratings), "score": ratio(100 * top, len(ratings))}


def csat_variants(input):
    ratings, top, bottom = classes({**input, "scale": FIVE})
    n, mean = len(ratings), mean_of(ratings)
    return {"top_two": ratio(100 * top, n), "top_box": ratio(100 * ratings.count(5), n), "net_box": ratio(100 * (top - bottom), n),
            "mean": mean, "rescaled": rescaled(mean, FIVE)}


def csat_interval(input):
    ratings, top, _ = classes(input)
    low, high = wilson(top, len(ratings), level_of(input["level"]))
    return limits(100 * low, 100 * high)


def pooled(groups):
    require(all(g["scale"] == groups[0]["scale"] for g in groups), "mismatch")
    return {"ratings": [r for g in groups for r in g["ratings"]], "scale": groups[0]["scale"]}


def csat_merge(input):
    score = csat_score(pooled(input["groups"]))
    return {"answers": score["answers"], "score": score["score"]}


def ces_score(input):
    ratings, top, bottom = classes(input)
    n = len(ratings)
    return {"answers": n, "mean": mean_of(ratings), "easy": ratio(top, n), "difficult": ratio(bottom, n), "net_ease": ratio(100 * (top - bottom), n)}


def ces_merge(input):
    score = ces_score(pooled(input["groups"]))
    return {"answers": score["answers"], "mean": score["mean"]}


CALLS = {
    "ratings.mean": ratings_mean,
    "ratings.deviation": lambda input: {"standard_deviation": deviation(given(input))},
    "ratings.boxes": ratings_boxes,
    "ratings.net_box_interval": net_box_interval,
    "ratings.mean_interval": mean_interval,
    "ratings.t_interval": t_interval,
    "ratings.fair_mean": fair_mean,
    "csat.score": csat_score,
    "csat.variants": csat_variants,
    "csat.interval": csat_interval,
    "csat.merge": csat_merge,
    "ces.score": ces_score,
    "ces.merge": ces_merge,
}
