"""Vectors of comparisons of two samples, and of groups. Needs scipy. See cases.py."""

from fractions import Fraction
from math import hypot, sqrt

from scipy.stats import binomtest, chi2, chi2_contingency, chisquare, norm, ttest_1samp, ttest_ind

import student
import trinomial
from cases import Family, error, estimate, exact

f = Family("comparison", "Two samples, or one and a benchmark: difference, test and interval, first less second; and groups.")

PAIR = {"first": "counted classes", "second": "counted classes", "level": "of confidence"}
TEST = {"difference": "first less second", "standard_error": "of the test", "z": "difference over error, or the t of a t test", "p": "two-tailed", "low": "lower limit", "high": "upper limit"}
WITH_DF = {**TEST, "degrees_of_freedom": "of t"}


def npsc(p, q, d, **more):
    return {"promoters": p, "passives": q, "detractors": d, **more}


def moments(c, add=0):
    p, q, d = c["promoters"] + add / 4, c["passives"] + add / 2, c["detractors"] + add / 4
    n = p + q + d
    s = (p - d) / n
    return s, ((p + d) / n - s * s) / n


def texts(**figures):
    return {k: estimate(v) for k, v in figures.items()}


f.call("comparison.nps", "Difference of two scores; error, z, p and interval from adjusted counts: 3/4 of a promoter, 3/2 passives, 3/4 of a detractor more (Rocks 2016).",
       PAIR, {**TEST, "difference": "points, of the counts as they are", "standard_error": "points, of the adjusted counts"})
f.call("comparison.nps_wald", "Difference of two scores, by the counts as they are.", PAIR, TEST)


def nps(call, a, b, edge=None, catches=()):
    add = 3 if call == "comparison.nps" else 0
    (s1, v1), (s2, v2) = moments(a, add), moments(b, add)
    raw = moments(a)[0] - moments(b)[0]
    se, d = sqrt(v1 + v2), s1 - s2
    low, high = norm.interval(0.95, loc=d, scale=se)
    f.case(call, {"first": a, "second": b, "level": "0.95"},
           texts(difference=100 * raw, standard_error=100 * se, z=d / se, p=2 * norm.sf(abs(d / se)), low=100 * max(low, -2), high=100 * min(high, 2)),
           "scipy.stats.norm; Rocks (2016)" if add else "scipy.stats.norm; CRAN NPS, nps.test", "1e-9", edge, catches)


nps("comparison.nps", npsc(15, 13, 8), npsc(12, 7, 12))
nps("comparison.nps", npsc(50, 30, 20), npsc(40, 30, 30))
nps("comparison.nps", npsc(40, 30, 30), npsc(50, 30, 20), catches="CRAN NPS: the difference without its sign (nps.test of two samples)")
nps("comparison.nps", npsc(10, 0, 0), npsc(0, 0, 10), edge="all against none")
nps("comparison.nps", npsc(3, 0, 0), npsc(5, 0, 0), edge="all alike in both")
nps("comparison.nps", npsc(1, 0, 0), npsc(462, 176, 362), edge="one answer")
f.case("comparison.nps", {"first": npsc(0, 0, 0), "second": npsc(1, 2, 3), "level": "0.95"}, error("no_data"), "no answers", edge="empty")
f.case("comparison.nps", {"first": npsc(1, 2, 3), "second": npsc(1, 2, 3, scale={"min": 1, "max": 5, "bottom_max": 3, "top_min": 5}), "level": "0.95"},
       error("mismatch"), "scores of two scales cannot be compared", edge="two scales")
nps("comparison.nps_wald", npsc(15, 13, 8), npsc(12, 7, 12), catches="nps_stats: the shares of the second group over the answers of the first (sivadivel/nps_stats)")
nps("comparison.nps_wald", npsc(462, 176, 362), npsc(50, 30, 20))
f.case("comparison.nps_wald", {"first": npsc(3, 0, 0), "second": npsc(0, 0, 2), "level": "0.95"}, error("undefined"), "neither sample has a spread", edge="all alike in both",
       catches="CRAN NPS: p 0 of samples without a spread (nps.test)")

f.call("comparison.nps_benchmark", "A score less a constant: Tango's test at the benchmark, and his interval less the benchmark.",
       {"sample": "counted classes", "benchmark": "points", "level": "of confidence"}, TEST)


def benchmark(c, at, edge=None, known=None):
    p, q, d = c["promoters"], c["passives"], c["detractors"]
    n, delta = p + q + d, float(at) / 100
    se = sqrt(trinomial.variance(p, d, n, delta) / n)
    gap = (p - d) / n - delta
    z = gap / se if gap else 0.0
    low, high = trinomial.interval(p, d, n, 0.95)
    if known:
        assert abs(z - known) < 1e-8, z
    f.case("comparison.nps_benchmark", {"sample": c, "benchmark": at, "level": "0.95"},
           texts(difference=100 * gap, standard_error=100 * se, z=z, p=2 * norm.sf(abs(z)), low=100 * (low - delta), high=100 * (high - delta)),
           "score test at the likeliest shares, maximized numerically (vectors/generate/trinomial.py); Tango (1998)", "1e-8", edge)


