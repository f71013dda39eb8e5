"""Vectors of recency, frequency and spend. See cases.py."""

from collections import defaultdict
from fractions import Fraction

from cases import Family, error, exact
from rows import ROWS, day, days_of, instant, parse

f = Family("rfm", "Customers by the recency, frequency and amount of their orders, in classes from 1, the worst.")

f.call("rfm.classes",
       "Days since the last order, orders (those of one day are one) and amount less refunds, with their classes: by parts 1 + floor(parts · customers who are worse / customers), so that equal values share one; by cuts 1 + cuts passed, of at most a day's cut, of at least an order's or amount's.",
       {"rows": ROWS, "parts?": "classes, 2 to 10", "recency?": "ascending cuts in days", "frequency?": "ascending cuts in orders", "spend?": "ascending cuts in amounts", "zone": "IANA name", "as_of": "instant"},
       {"customers": "a list of customer, days_since, orders, amount, recency, frequency, spend, in order of the customer"})


def classes(text, as_of, source="by hand", zone="UTC", edge=None, catches=(), **rule):
    rows = parse(text)
    amounts = defaultdict(Fraction)
    for r in rows:
        if instant(r["at"]) < instant(as_of):
            amounts[r["customer"]] += Fraction(r.get("amount", "0"))
    value = {c: (-(day(as_of, zone) - d[-1]).days, len(d), amounts[c]) for c, d in days_of(rows, zone, as_of).items()}
    out = []
    for c, v in value.items():
        if "parts" in rule:
            k = [1 + rule["parts"] * sum(w[i] < v[i] for w in value.values()) // len(value) for i in range(3)]
        else:
            k = [1 + sum(-v[0] <= x for x in rule["recency"]), 1 + sum(v[1] >= x for x in rule["frequency"]), 1 + sum(v[2] >= Fraction(x) for x in rule["spend"])]
        out.append({"customer": c, "days_since": -v[0], "orders": v[1], "amount": exact(v[2]), "recency": k[0], "frequency": k[1], "spend": k[2]})
    f.case("rfm.classes", {"rows": rows, **rule, "zone": zone, "as_of": as_of}, {"customers": out}, source, edge=edge, catches=catches)


SHOP = "ana|2026-01-05|50 ana|2026-02-05|70 ana|2026-03-05|10 ben|2026-03-30|500 cat|2025-11-01|20 cat|2025-12-01|20 dan|2026-02-20|35.5 eve|2026-03-31|15 eve|2026-03-31T18:00:00Z|15"
NOW = "2026-04-01T00:00:00Z"
classes(SHOP, NOW, parts=5)
classes(SHOP, NOW, parts=3)
classes(SHOP, NOW, recency=[7, 30, 90], frequency=[2, 3], spend=["30", "100", "400"])
classes(SHOP, "2026-03-31T18:00:00Z", "by hand: the second row of eve has not happened", parts=2, edge="an order at the instant itself")
classes("ana|2026-03-01|10 ben|2026-03-01|10 cat|2026-03-01|10", NOW, "by hand: nobody is worse than another", parts=5, edge="all alike")
classes("ana|2026-03-01|10 ben|2026-03-01|10 cat|2026-03-05|10 dan|2026-03-05|30", NOW, "by hand", parts=4, edge="ties")
classes("ana|2026-03-01|10", NOW, "by hand", parts=5, edge="one customer")
classes("ana|2026-03-01|10", "2026-03-31T12:00:00Z", "by hand: exactly 30 days, 1 order and 10 pass", recency=[30], frequency=[1], spend=["10"], edge="at the cuts")
classes("ana|2026-03-01|10", "2026-04-01T12:00:00Z", "by hand: 31 days do not pass", recency=[30], frequency=[2], spend=["10.01"], edge="a step beyond the cuts")
classes("ana|2026-03-01|10 ana|2026-03-05|-4 ben|2026-03-05|-4", NOW, "by hand: a refund lowers the amount and is no order; who has nothing else is no customer", parts=2, edge="refunds",
        catches="dbt_stripe_metrics: refunds leave the revenue as it was (dbt_stripe_metrics#15)")
classes("ana|2026-03-31T22:30:00Z|10", "2026-04-01T21:30:00Z", "by hand: both on April 1 in Berlin", "Europe/Berlin", "the same day of another zone", parts=2)
classes("", NOW, "by hand", parts=5, edge="empty")
for rule, what in (({"parts": 1}, "one part"), ({}, "neither parts nor cuts"), ({"parts": 3, "recency": [30], "frequency": [2], "spend": ["10"]}, "parts and cuts"), ({"recency": [30, 7], "frequency": [2], "spend": ["10"]}, "cuts that do not ascend")):
    f.case("rfm.classes", {"rows": parse("ana|2026-03-01|10"), **rule, "zone": "UTC", "as_of": NOW}, error("invalid"), "there is no such rule", edge=what)

f.write()
