"""Vectors of effort and ease. See cases.py."""

from fractions import Fraction

from cases import Family, error, exact

f = Family("ces", "Customer effort: means of effort, where low is better, and of ease, where high is better.")


def ease(n):
    return {"min": 1, "max": n, "bottom_max": n // 2, "top_min": n - n // 2 + 1}


def effort(n):
    return {**ease(n), "lower_is_better": True}


RATINGS = {"ratings": "a list of answers, integers or null for none",
           "scale": "points above the middle against those below; lower_is_better for effort"}
f.call("ces.score", "The mean answer, and the share of those who found it easy.", RATINGS,
       {"answers": "count", "mean": "points of the scale", "easy": "0 to 1", "difficult": "0 to 1", "net_ease": "-100 to 100"})


def score(ratings, scale, source, edge=None, catches=()):
    given = [r for r in ratings if r is not None]
    n = len(given)
    up, down = sum(r >= scale["top_min"] for r in given), sum(r <= scale["bottom_max"] for r in given)
    if scale.get("lower_is_better"):
        up, down = down, up
    f.case("ces.score", {"ratings": ratings, "scale": scale},
           {"answers": n, "mean": exact(Fraction(sum(given), n)), "easy": exact(Fraction(up, n)), "difficult": exact(Fraction(down, n)),
            "net_ease": exact(Fraction(100 * (up - down), n))}, source, edge=edge, catches=catches)


score([5, 4, 2, 3], ease(5), "a test of Formbricks: mean 3.5; the rest by hand")
score([7, 6, 1], ease(7), "a test of Formbricks: mean 4.67; the rest by hand")
score([2] * 5 + [3] * 5 + [4] * 10, ease(5), "help page of Delighted: 5 disagree, 5 neutral, 10 agree: 50 %; the rest by hand")
score([1, 2, 2, 5, 3], effort(5), "by hand: of effort the low end is easy (CES 1.0, Dixon, Freeman and Toman 2010)", edge="low is better",
      catches="Cloud4Feed: negatives minus positives where others print the opposite (its documentation of net ease)")
score([7, 7, 4, 2], ease(7), "by hand: the middle of seven is neither", edge="the middle")
score([1, 2, 3, 4], ease(4), "by hand: an even scale has no middle", edge="an even scale")
score([6, None, 5], ease(7), "by hand", edge="answers that were not given")
score([4], ease(7), "by hand", edge="one answer")
score([7, 7, 7], ease(7), "by hand", edge="all alike")
score([1, 1, 1], effort(5), "by hand", edge="all alike, low is better")
score([1, 7, 10], ease(10), "by hand: ten points are halves", catches="Formbricks: effort on 0..10 with the classes of NPS (formbricks#4052, review)")
f.case("ces.score", {"ratings": [], "scale": ease(7)}, error("no_data"), "no answers", edge="empty")
f.case("ces.score", {"ratings": [8], "scale": ease(7)}, error("invalid"), "8 is not on 1..7", edge="outside the scale")
f.case("ces.score", {"ratings": [0, 3], "scale": effort(5)}, error("invalid"), "0 is not on 1..5", edge="outside the scale")

f.call("ces.merge", "The mean of groups that are pooled.", {"groups": "a list of ratings and scale"}, {"answers": "count", "mean": "points of the scale"})
f.case("ces.merge", {"groups": [{"ratings": [7], "scale": ease(7)}, {"ratings": [1, 2, 4], "scale": ease(7)}]}, {"answers": 4, "mean": "3.5"}, "by hand: 14/4, not the mean of 7 and 2.33")
f.case("ces.merge", {"groups": [{"ratings": [5, 4, 2, 3], "scale": ease(5)}, {"ratings": [7, 6, 1], "scale": ease(7)}]}, error("mismatch"),
       "1..5 and 1..7 have no mean in common", edge="two scales", catches="Formbricks: one mean of both, 4.0 (cesAverage of its cube)")
f.case("ces.merge", {"groups": [{"ratings": [5], "scale": ease(5)}, {"ratings": [5], "scale": effort(5)}]}, error("mismatch"),
       "5 is the best of the one and the worst of the other", edge="two directions")

f.write()
