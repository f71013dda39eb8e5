"""Vectors of lifetime value, acquisition cost and payback. See cases.py."""

from decimal import Decimal, getcontext
from fractions import Fraction

from cases import Family, error, estimate, exact

getcontext().prec = 60

f = Family("lifetime", "What a customer is worth, costs, and when the cost is earned back.")

f.call("lifetime.simple", "order_value · orders_per_period · periods · margin.",
       {"order_value": "amount", "orders_per_period": "decimal", "periods": "decimal", "margin": "share of the value left after costs"}, {"value": "amount"})


def simple(o, n, p, m, source, edge=None):
    f.case("lifetime.simple", {"order_value": o, "orders_per_period": n, "periods": p, "margin": m},
           {"value": exact(Fraction(o) * Fraction(n) * Fraction(p) * Fraction(m))}, source, edge=edge)


simple("50", "4", "3", "1", "by hand: 600 of revenue")
simple("50", "4", "3", "0.3", "by hand: 180 of margin")
simple("19.99", "1.5", "2.25", "0.7", "by hand")
simple("50", "4", "3", "0", "by hand", edge="no margin")
simple("50", "4", "3", "-0.1", "by hand: served at a loss", edge="a negative margin")
f.case("lifetime.simple", {"order_value": "50", "orders_per_period": "4", "periods": "3", "margin": "30"}, error("invalid"), "a margin is a fraction", edge="a margin in percent")

f.call("lifetime.subscription", "m (1+d) / (1+d-r), the first margin now, or m r / (1+d-r), later, with m = arpa · margin, r = 1 - churn, d = discount.",
       {"arpa": "amount per period", "margin": "share", "churn": "share per period", "discount": "rate per period", "timing": "now or later"}, {"value": "amount"})
GUPTA = "Gupta and Lehmann, J. Interactive Marketing 17 (2003), 9-24; by hand, in fractions"


def subscription(a, m, c, d, timing, source=GUPTA, edge=None, catches=()):
    margin, r, rate = Fraction(a) * Fraction(m), 1 - Fraction(c), Fraction(d)
    f.case("lifetime.subscription", {"arpa": a, "margin": m, "churn": c, "discount": d, "timing": timing},
           {"value": exact(margin * ((1 + rate) if timing == "now" else r) / (1 + rate - r))}, source, edge=edge, catches=catches)


subscription("100", "1", "0.05", "0", "now", "ChartMogul help: ARPA 100, churn 5 %: 2000")
subscription("1", "1", "0.2", "0.1", "now", "margin multiple of r 0.8 and i 0.1, first margin now: 11/3 = 3.6667")
subscription("1", "1", "0.2", "0.1", "later", "margin multiple of r 0.8 and i 0.1: 2.67 (Gupta and Lehmann 2003; ealhamed.github.io)")
subscription("50", "0.8", "0.05", "0", "now")
subscription("50", "0.8", "0.05", "0.01", "later")
subscription("29.99", "0.85", "0.035", "0.0079741404", "now")
subscription("100", "1", "1", "0", "now", edge="all leave after the first")
subscription("100", "1", "1", "0.1", "later", edge="nobody pays again")
subscription("100", "1", "0", "0.1", "now", edge="nobody leaves, discounted")
f.case("lifetime.subscription", {"arpa": "100", "margin": "1", "churn": "0", "discount": "0", "timing": "now"}, error("undefined"), "the sum has no end", edge="zero churn",
       catches="ChartMogul: an LTV of 0 when nobody churns (its help page: \"LTV may sometimes be zero because your customer churn rate is zero\")")
f.case("lifetime.subscription", {"arpa": "100", "margin": "1", "churn": "0.05", "discount": "-0.05", "timing": "now"}, error("undefined"), "r is 1 + d: the sum has no end", edge="a discount below 0 that outweighs churn")
f.case("lifetime.subscription", {"arpa": "100", "margin": "1", "churn": "5", "discount": "0", "timing": "now"}, error("invalid"), "churn is a fraction", edge="churn in percent")

f.call("lifetime.payback", "The time after which the margins of those who are still here, discounted, have earned back a cost: n with the sum of m q^k over k < n = cost, q = (1-churn)/(1+discount), one more power if later. "
       "Between whole n by the closed form of the sum. Never if all margins are not more than the cost.",
       {"arpa": "amount per period", "margin": "share", "churn": "share", "discount": "rate", "timing": "now or later", "cost": "amount"},
       {"periods": "the time, 0 if never", "period": "the period it is in, 1 for the first; 0 if never or there is no cost", "never": "true or false"})


