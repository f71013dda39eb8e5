"""Vectors of forecasts: BG/NBD, MBG/NBD, Gamma-Gamma and shifted beta-geometric. See cases.py.

Maxima are those of scipy's Nelder-Mead from several starts, then the root of the gradient, which is
by complex steps. Forecasts are by scipy's hypergeometric function, or sums with fractions.
"""

import random
from collections import Counter
from datetime import timedelta
from fractions import Fraction
from math import log

import numpy as np
from scipy.optimize import minimize, root
from scipy.special import hyp2f1, loggamma
from scipy.stats import nbinom, norm

from cases import Family, error, estimate, exact
from rows import ROWS, day, days_of, instant, parse

f = Family("forecast", "Models of what customers will do: their maxima, and what they expect of one customer.")


def maximum(of, starts):
    """The parameters above 0 at which of(logarithms) is largest, and its value there."""
    best = None
    for start in starts:
        r = minimize(lambda v: -of(v).real, np.log(start), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 20000, "maxfev": 20000})
        if best is None or r.fun < best.fun - 1e-9:
            best = r

    def slope(v):
        return [of(np.array([x + (1e-30j if i == j else 0) for j, x in enumerate(v)])).imag / 1e-30 for i in range(len(v))]

    r = root(slope, best.x, tol=1e-13)
    assert np.max(np.abs(r.x - best.x)) < 1e-3 and np.max(np.abs(slope(r.x))) < 1e-6, (best.x, r)
    return np.exp(r.x), of(r.x + 0j).real


def orders_likelihood(rows, modified):
    x, t, age, n = (np.array(c, dtype=float) for c in zip(*rows))
    k = x + modified

    def of(v):
        r, alpha, a, b = np.exp(np.asarray(v, dtype=complex))
        start = loggamma(r + x) - loggamma(r) + r * np.log(alpha) + loggamma(a + b) - loggamma(b) + loggamma(b + k) - loggamma(a + b + k)
        alive = -(r + x) * np.log(alpha + age)
        with np.errstate(divide="ignore"):
            gone = np.where(k > 0, np.log(a) - np.log(b + np.maximum(k, 1) - 1) - (r + x) * np.log(alpha + t), -1e300 + 0j)
        return np.sum(n * (start + alive + np.log(1 + np.exp(np.where(k > 0, gone - alive, -700)) * (k > 0))))

    return of


def simulate(seed, n, r, alpha, a, b, ages, modified=False):
    """Histories of a fixed sample, in whole weeks, with their counts."""
    rng, out = random.Random(seed), Counter()
    for i in range(n):
        age, rate, stop = ages[i % len(ages)], rng.gammavariate(r, 1 / alpha), rng.betavariate(a, b)
        t, times = 0.0, []
        alive = not (modified and rng.random() < stop)
        while alive:
            t += rng.expovariate(rate)
            if t > age:
                break
            times.append(int(t) + 1)
            alive = rng.random() >= stop
        times = sorted({min(w, age) for w in times})
        out[len(times), times[-1] if times else 0, age] += 1
    return [(x, t, age, c) for (x, t, age), c in sorted(out.items())]


PARAMETERS = {"r": "shape of the rates", "alpha": "their rate, in units of time", "a": "of the beta distribution of stopping", "b": "of it"}
f.call("forecast.bgnbd_fit", "The parameters of BG/NBD, or of MBG/NBD (modified), under which the rows are the most likely, and the logarithm of the likelihood there (Fader, Hardie and Lee 2005; Batislam and others 2007).",
       {"rows": "a list of frequency (orders after the first), recency (time from the first to the last), age (time from the first) and count of customers", "modified": "true or false"}, {**PARAMETERS, "log_likelihood": "at the maximum"})
SAMPLES = [simulate(1, 400, 0.6, 5, 0.8, 2.5, (26, 39)), simulate(2, 300, 1.2, 8, 0.5, 1.5, (20, 30, 40)), simulate(3, 400, 0.8, 6, 0.9, 1.6, (26, 39), True)]
STARTS = [(1, 1, 1, 1), (0.3, 4, 0.8, 2.5), (2, 15, 0.3, 0.6)]
for sample, modified in ((0, False), (1, False), (2, True), (0, True)):
    v, value = maximum(orders_likelihood(SAMPLES[sample], modified), STARTS)
    f.case("forecast.bgnbd_fit", {"rows": [dict(zip(("frequency", "recency", "age", "count"), (x, str(t), str(age), c))) for x, t, age, c in SAMPLES[sample]], "modified": modified},
           {**{k: estimate(p, 8) for k, p in zip(PARAMETERS, v)}, "log_likelihood": estimate(value)},
           "scipy 1.10: Nelder-Mead from three starts, then the root of the gradient", "1e-6",
           catches="lifetimes: \"did not converge\" at fits that had, and parameters that depend on the tolerance (CamDavidsonPilon/lifetimes#258, #405, #419)" if sample == 0 and not modified else ())
