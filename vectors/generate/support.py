"""Vectors of support: quantiles, opening hours, first contact, apdex, uptime. See cases.py."""

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

from cases import Family, error, exact

f = Family("support", "Times to reply and to resolve, opening hours, first contact resolution, apdex, uptime.")

f.call("support.quantile", "A quantile of durations, type 7 of Hyndman and Fan: interpolated at (n - 1) p, the default of R and numpy.",
       {"seconds": "a list of decimals", "p": "0 to 1"}, {"seconds": "decimal"})


def quantile(seconds, p, edge=None, catches=()):
    x = sorted(map(Fraction, seconds))
    h = (len(x) - 1) * Fraction(p)
    i = floor(h)
    v = x[i] + ((x[i + 1] - x[i]) * (h - i) if h > i else 0)
    f.case("support.quantile", {"seconds": seconds, "p": p}, {"seconds": exact(v)}, "R 4.2.2: quantile(x, %s), type 7; in fractions" % p, edge=edge, catches=catches)


WAITS = ["5", "12", "18", "20", "25", "41", "60", "95", "240", "600"]
quantile(WAITS, "0.5")
quantile(WAITS, "0.9", catches="Excel: PERCENTILE.EXC has 564 where PERCENTILE and R have 276 (Microsoft, PERCENTILE.EXC)")
quantile(WAITS, "0.95")
quantile(["3", "1", "2"], "0.5")
quantile(WAITS, "0", edge="the shortest")
quantile(WAITS, "1", edge="the longest")
quantile(["7"], "0.95", edge="one duration")
quantile(["4", "4", "4"], "0.3", edge="all alike")
quantile(["-2640", "0", "600"], "0.5", edge="a duration below 0")
f.case("support.quantile", {"seconds": [], "p": "0.5"}, error("no_data"), "no durations", edge="empty")
f.case("support.quantile", {"seconds": ["1"], "p": "95"}, error("invalid"), "p is a fraction", edge="p in percent")

HOURS = {"week": "a list of day (0 is Sunday), from and to as 09:00", "holidays?": "a list of dates", "zone": "of the clocks"}
f.call("support.open_seconds", "How long a clock runs from one instant to another that runs in opening hours only.",
       {**HOURS, "from": "instant", "to": "instant"}, {"seconds": "count"})
f.call("support.due", "The first instant at which that clock has run for so long.", {**HOURS, "from": "instant", "seconds": "count"}, {"due": "instant, in UTC"})

OFFICE = [{"day": d, "from": a, "to": b} for d in range(1, 6) for a, b in (("09:00", "12:00"), ("13:00", "17:00"))]
ALWAYS = [{"day": d, "from": "00:00", "to": "24:00"} for d in range(7)]
NINE = [{"day": d, "from": "09:00", "to": "17:00"} for d in range(1, 6)]
NIGHT = [{"day": d, "from": "00:00", "to": "06:00"} for d in range(7)]


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def utc(t):
    return t.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_open(t, week, holidays, zone):
    local = t.astimezone(zone)
    if local.date().isoformat() in holidays:
        return False
    clock = local.strftime("%H:%M")
    return any(w["day"] == local.isoweekday() % 7 and w["from"] <= clock < w["to"] for w in week)


def minutes(start, week, holidays, zone):
    """All minutes from an instant on, with whether the clock runs: slow, and right by the clocks."""
    t, z = start.astimezone(timezone.utc), ZoneInfo(zone)
    while True:
        yield t, is_open(t, week, holidays, z)
        t += timedelta(minutes=1)


def hours_input(week, zone, holidays):
    return {"week": week, "zone": zone, **({"holidays": holidays} if holidays else {})}


def open_seconds(start, end, week=OFFICE, zone="Europe/Berlin", holidays=(), edge=None, catches=()):
    total, last = 0, instant(end)
    for t, runs in minutes(instant(start), week, holidays, zone):
        if t >= last:
            break
        total += 60 * runs
    f.case("support.open_seconds", {**hours_input(week, zone, list(holidays)), "from": start, "to": end}, {"seconds": total},
           "Python zoneinfo: counted minute by minute", edge=edge, catches=catches)


