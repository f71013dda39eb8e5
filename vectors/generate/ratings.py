"""Vectors of rating questions: means, boxes and their intervals. Needs scipy. See cases.py."""

from fractions import Fraction
from math import sqrt
from statistics import median, stdev

from scipy.optimize import brentq
from scipy.stats import binomtest

import student
import trinomial
from cases import Family, error, estimate, exact

f = Family("ratings", "Means, boxes and intervals of answers on a scale of whole points.")

RATINGS = {"ratings": "a list of answers, integers or null for none",
           "scale": "min, max, bottom_max and top_min; with lower_is_better the low points are the better end"}
LEVEL = {"level": "of confidence"}
LIMITS = {"low": "lower limit", "high": "upper limit"}
FIVE = {"min": 1, "max": 5, "bottom_max": 2, "top_min": 4}
FIVE_EFFORT = {**FIVE, "lower_is_better": True}
GRADES = {"min": 1, "max": 6, "bottom_max": 2, "top_min": 5, "lower_is_better": True}
TEN = {"min": 0, "max": 10, "bottom_max": 6, "top_min": 9}
THREE = {"min": 1, "max": 3, "bottom_max": 1, "top_min": 3}
TWO = {"min": 1, "max": 2, "bottom_max": 1, "top_min": 2}

f.call("ratings.mean", "Mean, median, and the mean on 0..100, where 100 is the better end (percent of the maximum possible).",
       RATINGS, {"answers": "count", "mean": "points of the scale", "median": "points of the scale", "rescaled": "0 to 100"})


def mean(ratings, scale, source, edge=None, catches=()):
    given = [r for r in ratings if r is not None]
    m = Fraction(sum(given), len(given))
    better = scale["max"] - m if scale.get("lower_is_better") else m - scale["min"]
    f.case("ratings.mean", {"ratings": ratings, "scale": scale},
           {"answers": len(given), "mean": exact(m), "median": exact(Fraction(median(map(Fraction, given)))),
            "rescaled": exact(100 * better / (scale["max"] - scale["min"]))}, source, edge=edge, catches=catches)


mean([5, 4, 2, 3], FIVE, "a test of Formbricks: mean 3.5; rescaled by hand")
mean([6, 7, 5, 3, 8, 9, 4, 10, 7, 1], TEN, "help page of ServiceRocket: sum 60 of 100; by hand",
     catches="ServiceRocket: sum over maximum, whose floor is not 0 on a scale that begins at 1 (help page of its survey app)")
mean([4, None, None], FIVE, "by hand: an answer that was not given has no value", edge="answers that were not given",
     catches="survey-analytics: 4 and two blanks average to less than 4 (surveyjs/survey-analytics#253)")
mean([1, 2, 2, 6, 3, 1], GRADES, "by hand: school grades, 1 is the best; 100 (6 - 2.5)/5",
     catches="Moodle questionnaire: takes 5 for the best where 1 is (PoetOS/moodle-mod_questionnaire#163)")
mean([1, 1, 2], THREE, "by hand: 1, 1/2 and 0 points for very, somewhat, not: 100/6",)
mean([3, 3, 2], THREE, "by hand: votes of 1, 1 and 1/2", catches="Codewars: shows 0 % where votes are partly satisfied (codewars/codewars.com#1292)")
mean([1] + [5] * 9 + [4], FIVE, "by hand: all answers count alike, 50/11",
     catches=["EvaP: means the means of the questions, 2.95 for 4.55 (e-valuation/EvaP#1222)",
              "TEAMMATES: means the means of the givers (TEAMMATES/teammates#12066)"])
mean([3, 5, 1], FIVE, "by hand: mean 3, not the last of them", catches="Odoo: shows the last rating beside the name of the average (odoo/odoo#81027)")
mean([4, 5], FIVE, "by hand: the middle of two", edge="an even number")
mean([2], FIVE, "by hand", edge="one answer")
mean([5, 5, 5], FIVE, "by hand", edge="all alike")
mean([1, 1], FIVE_EFFORT, "by hand: 1 is the best", edge="all the best, where low is better")
mean([0, 0, 1], TEN, "by hand: 0 is an answer", edge="0 is an answer", catches="TEAMMATES: takes 0 for not applicable (TEAMMATES#11200)")
f.case("ratings.mean", {"ratings": [], "scale": FIVE}, error("no_data"), "no answers", edge="empty")
f.case("ratings.mean", {"ratings": [None], "scale": FIVE}, error("no_data"), "no answers", edge="empty")
f.case("ratings.mean", {"ratings": [5, 6], "scale": FIVE}, error("invalid"), "6 is not on 1..5", edge="outside the scale")
f.case("ratings.mean", {"ratings": [1], "scale": {"min": 5, "max": 1, "bottom_max": 2, "top_min": 4}}, error("invalid"), "a scale rises", edge="a scale turned round")