f.case("forecast.bgnbd_fit", {"rows": [], "modified": False}, error("no_data"), "there is nobody", edge="empty")
f.case("forecast.bgnbd_fit", {"rows": [{"frequency": 1, "recency": "9", "age": "8", "count": 1}], "modified": False}, error("invalid"), "nobody orders after the end", edge="a recency beyond the age",
       catches="lifetimes: several orders a day make a recency that is less than the frequency, and the fit breaks (CamDavidsonPilon/lifetimes#91)")
f.case("forecast.bgnbd_fit", {"rows": [{"frequency": 0, "recency": "1", "age": "8", "count": 1}], "modified": False}, error("invalid"), "one order alone has no recency", edge="a recency without a repeat order")

CUSTOMER = {"frequency": "orders after the first", "recency": "time from the first to the last", "age": "time from the first"}
f.call("forecast.bgnbd", "What BG/NBD, or MBG/NBD, says of a customer: the probability of being alive, the expected orders within the horizon, and the probability of none.",
       {**PARAMETERS, "modified": "true or false", **CUSTOMER, "horizon": "time"}, {"alive": "0 to 1", "expected": "orders", "none": "0 to 1"})


def beyond(r, alpha, a, b, modified, x, t, age, h):
    """Alive, expected and none, by the formulas of the papers; a = 1 by the sum over orders."""
    k = x + modified
    odds = a / (b + k - 1) * ((alpha + age) / (alpha + t)) ** (r + x) if k else 0.0
    alive = 1 / (1 + odds)
    s, end, bb = r + x, alpha + age, b + k
    z = h / (end + h)
    if abs(a - 1) > 1e-6:
        expected = alive * (a + bb - 1) / (a - 1) * (1 - (1 - z) ** s * hyp2f1(s, bb, a + bb - 1, z))
    else:  # the sum over the number j of orders that would come, of those up to the last
        term, stay, upto, expected = (1 - z) ** s, 1.0, 0.0, 0.0
        for j in range(20000):
            expected += term * upto
            upto += stay
            stay *= (bb + j) / (a + bb + j)
            term *= z * (s + j) / (j + 1)
        expected *= alive
    return alive, expected, 1 - alive * (1 - (end / (end + h)) ** s)


BG, MBG = (0.243, 4.414, 0.793, 2.426), (0.525, 6.183, 0.891, 1.614)


def customer(model, modified, x, t, age, h, source="scipy 1.10, by the formulas of the papers with hyp2f1", edge=None, catches=()):
    given = {**{k: str(v) for k, v in zip(PARAMETERS, model)}, "modified": modified, "frequency": x, "recency": t, "age": age, "horizon": h}
    alive, expected, none = beyond(*model, modified, x, float(t), float(age), float(h))
    f.case("forecast.bgnbd", given, {"alive": estimate(alive), "expected": estimate(expected, 10), "none": estimate(none)}, source, "1e-9", edge, catches)


customer(BG, False, 2, "30.43", "38.86", "39", "scipy 1.10; Hardie's sheet has 1.226 orders of customer 1 of CDNOW")
customer(BG, False, 1, "1.71", "38.86", "39")
customer(BG, False, 7, "29.43", "38.86", "52")
customer(BG, False, 0, "0", "38.86", "39", edge="one order: by BG/NBD certainly alive",
         catches="lifetimes: asked again and again why P(alive) is 1 of one-time buyers, which is the model (CamDavidsonPilon/lifetimes#44, #165, #212, #239)")
