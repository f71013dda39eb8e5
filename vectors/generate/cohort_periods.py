"""Periods of the calendar, for the generators of cohorts and of growth."""

from datetime import date, timedelta


def start_of(d, grain):
    return {"day": d, "week": d - timedelta(d.weekday()), "month": d.replace(day=1), "quarter": d.replace(day=1, month=(d.month - 1) // 3 * 3 + 1), "year": d.replace(day=1, month=1)}[grain]


def months(d, n):
    y, m = divmod(d.year * 12 + d.month - 1 + n, 12)
    last = (date(y + (m == 11), (m + 1) % 12 + 1, 1) - timedelta(1)).day
    return date(y, m + 1, min(d.day, last))


def after(p, grain, n):
    if grain in ("day", "week"):
        return p + timedelta(n * (7 if grain == "week" else 1))
    return months(p, n * {"month": 1, "quarter": 3, "year": 12}[grain])
