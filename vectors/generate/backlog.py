"""Vectors of open tickets day by day. See cases.py."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cases import Family, error

f = Family("backlog", "Tickets opened, resolved and open, by day. What happens at midnight is in the new day.")

f.call("backlog.days", "For each day of the span: opened and resolved in it, open at its end.",
       {"tickets": "a list of opened, resolved?, closed? (unresolved) and void?", "from": "date", "to": "date, the first after the span", "zone": "of the days"},
       {"opened": "a count a day", "resolved": "a count a day", "open": "a count a day"})


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def days(tickets, start, end, zone, source="by hand", edge=None, catches=()):
    z, d, out = ZoneInfo(zone), date.fromisoformat(start), {"opened": [], "resolved": [], "open": []}
    local = lambda t, k: instant(t[k]).astimezone(z).date() if k in t else None
    rows = [(local(t, "opened"), local(t, "resolved"), local(t, "closed")) for t in tickets if not t.get("void")]
    while d < date.fromisoformat(end):
        out["opened"].append(sum(o == d for o, _, _ in rows))
        out["resolved"].append(sum(r == d for _, r, _ in rows))
        out["open"].append(sum(o <= d and (r or c or date.max) > d for o, r, c in rows))
        d += timedelta(days=1)
    f.case("backlog.days", {"tickets": tickets, "from": start, "to": end, "zone": zone}, out, source, edge=edge, catches=catches)


def t(opened, resolved=None, **more):
    return {"opened": opened, **({"resolved": resolved} if resolved else {}), **more}


days([t("2026-02-27T10:00:00Z", "2026-03-02T09:00:00Z"), t("2026-03-01T08:00:00Z"), t("2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z"), t("2026-03-03T23:59:59Z", "2026-03-04T00:00:01Z")],
     "2026-03-01", "2026-03-05", "UTC")
days([t("2026-03-01T23:30:00Z", "2026-03-02T22:30:00Z")], "2026-03-01", "2026-03-05", "Europe/Berlin", edge="another day by the clocks of the zone",
     catches="MeetOnMemory: local days under keys of UTC (MeetOnMemory#1453)")
days([t("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z")], "2026-03-01", "2026-03-05", "UTC", edge="midnight is in the new day")
days([t("2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z")], "2026-03-01", "2026-03-03", "UTC", edge="opened and resolved on one day")
days([t("2026-03-01T10:00:00Z", closed="2026-03-02T11:00:00Z")], "2026-03-01", "2026-03-04", "UTC", edge="given up, unresolved")
days([t("2026-03-01T10:00:00Z", void=True), t("2026-03-01T11:00:00Z")], "2026-03-01", "2026-03-03", "UTC", edge="spam is no ticket")
days([t("2026-03-28T22:30:00Z", "2026-03-29T22:30:00Z")], "2026-03-28", "2026-03-31", "Europe/Berlin", edge="a day of 23 hours")
days([], "2026-03-01", "2026-03-03", "UTC", edge="empty")
f.case("backlog.days", {"tickets": [t("2026-03-02T10:00:00Z", "2026-03-01T10:00:00Z")], "from": "2026-03-01", "to": "2026-03-03", "zone": "UTC"},
       error("invalid"), "resolved before it was opened", edge="resolved before it was opened")
f.case("backlog.days", {"tickets": [], "from": "2026-03-03", "to": "2026-03-01", "zone": "UTC"}, error("invalid"), "the span ends before it starts", edge="backwards")

f.write()