benchmark(npsc(30, 8, 12), "22")
benchmark(npsc(50, 30, 20), "17.5")
benchmark(npsc(30, 12, 8), "30", known=1.224573331)
benchmark(npsc(1, 0, 0), "99", "one answer", known=0.070888121)
benchmark(npsc(0, 5, 0), "0", "all alike, at the benchmark")
f.case("comparison.nps_benchmark", {"sample": npsc(4, 1, 0), "benchmark": "100", "level": "0.95"}, error("undefined"), "nobody but promoters has the score 100", edge="a benchmark of 100")
f.case("comparison.nps_benchmark", {"sample": npsc(4, 1, 0), "benchmark": "101", "level": "0.95"}, error("invalid"), "no score is 101", edge="a benchmark that cannot be")

f.call("comparison.nps_paired", "The same people twice: Student's t of how far each moved between the classes, and the exact sign test where fewer than 10 moved.",
       {"first": "scores on 0..10", "second": "scores on 0..10 of the same people", "level": "of confidence"}, {**WITH_DF, "exact_p?": "of the sign test"})


def grade(score):
    return (score >= 9) - (score <= 6)


def paired(a, b, edge=None, catches=()):
    moves = [grade(x) - grade(y) for x, y in zip(a, b)]
    test = ttest_1samp(moves, 0)
    mean, n = sum(moves) / len(moves), len(moves)
    se = mean / test.statistic if mean else sqrt(sum(m * m for m in moves) / (n - 1) / n)
    low, high = student.interval(0.95, n - 1, loc=mean, scale=se)
    want = texts(difference=100 * mean, standard_error=100 * se, z=test.statistic, p=test.pvalue, low=100 * max(low, -2), high=100 * min(high, 2))
    want["degrees_of_freedom"] = n - 1
    source = "scipy: ttest_1samp of the moves"
    moved = [m for m in moves if m]
    if 0 < len(moved) < 10:
        want["exact_p"] = estimate(binomtest(sum(m > 0 for m in moved), len(moved)).pvalue)
        source += ", binomtest of the signs"
    f.case("comparison.nps_paired", {"first": a, "second": b, "level": "0.95"}, want, source, "1e-9", edge, catches)


paired([9, 10, 9, 8, 7, 3, 8, 7], [9, 9, 8, 7, 5, 4, 6, 6])
paired([10, 10, 9, 9, 10, 5], [0, 3, 6, 2, 1, 5], edge="five of six move all the way")
paired([9, 6] * 10 + [7, 8, 10], [6, 9] * 9 + [9, 7] + [8, 8, 8], edge="ten and more moved: no sign test")
f.case("comparison.nps_paired", {"first": [10, 9], "second": [8, 7], "level": "0.95"}, error("undefined"), "all move alike: no spread", edge="all alike")
f.case("comparison.nps_paired", {"first": [10], "second": [8], "level": "0.95"}, error("undefined"), "one has no spread", edge="one person")
f.case("comparison.nps_paired", {"first": [], "second": [], "level": "0.95"}, error("no_data"), "nobody", edge="empty")
f.case("comparison.nps_paired", {"first": [10, 9], "second": [8], "level": "0.95"}, error("invalid"), "one has no second score", edge="a pair without a half")

f.call("comparison.proportion", "Difference of two rates: pooled z test, Newcombe's interval of two Wilson intervals (method 10).",
       {"first": "{count, base}", "second": "{count, base}", "level": "of confidence"}, TEST)


def share(count, base):
    return {"count": count, "base": base}


def proportion(a, m, b, n, edge=None, catches=(), source=""):
    p1, p2 = a / m, b / n
    (l1, u1), (l2, u2) = (binomtest(k, s).proportion_ci(0.95, "wilson") for k, s in ((a, m), (b, n)))
    low, high = p1 - p2 - hypot(p1 - l1, u2 - p2), p1 - p2 + hypot(u1 - p1, p2 - l2)
    pooled = (a + b) / (m + n)
    z, p = 0.0, 1.0
    if 0 < pooled < 1:
        chi, p = chi2_contingency([[a, m - a], [b, n - b]], correction=False)[:2]
        z = sqrt(chi) * (1 if p1 >= p2 else -1)
    f.case("comparison.proportion", {"first": share(a, m), "second": share(b, n), "level": "0.95"},
           texts(difference=p1 - p2, standard_error=sqrt(pooled * (1 - pooled) * (1 / m + 1 / n)), z=z, p=p, low=max(low, -1), high=min(high, 1)),
           source + "scipy: chi2_contingency(correction=False), binomtest(...).proportion_ci('wilson'); Newcombe, Statistics in Medicine 17 (1998), 873-890", "1e-9", edge, catches)