f.call("ratings.deviation", "The standard deviation of a sample, divisor n - 1.", RATINGS, {"standard_deviation": "points of the scale"})
for ratings, scale, edge in [([5, 4, 2, 3], FIVE, None), ([10, 9, 9, 8, 7, 6], TEN, None), ([3, 3, 3], FIVE, "all alike"), ([1, 5], FIVE, "two answers")]:
    f.case("ratings.deviation", {"ratings": ratings, "scale": scale}, {"standard_deviation": estimate(stdev(ratings))},
           "Python: statistics.stdev", "1e-9", edge)
f.case("ratings.deviation", {"ratings": [4], "scale": FIVE}, error("undefined"), "one answer has no spread", edge="one answer")
f.case("ratings.deviation", {"ratings": [], "scale": FIVE}, error("no_data"), "no answers", edge="empty")

f.call("ratings.boxes", "The shares of the k best and of the k worst points, and their difference in points.",
       {**RATINGS, "k": "how many points are a box"}, {"top": "0 to 1", "bottom": "0 to 1", "net": "-100 to 100"})


def boxes(ratings, scale, k, source, edge=None, catches=()):
    high = sum(r > scale["max"] - k for r in ratings)
    low = sum(r < scale["min"] + k for r in ratings)
    if scale.get("lower_is_better"):
        high, low = low, high
    n = len(ratings)
    f.case("ratings.boxes", {"ratings": ratings, "scale": scale, "k": k},
           {"top": exact(Fraction(high, n)), "bottom": exact(Fraction(low, n)), "net": exact(Fraction(100 * (high - low), n))}, source, edge=edge, catches=catches)


boxes([5, 4, 2, 3], FIVE, 2, "top two of 5, 4, 2, 3: a test of Formbricks, 50 %")
boxes([5, 4, 2, 3], FIVE, 1, "by hand")
boxes([5, 4, 3, 1, 5], FIVE, 2, "a test of Formbricks: 60 %")
boxes([1, 2, 2, 5, 3], FIVE_EFFORT, 2, "by hand: low is better, so the top is 1 and 2", edge="low is better")
boxes([4, 4], FIVE, 1, "by hand", edge="an empty box at each end")
f.case("ratings.boxes", {"ratings": [4], "scale": FIVE, "k": 3}, error("invalid"), "the boxes would share the point 3", edge="boxes that overlap")
f.case("ratings.boxes", {"ratings": [4], "scale": FIVE, "k": 0}, error("invalid"), "a box has a point", edge="no box")
f.case("ratings.boxes", {"ratings": [], "scale": FIVE, "k": 1}, error("no_data"), "no answers", edge="empty")

f.call("ratings.net_box_interval", "The score interval of the net box (Tango): that of the NPS with the boxes for the classes.",
       {**RATINGS, "k": "how many points are a box", **LEVEL}, LIMITS)
for ratings, scale, k, edge in [([5] * 12 + [4] * 9 + [3] * 5 + [2] * 3 + [1], FIVE, 2, None), ([5, 5, 5], FIVE, 1, "all alike"), ([3], FIVE, 1, "one answer")]:
    up, down = sum(r > scale["max"] - k for r in ratings), sum(r < scale["min"] + k for r in ratings)
    low, high = trinomial.interval(up, down, len(ratings), 0.95)
    f.case("ratings.net_box_interval", {"ratings": ratings, "scale": scale, "k": k, "level": "0.95"},
           {"low": estimate(100 * low), "high": estimate(100 * high)},
           "score test at the likeliest shares, maximized numerically (vectors/generate/trinomial.py); Tango (1998)", "1e-8", edge)

f.call("ratings.mean_interval", "The score interval of a mean: the means that a score test does not reject, at the likeliest shares of the points.",
       {"counts": "answers of each point of the scale, from the lowest", "scale": RATINGS["scale"], **LEVEL}, LIMITS)


def spread(counts, scale, mu):
    """The variance at the likeliest shares of the points whose mean is mu."""
    points = range(scale["min"], scale["max"] + 1)
    n = sum(counts)
    here = [(v - mu, c) for v, c in zip(points, counts) if c]
    low, high = -1 / (scale["max"] - mu), 1 / (mu - scale["min"])
    g = lambda l: sum(c * d / (1 + l * d) for d, c in here)
    width = high - low
    a, b = low + 1e-13 * width, high - 1e-13 * width
    at = low if g(a) < 0 else high if g(b) > 0 else brentq(g, a, b, xtol=1e-16, rtol=1e-15, maxiter=500)
    shares = [(d, c / (n * (1 + at * d))) for d, c in here]
    rest = max(0.0, 1 - sum(p for _, p in shares))
    end = scale["max"] if at == low else scale["min"]
    return sum(p * d * d for d, p in shares) + rest * (end - mu) ** 2


