"""Vectors of days, weeks and months. See cases.py."""

import calendar
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from cases import Family, error

f = Family("period", "Which day, week, month, quarter and year an instant is in, and how many there are between two days.")


def start_of(d, grain):
    return {"day": d, "week": d - timedelta(days=d.isoweekday() - 1), "week_from_sunday": d - timedelta(days=d.isoweekday() % 7), "month": d.replace(day=1),
            "quarter": d.replace(day=1, month=(d.month - 1) // 3 * 3 + 1), "year": d.replace(day=1, month=1)}[grain]


def next_start(d, grain):
    return start_of(start_of(d, grain) + timedelta(days={"day": 1, "week": 7, "week_from_sunday": 7, "month": 31, "quarter": 92, "year": 366}[grain]), grain)


def label(d, grain):
    s, e = start_of(d, grain), next_start(d, grain)
    if grain == "week_from_sunday":
        return "%s/%s" % (s, e)
    return {"day": s.isoformat(), "week": "%d-W%02d" % s.isocalendar()[:2], "month": s.isoformat()[:7], "quarter": "%d-Q%d" % (s.year, (s.month + 2) // 3), "year": "%04d" % s.year}[grain]


GRAIN = {"grain": "day, week (ISO, from Monday), week_from_sunday, month, quarter or year"}
f.call("period.of_date", "The period of a day.", {"date": "date", **GRAIN}, {"start": "date", "end": "date, the first after it", "label": "ISO 8601; start/end for what has no name"})


def of_date(text, grain, edge=None, catches=()):
    d = date.fromisoformat(text)
    f.case("period.of_date", {"date": text, "grain": grain}, {"start": str(start_of(d, grain)), "end": str(next_start(d, grain)), "label": label(d, grain)},
           "Python: datetime.date, isocalendar", edge=edge, catches=catches)


of_date("2026-11-18", "week")
of_date("2026-11-18", "week_from_sunday")
of_date("2026-11-18", "month")
of_date("2026-11-18", "quarter")
of_date("2026-11-18", "year")
of_date("2027-01-01", "week", "a day of the ISO year before", "strftime: %Y-W%V has the year of the day and the week of the ISO year, 2027-W53 for 2026-W53 (docs.python.org, strftime)")
of_date("2024-12-30", "week", "a day of the ISO year after", "Java: YYYY is the year of the week, 2025-12-30 for 2024-12-30 (SimpleDateFormat, week year)")
of_date("2020-12-31", "week", "an ISO year of 53 weeks")
of_date("2026-11-15", "week", "a Sunday is the last day of its week")
of_date("2026-11-15", "week_from_sunday", "a Sunday is the first day of its week")
of_date("2024-02-29", "month", "a leap day")
of_date("2000-02-29", "quarter", "a leap day of a century")
of_date("2026-12-31", "quarter", "the last day of a year")
f.case("period.of_date", {"date": "2026-11-18", "grain": "fortnight"}, error("invalid"), "none of the grains", edge="an unknown grain")
f.case("period.of_date", {"date": "2026-02-29", "grain": "month"}, error("invalid"), "2026 is no leap year", edge="a day that does not exist")

f.call("period.of_instant", "The period of an instant by the clocks of a zone.", {"at": "instant", "zone": "name", **GRAIN}, {"start": "date", "end": "date, the first after it", "label": "ISO 8601"})


def of_instant(at, zone, grain="day", edge=None, catches=()):
    d = datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(ZoneInfo(zone)).date()
    f.case("period.of_instant", {"at": at, "zone": zone, "grain": grain}, {"start": str(start_of(d, grain)), "end": str(next_start(d, grain)), "label": label(d, grain)},
           "Python: zoneinfo", edge=edge, catches=catches)


of_instant("2026-03-31T23:30:00Z", "UTC", "month")
of_instant("2026-03-31T23:30:00Z", "Europe/Berlin", "month", "another month by the clocks", ["PostHog: a day more or less by the zone of the project (PostHog#41286)", "PostHog: responses of the last hours are lost (PostHog#30677)"])
of_instant("2026-01-01T04:59:59Z", "America/New_York", "year", "another year by the clocks")
of_instant("2026-02-28T16:00:00Z", "Asia/Manila", "month", "midnight itself", "Formbricks: days of UTC for people in Asia (formbricks/formbricks#8791)")
of_instant("2026-02-28T15:59:59Z", "Asia/Manila", "month", "a second before midnight")
of_instant("2026-11-15T22:30:00Z", "Europe/Paris", "week", "another week by the clocks", "PostHog: one week split in two (PostHog#37126)")
of_instant("2026-03-29T00:59:59Z", "Europe/Berlin", "day", "the second before the clocks are put forward")
of_instant("2026-10-25T01:30:00Z", "Europe/Berlin", "day", "the hour that comes twice")
of_instant("2011-12-30T10:00:00Z", "Pacific/Apia", "day", "a day that was skipped")
of_instant("2018-11-04T02:59:59Z", "America/Sao_Paulo", "day", "the second before a midnight that is skipped")
of_instant("2018-11-04T03:00:00Z", "America/Sao_Paulo", "day", "a midnight that is skipped")
of_instant("2026-06-30T18:14:59Z", "Asia/Kathmandu", "month", "an offset of 5:45")
of_instant("2026-06-30T18:15:00Z", "Asia/Kathmandu", "month", "an offset of 5:45")

f.call("period.start", "The first instant of a day by the clocks of a zone, and how long the day is.", {"date": "date", "zone": "name"}, {"start": "instant, in UTC", "seconds": "length of the day"})


def first_instant(d, zone):
    """The first instant whose day is d or later, minute by minute."""
    t = datetime(d.year, d.month, d.day, tzinfo=timezone.utc) - timedelta(hours=30)
    while t.astimezone(zone).date() < d:
        t += timedelta(minutes=1)
    return t


def start(text, zone, edge=None, catches=()):
    d, z = date.fromisoformat(text), ZoneInfo(zone)
    a, b = first_instant(d, z), first_instant(d + timedelta(days=1), z)
    f.case("period.start", {"date": text, "zone": zone}, {"start": a.strftime("%Y-%m-%dT%H:%M:%SZ"), "seconds": int((b - a).total_seconds())},
           "Python: zoneinfo, minute by minute", edge=edge, catches=catches)


start("2026-03-15", "Europe/Berlin")
start("2026-03-29", "Europe/Berlin", "a day of 23 hours")
start("2026-10-25", "Europe/Berlin", "a day of 25 hours")
start("2018-11-04", "America/Sao_Paulo", "midnight is skipped")
start("2011-12-30", "Pacific/Apia", "a day that was skipped: no time at all")
start("2026-04-05", "Australia/Lord_Howe", "half an hour more")
start("2026-07-01", "Asia/Kolkata", "an offset of 5:30")

f.call("period.between", "The number of periods from that of one day to that of another.", {"from": "date", "to": "date", **GRAIN}, {"periods": "count, below 0 backwards"})


def between(a, b, grain, want, edge=None):
    f.case("period.between", {"from": a, "to": b, "grain": grain}, {"periods": want}, "by hand, on a calendar", edge=edge)


between("2026-03-31", "2026-04-30", "month", 1)
between("2026-03-01", "2026-03-31", "month", 0, "one period")
between("2025-12-31", "2026-01-01", "year", 1, "neighboring days")
between("2025-12-29", "2026-01-04", "week", 0, "a week over two years")
between("2026-05-10", "2026-01-31", "quarter", -1, "backwards")
between("2024-02-28", "2024-03-01", "day", 2, "over a leap day")

f.call("period.add_months", "The day so many months later; a day that the month does not have becomes its last.", {"date": "date", "months": "count"}, {"date": "date"})


def add_months(text, n, edge=None, catches=()):
    d = date.fromisoformat(text)
    y, m = divmod(d.year * 12 + d.month - 1 + n, 12)
    got = date(y, m + 1, min(d.day, calendar.monthrange(y, m + 1)[1]))
    f.case("period.add_months", {"date": text, "months": n}, {"date": str(got)}, "Python: calendar.monthrange; PostgreSQL: date + interval '%d months'" % n, edge=edge, catches=catches)


add_months("2026-01-15", 1)
add_months("2026-01-31", 1, "the end of a month", ["JavaScript: setMonth overflows into March 3 (MDN, Date.prototype.setMonth)", "Go: AddDate overflows into March 3 (pkg.go.dev/time, AddDate)"])
add_months("2024-01-31", 1, "the end of a month in a leap year")
add_months("2026-01-31", 2, "counted from the first day, not from the last result", "Polar: renewals of the 31st drift to the 28th and stay there (polarsource/polar#10664)")
add_months("2024-02-29", 12, "a leap day a year later")
add_months("2026-03-31", -1, "backwards")
add_months("2026-12-05", 1, "over the year")
add_months("2026-05-31", 0, "no month")

f.call("period.days_between", "Days from one to another.", {"from": "date", "to": "date"}, {"days": "count"})
for a, b, edge in [("2026-01-01", "2026-12-31", None), ("2024-02-28", "2024-03-01", "over a leap day"), ("2026-03-28", "2026-03-30", "over a day of 23 hours"), ("2026-03-02", "2026-03-01", "backwards"), ("1900-02-28", "1900-03-01", "1900 was no leap year")]:
    f.case("period.days_between", {"from": a, "to": b}, {"days": (date.fromisoformat(b) - date.fromisoformat(a)).days}, "Python: datetime.date", edge=edge,
           catches=["Excel: 29 February 1900 exists, 2 for 1 (Microsoft, Excel incorrectly assumes that the year 1900 is a leap year)"] if a.startswith("1900") else ())

f.write()
