"""Vectors of churn rates and trials. See cases.py."""

from datetime import date, datetime, timedelta
from decimal import Decimal, getcontext
from fractions import Fraction

from cases import Family, error, estimate, exact

getcontext().prec = 60
f = Family("churn", "Who left: published formulas by name, stays, and trials.")

COUNTS = {"start": "count at the start", "acquired": "count, new in the period", "lost": "count of start who left", "acquired_lost": "count of acquired who left again", "returned": "count of lost who came back in the period"}
f.call("churn.rate",
       "A rate by its formula: standard (lost - returned)/start, counting_returned lost/start, counting_acquired (lost - returned + acquired_lost)/start, "
       "of_active (lost + acquired_lost)/(start + acquired), of_average (lost - returned + acquired_lost)/((start + end)/2). As documented by ChartMogul, ProfitWell, Baremetrics, Stripe.",
       {**COUNTS, "formula": "its name"}, {"rate": "0 or above"})
FORMULAS = ("standard", "counting_returned", "counting_acquired", "of_active", "of_average")


def rate(s, a, l, al, r, formula, source="by hand", edge=None, catches=()):
    end = s + a - l - al + r
    num, den = {"standard": (l - r, s), "counting_returned": (l, s), "counting_acquired": (l - r + al, s), "of_active": (l + al, s + a), "of_average": (2 * (l - r + al), s + end)}[formula]
    f.case("churn.rate", {**dict(zip(COUNTS, (s, a, l, al, r))), "formula": formula}, {"rate": exact(Fraction(num, den))} if den else error("no_data"), source, edge=edge, catches=catches)


for name in FORMULAS:
    rate(100, 20, 12, 3, 2, name, "by hand: five formulas of one period",
         catches="ProfitWell, Baremetrics, Stripe: 12, 13 and 12.5 % of this period under the same name, churn rate (their help pages; antiwork/gumroad PR 1762)" if name == "standard" else ())
rate(100, 5, 10, 1, 0, "standard", "ChartMogul help 207340419: 11 canceled, one of them joined this month: 10 %", catches="Baremetrics: who joined in the period and canceled counts, 11 % (its changelog)")
for name in FORMULAS:
    rate(50, 10, 0, 0, 0, name, edge="zero churn")
rate(10, 0, 10, 0, 0, "standard", edge="all left")
rate(10, 0, 10, 0, 0, "of_average", edge="all left: twice the start's rate")
rate(10, 0, 3, 0, 3, "standard", edge="all who left came back", catches="fight-churn: snapshots of two days do not see who left and came back (carl24k/fight-churn#19)")
rate(2, 10, 0, 5, 0, "counting_acquired", edge="above 1")
for name in FORMULAS:
    rate(0, 0, 0, 0, 0, name, edge="empty")
rate(0, 4, 0, 1, 0, "standard", edge="nobody at the start")
rate(0, 4, 0, 1, 0, "of_active", edge="nobody at the start, a base of the new")
for c, what in (((5, 0, 6, 0, 0), "more lost than there were"), ((5, 1, 0, 2, 0), "more of the new lost than came"), ((5, 0, 1, 0, 2), "more came back than had left"), ((-5, 0, 0, 0, 0), "a negative count")):
    f.case("churn.rate", {**dict(zip(COUNTS, c)), "formula": "standard"}, error("invalid"), "no such customers", edge=what)
f.case("churn.rate", {**dict(zip(COUNTS, (5, 0, 1, 0, 0))), "formula": "gross"}, error("invalid"), "there is no such formula", edge="an unknown formula")

f.call("churn.of_stays", "The counts of a period from stays, each of one customer: start is the first day as one, end the first without, none while there is none.",
       {"stays": "a list of start and end?", "from": "date", "to": "date, the first after the period"}, {k: COUNTS[k] for k in ("start", "acquired", "lost", "acquired_lost")})