def payback(a, m, c, d, timing, cost, source="by hand: the closed form of the sum, with 60 digits", edge=None, catches=()):
    margin, churn, rate, k = Fraction(a) * Fraction(m), Fraction(c), Fraction(d), Fraction(cost)
    first, loss = margin * ((1 - churn) if timing == "later" else (1 + rate)), churn + rate

    def number(x):
        return Decimal(x.numerator) / Decimal(x.denominator)

    if k == 0:
        want = {"periods": "0", "period": 0, "never": False}
    elif first <= 0 or loss > 0 and first <= loss * k:
        want = {"periods": "0", "period": 0, "never": True}
    else:
        if loss == 0:
            n = number(k / margin)
        else:
            n = number((first - loss * k) / first).ln() / number((1 - churn) / (1 + rate)).ln()
        if abs(n - round(n)) < Decimal("1e-40"):
            n = Decimal(round(n))
        whole = int(n)
        want = {"periods": estimate(n, 14), "period": max(1, whole + (n > whole)), "never": False}
    f.case("lifetime.payback", {"arpa": a, "margin": m, "churn": c, "discount": d, "timing": timing, "cost": cost}, want, source, "1e-11", edge, catches)


payback("40", "1", "0", "0", "now", "300", "by hand: 7.5")
payback("50", "0.8", "0", "0", "now", "300", "by hand: 300/40 = 7.5, of a margin of 0.8", catches="Finmark: 300/50 · 0.8 = 4.8 by precedence, for 7.5 (its printed formula)")
payback("40", "1", "0.05", "0", "now", "300", "by hand: 9.163, in the 10th period")
payback("40", "1", "0.05", "0", "now", "320", "by hand: 9.959, in the 10th period")
payback("40", "1", "0.05", "0", "later", "320", "by hand: 10.655, in the 11th period")
payback("40", "1", "0.05", "0", "now", "800", "by hand: the value of a customer is 800", edge="a cost that is the value exactly: never")
payback("40", "1", "0.05", "0", "now", "900", "by hand: the value of a customer is 800", edge="a cost above the value: never")
payback("40", "1", "0.05", "0", "now", "0", edge="no cost")
payback("40", "0", "0.05", "0", "now", "10", edge="no margin: never")
payback("40", "1", "0.5", "0", "now", "40", "by hand: the first margin", edge="after exactly one period")
payback("40", "1", "0.5", "0", "now", "60", "by hand: 40 + 20", edge="after exactly two periods")
payback("40", "1", "0.05", "0.01", "now", "320")
payback("100", "0.7", "0.03", "0.0079741404", "later", "500")
payback("10", "1", "0", "0.05", "now", "30", edge="nobody leaves, discounted")
f.case("lifetime.payback", {"arpa": "40", "margin": "1", "churn": "0.05", "discount": "0", "timing": "now", "cost": "-1"}, error("invalid"), "a cost is not below 0", edge="a negative cost")

f.call("lifetime.compound_rate", "A rate of growth or discount for a period of another length: (1 + rate)^periods - 1.", {"rate": "rate per period", "periods": "new period in old ones; a/b for a fraction"}, {"rate": "rate"})
for rate, periods, edge in (("0.1", "1/12", None), ("0.01", "12", None), ("0", "12", "0"), ("-0.5", "2", "below 0"), ("1e-12", "1/12", "a rate near 0"), ("0.1", "1/52", None)):
    a, b = (periods + "/1").split("/")[:2]
    value = ((1 + Decimal(rate)).ln() * Decimal(a) / Decimal(b)).exp() - 1
    f.case("lifetime.compound_rate", {"rate": rate, "periods": periods}, {"rate": estimate(value, 14)}, "by hand, with 60 digits", "1e-13", edge)
f.case("lifetime.compound_rate", {"rate": "-1", "periods": "12"}, error("invalid"), "nothing is left to grow", edge="a rate of -1")

f.call("lifetime.expected", "The value over a finite horizon: the sum of margins[t] · S(t) / (1 + discount)^t, t from 0, with S(t) the given survival.",
       {"margins": "a list of amounts", "survival": "a list of shares, of time 0 on", "discount": "rate per period"}, {"value": "amount"})


def expected(margins, survival, d, source="by hand, in fractions", edge=None):
    value = sum(Fraction(m) * Fraction(s) / (1 + Fraction(d)) ** t for t, (m, s) in enumerate(zip(margins, survival)))
    f.case("lifetime.expected", {"margins": margins, "survival": survival, "discount": d}, {"value": estimate(float(value), 14)}, source, "1e-12", edge)


