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

STAYS = {"stays": "a list of days and whether churned, of each spell in order of the customer and of time"}
f.call("spells.lifespans", "How long each spell lasted, in days from its first day: to the day of the churn by date or, of those still active, to the last day on which it could have been: of recognition the day of as_of, of last_activity the day as long before it as the window. Spells that began after that day are left out.",
       {"rows": ROWS, "window_days": "count", "zone": "IANA name", "as_of": "instant", "date": "recognition or last_activity"}, STAYS)


def stays(text, window, as_of, counted, source="by hand", zone="UTC", edge=None, catches=()):
    for kind, days in zip(("recognition", "last_activity"), counted):
        f.case("spells.lifespans", {"rows": parse(text), "window_days": window, "zone": zone, "as_of": as_of, "date": kind}, {"stays": [{"days": abs(d), "churned": d > 0} for d in days]}, source, edge=edge, catches=catches)


# Days of who has churned are above 0, of who is active below; 0 is active.
stays(SILENT, 20, "2026-06-01T00:00:00Z", ([21, 21, 21, 38, 21], [1, 1, 1, 18, 1]), "by hand: ana twice for a day, ben for a day, cat from the 3rd to the 20th, dan for a day; recognized 21 days after the last")
stays(SILENT, 20, "2026-03-01T00:00:00Z", ([21, -4, 21, -26, -19], [1, 1, -6]), "by hand: on March 1 ana, cat and dan are active; by the last activity known to February 9, before which cat alone began",
      edge="windows that have not run out")
stays("ana|2026-01-01", 30, "2026-01-31T00:00:00Z", ([-30], [0]), "by hand: the window ends on January 31", edge="the last day of the window")
stays("ana|2026-01-01", 30, "2026-02-01T00:00:00Z", ([31], [1]), "by hand: recognized on February 1", edge="the first day after the window")
stays("ana|2024-01-31 ana|2024-03-01", 30, "2024-05-01T00:00:00Z", ([61], [31]), "by hand: 30 days apart over February 29, one spell", edge="over the leap day")
stays("ana|2026-01-01 ana|2026-01-03 ana|2026-01-04", 0, "2026-01-10T00:00:00Z", ([1, 1, 1], [1, 1, 1]), "by hand: each day its own spell", edge="a window of 0")
stays("ana|2026-03-28T23:30:00Z ana|2026-03-30T22:30:00Z", 7, "2026-05-01T00:00:00Z", ([10], [3]), "by hand: March 29 to 31 in Berlin", "Europe/Berlin", "over the day on which clocks go forward")
stays("", 30, "2026-06-01T00:00:00Z", ([], []), "there is nobody", edge="empty")

f.call("spells.of_subscriptions", "Spells of customers with a subscription: periods that touch, overlap or have at most grace_days without any between them are one. end is the first day without; as_of is the last day that is known, and a period that ends after it is running. Stays are by the day of the end, and of those running to as_of less the grace.",
       {"periods": "a list of customer, start, end? and amount per month", "grace_days": "count", "as_of": "date"}, {"spells": "a list of customer, first, last, recognized (the first day after the grace, or null) and reactivation", **STAYS})


def subscribed(text, grace, as_of, spells, days, source="by hand", edge=None, catches=()):
    periods = [dict(zip(("customer", "start", "amount", "end"), (c, start, "10", *([end] if end else [])))) for c, start, end in (p.split("|") for p in text.split())]
    keys = ("customer", "first", "last", "recognized", "reactivation")
    f.case("spells.of_subscriptions", {"periods": periods, "grace_days": grace, "as_of": as_of}, {"spells": [dict(zip(keys, s)) for s in spells], "stays": [{"days": abs(d), "churned": d > 0} for d in days]}, source, edge=edge, catches=catches)


PLANS = "ana|2025-01-01|2025-03-01 ana|2025-03-01|2025-07-01 ben|2025-01-01|2025-02-01 ben|2025-02-01|2025-06-01 ben|2025-06-01| cem|2025-02-01|2025-05-01"
ENDED = [("ana", "2025-01-01", "2025-06-30", "2025-07-01", False), ("cem", "2025-02-01", "2025-04-30", "2025-05-01", False)]
subscribed(PLANS, 0, "2025-12-31", [ENDED[0], ("ben", "2025-01-01", "2025-12-31", None, False), ENDED[1]], [181, -364, 89], "by hand: ben has paid for 365 days, and whether he ends on January 1, at 365, is not known yet", "a year that runs, on its last day",
           "dbt-labs/mrr-playbook: rows of a customer taken for stays: on its seed the median is 31 days, and right 334")
subscribed(PLANS, 0, "2026-01-01", [ENDED[0], ("ben", "2025-01-01", "2026-01-01", None, False), ENDED[1]], [181, -365, 89], "by hand: on January 1 ben is still there", "a year that runs, a day later")
subscribed("ana|2025-01-01|2026-01-01", 0, "2025-12-31", [("ana", "2025-01-01", "2025-12-31", None, False)], [-364], "by hand: the end is on the day after", "an end on the day after as_of")
subscribed("ana|2025-01-01|2026-01-01", 0, "2026-01-01", [("ana", "2025-01-01", "2025-12-31", "2026-01-01", False)], [365], "by hand", "an end on the day of as_of")
subscribed("ana|2026-01-01|2026-02-01 ana|2026-02-04|2026-03-01", 3, "2026-06-01", [("ana", "2026-01-01", "2026-02-28", "2026-03-04", False)], [59], "by hand: three days between, and the grace is three", "a renewal on the last day of the grace")
subscribed("ana|2026-01-01|2026-02-01 ana|2026-02-05|2026-03-01", 3, "2026-06-01", [("ana", "2026-01-01", "2026-01-31", "2026-02-04", False), ("ana", "2026-02-05", "2026-02-28", "2026-03-04", True)], [31, 24], "by hand: four days between", "a renewal a day after the grace")
subscribed("ana|2026-01-01|2026-02-01", 3, "2026-02-03", [("ana", "2026-01-01", "2026-01-31", None, False)], [-30], "by hand: the grace ends on February 3; known to January 31", "within the grace")
subscribed("ana|2026-01-01|2026-03-01 ana|2026-02-01|2026-02-10", 0, "2026-06-01", [("ana", "2026-01-01", "2026-02-28", "2026-03-01", False)], [59], "by hand", "one period within another")
subscribed("ana|2026-01-01|2026-01-01 ben|2026-07-01|", 0, "2026-06-01", [], [], "by hand: no day, and not yet", "an end on the first day, and a start after as_of")
subscribed("ana|2024-02-29|2025-02-28", 0, "2025-12-31", [("ana", "2024-02-29", "2025-02-27", "2025-02-28", False)], [365], "by hand", "from a leap day")
subscribed("", 0, "2026-06-01", [], [], "there is nobody", "empty")
f.case("spells.of_subscriptions", {"periods": [{"customer": "ana", "start": "2026-02-01", "end": "2026-01-01", "amount": "10"}], "grace_days": 0, "as_of": "2026-06-01"}, error("invalid"), "nothing ends before it starts", edge="an end before its start")
f.case("spells.of_subscriptions", {"periods": [], "grace_days": -1, "as_of": "2026-06-01"}, error("invalid"), "a grace is not below 0", edge="a negative grace")

f.write()
