"""Survival curves and log-rank tests, in fractions as far as the definition is exact."""

from fractions import Fraction
from math import asin, exp, log, pi, sin, sqrt

from figures import chi_square_p, level_of, require, z_of


def lifespans(rows):
    """Entry, exit and whether the customer left; times that differ in the last digits are one."""
    out = []
    for r in rows:
        entry, end = (float("%.10g" % float(r.get(k, "0"))) for k in ("entry", "exit"))
        require(0 <= entry < end or entry == end == 0)
        out.append((entry, end, r["churned"]))
    return out


def curve(rows):
    """Steps of time, at risk, left, the share still here and Greenwood's sum."""
    rows, share, greenwood, steps = lifespans(rows), Fraction(1), Fraction(0), []
    require(rows, "no_data")
    for t in sorted({end for _, end, left in rows if left}):
        n = sum(entry < t <= end for entry, end, _ in rows)
        d = sum(end == t and left for _, end, left in rows)
        share *= Fraction(n - d, n)
        greenwood += Fraction(d, n * (n - d)) if n > d else 0
        steps.append((t, n, d, share, greenwood))
    return rows, steps


def value(rows, t):
    rows, steps = curve(rows)
    require(t >= 0)
    share, greenwood = next(((s, g) for x, _, _, s, g in reversed(steps) if x <= t), (Fraction(1), Fraction(0)))
    require(share == 0 or t <= max(end for _, end, _ in rows), "undefined")
    return share, greenwood, rows


def at(input):
    share, greenwood, _ = value(input["rows"], float(input["time"]))
    return {"survival": share, "standard_error": float(share) * sqrt(greenwood) if share else None}


SCALES = ("plain", "log", "log_log", "logit", "arcsine")


def limit(scale, share, greenwood, z):
    """The limit of a share on a scale: the upper one, or the lower one for z below 0."""
    s, h = float(share), sqrt(greenwood)
    if scale == "plain":
        return s + z * s * h
    if scale == "log":
        return s * exp(z * h)
    if scale == "logit":
        return 1 / (1 + exp(-z * h / (1 - s)) * (1 - s) / s)
    if scale == "arcsine":
        return sin(min(max(asin(sqrt(s)) + z * h * sqrt(s / (1 - s)) / 2, 0), pi / 2)) ** 2
    return s ** exp(z * h / log(s))


def interval(input):
    level, scale, t = level_of(input["level"]), input["scale"], float(input["time"])
    require(scale in SCALES)
    share, greenwood, rows = value(input["rows"], t)
    require(share > 0, "undefined")
    if share == 1:
        times = [x for x in {e for r in rows for e in r[:2]} if 0 < x <= t] + [min(e for _, e, _ in rows if e >= t)]
        n = min(sum(entry < x <= end for entry, end, _ in rows) for x in times)
        return {"low": ((1 - level) / 2) ** (1 / n), "high": 1}
    z = z_of(level)
    return {"low": max(0, limit(scale, share, greenwood, -z)), "high": min(1, limit(scale, share, greenwood, z))}


def quantile(input):
    level, p = level_of(input["level"]), float(input["p"])
    require(0 < p < 1)
    _, steps = curve(input["rows"])
    z, near = z_of(level), 1.5e-8

    def reached(of):
        points = [(t, of(s, g)) for t, _, _, s, g in steps]
        for i, (t, y) in enumerate(points):
            if y is not None and y <= 1 - p + near:
                later = [x for x, w in points[i + 1:] if w is not None and w < 1 - p - near]
                return (t + later[0]) / 2 if abs(y - (1 - p)) < near and later else t
        return None

    def limits(z):
        return lambda s, g: None if s in (0, 1) else limit(input["scale"], s, g, z)

    return {"time": reached(lambda s, g: float(s)), "low": reached(limits(-z)), "high": reached(limits(z))}


def mean(input):
    tau = float(input["tau"])
    require(tau > 0)
    share, _, _ = value(input["rows"], tau)
    _, steps = curve(input["rows"])
    steps = [s for s in steps if s[0] < tau]
    edges = [0.0] + [s[0] for s in steps] + [tau]
    height = [1.0] + [float(s[3]) for s in steps]
    areas = [(b - a) * y for a, b, y in zip(edges, edges[1:], height)]
    variance = sum(sum(areas[i + 1:]) ** 2 * d / (n * (n - d)) for i, (_, n, d, _, _) in enumerate(steps) if n > d)
    return {"mean": sum(areas), "standard_error": sqrt(variance)}


def logrank(input):
    weight = input["weight"]
    require(len(input["groups"]) > 1 and weight in ("equal", "gehan", "tarone_ware", "peto_prentice"))
    groups = [lifespans(g) for g in input["groups"]]
    require(all(groups), "no_data")
    k, everybody = len(groups), [r for g in groups for r in g]
    observed, expected, v, before = [0.0] * k, [0.0] * k, [[0.0] * k for _ in range(k)], 1.0
    for t in sorted({end for _, end, left in everybody if left}):
        n = [sum(entry < t <= end for entry, end, _ in g) for g in groups]
        d = [sum(end == t and left for _, end, left in g) for g in groups]
        all_n, all_d = sum(n), sum(d)
        w = {"equal": 1.0, "gehan": all_n, "tarone_ware": sqrt(all_n), "peto_prentice": before}[weight]
        before *= 1 - all_d / all_n
        for i in range(k):
            observed[i] += w * d[i]
            expected[i] += w * all_d * n[i] / all_n
            for j in range(k):
                if all_n > 1:
                    v[i][j] += w * w * all_d * (all_n - all_d) / (all_n - 1) * n[i] / all_n * ((i == j) - n[j] / all_n)
    some = [i for i in range(k) if expected[i] > 0]
    require(len(some) > 1 and all(v[i][i] > 1e-12 for i in some), "undefined")
    some = some[1:]
    u = [observed[i] - expected[i] for i in some]
    chi = sum(a * b for a, b in zip(u, solve([[v[i][j] for j in some] for i in some], u)))
    return {"chi_square": chi, "degrees_of_freedom": len(some), "p": chi_square_p(chi, len(some)), "observed": observed, "expected": expected}


def solve(a, b):
    """The solution of linear equations, by elimination with the largest pivot."""
    rows = [row[:] + [y] for row, y in zip(a, b)]
    for i in range(len(rows)):
        rows[i:] = sorted(rows[i:], key=lambda r: -abs(r[i]))
        for j in range(len(rows)):
            if j != i:
                factor = rows[j][i] / rows[i][i]
                rows[j] = [x - factor * y for x, y in zip(rows[j], rows[i])]
    return [rows[i][-1] / rows[i][i] for i in range(len(rows))]


CALLS = {
    "survival.at": at,
    "survival.interval": interval,
    "survival.quantile": quantile,
    "survival.mean": mean,
    "logrank.test": logrank,
}
