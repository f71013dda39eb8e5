"""Vectors of recurring revenue. See cases.py."""

from collections import defaultdict
from fractions import Fraction

from cases import Family, error, exact

f = Family("revenue", "Recurring revenue between two instants: movements, and the rates made of them.")

AMOUNTS = ["start", "new", "expansion", "contraction", "churned", "reactivated", "end"]
COUNTS = ["start_customers", "new_customers", "churned_customers", "reactivated_customers", "end_customers"]
ROWS = "a list of customer and amount, per month; the amounts of one customer are added up, and who pays nothing is no customer"
MOVED = {**{k: "amount" for k in AMOUNTS}, **{k: "count" for k in COUNTS}}

f.call("revenue.movements", "What is paid at two instants, customer by customer, and the movements between them: start + new + expansion + reactivated - contraction - churned = end.",
       {"before": ROWS, "after": ROWS, "former": "a list of customers who paid before the first instant: who comes back is reactivated, not new"}, MOVED)


def paid(rows):
    sums = defaultdict(Fraction)
    for r in rows:
        sums[r["customer"]] += Fraction(r["amount"])
    return sums


def moved(before, after, former=()):
    b, a = paid(before), paid(after)
    m = dict.fromkeys(AMOUNTS, Fraction(0))
    n = dict.fromkeys(COUNTS, 0)
    for c in sorted(set(b) | set(a)):
        x, y = b[c], a[c]
        m["start"] += x
        m["end"] += y
        n["start_customers"] += x > 0
        n["end_customers"] += y > 0
        if x and y:
            m["expansion"] += max(y - x, 0)
            m["contraction"] += max(x - y, 0)
        elif x:
            m["churned"] += x
            n["churned_customers"] += 1
        elif y:
            kind = "reactivated" if c in former else "new"
            m[kind] += y
            n[kind + "_customers"] += 1
    return {**{k: exact(v) for k, v in m.items()}, **n}


def rows(text):
    return [dict(zip(("customer", "amount"), r.split(":"))) for r in text.split()]


def movements(before, after, former="", source="by hand", edge=None, catches=()):
    b, a, old = rows(before), rows(after), former.split()
    f.case("revenue.movements", {"before": b, "after": a, "former": old}, moved(b, a, old), source, edge=edge, catches=catches)


movements("ana:100 ben:50 cat:80", "ana:120 ben:40 dan:60", "", "by hand: 230 + 60 + 20 - 10 - 80 = 220")
movements("", "gold1:166.67 gold2:166.67", "", "by hand, after a help page of ChartMogul (201244842): yearly plans per month are new", edge="nobody before")
movements("gold:666.67", "gold:666.67 silver:60", "", "by hand: another customer is new")
movements("acme:166.67", "acme:166.67 acme:60", "", "by hand, after ChartMogul (201244842): a second subscription of a customer is expansion of 60", edge="several subscriptions of one customer")
movements("acme:166.67 acme:60", "acme:166.67", "", "by hand, after ChartMogul (203299912): one of several that is canceled is contraction, not churn", edge="one of several subscriptions canceled")
movements("acme:166.67", "", "", "by hand: churned 166.67", edge="all left")
movements("", "acme:150", "acme", "by hand, after ChartMogul (201244842): a return is reactivation of 150", edge="reactivation")
movements("", "acme:150", "ben", "by hand: ben did not come back, acme is new", edge="former customers who stay away")
movements("ana:0 ben:10", "ana:0 ben:10", "", "by hand: who pays nothing is no customer", edge="amounts of 0")
movements("ana:0 ben:10", "ana:5 ben:0", "", "by hand: from nothing to 5 is new, from 10 to nothing churned", edge="from a free plan and to one",
          catches="dbt-labs/stripe: a month without an amount hides the churn (dbt-labs/stripe PR 8)")
movements("ana:20", "ana:20", "ana", "by hand: nothing moved", edge="nothing moved")
movements("", "", "", "by hand", edge="empty")
movements("ana:0.1 ana:0.2", "ana:0.3", "", "by hand, in decimals: 0.1 + 0.2 is 0.3, so nothing moved", edge="amounts that binary floats do not hold")
movements("ana:999999999999999.99", "ana:1000000000000000", "", "by hand: 0.01 more", edge="amounts beyond the digits of a float")
movements("a:10 b:20 c:30 d:40", "a:40 b:30 c:20 d:10", "", "by hand: 40 more and 40 less, though the sum is the same")
f.case("revenue.movements", {"before": rows("ana:-5"), "after": [], "former": []}, error("invalid"), "nobody pays less than nothing", edge="a negative amount")
f.case("revenue.movements", {"before": [], "after": [{"customer": " ", "amount": "5"}], "former": []}, error("invalid"), "a row without its customer", edge="a blank customer")

RATES = ["nrr", "grr", "gross_churn", "net_churn", "net_churn_after_reactivation", "quick_ratio", "arpa", "logo_churn"]
f.call("revenue.rates",
       "Rates of movements. NRR is (start + expansion - contraction - churned) / start, GRR the same without expansion; gross churn (contraction + churned) / start, net churn less expansion, "
       "and less reactivated; quick ratio (new + expansion + reactivated) / (contraction + churned); ARPA end / end_customers; logo churn churned_customers / start_customers. Null where there is none.",
       dict(MOVED), {k: "ratio, null of none" for k in RATES})


