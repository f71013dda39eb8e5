package cx_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// member is a row with two classes.
type member struct{ Age, Plan string }

func ageOf(m *member) string  { return m.Age }
func planOf(m *member) string { return m.Plan }

// classShares are the shares of classes, in pairs of a class and a share.
func classShares(pairs ...string) (shares []cx.Group[string, decimal.Decimal]) {
	for i := 0; i < len(pairs); i += 2 {
		shares = append(shares, cx.Group[string, decimal.Decimal]{Key: pairs[i], Tally: dec(pairs[i+1])})
	}
	return shares
}

func members() []member {
	return []member{{"old", "free"}, {"old", "paid"}, {"young", "free"}, {"young", "free"}, {"young", "paid"}, {"young", "free"}, {"old", "free"}, {"young", "paid"}}
}

func ageAndPlan() []cx.RakingMargin[member] {
	return []cx.RakingMargin[member]{
		{Name: "age", Of: ageOf, Shares: classShares("young", "0.4", "old", "0.6")}, {Name: "plan", Of: planOf, Shares: classShares("free", "0.8", "paid", "0.2")},
	}
}

// R 4.2.2: iterative proportional fitting of the table of age by plan.
func TestRakedWeights(t *testing.T) {
	want := []string{"1.964797", "0.87040599", "0.82346866", "0.82346866", "0.364797", "0.82346866", "1.964797", "0.364797"}
	w, err := cx.RakedWeights(members(), ageAndPlan())
	if err != nil || len(w) != len(want) {
		t.Fatal(w, err)
	}
	turned := ageAndPlan()
	turned[0], turned[1] = turned[1], turned[0]
	other := cxtest.Must(cx.RakedWeights(members(), turned))
	for i := range want {
		cxtest.Exactly(t, "weight", w[i], nil, want[i])
		cxtest.Exactly(t, "weight, by plan and age", other[i], nil, want[i])
	}
	// Of one margin, by hand: 3 old count for 0.6 of 8, 5 young for 0.4.
	for i, one := range cxtest.Must(cx.RakedWeights(members(), ageAndPlan()[:1])) {
		cxtest.Exactly(t, "one margin", one, nil, map[string]string{"old": "1.6", "young": "0.64"}[members()[i].Age])
	}
	one, err := cx.RakedWeights([]member{{"a", "b"}}, []cx.RakingMargin[member]{{Name: "age", Of: ageOf, Shares: classShares("a", "1")}})
	cxtest.Exactly(t, "one row", one[0], err, "1")
}

// Random margins that some weights fulfill: those weights are found as far as their margins go.
func TestRakedWeights_margins(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 7))
	for range 20 {
		var rows []member
		for range 400 {
			rows = append(rows, member{fmt.Sprint(random.IntN(5)), fmt.Sprint(random.IntN(4))})
		}
		// The shares of the rows when each class counts so many times as much.
		times := func(class string) float64 { return 1 + float64(class[0]-'0') }
		shares := func(of func(*member) string) (list []cx.Group[string, decimal.Decimal]) {
			sums, all := map[string]float64{}, 0.0
			for i := range rows {
				weight := times(rows[i].Age) * times(rows[i].Plan)
				sums[of(&rows[i])] += weight
				all += weight
			}
			left := dec("1")
			for class, sum := range sums {
				share := decimal.New(int64(math.Round(sum/all*1e9)), -9)
				left = left.Sub(share)
				list = append(list, cx.Group[string, decimal.Decimal]{Key: class, Tally: share})
			}
			list[0].Tally = list[0].Tally.Add(left)
			return list
		}
		margins := []cx.RakingMargin[member]{{Name: "age", Of: ageOf, Shares: shares(ageOf)}, {Name: "plan", Of: planOf, Shares: shares(planOf)}}
		w, err := cx.RakedWeights(rows, margins)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range margins {
			sums := map[string]float64{}
			for i := range rows {
				sums[m.Of(&rows[i])] += w[i].InexactFloat64()
			}
			for _, s := range m.Shares {
				cxtest.Near(t, m.Name+" "+s.Key, sums[s.Key]/400, s.Tally.InexactFloat64(), 1e-7)
			}
		}
		// The weights are a product of factors of the classes: that of the times is one.
		first := w[0].InexactFloat64() / times(rows[0].Age) / times(rows[0].Plan)
		for i := range rows {
			cxtest.Near(t, "weight", w[i].InexactFloat64()/times(rows[i].Age)/times(rows[i].Plan)/first, 1, 1e-5)
		}
	}
}

