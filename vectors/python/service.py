"""Fieldwork, support, service levels and backlog."""

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

from figures import ratio, require


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def share(num, den):
    """A rate, or None of nothing."""
    return Fraction(num, den) if den else None


def aapor(input):
    i, p, r, nc, o, uh, uo = (input[k] for k in ("complete", "partial", "refusal", "non_contact", "other", "unknown_household", "unknown"))
    e = Fraction(input.get("eligible", "0"))
    require(0 <= e <= 1)
    known, unknown = i + p + r + nc + o, uh + uo
    low, mid, high = known + unknown, known + e * unknown, known
    rates = {"COOP1": (i, i + p + r + o), "COOP2": (i + p, i + p + r + o), "COOP3": (i, i + p + r), "COOP4": (i + p, i + p + r)}
    for n, base in enumerate((low, mid, high)):
        rates["RR%d" % (2 * n + 1)], rates["RR%d" % (2 * n + 2)] = (i, base), (i + p, base)
        rates["REF%d" % (n + 1)], rates["CON%d" % (n + 1)] = (r, base), (i + p + r + o, base)
    require(input["formula"] in rates)
    return {"rate": ratio(*rates[input["formula"]])}


def invitations(input):
    now, patience = instant(input["as_of"]), timedelta(seconds=input["patience_seconds"])
    kinds = dict.fromkeys(("complete", "partial", "declined", "silent", "bounced", "ineligible", "pending"), 0)
    whole = complete = 0
    for row in input["rows"]:
        at, outcome = instant(row["at"]), row.get("outcome")
        require(all(instant(row[k]) >= at for k in ("opened", "started", "completed") if k in row))
        if at >= now:
            continue
        over = at + patience < now
        if outcome in ("ineligible", "bounced"):
            kind = outcome
        elif "completed" in row and instant(row["completed"]) < now:
            kind = "complete"
        elif outcome:
            kind = "declined"
        elif not over:
            kind = "pending"
        else:
            kind = "partial" if row.get("answered") else "silent"
        kinds[kind] += 1
        if over and kind != "ineligible":
            whole += 1
            complete += kind == "complete"
    return {**kinds, "response_rate": share(complete, whole)}


def type_7(values, p):
    """The quantile of R and numpy."""
    require(0 <= p <= 1)
    require(values, "no_data")
    values = sorted(values)
    h = (len(values) - 1) * p
    i = min(floor(h), max(len(values) - 2, 0))
    return values[i] + (h - i) * (values[i + 1] - values[i]) if len(values) > 1 else values[0]


def quantile(input):
    return {"seconds": type_7([Fraction(s) for s in input["seconds"]], Fraction(input["p"]))}


class Clock:
    """A clock of opening hours, as a list of what is open, in UTC, day by day."""

    def __init__(self, input):
        self.zone, self.week, self.holidays = ZoneInfo(input["zone"]), input["week"], set(input.get("holidays", ()))

    def at(self, day, text):
        """The instants at which the clocks of a day show a time: none, one or two."""
        hours, minutes = map(int, text.split(":"))
        wall = datetime(day.year, day.month, day.day) + timedelta(hours=hours, minutes=minutes)
        return {wall.replace(tzinfo=self.zone, fold=fold).astimezone(timezone.utc) for fold in (0, 1)}

    def spans(self, start):
        """What is open from the day of an instant on. A skipped end is where the clocks jump."""
        day = start.astimezone(self.zone).date() - timedelta(days=1)
        while True:
            if day.isoformat() not in self.holidays:
                for w in self.week:
                    if w["day"] == day.isoweekday() % 7:
                        yield min(self.at(day, w["from"])), max(self.at(day, w["to"]))
            day += timedelta(days=1)


def open_seconds(input):
    start, end = instant(input["from"]), instant(input["to"])
    require(start <= end)
    total = timedelta(0)
    for a, b in Clock(input).spans(start):
        if a - end > timedelta(days=2):
            break
        total += max(min(b, end) - max(a, start), timedelta(0))
    return {"seconds": int(total.total_seconds())}


def due(input):
    start, left = instant(input["from"]).astimezone(timezone.utc), timedelta(seconds=input["seconds"])
    at = start
    if left:
        for a, b in Clock(input).spans(start):
            runs = max(b - max(a, start), timedelta(0))
            if runs >= left:
                at = max(a, start) + left
                break
            left -= runs
    return {"due": at.strftime("%Y-%m-%dT%H:%M:%SZ")}