customer(MBG, True, 0, "0", "38.86", "39", "scipy 1.10; P(alive) .3897", edge="one order, by MBG/NBD")
customer(MBG, True, 2, "30.43", "38.86", "39")
customer(MBG, True, 5, "10", "38.86", "13")
customer(BG, False, 0, "0", "0", "39", edge="a new customer")
customer((0.243, 4.414, 1.0, 2.426), False, 2, "30.43", "38.86", "39", "scipy 1.10: the sum over orders", "a of 1, where the closed form is 0/0")
customer((0.243, 4.414, 1.0, 2.426), False, 0, "0", "38.86", "39", "scipy 1.10: the sum over orders", "a of 1, one order")
customer(BG, False, 3, "38.86", "38.86", "39", edge="an order at the end of the observation")
customer(BG, False, 2, "30.43", "38.86", "0.001", edge="a horizon near 0")
f.case("forecast.bgnbd", {**{k: str(v) for k, v in zip(PARAMETERS, (0.243, 4.414, -0.793, 2.426))}, "modified": False, "frequency": 2, "recency": "30.43", "age": "38.86", "horizon": "39"}, error("invalid"), "parameters are above 0", edge="a parameter below 0")
f.case("forecast.bgnbd", {**{k: str(v) for k, v in zip(PARAMETERS, BG)}, "modified": False, "frequency": -1, "recency": "0", "age": "38.86", "horizon": "39"}, error("invalid"), "a count is not below 0", edge="a negative frequency")

f.call("forecast.gammagamma_fit", "The parameters of Gamma-Gamma under which the mean spends are the most likely (Fader and Hardie 2013). Who has not ordered again has none, and is left out.",
       {"rows": "a list of frequency, spend (mean of the orders after the first) and count"}, {"p": "shape of spends", "q": "shape of their rates", "gamma": "rate of those", "log_likelihood": "at the maximum"})


def spend_likelihood(rows):
    x, z, n = (np.array(c, dtype=float) for c in zip(*rows))

    def of(v):
        p, q, g = np.exp(np.asarray(v, dtype=complex))
        return np.sum(n * (loggamma(p * x + q) - loggamma(p * x) - loggamma(q) + q * np.log(g) + (p * x - 1) * np.log(z) + p * x * np.log(x) - (p * x + q) * np.log(g + x * z)))

    return of


for seed, n in ((4, 200), (5, 120)):
    rng, out = random.Random(seed), Counter()
    for i in range(n):
        x, nu = 1 + int(rng.expovariate(0.6)), rng.gammavariate(4, 1 / 15)
        out[x, max(1, round(sum(rng.gammavariate(6, 1 / nu) for _ in range(x)) / x))] += 1
    rows = [(x, z, c) for (x, z), c in sorted(out.items())]
    v, value = maximum(spend_likelihood(rows), [(1, 1, 1), (6, 4, 15), (2, 10, 40)])
    table = [{"frequency": x, "spend": str(z), "count": c} for x, z, c in rows]
    if seed == 5:
        table.append({"frequency": 0, "spend": "0", "count": 300})
    f.case("forecast.gammagamma_fit", {"rows": table}, {**{k: estimate(p, 8) for k, p in zip(("p", "q", "gamma"), v)}, "log_likelihood": estimate(value)},
           "scipy 1.10: Nelder-Mead from three starts, then the root of the gradient", "1e-6", "customers without a repeat order" if seed == 5 else None,
           "lifetimes: a mean spend of 0 for who has no repeat order, which the fit refuses or which spoils it (CamDavidsonPilon/lifetimes#378, #193)" if seed == 5 else ())
f.case("forecast.gammagamma_fit", {"rows": []}, error("no_data"), "there is nobody", edge="empty")
f.case("forecast.gammagamma_fit", {"rows": [{"frequency": 0, "spend": "0", "count": 5}]}, error("undefined"), "nobody has ordered again", edge="no repeat orders")
f.case("forecast.gammagamma_fit", {"rows": [{"frequency": 2, "spend": "0", "count": 5}]}, error("undefined"), "the likelihood takes a mean spend above 0, and nobody has one", edge="a spend of 0")
f.case("forecast.gammagamma_fit", {"rows": table + [{"frequency": 2, "spend": "0", "count": 3}, {"frequency": 1, "spend": "-20", "count": 1}]}, {**{k: estimate(p, 8) for k, p in zip(("p", "q", "gamma"), v)}, "log_likelihood": estimate(value)},
       "scipy 1.10: Nelder-Mead from three starts, then the root of the gradient, of those with a spend above 0, as R's BTYD", "1e-6", "customers who sent everything back",
       "lifetimes: refuses all customers for one whose mean spend is not above 0 (lifetimes/utils.py: There exist non-positive values in the monetary_value vector)")

f.call("forecast.gammagamma", "The expected spend on an order: p (gamma + frequency · spend) / (p · frequency + q - 1).",
       {"p": "shape", "q": "shape", "gamma": "rate", "frequency": "orders after the first", "spend": "mean of them"}, {"spend": "amount"})