proportion(56, 70, 48, 80, source="table II of Newcombe: .0524 to .3339; ")
proportion(9, 10, 3, 10, source="table II of Newcombe: .1705 to .8090; ")
proportion(10, 10, 0, 20, edge="all against none", source="table II of Newcombe: .6791 to 1; ")
proportion(5, 56, 0, 29, edge="none of the second", source="table II of Newcombe: -.0381 to .1926; ")
proportion(0, 10, 0, 20, edge="none of both")
proportion(10, 10, 20, 20, edge="all of both")
proportion(1, 1, 0, 1, edge="one case each")
proportion(20034, 44700, 20119, 45489, source="cookie cats, day 1: z 1.784086; ")
f.case("comparison.proportion", {"first": share(0, 0), "second": share(1, 2), "level": "0.95"}, error("no_data"), "0 of 0 is no rate", edge="empty")

f.call("comparison.proportion_benchmark", "A rate less a constant: z test with the benchmark's variance, Wilson's interval less the benchmark.",
       {"sample": "{count, base}", "benchmark": "a fraction", "level": "of confidence"}, TEST)
for a, n, at, edge in [(62, 100, "0.5", None), (0, 20, "0.1", "none"), (45, 50, "0.9", "at the benchmark")]:
    p0 = float(at)
    se = sqrt(p0 * (1 - p0) / n)
    ci = binomtest(a, n).proportion_ci(0.95, "wilson")
    chi = chisquare([a, n - a], [n * p0, n * (1 - p0)])
    z = (a / n - p0) / se
    assert abs(z * z - chi.statistic) < 1e-9
    f.case("comparison.proportion_benchmark", {"sample": share(a, n), "benchmark": at, "level": "0.95"},
           texts(difference=a / n - p0, standard_error=se, z=z if abs(z) > 1e-12 else 0, p=chi.pvalue, low=ci.low - p0, high=ci.high - p0),
           "scipy: chisquare of the counts and those expected, binomtest(...).proportion_ci('wilson')", "1e-9", edge)
f.case("comparison.proportion_benchmark", {"sample": share(1, 2), "benchmark": "0", "level": "0.95"}, error("undefined"), "no sample with a 1 has the rate 0", edge="a benchmark of 0")

f.call("comparison.mean", "Difference of two means of amounts or ratings, by Welch's t test.",
       {"first": "a list of decimals", "second": "a list of decimals", "level": "of confidence"}, WITH_DF)


def welch(a, b, edge=None, catches=()):
    x, y = [float(v) for v in a], [float(v) for v in b]
    test = ttest_ind(x, y, equal_var=False)
    part = [sum((v - sum(s) / len(s)) ** 2 for v in s) / (len(s) - 1) / len(s) for s in (x, y)]
    se, df = sqrt(sum(part)), sum(part) ** 2 / sum(v * v / (len(s) - 1) for v, s in zip(part, (x, y)))
    d = sum(x) / len(x) - sum(y) / len(y)
    low, high = student.interval(0.95, df, loc=d, scale=se)
    f.case("comparison.mean", {"first": a, "second": b, "level": "0.95"},
           texts(difference=d, standard_error=se, z=test.statistic, p=test.pvalue, degrees_of_freedom=df, low=low, high=high),
           "scipy: ttest_ind(equal_var=False); Welch, Biometrika 34 (1947), 28-35", "1e-9", edge, catches)


welch(["12", "15", "11", "14"], ["10", "9", "12", "9"])
welch(["19.99", "5", "0", "7.5", "120.45"], ["0", "0", "12.3"])
welch(["1", "1"], ["2", "3"], edge="one sample all alike")
welch(["-3.5", "2"], ["4", "-1", "0"], edge="amounts below 0")
f.case("comparison.mean", {"first": ["1"], "second": ["2", "3"], "level": "0.95"}, error("undefined"), "one amount has no spread", edge="one amount")
f.case("comparison.mean", {"first": ["1", "1"], "second": ["2", "2"], "level": "0.95"}, error("undefined"), "neither sample has a spread", edge="all alike in both")
f.case("comparison.mean", {"first": [], "second": ["2", "3"], "level": "0.95"}, error("no_data"), "nothing has no mean", edge="empty")

f.call("comparison.groups", "Whether the scores of groups differ beyond chance: Q with the variance of all answers pooled, and I².",
       {"groups": "a list of counted classes"}, {"q": "sum of n (score - pooled)² / variance", "degrees_of_freedom": "groups with answers less 1", "p": "of chi square", "i_squared": "max(0, (Q - df)/Q)"})


