"""Vectors of service levels. See cases.py."""

from datetime import datetime, timedelta, timezone
from fractions import Fraction

from cases import Family, error, exact

f = Family("sla", "Replies within a target: open tickets past the target have missed it, younger ones are pending.")

f.call("sla.replies",
       "Tickets by whether the first reply came within the target, or after exactly the target. Closed without a reply before it passed: gave up. "
       "Of whole windows is the share of those whose target would have passed, whatever became of them.",
       {"tickets": "a list of opened, first_reply?, resolved?, closed?, void?", "target_seconds": "count", "as_of": "instant; what happened then or later has not happened"},
       {"attained": "count", "missed": "count", "pending": "count", "gave_up": "count",
        "of_whole_windows": "0 to 1, null of none", "of_decided": "attained of attained and missed, null of none",
        "of_all": "attained of all, those who gave up too, null of none", "with_gave_up": "those who gave up count as attained, null of none",
        "at_least": "all pending miss it, null of none", "at_most": "all pending attain it, null of none"})

START = datetime(2026, 3, 2, tzinfo=timezone.utc)


def at(seconds):
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def share(a, b):
    return exact(Fraction(a, b)) if b else None


def replies(rows, target, as_of, source, edge=None, catches=()):
    """rows: (opened, reply or None, closed or None, void), in seconds from the start."""
    tickets, count = [], dict.fromkeys(("attained", "missed", "pending", "gave_up"), 0)
    whole = early = 0
    for opened, reply, closed, *void in rows:
        t = {"opened": at(opened)}
        if reply is not None:
            t.update(first_reply=at(reply))
        if closed is not None:
            t["closed"] = at(closed)
        if void:
            t["void"] = True
        tickets.append(t)
        if opened >= as_of or void:
            continue
        if reply is not None and reply < as_of:
            kind = "attained" if reply - opened <= target else "missed"
        elif as_of - opened > target and not (closed is not None and closed < as_of and closed - opened <= target):
            kind = "missed"
        elif closed is not None and closed < as_of:
            kind = "gave_up"
        else:
            kind = "pending"
        count[kind] += 1
        if kind in ("attained", "missed") and as_of - opened > target:
            whole += 1
            early += kind == "attained"
    a, m, p, g = count.values()
    f.case("sla.replies", {"tickets": tickets, "target_seconds": target, "as_of": at(as_of)},
           {**count, "of_whole_windows": share(early, whole), "of_decided": share(a, a + m), "of_all": share(a, a + m + g),
            "with_gave_up": share(a + g, a + m + g), "at_least": share(a, a + m + p), "at_most": share(a + p, a + m + p)}, source, edge=edge, catches=catches)


HOUR = 3600
HAND = "by hand: each ticket's wait against the target"
CALLS = [(0, 8, 200), (60, 75, 300), (120, 140, 500), (180, 199, 400), (240, 252, 360), (300, 305, 800), (360, 390, 700), (420, 470, 900),
         (480, 540, 1000), (540, 592, 900), (600, None, 603), (660, None, 664), (720, None, 730), (780, None, 792), (840, None, 855), (900, None, 950), (960, None, 1050)]
replies(CALLS, 20, 40000, "by hand: 6 within 20 s of 10 answered, 17 offered; after the formulas of contact centers (Cisco ICR manual, p. 143)",
        catches="contact center reports: one of five formulas without its name, 6/10, 6/12, 6/17 or 11/17 of this day (Cisco ICR manual, p. 143; callcentrevoice#5449)")
replies([(0, 10 * HOUR, None), (20 * HOUR, None, None), (50 * HOUR, 60 * HOUR, None), (60 * HOUR, None, None)], 72 * HOUR, 100 * HOUR,
        "by hand: of 0 and 20 alone the 72 hours are over", "windows that are open")
OPEN = [(0, HOUR, None), (0, 2 * HOUR, None), (0, 3 * HOUR, None), (0, 5 * HOUR, None), (0, 8 * HOUR, None), (0, 30 * HOUR, None),
        (46 * HOUR, None, None), (40 * HOUR, None, None), (24 * HOUR, None, None), (0, None, None)]
replies(OPEN, 24 * HOUR, 50 * HOUR, "by hand: closed only 5/6, decided 5/8, bounds 50 to 70 %; 24 h 00 has not passed 26 hours after hour 24", None)
replies([(0, 20, None)], 20, 1000, HAND, "after exactly the target")
replies([(0, 21, None)], 20, 1000, HAND, "a second late")
replies([(0, None, None)], 20, 20, HAND, "the target passes at the instant itself: pending")
replies([(0, None, None)], 20, 21, HAND, "a second after the target: missed, though open")
replies([(0, 30, None)], 20, 25, HAND, "the reply comes later than the instant")
replies([(0, 10, None)], 20, 10, HAND, "the reply comes at the instant itself")
replies([(100, 110, None)], 20, 100, HAND, "opened at the instant itself: left out")
replies([(0, 10, None), (0, None, 500, True), (0, 400, None), (0, None, None, True)], 20, 1000,
        "by hand: what was merged into another or was spam is no ticket", "void tickets",
        catches=["Zammad: a merged ticket counts as a ticket (zammad#904)", "FreeScout: spam counts as a conversation (freescout#5310)"])
replies([(0, None, 15)], 20, 1000, HAND, "hung up within the target")
replies([(0, None, 25)], 20, 1000, HAND, "hung up after the target: missed")
replies([(0, 5, None), (1, 9, None)], 20, 1000, HAND, "all in time")
replies([], 20, 1000, HAND, "empty")
f.case("sla.replies", {"tickets": [{"opened": at(10), "first_reply": at(5)}], "target_seconds": 20, "as_of": at(100)}, error("invalid"), "a reply before the question", edge="a reply before the question")
f.case("sla.replies", {"tickets": [{"opened": at(10)}], "target_seconds": 0, "as_of": at(100)}, error("invalid"), "nothing is answered in no time", edge="a target of 0")

f.call("sla.pooled", "The level of intervals that are pooled: attained of decided.", {"intervals": "a list of attained and missed"}, {"rate": "0 to 1"})
f.case("sla.pooled", {"intervals": [{"attained": 412, "missed": 88}, {"attained": 350, "missed": 316}]}, {"rate": "0.6535163"}, "by hand: 762/1166",
       catches="VitalPBX: averages the levels of intervals whatever their calls, 0.5793 in the report of a user (VitalPBX forum 5425)")
f.case("sla.pooled", {"intervals": [{"attained": 1, "missed": 0}, {"attained": 0, "missed": 99}]}, {"rate": "0.01"}, "by hand: not the mean of 1 and 0", edge="one call against many")
f.case("sla.pooled", {"intervals": [{"attained": 0, "missed": 0}]}, error("no_data"), "no calls", edge="empty")

f.write()
