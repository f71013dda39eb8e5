"""Vectors of retention, repeat purchases and engagement. See cases.py."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from cases import Family, error, exact

f = Family("retention", "Who stayed, who bought again, and how often customers are there.")

f.call("retention.counts", "(end - acquired) / start. Who joined and left is in none of the three, and who came back neither in end nor in acquired.",
       {"start": "count at the start", "acquired": "count, new and still there at the end", "end": "count at the end"}, {"rate": "0 to 1"})


def counts(s, n, e, source="by hand", edge=None, catches=()):
    f.case("retention.counts", {"start": s, "acquired": n, "end": e}, {"rate": exact(Fraction(e - n, s))}, source, edge=edge, catches=catches)


counts(100, 20, 110)
counts(200, 40, 220)
counts(3, 0, 1, edge="a third")
counts(50, 10, 10, edge="nobody stayed")
counts(50, 0, 50, edge="all stayed, nobody new")
counts(1, 0, 1, edge="one customer")
f.case("retention.counts", {"start": 0, "acquired": 5, "end": 5}, error("no_data"), "nobody was there to stay", edge="nobody at the start")
f.case("retention.counts", {"start": 100, "acquired": 20, "end": 125}, error("invalid"), "105 of 100 cannot have stayed: some came back", edge="above 1")
f.case("retention.counts", {"start": 100, "acquired": 30, "end": 25}, error("invalid"), "30 of 25 are new: some of them had left", edge="below 0")
f.case("retention.counts", {"start": -1, "acquired": 0, "end": 0}, error("invalid"), "a count is not below 0", edge="a negative count")

f.call("retention.sets", "Of the customers at the start, the share that is there at the end. A customer counts once.",
       {"start": "a list of customers", "end": "a list of customers"}, {"start": "count", "acquired": "count", "end": "count", "rate": "0 to 1, null of none"})


def sets(start, end, source="by hand", edge=None, catches=()):
    a, b = start.split(), end.split()
    s, e = set(a), set(b)
    f.case("retention.sets", {"start": a, "end": b}, {"start": len(s), "acquired": len(e - s), "end": len(e), "rate": exact(Fraction(len(s & e), len(s))) if s else None}, source, edge=edge, catches=catches)


sets("ana ben cat dan", "ana cat eve")
sets("ana ben", "cat dan", edge="nobody stayed")
sets("ana ben", "ben ana", edge="the same, in another order")
sets("ana ana ben", "ana ana", edge="repeated rows")
sets("Ana ana", "ana", edge="names that differ in case")
sets("", "ana", edge="nobody at the start")
sets("", "", edge="empty")
f.case("retention.sets", {"start": ["ana", ""], "end": []}, error("invalid"), "a row without its customer", edge="a blank customer")

ROWS = "a list of customer, at (instant) and amount?; an amount below 0 is a refund, and no activity"


def day(text, zone):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(ZoneInfo(zone)).date()


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def rows(text):
    out = []
    for r in text.split():
        customer, at, *amount = r.split("|")
        at = at if "T" in at else at + "T10:00:00Z"
        out.append({"customer": customer, "at": at, **({"amount": amount[0]} if amount else {})})
    return out


def days_of(table, zone, as_of):
    out = defaultdict(set)
    for r in table:
        if not r.get("amount", "").startswith("-") and instant(r["at"]) < instant(as_of):
            out[r["customer"]].add(day(r["at"], zone))
    return {c: sorted(d) for c, d in out.items()}


f.call("retention.repeat", "Orders after the first: the purchases of one day by one customer are one order. Rows at as_of or later are left out.",
       {"rows": ROWS, "zone": "IANA name", "as_of": "instant"},
       {"customers": "count with an order", "repeaters": "count with two orders or more", "repeat_orders": "count after the first of each", "gap_days": "days between neighboring orders, summed",
        "rate": "repeaters of customers, null of none"})


def repeat(text, as_of, source, zone="UTC", edge=None, catches=()):
    table = rows(text)
    d = days_of(table, zone, as_of)
    again = [x for x in d.values() if len(x) > 1]
    f.case("retention.repeat", {"rows": table, "zone": zone, "as_of": as_of},
           {"customers": len(d), "repeaters": len(again), "repeat_orders": sum(len(x) - 1 for x in again), "gap_days": sum((x[-1] - x[0]).days for x in again),
            "rate": exact(Fraction(len(again), len(d))) if d else None}, source, edge=edge, catches=catches)


SHOP = "ana|2026-01-05|50 ben|2026-01-07|20 ana|2026-01-25|30 cat|2026-02-01|10 ana|2026-03-01|10 ben|2026-03-08|5"
repeat(SHOP, "2026-04-01T00:00:00Z", "by hand: ana 20 and 35 days, ben 60")
repeat(SHOP, "2026-03-08T10:00:00Z", "by hand: what happens at the instant itself has not happened", edge="an order at the instant itself")
repeat("ana|2026-01-05T09:00:00Z|50 ana|2026-01-05T18:00:00Z|20", "2026-04-01T00:00:00Z", "by hand: one order of one day", edge="two rows of one day",
       catches="lifetimes: several orders a day counted apart, so that frequency exceeds recency (CamDavidsonPilon/lifetimes#91)")
repeat("ana|2026-01-05T23:30:00Z|50 ana|2026-01-06T00:30:00Z|20", "2026-04-01T00:00:00Z", "by hand: both are on January 6 in Berlin", "Europe/Berlin", "midnight of another zone",
       catches="PostHog: days of UTC once a project has a zone (PostHog#17415)")
repeat("ana|2026-01-05|50 ana|2026-02-05|-50 ben|2026-01-06|20", "2026-04-01T00:00:00Z", "by hand: a refund is no order", edge="a refund",
       catches="woocommerce: a refund counts as an order (woocommerce#32211)")
repeat("ana|2026-02-05|-50", "2026-04-01T00:00:00Z", "by hand: nobody bought", edge="nothing but refunds")
repeat("", "2026-04-01T00:00:00Z", "by hand", edge="empty")
repeat("ana|2026-01-05|50", "2026-04-01T00:00:00Z", "by hand", edge="one order")

f.call("retention.repeat_within", "Who ordered again within so many days, of those whose first order was more than so many days before the day of as_of.",
       {"rows": ROWS, "days": "count", "zone": "IANA name", "as_of": "instant"}, {"count": "count", "base": "count"})


def within(text, n, as_of, source, zone="UTC", edge=None, catches=()):
    table = rows(text)
    d = days_of(table, zone, as_of)
    old = [x for x in d.values() if (day(as_of, zone) - x[0]).days > n]
    f.case("retention.repeat_within", {"rows": table, "days": n, "zone": zone, "as_of": as_of},
           {"count": sum(len(x) > 1 and (x[1] - x[0]).days <= n for x in old), "base": len(old)}, source, edge=edge, catches=catches)


within(SHOP, 30, "2026-04-01T00:00:00Z", "by hand: ana alone, of three")
within(SHOP, 60, "2026-04-01T00:00:00Z", "by hand: cat has had 59 days and is not in the base", edge="exactly 60 days later")
within(SHOP, 20, "2026-04-01T00:00:00Z", "by hand: ana after exactly 20 days", edge="after exactly so many days")
within(SHOP, 19, "2026-04-01T00:00:00Z", "by hand: a day too late", edge="a day after the limit")
within("ana|2026-03-01|5", 30, "2026-03-31T23:59:59Z", "by hand: her 30th day is not over", edge="the last day still runs")
within("ana|2026-03-01|5", 30, "2026-04-01T00:00:00Z", "by hand: her 30th day is over", edge="the last day is over")
within("ana|2026-03-28T23:30:00Z|5 ana|2026-03-29T21:30:00Z|5", 1, "2026-04-10T00:00:00Z", "by hand: both are on March 29 in Berlin, a day of 23 hours", "Europe/Berlin", "the day on which clocks go forward")
f.case("retention.repeat_within", {"rows": [], "days": 0, "zone": "UTC", "as_of": "2026-04-01T00:00:00Z"}, error("invalid"), "nobody comes back in no days", edge="0 days")

f.call("retention.engagement", "Of a span of days, those that were over at as_of: customers active on some of them, their active days, and stickiness, active days / (customers · days).",
       {"rows": ROWS, "from": "date", "to": "date, the first after the span", "zone": "IANA name", "as_of": "instant"},
       {"days": "count", "customers": "count", "active_days": "count", "daily_active": "active days a day, null of none", "stickiness": "0 to 1, null of none"})


def engagement(text, start, end, as_of, source, zone="UTC", edge=None, catches=()):
    table = rows(text)
    last = min(date.fromisoformat(end), max(day(as_of, zone), date.fromisoformat(start)))
    n = (last - date.fromisoformat(start)).days
    seen = [sum(date.fromisoformat(start) <= x < last for x in d) for d in days_of(table, zone, as_of).values()]
    customers, active = sum(x > 0 for x in seen), sum(seen)
    f.case("retention.engagement", {"rows": table, "from": start, "to": end, "zone": zone, "as_of": as_of},
           {"days": n, "customers": customers, "active_days": active, "daily_active": exact(Fraction(active, n)) if n else None,
            "stickiness": exact(Fraction(active, n * customers)) if n * customers else None}, source, edge=edge, catches=catches)


WEEK = " ".join("%s|2026-03-%02d" % (c, d) for c, ds in {"ana": (1, 2, 3, 5), "ben": (1, 4, 7), "cat": (2, 3), "dan": (6,), "eve": (1, 2, 5, 6, 7), "fay": (4,)}.items() for d in ds)
engagement(WEEK, "2026-03-01", "2026-03-08", "2026-04-01T00:00:00Z", "by hand: 16 days of 6 customers in 7 days",
           catches="matomo: the unique visitors of days added up, 16 for 6 (matomo#8089, matomo#21474; plausible#1444)")
engagement(WEEK, "2026-03-01", "2026-04-01", "2026-03-06T12:00:00Z", "by hand: March 6 and what follows is not over: 5 days", edge="a month that runs",
           catches="osf.io: the running month divided by all of its days (CenterForOpenScience/osf.io PR 7591; zoonk PR 1801)")
engagement(WEEK, "2026-03-10", "2026-03-12", "2026-04-01T00:00:00Z", "by hand: nobody came", edge="nobody active")
engagement(WEEK, "2026-03-01", "2026-03-08", "2026-03-01T12:00:00Z", "by hand: no day is over", edge="no day over")
engagement("ana|2026-10-25T00:30:00Z ana|2026-10-25T22:30:00Z", "2026-10-25", "2026-10-26", "2026-11-01T00:00:00Z", "by hand: one day of 25 hours", "Europe/Berlin", "the day on which clocks go back")

f.write()
