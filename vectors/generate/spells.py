"""Vectors of churn by silence. See cases.py."""

from datetime import timedelta

from cases import Family, error
from rows import ROWS, day, days_of, parse

f = Family("spells", "Churn by silence: after more than so many days without activity a customer has churned, on the day after the window. Later activity is a reactivation and a new spell.")

f.call("spells.of_activities", "The spells of customers, by customer. A gap of exactly the window is still active. Whose window has not run out by the day of as_of is censored: recognized is null.",
       {"rows": ROWS, "window_days": "count", "zone": "IANA name", "as_of": "instant"}, {"spells": "a list of customer, first, last, recognized (the first day after the window, or null) and reactivation"})


def spells_of(rows, window, zone, as_of):
    today, out = day(as_of, zone), []
    for c, days in days_of(rows, zone, as_of).items():
        first = days[0]
        for i, d in enumerate(days):
            if i + 1 < len(days) and (days[i + 1] - d).days <= window:
                continue
            found = d + timedelta(window + 1)
            out.append({"customer": c, "first": first.isoformat(), "last": d.isoformat(), "recognized": found.isoformat() if found <= today else None, "reactivation": first != days[0]})
            if i + 1 < len(days):
                first = days[i + 1]
    return out


CHOICE = "a choice of this collection: more than the window is churn; counted by hand"


def spells(text, window, as_of, source=CHOICE, zone="UTC", edge=None, catches=()):
    rows = parse(text)
    f.case("spells.of_activities", {"rows": rows, "window_days": window, "zone": zone, "as_of": as_of}, {"spells": spells_of(rows, window, zone, as_of)}, source, edge=edge, catches=catches)


spells("ana|2026-01-01 ana|2026-01-20 ana|2026-05-01 ben|2026-03-01 cat|2026-01-05", 30, "2026-06-01T00:00:00Z")
spells("ana|2026-01-01 ana|2026-04-01", 90, "2026-04-02T00:00:00Z", edge="a gap of exactly the window")
spells("ana|2026-01-01 ana|2026-04-01", 89, "2026-04-02T00:00:00Z", edge="a gap of a day more than the window")
spells("ana|2026-01-01", 90, "2026-04-01T23:59:59Z", edge="the last day of the window")
spells("ana|2026-01-01", 90, "2026-04-02T00:00:00Z", edge="the first day after the window")
spells("ana|2026-01-01 ana|2026-01-02 ana|2026-01-04", 0, "2026-01-10T00:00:00Z", edge="a window of 0")
spells("ana|2026-02-28 ana|2026-03-31", 30, "2026-03-31T12:00:00Z", edge="months' ends")
spells("ana|2024-01-31 ana|2024-03-01", 30, "2024-04-30T00:00:00Z", edge="over the leap day")
spells("ana|2026-03-28T23:30:00Z ana|2026-03-30T22:30:00Z", 1, "2026-04-05T00:00:00Z", zone="Europe/Berlin", edge="over the day on which clocks go forward")
spells("ana|2026-01-01|50 ana|2026-02-20|-50", 30, "2026-06-01T00:00:00Z", edge="a refund is no sign of life")
spells("ana|2026-01-01 ana|2026-01-10", 30, "2026-01-10T10:00:00Z", edge="activity at the instant itself")
spells("", 30, "2026-06-01T00:00:00Z", edge="empty")
f.case("spells.of_activities", {"rows": [], "window_days": -1, "zone": "UTC", "as_of": "2026-06-01T00:00:00Z"}, error("invalid"), "a window is not below 0", edge="a negative window")

f.call("spells.churn", "The counts of a period from spells: who has a spell from before it that had not churned before it is of the start. date says on which day who became silent has churned: recognition, or last_activity, the day after the last activity.",
       {"rows": ROWS, "window_days": "count", "zone": "IANA name", "as_of": "instant", "from": "date", "to": "date, the first after the period", "date": "recognition or last_activity"},
       {"start": "count", "acquired": "count, new in the period", "lost": "count of start", "acquired_lost": "count of acquired", "returned": "count of lost who came back in the period and are there at its end", "reactivations": "count of spells that begin in the period and are not a customer's first"})


def churn(text, window, as_of, start, end, kind, counts, source="by hand", edge=None, catches=()):
    f.case("spells.churn", {"rows": parse(text), "window_days": window, "zone": "UTC", "as_of": as_of, "from": start, "to": end, "date": kind},
           dict(zip(("start", "acquired", "lost", "acquired_lost", "returned", "reactivations"), counts)), source, edge=edge, catches=catches)


SILENT = "ana|2026-01-01 ana|2026-02-25 ben|2026-01-20 cat|2026-02-03 cat|2026-02-20 dan|2026-02-10"
churn(SILENT, 20, "2026-06-01T00:00:00Z", "2026-02-01", "2026-03-01", "recognition", (1, 2, 1, 0, 0, 1), "by hand: ben is recognized on February 10, ana had been on January 22 and comes back")
churn(SILENT, 20, "2026-06-01T00:00:00Z", "2026-02-01", "2026-03-01", "last_activity", (0, 2, 0, 2, 0, 1), "by hand: ben had left on January 21, dan leaves on February 11, cat on the 21st")
churn("ana|2026-01-31 ana|2026-02-20", 5, "2026-06-01T00:00:00Z", "2026-02-01", "2026-03-01", "recognition", (1, 0, 1, 0, 0, 1), "by hand: recognized on February 6, back on the 20th, recognized again on the 26th")
churn("ana|2026-01-31 ana|2026-02-20 ana|2026-02-25", 5, "2026-06-01T00:00:00Z", "2026-02-01", "2026-03-01", "recognition", (1, 0, 1, 0, 1, 1), "by hand: back on February 20, and still there at the end", "left and came back in the period",
      "fight-churn: snapshots of two days miss who left and came back (carl24k/fight-churn#19)")
churn("ana|2026-01-01", 30, "2026-06-01T00:00:00Z", "2026-02-01", "2026-03-01", "recognition", (1, 0, 1, 0, 0, 0), "by hand: recognized on February 1, so that she is there at the start", "recognized on the first day")
churn("ana|2026-01-29", 30, "2026-06-01T00:00:00Z", "2026-02-01", "2026-03-01", "recognition", (1, 0, 0, 0, 0, 0), "by hand: recognized on March 1", "recognized on the first day after")
churn("", 30, "2026-06-01T00:00:00Z", "2026-02-01", "2026-03-01", "recognition", (0, 0, 0, 0, 0, 0), "by hand", "empty")

f.write()
