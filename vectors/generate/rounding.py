"""Vectors of rounded figures. See cases.py."""

from fractions import Fraction
from math import floor

from cases import Family, error, exact

f = Family("rounding", "Figures are rounded once, at the end: to eight decimals, half away from zero. Shares for display add up to 100.")

f.call("rounding.ratio", "count / base.", {"count": "count", "base": "count"}, {"rate": "0 to 1"})
for a, b, edge, catches in [(2, 3, None, ()), (1, 6, None, ()), (1, 512, "half a unit, rounded up", ["Python round, Go strconv: a half to even, 0.00195312 (docs.python.org, round; pkg.go.dev/strconv)"]),
                            (3, 512, "half a unit, rounded up", ()), (5, 1024 * 1024, "below half a unit of the last place but one", ()),
                            (199999999, 200000000, "rounded up to 1: the figure has no more decimals", ()), (1, 3000000000, "rounded to 0", ()), (9007199254740990, 9007199254740991, "counts at the limit of floats", ())]:
    f.case("rounding.ratio", {"count": a, "base": b}, {"rate": exact(Fraction(a, b))}, "in fractions, rounded half away from zero", edge=edge, catches=catches)

f.call("rounding.nps", "A score below 0 is rounded away from 0 as well.", {"promoters": "count", "passives": "count", "detractors": "count"}, {"score": "points"})
for p, q, d, edge in [(1, 0, 2, "a third below 0"), (1, 2047, 0, None), (0, 2047, 1, "below 0"), (0, 25599, 1, "half a unit below 0"), (1, 25599, 0, "half a unit")]:
    f.case("rounding.nps", {"promoters": p, "passives": q, "detractors": d}, {"score": exact(Fraction(100 * (p - d), p + q + d))}, "in fractions, rounded half away from zero", edge=edge)

f.call("rounding.shares", "The share of each count in percent, each rounded by itself.", {"counts": "a list"}, {"shares": "a list of percents"})
for counts, edge in [([1, 1, 1], "they add up to less than 100"), ([1, 1, 4], None), ([0, 5], "a share of 0"), ([7], "one share")]:
    f.case("rounding.shares", {"counts": counts}, {"shares": [exact(Fraction(100 * c, sum(counts))) for c in counts]}, "in fractions", edge=edge)
f.case("rounding.shares", {"counts": []}, error("no_data"), "nothing to share", edge="empty")
f.case("rounding.shares", {"counts": [0, 0]}, error("no_data"), "nothing to share", edge="all 0")
f.case("rounding.shares", {"counts": [-1, 2]}, error("invalid"), "a count is not negative", edge="a negative count")

f.call("rounding.largest_remainder", "Shares in percent that add up to 100: each rounded down, what is left to the largest remainders, the first of equal ones.",
       {"counts": "a list", "places": "decimals"}, {"shares": "a list of percents"})


def largest(counts, places, edge=None, catches=()):
    unit = 10**places
    raw = [Fraction(100 * unit * c, sum(counts)) for c in counts]
    parts = list(map(floor, raw))
    for i in sorted(range(len(counts)), key=lambda i: (parts[i] - raw[i], i))[:100 * unit - sum(parts)]:
        parts[i] += 1
    f.case("rounding.largest_remainder", {"counts": counts, "places": places}, {"shares": [exact(Fraction(p, unit)) for p in parts]}, "by hand: method of Hamilton", edge=edge, catches=catches)


largest([1, 1, 1], 0, catches="Formbricks: shares that do not add up to 100 (formbricks#2233)")
largest([1, 1, 4], 0, catches=["survey-analytics: shares that do not add up to 100 (surveyjs/survey-analytics#187)", "ureport: the same (rapidpro/ureport#264)"])
largest([1, 1, 1], 1)
largest([1, 1, 1, 1, 1, 1, 1], 2)
largest([995, 5], 0, catches="rcv: cuts the decimals off, so that shares add up to 99 (BrightSpots/rcv#868)")
largest([0, 3], 0, "a share of 0")
largest([1] * 150, 0, "more shares than percents")
largest([1], 0, "one share")
f.case("rounding.largest_remainder", {"counts": [], "places": 0}, error("no_data"), "nothing to share", edge="empty")

f.write()