GG = ("6.25", "3.74", "15.44")
for x, z, edge in ((2, "22.35", None), (1, "11.77", None), (7, "73.74", None), (0, "0", "no repeat order: the mean of all")):
    p, q, g = map(Fraction, GG)
    f.case("forecast.gammagamma", {"p": GG[0], "q": GG[1], "gamma": GG[2], "frequency": x, "spend": z}, {"spend": estimate(float(p * (g + x * Fraction(z)) / (p * x + q - 1)), 14)},
           "Fader and Hardie (2013), on CDNOW; by hand, in fractions", "1e-12", edge)
f.case("forecast.gammagamma", {"p": "6.25", "q": "0.9", "gamma": "15.44", "frequency": 0, "spend": "0"}, error("undefined"), "the mean of all is infinite", edge="q below 1",
       catches="lifetimes: a customer value below 0 where q is below 1 (CamDavidsonPilon/lifetimes#146, #370)")
f.case("forecast.gammagamma", {"p": "6.25", "q": "1", "gamma": "15.44", "frequency": 0, "spend": "0"}, error("undefined"), "the mean of all is infinite", edge="q of 1")

for x, z, edge in ((2, "0", "everything free, or sent back"), (1, "-5", "less than 0 was spent: as 0"), (9, "0", "nine orders of nothing")):
    p, q, g = map(Fraction, GG)
    f.case("forecast.gammagamma", {"p": GG[0], "q": GG[1], "gamma": GG[2], "frequency": x, "spend": z}, {"spend": estimate(float(p * g / (p * x + q - 1)), 14)}, "by hand, in fractions; less than 0 as 0 is a choice of this collection", "1e-12", edge)

f.call("forecast.sbg_fit", "The parameters of the shifted beta-geometric under which the renewals are the most likely: customers who signed up, and those left after each renewal (Fader and Hardie 2007).",
       {"cohorts": "a list of lists of counts"}, {"alpha": "of the beta distribution of leaving", "beta": "of it", "log_likelihood": "at the maximum"})


def renewals_likelihood(cohorts):
    def of(v):
        a, b = np.exp(np.asarray(v, dtype=complex))
        total = 0
        for c in cohorts:
            for k in range(1, len(c)):
                stay = np.log((b + k - 1) / (a + b + k - 1))
                total = total + c[k] * stay + (c[k - 1] - c[k]) * np.log(a / (a + b + k - 1))
        return total

    return of


HIGH, REGULAR = [1000, 869, 743, 653, 593, 551, 517, 491], [1000, 631, 468, 382, 326, 289, 262, 241]
for cohorts, source, edge, catches in (([HIGH], "High End: .668 and 3.806 (Fader and Hardie 2007)", None, ()),
                                       ([REGULAR], "Regular: .704 and 1.182 (Fader and Hardie 2007)", None, "pymc-marketing: its test has .688 as the reference, where the likelihood is lower (tests/clv/models/test_shifted_beta_geo.py)"),
                                       ([REGULAR[:5]], "Regular, 4 renewals", None, ()), ([[1000, 869, 743, 653, 593]], "the example of foretell", None, ()),
                                       ([HIGH, HIGH[:4], [500, 430]], "High End three times", "cohorts of several ages", ())):
    v, value = maximum(renewals_likelihood(cohorts), [(1, 1), (0.5, 4), (3, 10)])
    f.case("forecast.sbg_fit", {"cohorts": cohorts}, {"alpha": estimate(v[0], 9), "beta": estimate(v[1], 9), "log_likelihood": estimate(value)}, source + "; scipy 1.10: Nelder-Mead, then the root of the gradient", "1e-7", edge, catches)
f.case("forecast.sbg_fit", {"cohorts": [[100, 100, 100]]}, error("undefined"), "nobody was lost", edge="zero churn")
f.case("forecast.sbg_fit", {"cohorts": [[100, 80]]}, error("undefined"), "one renewal tells a rate, and no spread", edge="one renewal")
f.case("forecast.sbg_fit", {"cohorts": [[100]]}, error("no_data"), "nobody has reached a renewal", edge="no renewal")
f.case("forecast.sbg_fit", {"cohorts": [[100, 80, 90]]}, error("invalid"), "customers do not come back", edge="numbers that rise")

f.call("forecast.sbg", "Retention at renewal n, and the share that is there after it.", {"alpha": "of leaving", "beta": "of it", "n": "renewal, from 1"}, {"retention": "0 to 1", "survival": "0 to 1"})
for a, b, n, edge in (("0.668088", "3.806095", 7, None), ("0.668088", "3.806095", 12, None), ("0.704077", "1.182043", 1, None), ("0.704077", "1.182043", 12, None), ("1", "1", 4, "all rates alike likely: 1/(n+1)")):
    s = Fraction(1)
    for k in range(n):
        s *= (Fraction(b) + k) / (Fraction(a) + Fraction(b) + k)
    f.case("forecast.sbg", {"alpha": a, "beta": b, "n": n}, {"retention": estimate(float((Fraction(b) + n - 1) / (Fraction(a) + Fraction(b) + n - 1)), 14), "survival": estimate(float(s), 14)},
           "Fader and Hardie (2007); by hand, in fractions", "1e-12", edge)
