"""Vectors of the Net Promoter Score. Needs scipy. See cases.py."""

from fractions import Fraction
from math import sqrt

from scipy.stats import norm

import student
import trinomial
from cases import Family, error, estimate, exact

f = Family("nps", "The Net Promoter Score of counts and of answers, and its intervals. All figures are points from -100 to 100.")

COUNTS = {"promoters": "answers in the class", "passives": "answers in the class", "detractors": "answers in the class"}
SCALE = {"scale?": "the scale; absent: 0..10, detractors to 6, promoters from 9"}
LEVEL = {"level": "of confidence, 0.95 for 95 %"}
LIMITS = {"low": "lower limit, points", "high": "upper limit, points"}

# The scales of other sizes, as survey tools have them.
SCALES = {
    3: {"min": 1, "max": 3, "bottom_max": 1, "top_min": 3},
    5: {"min": 1, "max": 5, "bottom_max": 3, "top_min": 5},
    7: {"min": 1, "max": 7, "bottom_max": 4, "top_min": 7},
    10: {"min": 1, "max": 10, "bottom_max": 6, "top_min": 9},
}
EMOJI = {"min": 1, "max": 4, "bottom_max": 1, "top_min": 4}
HAND = "by hand: 100 (promoters - detractors) / answers, in fractions"
REICHHELD = "classes of Reichheld, Harvard Business Review 81 (2003), 46-54; " + HAND


def counts(promoters, passives, detractors, **more):
    return {"promoters": promoters, "passives": passives, "detractors": detractors, **more}


def score_of(p, q, d):
    return exact(Fraction(100 * (p - d), p + q + d))


# nps.score
f.call("nps.score", "The score of counted classes.", {**COUNTS, **SCALE}, {"score": "points"})


def score(p, q, d, source=HAND, edge=None, catches=()):
    f.case("nps.score", counts(p, q, d), {"score": score_of(p, q, d)}, source, edge=edge, catches=catches)


score(462, 176, 362, "data set of the CRAN package NPS, 1000 answers: 0.1")
score(6, 4, 7, "a test of PostHog, exact -100/17; " + HAND)
score(2, 1, 1, "a test of Formbricks: 25")
score(3, 1, 1, "help page of ServiceRocket: 40")
score(25, 55, 20, "eNPS of 25, 55, 20 %: +5, a vendor's page; " + HAND)
score(18, 11, 2, "31 answers of 36 surveys in a published table that states 32 (51.61, not 50)",
      catches="a public report: states 32 answers beside classes that add up to 31, so that 50.00 is as near as 51.61 (a table in an issue of CDC)")
score(19, 0, 2, HAND, catches="a Rust library: rounds the shares before it subtracts, 80 for 80.95 (its own test, 34 for 33.33)")
score(2, 2, 2, HAND, edge="nobody and everybody: 0 is a score")
f.case("nps.score", counts(0, 0, 0), error("no_data"), "no answers have no score; 0 would be a score", edge="empty",
       catches=["Formbricks: prints 0 for a survey without answers (its tests of the NPS summary)",
                "PostHog: prints 0 where nobody answered (survey results)"])
score(1, 0, 0, edge="one answer")
score(0, 0, 1, edge="one answer")
score(0, 1, 0, edge="one answer")
score(10, 0, 0, edge="all alike")
score(0, 0, 7, edge="all alike")
score(0, 9, 0, edge="all alike")
score(1, 0, 2, edge="a third, below 0")
score(1, 1, 1, edge="one of each")
score(3000000000000000, 2000000000000000, 1000000000000000, edge="counts beyond 32 bits")
score(2097, 766, 1277, "rows of a public file of months and segments, pooled (Calybrat/siigo-demo data/nps.csv); " + HAND,
      catches="mean of the six scores of its segments: 20.11 for 19.81 (Calybrat/siigo-demo, nps.csv)")
f.case("nps.score", counts(-1, 2, 3), error("invalid"), "a count is not negative", edge="a negative count")
f.case("nps.score", counts(2, 5, 7, scale=EMOJI), {"score": score_of(2, 5, 7)}, "four faces, the first of them unhappy; " + HAND)
f.case("nps.score", counts(2, 5, 7, scale={"min": 1, "max": 5, "bottom_max": 3, "top_min": 3}), error("invalid"),
       "3 would be in two classes", edge="classes that overlap",
       catches="Zonka Feedback: cut points of the user leave a value in no class or in two (its own example, exactly 5)")

