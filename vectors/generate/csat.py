"""Vectors of satisfaction scores. Needs scipy. See cases.py."""

from fractions import Fraction

from scipy.stats import binomtest

from cases import Family, error, estimate, exact

f = Family("csat", "Customer satisfaction: the percent of satisfied answers, and the other figures that go by that name.")

SCALE = {2: (1, 2), 3: (1, 3), 4: (2, 3), 5: (2, 4), 6: (2, 5), 7: (2, 6), 10: (3, 8)}
SCALES = {n: {"min": 1, "max": n, "bottom_max": b, "top_min": t} for n, (b, t) in SCALE.items()}
GRADES = {"min": 1, "max": 6, "bottom_max": 2, "top_min": 5, "lower_is_better": True}
RATINGS = {"ratings": "a list of answers, integers or null for none", "scale": "min, max, bottom_max and top_min; with lower_is_better the low class is satisfied"}

f.call("csat.score", "Percent of answers in the better class of the scale.", RATINGS,
       {"satisfied": "count", "dissatisfied": "count, in the other class", "answers": "count", "score": "0 to 100"})


def score(ratings, scale, source, edge=None, catches=()):
    given = [r for r in ratings if r is not None]
    up, down = sum(r >= scale["top_min"] for r in given), sum(r <= scale["bottom_max"] for r in given)
    if scale.get("lower_is_better"):
        up, down = down, up
    f.case("csat.score", {"ratings": ratings, "scale": scale},
           {"satisfied": up, "dissatisfied": down, "answers": len(given), "score": exact(Fraction(100 * up, len(given)))}, source, edge=edge, catches=catches)


score([5, 4, 2, 1], SCALES[5], "a test of Formbricks: top two, 50 %")
score([5, 4, 3, 1, 5], SCALES[5], "a test of Formbricks: top two, 60 %")
score([2] * 8 + [1] * 2, SCALES[2], "8 good, 2 bad: 80, help page of a help desk; by hand",
      catches="FreeScout: good less bad over all ratings, which is 60 (freescout#2064)")
score([5] * 150 + [3] * 100, SCALES[5], "by hand: 150 of 250",
      catches="MetricsFlare: takes 3 of 5 away as a bad one (its documentation of CSAT)")
score([5, None, None], SCALES[5], "by hand: who did not rate is in no base", edge="answers that were not given",
      catches=["VA.gov: unrated answers are in the base (va.gov-team#87053)", "DHSC consultations: blank answers are in the base (DataS-DHSC/consultations#19)"])
score([4, 4, 5, 5, 3, 2, 4, 1, 5, 4, 3, 4, 5, 4], SCALES[5], "by hand, one question asked in two languages",
      catches="Formbricks: four bars for two answers, one for each language (formbricks/formbricks#8441)")
score([1, 2, 2, 1, 3, 2, 1, 2, 4, 2, 6, 5], GRADES, "by hand: school grades, 1 and 2 satisfy: 8 of 12", edge="low is better",
      catches="Moodle questionnaire: takes the high end for the better one (PoetOS/moodle-mod_questionnaire#163)")
score([8, 9, 10, 7, 3], SCALES[10], "by hand: 8, 9 and 10 of ten, as in Formbricks")
score([6, 7, 5, 1], SCALES[7], "by hand: the top two of seven")
score([4, 3, 2, 1], SCALES[4], "by hand: the top two of four")
score([3, 2, 1, 3], SCALES[3], "by hand: the top of three, as in Zendesk")
score([1], SCALES[5], "by hand", edge="one answer")
score([5, 5, 5], SCALES[5], "by hand", edge="all alike")
score([3, 3], SCALES[5], "by hand: the middle does not satisfy", edge="all in the middle",
      catches="Zonka Feedback: cut points of the user leave the middle in no class (its own example)")
score([5] * 2 + [1] * 1, SCALES[5], "by hand: 2 of 3, rounded once", catches="FreeScout: rounds each share up, so that they pass 100 (freescout#2064, ceil)")
f.case("csat.score", {"ratings": [], "scale": SCALES[5]}, error("no_data"), "no answers", edge="empty",
       catches="Formbricks: 0 % where nobody answered (its CSAT summary)")
f.case("csat.score", {"ratings": [0, 5], "scale": SCALES[5]}, error("invalid"), "0 is not on 1..5", edge="outside the scale",
       catches="QualtricsTools: codes of no answer, -1 and 99, count as answers (ctesta01/QualtricsTools#20)")

f.call("csat.variants", "What five kinds of tools print as CSAT of the same answers on 1..5.",
       {"ratings": "a list of answers on 1..5"},
       {"top_two": "percent, 4 and 5", "top_box": "percent, 5", "net_box": "points, 4 and 5 less 1 and 2", "mean": "1 to 5", "rescaled": "0 to 100, the mean"})


def variants(ratings, source, edge=None, catches=()):
    n, m = len(ratings), Fraction(sum(ratings), len(ratings))
    up, down = sum(r >= 4 for r in ratings), sum(r <= 2 for r in ratings)
    f.case("csat.variants", {"ratings": ratings},
           {"top_two": exact(Fraction(100 * up, n)), "top_box": exact(Fraction(100 * sum(r == 5 for r in ratings), n)),
            "net_box": exact(Fraction(100 * (up - down), n)), "mean": exact(m), "rescaled": exact(100 * (m - 1) / 4)}, source, edge=edge, catches=catches)


variants([5, 4, 2, 3], "by hand: 50, 25, 25, 3.5, 62.5", catches="ServiceRocket: a sixth figure, 70, the sum over the maximum (help page of its survey app)")
variants([5, 5, 4, 1], "by hand")
variants([1, 1], "by hand", edge="all alike")
f.case("csat.variants", {"ratings": []}, error("no_data"), "no answers", edge="empty")

f.call("csat.interval", "The Wilson interval of the score.", {**RATINGS, "level": "of confidence"}, {"low": "percent", "high": "percent"})
for ratings, level, edge in [([5] * 33 + [4] * 29 + [3] * 20 + [2] * 10 + [1] * 8, "0.95", None), ([5] * 5, "0.95", "all alike"), ([2], "0.9", "one answer")]:
    up = sum(r >= 4 for r in ratings)
    ci = binomtest(up, len(ratings)).proportion_ci(float(level), "wilson")
    f.case("csat.interval", {"ratings": ratings, "scale": SCALES[5], "level": level}, {"low": estimate(100 * ci.low), "high": estimate(100 * ci.high)},
           "scipy: binomtest(%d, %d).proportion_ci(%s, method='wilson')" % (up, len(ratings), level), "1e-9", edge)
f.case("csat.interval", {"ratings": [], "scale": SCALES[5], "level": "0.95"}, error("no_data"), "no answers", edge="empty")

f.call("csat.merge", "The score of groups that are pooled.", {"groups": "a list of ratings and scale"}, {"answers": "count", "score": "0 to 100"})
f.case("csat.merge", {"groups": [{"ratings": [5], "scale": SCALES[5]}, {"ratings": [1, 2, 4], "scale": SCALES[5]}]}, {"answers": 4, "score": "50"},
       "by hand: 2 of 4, not the mean of 100 and 33.33")
f.case("csat.merge", {"groups": [{"ratings": [5], "scale": SCALES[5]}, {"ratings": [5], "scale": SCALES[7]}]}, error("mismatch"),
       "5 of 5 satisfies and 5 of 7 does not", edge="two scales")

f.write()