f.case("forecast.sbg", {"alpha": "0.668088", "beta": "3.806095", "n": 0}, error("invalid"), "retention begins with renewal 1", edge="renewal 0")

f.call("forecast.sbg_lifetime", "Discounted expected lifetime: the sum of the survival after k renewals / (1 + discount)^k, k from 0. Without a discount it is the expected number of payments.",
       {"alpha": "of leaving", "beta": "of it", "discount": "rate per renewal"}, {"lifetime": "payments"})
for a, b, d, edge in (("0.668088", "3.806095", "0.1", None), ("0.704077", "1.182043", "0.1", None), ("1.28098", "7.79038", "0.01", None), ("3", "10", "0.05", None)):
    f.case("forecast.sbg_lifetime", {"alpha": a, "beta": b, "discount": d}, {"lifetime": estimate(hyp2f1(1, float(b), float(a) + float(b), 1 / (1 + float(d))))},
           "scipy 1.10: hyp2f1(1, beta, alpha + beta, 1 / (1 + discount)), as Fader and Hardie (2010)", "1e-9", edge)
f.case("forecast.sbg_lifetime", {"alpha": "1.28098", "beta": "7.79038", "discount": "0"}, {"lifetime": estimate(float((Fraction("1.28098") + Fraction("7.79038") - 1) / (Fraction("1.28098") - 1)))}, "by hand: (alpha + beta - 1)/(alpha - 1)", "1e-9", "no discount")
f.case("forecast.sbg_lifetime", {"alpha": "0.668088", "beta": "3.806095", "discount": "0"}, error("undefined"), "the mean is infinite", edge="no discount, alpha below 1")

f.call("forecast.histories", "What the models are fitted to: orders after the first, time from the first day to the last and to the day of the last instant before as_of, in units of so many days, and the mean spend of the orders after the first. The orders of one day are one; a refund lowers the order before it.",
       {"rows": ROWS, "unit": "day, week (7), month (30.4375) or year (365.25 days)", "zone": "IANA name", "as_of": "instant"}, {"customers": "a list of customer, frequency, recency, age, spend, in order of the customer"})


def histories(text, unit, as_of, source="by hand", zone="UTC", edge=None, catches=()):
    rows, length = parse(text), {"day": 1, "week": 7, "month": Fraction("30.4375"), "year": Fraction("365.25")}[unit]
    end = (instant(as_of) - timedelta(microseconds=1)).isoformat()
    out = []
    for c, days in days_of(rows, zone, as_of).items():
        mine = sorted((r for r in rows if r["customer"] == c and instant(r["at"]) < instant(as_of)), key=lambda r: instant(r["at"]))
        later, on = Fraction(0), days[0]
        for r in mine:
            if not r.get("amount", "0").startswith("-"):
                on = day(r["at"], zone)
            if on != days[0]:
                later += Fraction(r.get("amount", "0"))
        x = len(days) - 1
        out.append({"customer": c, "frequency": x, "recency": exact(Fraction((days[-1] - days[0]).days) / length), "age": exact(Fraction((day(end, zone) - days[0]).days) / length), "spend": exact(later / x) if x else "0"})
    f.case("forecast.histories", {"rows": rows, "unit": unit, "zone": zone, "as_of": as_of}, {"customers": out}, source, edge=edge, catches=catches)


SHOP = "ana|2026-01-05|50 ana|2026-01-19|30 ana|2026-03-02|10 ben|2026-02-28|20 cat|2026-01-31|5 cat|2026-02-28|7"
histories(SHOP, "week", "2026-04-01T00:00:00Z")
histories(SHOP, "day", "2026-04-01T00:00:00Z")
histories(SHOP, "month", "2026-04-01T00:00:00Z", "by hand: a month is 30.4375 days", edge="months", catches="pymc-marketing: a month of 30 days (pymc-labs/pymc-marketing#2749)")
histories("a|2026-06-12|250 a|2026-06-12T12:00:00Z|0 a|2026-07-01|150 a|2026-07-25|100 a|2026-07-25T12:00:00Z|50", "day", "2027-01-01T00:00:00Z", "by hand: two later orders, 150 and 150", edge="several rows of one day",
          catches="lifetimes: the mean spend of rows of one day is another (CamDavidsonPilon/lifetimes#184)")
