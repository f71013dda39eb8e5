"""Growth accounting, RFM, referrals, and what models of customers say."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from math import exp, log1p

from figures import require
from service import instant, share
from staying import active_days, local_day, nth, opening, spells_of


def spell_churn(input):
    require(input["date"] in ("recognition", "last_activity"))
    first, last = date.fromisoformat(input["from"]), date.fromisoformat(input["to"])
    n = dict.fromkeys(("start", "acquired", "lost", "acquired_lost", "returned", "reactivations"), 0)
    stays = defaultdict(list)
    for s in spells_of(input)["spells"]:
        gone = date.max
        if s["recognized"]:
            gone = date.fromisoformat(s["recognized"]) if input["date"] == "recognition" else date.fromisoformat(s["last"]) + timedelta(1)
        begin = date.fromisoformat(s["first"])
        stays[s["customer"]].append((begin, gone))
        n["reactivations"] += s["reactivation"] and first <= begin < last
    for own in stays.values():
        there = any(a < last <= b for a, b in own)  # on the last day
        old = next((b for a, b in own if a < first <= b), None)
        if old:
            n["start"] += 1
            n["lost"] += old < last
            n["returned"] += old < last and there
        elif first <= own[0][0] < last:
            n["acquired"] += 1
            n["acquired_lost"] += not there
    return n


def trend(input):
    grain, today = input["grain"], local_day(instant(input["as_of"]), input["zone"])
    opening(today, grain)
    active = [{opening(d, grain) for d in days} for days in active_days(input).values()]
    out = []
    p = min((min(a) for a in active), default=None)
    while p and p <= max(max(a) for a in active) and nth(p, grain, 1) <= today:
        before = opening(p - timedelta(1), grain)
        new = sum(min(a) == p for a in active)
        returning = sum({p, before} <= a for a in active)
        resurrected = sum(p in a for a in active) - new - returning
        dormant = sum(before in a and p not in a for a in active)
        out.append({"start": p.isoformat(), "new": new, "returning": returning, "resurrected": resurrected, "dormant": dormant, "quick_ratio": share(new + resurrected, dormant)})
        p = nth(p, grain, 1)
    return {"periods": out}


def rfm(input):
    parts, cuts = input.get("parts"), [input.get(k) for k in ("recency", "frequency", "spend")]
    require((parts is None) == all(cuts) and (parts is None or not any(cuts) and 2 <= parts <= 10))
    cuts = [[Fraction(x) for x in c] for c in cuts if c]
    require(all(c == sorted(set(c)) for c in cuts))
    today, now, spent = local_day(instant(input["as_of"]), input["zone"]), instant(input["as_of"]), defaultdict(Fraction)
    for r in input["rows"]:
        if instant(r["at"]) < now:
            spent[r["customer"]] += Fraction(r.get("amount", "0"))
    good = {c: ((d[-1] - today).days, len(d), spent[c]) for c, d in active_days(input).items()}  # more is better
    out = []
    for c, v in good.items():
        if parts:
            k = [1 + parts * sum(w[i] < v[i] for w in good.values()) // len(good) for i in range(3)]
        else:
            k = [1 + sum(v[0] >= -x for x in cuts[0]), 1 + sum(v[1] >= x for x in cuts[1]), 1 + sum(v[2] >= x for x in cuts[2])]
        out.append({"customer": c, "days_since": -v[0], "orders": v[1], "amount": v[2], "recency": k[0], "frequency": k[1], "spend": k[2]})
    return {"customers": out}


def referral_rates(input):
    c, r, leads, a, d, o, p = (input[k] for k in ("customers", "referrers", "leads", "acquired", "referred", "orders", "referred_orders"))
    require(min(c, r, leads, a, d, o, p) >= 0 and r <= min(c, leads) and d <= min(a, leads) and p <= o)
    return {"by_customers": share(d, a), "by_orders": share(p, o), "participation": share(r, c), "conversion": share(d, leads), "k_factor": share(d, c), "amplification": share(c, c - d) if d < c else None}


def referral_counts(input):
    require(all(r[k].strip() for r in input["referrals"] for k in ("referrer", "referee")))
    customers, acquired, first, selves, repeated = set(input["customers"]), set(input["acquired"]), {}, 0, 0
    for r in sorted(input["referrals"], key=lambda r: r.get("at", "")):
        if r["referrer"] == r["referee"]:
            selves += 1
        elif r["referee"] in first:
            repeated += 1
        else:
            first[r["referee"]] = r
    known = {c for c in first if c in customers - acquired}
    leads = {c: r for c, r in first.items() if c not in known}
    orders = [o for o in input["orders"] if Fraction(o.get("amount", "0")) >= 0]
    after = [o for o in orders if o["customer"] in leads and instant(o["at"]) >= instant(leads[o["customer"]].get("at", "0001-01-01T00:00:00Z"))]
    return {"customers": len(customers), "referrers": len({r["referrer"] for r in leads.values()} & customers), "leads": len(leads), "acquired": len(acquired), "referred": len(leads.keys() & acquired),
            "orders": len(orders), "referred_orders": len(after), "self_referrals": selves, "duplicates": repeated, "known": len(known)}


def spend(input):
    p, q, g = (Fraction(input[k]) for k in ("p", "q", "gamma"))
    x, z = input["frequency"], max(Fraction(input["spend"]), Fraction(0))
    require(p * x + q > 1, "undefined")
    return {"spend": p * (g + x * z) / (p * x + q - 1)}


def renewal(input):
    a, b, n = Fraction(input["alpha"]), Fraction(input["beta"]), input["n"]
    require(n >= 1)
    share_left = Fraction(1)
    for k in range(n):
        share_left *= (b + k) / (a + b + k)
    return {"retention": (b + n - 1) / (a + b + n - 1), "survival": share_left}


def renewals(input):
    a, b, d = (float(input[k]) for k in ("alpha", "beta", "discount"))
    if d == 0:
        require(a > 1, "undefined")
        return {"lifetime": (a + b - 1) / (a - 1)}
    left, total, k = 1.0, 0.0, 0
    while left > 1e-18:
        total += left
        left *= (b + k) / (a + b + k) * exp(-log1p(d))
        k += 1
    return {"lifetime": total}


def alive(input):
    """The probability of being active, and of no order, of BG/NBD; the expected orders by the sum over orders."""
    r, alpha, a, b = (float(input[k]) for k in ("r", "alpha", "a", "b"))
    x, t, age, h = input["frequency"], *(float(input[k]) for k in ("recency", "age", "horizon"))
    require(min(r, alpha, a, b) > 0 and x >= 0 and t <= age)
    n = x + input["modified"]
    active = 1 / (1 + a / (b + n - 1) * ((alpha + age) / (alpha + t)) ** (r + x)) if n else 1.0
    z = h / (alpha + age + h)
    term, stay, up_to, expected, j = (1 - z) ** (r + x), 1.0, 0.0, 0.0, 0
    none = 1 - active * (1 - term)
    while j < 100 or term * up_to > 1e-18:
        expected += term * up_to
        up_to += stay
        stay *= (b + n + j) / (a + b + n + j)
        term *= z * (r + x + j) / (j + 1)
        j += 1
    return {"alive": active, "expected": active * expected, "none": none}


def value(input):
    n, d = input["periods"], float(input["discount"])
    require(n >= 1 and d >= 0 and (input["frequency"] or not Fraction(input["spend"])))
    within = [0.0] + [alive({**input, "horizon": k})["expected"] for k in range(1, n + 1)]
    each = float(spend(input)["spend"])
    return {"spend": each, "expected": within[n], "value": each * sum((within[k] - within[k - 1]) / (1 + d) ** k for k in range(1, n + 1))}


def stays_of(spells, window, known, on_last):
    """The days of each spell as known on a day, and whether it ended in churn."""
    out = []
    for s in spells:
        first, last = date.fromisoformat(s["first"]), date.fromisoformat(s["last"])
        gone = last + timedelta(1) if on_last else last + timedelta(window + 1)
        if not s["recognized"]:
            gone = known - timedelta(window if on_last else 0)
        if gone >= first:
            out.append({"days": (gone - first).days, "churned": s["recognized"] is not None})
    return out


def lifespans(input):
    require(input["date"] in ("recognition", "last_activity"))
    today = local_day(instant(input["as_of"]), input["zone"])
    return {"stays": stays_of(spells_of(input)["spells"], input["window_days"], today, input["date"] == "last_activity")}


def subscription_spells(input):
    today, grace, own = date.fromisoformat(input["as_of"]), input["grace_days"], defaultdict(set)
    require(grace >= 0)
    for p in input["periods"]:
        day, end = date.fromisoformat(p["start"]), date.fromisoformat(p["end"]) if "end" in p else date.max
        require(day <= end)
        while day < end and day <= today:
            own[p["customer"]].add(day)
            day += timedelta(1)
    spells = []
    for c in sorted(own):
        runs = []
        for day in sorted(own[c]):
            if runs and (day - runs[-1][1]).days <= grace + 1:
                runs[-1][1] = day
            else:
                runs.append([day, day])
        for i, (a, b) in enumerate(runs):
            found = b + timedelta(grace + 1)
            spells.append({"customer": c, "first": a.isoformat(), "last": b.isoformat(), "recognized": found.isoformat() if found <= today else None, "reactivation": i > 0})
    return {"spells": spells, "stays": stays_of(spells, grace, today, True)}


CALLS = {
    "forecast.value": value,
    "spells.lifespans": lifespans,
    "spells.of_subscriptions": subscription_spells,
    "spells.churn": spell_churn,
    "lifecycle.trend": trend,
    "rfm.classes": rfm,
    "referral.rates": referral_rates,
    "referral.of_rows": referral_counts,
    "forecast.gammagamma": spend,
    "forecast.sbg": renewal,
    "forecast.sbg_lifetime": renewals,
    "forecast.bgnbd": alive,
}