def groups(gs, edge=None):
    counts = [npsc(*g) for g in gs]
    gs = [g for g in gs if sum(g)]
    n = sum(map(sum, gs))
    s = sum(g[0] - g[2] for g in gs) / n
    v = sum(g[0] + g[2] for g in gs) / n - s * s
    q = sum(sum(g) * ((g[0] - g[2]) / sum(g) - s) ** 2 for g in gs) / v
    df = len(gs) - 1
    f.case("comparison.groups", {"groups": counts},
           {"q": estimate(q), "degrees_of_freedom": df, "p": estimate(chi2.sf(q, df)), "i_squared": estimate(max(0, (q - df) / q) if q else 0)},
           "by hand, and scipy.stats.chi2; Cochran, Biometrics 10 (1954), with one variance for all", "1e-9", edge)


groups([(30, 10, 10), (18, 14, 18), (25, 15, 10), (12, 20, 18)])
groups([(10, 5, 5), (20, 10, 10)], edge="groups alike")
groups([(5, 0, 0), (0, 0, 5)], edge="all against none")
groups([(5, 1, 1), (0, 0, 0), (2, 2, 5)], edge="an empty group")
f.case("comparison.groups", {"groups": [npsc(5, 0, 0), npsc(3, 0, 0)]}, error("undefined"), "all answers are alike", edge="all alike")
f.case("comparison.groups", {"groups": [npsc(5, 1, 2)]}, error("undefined"), "one group is compared with nothing", edge="one group")

f.call("comparison.sample_ratio", "Whether variants got the customers that they were to get: chi-square of the counts against planned shares.",
       {"counts": "customers of each variant", "shares": "planned, of each; sum 1"}, {"chi_square": "statistic", "degrees_of_freedom": "variants less 1", "p": "of chi square"})
for counts, shares, edge in [([821588, 815482], ["0.5", "0.5"], None), ([5010, 4990], ["0.5", "0.5"], None), ([900, 50, 50], ["0.9", "0.05", "0.05"], "as planned"), ([10, 0], ["0.5", "0.5"], "none of one")]:
    test = chisquare(counts, [float(s) * sum(counts) for s in shares])
    f.case("comparison.sample_ratio", {"counts": counts, "shares": shares},
           {"chi_square": estimate(test.statistic), "degrees_of_freedom": len(counts) - 1, "p": estimate(test.pvalue)}, "scipy.stats.chisquare", "1e-9", edge)
f.case("comparison.sample_ratio", {"counts": [5, 5], "shares": ["0.5", "0.4"]}, error("invalid"), "the shares add up to 0.9", edge="shares short of 1")
f.case("comparison.sample_ratio", {"counts": [0, 0], "shares": ["0.5", "0.5"]}, error("no_data"), "nobody", edge="empty")

f.call("comparison.score_change", "The change of a score, split into mix (other shares of the groups) and rate (other scores): w and s averaged over both times.",
       {"before": "{group: counted classes}", "after": "{group: counted classes}"}, {"total": "points", "mix": "points", "rate": "points"})


def score_change(before, after, edge=None):
    total, mix = Fraction(0), Fraction(0)
    n0, n1 = sum(map(sum, before.values())), sum(map(sum, after.values()))
    for g in before.keys() | after.keys():
        b, a = before.get(g, (0, 0, 0)), after.get(g, (0, 0, 0))
        score = lambda c, other: Fraction(100 * (c[0] - c[2]), sum(c)) if sum(c) else Fraction(100 * (other[0] - other[2]), sum(other))
        s0, s1, w0, w1 = score(b, a), score(a, b), Fraction(sum(b), n0), Fraction(sum(a), n1)
        total += w1 * s1 - w0 * s0
        mix += (w1 - w0) * (s0 + s1) / 2
    want = {"total": exact(total), "mix": exact(mix), "rate": exact(Fraction(exact(total)) - Fraction(exact(mix)))}
    f.case("comparison.score_change", {"before": {k: npsc(*v) for k, v in before.items()}, "after": {k: npsc(*v) for k, v in after.items()}}, want,
           "by hand, in fractions; rate is what remains of the rounded two", edge=edge)


score_change({"shop": (40, 40, 20), "web": (70, 20, 10)}, {"shop": (85, 50, 25), "web": (28, 9, 3)})
score_change({"a": (5, 3, 2)}, {"a": (5, 3, 2)}, "nothing changes")
score_change({"a": (1, 1, 1), "b": (6, 2, 1)}, {"a": (2, 2, 0), "c": (1, 0, 3)}, "a group comes and one goes")
f.case("comparison.score_change", {"before": {"a": npsc(0, 0, 0)}, "after": {"a": npsc(1, 0, 0)}}, error("no_data"), "no score before", edge="empty")

f.write()
