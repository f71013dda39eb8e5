"""Vectors of what the comments speak of. See cases.py."""

from fractions import Fraction

from cases import Family, error, exact

f = Family("themes", "Themes of comments: how many mention them, and what they do to the score.")

f.call("themes.impact", "The NPS of those who mention a theme, of those who do not, and what the theme does to that of all: all less without.",
       {"rows": "a list of a score on 0..10 and its themes", "theme": "the name"},
       {"responses": "count", "mentions": "count", "prevalence": "0 to 1", "score": "points, of all", "with": "points", "without": "points", "impact": "points"})


def nps(scores):
    return Fraction(100 * sum((s >= 9) - (s <= 6) for s in scores), len(scores))


def rows_of(scores, themes):
    return [{"score": s, "themes": t} for s, t in zip(scores, themes)]


def impact(rows, theme, source, edge=None, catches=()):
    all_, with_, without = ([r["score"] for r in rows if ok(r)] for ok in (lambda r: True, lambda r: theme in r["themes"], lambda r: theme not in r["themes"]))
    assert nps(all_) - nps(without) == Fraction(len(with_), len(all_)) * (nps(with_) - nps(without))
    f.case("themes.impact", {"rows": rows, "theme": theme},
           {"responses": len(all_), "mentions": len(with_), "prevalence": exact(Fraction(len(with_), len(all_))), "score": exact(nps(all_)),
            "with": exact(nps(with_)), "without": exact(nps(without)), "impact": exact(nps(all_) - nps(without))}, source, edge=edge, catches=catches)


TEN = rows_of([10, 9, 9, 8, 7, 6, 3, 10, 2, 9], [[], [], [], [], ["app"], ["app"], ["app"], [], ["app"], ["app", "price"]])
impact(TEN, "app", "by hand: all 20, with -40, without 80, impact -60, as leave-out, as prevalence times gap, and as Qualtrics writes it")
impact(TEN, "price", "by hand: themes overlap")
impact(rows_of([9, 3, 9, 3], [["a"], ["a"], ["b"], ["b"]]), "a", "by hand: the theme changes nothing", "no gap")
impact(rows_of([0, 10], [["a"], []]), "a", "by hand", "two answers")
impact(rows_of([9, 9, 2], [["a", "b"], ["b"], ["a"]]), "a", "by hand: each response counts once in All, whatever its themes")
f.case("themes.impact", {"rows": rows_of([9, 3], [["a"], ["a"]]), "theme": "a"}, error("undefined"), "nobody is without the theme", edge="a theme of all")
f.case("themes.impact", {"rows": rows_of([9, 3], [[], []]), "theme": "a"}, error("undefined"), "nobody mentions the theme", edge="a theme of none")
f.case("themes.impact", {"rows": rows_of([11], [["a"]]), "theme": "a"}, error("invalid"), "11 is not on the scale", edge="outside the scale")

f.call("themes.sentiment", "Positive less negative per 100 labeled texts; mixed and neutral are labels.",
       {"positive": "count", "neutral": "count", "negative": "count", "mixed": "count", "unlabeled": "count, in no base"}, {"labeled": "count", "score": "-100 to 100"})


def sentiment(p, n, m, x, u, source, edge=None):
    f.case("themes.sentiment", {"positive": p, "neutral": n, "negative": m, "mixed": x, "unlabeled": u},
           {"labeled": p + n + m + x, "score": exact(Fraction(100 * (p - m), p + n + m + x))}, source, edge=edge)


sentiment(49, 0, 4, 0, 0, "49 positive, 4 negative of 53: 84.91, a vendor's page prints 8.5 on ±10; by hand")
sentiment(10, 5, 5, 5, 0, "by hand: mixed is in the base")
sentiment(3, 1, 1, 0, 95, "by hand: what has no label is in no base", "most without a label")
sentiment(0, 4, 0, 0, 0, "by hand", "all neutral")
f.case("themes.sentiment", {"positive": 0, "neutral": 0, "negative": 0, "mixed": 0, "unlabeled": 9}, error("no_data"), "nothing is labeled", edge="empty")

f.write()