def stays(text, start, end, source="by hand", edge=None, catches=()):
    table, n = [], dict.fromkeys(("start", "acquired", "lost", "acquired_lost"), 0)
    for r in text.split():
        a, _, b = r.partition("/")
        table.append({"start": a, **({"end": b} if b else {})})
        b = b or "9999"
        if start <= a < end:
            n["acquired"] += 1
            n["acquired_lost"] += b < end
        elif a < start <= b:
            n["start"] += 1
            n["lost"] += b < end
    f.case("churn.of_stays", {"stays": table, "from": start, "to": end}, n, source, edge=edge, catches=catches)


MARCH = ("2026-03-01", "2026-04-01")
stays("2026-01-05/ 2026-01-10/2026-03-15 2026-02-01/2026-03-31 2026-03-10/ 2026-03-12/2026-03-20 2026-04-01/", *MARCH, "by hand: 3 at the start, 2 of them lost; 2 new, 1 of them lost")
stays("2026-01-05/2026-03-01", *MARCH, "a choice of this collection: the customer of February 28 is there at the start, and March 1 is the first day without", edge="left on the first day",
      catches="PostHog: churn dated on the last active day, so that the counts do not add up (PostHog PR 39439)")
stays("2026-01-05/2026-02-28", *MARCH, "by hand: gone before", edge="left the day before the period")
stays("2026-01-05/2026-04-01", *MARCH, "by hand: there on all days of March", edge="left on the first day after the period")
stays("2026-03-01/", *MARCH, "by hand: new in March", edge="joined on the first day")
stays("2026-03-31/2026-03-31", *MARCH, "by hand", edge="joined and left on one day")
stays("2024-02-29/2025-02-28 2024-02-29/2024-03-01", "2024-02-01", "2024-03-01", "by hand: February 2024 has 29 days", edge="the leap day")
stays("", *MARCH, edge="empty")
f.case("churn.of_stays", {"stays": [{"start": "2026-03-05", "end": "2026-03-01"}], "from": MARCH[0], "to": MARCH[1]}, error("invalid"), "nobody leaves before coming", edge="an end before its start")
f.case("churn.of_stays", {"stays": [{"start": "2026-02-30"}], "from": MARCH[0], "to": MARCH[1]}, error("invalid"), "there is no February 30", edge="no such day")

f.call("churn.daily", "The rates of days, (lost - returned)/start, added up over the days with customers at their start.", {"days": "a list of start, lost, returned"}, {"rate": "0 or above"})


def daily(text, source="by hand, in fractions", edge=None, catches=()):
    table = [dict(zip(("start", "lost", "returned"), map(int, (r + ":0").split(":")[:3]))) for r in text.split()]
    some = [d for d in table if d["start"]]
    f.case("churn.daily", {"days": table}, {"rate": exact(sum(Fraction(d["lost"] - d["returned"], d["start"]) for d in some))} if some else error("no_data"), source, edge=edge, catches=catches)


daily("100:1 99:2 98:0 103:4")
daily("3:1 2:1 1:1", edge="above 1")
daily("0:0 5:1 0:0", edge="days without customers")
daily("7:0 7:0", edge="zero churn")
daily("3:1 3:1 3:1", "by hand: three thirds are 1", edge="thirds")
daily("10:3:1 9:0:0", edge="some came back")
daily("0:0", edge="nobody at any start")
daily("", edge="empty")
f.case("churn.daily", {"days": [{"start": 5, "lost": 6, "returned": 0}]}, error("invalid"), "6 of 5 cannot leave", edge="more lost than there were")

f.call("churn.compound", "The rate of a period of another length: 1 - (1 - rate)^periods.", {"rate": "0 to 1", "periods": "new period in old ones; a/b for a fraction"}, {"rate": "0 to 1"})
for r, p, edge in (("0.05", "12", None), ("0.2", "1/12", None), ("0", "12", "zero churn"), ("1", "12", "all leave"),
                            ("1e-15", "12", "a rate near 0"), ("0.5", "2", None), ("0.999999", "1/365", "a rate near 1")):
    a, b = (p + "/1").split("/")[:2]
    value = Decimal(1) if r == "1" else 1 - ((1 - Decimal(r)).ln() * Decimal(a) / Decimal(b)).exp()
    f.case("churn.compound", {"rate": r, "periods": p}, {"rate": estimate(value, 14)}, "by hand, with 60 digits", "1e-13", edge)