# nps.of_scores
f.call("nps.of_scores", "The classes and the score of answers. Null is a question that was shown and not answered, which is no answer.",
       {"scores": "a list of answers, integers or null", **SCALE},
       {"promoters": "count", "passives": "count", "detractors": "count", "score": "points"})


def of_scores(scores, source, scale=None, edge=None, catches=()):
    s = scale or {"bottom_max": 6, "top_min": 9}
    given = [x for x in scores if x is not None]
    p = sum(x >= s["top_min"] for x in given)
    d = sum(x <= s["bottom_max"] for x in given)
    q = len(given) - p - d
    input = {"scores": scores}
    if scale:
        input["scale"] = scale
    f.case("nps.of_scores", input, {**counts(p, q, d), "score": score_of(p, q, d)}, source, edge=edge, catches=catches)


of_scores([9, 10, 6, 8], "documentation of bigfunctions: 25")
of_scores([10, 9, 9, 8, 7, 6], REICHHELD, catches="a Rust library: 34, since it rounds 50 and 16.67 before it subtracts (its own test)")
of_scores([9, 10, None, None, 3], REICHHELD,
          edge="answers that were not given",
          catches="Formbricks: counts dismissed questions in the base, 20 here (formbricks#2908)")
of_scores([9, None, None], "1 promoter, 2 dismissed: 100; " + HAND, edge="one answer",
          catches="Formbricks: 33.33, pinned by a test (its tests of the NPS summary)")
of_scores([0, 0, 10], REICHHELD, edge="0 is an answer",
          catches=["Zykrr: describes detractors as 1 to 6, so that 0 is nobody's (documentation)",
                   "microsoft-graph-explorer: the scale starts at 1 (microsoft-graph-explorer-v4#2026)",
                   "a Go helper: reads index -1 for the answer 0 (G2)"])
of_scores([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], REICHHELD, edge="each answer once",
          catches=["fx-private-relay: takes the place in a list for the answer, so that nobody picks 9 (mozilla/fx-private-relay#1013)",
                   "PostHog: a filter of the trend calls 9 and 10 passive (PostHog#29798, review)"])
of_scores([6, 7, 8, 9], REICHHELD, edge="the four cuts")
of_scores([10] * 5, REICHHELD, edge="all alike")
of_scores([7], REICHHELD, edge="one answer")
of_scores([4, 1, 4, 2, 3, 1, 4, 4, 1, 3, 2, 4, 4, 3], "four faces, the first of them unhappy; " + HAND, scale=EMOJI,
          catches="KubeStellar console: -100, since no answer of four faces reaches 9 (kubestellar/console#8257)")
of_scores([1, 2, 3, 4, 5, 5], "scale of five points: 5 / 4 / 1 to 3, as Culture Amp has it; " + HAND, scale=SCALES[5],
          catches="PostHog: takes a question for NPS by its number of points (PostHog#19500)")
of_scores([1, 2, 3, 3], HAND, scale=SCALES[3])
of_scores([4, 5, 6, 7, 7], HAND, scale=SCALES[7])
of_scores([1, 6, 7, 8, 9, 10], HAND, scale=SCALES[10], edge="the cuts of 1..10")
f.case("nps.of_scores", {"scores": []}, error("no_data"), "no answers have no score", edge="empty")
f.case("nps.of_scores", {"scores": [None, None]}, error("no_data"), "no answers have no score", edge="empty")
f.case("nps.of_scores", {"scores": [9, 11]}, error("invalid"), "11 is not on the scale", edge="an answer outside the scale",
       catches=["Formbricks: counts an answer outside the scale in the base and in no class (computeNumericScaleStats)"])
f.case("nps.of_scores", {"scores": [9, -1]}, error("invalid"), "-1 is not on the scale", edge="an answer outside the scale",
       catches="formbricks: negative values count here and not there (formbricks#7955, review)")
f.case("nps.of_scores", {"scores": [0, 3], "scale": SCALES[5]}, error("invalid"), "0 is not on 1..5", edge="an answer outside the scale")
f.case("nps.of_scores", {"scores": ["6.5", 9]}, error("invalid"), "between 6 and 7 there is no class", edge="half an answer",
       catches=["Formbricks: 6.5 is in the base and in no class (formbricks#9248)", "CRAN NPS: 6.5 is passive, by the cuts of a factor (nps.c)"])

