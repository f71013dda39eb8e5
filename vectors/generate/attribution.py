"""Vectors of attribution. See cases.py."""

from collections import defaultdict
from fractions import Fraction

from cases import Family, error, exact
from rows import ROWS, events, instant, parse

f = Family("attribution", "Conversions shared among the channels that customers touched before them.")

f.call("attribution.channels",
       "Each conversion is shared among the touches of its customer at its instant or before, within the window. The first and the last touch have their shares, and the others the rest, equally or by 2^(-age/half life); "
       "without others the first and the last share it by first and last, or equally if both are 0. Shares are rounded to 8 decimals by largest remainder, ties to the earlier touch, so that they add up. A conversion without a touch is of a blank channel.",
       {"touches": "a list of customer, name (channel) and at; at one instant the later row is later", "conversions": ROWS, "first": "share", "last": "share", "half_life_seconds?": "count", "window_seconds?": "count", "as_of": "instant"},
       {"channels": "a list of channel, conversions and revenue, in order of the channel"})
UNITS = 10**8


def split(ages, first, last, half_life):
    """Shares of touches, oldest first, in units: exact for ages that are whole numbers of half lives."""
    n = len(ages)
    if n <= 1:
        return [UNITS]
    own = [first] + [Fraction(0)] * (n - 2) + [last]
    others = [i for i in range(n) if not own[i]]
    if not others:
        quota = [UNITS * x / (first + last) for x in own]
    else:
        weight = {i: Fraction(1, 2 ** ((ages[i] - min(ages[j] for j in others)) // half_life)) if half_life else Fraction(1) for i in others}
        total = sum(weight.values())
        quota = [UNITS * (own[i] or (1 - first - last) * weight[i] / total) for i in range(n)]
    units = [int(q) for q in quota]
    for i in sorted(range(n), key=lambda i: units[i] - quota[i])[:UNITS - sum(units)]:
        units[i] += 1
    return units


def channels(touches, conversions, as_of, first="0", last="0", half_life=0, window=0, source="by hand, in fractions", edge=None, catches=()):
    t, c = events(touches), parse(conversions, "12:00:00")
    sums = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for r in c:
        at = instant(r["at"])
        if at >= instant(as_of):
            continue
        mine = sorted((x for x in t if x["customer"] == r["customer"] and instant(x["at"]) <= at), key=lambda x: instant(x["at"]))
        if window:
            mine = [x for x in mine if (at - instant(x["at"])).total_seconds() <= window]
        units = split([int((at - instant(x["at"])).total_seconds()) for x in mine], Fraction(first), Fraction(last), half_life)
        for name, u in zip([x["name"] for x in mine] or [""], units):
            sums[name][0] += Fraction(u, UNITS)
            sums[name][1] += Fraction(u, UNITS) * Fraction(r.get("amount", "0"))
    rule = {"first": first, "last": last, **({"half_life_seconds": half_life} if half_life else {}), **({"window_seconds": window} if window else {})}
    f.case("attribution.channels", {"touches": t, "conversions": c, **rule, "as_of": as_of}, {"channels": [{"channel": k, "conversions": exact(a), "revenue": exact(b)} for k, (a, b) in sorted(sums.items())]}, source, edge=edge, catches=catches)


NOW = "2026-04-01T00:00:00Z"
DAY = 86400
TOUCHES = "ana|google|2026-03-01 ana|mail|2026-03-03 ana|direct|2026-03-05 ben|mail|2026-03-02 cat|google|2026-03-01 cat|social|2026-03-20"
ORDERS = "ana|2026-03-05|90 ben|2026-03-04|50 cat|2026-03-10|30 dan|2026-03-11|20"
channels(TOUCHES, ORDERS, NOW)
channels(TOUCHES, ORDERS, NOW, last="1", source="by hand: the last touch", edge="last touch")
channels(TOUCHES, ORDERS, NOW, first="1", source="by hand: the first touch", edge="first touch")
channels(TOUCHES, ORDERS, NOW, first="0.4", last="0.4", source="by hand: 40, 20, 40 %")
channels("ana|a|2026-03-01 ana|b|2026-03-02", "ana|2026-03-03|10", NOW, first="0.4", last="0.4", source="by hand: without others half each", edge="two touches, by position")
channels("ana|a|2026-03-01 ana|b|2026-03-02", "ana|2026-03-03|10", NOW, first="0.6", last="0.2", source="by hand: three quarters and a quarter", edge="two touches, unequal positions")
channels("ana|a|2026-03-01 ana|b|2026-03-08 ana|c|2026-03-15", "ana|2026-03-15|70", NOW, half_life=7 * DAY, source="by hand: 1/7, 2/7, 4/7")
channels("ana|a|2026-03-01 ana|b|2026-03-08", "ana|2026-03-09|10", NOW, window=7 * DAY, source="by hand: a is 8 days and 2 hours old", edge="a touch before the window")
channels("ana|a|2026-03-01T12:00:00Z ana|b|2026-03-08", "ana|2026-03-08|10", NOW, window=7 * DAY, source="by hand: exactly 7 days is within", edge="a touch at the window's edge")
channels("ana|a|2026-03-01T12:00:00Z", "ana|2026-03-01|10", NOW, source="by hand: at the instant of the conversion", edge="a touch at the conversion's instant")
channels("ana|a|2026-03-02", "ana|2026-03-01|10", NOW, source="by hand: it came later", edge="a touch after the conversion")
channels("ana|a|2026-03-01 ana|b|2026-03-02 ana|c|2026-03-03", "ana|2026-03-04|1", NOW, source="by hand: thirds that add up to 1", edge="thirds")
channels("ana|a|2026-03-01 ana|a|2026-03-02 ana|b|2026-03-03", "ana|2026-03-04|9", NOW, source="by hand: two of three touches", edge="a channel twice")
channels("ana|b|2026-03-01 ana|a|2026-03-01", "ana|2026-03-04|9", NOW, last="1", source="a choice of this collection: the later row is later", edge="two touches at one instant")
channels(TOUCHES, ORDERS, "2026-03-05T12:00:00Z", source="by hand: ana's order has not happened", edge="a conversion at the instant itself")
channels("", "dan|2026-03-11|20", NOW, source="by hand: of no channel", edge="no touches")
channels(TOUCHES, "", NOW, edge="empty")
f.case("attribution.channels", {"touches": [], "conversions": [], "first": "0.6", "last": "0.5", "as_of": NOW}, error("invalid"), "there is no more than all", edge="shares above 1")
f.case("attribution.channels", {"touches": [], "conversions": [], "first": "-0.1", "last": "0.5", "as_of": NOW}, error("invalid"), "a share is not below 0", edge="a share below 0")

f.write()
