"""What the generators in Python share: a family, and how it is written.

A generator writes the whole file of its family to standard output:

    python3 vectors/generate/nps.py > vectors/nps.json

The number of a case is its place among those of its call. A case is never changed, moved
or taken away: a new one goes after the last of its call.
"""

import json
import sys
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

PLACES = 8  # exact figures are rounded once, to so many decimals


def exact(value):
    """The text of an exact figure: rounded once, half away from zero."""
    value = Fraction(value)
    scaled = abs(value) * 10**PLACES
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    text = plain(Decimal(whole).scaleb(-PLACES, Context(prec=400)))
    return "-" + text if value < 0 and text != "0" else text


def plain(value):
    """A decimal without an exponent and without zeros at the end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def estimate(value, digits=12):
    """The text of an estimate, with so many significant digits."""
    value = +Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(repr(float(value)))
    if value == 0:
        return "0"
    if abs(value) < Decimal("1e-6"):
        mantissa, exponent = format(value, "e").split("e")
        return plain(Decimal(mantissa)) + "e" + str(int(exponent))
    return plain(value)


def error(kind):
    """The want of a case without a figure."""
    return {"error": kind}


class Family:
    def __init__(self, family, about, version="1.0"):
        self.top = {"family": family, "version": version, "about": about, "calls": []}
        self.cases = []

    def call(self, name, about, input, want):
        """Declares a call: the members of its inputs and of its figures, with their meaning."""
        self.top["calls"].append({"call": name, "about": about, "input": input, "want": want})

    def case(self, call, input, want, source, tolerance="0", edge=None, catches=()):
        number = 1 + sum(c["call"] == call for c in self.cases)
        case = {
            "id": "%s-%04d" % (call.replace(".", "-").replace("_", "-"), number),
            "call": call,
            "input": input,
            "want": want,
            "tolerance": "0" if "error" in want else tolerance,
            "source": source,
        }
        if edge:
            case["edge"] = edge
        if catches:
            case["catches"] = [catches] if isinstance(catches, str) else list(catches)
        self.cases.append(case)

    def write(self):
        """Writes the file: a line for each call and each case."""
        def line(value):
            return json.dumps(value, ensure_ascii=False)

        out = ["{"]
        out += ["  %s: %s," % (line(k), line(v)) for k, v in self.top.items() if k != "calls"]
        out += ['  "calls": [']
        out += [",\n".join("    " + line(c) for c in self.top["calls"])]
        out += ["  ],", '  "cases": [']
        out += [",\n".join("    " + line(c) for c in self.cases)]
        out += ["  ]", "}"]
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        print("\n".join(out))
