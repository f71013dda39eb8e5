"""Vectors of sample sizes. Needs scipy. See cases.py."""

from math import ceil, sqrt

from scipy.stats import norm, t as student

from cases import Family, error

f = Family("samplesize", "How many answers a margin or a difference needs: rounded up once, at the end.")


def z(p):
    return norm.ppf(p)


f.call("samplesize.nps", "Answers for which the adjusted Wald interval of an NPS is score ± margin: z² V/margin² - 3; of a finite population n0/(1 + (n0 - 1)/N) - 3.",
       {"margin": "points", "variance": "of answers that are 1, 0, -1; 1 is the worst case", "level": "of confidence", "population?": "N; absent: without end"}, {"answers": "count"})


def nps(margin, variance, level="0.95", population=None, edge=None, known=None):
    n = (z((1 + float(level)) / 2) / (float(margin) / 100)) ** 2 * float(variance)
    if population:
        n /= 1 + (n - 1) / population
    n = max(1, ceil(n - 3))
    if population:
        n = min(n, population)
    assert known is None or n == known, (n, known)
    input = {"margin": margin, "variance": variance, "level": level}
    if population:
        input["population"] = population
    f.case("samplesize.nps", input, {"answers": n}, "scipy.stats.norm; the inverse of the adjusted Wald interval (MeasuringU)", edge=edge)


for margin, worst, half in [("5", 1534, 766), ("10", 382, 190), ("15", 168, 83), ("20", 94, 46)]:
    nps(margin, "1", known=worst)
    nps(margin, "0.5", known=half)
nps("3", "0.814", "0.9")
for population, known in [(500, 375), (2000, 867), (10000, 1330)]:
    nps("5", "1", population=population, known=known, edge="a finite population")
nps("5", "1", population=3, edge="fewer people than answers are needed")
nps("100", "0.1", edge="one answer is the least")
f.case("samplesize.nps", {"margin": "0", "variance": "1", "level": "0.95"}, error("invalid"), "no number of answers has no margin", edge="a margin of 0")
f.case("samplesize.nps", {"margin": "5", "variance": "1.1", "level": "0.95"}, error("invalid"), "the variance is 1 at most", edge="a variance that cannot be")
f.case("samplesize.nps", {"margin": "5", "variance": "1", "level": "1"}, error("invalid"), "a level is between 0 and 1", edge="a level of 1")

f.call("samplesize.nps_difference", "Answers of each of two groups: (z + z power)² (V1 + V2)/difference² - 3.",
       {"difference": "points", "variance1": "of the one", "variance2": "of the other", "level": "two-tailed", "power": "of finding it"}, {"answers": "count, of each group"})


def nps_difference(difference, v1="1", v2="1", level="0.95", power="0.8", known=None, edge=None, catches=()):
    n = max(1, ceil((z((1 + float(level)) / 2) + z(float(power))) ** 2 * (float(v1) + float(v2)) / (float(difference) / 100) ** 2 - 3))
    assert known is None or n == known, (n, known)
    f.case("samplesize.nps_difference", {"difference": difference, "variance1": v1, "variance2": v2, "level": level, "power": power}, {"answers": n},
           "scipy.stats.norm; both variances count", edge=edge, catches=catches)


nps_difference("5", known=6277)
nps_difference("10", known=1567, catches="MeasuringU: s² Z²/d² - 3 with the variance of one group for s² is half of what is needed, 782 (its page on the sample size of two NPS)")
nps_difference("15", known=695)
nps_difference("20", known=390)
nps_difference("30", known=172)
nps_difference("10", "0.6", "0.8", "0.9", "0.9")
nps_difference("200", edge="all against none")
f.case("samplesize.nps_difference", {"difference": "10", "variance1": "1", "variance2": "1", "level": "0.95", "power": "1"}, error("invalid"), "no number of answers is sure", edge="a power of 1")

f.call("samplesize.proportion_difference", "Cases of each of two groups (Fleiss, Levin and Paik 2003, 4.2), without correction for continuity.",
       {"first": "a rate", "second": "a rate", "level": "two-tailed", "power": "of finding it"}, {"cases": "count, of each group"})


def proportion(p1, p2, level="0.95", power="0.8", edge=None, known=None):
    a, b = float(p1), float(p2)
    m = (a + b) / 2
    n = ceil((z((1 + float(level)) / 2) * sqrt(2 * m * (1 - m)) + z(float(power)) * sqrt(a * (1 - a) + b * (1 - b))) ** 2 / (a - b) ** 2)
    assert known is None or n == known, (n, known)
    f.case("samplesize.proportion_difference", {"first": p1, "second": p2, "level": level, "power": power}, {"cases": n},
           "scipy.stats.norm; R 4.2.2: power.prop.test(p1 = %s, p2 = %s, sig.level = %s, power = %s), rounded up" % (p1, p2, estimate_text(1 - float(level)), power), edge=edge)


def estimate_text(x):
    return "%.10g" % x


proportion("0.05", "0.06", known=8158)
proportion("0.5", "0.6")
proportion("0.1", "0.12", "0.9", "0.9")
proportion("0", "0.01", edge="a rate of 0")
f.case("samplesize.proportion_difference", {"first": "0.1", "second": "0.1", "level": "0.95", "power": "0.8"}, error("invalid"), "there is nothing to find", edge="equal rates")
f.case("samplesize.proportion_difference", {"first": "5", "second": "6", "level": "0.95", "power": "0.8"}, error("invalid"), "a rate is a fraction", edge="rates in percent")

f.call("samplesize.mean", "Answers for which the t interval of a mean is mean ± margin: the least n of 2 or more with t(n - 1) s/sqrt(n) <= margin.",
       {"margin": "points", "deviation": "standard deviation", "level": "of confidence"}, {"answers": "count"})


def mean(margin, deviation, level="0.95", edge=None):
    n = 2
    while student.ppf((1 + float(level)) / 2, n - 1) * float(deviation) / sqrt(n) > float(margin):
        n += 1
    f.case("samplesize.mean", {"margin": margin, "deviation": deviation, "level": level}, {"answers": n}, "scipy.stats.t: the first n that does", edge=edge)


mean("0.25", "1")
mean("0.2", "1.29")
mean("1", "2", "0.99")
mean("10", "1", edge="two answers are the least")
f.case("samplesize.mean", {"margin": "0.25", "deviation": "0", "level": "0.95"}, error("invalid"), "without a spread nothing is needed", edge="no spread")

f.write()
