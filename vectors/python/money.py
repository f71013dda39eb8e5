"""Recurring revenue and lifetime value."""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from math import ceil, expm1, log, log1p

from figures import ratio, require


def or_none(num, den):
    return Fraction(num) / Fraction(den) if den else None


def balances(rows):
    sums = defaultdict(Fraction)
    for r in rows:
        require(r["customer"].strip() and Fraction(r["amount"]) >= 0)
        sums[r["customer"]] += Fraction(r["amount"])
    return {c: v for c, v in sums.items() if v}


def bridge(before, after, former):
    names = ("start", "new", "expansion", "contraction", "churned", "reactivated", "end")
    m = dict.fromkeys(names, Fraction(0))
    came = [c for c in after if c not in before]
    back = [c for c in came if c in former]
    gone = [c for c in before if c not in after]
    m["start"], m["end"] = sum(before.values(), Fraction(0)), sum(after.values(), Fraction(0))
    m["reactivated"] = sum((after[c] for c in back), Fraction(0))
    m["new"] = sum((after[c] for c in came), Fraction(0)) - m["reactivated"]
    m["churned"] = sum((before[c] for c in gone), Fraction(0))
    for c in before.keys() & after.keys():
        change = after[c] - before[c]
        m["expansion" if change > 0 else "contraction"] += abs(change)
    return {**m, "start_customers": len(before), "new_customers": len(came) - len(back), "churned_customers": len(gone), "reactivated_customers": len(back), "end_customers": len(after)}


def movements(input):
    return bridge(balances(input["before"]), balances(input["after"]), set(input["former"]))


def between(input):
    rows = []
    for p in input["periods"]:
        start, end = date.fromisoformat(p["start"]), date.fromisoformat(p["end"]) if "end" in p else date.max
        require(start <= end)
        rows.append((p, start, end))
    days = [date.fromisoformat(input[k]) for k in ("from", "to")]
    paid = [balances([p for p, start, end in rows if start <= d < end]) for d in days]
    former = {p["customer"] for p, start, end in rows if start < min(end, days[0]) and Fraction(p["amount"]) > 0}
    return bridge(*paid, former)


def revenue_rates(input):
    v = {k: Fraction(x) for k, x in input.items()}
    require(v["start"] + v["new"] + v["expansion"] + v["reactivated"] - v["contraction"] - v["churned"] == v["end"])
    lost, s = v["contraction"] + v["churned"], v["start"]
    return {"nrr": or_none(s + v["expansion"] - lost, s), "grr": or_none(s - lost, s), "gross_churn": or_none(lost, s), "net_churn": or_none(lost - v["expansion"], s),
            "net_churn_after_reactivation": or_none(lost - v["expansion"] - v["reactivated"], s), "quick_ratio": or_none(v["new"] + v["expansion"] + v["reactivated"], lost),
            "arpa": or_none(v["end"], v["end_customers"]), "logo_churn": or_none(v["churned_customers"], v["start_customers"])}


def simple(input):
    v = {k: Fraction(x) for k, x in input.items()}
    require(v["margin"] <= 1 and min(v["order_value"], v["orders_per_period"], v["periods"]) >= 0)
    return {"value": v["order_value"] * v["orders_per_period"] * v["periods"] * v["margin"]}


def terms(input):
    """The first margin, discounted, times 1 + discount; and churn and discount."""
    a, m, c, d = (Fraction(input[k]) for k in ("arpa", "margin", "churn", "discount"))
    require(0 <= c <= 1 and d > -1 and m <= 1 and a >= 0 and input["timing"] in ("now", "later"))
    return a * m * (1 - c if input["timing"] == "later" else 1 + d), c, d


def subscription(input):
    first, c, d = terms(input)
    require(c + d > 0, "undefined")
    return {"value": first / (c + d)}


def payback(input):
    first, c, d = terms(input)
    cost = Fraction(input["cost"])
    require(cost >= 0)
    rest = first - (c + d) * cost
    if cost == 0:
        return {"periods": 0, "period": 0, "never": False}
    if first <= 0 or rest <= 0:
        return {"periods": 0, "period": 0, "never": True}
    n = float(cost / first) if c + d == 0 else log(rest / first) / log((1 - c) / (1 + d)) if c < 1 else 1.0
    if abs(n - round(n)) < 1e-12 * n:
        n = float(round(n))
    return {"periods": n, "period": max(1, ceil(n)), "never": False}


def compound_rate(input):
    rate, periods = float(input["rate"]), float(Fraction(input["periods"]))
    require(rate > -1 and periods > 0)
    return {"rate": expm1(periods * log1p(rate))}


def expected(input):
    s, d = [Fraction(x) for x in input["survival"]], Fraction(input["discount"])
    require(input["margins"], "no_data")
    require(all(0 <= b <= a <= 1 for a, b in zip([Fraction(1)] + s, s)))
    return {"value": sum(Fraction(m) * x / (1 + d) ** t for t, (m, x) in enumerate(zip(input["margins"], s)))}


def retention_gain(input):
    before = subscription(input)["value"]
    r = 1 - Fraction(input["churn"])
    new = r + Fraction(input["points"]) if "points" in input else r * Fraction(input["factor"])
    after = subscription({**input, "churn": 1 - new})["value"]
    return {"before": before, "after": after, "of_value": after / before - 1}


def acquisition(input):
    require(Fraction(input["paid_spend"]) <= Fraction(input["spend"]) and input["paid_customers"] <= input["customers"])
    return {"cost": ratio(input["spend"], input["customers"]), "paid_cost": or_none(input["paid_spend"], input["paid_customers"])}


def value_to_cost(input):
    value, cost = Fraction(input["value"]), Fraction(input["cost"])
    require(cost >= 0)
    require(cost > 0, "undefined")
    return {"ratio": value / cost, "profit": value - cost}


CALLS = {
    "revenue.movements": movements,
    "revenue.between": between,
    "revenue.rates": revenue_rates,
    "lifetime.simple": simple,
    "lifetime.subscription": subscription,
    "lifetime.payback": payback,
    "lifetime.compound_rate": compound_rate,
    "lifetime.expected": expected,
    "lifetime.retention_gain": retention_gain,
    "lifetime.acquisition": acquisition,
    "lifetime.ratio": value_to_cost,
}