def due(start, seconds, week=OFFICE, zone="Europe/Berlin", holidays=(), edge=None, catches=()):
    left = seconds
    for t, runs in minutes(instant(start), week, holidays, zone):
        if left == 0:
            break
        left -= 60 * runs
    f.case("support.due", {**hours_input(week, zone, list(holidays)), "from": start, "seconds": seconds}, {"due": utc(t)},
           "Python zoneinfo: counted minute by minute", edge=edge, catches=catches)


open_seconds("2026-02-06T16:40:00+01:00", "2026-02-09T09:30:00+01:00", catches="Frappe Helpdesk, GLPI, osTicket: count evenings and weekends (frappe/helpdesk#2075 and #2212, glpi#687, osTicket#1168)")
open_seconds("2026-02-04T11:50:00+01:00", "2026-02-04T13:10:00+01:00", edge="over the break")
open_seconds("2026-02-03T20:00:00+01:00", "2026-02-04T09:10:00+01:00", edge="opened in the evening")
open_seconds("2026-02-07T10:00:00+01:00", "2026-02-08T10:00:00+01:00", edge="never open")
open_seconds("2026-02-03T10:00:00+01:00", "2026-02-03T10:00:00+01:00", edge="no time at all")
open_seconds("2025-12-24T16:00:00+01:00", "2025-12-29T10:00:00+01:00", holidays=["2025-12-25", "2025-12-26"], edge="holidays")
open_seconds("2026-03-28T22:00:00+01:00", "2026-03-29T08:00:00+02:00", NIGHT, edge="an hour is skipped: five are open")
open_seconds("2026-10-24T22:00:00+02:00", "2026-10-25T08:00:00+01:00", NIGHT, edge="an hour comes twice: seven are open")
open_seconds("2026-03-06T12:00:00-05:00", "2026-03-09T12:00:00-04:00", NINE, "America/New_York", edge="over a change of the clocks in closed hours")
f.case("support.open_seconds", {**hours_input(OFFICE, "Europe/Berlin", []), "from": "2026-02-04T11:50:00Z", "to": "2026-02-04T11:00:00Z"}, error("invalid"), "to is before from", edge="backwards")
due("2026-02-06T16:40:00+01:00", 3600, catches="GLPI, osTicket: due times by business hours that are off (glpi-project/glpi pull request 22678, osTicket#6739)")
due("2026-02-06T16:40:00+01:00", 1200, edge="due at the end of a day, not at the opening of the next")
due("2026-02-03T10:00:00+01:00", 86400, catches="Zammad: ends a day early over several days of business hours (zammad/zammad#390)")
due("2026-02-07T10:00:00+01:00", 60, edge="from the weekend on")
due("2025-12-24T16:30:00+01:00", 3600, holidays=["2025-12-25", "2025-12-26"], edge="holidays")
due("2026-03-29T00:00:00+01:00", 4 * 3600, ALWAYS, edge="an hour is skipped")
due("2026-02-03T08:00:00+01:00", 0, edge="nothing to run")

f.call("support.apdex", "(satisfied + tolerating/2)/all.", {"satisfied": "count, of at most the target", "tolerating": "count, of at most four times the target", "frustrated": "count"}, {"score": "0 to 1"})


def apdex(s, t, r, source="by hand; Apdex, Technical Specification 1.1 (2007)", edge=None, catches=()):
    f.case("support.apdex", {"satisfied": s, "tolerating": t, "frustrated": r}, {"score": exact(Fraction(2 * s + t, 2 * (s + t + r)))}, source, edge=edge, catches=catches)


