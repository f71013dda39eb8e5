"""Vectors of cohorts. See cases.py."""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

from cases import Family, error, exact
from cohort_periods import after, months, start_of
from rows import ROWS, counted, day, instant, parse

f = Family("cohort", "Cohort triangles: who of those who began together is active later. What nobody could have observed yet is absent, never 0.")

TRIANGLE = {"cohorts": "a list of start (date), size, active and eligible by interval, in order; cohorts without customers are left out"}
RULE = {"zone": "IANA name", "grain": "day, week (from Monday), month, quarter or year, of the cohorts", "as_of": "instant; what happened then or later has not happened",
        "elapsed_seconds?": "length of intervals from each customer's own first instant", "elapsed_months?": "length in months from each customer's own first day, on its day of the month or the last",
        "brackets?": "edges of wider intervals: 0, 1, 7 makes 0 and 1..6", "unbounded?": "active in the interval or any later one", "recurring?": "a member of the cohort of each period with activity"}
f.call("cohort.triangle", "Cohorts by the period of the first activity, and in them those active in interval k: the k-th period after, or of an own length. An interval counts once it is over, by the calendar for the whole cohort.",
       {"rows": ROWS, **RULE}, TRIANGLE)


def triangle(rows, zone, grain, as_of, elapsed_seconds=0, elapsed_months=0, brackets=None, unbounded=False, recurring=False):
    seen = defaultdict(list)
    for r in counted(rows, as_of):
        seen[r["customer"]].append(instant(r["at"]))
    today, now = day(as_of, zone), instant(as_of)
    cohorts = defaultdict(lambda: [0, defaultdict(int), defaultdict(int)])
    for at in seen.values():
        days = sorted({day(t.isoformat(), zone) for t in at})
        first, own = min(at), days[0]
        origins = sorted({start_of(d, grain) for d in days}) if recurring else [start_of(own, grain)]
        for origin in origins:
            if elapsed_seconds:
                begin = lambda k: first + timedelta(seconds=k * elapsed_seconds)
                over, active = (lambda k: begin(k + 1) <= now), (lambda k: any(begin(k) <= t < begin(k + 1) for t in at))
            elif elapsed_months:
                begin = lambda k: months(own, k * elapsed_months)
                over, active = (lambda k: begin(k + 1) <= today), (lambda k: any(begin(k) <= d < begin(k + 1) for d in days))
            else:
                begin = lambda k: after(origin, grain, k)
                over, active = (lambda k: begin(k + 1) <= today), (lambda k: any(begin(k) <= d < begin(k + 1) for d in days))
            n = 0
            while over(n):
                n += 1
            last = n
            while last < 400 and (begin(last) <= (now if elapsed_seconds else today)):
                last += 1
            flags = [active(k) for k in range(last)]
            c = cohorts[origin]
            c[0] += 1
            edges = brackets or list(range(n + 1))
            for i in range(len(edges) - 1):
                if edges[i + 1] <= n:
                    c[2][i] += 1
                    c[1][i] += any(flags[edges[i]:]) if unbounded else any(flags[edges[i]:edges[i + 1]])
    return [{"start": p.isoformat(), "size": c[0], "active": [c[1][i] for i in range(len(c[2]))], "eligible": [c[2][i] for i in range(len(c[2]))]} for p, c in sorted(cohorts.items())]


def case(text, as_of, source, zone="UTC", grain="day", edge=None, catches=(), noon="10:00:00", **rule):
    rows = parse(text, noon)
    f.case("cohort.triangle", {"rows": rows, "zone": zone, "grain": grain, "as_of": as_of, **rule}, {"cohorts": triangle(rows, zone, grain, as_of, **rule)}, source, edge=edge, catches=catches)


def on(customer, *days, month="2026-03"):
    return " ".join("%s|%s-%02d" % (customer, month, d) for d in days)


POSTHOG = on("p1", 1, 2, 3, 6, 7) + " " + on("p2", 2, 3, 4, 7)
case(POSTHOG, "2026-03-12T00:00:00Z", "PostHog, queries/test/test_retention.py, test_day_interval: p1 on days 0, 1, 2, 5, 6, p2 on 1, 2, 3, 6; first-time by hand")
case(POSTHOG, "2026-03-12T00:00:00Z", "PostHog, queries/test/test_retention.py, test_day_interval: its own triangle", recurring=True)
case(POSTHOG, "2026-03-12T00:00:00Z", "by hand: day 0 is 1 up to day 6, day 1 up to day 5", unbounded=True, edge="unbounded")
case(on("ana", 1), "2026-03-01T23:59:59Z", "by hand: the day of the cohort is not over", edge="no interval is over")
case(on("ana", 1), "2026-03-02T00:00:00Z", "by hand: the day is over at midnight", edge="over at the instant itself")
case("", "2026-03-02T00:00:00Z", "by hand", edge="empty")
case("ana|2026-03-01T23:45:00Z ana|2026-03-02T00:01:00Z", "2026-03-05T00:00:00Z", "by hand: by the calendar active on day 1", edge="16 minutes over midnight")
case("ana|2026-03-01T23:45:00Z ana|2026-03-02T00:01:00Z", "2026-03-05T00:00:00Z", "by hand: within 24 hours, day 0", edge="16 minutes over midnight, elapsed", elapsed_seconds=86400,
     catches="PostHog: who signs up at 23:45 and leaves at 00:01 is retained on day 1 (PostHog#29958, #2227)")
