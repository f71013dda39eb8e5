"""Vectors of the agreement of coders. See cases.py."""

from collections import Counter
from fractions import Fraction
from itertools import permutations

from cases import Family, error, estimate

f = Family("agreement", "How far coders agree on the codes of units, beyond chance.")

CODES = {"codes": "a row a coder: the code of each unit, null for none"}
OUT = {"units": "with two codes or more", "observed": "agreement of kappa, disagreement of alpha", "expected": "the same, by chance", "value": "1 at most, 0 by chance"}
f.call("agreement.kappa", "Cohen's kappa of two coders who coded each unit: (observed - expected)/(1 - expected).", CODES, OUT)
f.call("agreement.alpha_nominal", "Krippendorff's alpha: 1 - observed/expected disagreement; codes are equal or not.", CODES, OUT)
f.call("agreement.alpha_ordinal", "Krippendorff's alpha; codes have an order.", CODES, OUT)
f.call("agreement.alpha_interval", "Krippendorff's alpha; codes are numbers, and their distance is squared.", CODES, OUT)


def kappa(a, b, source, edge=None):
    n = len(a)
    po = Fraction(sum(x == y for x, y in zip(a, b)), n)
    ca, cb = Counter(a), Counter(b)
    pe = sum(Fraction(ca[k] * cb[k], n * n) for k in ca)
    f.case("agreement.kappa", {"codes": [a, b]},
           {"units": n, "observed": estimate(po), "expected": estimate(pe), "value": estimate((po - pe) / (1 - pe))}, source, "1e-10", edge)


def table(yy, yn, ny, nn):
    return ["yes"] * (yy + yn) + ["no"] * (ny + nn), ["yes"] * yy + ["no"] * yn + ["yes"] * ny + ["no"] * nn


COHEN = "in fractions; Cohen, Educational and Psychological Measurement 20 (1960), 37-46"
kappa(*table(20, 5, 10, 15), "the example of 50 grants of the textbooks: 0.4; " + COHEN)
kappa(*table(45, 15, 25, 15), "60 %% agree, kappa 0.1304; ".replace("%%", "%") + COHEN)
kappa(*table(25, 35, 5, 35), "60 %% agree, kappa 0.2593; ".replace("%%", "%") + COHEN)
kappa(["a", "b", "c", "a", "c"], ["a", "b", "c", "b", "c"], COHEN)
kappa(["a", "b"], ["a", "b"], COHEN, "all agree")
kappa(["a", "b"], ["b", "a"], COHEN, "none agrees: below 0")
f.case("agreement.kappa", {"codes": [["a", "a"], ["a", "a"]]}, error("undefined"), "all codes are one: there is no agreement beyond chance", edge="all alike")
f.case("agreement.kappa", {"codes": [["a", None], ["a", "b"]]}, error("invalid"), "kappa needs both codes of each unit", edge="a code is missing")


def alpha(name, rows, source, edge=None, known=None):
    """Krippendorff's alpha by its definition: all ordered pairs of codes within and across units."""
    units = [[c for c in column if c is not None] for column in zip(*rows)]
    units = [u for u in units if len(u) > 1]
    values = [c for u in units for c in u]
    n, count = len(values), Counter(values)
    order = sorted(count, key=lambda c: float(c) if name != "alpha_nominal" else 0)

    def distance(a, b):
        if a == b:
            return Fraction(0)
        if name == "alpha_nominal":
            return Fraction(1)
        if name == "alpha_interval":
            return Fraction(int(a) - int(b)) ** 2
        i, j = sorted((order.index(a), order.index(b)))
        return (sum(count[c] for c in order[i:j + 1]) - Fraction(count[a] + count[b], 2)) ** 2

    observed = sum(Fraction(sum(distance(a, b) for a, b in permutations(u, 2)), len(u) - 1) for u in units) / n
    expected = Fraction(sum(distance(a, b) * count[a] * count[b] for a in count for b in count), n * (n - 1))
    value = 1 - observed / expected
    assert known is None or abs(value - known) < 0.0006, float(value)
    f.case("agreement." + name, {"codes": rows},
           {"units": len(units), "observed": estimate(observed), "expected": estimate(expected), "value": estimate(value)}, source, "1e-10", edge)


# The example of Krippendorff's own paper: four observers, twelve units, some not coded.
def rows(*texts):
    return [[None if c == "." else c for c in t.split()] for t in texts]


FOUR = rows("1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 .")
PAPER = "Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section D: %s; digits in fractions"
alpha("alpha_nominal", FOUR, PAPER % "0.743", known=0.743)
alpha("alpha_ordinal", FOUR, PAPER % "0.815", known=0.815)
alpha("alpha_interval", FOUR, PAPER % "0.849", known=0.849)
TWO = rows("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
alpha("alpha_nominal", TWO, PAPER.replace("section D", "section A") % "0.095", known=0.095)
alpha("alpha_nominal", rows("a b c", "a b c"), "in fractions", "all agree", known=1)
alpha("alpha_interval", rows("1 5", "5 1"), "in fractions", "none agrees: below 0")
alpha("alpha_ordinal", rows("1 2 10", "1 2 2"), "in fractions: ranks, not distances")
f.case("agreement.alpha_nominal", {"codes": [["a", "a"], ["a", "a"]]}, error("undefined"), "all codes are one", edge="all alike")
f.case("agreement.alpha_nominal", {"codes": [["a", None], [None, "b"]]}, error("no_data"), "no unit has two codes", edge="no pair")
f.case("agreement.alpha_interval", {"codes": [["a", "1"], ["1", "2"]]}, error("invalid"), "a is no number", edge="a code that is no number")

f.write()
