"""Rows of what customers did, for the generators: texts to rows, and days of a zone."""

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

ROWS = "a list of customer, at (instant) and amount?; an amount below 0 is a refund, and no activity"


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def day(text, zone="UTC"):
    return instant(text).astimezone(ZoneInfo(zone)).date()


def parse(text, noon="10:00:00"):
    """ana|2026-01-05|50 is a row of ana on that day, of 50."""
    out = []
    for r in text.split():
        customer, at, *amount = r.split("|")
        at = at if "T" in at else "%sT%sZ" % (at, noon)
        out.append({"customer": customer, "at": at, **({"amount": amount[0]} if amount else {})})
    return out


def events(text, noon="10:00:00"):
    """ana|visit|2026-01-05 is an event of ana on that day."""
    out = []
    for r in text.split():
        customer, name, at = r.split("|")
        out.append({"customer": customer, "name": name, "at": at if "T" in at else "%sT%sZ" % (at, noon)})
    return out


def counted(rows, as_of):
    """The rows before an instant that are no refunds."""
    return [r for r in rows if not r.get("amount", "").startswith("-") and instant(r["at"]) < instant(as_of)]


def days_of(rows, zone, as_of):
    """The days of each customer, ascending."""
    out = defaultdict(set)
    for r in counted(rows, as_of):
        out[r["customer"]].add(day(r["at"], zone))
    return {c: sorted(d) for c, d in sorted(out.items())}