func TestRakedWeights_refuses(t *testing.T) {
	good := ageAndPlan()
	margins := func(change func(*cx.RakingMargin[member])) []cx.RakingMargin[member] {
		list := ageAndPlan()
		change(&list[1])
		return list
	}
	share := func(pairs ...string) []cx.RakingMargin[member] {
		return margins(func(m *cx.RakingMargin[member]) { m.Shares = classShares(pairs...) })
	}
	many := margins(func(m *cx.RakingMargin[member]) {
		m.Shares = nil
		for i := range 1001 {
			m.Shares = append(m.Shares, cx.Group[string, decimal.Decimal]{Key: fmt.Sprint(i), Tally: dec("0.0001")})
		}
	})
	for _, tt := range []struct {
		name    string
		margins []cx.RakingMargin[member]
		of      string
		row     int
	}{
		{"no name", margins(func(m *cx.RakingMargin[member]) { m.Name = " " }), "margins", 1},
		{"a name that is not UTF-8", margins(func(m *cx.RakingMargin[member]) { m.Name = "\xff" }), "margins", 1},
		{"no function", margins(func(m *cx.RakingMargin[member]) { m.Of = nil }), "margins", 1},
		{"no shares", share(), "margins", 1},
		{"percent", share("free", "80", "paid", "20"), "margins", 1},
		{"less than 1", share("free", "0.8", "paid", "0.1999999999"), "margins", 1},
		{"a share of 0", share("free", "0.8", "paid", "0.2", "gold", "0"), "margins", 1},
		{"a negative share", share("free", "1.2", "paid", "-0.2"), "margins", 1},
		{"a share that is a bomb", margins(func(m *cx.RakingMargin[member]) { m.Shares[0].Tally = decimal.New(5, 1_000_000) }), "margins", 1},
		{"a class twice", share("free", "0.8", "paid", "0.1", "free", "0.1"), "margins", 1},
		{"a class without rows", share("free", "0.7", "paid", "0.2", "secret", "0.1"), "margins", 1},
		{"1,001 classes", many, "margins", 1},
		{"a class without a share", share("free", "1"), "rows", 1},
		{"a long name", margins(func(m *cx.RakingMargin[member]) { m.Name, m.Of = strings.Repeat("\U0010ffff\n", 900), nil }), "margins", 1},
	} {
		w, err := cx.RakedWeights(members(), tt.margins)
		cxtest.Refuses(t, tt.name, err, cx.ErrInvalid)
		var bad *cx.RowError
		if !errors.As(err, &bad) || bad.Of != tt.of || bad.Row != tt.row || w != nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, %v, want %s[%d]", tt.name, w, err, tt.of, tt.row)
		}
	}
	_, err := cx.RakedWeights(nil, good)
	cxtest.Refuses(t, "no rows", err, cx.ErrNoData)
	_, err = cx.RakedWeights(members(), nil)
	cxtest.Refuses(t, "no margins", err, cx.ErrInvalid)
	_, err = cx.RakedWeights(members(), make([]cx.RakingMargin[member], 21))
	cxtest.Refuses(t, "21 margins", err, cx.ErrInvalid)

	// Only the old pay: half old and a tenth of free customers contradict each other, and so do
	// shares that leave nothing for the one combination that both have.
	contrary := []member{{"old", "paid"}, {"old", "paid"}, {"young", "free"}}
	for _, shares := range [][2][]cx.Group[string, decimal.Decimal]{
		{classShares("old", "0.5", "young", "0.5"), classShares("paid", "0.9", "free", "0.1")},
		{classShares("old", "0.999999999999", "young", "0.000000000001"), classShares("paid", "0.1", "free", "0.9")},
	} {
		_, err = cx.RakedWeights(contrary, []cx.RakingMargin[member]{{Name: "age", Of: ageOf, Shares: shares[0]}, {Name: "plan", Of: planOf, Shares: shares[1]}})
		cxtest.Refuses(t, "contradiction", err, cx.ErrUndefined)
	}
	// What is at the very edge of what is possible takes ever more turns.
	edge := append(contrary, member{"old", "free"})
	_, err = cx.RakedWeights(edge, []cx.RakingMargin[member]{
		{Name: "age", Of: ageOf, Shares: classShares("old", "0.5", "young", "0.5")}, {Name: "plan", Of: planOf, Shares: classShares("paid", "0.5", "free", "0.5")},
	})
	cxtest.Refuses(t, "the edge", err, cx.ErrUndefined)
}