expected(["10", "10", "10"], ["1", "0.9", "0.81"], "0.1", "by hand: 10 + 9/1.1 + 8.1/1.21")
expected(["100"] * 6, ["1", "0.869", "0.743", "0.653", "0.593", "0.551"], "0.1", "the survivors of Fader and Hardie (2007), High End; by hand")
expected(["10", "20", "-5"], ["1", "0.5", "0.5"], "0", edge="a margin below 0")
expected(["10"], ["1"], "0.1", edge="one period: nothing is discounted")
expected(["10", "10"], ["1", "0"], "-0.5", edge="nobody left, a discount below 0")
f.case("lifetime.expected", {"margins": [], "survival": [], "discount": "0.1"}, error("no_data"), "no periods", edge="empty")
f.case("lifetime.expected", {"margins": ["10", "10"], "survival": ["0.9", "0.95"], "discount": "0.1"}, error("invalid"), "customers do not come back", edge="a survival that rises")

f.call("lifetime.retention_gain", "What better retention does to the value of a customer: by points (r + x) or by a factor (r · x).",
       {"arpa": "amount", "margin": "share", "churn": "share", "discount": "rate", "timing": "now or later", "points?": "added to the retention rate", "factor?": "by which it is multiplied"},
       {"before": "amount", "after": "amount", "of_value": "gain over the value before"})


def gain(churn, points=None, factor=None, d="0.1", edge=None):
    r = 1 - Fraction(churn)
    new = r + Fraction(points) if points else r * Fraction(factor)
    values = [(1 + Fraction(d)) / (1 + Fraction(d) - x) for x in (r, new)]
    change = {"points": points} if points else {"factor": factor}
    f.case("lifetime.retention_gain", {"arpa": "1", "margin": "1", "churn": churn, "discount": d, "timing": "now", **change},
           {"before": exact(values[0]), "after": exact(values[1]), "of_value": exact(values[1] / values[0] - 1)},
           "by hand, in fractions", edge=edge)


for churn in ("0.4", "0.25", "0.2", "0.15", "0.1"):
    gain(churn, points="0.05")
for churn in ("0.4", "0.2", "0.1"):
    gain(churn, factor="1.05")
gain("0.2", points="-0.05", edge="worse retention")
f.case("lifetime.retention_gain", {"arpa": "1", "margin": "1", "churn": "0.04", "discount": "0.1", "timing": "now", "points": "0.05"}, error("invalid"), "no rate is above 1", edge="a retention above 1")

f.call("lifetime.acquisition", "Cost of winning a customer: spend / customers, and that of paid channels.",
       {"spend": "amount", "paid_spend": "amount, of it", "customers": "count", "paid_customers": "count, of them"}, {"cost": "amount", "paid_cost": "amount, null of none"})
for s, p, n, k, edge in (("10000", "6000", 100, 40, None), ("1000", "1000", 3, 3, "a third"), ("500", "0", 10, 0, "no paid channel"), ("0", "0", 10, 0, "nothing spent")):
    f.case("lifetime.acquisition", {"spend": s, "paid_spend": p, "customers": n, "paid_customers": k},
           {"cost": exact(Fraction(s) / n), "paid_cost": exact(Fraction(p) / k) if k else None}, "by hand", edge=edge)
f.case("lifetime.acquisition", {"spend": "500", "paid_spend": "0", "customers": 0, "paid_customers": 0}, error("no_data"), "nobody was won", edge="nobody won")
f.case("lifetime.acquisition", {"spend": "500", "paid_spend": "600", "customers": 5, "paid_customers": 1}, error("invalid"), "a part is not more than its whole", edge="more on paid channels than in all")

f.call("lifetime.ratio", "Value of a customer over the cost of winning one.", {"value": "amount", "cost": "amount"}, {"ratio": "x to 1", "profit": "amount"})
for v, c, edge in (("900", "300", None), ("100", "300", None), ("-50", "100", "a value below 0"), ("1", "3", "a third")):
    f.case("lifetime.ratio", {"value": v, "cost": c}, {"ratio": exact(Fraction(v) / Fraction(c)), "profit": exact(Fraction(v) - Fraction(c))}, "by hand", edge=edge)
f.case("lifetime.ratio", {"value": "100", "cost": "0"}, error("undefined"), "what costs nothing has no ratio", edge="no cost")

f.write()