def apdex(input):
    s, t, f = input["satisfied"], input["tolerating"], input["frustrated"]
    return {"score": ratio(2 * s + t, 2 * (s + t + f))}


def uptime(input):
    start, end = instant(input["from"]), instant(input["to"])
    edges = {start, end}
    spans = {k: [(max(instant(s["from"]), start), min(instant(s["to"]), end)) for s in input[k]] for k in ("outages", "maintenance")}
    for a, b in spans["outages"] + spans["maintenance"]:
        edges |= {a, b}
    down = away = 0
    edges = sorted(edges)
    for a, b in zip(edges, edges[1:]):
        covered = lambda kind: any(s <= a and b <= e for s, e in spans[kind])
        seconds = int((b - a).total_seconds())
        if covered("maintenance"):
            away += seconds
        elif covered("outages"):
            down += seconds
    service = int((end - start).total_seconds()) - away
    return {"service_seconds": service, "down_seconds": down, "rate": 1 - ratio(down, service)}


def first_contact(input):
    now, window = instant(input["as_of"]), timedelta(seconds=input["recontact_seconds"])
    counts, whole, kept = dict.fromkeys(("attained", "missed", "pending"), 0), 0, 0
    for t in input["tickets"]:
        at = instant(t["resolved"])
        if instant(t["opened"]) >= now:
            continue
        again = instant(t["recontact"]) if "recontact" in t else None
        over = at + window < now
        came_back = again is not None and again < now and again - at <= window
        kind = "missed" if came_back else "attained" if over else "pending"
        counts[kind] += 1
        whole += over
        kept += over and not came_back
    return {**counts, "rate": share(kept, whole)}


def replies(input):
    now, target = instant(input["as_of"]), timedelta(seconds=input["target_seconds"])
    require(target > timedelta(0))
    n = dict.fromkeys(("attained", "missed", "pending", "gave_up"), 0)
    whole = kept = 0
    for t in input["tickets"]:
        opened = instant(t["opened"])
        known = lambda key: instant(t[key]) if key in t and instant(t[key]) < now else None
        require("first_reply" not in t or instant(t["first_reply"]) >= opened)
        if t.get("void") or opened >= now:
            continue
        reply, closed, over = known("first_reply"), known("closed"), now - opened > target
        if reply:
            kind = "attained" if reply - opened <= target else "missed"
        elif closed and closed - opened <= target:
            kind = "gave_up"
        else:
            kind = "missed" if over else "pending"
        n[kind] += 1
        if over and kind != "gave_up":
            whole += 1
            kept += kind == "attained"
    a, m, p, g = n.values()
    return {**n, "of_whole_windows": share(kept, whole), "of_decided": share(a, a + m), "of_all": share(a, a + m + g), "with_gave_up": share(a + g, a + m + g),
            "at_least": share(a, a + m + p), "at_most": share(a + p, a + m + p)}


def pooled(input):
    a, m = (sum(i[k] for i in input["intervals"]) for k in ("attained", "missed"))
    return {"rate": ratio(a, a + m)}


def backlog(input):
    zone, day, end = ZoneInfo(input["zone"]), date.fromisoformat(input["from"]), date.fromisoformat(input["to"])
    require(day < end)
    local = lambda t, key: instant(t[key]).astimezone(zone).date() if key in t else date.max
    require(all(instant(t["opened"]) <= instant(t["resolved"]) for t in input["tickets"] if "resolved" in t))
    rows = [(local(t, "opened"), local(t, "resolved"), local(t, "closed")) for t in input["tickets"] if not t.get("void")]
    out = {"opened": [], "resolved": [], "open": []}
    while day < end:
        out["opened"].append(sum(o == day for o, _, _ in rows))
        out["resolved"].append(sum(r == day for _, r, _ in rows))
        out["open"].append(sum(o <= day < min(r, c) for o, r, c in rows))
        day += timedelta(days=1)
    return out


CALLS = {
    "fieldwork.aapor": aapor,
    "fieldwork.invitations": invitations,
    "support.quantile": quantile,
    "support.open_seconds": open_seconds,
    "support.due": due,
    "support.apdex": apdex,
    "support.uptime": uptime,
    "support.first_contact": first_contact,
    "sla.replies": replies,
    "sla.pooled": pooled,
    "backlog.days": backlog,
}