case("ana|2026-12-01T17:59:00Z ana|2026-12-02T17:00:00Z", "2026-12-05T00:00:00Z", "by hand: 23 hours 1 minute, interval 0", elapsed_seconds=86400,
     catches="Amplitude: instants are cut to the hour first, which makes it day 1 (its documentation of N-day retention)")
case("ana|2026-03-01T10:00:00Z ana|2026-03-02T10:00:00Z", "2026-03-05T00:00:00Z", "by hand: interval 1 begins after exactly 24 hours", edge="after exactly 24 hours", elapsed_seconds=86400)
WEEK = " ".join("u%d|2026-03-%02d" % (i, i + 2) for i in range(7)) + " u0|2026-03-09T12:00:00Z u6|2026-03-15T11:00:00Z"
for as_of, edge in (("2026-03-09T15:00:00Z", "none observed for 7 days and another"), ("2026-03-11T00:00:00Z", "one of seven observed"), ("2026-03-17T10:00:00Z", None)):
    case(WEEK, as_of, "by hand: day 7 by customers whose day is over", grain="week", elapsed_seconds=86400, edge=edge,
         catches="boardsesh: day 7 of a week whose last customers have not had it yet (boardsesh PR 2007)" if as_of.startswith("2026-03-11") else ())
MONTHLY = "ana|2026-01-31 ana|2026-02-28 ana|2026-03-31 ana|2026-04-30 ben|2026-01-01 ben|2026-02-01 ben|2026-03-01 ben|2026-04-01"
case(MONTHLY, "2026-05-31T00:00:00Z", "by hand: active in each of their own months", grain="month", elapsed_months=1, edge="months' ends, own months",
     catches="polar: the 31st drifts (polarsource/polar#10664)")
case(MONTHLY, "2026-05-31T00:00:00Z", "by hand: intervals of 30 days miss some who pay monthly", grain="month", elapsed_seconds=30 * 86400, edge="months of 30 days",
     catches="Amplitude, Mixpanel: a month is 30 days, in which a monthly payer is missing (their documentation)")
case(MONTHLY, "2026-05-31T00:00:00Z", "by hand", grain="month")
case("ana|2024-02-29 ana|2025-02-28 ana|2026-02-28", "2027-03-01T00:00:00Z", "by hand: own years from the leap day begin on February 28", grain="year", elapsed_months=12, edge="the leap day")
case(POSTHOG, "2026-03-12T00:00:00Z", "by hand: 0, 1..2 and 3..6", brackets=[0, 1, 3, 7], edge="brackets")
case(on("ana", 1, 9) + " " + on("ben", 1), "2026-03-08T00:00:00Z", "by hand: 1..6 is over on March 8", brackets=[0, 1, 7, 28], edge="a bracket that runs")
case("ana|2026-03-28T23:30:00Z ana|2026-03-29T21:30:00Z ana|2026-03-29T22:30:00Z", "2026-03-31T00:00:00Z", "by hand: 00:30 and 23:30 on March 29 and 00:30 on March 30 in Berlin", "Europe/Berlin", edge="the day on which clocks go forward",
     catches="PostHog: a day off once the project has a zone (PostHog#17415)")
case("ana|2026-10-24T22:00:00Z ana|2026-10-25T22:59:59Z ana|2026-10-25T23:00:00Z", "2026-10-27T00:00:00Z", "by hand: October 25 has 25 hours in Berlin", "Europe/Berlin", edge="the day on which clocks go back")
MIDNIGHT = "a|2026-07-01T20:59:58Z a|2026-07-01T20:59:58Z b|2026-07-01T21:00:02Z b|2026-07-01T21:00:02Z a|2026-07-02T20:59:59Z b|2026-07-02T21:00:00Z"
case(MIDNIGHT, "2026-07-04T21:00:00Z", "by hand: seconds round midnight in Istanbul", "Europe/Istanbul", edge="two rows at one instant")
case("ana|2026-01-05|50 ana|2026-02-07|-50 ben|2026-01-20|10 ben|2026-03-02|5 cat|2025-12-10|-5", "2026-05-01T00:00:00Z", "by hand: a refund makes nobody active, and founds no cohort", grain="month", edge="refunds",
     catches="woocommerce, easy-digital-downloads: a refund counts as an order (woocommerce#32211; easy-digital-downloads#7947)")
