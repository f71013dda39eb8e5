"""Periods, money and rounding."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from math import floor, sqrt
from zoneinfo import ZoneInfo

from figures import ratio, require
from service import instant, type_7
from survey import nps, share

GRAINS = ("day", "week", "week_from_sunday", "month", "quarter", "year")


def day_of(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        require(False)


def index(d, grain):
    """The number of a period: neighbors have neighboring numbers."""
    require(grain in GRAINS)
    if grain == "day":
        return d.toordinal()
    if grain.startswith("week"):
        return (d.toordinal() - (1 if grain == "week" else 0)) // 7
    return {"month": d.year * 12 + d.month - 1, "quarter": d.year * 4 + (d.month - 1) // 3, "year": d.year}[grain]


def first_day(n, grain):
    if grain == "day":
        return date.fromordinal(n)
    if grain.startswith("week"):
        return date.fromordinal(n * 7 + (1 if grain == "week" else 0))
    months = n * {"month": 1, "quarter": 3, "year": 12}[grain]
    return date(months // 12, months % 12 + 1, 1)


def label(start, end, grain):
    if grain == "week_from_sunday":
        return "%s/%s" % (start, end)
    if grain == "week":
        return "%d-W%02d" % start.isocalendar()[:2]
    return {"day": str(start), "month": str(start)[:7], "quarter": "%d-Q%d" % (start.year, start.month // 3 + 1), "year": str(start.year)}[grain]


def period(d, grain):
    n = index(d, grain)
    start, end = first_day(n, grain), first_day(n + 1, grain)
    return {"start": str(start), "end": str(end), "label": label(start, end, grain)}


def of_instant(input):
    return period(instant(input["at"]).astimezone(ZoneInfo(input["zone"])).date(), input["grain"])


def start_of(d, zone):
    """The first instant of a day: where the clocks come to it, by halving."""
    low = datetime(d.year, d.month, d.day, tzinfo=timezone.utc) - timedelta(hours=30)
    high = low + timedelta(hours=60)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (low, middle) if middle.astimezone(zone).date() >= d else (middle, high)
    return high


def start(input):
    d, zone = day_of(input["date"]), ZoneInfo(input["zone"])
    at = start_of(d, zone)
    return {"start": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "seconds": int((start_of(d + timedelta(days=1), zone) - at).total_seconds())}


def between(input):
    return {"periods": index(day_of(input["to"]), input["grain"]) - index(day_of(input["from"]), input["grain"])}


def add_months(input):
    d = day_of(input["date"])
    first = first_day(index(d, "month") + input["months"], "month")
    return {"date": str(first.replace(day=min(d.day, monthrange(first.year, first.month)[1])))}


def parse(input):
    match = re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?(\d+))?", input["text"], re.ASCII)
    require(match and len(input["text"]) <= 80 and int(match[3] or 0) <= 34)
    return {"amount": Fraction(Decimal(input["text"]))}


def largest_remainder(units, weights):
    """Whole units, split by weights."""
    raw = [Fraction(units * w, sum(weights)) for w in weights]
    parts = [floor(r) for r in raw]
    for i in sorted(range(len(raw)), key=lambda i: parts[i] - raw[i])[:units - sum(parts)]:
        parts[i] += 1
    return parts


def allocate(input):
    weights, unit = input["weights"], 10 ** input["places"]
    require(weights, "no_data")
    units = Fraction(input["total"]) * unit
    require(min(weights) > 0 and units.denominator == 1)
    parts = largest_remainder(abs(units.numerator), weights)
    return {"parts": [Fraction(p if units >= 0 else -p, unit) for p in parts]}


def monthly(input):
    a_year = {"day": Fraction("365.25"), "week": 52, "month": 12, "quarter": 4, "year": 1}
    require(input["count"] > 0 and input["unit"] in a_year)
    return {"amount": Fraction(input["payment"]) / input["count"] * a_year[input["unit"]] / 12}


def mean(input):
    amounts = [Fraction(a) for a in input["amounts"]]
    m = ratio(sum(amounts), len(amounts))
    require(len(amounts) > 1, "undefined")
    return {"mean": m, "standard_deviation": sqrt(sum((a - m) ** 2 for a in amounts) / (len(amounts) - 1))}


def shares(input):
    require(all(c >= 0 for c in input["counts"]))
    return {"shares": [ratio(100 * c, sum(input["counts"])) for c in input["counts"]] if sum(input["counts"]) else require(False, "no_data")}


def rounded_shares(input):
    require(sum(input["counts"]), "no_data")
    unit = 10 ** input["places"]
    return {"shares": [Fraction(p, unit) for p in largest_remainder(100 * unit, input["counts"])]}


CALLS = {
    "period.of_date": lambda input: period(day_of(input["date"]), input["grain"]),
    "period.of_instant": of_instant,
    "period.start": start,
    "period.between": between,
    "period.add_months": add_months,
    "period.days_between": lambda input: {"days": (day_of(input["to"]) - day_of(input["from"])).days},
    "money.parse": parse,
    "money.allocate": allocate,
    "money.monthly": monthly,
    "money.mean": mean,
    "money.quantile": lambda input: {"amount": type_7([Fraction(a) for a in input["amounts"]], Fraction(input["p"]))},
    "rounding.ratio": lambda input: {"rate": ratio(*share(input))},
    "rounding.nps": lambda input: {"score": nps(input["promoters"], input["passives"], input["detractors"])},
    "rounding.shares": shares,
    "rounding.largest_remainder": rounded_shares,
}
