"""Questions with options, cross tables, themes and sentiment."""

from fractions import Fraction
from math import sqrt

from figures import chi_square_p, ratio, require
from survey import RECOMMEND, answers


def chosen(input):
    for row in input["rows"]:
        require(set(row) <= set(input["options"]) and len(set(row)) == len(row))
    return [r for r in input["rows"] if r]


def shares(input):
    rows = chosen(input)
    counts = [sum(o in r for r in rows) for o in input["options"]]
    return {"respondents": len(rows), "counts": counts, "of_respondents": [ratio(c, len(rows)) for c in counts], "of_selections": [ratio(c, sum(counts)) for c in counts]}


def rank(input):
    ranks = [[r.index(o) + 1 for r in chosen(input) if o in r] for o in input["options"]]
    return {"ranked": [len(r) for r in ranks], "mean_rank": [Fraction(sum(r), len(r)) if r else None for r in ranks]}


def expected(counts):
    rows, columns = [sum(r) for r in counts], [sum(c) for c in zip(*counts)]
    n = sum(rows)
    require(n, "no_data")
    require(min(len(rows), len(columns)) > 1, "undefined")
    return rows, columns, n, [[Fraction(r * c, n) for c in columns] for r in rows]


def crosstab(input):
    rows, columns, n, e = expected(input["counts"])
    chi = sum((c - x) ** 2 / x for row, es in zip(input["counts"], e) for c, x in zip(row, es))
    df = (len(rows) - 1) * (len(columns) - 1)
    return {"chi_square": chi, "degrees_of_freedom": df, "p": chi_square_p(float(chi), df), "cramers_v": sqrt(chi / n / (min(len(rows), len(columns)) - 1))}


def cells(input):
    rows, columns, n, e = expected(input["counts"])
    residual = lambda c, x, r, k: float(c - x) / sqrt(x * (1 - Fraction(r, n)) * (1 - Fraction(k, n)))
    return {"expected": e, "residuals": [[residual(c, x, r, k) for c, x, k in zip(row, es, columns)] for row, es, r in zip(input["counts"], e, rows)]}


def impact(input):
    answers([r["score"] for r in input["rows"]], RECOMMEND)
    all_ = [(r["score"], input["theme"] in r["themes"]) for r in input["rows"]]
    with_, without = ([s for s, t in all_ if t == has] for has in (True, False))
    require(with_ and without, "undefined")
    nps = lambda scores: Fraction(100 * sum((s >= 9) - (s <= 6) for s in scores), len(scores))
    score = nps([s for s, _ in all_])
    return {"responses": len(all_), "mentions": len(with_), "prevalence": Fraction(len(with_), len(all_)), "score": score,
            "with": nps(with_), "without": nps(without), "impact": score - nps(without)}


def sentiment(input):
    labeled = sum(input[k] for k in ("positive", "neutral", "negative", "mixed"))
    return {"labeled": labeled, "score": ratio(100 * (input["positive"] - input["negative"]), labeled)}


CALLS = {
    "choices.shares": shares,
    "choices.rank": rank,
    "choices.crosstab": crosstab,
    "choices.crosstab_cells": cells,
    "themes.impact": impact,
    "themes.sentiment": sentiment,
}
