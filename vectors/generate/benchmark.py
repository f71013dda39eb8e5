"""Vectors of figures held against those of others. See cases.py."""

from fractions import Fraction

from cases import Family, error, exact

f = Family("benchmark", "Where a figure is among those of others.")

f.call("benchmark.position", "0 at the low mark, 1/2 at the median, 1 at the high one, in straight lines between and beyond.",
       {"value": "decimal", "low": "decimal", "median": "decimal", "high": "decimal"}, {"position": "a fraction, below 0 and above 1 beyond the marks"})


def position(value, low, median, high, edge=None):
    v, l, m, h = map(Fraction, (value, low, median, high))
    at = (v - l) / (m - l) / 2 if v <= m else Fraction(1, 2) + (v - m) / (h - m) / 2
    f.case("benchmark.position", {"value": value, "low": low, "median": median, "high": high}, {"position": exact(at)}, "by hand, in fractions", edge=edge)


position("45", "20", "40", "55")
position("30", "20", "40", "55")
position("-7", "-20", "12", "61")
position("40", "20", "40", "55", "at the median")
position("20", "20", "40", "55", "at the low mark")
position("70", "20", "40", "55", "above the high mark")
position("10", "20", "40", "55", "below the low mark")
f.case("benchmark.position", {"value": "1", "low": "0", "median": "0", "high": "0"}, error("undefined"), "there are no marks", edge="no marks")
f.case("benchmark.position", {"value": "1", "low": "5", "median": "3", "high": "7"}, error("invalid"), "the marks do not rise", edge="marks out of order")

f.call("benchmark.percentile", "(number below + number equal / 2) / number of figures.",
       {"value": "decimal", "values": "the figures of others, in ascending order"}, {"percentile": "0 to 1"})


def percentile(value, values, source="by hand", edge=None):
    v, others = Fraction(value), list(map(Fraction, values))
    f.case("benchmark.percentile", {"value": value, "values": values},
           {"percentile": exact((sum(o < v for o in others) + Fraction(sum(o == v for o in others), 2)) / len(others))}, source, edge=edge)


percentile("31", ["-10", "5", "22", "30", "35", "48", "71"])
percentile("30", ["-10", "5", "22", "30", "35", "48", "71"], "by hand; scipy.stats.percentileofscore(kind='mean')", "equal to one")
percentile("5", ["5", "5", "5"], edge="equal to all")
percentile("-100", ["1", "2"], edge="below all")
percentile("100", ["1", "2"], edge="above all")
f.case("benchmark.percentile", {"value": "1", "values": []}, error("no_data"), "nobody to compare with", edge="empty")
f.case("benchmark.percentile", {"value": "1", "values": ["2", "1"]}, error("invalid"), "the figures are not in order", edge="out of order")

f.call("benchmark.fits", "Whether a figure may be held against a benchmark at all: the same metric, the same scale.",
       {"metric": "of the figure", "scale?": "of the figure", "benchmark_metric": "of the others", "benchmark_scale?": "of the others"}, {"fits": "true"})
FIVE = {"min": 1, "max": 5, "bottom_max": 2, "top_min": 4}
SEVEN = {"min": 1, "max": 7, "bottom_max": 2, "top_min": 6}
f.case("benchmark.fits", {"metric": "csat", "scale": FIVE, "benchmark_metric": "csat", "benchmark_scale": FIVE}, {"fits": True}, "both are the percent of 4 and 5")
f.case("benchmark.fits", {"metric": "csat", "scale": FIVE, "benchmark_metric": "csat", "benchmark_scale": SEVEN}, error("mismatch"),
       "the top two of five are no top two of seven", edge="two scales")
f.case("benchmark.fits", {"metric": "csat", "scale": FIVE, "benchmark_metric": "nps"}, error("mismatch"), "two metrics", edge="two metrics")

f.write()
