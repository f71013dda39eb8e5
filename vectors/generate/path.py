"""Vectors of paths and transitions. See cases.py."""

from collections import Counter, defaultdict

from cases import Family, error
from rows import events, instant

f = Family("path", "Which events customers begin with, and which follow each other.")

EVENTS = "a list of customer, name and at (instant); at one instant the later row is later"
f.call("path.paths", "The first events of customers, at most length of them. A longer path counts with its beginning, and in cut.", {"events": EVENTS, "length": "count", "as_of": "instant"},
       {"paths": "a list of names, customers and cut, in order of the names"})
f.call("path.transitions", "Neighboring events of customers: how often, and by how many customers.", {"events": EVENTS, "as_of": "instant"}, {"transitions": "a list of from, to, count and customers, in order of from and to"})


def journeys(rows, as_of):
    out = defaultdict(list)
    for r in sorted((r for r in rows if instant(r["at"]) < instant(as_of)), key=lambda r: instant(r["at"])):
        out[r["customer"]].append(r["name"])
    return out.values()


def both(text, length, as_of, source="by hand", edge=None):
    rows = events(text)
    paths, cut, pairs, who = Counter(), Counter(), Counter(), Counter()
    for j in journeys(rows, as_of):
        paths[tuple(j[:length])] += 1
        cut[tuple(j[:length])] += len(j) > length
        own = list(zip(j, j[1:]))
        pairs.update(own)
        who.update(set(own))
    f.case("path.paths", {"events": rows, "length": length, "as_of": as_of}, {"paths": [{"names": list(p), "customers": n, "cut": cut[p]} for p, n in sorted(paths.items())]}, source, edge=edge)
    f.case("path.transitions", {"events": rows, "as_of": as_of}, {"transitions": [{"from": a, "to": b, "count": n, "customers": who[a, b]} for (a, b), n in sorted(pairs.items())]}, source, edge=edge)


NOW = "2026-04-01T00:00:00Z"
WEB = "ana|home|2026-03-01 ana|shop|2026-03-02 ana|cart|2026-03-03 ben|home|2026-03-01 ben|shop|2026-03-02 cat|home|2026-03-01 dan|shop|2026-03-05 dan|home|2026-03-04 dan|shop|2026-03-06 dan|home|2026-03-07"
both(WEB, 2, NOW)
both(WEB, 5, NOW, edge="no path is as long")
both(WEB, 1, NOW, edge="first events")
both(WEB, 3, "2026-03-02T10:00:00Z", "by hand: what happens at the instant itself has not happened", "events at the instant itself")
both("ana|a|2026-03-01 ana|a|2026-03-02 ana|a|2026-03-03", 2, NOW, edge="the same event again")
both("ana|b|2026-03-01 ana|a|2026-03-01", 3, NOW, "a choice of this collection: the later row is later", "two events at one instant")
both("", 3, NOW, edge="empty")
f.case("path.paths", {"events": [], "length": 0, "as_of": NOW}, error("invalid"), "a path has events", edge="a length of 0")
f.case("path.transitions", {"events": [{"customer": "ana", "name": " ", "at": "2026-03-01T00:00:00Z"}], "as_of": NOW}, error("invalid"), "an event has a name", edge="a blank name")

f.write()