case("ana|2026-12-28 ana|2027-01-03 ana|2027-01-04 ben|2026-01-01", "2027-01-18T00:00:00Z", "by hand: the week from December 28 ends on January 3", grain="week", edge="a week over the end of a year")
case("ana|2026-01-01 ana|2026-04-01 ana|2026-12-31", "2027-01-01T00:00:00Z", "by hand", grain="quarter")
for rule, what in (({"elapsed_seconds": 86400, "elapsed_months": 1}, "two lengths of intervals"), ({"elapsed_seconds": 86400, "recurring": True}, "recurring membership of own intervals"), ({"brackets": [0, 0, 1]}, "edges that do not ascend"), ({"brackets": [0]}, "one edge")):
    f.case("cohort.triangle", {"rows": [], "zone": "UTC", "grain": "day", "as_of": "2026-03-12T00:00:00Z", **rule}, error("invalid"), "there is no such rule", edge=what)
f.case("cohort.triangle", {"rows": [{"customer": "", "at": "2026-03-01T00:00:00Z"}], "zone": "UTC", "grain": "day", "as_of": "2026-03-12T00:00:00Z"}, error("invalid"), "a row without its customer", edge="a blank customer")
f.case("cohort.triangle", {"rows": [], "zone": "UTC", "grain": "fortnight", "as_of": "2026-03-12T00:00:00Z"}, error("invalid"), "there is no such grain", edge="an unknown grain")

f.call("cohort.from", "As cohort.triangle, of customers who begin by one list (starts) and are active by another (rows), from the start on. Whoever has no start is in no cohort.",
       {"starts": ROWS, "rows": ROWS, "zone": "IANA name", "grain": "of the cohorts", "as_of": "instant"}, TRIANGLE)


def begun(starts, text, as_of, want, source, edge=None, catches=()):
    f.case("cohort.from", {"starts": parse(starts), "rows": parse(text), "zone": "UTC", "grain": "day", "as_of": as_of}, {"cohorts": want}, source, edge=edge, catches=catches)


SIGNUPS = "ana|2026-03-04 ben|2026-03-04 cat|2026-03-04"
VIEWS = "ana|2026-03-02 ana|2026-03-04T11:00:00Z ben|2026-03-05 cat|2026-03-06 dan|2026-03-04"
begun(SIGNUPS, VIEWS, "2026-03-07T00:00:00Z", [{"start": "2026-03-04", "size": 3, "active": [1, 1, 1], "eligible": [3, 3, 3]}], "by hand: a view before the sign-up does not count, nor one of dan, who has none",
      catches="PostHog: one list for the start and the return, so that day 0 is 100 % whatever they did (PostHog#1344, #2219)")
begun(SIGNUPS, "", "2026-03-06T00:00:00Z", [{"start": "2026-03-04", "size": 3, "active": [0, 0], "eligible": [3, 3]}], "by hand: nobody viewed", "nobody active")
begun("", VIEWS, "2026-03-06T00:00:00Z", [], "by hand: nobody signed up", "nobody began")
begun("ana|2026-03-04", "ana|2026-03-04", "2026-03-06T00:00:00Z", [{"start": "2026-03-04", "size": 1, "active": [1, 0], "eligible": [1, 1]}], "by hand: at the instant of the start counts", "a view at the instant of the sign-up",
      catches="PostHog: a return on the day of the start is lost where the events differ (PostHog#14239)")

f.call("cohort.means", "The mean of an interval over cohorts: pooled, the active of all over the eligible of all, and simple, of the rates of the cohorts that have one, 0 included.",
       {"cohorts": "a list of active and eligible", "k": "interval, from 0"}, {"pooled": "0 to 1, null of none", "simple": "0 to 1, null of none"})


def means(cells, k=0, source="by hand, in fractions", edge=None, catches=()):
    some = [(a, e) for a, e in cells if e]
    f.case("cohort.means", {"cohorts": [{"active": a, "eligible": e} for a, e in cells], "k": k},
           {"pooled": exact(Fraction(sum(a for a, _ in some), sum(e for _, e in some))) if some else None,
            "simple": exact(sum(Fraction(a, e) for a, e in some) / len(some)) if some else None}, source, edge=edge, catches=catches)


means([(10, 100), (9, 10)], source="by hand: 19/110, and (0.1 + 0.9)/2")
means([(9, 10), (7, 10), (6, 10)], source="by hand, of Mixpanel's sample: 90, 70, 60 %")
means([(5, 10), (0, 0), (7, 10)], edge="an empty cohort", catches="PostHog: empty cohorts pull the mean down, 0.4 for 0.6 (PostHog#26217)")
means([(5, 10), (0, 10), (7, 10)], edge="a cohort of which nobody came back", catches="PostHog: cohorts of 0 % are dropped, 0.6 for 0.4 (PostHog#30624)")
means([(0, 0)], edge="none observed")
means([], edge="empty")
means([(1, 3), (1, 3), (1, 3)], edge="thirds")

f.write()
