"""Retention, churn, spells and cohorts."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from math import expm1, log1p
from zoneinfo import ZoneInfo

from figures import ratio, require
from service import instant, share


def local_day(at, zone):
    return at.astimezone(ZoneInfo(zone)).date()


def sightings(input, key="rows"):
    """The instants of each customer before as_of; refunds are none."""
    seen, now = defaultdict(list), instant(input["as_of"])
    for r in input[key]:
        require(r["customer"].strip())
        if Fraction(r.get("amount", "0")) >= 0 and instant(r["at"]) < now:
            seen[r["customer"]].append(instant(r["at"]))
    return {c: sorted(seen[c]) for c in sorted(seen)}


def active_days(input):
    return {c: sorted({local_day(t, input["zone"]) for t in at}) for c, at in sightings(input).items()}


def counts(input):
    s, n, e = input["start"], input["acquired"], input["end"]
    require(min(s, n, e) >= 0 and n <= e and e - n <= s)
    return {"rate": ratio(e - n, s)}


def sets(input):
    require(all(c.strip() for k in ("start", "end") for c in input[k]))
    a, b = set(input["start"]), set(input["end"])
    return {"start": len(a), "acquired": len(b - a), "end": len(b), "rate": share(len(a & b), len(a))}


def repeat(input):
    days = list(active_days(input).values())
    again = [d for d in days if len(d) > 1]
    return {"customers": len(days), "repeaters": len(again), "repeat_orders": sum(len(d) - 1 for d in again), "gap_days": sum((d[-1] - d[0]).days for d in again), "rate": share(len(again), len(days))}


def repeat_within(input):
    n, today = input["days"], local_day(instant(input["as_of"]), input["zone"])
    require(n > 0)
    old = [d for d in active_days(input).values() if d[0] + timedelta(n) < today]
    return {"count": sum(any(0 < (x - d[0]).days <= n for x in d) for d in old), "base": len(old)}


def engagement(input):
    start, end, today = date.fromisoformat(input["from"]), date.fromisoformat(input["to"]), local_day(instant(input["as_of"]), input["zone"])
    span = [start + timedelta(i) for i in range((min(end, today) - start).days)]
    own = [n for n in (len(set(d) & set(span)) for d in active_days(input).values()) if n]
    return {"days": len(span), "customers": len(own), "active_days": sum(own), "daily_active": share(sum(own), len(span)), "stickiness": share(sum(own), len(own) * len(span))}


def churn_rate(input):
    s, a, l, al, r = (input[k] for k in ("start", "acquired", "lost", "acquired_lost", "returned"))
    require(min(s, a, l, al, r) >= 0 and l <= s and al <= a and r <= l)
    end = s + a - l - al + r
    formulas = {"standard": (l - r, s), "counting_returned": (l, s), "counting_acquired": (l - r + al, s), "of_active": (l + al, s + a), "of_average": (l - r + al, Fraction(s + end, 2))}
    require(input["formula"] in formulas)
    return {"rate": ratio(*formulas[input["formula"]])}


def calendar_day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        require(False)


def of_stays(input):
    first, last = calendar_day(input["from"]), calendar_day(input["to"])
    n = dict.fromkeys(("start", "acquired", "lost", "acquired_lost"), 0)
    for s in input["stays"]:
        start, end = calendar_day(s["start"]), calendar_day(s["end"]) if "end" in s else date.max
        require(start <= end)
        if start < first <= end:
            n["start"] += 1
            n["lost"] += end < last
        elif first <= start < last:
            n["acquired"] += 1
            n["acquired_lost"] += end < last
    return n


def daily(input):
    require(all(0 <= d["returned"] <= d["lost"] <= d["start"] for d in input["days"]))
    rates = [Fraction(d["lost"] - d["returned"], d["start"]) for d in input["days"] if d["start"]]
    require(rates, "no_data")
    return {"rate": sum(rates)}


def compound(input):
    rate, periods = float(input["rate"]), float(Fraction(input["periods"]))
    require(0 <= rate <= 1 and periods > 0)
    return {"rate": 1 if rate == 1 else -expm1(periods * log1p(-rate))}


def trials(input):
    now, done, decided, undecided = instant(input["as_of"]), 0, 0, 0
    for t in input["trials"]:
        start, end, paid = (instant(t[k]) if k in t else None for k in ("start", "end", "converted"))
        require(not paid or paid >= start)
        if start >= now:
            continue
        last = end and max(start.date() + timedelta(input["window_days"]), end.date() + timedelta(input["grace_days"]))
        if not end or end > now or last >= now.date():
            undecided += 1
            continue
        decided += 1
        done += bool(paid) and paid.date() <= last
    return {"converted": done, "decided": decided, "undecided": undecided, "rate": share(done, decided)}


def spells_of(input):
    window, today = input["window_days"], local_day(instant(input["as_of"]), input["zone"])
    require(window >= 0)
    out = []
    for c, days in active_days(input).items():
        runs = []
        for d in days:
            if runs and (d - runs[-1][1]).days <= window:
                runs[-1][1] = d
            else:
                runs.append([d, d])
        for i, (a, b) in enumerate(runs):
            found = b + timedelta(window + 1)
            out.append({"customer": c, "first": a.isoformat(), "last": b.isoformat(), "recognized": found.isoformat() if found <= today else None, "reactivation": i > 0})
    return {"spells": out}


def opening(d, grain):
    require(grain in ("day", "week", "month", "quarter", "year"))
    if grain == "week":
        return d - timedelta(d.weekday())
    month = {"month": d.month, "quarter": d.month - (d.month - 1) % 3, "year": 1}.get(grain)
    return date(d.year, month, 1) if month else d


def month_later(d, n):
    year, month = divmod(d.year * 12 + d.month - 1 + n, 12)
    for day in range(d.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            pass
    return date(year, month + 1, min(d.day, 27))


def nth(start, grain, n):
    if grain in ("day", "week"):
        return start + timedelta(n * {"day": 1, "week": 7}[grain])
    return month_later(start, n * {"month": 1, "quarter": 3, "year": 12}[grain])


def check_rule(input):
    edges, own = input.get("brackets"), bool(input.get("elapsed_seconds")) + bool(input.get("elapsed_months"))
    require(own < 2 and not (own and input.get("recurring")))
    require(edges is None or len(edges) > 1 and all(a < b for a, b in zip(edges, edges[1:])))
    opening(date(2026, 1, 1), input["grain"])


def triangle(input):
    return {"cohorts": cells(input, sightings(input), sightings(input))}


def begun(input):
    return {"cohorts": cells(input, sightings(input, "starts"), sightings(input))}


def cells(input, starts, seen):
    check_rule(input)
    zone, grain, now = input["zone"], input["grain"], instant(input["as_of"])
    table = {}
    for c, begins in starts.items():
        first = begins[0]
        at = [t for t in seen.get(c, []) if t >= first]
        days = [local_day(t, zone) for t in begins]
        for origin in sorted({opening(d, grain) for d in days}) if input.get("recurring") else [opening(days[0], grain)]:
            if input.get("elapsed_seconds"):
                edge, clock, reached = lambda k: first + timedelta(seconds=k * input["elapsed_seconds"]), at, now
            else:
                own = input.get("elapsed_months")
                edge = (lambda k: month_later(days[0], k * own)) if own else (lambda k: nth(origin, grain, k))
                clock, reached = [local_day(t, zone) for t in at], local_day(now, zone)
            intervals, k = [], 0
            while edge(k) <= reached:
                intervals.append(any(edge(k) <= t < edge(k + 1) for t in clock))
                k += 1
            whole = k - 1 if k else 0  # of these, those that are over
            edges = input.get("brackets") or range(whole + 1)
            row = table.setdefault(origin, {"start": origin.isoformat(), "size": 0, "active": [], "eligible": []})
            row["size"] += 1
            for i, (a, b) in enumerate(zip(edges, edges[1:])):
                if b > whole:
                    break
                if i == len(row["active"]):
                    row["active"].append(0)
                    row["eligible"].append(0)
                row["eligible"][i] += 1
                row["active"][i] += any(intervals[a:] if input.get("unbounded") else intervals[a:b])
    return [table[p] for p in sorted(table)]


def means(input):
    some = [(c["active"], c["eligible"]) for c in input["cohorts"] if c["eligible"]]
    return {"pooled": share(sum(a for a, _ in some), sum(e for _, e in some)), "simple": sum(Fraction(a, e) for a, e in some) / len(some) if some else None}


CALLS = {
    "retention.counts": counts,
    "retention.sets": sets,
    "retention.repeat": repeat,
    "retention.repeat_within": repeat_within,
    "retention.engagement": engagement,
    "churn.rate": churn_rate,
    "churn.of_stays": of_stays,
    "churn.daily": daily,
    "churn.compound": compound,
    "churn.trials": trials,
    "spells.of_activities": spells_of,
    "cohort.triangle": triangle,
    "cohort.from": begun,
    "cohort.means": means,
}