# nps.merge
f.call("nps.merge", "The score of groups that are pooled: all answers count alike.",
       {"groups": "a list of counted classes, each with its scale?"}, {"answers": "count", "score": "points"})


def merge(groups, source, edge=None, catches=()):
    p, q, d = (sum(g[i] for g in groups) for i in range(3))
    f.case("nps.merge", {"groups": [counts(*g) for g in groups]}, {"answers": p + q + d, "score": score_of(p, q, d)}, source, edge=edge, catches=catches)


merge([(9, 0, 1), (30, 10, 60)], "by hand: 100 (39 - 61) / 110, not the mean of 80 and -30")
merge([(2, 0, 1), (0, 0, 0), (1, 1, 0)], "by hand: a group without answers adds nothing", edge="an empty group",
      catches="Formbricks: adds the scores of days and takes 0 for empty ones, 1350 for 51.85 (formbricks/formbricks#9069)")
f.case("nps.merge", {"groups": [counts(1, 1, 1), counts(1, 1, 1, scale=SCALES[5])]}, error("mismatch"),
       "scores of different scales cannot be pooled", edge="two scales")
f.case("nps.merge", {"groups": [counts(0, 0, 0), counts(0, 0, 0)]}, error("no_data"), "no answers have no score", edge="empty")

# nps.variance
f.call("nps.variance", "Variance of answers that are 1, 0 or -1, divisor n, and the standard error of the score.",
       COUNTS, {"variance": "0 to 1", "standard_error": "points"})


def variance(p, q, d, source, edge=None):
    n = p + q + d
    v = Fraction(p + d, n) - Fraction(p - d, n) ** 2
    f.case("nps.variance", counts(p, q, d), {"variance": estimate(v), "standard_error": estimate(100 * sqrt(v / n))}, source, "1e-9", edge)


variance(462, 176, 362, "data set of CRAN NPS: V 0.814, SE 0.0285306852354; p + d - (p - d)² in fractions")
variance(162, 108, 54, "Cross Validated, shares 1/2 1/3 1/6 of 324: SE 0.0414087")
variance(1, 0, 0, "by hand", "one answer")
variance(5, 0, 5, "by hand: half and half is the largest variance, 1", "half promoters, half detractors")
variance(0, 6, 0, "by hand", "all alike")
f.case("nps.variance", counts(0, 0, 0), error("no_data"), "no answers", edge="empty")

# nps.interval
f.call("nps.interval", "The score interval (Tango 1998): the scores that a test would not reject.", {**COUNTS, **LEVEL}, LIMITS)
TANGO = "score test at the likeliest shares, maximized numerically (vectors/generate/trinomial.py); Tango, Statistics in Medicine 17 (1998), 891-908"
KNOWN = {  # computed before from the closed form, as by scoreci.mp of the R package PropCIs
    (15, 13, 8): (-0.067697, 0.428670), (18, 11, 2): (0.260919, 0.699159), (50, 30, 20): (0.139551, 0.443393),
    (10, 0, 0): (0.444934, 1), (1, 0, 0): (-0.586901, 1), (462, 176, 362): (0.0438221311, 0.1554948694),
}


def tango(p, q, d, level="0.95", source=TANGO, edge=None, catches=()):
    low, high = trinomial.interval(p, d, p + q + d, float(level))
    if level == "0.95" and (p, q, d) in KNOWN:
        assert max(abs(low - KNOWN[p, q, d][0]), abs(high - KNOWN[p, q, d][1])) < 1e-6, (p, q, d, low, high)
    f.case("nps.interval", counts(p, q, d, level=level), {"low": estimate(100 * low), "high": estimate(100 * high)}, source, "1e-8", edge, catches)