histories("ana|2026-01-07|50 ana|2026-02-05|-50 ben|2026-01-12|20 ben|2026-02-20|30 ben|2026-03-01|-10", "day", "2026-05-01T00:00:00Z", "by hand: a refund is no order, and lowers the one before it", edge="refunds",
          catches="openretailscience: refunds among the orders (openretailscience PR 537)")
histories("ana|2026-03-31", "day", "2026-04-01T00:00:00Z", "by hand: the last instant is on March 31", edge="age 0")
histories("ana|2026-03-28T23:30:00Z|5 ana|2026-03-30T22:30:00Z|5", "day", "2026-04-05T00:00:00Z", "by hand: March 29 to 31 in Berlin, days of 23 and 24 hours", "Europe/Berlin", "over the day on which clocks go forward")
histories("", "week", "2026-04-01T00:00:00Z", edge="empty")

f.call("forecast.value", "The expected value of a customer's orders in the next periods, each discounted from the end of its period: the expected spend of Gamma-Gamma · the sum over k of (E(k) - E(k-1)) / (1 + discount)^k, with E(k) the orders that BG/NBD, or MBG/NBD, expects within k periods. And the orders, not discounted.",
       {"r": "shape of the rates", "alpha": "their rate, in weeks", "a": "of the beta distribution of stopping", "b": "of it", "modified": "true or false", "p": "shape of spends", "q": "shape of their rates", "gamma": "rate of those",
        "frequency": "orders after the first", "recency": "weeks from the first to the last", "age": "weeks from the first", "spend": "mean of the orders after the first", "periods": "count of weeks", "discount": "rate a week"},
       {"spend": "expected on an order", "expected": "orders", "value": "amount"})


def valued(model, modified, spends, x, t, age, z, periods, discount, edge=None, catches=()):
    given = {**{k: str(v) for k, v in zip(PARAMETERS, model)}, "modified": modified, **dict(zip(("p", "q", "gamma"), spends)), "frequency": x, "recency": t, "age": age, "spend": z, "periods": periods, "discount": discount}
    p, q, g = map(float, spends)
    spent = p * (g + x * max(float(z), 0)) / (p * x + q - 1)
    orders = [0.0] + [beyond(*model, modified, x, float(t), float(age), float(k))[1] for k in range(1, periods + 1)]
    value = spent * sum((orders[k] - orders[k - 1]) / (1 + float(discount)) ** k for k in range(1, periods + 1))
    f.case("forecast.value", given, {"spend": estimate(spent), "expected": estimate(orders[-1], 10), "value": estimate(value, 10)}, "scipy 1.10: the formulas of Fader, Hardie and Lee (2005) with hyp2f1, summed over periods", "1e-8", edge, catches)


valued(BG, False, GG, 2, "30.43", "38.86", "22.35", 39, "0.002")
valued(BG, False, GG, 1, "1.71", "38.86", "11.77", 39, "0.002")
valued(BG, False, GG, 7, "29.43", "38.86", "73.74", 52, "0.002")
valued(BG, False, GG, 0, "0", "38.86", "0", 39, "0.002", "one order: the mean spend of all")
valued(BG, False, GG, 0, "0", "0", "0", 52, "0.002", "a new customer")
valued(MBG, True, GG, 2, "30.43", "38.86", "22.35", 52, "0.002")
valued(MBG, True, GG, 0, "0", "38.86", "0", 52, "0.002", "one order, by MBG/NBD")
valued(MBG, True, GG, 7, "38", "38.86", "73.74", 104, "0.001")
valued(MBG, True, GG, 15, "20", "38.86", "5.5", 26, "0.01", "long silent")
valued(BG, False, GG, 2, "30.43", "38.86", "22.35", 39, "0", "no discount: the product of orders and spend")
valued(BG, False, GG, 2, "30.43", "38.86", "22.35", 1, "0.1", "one period, discounted from its end")
valued(BG, False, GG, 2, "30.43", "38.86", "22.35", 10, "1", "a discount of 1 a week")
valued(MBG, True, GG, 2, "30.43", "38.86", "0", 52, "0.002", "everything sent back")
valued(MBG, True, GG, 2, "30.43", "38.86", "-5", 52, "0.002", "less than 0 was spent: as 0")
valued((0.243, 4.414, 1.0, 2.426), False, GG, 2, "30.43", "38.86", "22.35", 13, "0.002", "a of 1, where the closed form is 0/0")
GIVEN = {**{k: str(v) for k, v in zip(PARAMETERS, BG)}, "modified": False, **dict(zip(("p", "q", "gamma"), GG)), "frequency": 2, "recency": "30.43", "age": "38.86", "spend": "22.35", "periods": 39, "discount": "0.002"}
for change, kind, source, edge in (({"periods": 0}, "invalid", "there is a period", "no period"), ({"discount": "-0.01"}, "invalid", "a discount is not below 0", "a negative discount"),
                                   ({"recency": "40"}, "invalid", "the last order is not after the end", "a recency above the age"), ({"frequency": 0, "recency": "0"}, "invalid", "without a later order there is no spend", "a spend without an order"),
                                   ({"frequency": 0, "recency": "0", "spend": "0", "q": "0.9"}, "undefined", "the mean spend of all is infinite", "q below 1")):
    f.case("forecast.value", {**GIVEN, **change}, error(kind), source, edge=edge)

