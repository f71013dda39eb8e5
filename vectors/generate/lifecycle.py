"""Vectors of growth accounting. See cases.py."""

from datetime import timedelta
from fractions import Fraction

from cases import Family, error, exact
from cohort_periods import after, start_of
from rows import ROWS, day, days_of, parse

f = Family("lifecycle", "Growth accounting: the customers of each period by what they did in it and in the one before.")

f.call("lifecycle.trend",
       "Of each period from the first activity to the last, if it was over at as_of: new (active for the first time), returning (active, as in the period before), resurrected (active, not in the period before, but earlier), dormant (active in the period before, and not in this one).",
       {"rows": ROWS, "grain": "day, week, month, quarter or year", "zone": "IANA name", "as_of": "instant"},
       {"periods": "a list of start, new, returning, resurrected, dormant, quick_ratio ((new + resurrected) / dormant, null of none)"})


def trend(text, grain, as_of, source="by hand", zone="UTC", edge=None, catches=()):
    rows = parse(text)
    active = {c: sorted({start_of(d, grain) for d in days}) for c, days in days_of(rows, zone, as_of).items()}
    out, today = [], day(as_of, zone)
    if active:
        p, last = min(a[0] for a in active.values()), max(a[-1] for a in active.values())
        while p <= last and after(p, grain, 1) <= today:
            before = start_of(p - timedelta(1), grain)
            n = [sum(a[0] == p for a in active.values()), sum(p in a and before in a for a in active.values()),
                 sum(p in a and before not in a and a[0] < p for a in active.values()), sum(p not in a and before in a for a in active.values())]
            out.append({"start": p.isoformat(), **dict(zip(("new", "returning", "resurrected", "dormant"), n)), "quick_ratio": exact(Fraction(n[0] + n[2], n[3])) if n[3] else None})
            p = after(p, grain, 1)
    f.case("lifecycle.trend", {"rows": rows, "grain": grain, "zone": zone, "as_of": as_of}, {"periods": out}, source, edge=edge, catches=catches)


YEAR = "ana|2026-01-10 ana|2026-02-10 ana|2026-04-01 ben|2026-01-31 cat|2026-02-28 cat|2026-03-01 dan|2026-04-30 ben|2026-04-15"
trend(YEAR, "month", "2026-06-01T00:00:00Z", "by hand: of neighboring months, returning + dormant = active of the one before")
trend(YEAR, "month", "2026-04-30T23:59:59Z", "by hand: April is not over", edge="a month that runs")
trend(YEAR, "month", "2026-05-01T00:00:00Z", "by hand: April is over", edge="a month that is just over")
trend(YEAR, "quarter", "2026-07-01T00:00:00Z")
trend("ana|2026-12-31 ana|2027-01-03 ana|2027-01-04", "week", "2027-02-01T00:00:00Z", "by hand: December 28 to January 3 is one week", edge="a week over the end of a year")
trend("ana|2026-01-10 ana|2026-05-10", "month", "2026-07-01T00:00:00Z", "by hand: months without anybody are there", edge="months without activity")
trend("ana|2026-01-31T23:30:00Z ana|2026-02-10", "month", "2026-04-01T00:00:00Z", "by hand: February 1 in Berlin", "Europe/Berlin", "the end of a month in another zone")
trend("ana|2026-01-10|5 ana|2026-02-10|-5", "month", "2026-04-01T00:00:00Z", "by hand: a refund is no activity", edge="a refund")
trend("ana|2026-01-10", "month", "2026-02-01T00:00:00Z", "by hand", edge="one customer")
trend("", "month", "2026-02-01T00:00:00Z", "by hand", edge="empty")
f.case("lifecycle.trend", {"rows": [], "grain": "fortnight", "zone": "UTC", "as_of": "2026-02-01T00:00:00Z"}, error("invalid"), "there is no such grain", edge="an unknown grain")

f.write()
