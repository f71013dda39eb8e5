"""Vectors of questions with options, and of cross tables. Needs scipy. See cases.py."""

from fractions import Fraction
from math import sqrt

import numpy
from scipy.stats import chi2_contingency

from cases import Family, error, estimate, exact

f = Family("choices", "Questions with options: shares of people and of what was chosen, ranks, and cross tables.")

f.call("choices.shares", "How many chose each option: of those who answered, and of all that was chosen. A list without an option is a question left blank.",
       {"options": "a list of codes", "rows": "a list of what each person chose, in any order"},
       {"respondents": "who chose an option", "counts": "people of each option", "of_respondents": "0 to 1, of each", "of_selections": "0 to 1, of each"})


def shares(options, rows, source, edge=None, catches=()):
    n = sum(bool(r) for r in rows)
    counts = [sum(o in r for r in rows) for o in options]
    f.case("choices.shares", {"options": options, "rows": rows},
           {"respondents": n, "counts": counts, "of_respondents": [exact(Fraction(c, n)) for c in counts],
            "of_selections": [exact(Fraction(c, sum(counts))) for c in counts]}, source, edge=edge, catches=catches)


shares(["speed", "price", "support"], [["speed", "price"], ["speed"], ["price", "support"], ["speed", "support"], ["speed", "price", "support"]],
       "by hand: of those who answered")
shares(["speed", "price", "support"], [["speed", "price"], ["speed", "support"], ["price"], [], ["speed", "price", "support"], [], ["support"], ["speed"]],
       "by hand: 6 of 8 answered", edge="blank answers",
       catches="KoBo: says of a select_multiple that 10,876 of 10,876 answered where 4,792 did (kobotoolbox/kobocat#207)")
shares(["a", "b"], [["a"], ["a", "b"], ["b", "a"]], "by hand: 100 % and 66.67 % of three people")
shares(["a", "b"], [["a"]], "by hand", edge="one answer")
shares(["a", "b", "c"], [["b"], ["b"]], "by hand", edge="options that nobody chose")
f.case("choices.shares", {"options": ["a", "b"], "rows": []}, error("no_data"), "nobody answered", edge="empty",
       catches="survey-analytics: an empty ranking breaks its page (surveyjs/survey-analytics#131)")
f.case("choices.shares", {"options": ["a", "b"], "rows": [[], []]}, error("no_data"), "nobody answered", edge="all left it blank")
f.case("choices.shares", {"options": ["a", "b"], "rows": [["c"]]}, error("invalid"), "c is no option", edge="an unknown option")
f.case("choices.shares", {"options": ["a", "b"], "rows": [["a", "a"]]}, error("invalid"), "one person chooses an option once", edge="an option twice")

f.call("choices.rank", "The mean rank of each option among those who ranked it: 1 is first.",
       {"options": "a list of codes", "rows": "a list of rankings, the best first"}, {"ranked": "people of each option", "mean_rank": "of each, null if nobody ranked it"})


def rank(options, rows, source, edge=None, catches=()):
    got = [[r.index(o) + 1 for r in rows if o in r] for o in options]
    f.case("choices.rank", {"options": options, "rows": rows},
           {"ranked": [len(g) for g in got], "mean_rank": [exact(Fraction(sum(g), len(g))) if g else None for g in got]}, source, edge=edge, catches=catches)


rank(["a", "b", "c"], [["a", "b", "c"], ["b", "a", "c"]], "a test of Formbricks: 1.5, 1.5, 3")
rank(["a", "b", "c"], [["a", "b", "c"], ["c"], ["b", "c"]], "by hand: of those who ranked it", edge="options left out",
     catches="Centiment, OnePulse: points, of which an option left out has none, so that it falls behind those ranked last (their help pages)")
rank(["a", "b"], [["b"]], "by hand", edge="an option that nobody ranked")
rank(["a", "b"], [["b", "a"]], "by hand", edge="one answer")

f.call("choices.crosstab", "Pearson's chi-square test of independence, without correction for continuity, and Cramér's V.",
       {"counts": "a list of rows of counts"}, {"chi_square": "statistic", "degrees_of_freedom": "(rows - 1)(columns - 1)", "p": "of chi square", "cramers_v": "0 to 1"})
f.call("choices.crosstab_cells", "The counts expected, and the adjusted residuals (Haberman 1973).",
       {"counts": "a list of rows of counts"}, {"expected": "a list of rows", "residuals": "a list of rows"})


def crosstab(counts, edge=None, catches=()):
    chi, p, df, expected = chi2_contingency(counts, correction=False)
    n = sum(map(sum, counts))
    f.case("choices.crosstab", {"counts": counts},
           {"chi_square": estimate(chi), "degrees_of_freedom": int(df), "p": estimate(p),
            "cramers_v": estimate(sqrt(chi / n / (min(len(counts), len(counts[0])) - 1)))}, "scipy: chi2_contingency(correction=False)", "1e-9", edge, catches)
    table = numpy.array(counts, float)
    row, column = table.sum(1) / n, table.sum(0) / n
    residuals = (table - expected) / numpy.sqrt(expected * numpy.outer(1 - row, 1 - column))
    f.case("choices.crosstab_cells", {"counts": counts},
           {"expected": [list(map(estimate, r)) for r in expected], "residuals": [[estimate(x) if abs(x) > 1e-12 else "0" for x in r] for r in residuals]},
           "scipy: chi2_contingency; residuals by numpy as R's chisq.test(...)$stdres", "1e-8", edge)


crosstab([[762, 327, 468], [484, 239, 477]])
crosstab([[12, 7], [5, 7]], catches="R and scipy: correct a table of two by two for continuity unless told not to, p 0.423 for 0.242 (chisq.test, chi2_contingency)")
crosstab([[10, 20, 30], [6, 9, 17], [2, 8, 1]])
crosstab([[5, 0], [0, 5]], "all on the diagonal")
crosstab([[10, 20], [20, 40]], "independent")
crosstab([[1, 0, 2], [0, 3, 0]], "few counts")
f.case("choices.crosstab", {"counts": [[3, 4]]}, error("undefined"), "one row depends on nothing", edge="one row")
f.case("choices.crosstab", {"counts": [[0, 0], [0, 0]]}, error("no_data"), "nothing was counted", edge="empty")

f.write()