def rates(source, edge=None, catches=(), **given):
    m = {k: Fraction(given.get(k, 0)) for k in AMOUNTS}
    n = {k: given.get(k, 0) for k in COUNTS}
    m["end"] = m["start"] + m["new"] + m["expansion"] + m["reactivated"] - m["contraction"] - m["churned"]
    n["end_customers"] = n["start_customers"] + n["new_customers"] + n["reactivated_customers"] - n["churned_customers"]
    lost = m["contraction"] + m["churned"]

    def over(a, b):
        return exact(Fraction(a) / b) if b else None

    s = m["start"]
    want = {"nrr": over(s + m["expansion"] - lost, s), "grr": over(s - lost, s), "gross_churn": over(lost, s), "net_churn": over(lost - m["expansion"], s),
            "net_churn_after_reactivation": over(lost - m["expansion"] - m["reactivated"], s), "quick_ratio": over(m["new"] + m["expansion"] + m["reactivated"], lost),
            "arpa": over(m["end"], n["end_customers"]), "logo_churn": over(n["churned_customers"], n["start_customers"])}
    f.case("revenue.rates", {**{k: exact(v) for k, v in m.items()}, **n}, want, source, edge=edge, catches=catches)


rates("ChartMogul help 203359341: gross 20 %, net 10 %", start=100, churned=10, contraction=10, expansion=10, start_customers=10, churned_customers=1)
rates("ChartMogul help 4414075567250: start 100, end 120, of which 10 new: net -10 %", start=100, new=10, expansion=10, start_customers=10, new_customers=1)
rates("by hand", start=1000, new=300, expansion=150, contraction=50, churned=100, reactivated=25, start_customers=20, new_customers=6, churned_customers=2, reactivated_customers=1,
      catches="Baremetrics: NRR without a contraction term as printed, 105 % for 100 % here (its changelog)")
rates("by hand: expansion of one does not lift GRR above 1", start=200, expansion=100, contraction=20, start_customers=2, edge="NRR above 1, GRR below")
rates("by hand: nothing was lost", start=100, new=10, start_customers=1, new_customers=1, edge="nothing lost: no quick ratio")
rates("by hand: all left", start=100, churned=100, start_customers=4, churned_customers=4, edge="all left: no ARPA")
rates("by hand: nobody at the start", new=50, new_customers=2, edge="nobody at the start: no rates")
rates("by hand: nothing there", edge="empty")
rates("by hand: 1/3 of 0.1", start="0.3", churned="0.1", start_customers=3, churned_customers=1, edge="a third")
rates("by hand: reactivation makes it negative", start=100, churned=5, reactivated=20, start_customers=10, churned_customers=1, reactivated_customers=2, edge="net churn below 0")
f.case("revenue.rates", {"start": "100", "new": "0", "expansion": "0", "contraction": "0", "churned": "0", "reactivated": "0", "end": "90",
                         "start_customers": 1, "new_customers": 0, "churned_customers": 0, "reactivated_customers": 0, "end_customers": 1},
       error("invalid"), "the movements do not add up to the end", edge="movements that do not add up")

f.call("revenue.between", "Movements between two days of a table of subscriptions. A period ends on the first day without it; without an end it is running. Who paid before the first day, but not on it, and pays on the second, is reactivated.",
       {"periods": "a list of customer, start, end? and amount per month", "from": "date", "to": "date"}, MOVED)


def between(periods, start, end, source, edge=None, catches=()):
    table = [dict(zip(("customer", "start", "end", "amount") if len(p) == 4 else ("customer", "start", "amount"), p)) for p in periods]

    def on(day):
        return [r for r in table if r["start"] <= day and day < r.get("end", "9999")]

    former = {r["customer"] for r in table if r["start"] < start and r["start"] < r.get("end", "9999") and r["amount"] != "0"}
    f.case("revenue.between", {"periods": table, "from": start, "to": end}, moved(on(start), on(end), former), source, edge=edge, catches=catches)


PLAYBOOK = [("ana", "2026-01-10", "2026-03-15", "50"), ("ana", "2026-03-15", "80"), ("ben", "2026-01-31", "2026-04-30", "30"), ("cat", "2026-02-01", "2026-02-20", "40"),
            ("cat", "2026-04-05", "45"), ("dan", "2026-03-31", "2026-04-01", "10"), ("eve", "2026-02-28", "25"), ("eve", "2026-04-01", "2026-04-15", "5")]
MONTHS = ["2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
for i in range(4):
    between(PLAYBOOK, MONTHS[i], MONTHS[i + 1], "by hand: who pays on the last days of two months",
            edge=["nobody before", "ends of months", "a change of plan in the month", "one back after two months, one left on the last day"][i],
            catches="dbt-labs/mrr-playbook: a change of plan as a new row breaks a stay in two (its seed; carl24k/fight-churn#26)" if i == 2 else ())
between([("ana", "2026-01-01", "2026-02-01", "10"), ("ana", "2026-02-01", "10")], "2026-01-31", "2026-02-01", "by hand: the periods touch, nothing moved", "a renewal on the day",
        catches="pkp-lib: last days read as first days without, so that a customer is away for a day at each renewal (pkp-lib#6229)")
between([("ana", "2026-01-01", "2026-02-01", "10")], "2026-01-31", "2026-02-01", "by hand: February 1 is the first day without", "an end on the day")
between([("ana", "2026-01-15", "2026-01-15", "10")], "2026-01-15", "2026-01-16", "by hand: a period of no day counts nowhere", "a period of no day")
between([("ana", "2024-02-29", "10")], "2024-02-28", "2024-02-29", "by hand", "the leap day")
between([], "2026-01-01", "2026-02-01", "by hand", "empty")
f.case("revenue.between", {"periods": [{"customer": "ana", "start": "2026-02-01", "end": "2026-01-01", "amount": "10"}], "from": "2026-01-01", "to": "2026-02-01"}, error("invalid"), "nothing ends before it starts", edge="an end before its start")

f.write()
