"""Vectors of what customers do after an answer. See cases.py."""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

from cases import Family, error, exact
from rows import events, instant, parse

f = Family("linkage", "What customers did after their landmark, such as an answer, by the class in which they were then: followed forward only, all for the same time.")

f.call("linkage.classes",
       "By class: customers, those followed (whose horizon was over by as_of), and what they did from just after the landmark until the horizon has passed: what happens at that instant is beyond it. Left are those with an exit at the landmark or before: they are counted nowhere else. A refund lowers the revenue and is no order.",
       {"landmarks": "a list of customer, class and at", "rows": "orders: a list of customer, at and amount", "events": "a list of customer, name and at", "exits": "names of events by which a customer leaves", "horizon_seconds": "count", "as_of": "instant"},
       {"classes": "a list of class, customers, left, followed, exited, buyers, orders, revenue, retained (of followed, null of none), in order of the class", "late": "count of landmarks at as_of or later"})


def classes(landmarks, orders, happened, exits, days, as_of, source="by hand", edge=None, catches=()):
    marks = [{"customer": m["customer"], "class": m["name"], "at": m["at"]} for m in events(landmarks, "09:00:00")]
    rows, evs, now, h = parse(orders), events(happened), instant(as_of), timedelta(days)
    out, late = {}, 0
    for m in marks:
        at = instant(m["at"])
        if at >= now:
            late += 1
            continue
        c = out.setdefault(m["class"], dict.fromkeys(("customers", "left", "followed", "exited", "buyers", "orders"), 0) | {"revenue": Fraction(0)})
        mine = [instant(e["at"]) for e in evs if e["customer"] == m["customer"] and e["name"] in exits and instant(e["at"]) < now]
        if any(t <= at for t in mine):
            c["left"] += 1
            continue
        c["customers"] += 1
        if at + h > now:
            continue
        c["followed"] += 1
        c["exited"] += any(at < t < at + h for t in mine)
        bought = [r for r in rows if r["customer"] == m["customer"] and at < instant(r["at"]) < at + h and instant(r["at"]) < now]
        n = sum(not r["amount"].startswith("-") for r in bought)
        c["buyers"] += n > 0
        c["orders"] += n
        c["revenue"] += sum(Fraction(r["amount"]) for r in bought)
    table = [{"class": k, **c, "revenue": exact(c["revenue"]), "retained": exact(Fraction(c["followed"] - c["exited"], c["followed"])) if c["followed"] else None} for k, c in sorted(out.items())]
    f.case("linkage.classes", {"landmarks": marks, "rows": rows, "events": evs, "exits": exits, "horizon_seconds": days * 86400, "as_of": as_of}, {"classes": table, "late": late}, source, edge=edge, catches=catches)


MARKS = "ana|top|2026-01-01 ben|top|2026-01-05 cat|bottom|2026-01-02 dan|bottom|2026-01-10 eve|no-answer|2026-01-01 fay|bottom|2026-03-25"
ORDERS = "ana|2026-01-15|50 ana|2026-02-20|30 ben|2026-01-01|99 cat|2026-01-20|10 cat|2026-01-25|-4 eve|2026-06-01|5"
GONE = "cat|cancel|2026-02-01 dan|cancel|2026-01-09 eve|cancel|2026-03-30 ana|upgrade|2026-02-01"
classes(MARKS, ORDERS, GONE, ["cancel"], 60, "2026-05-01T00:00:00Z", "by hand: dan had left before his landmark, fay was followed for 37 days")
classes(MARKS, ORDERS, GONE, [], 60, "2026-05-01T00:00:00Z", "by hand: without exits nobody has left")
classes(MARKS, ORDERS, GONE, ["cancel"], 60, "2026-03-02T09:00:00Z", "by hand: only ana and eve have had 60 days", edge="a horizon that ends at the instant itself")
classes("ana|top|2026-01-01", "ana|2026-01-01T09:00:00Z|5 ana|2026-01-11T08:59:59Z|7 ana|2026-01-11T09:00:00Z|9", "", [], 10, "2026-05-01T00:00:00Z", "a choice of this collection: not at the landmark, and not at the end of the horizon, which as_of may be", "orders at both ends")
classes("ana|top|2026-01-01", "", "ana|cancel|2026-01-01T09:00:00Z", ["cancel"], 10, "2026-05-01T00:00:00Z", "by hand: nobody answers after leaving", "an exit at the landmark")
classes("ana|top|2026-01-01", "", "ana|cancel|2026-01-11T09:00:00Z", ["cancel"], 10, "2026-05-01T00:00:00Z", "a choice of this collection: the end is beyond it", "an exit at the end of the horizon")
classes("ana|top|2026-01-01", "", "ana|cancel|2026-01-11T08:59:59Z", ["cancel"], 10, "2026-05-01T00:00:00Z", "by hand", "an exit just before the end of the horizon")
classes("ana|top|2026-05-01", "", "", [], 10, "2026-05-01T09:00:00Z", "by hand: it has not happened", "a landmark at the instant itself")
classes("ana|top|2026-01-01", "ana|2026-01-03|-5", "", [], 10, "2026-05-01T00:00:00Z", "by hand: a refund is no order", "nothing but a refund")
classes("", "", "", [], 10, "2026-05-01T00:00:00Z", "by hand", "empty")


def refused(what, why, **given):
    f.case("linkage.classes", {"landmarks": [], "rows": [], "events": [], "exits": [], "horizon_seconds": 86400, "as_of": "2026-05-01T00:00:00Z", **given}, error("invalid"), why, edge=what)


mark = {"customer": "ana", "class": "top", "at": "2026-01-01T00:00:00Z"}
refused("two landmarks of one customer", "a customer is followed from one landmark", landmarks=[mark, mark])
refused("a horizon of 0", "nobody is followed for no time", horizon_seconds=0)
refused("a blank class", "a class has a name", landmarks=[{**mark, "class": ""}])

f.call("linkage.revenue_share", "What customers pay by the class of their landmark, those without one in \"no answer\", and the share of a class.",
       {"landmarks": "a list of customer, class and at", "subscriptions": "a list of customer and amount", "class": "its name"}, {"customers": "count who pay", "revenue": "amount", "share": "of all, 0 to 1"})


def share(landmarks, subscriptions, name, source="by hand", edge=None):
    marks = [{"customer": m["customer"], "class": m["name"], "at": m["at"]} for m in events(landmarks)]
    subs = [dict(zip(("customer", "amount"), s.split(":"))) for s in subscriptions.split()]
    of, sums = {m["customer"]: m["class"] for m in marks}, defaultdict(Fraction)
    for s in subs:
        sums[s["customer"]] += Fraction(s["amount"])
    mine = [v for c, v in sums.items() if of.get(c, "no answer") == name and v]
    f.case("linkage.revenue_share", {"landmarks": marks, "subscriptions": subs, "class": name}, {"customers": len(mine), "revenue": exact(sum(mine)), "share": exact(sum(mine) / sum(sums.values()))}, source, edge=edge)


PAYING = "ana:100 ben:50 cat:20 cat:5 dan:30 zoe:45 eve:0"
share(MARKS, PAYING, "bottom")
share(MARKS, PAYING, "top")
share(MARKS, PAYING, "no answer", edge="no landmark")

f.write()
