"""Vectors of response rates. See cases.py."""

from datetime import datetime, timedelta
from fractions import Fraction

from cases import Family, error, exact

f = Family("fieldwork", "What became of those who were asked, and the rates of AAPOR.")

KEYS = ["complete", "partial", "refusal", "non_contact", "other", "unknown_household", "unknown"]
f.call("fieldwork.aapor", "A rate of AAPOR, Standard Definitions (2023), by its name: RR1 to RR6, COOP1 to COOP4, REF1 to REF3, CON1 to CON3.",
       {**{k: "count" for k in KEYS}, "ineligible?": "count, in no rate", "formula": "its name", "eligible?": "e, the share of the unknown who are taken to be eligible, for RR3, RR4, REF2, CON2"},
       {"rate": "0 to 1"})


def aapor(counts, formula, e=None, source="AAPOR, Standard Definitions (2023); by hand, in fractions", edge=None, catches=()):
    i, p, r, nc, o, uh, uo = counts
    n = int(formula[-1])
    kind = formula[:-1]
    known, unknown = i + p + r + nc + o, uh + uo
    if kind == "COOP":
        top, base = (i, i + p)[n % 2 == 0], i + p + r + (o if n < 3 else 0)
    else:
        step = (n + 1) // 2 if kind == "RR" else n
        base = known + [unknown, unknown * Fraction(e or 0), 0][step - 1]
        top = {"RR": i if n % 2 else i + p, "REF": r, "CON": i + p + r + o}[kind]
    input = {**dict(zip(KEYS, counts)), "formula": formula}
    if e is not None:
        input["eligible"] = e
    f.case("fieldwork.aapor", input, {"rate": exact(Fraction(top) / base)}, source, edge=edge, catches=catches)


SAMPLE = (200, 50, 100, 600, 10, 30, 10)
aapor(SAMPLE, "RR1", catches="rate.calculator.city: its RR2 to RR6 are none of AAPOR's (its pages)")
for name in ("RR2", "RR3", "RR4", "RR5", "RR6", "COOP1", "COOP2", "COOP3", "COOP4", "REF1", "REF2", "REF3", "CON1", "CON2", "CON3"):
    aapor(SAMPLE, name, "0.5" if name in ("RR3", "RR4", "REF2", "CON2") else None)
aapor(SAMPLE, "RR3", "0", edge="e of 0: RR5")
aapor(SAMPLE, "RR3", "1", edge="e of 1: RR1")
aapor((5, 0, 0, 0, 0, 0, 0), "RR1", edge="all answered")
aapor((0, 0, 0, 9, 0, 0, 0), "RR2", edge="nobody answered")
f.case("fieldwork.aapor", {**dict.fromkeys(KEYS, 0), "formula": "RR1"}, error("no_data"), "nobody was asked", edge="empty")
f.case("fieldwork.aapor", {**dict.fromkeys(KEYS, 0), "unknown": 3, "formula": "RR5"}, error("no_data"), "there are none in the base of RR5", edge="all unknown")
f.case("fieldwork.aapor", {**dict(zip(KEYS, SAMPLE)), "formula": "RR3", "eligible": "1.5"}, error("invalid"), "e is a share", edge="e above 1")
f.case("fieldwork.aapor", {**dict(zip(KEYS, SAMPLE)), "formula": "RR7"}, error("invalid"), "there is no RR7", edge="an unknown formula")

f.call("fieldwork.invitations",
       "What became of each invitation as known at an instant: by outcome (bounced, ineligible), completed, declined (or opted_out), and, once patience is over, partial or silent; pending before. "
       "What happened at the instant or later has not happened.",
       {"rows": "a list of customer, at, and what is known of opened, started, completed, answered (questions) and outcome", "patience_seconds": "how long a customer may take", "as_of": "instant"},
       {**{k: "count" for k in ("complete", "partial", "declined", "silent", "bounced", "ineligible", "pending")},
        "response_rate": "complete, of those whose patience is over; null if there are none"})


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def invitations(rows, as_of, days, source, edge=None, catches=()):
    now, patience = instant(as_of), timedelta(days=days)
    out = dict.fromkeys(("complete", "partial", "declined", "silent", "bounced", "ineligible", "pending"), 0)
    over, done = 0, 0
    for r in rows:
        at, outcome = instant(r["at"]), r.get("outcome", "")
        if at >= now:
            continue
        happened = {k: instant(r[k]) < now for k in ("started", "completed") if k in r}
        if outcome in ("ineligible", "bounced"):
            kind = outcome
        elif happened.get("completed"):
            kind = "complete"
        elif outcome in ("declined", "opted_out"):
            kind = "declined"
        elif at + patience >= now:
            kind = "pending"
        else:
            kind = "partial" if r.get("answered", 0) else "silent"
        out[kind] += 1
        if kind != "ineligible" and at + patience < now:
            over += 1
            done += kind == "complete"
    f.case("fieldwork.invitations", {"rows": rows, "patience_seconds": days * 86400, "as_of": as_of},
           {**out, "response_rate": exact(Fraction(done, over)) if over else None}, source, edge=edge, catches=catches)


def row(customer, at, **known):
    return {"customer": customer, "at": at + "T09:00:00Z", **{k: v + "T10:00:00Z" if k in ("opened", "started", "completed") else v for k, v in known.items()}}


ROWS = [row("ana", "2026-03-01", opened="2026-03-01", started="2026-03-02", completed="2026-03-02"),
        row("ben", "2026-03-01", opened="2026-03-03", started="2026-03-03", answered=2),
        row("cat", "2026-03-01"), row("dan", "2026-03-02", outcome="bounced"), row("eve", "2026-03-02", outcome="opted_out"),
        row("fay", "2026-03-02", outcome="ineligible"), row("gus", "2026-03-10", completed="2026-03-11", started="2026-03-11"),
        row("hal", "2026-03-12"), row("ida", "2026-03-03", started="2026-03-14", completed="2026-03-14")]
RULE = "a choice of this collection: a rate is of those whose patience is over; counted by hand"
invitations(ROWS, "2026-03-13T00:00:00Z", 7, RULE,
            catches="Chatwoot: responses over all that were sent, those of today too (its CSAT report)")
invitations(ROWS, "2026-03-20T00:00:00Z", 7, RULE)
invitations(ROWS, "2026-03-02T00:00:00Z", 7, RULE, "nobody's patience is over")
invitations(ROWS, "2026-03-08T09:00:00Z", 7, RULE, "patience ends at the instant itself")
invitations([], "2026-03-08T00:00:00Z", 7, RULE, "empty")
invitations([row("ana", "2026-03-09")], "2026-03-08T00:00:00Z", 7, RULE, "invited later")
f.case("fieldwork.invitations", {"rows": [row("ana", "2026-03-09", completed="2026-03-08")], "patience_seconds": 86400, "as_of": "2026-04-01T00:00:00Z"},
       error("invalid"), "nobody answers before being asked", edge="an answer before its question")

f.write()