def score_interval(counts, scale, level):
    n = sum(counts)
    m = sum(c * v for c, v in zip(counts, range(scale["min"], scale["max"] + 1))) / n
    z = trinomial.z_of(level)

    def limit(sign, end):
        if m == end:
            return end
        f_ = lambda mu: (m - mu) / sqrt(spread(counts, scale, mu) / n) - sign * z
        return brentq(f_, end + sign * 1e-10, m - sign * 1e-12, xtol=1e-14, rtol=1e-14, maxiter=500)

    return limit(1, scale["min"]), limit(-1, scale["max"])


def mean_interval(counts, scale, level="0.95", edge=None, known=None):
    low, high = score_interval(counts, scale, float(level))
    source = "score test at the likeliest shares, found numerically in scipy (vectors/generate/ratings.py); Rao (1948), Owen, Biometrika 75 (1988), 237-249"
    if len(counts) == 2:  # of two points it is Wilson's
        wilson = binomtest(counts[1], sum(counts)).proportion_ci(float(level), "wilson")
        assert abs(low - 1 - wilson.low) < 1e-9 and abs(high - 1 - wilson.high) < 1e-9
        low, high = 1 + wilson.low, 1 + wilson.high
        source = "scipy: binomtest(...).proportion_ci(method='wilson'), plus 1: of two points it is Wilson's"
    if known:
        assert abs(low - known[0]) < 1e-8 and abs(high - known[1]) < 1e-8, (low, high)
    f.case("ratings.mean_interval", {"counts": counts, "scale": scale, "level": level},
           {"low": estimate(low), "high": estimate(high)}, source, "1e-8", edge)


mean_interval([1, 2, 3, 4, 20], FIVE, known=(3.816584067, 4.631518313))
mean_interval([0, 1, 2, 3, 10], FIVE, known=(3.721574078, 4.702229548))
mean_interval([1, 2, 3, 4, 20], FIVE, "0.8")
mean_interval([7, 9, 14], THREE)
mean_interval([3, 17], TWO)
mean_interval([0, 0, 0, 0, 5], FIVE, edge="all alike", known=(3.262070141, 5))
mean_interval([1, 0, 0, 0, 0], FIVE, edge="one answer")
mean_interval([4, 0, 0, 0, 4], FIVE, edge="the two ends")
f.case("ratings.mean_interval", {"counts": [0] * 5, "scale": FIVE, "level": "0.95"}, error("no_data"), "no answers", edge="empty")

f.call("ratings.t_interval", "Student's t interval of a mean, clipped to the scale.", {**RATINGS, **LEVEL}, LIMITS)
for ratings, edge in [([5, 4, 2, 3], "the upper limit is clipped"), ([3, 3, 4, 2, 3, 4, 3, 2, 3], None)]:
    low, high = student.interval(0.95, len(ratings) - 1, loc=sum(ratings) / len(ratings), scale=stdev(ratings) / sqrt(len(ratings)))
    f.case("ratings.t_interval", {"ratings": ratings, "scale": FIVE, "level": "0.95"},
           {"low": estimate(max(low, 1)), "high": estimate(min(high, 5))}, "scipy: the quantile where t.sf is (1 - level)/2", "1e-9", edge)
f.case("ratings.t_interval", {"ratings": [4], "scale": FIVE, "level": "0.95"}, error("undefined"), "one answer has no spread", edge="one answer")
f.case("ratings.t_interval", {"ratings": [4, 4], "scale": FIVE, "level": "0.95"}, error("undefined"), "an interval without a width says nothing", edge="all alike")

f.call("ratings.fair_mean", "The mean with so many answers more of a mean of all products: (weight · of + sum)/(weight + n).",
       {**RATINGS, "of": "the mean that it is drawn to", "weight": "answers"}, {"mean": "points of the scale"})
f.case("ratings.fair_mean", {"ratings": [5, 5, 5], "scale": FIVE, "of": "3.8", "weight": 10}, {"mean": exact(Fraction(53, 13))}, "by hand: (38 + 15)/13")
f.case("ratings.fair_mean", {"ratings": [], "scale": FIVE, "of": "3.8", "weight": 10}, {"mean": "3.8"}, "by hand: nothing but the mean of all", edge="empty")
f.case("ratings.fair_mean", {"ratings": [], "scale": FIVE, "of": "3.8", "weight": 0}, error("no_data"), "nothing of nothing", edge="empty")

f.write()
