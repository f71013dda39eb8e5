"""The vectors, answered by a program of Python's standard library alone.

    python3 vectors/python/run.py

It computes the figures anew from the definitions and compares them, as a suite in any other
language would. A group of families is a module beside this one, with a table CALLS of
functions: input in, figures out. Calls that no module has are skipped, and said so. The
exit status is 1 if a figure differs, or if nothing was compared.
"""

import collections
import importlib
import json
import pathlib
import sys
import time
from decimal import Decimal
from fractions import Fraction

from figures import NoFigure

HERE = pathlib.Path(__file__).resolve().parent


def calls():
    """The functions of all modules beside this one."""
    table = {}
    for path in sorted(HERE.glob("*.py")):
        if path.stem != "run":
            table.update(getattr(importlib.import_module(path.stem), "CALLS", {}))
    return table


def number(value):
    """The number that a text or a figure is, or None."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        try:
            return Fraction(Decimal(value))
        except (ArithmeticError, ValueError):
            return None
    try:
        return Fraction(value)
    except (TypeError, ValueError, OverflowError):
        return None


def rounded(value):
    """A fraction with eight decimals, half away from zero."""
    whole = abs(value) * 10**8
    whole = (2 * whole.numerator + whole.denominator) // (2 * whole.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**8)


def same(got, want, tolerance):
    """Whether a figure is the one that is wanted."""
    if isinstance(want, dict):
        return isinstance(got, dict) and got.keys() == want.keys() and all(same(got[k], want[k], tolerance) for k in want)
    if isinstance(want, list):
        return isinstance(got, (list, tuple)) and len(got) == len(want) and all(same(g, w, tolerance) for g, w in zip(got, want))
    if want is None or isinstance(want, bool):
        return got is want
    if isinstance(want, str) and isinstance(got, str):
        return got == want
    g, w = number(got), number(want)
    if g is None or w is None:
        return False
    if isinstance(want, int):
        return g == w
    if tolerance == 0:
        return g == w or rounded(g) == w
    return abs(g - w) <= tolerance * max(1, abs(w))


def differences(case, function):
    """What of an answer is not as wanted, a text a figure."""
    want = case["want"]
    try:
        got = function(case["input"])
    except NoFigure as e:
        got = {"error": e.kind}
    if "error" in want or "error" in got:
        return [] if got == want else ["got %s, want %s" % (show(got), show(want))]
    tolerance = Fraction(Decimal(case["tolerance"]))
    return ["%s: got %s, want %s" % (name, show(got.get(name, "nothing")), show(want[name]))
            for name in want if name not in got or not same(got[name], want[name], tolerance)]


def show(value):
    if isinstance(value, Fraction):
        return str(Decimal(value.numerator) / Decimal(value.denominator))
    if isinstance(value, dict):
        return "{%s}" % ", ".join("%s: %s" % (k, show(v)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return "[%s]" % ", ".join(map(show, value))
    return str(value)


def main():
    table, start = calls(), time.monotonic()
    ran, skipped, wrong = collections.Counter(), collections.Counter(), 0
    for path in sorted(HERE.parent.glob("*.json")):
        if path.name == "schema.json":
            continue
        family = json.loads(path.read_text(encoding="utf-8"))
        for case in family["cases"]:
            function = table.get(case["call"])
            if function is None:
                skipped[case["call"]] += 1
                continue
            ran[case["call"]] += 1
            try:
                lines = differences(case, function)
            except Exception as e:  # an answer that is none
                lines = ["%s: %s" % (type(e).__name__, e)]
            for line in lines:
                print("%s: %s: %s" % (path.name, case["id"], line))
            wrong += bool(lines)
    for call in sorted(ran):
        print("%-34s %4d compared" % (call, ran[call]))
    for call in sorted(skipped):
        print("%-34s %4d skipped: not computed here" % (call, skipped[call]))
    unused = sorted(set(table) - set(ran))
    for call in unused:
        print("%-34s    a function without a case" % call)
    print("%d cases compared, %d differ, %d skipped, %.1f s"
          % (sum(ran.values()), wrong, sum(skipped.values()), time.monotonic() - start))
    return 1 if wrong or unused or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