apdex(40, 200, 48, "140/288, by hand", catches="Site24x7: prints 0.47 for its own example (its help page on apdex)")
apdex(60, 30, 10, catches="Prometheus: the counts of a histogram are cumulative, 0.65625 if they are taken as they are (prometheus/docs pull request 1226; express-prom-bundle#40)")
apdex(1, 0, 0, edge="one answer")
apdex(0, 0, 9, edge="all frustrated")
f.case("support.apdex", {"satisfied": 0, "tolerating": 0, "frustrated": 0}, error("no_data"), "no answers", edge="empty")

f.call("support.uptime", "The share of the service time without outages. Outages that overlap count once; maintenance is neither up nor down.",
       {"outages": "a list of from and to", "maintenance": "a list of from and to", "from": "instant", "to": "instant"}, {"service_seconds": "count", "down_seconds": "count", "rate": "0 to 1"})


def uptime(outages, maintenance, start="2026-03-01T00:00:00Z", end="2026-03-02T00:00:00Z", edge=None, catches=()):
    a, b = instant(start), instant(end)
    inside = lambda spans: {t for s, e in spans for t in range(max(0, int((instant(s) - a).total_seconds())), min(int((b - a).total_seconds()), int((instant(e) - a).total_seconds())))}
    away = inside(maintenance)
    down = inside(outages) - away
    service = int((b - a).total_seconds()) - len(away)
    spans = lambda l: [{"from": s, "to": e} for s, e in l]
    f.case("support.uptime", {"outages": spans(outages), "maintenance": spans(maintenance), "from": start, "to": end},
           {"service_seconds": service, "down_seconds": len(down), "rate": exact(1 - Fraction(len(down), service))}, "Python: counted second by second", edge=edge, catches=catches)


uptime([("2026-03-01T10:00:00Z", "2026-03-01T10:07:30Z")], [])
uptime([("2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"), ("2026-03-01T10:30:00Z", "2026-03-01T11:30:00Z")], [], edge="outages that overlap")
uptime([("2026-03-01T02:30:00Z", "2026-03-01T05:00:00Z")], [("2026-03-01T02:00:00Z", "2026-03-01T04:00:00Z")], edge="an outage begins in maintenance")
uptime([("2026-02-28T23:00:00Z", "2026-03-01T00:30:00Z"), ("2026-03-01T23:50:00Z", "2026-03-02T01:00:00Z")], [], edge="outages beyond the span")
uptime([], [], edge="no outage")

f.call("support.first_contact", "Tickets resolved at first contact: attained once the window is over in which the customer must not come back, missed if the customer did or the first contact did not resolve it. "
       "The rate is of those whose window is over.",
       {"tickets": "a list of opened, first_reply, resolved, first_contact and recontact", "recontact_seconds": "the window", "as_of": "instant"},
       {"attained": "count", "missed": "count", "pending": "count", "rate": "0 to 1, null if no window is over"})


def day(n, hour=0):
    return utc(datetime(2026, 9, 1, tzinfo=timezone.utc) + timedelta(days=n, hours=hour))


def ticket(n, again=None):
    t = {"opened": day(n), "first_reply": day(n), "resolved": day(n), "first_contact": True}
    if again is not None:
        t["recontact"] = day(again)
    return t


def first_contact(tickets, as_of, want, source, edge=None):
    f.case("support.first_contact", {"tickets": tickets, "recontact_seconds": 7 * 86400, "as_of": as_of}, want, source, edge=edge)


SIX = [ticket(0), ticket(1, 2), ticket(2), ticket(4, 5), ticket(5), ticket(8, 9)]
WHOLE = "a choice of this collection: a rate is of whole windows, so that it does not fall short in the last week; by hand"
first_contact(SIX, day(10), {"attained": 2, "missed": 3, "pending": 1, "rate": "0.66666667"}, WHOLE, "windows that are open")
first_contact(SIX, day(30), {"attained": 3, "missed": 3, "pending": 0, "rate": "0.5"}, WHOLE)
first_contact(SIX, day(5), {"attained": 0, "missed": 1, "pending": 3, "rate": None}, WHOLE, "no window is over")
first_contact([], day(5), {"attained": 0, "missed": 0, "pending": 0, "rate": None}, WHOLE, "empty")

f.write()