f.case("churn.compound", {"rate": "5", "periods": "12"}, error("invalid"), "a rate is a fraction", edge="a rate in percent")
f.case("churn.compound", {"rate": "0.05", "periods": "0"}, error("invalid"), "a period has a length", edge="no periods")

f.call("churn.trials",
       "Trials that have ended and whose last day to convert is over by as_of, and those that had converted by it: the later of window_days after the day of the start and grace_days after the day of the end. Days are those of UTC.",
       {"trials": "a list of customer, start, end? and converted? (instants)", "window_days": "count", "grace_days": "count", "as_of": "instant"},
       {"converted": "count", "decided": "count", "undecided": "count", "rate": "0 to 1, null of none"})


def trials(text, window, grace, as_of, source="by hand", edge=None, catches=()):
    def at(t):
        return t + "T12:00:00Z"

    table, n = [], [0, 0, 0]
    day = date.fromisoformat
    for i, r in enumerate(text.split()):
        s, e, c = (r.split("/") + ["", ""])[:3]
        table.append({"customer": "t%d" % i, "start": at(s), **({"end": at(e)} if e else {}), **({"converted": at(c)} if c else {})})
        if at(s) >= as_of:
            continue
        last = max(day(s) + timedelta(window), day(e) + timedelta(grace)) if e else None
        if not e or at(e) > as_of or last.isoformat() >= as_of[:10]:
            n[2] += 1
        else:
            n[1] += 1
            n[0] += bool(c) and day(c) <= last
    f.case("churn.trials", {"trials": table, "window_days": window, "grace_days": grace, "as_of": as_of},
           {"converted": n[0], "decided": n[1], "undecided": n[2], "rate": exact(Fraction(n[0], n[1])) if n[1] else None}, source, edge=edge, catches=catches)


NOW = "2026-03-01T00:00:00Z"
trials("2026-01-01/2026-01-15/2026-01-15 2026-01-05/2026-01-19 2026-01-10/2026-01-24/2026-01-26 2026-02-20/2026-03-06", 0, 0, NOW, "by hand: 1 of 3, and one runs",
       catches="Baremetrics: conversions of a month over trials of that month, which can exceed 1 (its help pages)")
trials("2026-01-01/2026-01-15/2026-01-15 2026-01-05/2026-01-19 2026-01-10/2026-01-24/2026-01-26 2026-02-20/2026-03-06", 0, 3, NOW, "by hand: with 3 days of grace 2 of 3")
trials("2026-01-01/2026-01-15/2027-01-15", 30, 0, "2027-02-01T00:00:00Z", "by hand: a purchase a year later is no conversion of the trial", edge="a year later", catches="RevenueCat: a later purchase as a conversion of the trial (RevenueCat/docs#580)")
trials("2026-02-14/2026-02-28/2026-02-28", 0, 0, "2026-02-28T13:00:00Z", "by hand: the last day is not over, also for who pays already", edge="paid, and not decided")
trials("2026-01-31/2026-02-28/2026-02-28", 0, 0, NOW, "by hand", edge="over the end of a month")
trials("2026-01-01/2026-01-15/2026-01-31", 30, 0, "2026-02-01T00:00:00Z", "by hand: 30 days after January 1 is January 31", edge="on the last day of the window")
trials("2026-03-01/2026-03-15", 0, 0, NOW, "by hand: it begins later", edge="a trial after the instant")
trials("2026-01-01", 30, 0, NOW, "by hand: it has no end", edge="a trial without an end")
trials("", 30, 0, NOW, edge="empty")
f.case("churn.trials", {"trials": [{"customer": "t0", "start": "2026-01-05T00:00:00Z", "converted": "2026-01-01T00:00:00Z"}], "window_days": 0, "grace_days": 0, "as_of": NOW}, error("invalid"), "nobody converts before the start", edge="a conversion before its trial")

f.write()