tango(462, 176, 362)
tango(15, 13, 8)
tango(18, 11, 2)
tango(50, 30, 20)
tango(50, 30, 20, "0.9")
tango(50, 30, 20, "0.99")
tango(10, 0, 0, edge="all alike", source=TANGO + "; by hand (n - z²)/(n + z²) to 1")
tango(0, 0, 10, edge="all alike")
tango(0, 10, 0, edge="all alike", source=TANGO + "; by hand ±z²/(n + z²)")
tango(1, 0, 0, edge="one answer")
tango(0, 1, 0, edge="one answer")
tango(0, 0, 1, "0.8", edge="one answer")
tango(1, 0, 1, edge="two answers")
tango(0, 3, 9, edge="no promoters")
tango(9, 3, 0, edge="no detractors")
tango(46200, 17600, 36200, edge="many answers")
f.case("nps.interval", counts(0, 0, 0, level="0.95"), error("no_data"), "no answers", edge="empty")
f.case("nps.interval", counts(1, 1, 1, level="1"), error("invalid"), "a level is between 0 and 1", edge="a level of 1")
f.case("nps.interval", counts(1, 1, 1, level="95"), error("invalid"), "a level is a fraction", edge="a level in percent")

# nps.interval_adjusted_wald, nps.interval_wald, nps.interval_t
f.call("nps.interval_adjusted_wald", "The normal interval after adding 3/4 of a promoter, 3/2 passives and 3/4 of a detractor (Rocks 2016), clipped to -100..100.",
       {**COUNTS, **LEVEL}, LIMITS)
f.call("nps.interval_wald", "The normal interval, score ± z · standard error, clipped to -100..100.", {**COUNTS, **LEVEL}, LIMITS)
f.call("nps.interval_t", "Student's t interval of answers that are 1, 0 or -1, divisor n - 1, clipped to -100..100.", {**COUNTS, **LEVEL}, LIMITS)


def normal(p, q, d, level, add):
    p, q, d = p + add / 4, q + add / 2, d + add / 4
    n = p + q + d
    s, v = (p - d) / n, (p + d) / n - ((p - d) / n) ** 2
    if v == 0:
        return s, s
    return norm.interval(level, loc=s, scale=sqrt(v / n))


def clipped(limits):
    return {k: estimate(100 * min(max(x, -1), 1)) for k, x in zip(("low", "high"), limits)}


ROCKS = "scipy.stats.norm.interval of the adjusted counts; Rocks, Quality and Reliability Engineering International 32 (2016)"
for (p, q, d), level, edge in [((15, 13, 8), "0.95", None), ((15, 13, 8), "0.9", None), ((18, 11, 2), "0.95", None), ((50, 30, 20), "0.95", None),
                               ((462, 176, 362), "0.95", None), ((10, 0, 0), "0.95", "all alike: the limit is clipped"),
                               ((1, 0, 0), "0.95", "one answer: the interval does not hold the score")]:
    f.case("nps.interval_adjusted_wald", counts(p, q, d, level=level), clipped(normal(p, q, d, float(level), 3)), ROCKS, "1e-9", edge)
f.case("nps.interval_adjusted_wald", counts(0, 0, 0, level="0.95"), error("no_data"), "no answers", edge="empty")
for (p, q, d), level, edge, catches in [
        ((462, 176, 362), "0.95", None, "CRAN NPS 1.1: gives the upper limit first (nps.test)"), ((50, 30, 20), "0.95", None, ())]:
    f.case("nps.interval_wald", counts(p, q, d, level=level), clipped(normal(p, q, d, float(level), 0)),
           "scipy.stats.norm.interval; CRAN NPS prints 0.04408088448..0.1559191155 for 462/176/362", "1e-9", edge, catches)
f.case("nps.interval_wald", counts(10, 0, 0, level="0.95"), error("undefined"),
       "a choice of this collection: an interval without a width says nothing of the precision", edge="all alike",
       catches="CRAN NPS: an interval of no width, 1 to 1, and p 0 (nps.se of one class)")


def t_interval(p, q, d, level):
    n = p + q + d
    s = (p - d) / n
    sd = sqrt((p + d - n * s * s) / (n - 1))
    return student.interval(level, n - 1, loc=s, scale=sd / sqrt(n))


for p, q, d in [(15, 13, 8), (18, 11, 2), (50, 30, 20), (462, 176, 362)]:
    f.case("nps.interval_t", counts(p, q, d, level="0.95"), clipped(t_interval(p, q, d, 0.95)),
           "scipy: t interval of answers that are 1, 0, -1 (MeasuringU's trinomial means)", "1e-9")
f.case("nps.interval_t", counts(1, 0, 0, level="0.95"), error("undefined"), "one answer has no spread", edge="one answer")
f.case("nps.interval_t", counts(4, 0, 0, level="0.95"), error("undefined"), "no spread says nothing about the precision", edge="all alike")

