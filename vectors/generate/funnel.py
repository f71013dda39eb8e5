"""Vectors of funnels. See cases.py."""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

from cases import Family, error, exact
from rows import events, instant

f = Family("funnel", "How many customers get how far through steps.")

f.call("funnel.steps",
       "Customers at each step. ordered: the steps in their order, whatever is between them; strict: each is the very next event; any: a customer who has done any three of them is at the third. "
       "A journey starts at an event of the first step (in any order, of any step), the one that gets furthest counts, and one event is one step. Windows include both instants. "
       "At one instant the later row is later. Undecided are customers at a step none of whose journeys had all of its windows over before as_of; without a window nobody is.",
       {"events": "a list of customer, name and at (instant)", "steps": "names", "order": "ordered, strict or any", "window_seconds?": "from the first step to the last, at most", "step_window_seconds?": "from each step to the next, at most",
        "exclude?": "names of events that end a journey they fall into", "open?": "a customer has one journey, from the first event of any step", "as_of": "instant; what happened then or later has not happened"},
       {"customers": "a list of counts, by step", "undecided": "a list of counts, by step"})


def depth(journey, steps, order, window, step_window, exclude, start, first):
    """How many steps a journey from the event start gets to, by trying every choice of events."""
    best = 0
    stack = [(start, first + 1, 1)]
    while stack:
        i, k, n = stack.pop()
        best = max(best, n)
        if k == len(steps):
            continue
        for j in range(i + 1, len(journey)):
            at, name = journey[j]
            if name in exclude:
                break
            late = window and at - journey[start][0] > window or step_window and at - journey[i][0] > step_window
            if name == steps[k] and not late:
                stack.append((j, k + 1, n + 1))
            if order == "strict":
                break
    return best


def funnel(text, steps, as_of, order="ordered", window=0, step_window=0, exclude=(), open=False, source="by hand", edge=None, catches=()):
    rows, names, now = events(text), steps.split(), instant(as_of)
    w, s = timedelta(seconds=window), timedelta(seconds=step_window)
    journeys = defaultdict(list)
    for r in rows:
        if instant(r["at"]) < now:
            journeys[r["customer"]].append((instant(r["at"]), r["name"]))
    counts, waiting = [0] * len(names), [0] * len(names)
    for journey in journeys.values():
        journey.sort(key=lambda e: e[0])  # stable: the later row is the later event
        best = {True: (0, 0), False: (0, 0)}  # by decided: how far, and from which step
        for i, (at, name) in enumerate(journey):
            if order == "any":
                if name not in names:
                    continue
                first, n = 0, len({x for t, x in journey[i:] if x in names and (not w or t - at <= w)})
            elif name == names[0] or open and name in names:
                first = names.index(name)
                n = depth(journey, names, order, w, s, exclude, i, first)
            else:
                continue
            horizon = min([x for x in (w, s * (len(names) - 1 - first)) if x], default=timedelta(0))
            if len(names) == 1:
                horizon = timedelta(0)
            decided = at + horizon < now
            best[decided] = max(best[decided], (n, -first), key=lambda b: b[0])
            if open:
                break
        decided = best[True][0] > 0
        n, first = best[decided]
        for k in range(-first, -first + n):
            (counts if decided else waiting)[k] += 1
    given = {"events": rows, "steps": names, "order": order}
    for key, value in (("window_seconds", window), ("step_window_seconds", step_window), ("exclude", list(exclude)), ("open", open)):
        if value:
            given[key] = value
    f.case("funnel.steps", {**given, "as_of": as_of}, {"customers": counts, "undecided": waiting}, source, edge=edge, catches=catches)


DAY = 86400
NOW = "2026-04-01T00:00:00Z"
SHOP = ("ana|visit|2026-03-01 ana|cart|2026-03-02 ana|order|2026-03-03 ben|visit|2026-03-01 ben|order|2026-03-02 ben|cart|2026-03-05 cat|visit|2026-03-02 cat|visit|2026-03-20 cat|cart|2026-03-21 "
        "dan|cart|2026-03-03 eve|visit|2026-03-03 eve|look|2026-03-04 eve|cart|2026-03-05 eve|look|2026-03-06 eve|order|2026-03-30")
STEPS = "visit cart order"
funnel(SHOP, STEPS, NOW)
funnel(SHOP, STEPS, NOW, "strict", source="by hand: eve looks between the steps, ben orders first")
funnel(SHOP, STEPS, NOW, "any", source="by hand: ana, ben and eve did three, cat two, dan one", catches="PostHog: an unordered funnel that depends on how its steps are listed (PostHog#5694)")
funnel(SHOP, "order visit cart", NOW, "any", source="by hand: the same however the steps are listed", edge="the steps in another order")
funnel(SHOP, STEPS, NOW, window=7 * DAY, source="by hand: eve's order comes 27 days after her visit")
funnel(SHOP, STEPS, "2026-03-22T00:00:00Z", window=7 * DAY, source="by hand: cat's first journey is decided, and counts", edge="a second journey whose window runs")
funnel(SHOP, STEPS, NOW, step_window=2 * DAY)
funnel("ana|a|2026-03-01 ana|b|2026-03-08", "a b", NOW, window=7 * DAY, source="by hand: the window includes both instants", edge="after exactly the window")
funnel("ana|a|2026-03-01 ana|b|2026-03-08T10:00:01Z", "a b", NOW, window=7 * DAY, edge="a second after the window")
funnel("ana|a|2026-03-01", "a b", "2026-03-08T10:00:00Z", window=7 * DAY, source="by hand: the window ends at the instant itself, and it is not over", edge="the window ends at the instant",
       catches="PostHog: conversions that may still come are shown as drop-off (PostHog#33605, #7645)")
