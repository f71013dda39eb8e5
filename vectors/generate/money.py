"""Vectors of amounts. See cases.py."""

from fractions import Fraction
from math import floor, sqrt
from statistics import stdev

from cases import Family, error, estimate, exact

f = Family("money", "Amounts: read, split, per month, mean and quantiles. Exact, as decimals.")

f.call("money.parse", "An amount in plain decimal notation: sign, digits, point, exponent; no separators and no currency.", {"text": "what a file has"}, {"amount": "decimal"})
for text, amount, edge in [("1234.50", "1234.5", None), ("-12e3", "-12000", "an exponent"), ("0.10", "0.1", "a zero at the end"), ("+5", "5", "a plus sign"),
                           ("9007199254740993", "9007199254740993", "beyond what a float holds"), ("0.1234567890123456789", "0.1234567890123456789", "more digits than a float has")]:
    f.case("money.parse", {"text": text}, {"amount": amount}, "by hand", edge=edge)
for text, edge in [("", "empty"), ("1,234.50", "a separator"), ("12,50", "a comma for the point"), ("$5", "a currency"), (" 5", "a blank"), ("NaN", "not a number"), ("Infinity", "infinite"), ("1e999999999", "an exponent that fills the memory"), ("0x10", "hexadecimal"), ("1.2.3", "two points"), ("--1", "two signs")]:
    f.case("money.parse", {"text": text}, error("invalid"), "it is no amount in that notation", edge=edge)

f.call("money.allocate", "An amount split by weights into parts that add up to it: rounded toward 0, what is left goes to the largest remainders, the first of equal ones.",
       {"total": "decimal", "weights": "a list of counts", "places": "decimals of a part"}, {"parts": "a list of decimals"})


def allocate(total, weights, places, source="by hand: largest remainders", edge=None, catches=()):
    unit = Fraction(10) ** places
    cents, s = Fraction(total) * unit, sum(weights)
    sign, cents = (-1, -cents) if cents < 0 else (1, cents)
    raw = [cents * w / s for w in weights]
    parts = [floor(r) for r in raw]
    for i in sorted(range(len(weights)), key=lambda i: (parts[i] - raw[i], i))[:int(cents) - sum(parts)]:
        parts[i] += 1
    assert sum(parts) == cents
    f.case("money.allocate", {"total": total, "weights": weights, "places": places}, {"parts": [exact(sign * Fraction(p) / unit) for p in parts]}, source, edge=edge, catches=catches)


allocate("2000", [1] * 12, 2, catches="ChartMogul: 4 of 2000 a year are 166.67 a month each; twelve of them are 2000.04 (help page 201244842)")
allocate("100", [7, 24], 2, "by hand: the days of a month, 22.58 and 77.42",
         catches="Silver: prorates without rounding, 29.72350230 for 7/31 and 2/28 of 100 (silver#200)")
allocate("100", [1, 1, 1], 2)
allocate("0.05", [1, 1, 1], 2, edge="fewer cents than parts")
allocate("0", [3, 4], 2, edge="nothing")
allocate("10", [1], 2, edge="one part")
allocate("-10", [1, 1, 1], 2, edge="an amount below 0")
allocate("100", [1, 1, 1], 0, edge="no decimals")
f.case("money.allocate", {"total": "10", "weights": [], "places": 2}, error("no_data"), "nobody gets it", edge="empty")
f.case("money.allocate", {"total": "10", "weights": [0, 1], "places": 2}, error("invalid"), "a weight is 1 or more", edge="a weight of 0")
f.case("money.allocate", {"total": "10.005", "weights": [1, 1], "places": 2}, error("invalid"), "the total has more decimals than its parts", edge="half a cent")

f.call("money.monthly", "What a payment is worth a month: a year has 12 months, 4 quarters, 52 weeks, 365.25 days.", {"payment": "decimal", "count": "units of a cycle", "unit": "day, week, month, quarter or year"}, {"amount": "decimal"})


def monthly(payment, count, unit, edge=None, catches=()):
    per_year = {"day": Fraction(1461, 4), "week": 52, "month": 12, "quarter": 4, "year": 1}[unit]
    f.case("money.monthly", {"payment": payment, "count": count, "unit": unit}, {"amount": exact(Fraction(payment) / count * per_year / 12)}, "by hand, in fractions", edge=edge, catches=catches)


monthly("600", 1, "year", catches="Stripe: its glossary prints 800 for the yearly price of 600, 13,333 for 12,500 (docs.stripe.com, glossary of billing)")
monthly("2400", 24, "month", catches="pax8-cli: terms of two and three years are taken whole, 24 times too much (pax8labs/pax8-cli pull request 439)")
monthly("1000", 3, "year")
monthly("40", 4, "week", "four weeks are no month")
monthly("300", 5, "quarter")
monthly("20", 10, "day")
monthly("0", 1, "month", "nothing")
f.case("money.monthly", {"payment": "10", "count": 0, "unit": "month"}, error("invalid"), "a cycle has a length", edge="a cycle of 0")

f.call("money.mean", "Mean and standard deviation (divisor n - 1) of amounts.", {"amounts": "a list of decimals"}, {"mean": "decimal", "standard_deviation": "decimal"})
for amounts, edge in [(["19.99", "5", "7.5", "120.45"], None), (["0.1", "0.2", "0.3"], "amounts that floats do not hold"), (["-5", "5"], "amounts below 0"), (["7", "7", "7"], "all alike"),
                      (["1000000000000.01", "1000000000000.02", "1000000000000.03"], "a spread far below the mean")]:
    v = list(map(Fraction, amounts))
    f.case("money.mean", {"amounts": amounts}, {"mean": exact(sum(v) / len(v)), "standard_deviation": estimate(stdev(v))}, "Python: statistics.stdev of fractions", "1e-9", edge,
           ["one-pass sums of squares in floats: 0 or an error for 0.01 (Chan, Golub and LeVeque, The American Statistician 37 (1983), 242-247)"] if edge and edge.startswith("a spread") else ())
f.case("money.mean", {"amounts": []}, error("no_data"), "no amounts", edge="empty")
f.case("money.mean", {"amounts": ["5"]}, error("undefined"), "one amount has no spread", edge="one amount")

f.call("money.quantile", "A quantile of amounts, type 7 of Hyndman and Fan.", {"amounts": "a list of decimals", "p": "0 to 1"}, {"amount": "decimal"})


def quantile(amounts, p, edge=None):
    x = sorted(map(Fraction, amounts))
    h = (len(x) - 1) * Fraction(p)
    i = floor(h)
    f.case("money.quantile", {"amounts": amounts, "p": p}, {"amount": exact(x[i] + ((x[i + 1] - x[i]) * (h - i) if h > i else 0))}, "R 4.2.2: quantile(x, %s), type 7; in fractions" % p, edge=edge)


quantile(["19.99", "5", "7.5", "120.45"], "0.5")
quantile(["1", "2", "4", "8", "16"], "0.1")
quantile(["1", "2", "4", "8", "16"], "0.9")
quantile(["3.33"], "0.25", "one amount")
quantile(["-5", "-1"], "0.5", "amounts below 0")
f.case("money.quantile", {"amounts": [], "p": "0.5"}, error("no_data"), "no amounts", edge="empty")

f.write()