# nps.bounds
f.call("nps.bounds", "Between which scores that of all who were asked lies, whatever those would say who did not answer.",
       {**COUNTS, "missing": "who did not answer"}, LIMITS)


def bounds(p, q, d, missing, edge=None):
    n = p + q + d + missing
    f.case("nps.bounds", counts(p, q, d, missing=missing),
           {"low": exact(Fraction(100 * (p - d - missing), n)), "high": exact(Fraction(100 * (p - d + missing), n))},
           "by hand: all missing are detractors, or promoters; Manski (2003), chapter 1", edge=edge)


bounds(30, 10, 10, 50)
bounds(3, 2, 1, 0, "all answered")
bounds(0, 0, 0, 5, "nobody answered: -100 to 100")
f.case("nps.bounds", counts(0, 0, 0, missing=0), error("no_data"), "nobody was asked", edge="empty")
f.case("nps.bounds", counts(1, 0, 0, missing=-1), error("invalid"), "a count is not negative", edge="a negative count")

# nps.interval_of
f.call("nps.interval_of", "The score interval where the answers are those of a part of a finite population: counts times (N - 1)/(N - n).",
       {**COUNTS, **LEVEL, "population": "N, all there are to ask"}, LIMITS)


def interval_of(p, q, d, population, edge=None):
    n, s = p + q + d, 100 * (p - d) / (p + q + d)
    if n == population:
        low = high = s
    else:
        factor = (population - 1) / (population - n)
        low, high = (100 * x for x in trinomial.interval(factor * p, factor * d, factor * n, 0.95))
    f.case("nps.interval_of", counts(p, q, d, level="0.95", population=population), {"low": estimate(low), "high": estimate(high)},
           TANGO + "; Cochran, Sampling Techniques (1977), 2.6", "1e-8", edge)


interval_of(80, 50, 30, 200)
interval_of(30, 10, 10, 100000)
interval_of(20, 3, 2, 25, "all answered")
interval_of(1, 0, 0, 30, "one answer")
f.case("nps.interval_of", counts(20, 10, 5, level="0.95", population=30), error("invalid"), "35 of 30 cannot answer", edge="more answers than people")

# nps.weighted
f.call("nps.weighted", "The score of weighted answers, and Kish's effective number of answers, (sum of weights)² / sum of squares.",
       {"scores": "a list of answers on 0..10", "weights": "a list of decimals, one each"}, {"score": "points", "effective_size": "answers"})


def weighted(scores, weights, source, edge=None, catches=()):
    w = [Fraction(x) for x in weights]
    net = sum(x * ((s >= 9) - (s <= 6)) for s, x in zip(scores, w))
    f.case("nps.weighted", {"scores": scores, "weights": weights},
           {"score": exact(100 * net / sum(w)), "effective_size": exact(sum(w) ** 2 / sum(x * x for x in w))}, source, edge=edge, catches=catches)


weighted([10, 8, 0, 9], ["2", "1", "1", "4"], "by hand: 100 (2 - 1 + 4)/8 and 64/22; Kish, Survey Sampling (1965)")
weighted([9, 10, 3, 7, 0], ["10000", "5000", "40000", "15000", "40000"], "by hand: 100 (15000 - 80000)/110000",
         catches="GreenBook, Revenue Weighted NPS: the page prints +20 for the score without weights of its own answers, which is -20 (Revenue Weighted NPS)")
weighted([9, 7, 3], ["1", "1", "1"], "by hand: equal weights change nothing", edge="equal weights")
weighted([9, 3], ["0.1", "0.2"], "by hand: -1/3", edge="weights that floats do not hold")
weighted([9, 3], ["1", "0"], "by hand: a weight of 0 counts for nothing", edge="a weight of 0")
f.case("nps.weighted", {"scores": [9, 3], "weights": ["0", "0"]}, error("undefined"), "all weights are 0", edge="all weights 0")
f.case("nps.weighted", {"scores": [], "weights": []}, error("no_data"), "no answers", edge="empty")
f.case("nps.weighted", {"scores": [9], "weights": ["-1"]}, error("invalid"), "a weight is not negative", edge="a negative weight")
f.case("nps.weighted", {"scores": [9, 3], "weights": ["1"]}, error("invalid"), "an answer has no weight", edge="a weight is missing")

f.write()
