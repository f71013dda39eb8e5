"""Vectors of referrals. See cases.py."""

from fractions import Fraction

from cases import Family, error, exact
from rows import instant, parse

f = Family("referral", "What recommendations bring, as far as they were tracked.")

COUNTS = ["customers", "referrers", "leads", "acquired", "referred", "orders", "referred_orders"]
f.call("referral.rates",
       "Rates of counts: by customers referred/acquired, by orders referred_orders/orders, participation referrers/customers, conversion referred/leads, K referred/customers, amplification 1/(1-K).",
       {k: "count" for k in COUNTS}, {k: "ratio, null of none" for k in ("by_customers", "by_orders", "participation", "conversion", "k_factor", "amplification")})


def rates(*n, source="by hand", edge=None, catches=()):
    c, r, l, a, d, o, p = n

    def over(x, y):
        return exact(Fraction(x, y)) if y else None

    f.case("referral.rates", dict(zip(COUNTS, n)), {"by_customers": over(d, a), "by_orders": over(p, o), "participation": over(r, c), "conversion": over(d, l), "k_factor": over(d, c),
                                                     "amplification": over(c, c - d) if c > d else None}, source, edge=edge, catches=catches)


rates(1000, 148, 600, 200, 50, 3000, 300)
rates(100, 60, 300, 45, 45, 0, 0, source="K of 3 invites with 15 % converted is 0.45 (tg3company.com)", edge="all of the new were referred")
rates(10, 5, 40, 20, 10, 5, 1, edge="K of 1: no end")
rates(10, 5, 40, 20, 15, 5, 1, edge="K above 1: no end")
rates(3, 1, 3, 3, 1, 3, 1, edge="thirds")
rates(10, 0, 0, 0, 0, 0, 0, edge="nobody referred")
rates(0, 0, 0, 0, 0, 0, 0, edge="empty")
f.case("referral.rates", dict(zip(COUNTS, (10, 1, 1, 5, 2, 0, 0))), error("invalid"), "2 of 1 leads cannot have become customers", edge="a part above its whole")

OUT = ["customers", "referrers", "leads", "acquired", "referred", "orders", "referred_orders", "self_referrals", "duplicates", "known"]
f.call("referral.of_rows",
       "Counts from rows: a lead counts once, with the first referral (by instant, else by row); self-referrals and later referrals are left out and counted, and so is who had been a customer before (known: a customer, and not of acquired).",
       {"referrals": "a list of referrer, referee and at?", "customers": "a list: who could refer others", "acquired": "a list of new customers", "orders": "a list of customer, at and amount?"}, {k: "count" for k in OUT})


def of_rows(referrals, customers, acquired, orders, want, source="by hand", edge=None, catches=()):
    rows = [dict(zip(("referrer", "referee", "at"), (r.split("|")[0], r.split("|")[1], r.split("|")[2] + "T09:00:00Z") if r.count("|") == 2 else r.split("|"))) for r in referrals.split()]
    f.case("referral.of_rows", {"referrals": rows, "customers": customers.split(), "acquired": acquired.split(), "orders": parse(orders)}, dict(zip(OUT, want)), source, edge=edge, catches=catches)


of_rows("ana|lead1|2026-03-01 ben|lead1|2026-03-02 ana|lead2|2026-03-03 cat|cat|2026-03-04", "ana ben cat", "lead1 walkin", "lead1|2026-03-10|50 ana|2026-03-11|20", (3, 1, 2, 2, 1, 2, 1, 1, 1, 0),
        "by hand: lead1 counts once, for ana", catches="sensusbi: a lead passed on by two counts twice, a rate of 200 % (twosensus/sensusbi_content#38)")
of_rows("ben|lead1|2026-03-02 ana|lead1|2026-03-01", "ana ben", "lead1", "", (2, 1, 1, 1, 1, 0, 0, 0, 1, 0), "by hand: ana was first, though her row is second", "rows that are not in order of time")
of_rows("ana|lead1 ben|lead1", "ana ben", "lead1", "", (2, 1, 1, 1, 1, 0, 0, 0, 1, 0), "by hand: the first row", "instants that are not known")
of_rows("ana|ben|2026-03-01", "ana ben", "cat", "", (2, 0, 0, 1, 0, 0, 0, 0, 0, 1), "by hand: ben had been a customer before", "a lead who was a customer")
of_rows("zoe|lead1|2026-03-01", "ana", "lead1", "", (1, 0, 1, 1, 1, 0, 0, 0, 0, 0), "by hand: zoe is no customer any more", "a referrer who has left")
of_rows("ana|lead1|2026-03-05", "ana", "lead1", "lead1|2026-03-01|10 lead1|2026-03-06|10 lead1|2026-03-07|-10", (1, 1, 1, 1, 1, 2, 1, 0, 0, 0), "by hand: from the referral on; a refund is no order", "an order before the referral")
of_rows("ana|ana|2026-03-05", "ana", "", "", (1, 0, 0, 0, 0, 0, 0, 1, 0, 0), "by hand", "only a self-referral")
of_rows("", "", "", "", (0,) * 10, "by hand", "empty")
f.case("referral.of_rows", {"referrals": [{"referrer": "", "referee": "lead1"}], "customers": [], "acquired": [], "orders": []}, error("invalid"), "a row without its referrer", edge="a blank referrer")

f.write()
