"""Vectors of loyalty programs. See cases.py."""

from fractions import Fraction

from cases import Family, error, exact
from rows import day, instant, parse

f = Family("loyalty", "Members of a loyalty program, and its points.")

POINTS = "a list of customer, at and amount (points above 0)"
f.call("loyalty.program",
       "Members, those active in the last days (today is the last of them; earned or redeemed), those who ever redeemed, and the points: outstanding = earned - redeemed - expired. At one instant points are earned first, then redeemed, then they expire.",
       {"customers": "a list, members or not", "joined": "a list of customer and at", "earned": POINTS, "redeemed": POINTS, "expired": POINTS, "days": "count", "zone": "IANA name", "as_of": "instant"},
       {"customers": "count", "members": "count", "active": "count", "redeemers": "count", "earned": "points", "redeemed": "points", "expired": "points", "outstanding": "points",
        "redemption_rate": "redeemed of earned, null of none", "breakage": "expired of redeemed and expired, null of none"})


def program(customers, joined, earned, redeemed, expired, days, as_of, source="by hand", zone="UTC", edge=None, catches=()):
    given = {"customers": customers.split(), "joined": parse(joined), "earned": parse(earned), "redeemed": parse(redeemed), "expired": parse(expired)}
    then = {k: [r for r in given[k] if instant(r["at"]) < instant(as_of)] for k in ("joined", "earned", "redeemed", "expired")}
    recent = {r["customer"] for k in ("earned", "redeemed") for r in then[k] if (day(as_of, zone) - day(r["at"], zone)).days < days}
    e, r, x = (sum((Fraction(p["amount"]) for p in then[k]), Fraction(0)) for k in ("earned", "redeemed", "expired"))
    f.case("loyalty.program", {**given, "days": days, "zone": zone, "as_of": as_of},
           {"customers": len(given["customers"]), "members": len(then["joined"]), "active": len(recent), "redeemers": len({p["customer"] for p in then["redeemed"]}),
            "earned": exact(e), "redeemed": exact(r), "expired": exact(x), "outstanding": exact(e - r - x), "redemption_rate": exact(r / e) if e else None, "breakage": exact(x / (r + x)) if r + x else None}, source, edge=edge, catches=catches)


WHO = "ana ben cat dan"
JOINED = "ana|2026-01-01 ben|2026-01-05 cat|2026-02-01"
EARNED = "ana|2026-01-02|100 ana|2026-03-20|50 ben|2026-01-06|30 cat|2026-02-02|20"
program(WHO, JOINED, EARNED, "ana|2026-02-10|60", "ben|2026-03-01|30", 30, "2026-04-01T00:00:00Z")
program(WHO, JOINED, EARNED, "ana|2026-02-10|60", "ben|2026-03-01|30", 30, "2026-02-10T10:00:00Z", "by hand: the redemption has not happened", edge="a redemption at the instant itself")
program(WHO, JOINED, EARNED, "ana|2026-01-02|100", "", 30, "2026-04-01T00:00:00Z", "by hand: points of one instant are earned first", edge="earned and redeemed at one instant")
program(WHO, "ana|2026-01-01", "ana|2026-03-03|10", "", "", 30, "2026-04-01T12:00:00Z", "by hand: March 3 is the first of 30 days up to April 1", edge="the first of the last days")
program(WHO, "ana|2026-01-01", "ana|2026-03-02|10", "", "", 30, "2026-04-01T12:00:00Z", "by hand: March 2 is the day before", edge="the day before the last days")
program(WHO, "ana|2026-01-01", "ana|2026-03-31T22:30:00Z|10", "", "", 1, "2026-04-01T12:00:00Z", "by hand: April 1 in Berlin", "Europe/Berlin", "today in another zone")
program(WHO, "ana|2026-01-01", "ana|2026-01-02|10", "", "ana|2026-03-31|10", 30, "2026-04-01T12:00:00Z", "by hand: to let points expire is no activity", edge="all expired")
program(WHO, "ana|2026-01-01", "ana|2026-01-02|0.1 ana|2026-01-03|0.2", "ana|2026-01-04|0.3", "", 30, "2026-04-01T12:00:00Z", "by hand, in decimals: nothing is left", edge="points that binary floats do not hold")
program(WHO, "", "", "", "", 30, "2026-04-01T12:00:00Z", edge="no members")
program("", "", "", "", "", 30, "2026-04-01T12:00:00Z", edge="empty")


def refused(what, why, **given):
    f.case("loyalty.program", {"customers": ["ana"], "joined": parse("ana|2026-01-01"), "earned": [], "redeemed": [], "expired": [], "days": 30, "zone": "UTC", "as_of": "2026-04-01T12:00:00Z", **given}, error("invalid"), why, edge=what)


refused("more redeemed than earned", "no balance is below 0", earned=parse("ana|2026-01-02|10"), redeemed=parse("ana|2026-01-03|11"))
refused("redeemed before it was earned", "no balance is below 0", earned=parse("ana|2026-01-04|10"), redeemed=parse("ana|2026-01-03|10"))
refused("points of somebody who is no member", "points have a member", earned=parse("ben|2026-01-02|10"), customers=["ana", "ben"])
refused("joined twice", "a member has joined once", joined=parse("ana|2026-01-01 ana|2026-02-01"))
refused("a member who is no customer", "members are customers", joined=parse("ben|2026-01-01"))
refused("points of 0", "points are above 0", earned=parse("ana|2026-01-02|0"))
refused("0 days", "the last days are at least one", days=0)

f.write()