funnel("ana|a|2026-03-01", "a b", "2026-03-08T10:00:01Z", window=7 * DAY, edge="the window has just ended")
funnel("ana|a|2026-03-01 ana|b|2026-03-02", "a b", "2026-03-03T00:00:00Z", window=7 * DAY, source="by hand: who has converted already is undecided as the others are", edge="converted, and undecided")
funnel("ana|a|2026-03-01 ana|b|2026-03-01", "a b", NOW, source="by hand: the later row is the later event", edge="two steps at one instant")
funnel("ana|b|2026-03-01 ana|a|2026-03-01", "a b", NOW, source="a choice of this collection: the later row is the later event", edge="two steps at one instant, the other way round",
       catches="ClickHouse: windowFunnel takes equal timestamps for a sequence in any order (ClickHouse#21835, #93789)")
funnel("ana|a|2026-03-01", "a a", NOW, source="by hand: one event is one step", edge="one event for two steps of one name")
funnel("ana|a|2026-03-01 ana|a|2026-03-02", "a a", NOW, edge="two events for two steps of one name")
funnel("ana|a|2026-03-01 ana|b|2026-03-02 ana|d|2026-03-03 ana|b|2026-03-04", "a b c d", NOW, source="by hand: d before c is no step", edge="a step too early",
       catches="ClickHouse: windowFunnel with strict_deduplication gives 4 for 2 (ClickHouse#37177, #40263)")
funnel("ana|a|2026-03-01 ana|b|2026-03-02 ana|a|2026-03-03 ana|c|2026-03-04", "a b c", NOW, source="by hand: a second first step hides nothing", edge="the first step again",
       catches="retentioneering 5.2.0: the last occurrence of a step instead of the first, so that a revisit of step 1 hides step 3 (its funnel)")
funnel("ana|a|2026-03-01 ana|b|2026-03-04 ana|b|2026-03-05 ana|c|2026-03-08", "a b c", NOW, step_window=4 * DAY, source="by hand: the second b is within 4 days of a and of c", edge="a later choice that gets further")
SENT = ("ana|screen|2026-03-01 ana|sent|2026-03-02 ana|trial|2026-03-03 pia|screen|2026-03-01 pia|trial|2026-03-02 quy|screen|2026-03-01 rob|screen|2026-03-01 rob|sent|2026-03-02 rob|screen|2026-03-03 rob|trial|2026-03-04")
funnel(SENT, "screen trial", NOW, source="by hand")
funnel(SENT, "screen trial", NOW, exclude=("sent",), source="by hand: ana is stopped, rob begins again", edge="an excluded event", catches="PostHog: customers stopped by an exclusion are out of the base, 2 of 3 for 2 of 4 (PostHog#53260, #5553)")
OPEN = "ana|landing|2026-03-01 ana|form|2026-03-02 ana|done|2026-03-03 ben|form|2026-03-01 ben|done|2026-03-02 cat|landing|2026-03-01 dan|landing|2026-03-01 dan|form|2026-03-02 eve|done|2026-03-01 eve|form|2026-03-02"
funnel(OPEN, "landing form done", NOW, open=True, source="by hand: 3, 3, 3: eve enters at done, and her form comes after it", edge="entry at any step", catches="PostHog: closed funnels alone, in which who enters later is in no step (PostHog#9446, #17313)")
funnel(OPEN, "landing form done", NOW, source="by hand: 3, 2, 1")
funnel(SHOP, "visit", NOW, window=DAY, edge="one step")
funnel(SHOP, "order", NOW)
funnel(SHOP, STEPS, "2026-03-02T10:00:00Z", source="by hand: what happens at the instant itself has not happened", edge="steps at the instant itself")
funnel("dan|cart|2026-03-01", STEPS, NOW, edge="nobody at the first step")
funnel("", STEPS, NOW, edge="empty")
for given, what in (({"steps": [], "order": "ordered"}, "no steps"), ({"steps": ["a", "a"], "order": "any"}, "one name twice in any order"), ({"steps": ["a"], "order": "reverse"}, "an unknown order"),
                    ({"steps": ["a", "b"], "order": "any", "step_window_seconds": 60}, "a window between steps in any order"), ({"steps": ["a", "b"], "order": "ordered", "exclude": ["b"]}, "an excluded step"),
                    ({"steps": ["a", "b"], "order": "ordered", "window_seconds": -1}, "a negative window")):
    f.case("funnel.steps", {"events": [], **given, "as_of": NOW}, error("invalid"), "there is no such rule", edge=what)

f.call("funnel.rates", "Of customers by step, ordered: the share of step k, from 0, of the first, of the one before, and the drop-off since that.", {"customers": "a list of counts, by step", "k": "step, from 0; from_previous and drop_off are those of step k from k - 1"},
       {"from_first": "0 to 1, null of none", "from_previous": "0 to 1, null of none", "drop_off": "0 to 1, null of none"})


def rates(customers, k, source="by hand", edge=None):
    def share(a, b):
        return exact(Fraction(a, b)) if b else None

    f.case("funnel.rates", {"customers": customers, "k": k},
           {"from_first": share(customers[k], customers[0]), "from_previous": share(customers[k], customers[k - 1]), "drop_off": share(customers[k - 1] - customers[k], customers[k - 1])}, source, edge=edge)


rates([1000, 400, 120], 1)
rates([1000, 400, 120], 2)
rates([3, 1, 1], 1, edge="a third")
rates([10, 0, 0], 2, edge="nobody at the step before")
rates([0, 0], 1, edge="nobody at the first step")
rates([7, 7], 1, edge="all went on")

f.write()