HELD = {"rows": ROWS, "zone": "IANA name", "split": "instant: the model knows what came before", "as_of": "instant", "r": "shape of the rates", "alpha": "their rate, in weeks", "a": "of the beta distribution of stopping", "b": "of it", "modified": "true or false"}
f.call("forecast.holdout", "What a model with these parameters forecasts from the orders before split for the days from then on, and what came, by the orders that a customer had after the first: lists for 0, 1 and so on to 6, and 7 or more. Who first ordered at split or later does not count. The orders of one day are one.",
       HELD, {"horizon": "weeks from the last day before split to the last before as_of", "customers": "a list of counts", "expected": "a list of orders", "purchases": "a list of counts"})
f.call("forecast.holdout_total", "The orders of all customers together, as forecast, with their prediction interval: expected ± z · sqrt(the variance of the counts by the model + that from the error of the parameters), cut at 0.",
       {**HELD, "variances": "of the logarithms of r, alpha, a and b, which are independent; an empty list: the parameters are given", "level": "0 to 1"}, {"expected": "orders", "standard_error": "square root of both variances", "low": "orders", "high": "orders"})


def split_rows(rows, zone, split, as_of):
    """Of each customer before split: frequency, recency and age in weeks, and later orders; and the horizon."""
    before, all_days = days_of(rows, zone, split), days_of(rows, zone, as_of)
    last, end = (day((instant(t) - timedelta(microseconds=1)).isoformat(), zone) for t in (split, as_of))
    out = [(len(d) - 1, (d[-1] - d[0]).days / 7, (last - d[0]).days / 7, sum(e > last for e in all_days[c])) for c, d in before.items()]
    return out, (end - last).days / 7


def spread(model, modified, x, t, age, h):
    """The variance of a customer's orders within h, by the negative binomial distribution of what would come."""
    r, alpha, a, b = model
    alive = beyond(*model, modified, x, t, age, h)[0]
    k, stay = np.arange(500), np.ones(500)
    bb = b + x + modified
    stay[1:] = np.cumprod((bb + k[:-1]) / (a + bb + k[:-1]))
    more = nbinom(r + x, (alpha + age) / (alpha + age + h)).sf(k) * stay  # the k+1th order comes
    mean, pairs = np.sum(more), np.sum(2 * k * more)
    assert abs(alive * mean - beyond(*model, modified, x, t, age, h)[1]) < 1e-9
    return alive * (pairs + mean) - (alive * mean) ** 2


def held(text, split, as_of, model, modified, zone="UTC", edge=None, totals=(), catches=()):
    rows = parse(text)
    given = {"rows": rows, "zone": zone, "split": split, "as_of": as_of, **{k: str(v) for k, v in zip(PARAMETERS, model)}, "modified": modified}
    people, h = split_rows(rows, zone, split, as_of)

    def expected(m):
        return [beyond(*m, modified, x, t, age, h)[1] for x, t, age, _ in people]

    classes = [[i for i, p in enumerate(people) if min(p[0], 7) == c] for c in range(8)]
    mine = expected(model)
    f.case("forecast.holdout", given, {"horizon": estimate(h), "customers": [len(c) for c in classes], "expected": [estimate(sum(mine[i] for i in c), 10) for c in classes], "purchases": [sum(people[i][3] for i in c) for c in classes]},
           "scipy 1.10, by the formulas of the papers with hyp2f1; the orders counted by day", "1e-8", edge, catches)
    for variances, level, why in totals:
        both = sum(spread(model, modified, x, t, age, h) for x, t, age, _ in people)
        for i, v in enumerate(variances):
            up, down = ([p * (np.exp(s) if j == i else 1) for j, p in enumerate(model)] for s in (1e-4, -1e-4))
            both += float(v) * ((sum(expected(up)) - sum(expected(down))) / 2e-4) ** 2
        width = norm.ppf((1 + float(level)) / 2) * np.sqrt(both)
        f.case("forecast.holdout_total", {**given, "variances": list(variances), "level": level}, {"expected": estimate(sum(mine), 10), "standard_error": estimate(np.sqrt(both), 9), "low": estimate(max(sum(mine) - width, 0), 8), "high": estimate(sum(mine) + width, 8)},
               "scipy 1.10: moments by nbinom, derivatives by central differences, quantile by norm", "1e-6", why)


