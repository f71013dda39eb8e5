package main

import (
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// drawAmounts draws amounts with cents.
func drawAmounts(n int, r *rand.Rand) []decimal.Decimal {
	amounts := make([]decimal.Decimal, n)
	for i := range amounts {
		amounts[i] = decimal.New(int64(r.IntN(20_000))+500, -2)
	}
	return amounts
}

// loopOf is the peer of a job on decimals: the same by hand, with those and maps.
func loopOf(do run) []peer {
	return []peer{{name: "loop", ways: []side{{name: "a loop over the decimals", procs: 1, run: do}}}}
}

// exact are amounts as whole numbers of ten-thousandths.
func exact(amounts ...decimal.Decimal) []int64 {
	var numbers []int64
	for _, a := range amounts {
		if a = a.Shift(4); !a.IsInteger() {
			panic("an amount with more than four places")
		}
		numbers = append(numbers, a.IntPart())
	}
	return numbers
}

func weightedNPS(n int, _ *bench) (heat, error) {
	r := rand.New(rand.NewPCG(9, 0))
	scores, weights := make([]int, n/10), drawAmounts(n/10, r)
	for i := range scores {
		scores[i] = r.IntN(11)
	}
	return heat{
		job: "NPS with weights", rows: len(scores),
		cx: []side{{name: "`WeightedNPSOf`", procs: 1, goals: []goal{{peer: "loop"}}, run: timed(
			func() (cx.WeightedNPS, error) { return cx.WeightedNPSOf(scores, weights) },
			func(w cx.WeightedNPS) result {
				return result{exact: [][]int64{{w.Answers}, exact(w.Promoters, w.Passives, w.Detractors, w.Squares)}}
			})}},
		peers: loopOf(timed(func() (w cx.WeightedNPS, err error) {
			for i, weight := range weights {
				switch {
				case scores[i] >= 9:
					w.Promoters = w.Promoters.Add(weight)
				case scores[i] >= 7:
					w.Passives = w.Passives.Add(weight)
				default:
					w.Detractors = w.Detractors.Add(weight)
				}
				w.Squares = w.Squares.Add(weight.Mul(weight))
				w.Answers++
			}
			return w, nil
		}, func(w cx.WeightedNPS) result {
			return result{exact: [][]int64{{w.Answers}, exact(w.Promoters, w.Passives, w.Detractors, w.Squares)}}
		})),
	}, nil
}

func movements(n int, _ *bench) (heat, error) {
	r := rand.New(rand.NewPCG(10, 0))
	names := customerNames(n / 10)
	var before, after []cx.Subscription
	var former []string
	for i, amount := range drawAmounts(len(names), r) {
		then := i%10 < 8
		if then {
			before = append(before, cx.Subscription{Customer: names[i], Amount: amount})
		}
		if i%9 > 0 {
			if i%3 == 0 {
				amount = amount.Add(decimal.New(int64(r.IntN(1000))-500, -2))
			}
			after = append(after, cx.Subscription{Customer: names[i], Amount: amount})
			if !then && i%4 == 0 {
				former = append(former, names[i])
			}
		}
	}
	shuffle(before, r)
	shuffle(after, r)
	show := func(m cx.Movements) result {
		return result{exact: [][]int64{
			exact(m.Start, m.New, m.Expansion, m.Contraction, m.Churned, m.Reactivated, m.End),
			{m.StartCustomers, m.NewCustomers, m.ChurnedCustomers, m.ReactivatedCustomers, m.EndCustomers},
		}}
	}
	return heat{
		job: "movements of recurring revenue", rows: len(before) + len(after) + len(former),
		cx: []side{{name: "`MovementsOf`", procs: 1, goals: []goal{{peer: "loop"}}, run: timed(
			func() (cx.Movements, error) { return cx.MovementsOf(before, after, former) }, show)}},
		peers: loopOf(timed(func() (m cx.Movements, err error) {
			paid, pays, known := make(map[string]decimal.Decimal), make(map[string]decimal.Decimal), make(map[string]bool)
			for _, s := range before {
				paid[s.Customer] = paid[s.Customer].Add(s.Amount)
			}
			for _, s := range after {
				pays[s.Customer] = pays[s.Customer].Add(s.Amount)
			}
			for _, name := range former {
				known[name] = true
			}
			for name, then := range paid {
				m.Start = m.Start.Add(then)
				m.StartCustomers++
				now, still := pays[name]
				switch d := now.Sub(then); {
				case !still:
					m.Churned = m.Churned.Add(then)
					m.ChurnedCustomers++
				case d.IsPositive():
					m.Expansion = m.Expansion.Add(d)
				case d.IsNegative():
					m.Contraction = m.Contraction.Sub(d)
				}
			}
			for name, now := range pays {
				m.End = m.End.Add(now)
				m.EndCustomers++
				if _, then := paid[name]; then {
					continue
				}
				if known[name] {
					m.Reactivated = m.Reactivated.Add(now)
					m.ReactivatedCustomers++
				} else {
					m.New = m.New.Add(now)
					m.NewCustomers++
				}
			}
			return m, nil
		}, show)),
	}, nil
}

func revenueByClass(n int, _ *bench) (heat, error) {
	r := rand.New(rand.NewPCG(11, 0))
	names, classes := customerNames(n/10), []string{"detractor", "passive", "promoter"}
	var landmarks []cx.Landmark
	subscriptions := make([]cx.Subscription, len(names))
	for i, amount := range drawAmounts(len(names), r) {
		subscriptions[i] = cx.Subscription{Customer: names[i], Amount: amount}
		if i%4 > 0 {
			landmarks = append(landmarks, cx.Landmark{Customer: names[i], At: firstDay.Add(time.Duration(i) * time.Second), Class: classes[r.IntN(3)]})
		}
	}
	shuffle(landmarks, r)
	shuffle(subscriptions, r)
	show := func(groups []cx.Group[string, cx.Amounts]) result {
		var rows [][]int64
		for i, c := range append([]string{cx.NoAnswer}, classes...) {
			for _, g := range groups {
				if g.Key == c {
					rows = append(rows, append([]int64{int64(i), g.Tally.Count}, exact(g.Tally.Sum, g.Tally.Squares)...))
				}
			}
		}
		return result{exact: rows}
	}
	return heat{
		job: "revenue by class of answer", rows: len(landmarks) + len(subscriptions),
		cx: []side{{name: "`RevenueByClass`", procs: 1, goals: []goal{{peer: "loop"}}, run: timed(
			func() ([]cx.Group[string, cx.Amounts], error) { return cx.RevenueByClass(landmarks, subscriptions) }, show)}},
		peers: loopOf(timed(func() (groups []cx.Group[string, cx.Amounts], err error) {
			class := make(map[string]string)
			for _, l := range landmarks {
				class[l.Customer] = l.Class
			}
			tallies := make(map[string]*cx.Amounts)
			for _, s := range subscriptions {
				c, answered := class[s.Customer]
				if !answered {
					c = cx.NoAnswer
				}
				t := tallies[c]
				if t == nil {
					t = new(cx.Amounts)
					tallies[c] = t
				}
				t.Count++
				t.Sum = t.Sum.Add(s.Amount)
				t.Squares = t.Squares.Add(s.Amount.Mul(s.Amount))
			}
			for c, t := range tallies {
				groups = append(groups, cx.Group[string, cx.Amounts]{Key: c, Tally: *t})
			}
			return groups, nil
		}, show)),
	}, nil
}

func amounts(n int, _ *bench) (heat, error) {
	rows := drawAmounts(n/10, rand.New(rand.NewPCG(12, 0)))
	show := func(a cx.Amounts) result {
		return result{exact: [][]int64{{a.Count}, exact(a.Sum, a.Squares)}}
	}
	return heat{
		job: "amounts", rows: len(rows),
		cx: []side{{name: "`AmountsOf`", procs: 1, goals: []goal{{peer: "loop"}}, run: timed(
			func() (cx.Amounts, error) { return cx.AmountsOf(rows) }, show)}},
		peers: loopOf(timed(func() (a cx.Amounts, err error) {
			for _, x := range rows {
				square := x.Mul(x)
				a.Count++
				a.Sum = a.Sum.Add(x)
				a.Squares = a.Squares.Add(square)
				a.Cubes = a.Cubes.Add(square.Mul(x))
			}
			return a, nil
		}, show)),
	}, nil
}
