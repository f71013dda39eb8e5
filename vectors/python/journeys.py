"""Funnels and paths."""

from collections import Counter, defaultdict
from datetime import timedelta

from figures import require
from service import instant, share


def journeys(input):
    """The events of each customer before as_of, in order of time, the later row later."""
    out, now = defaultdict(list), instant(input["as_of"])
    for e in input["events"]:
        require(e["customer"].strip() and e["name"].strip())
        if instant(e["at"]) < now:
            out[e["customer"]].append((instant(e["at"]), e["name"]))
    return [sorted(events, key=lambda e: e[0]) for events in out.values()]


def steps(input):
    names, order, open_, stop = input["steps"], input["order"], input.get("open", False), input.get("exclude", [])
    window, step = (timedelta(seconds=input.get(k, 0)) for k in ("window_seconds", "step_window_seconds"))
    require(names and order in ("ordered", "strict", "any") and not set(stop) & set(names) and min(window, step) >= timedelta(0))
    require(order != "any" or not step and len(set(names)) == len(names))
    now, got, waiting = instant(input["as_of"]), [0] * len(names), [0] * len(names)

    def further(events, i, k, begun):
        """The most steps from event i, which is step k, on."""
        best = 1
        for at, j in ((events[j][0], j) for j in range(i + 1, len(events))):
            if events[j][1] in stop or k + 1 == len(names) or window and at - begun > window or step and at - events[i][0] > step:
                break
            if events[j][1] == names[k + 1]:
                best = max(best, 1 + further(events, j, k + 1, begun))
            if order == "strict":
                break
        return best

    for events in journeys(input):
        results = []
        for i, (at, name) in enumerate(events):
            if order == "any" and name in names:
                results.append((0, len({n for t, n in events[i:] if n in names and (not window or t - at <= window)}), at))
            elif name == names[0] or open_ and name in names:
                results.append((names.index(name), further(events, i, names.index(name), at), at))
            if open_ and results:
                break
        spans = lambda k: [w for w in (window, step * (len(names) - 1 - k)) if w] if len(names) > 1 else []
        over = [r for r in results if not spans(r[0]) or r[2] + min(spans(r[0])) < now]
        if results:
            first, n, _ = max(over or results, key=lambda r: r[1])
            for k in range(first, first + n):
                (got if over else waiting)[k] += 1
    return {"customers": got, "undecided": waiting}


def rates(input):
    n, k = input["customers"], input["k"]
    return {"from_first": share(n[k], n[0]), "from_previous": share(n[k], n[k - 1]), "drop_off": share(n[k - 1] - n[k], n[k - 1])}


def paths(input):
    require(input["length"] > 0)
    names = [[n for _, n in events] for events in journeys(input)]
    whole, cut = (Counter(tuple(n[: input["length"]]) for n in names if len(n) > least) for least in (0, input["length"]))
    return {"paths": [{"names": list(p), "customers": whole[p], "cut": cut[p]} for p in sorted(whole)]}


def transitions(input):
    times, who = Counter(), Counter()
    for events in journeys(input):
        pairs = [(a[1], b[1]) for a, b in zip(events, events[1:])]
        times.update(pairs)
        who.update(set(pairs))
    return {"transitions": [{"from": a, "to": b, "count": times[a, b], "customers": who[a, b]} for a, b in sorted(times)]}


CALLS = {
    "funnel.steps": steps,
    "funnel.rates": rates,
    "path.paths": paths,
    "path.transitions": transitions,
}