LOYAL = "ana|2026-01-05 ana|2026-01-19 ana|2026-03-02 ben|2026-02-28 cat|2026-01-31 cat|2026-02-28 ana|2026-04-10 ana|2026-05-01 cat|2026-04-02 dan|2026-03-15 dan|2026-05-20 eva|2026-04-20"
NONE, SOME = ("0", "0", "0", "0"), ("0.0027", "0.0073", "0.055", "0.085")
held(LOYAL, "2026-04-01T00:00:00Z", "2026-06-30T00:00:00Z", BG, False, totals=((NONE, "0.95", "parameters without an error"), (SOME, "0.95", None), (SOME, "0.5", "a low level"), (SOME, "0.999", "cut at 0")))
held(LOYAL, "2026-04-01T00:00:00Z", "2026-06-30T00:00:00Z", MBG, True, totals=((NONE, "0.95", "MBG/NBD, parameters without an error"), (SOME, "0.9", "MBG/NBD")))
held(LOYAL, "2026-03-15T00:00:00Z", "2026-06-30T00:00:00Z", MBG, True, edge="who first ordered on the day of the split is left out")
held(LOYAL, "2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z", BG, False, edge="a day of holdout", totals=((SOME, "0.95", "a day of holdout"),))
MANY = " ".join("c%02d|2025-%02d-%02d" % (i, 1 + m, 1 + (i * 7 + m * 5) % 28) for i in range(24) for m in range(12) if m == i % 6 or (i * 5 + m * 3) % 7 < 1 + i % 3)
held(MANY, "2025-08-01T00:00:00Z", "2026-01-01T00:00:00Z", BG, False, totals=((NONE, "0.95", None), (SOME, "0.95", None)))
held(MANY, "2025-08-01T00:00:00Z", "2026-01-01T00:00:00Z", MBG, True, totals=((SOME, "0.95", None),))
held(" ".join("ana|2026-01-%02d" % d for d in range(1, 29, 2)) + " ana|2026-02-01 ben|2026-01-30 ben|2026-02-14", "2026-01-31T00:00:00Z", "2026-03-01T00:00:00Z", BG, False, edge="13 orders after the first: 7 or more")
held("ana|2026-01-05 ana|2026-01-19 ana|2026-01-19T22:00:00Z ana|2026-02-10 ana|2026-02-10T11:00:00Z ana|2026-02-11|-5", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", BG, False, edge="several rows of one day, and a refund")
held("ana|2026-01-05 ana|2026-03-28T23:30:00Z ana|2026-03-31T22:30:00Z", "2026-03-31T22:00:00Z", "2026-05-01T22:00:00Z", BG, False, "Europe/Berlin", "midnights of Berlin")
MODEL = {**{k: str(v) for k, v in zip(PARAMETERS, BG)}, "modified": False}
for text, split, as_of, kind, source, edge in (("", "2026-04-01T00:00:00Z", "2026-06-30T00:00:00Z", "no_data", "there is nobody", "empty"), ("ana|2026-05-01", "2026-04-01T00:00:00Z", "2026-06-30T00:00:00Z", "no_data", "nobody ordered before the split", "all came later"),
                                               (LOYAL, "2026-06-30T00:00:00Z", "2026-06-30T00:00:00Z", "invalid", "there is no day to hold out", "no holdout")):
    f.case("forecast.holdout", {"rows": parse(text), "zone": "UTC", "split": split, "as_of": as_of, **MODEL}, error(kind), source, edge=edge)
TOTAL = {"rows": parse(LOYAL), "zone": "UTC", "split": "2026-04-01T00:00:00Z", "as_of": "2026-06-30T00:00:00Z", **MODEL}
f.case("forecast.holdout_total", {**TOTAL, "variances": [], "level": "0.95"}, error("undefined"), "nothing tells the error of the parameters", edge="parameters that were given")
f.case("forecast.holdout_total", {**TOTAL, "variances": list(SOME), "level": "1"}, error("invalid"), "a level is below 1", edge="a level of 1")

f.write()
