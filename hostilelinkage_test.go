package cx_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// The part of linkage and referrals of the lists in hostile_test.go: the types with a
// decoder, the functions with a slice among their parameters, and the exported structs.

func linkageWireTypes() []wireType {
	const (
		outcome = `{"name":"renew","customers":3,"events":5}`
		class   = `{"class":"top","customers":9,"left":2,"followed":8,"exited":1,"buyers":4,"orders":6,` +
			`"revenue":{"count":8,"sum":"70.5","squares":"1000.25"},"outcomes":[` + outcome + `]}`
		rows = `{"counted":6,"later":1,"unnamed":9,"unknown":2,"left":3,"before":4,"beyond":5}`
	)
	return []wireType{
		{
			"Landmark", `{"customer":"ada","at":"2026-01-05T00:00:00Z","class":"top"}`,
			func() json.Unmarshaler { return &cx.Landmark{Customer: "bob"} }, nil, nil,
		},
		{
			"Invitation", `{"customer":"ada","at":"2026-01-05T00:00:00Z"}`,
			func() json.Unmarshaler { return &cx.Invitation{Customer: "bob"} }, nil, nil,
		},
		{
			"LinkedOutcome", outcome, func() json.Unmarshaler { return &cx.LinkedOutcome{Name: "x"} },
			[]string{`"customers":3`, `"events":5`}, nil,
		},
		{
			"LinkedRows", rows, func() json.Unmarshaler { return &cx.LinkedRows{Counted: 1} },
			[]string{`"counted":6`, `"later":1`, `"unnamed":9`, `"unknown":2`, `"left":3`, `"before":4`, `"beyond":5`}, nil,
		},
		{
			"LinkedClass", class, func() json.Unmarshaler { return &cx.LinkedClass{Class: "x"} },
			[]string{`"customers":9`, `"left":2`, `"followed":8`, `"exited":1`, `"buyers":4`, `"orders":6`, `"count":8`, `"customers":3`, `"events":5`},
			[]string{`"squares":"1000.25"`},
		},
		{
			"Linkage", `{"horizon_seconds":3600,"as_of":"2026-03-01T00:00:00Z","outcomes":["renew"],"exits":["renew"],"classes":[` + class +
				`],"late":1,"activities":{"counted":6},"events":{"counted":5,"beyond":7}}`,
			func() json.Unmarshaler { return &cx.Linkage{HorizonSeconds: 1} },
			[]string{`"late":1`, `"counted":6`, `"counted":5`, `"beyond":7`, `"followed":8`}, nil,
		},
		{
			"Referral", `{"referrer":"ada","referee":"bob","at":"2026-01-05T00:00:00Z"}`,
			func() json.Unmarshaler { return &cx.Referral{Referrer: "x"} }, nil, nil,
		},
		{
			"Referrals", `{"customers":9,"referrers":2,"leads":6,"acquired":5,"referred":3,"orders":12,"referred_orders":4,` +
				`"revenue":"70.5","referred_revenue":"20","self_referrals":1,"duplicates":7,"cyclic":8}`,
			func() json.Unmarshaler { return &cx.Referrals{Customers: 1} },
			[]string{
				`"customers":9`, `"referrers":2`, `"leads":6`, `"acquired":5`, `"referred":3`, `"orders":12`, `"referred_orders":4`,
				`"self_referrals":1`, `"duplicates":7`, `"cyclic":8`,
			},
			nil, // a refund may make a sum negative
		},
		{
			"TeamPair", `{"team":"north","period":"2026-01","employees":8,"employee_score":"50","customers":100,"customer_score":"-12.5"}`,
			func() json.Unmarshaler { return &cx.TeamPair{Team: "x"} },
			[]string{`"employees":8`, `"customers":100`}, nil, // an NPS may be negative
		},
	}
}

func linkageSliceCalls(t *testing.T) map[string]func() (args []any, spoil func()) {
	nothing := func() {}
	fail := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	pairs := func() []cx.TeamPair {
		var p []cx.TeamPair
		for i, team := range []string{"c", "a", "d", "b"} {
			p = append(p, cx.TeamPair{
				Team: team, Period: period("2026-01"), Employees: 9, EmployeeScore: dec("-5").Shift(int32(i % 2)),
				Customers: 30, CustomerScore: dec("1.5").Shift(int32(i)),
			})
		}
		return p
	}
	return map[string]func() ([]any, func()){
		"LandmarksOf": func() ([]any, func()) {
			responses := []cx.Response{{Customer: "b", At: linkDay(9), Score: 3}, {Customer: "b", At: linkDay(8), Score: 10}}
			invited := []cx.Invitation{{Customer: "c", At: linkDay(3)}, {Customer: "a"}, {Customer: "c", At: linkDay(2)}}
			l, err := cx.LandmarksOf(responses, recommend, invited, linkYear(t), cx.Calendar{})
			fail(err)
			return []any{responses, invited}, func() { clear(l.Rows) }
		},
		"RevenueByClass": func() ([]any, func()) {
			landmarks, _, _, _, _ := linkCase()
			subscriptions := []cx.Subscription{{Customer: "fay", Amount: dec("7.0")}, {Customer: "ada", Amount: dec("5")}}
			groups, err := cx.RevenueByClass(landmarks, subscriptions)
			fail(err)
			return []any{landmarks, subscriptions}, func() { clear(groups) }
		},
		"RevenueShare": func() ([]any, func()) {
			groups := []cx.Group[string, cx.Amounts]{{Key: "b", Tally: cx.Amounts{Count: 1, Sum: dec("2"), Squares: dec("4")}}, {Key: "a"}}
			_, err := cx.RevenueShare(groups, "b")
			fail(err)
			return []any{groups}, nothing
		},
		"LinkageOf": func() ([]any, func()) {
			landmarks, activities, events, rule, asOf := linkCase()
			l, err := cx.LinkageOf(landmarks, activities, events, rule, asOf)
			fail(err)
			return []any{landmarks, activities, events, rule}, func() {
				for _, c := range l.Classes {
					clear(c.Outcomes)
				}
				clear(l.Classes)
				clear(l.Outcomes)
				clear(l.Exits)
			}
		},
		"LinkedLifespans": func() ([]any, func()) {
			landmarks, _, events, rule, asOf := linkCase()
			groups, err := cx.LinkedLifespans(landmarks, events, rule, "renew", asOf)
			fail(err)
			return []any{landmarks, events, rule}, func() { clear(groups) }
		},
		"LinkedCustomers": func() ([]any, func()) {
			landmarks, _, events, rule, asOf := linkCase()
			rows, err := cx.LinkedCustomers(landmarks, events, rule, "", asOf)
			fail(err)
			return []any{landmarks, events, rule}, func() { clear(rows) }
		},
		"BadTouchLifespans": func() ([]any, func()) {
			events, rule := touchEvents(), touchRule()
			l, _, err := cx.BadTouchLifespans(events, rule, linkDay(32))
			fail(err)
			return []any{events, rule}, func() { clear(l) }
		},
		"BadTouchesOf": func() ([]any, func()) {
			events, rule := touchEvents(), touchRule()
			l, err := cx.BadTouchesOf(events, rule, 2, 30*24*time.Hour, linkDay(32))
			fail(err)
			return []any{events, rule}, func() { clear(l) }
		},
		"AUCOf": func() ([]any, func()) {
			left, nps, _ := aucTwelve()
			_, err := cx.AUCOf(left, nps)
			fail(err)
			return []any{left, nps}, nothing
		},
		"AUCDifference": func() ([]any, func()) {
			left, nps, csat := aucTwelve()
			_, err := cx.AUCDifference(left, nps, csat, 0.95)
			fail(err)
			return []any{left, nps, csat}, nothing
		},
		"RankCorrelationOf": func() ([]any, func()) {
			x, y := []float64{3, 1, 2, 9}, []float64{2, 7, 1, 8}
			_, err := cx.RankCorrelationOf(x, y)
			fail(err)
			return []any{x, y}, nothing
		},
		"TeamPairsOf": func() ([]any, func()) {
			employees := []cx.Group[string, []cx.Point[cx.NPS]]{teamTrend(t, "b", cx.NPS{Promoters: 9}), teamTrend(t, "a", cx.NPS{Passives: 9})}
			customers := []cx.Group[string, []cx.Point[cx.NPS]]{teamTrend(t, "b", cx.NPS{Detractors: 9})}
			p, _, err := cx.TeamPairsOf(employees, customers, 5)
			fail(err)
			return []any{employees, customers}, func() { clear(p) }
		},
		"TeamCorrelation": func() ([]any, func()) {
			p := pairs()
			_, err := cx.TeamCorrelation(p)
			fail(err)
			return []any{p}, nothing
		},
		"ReferralsOf": func() ([]any, func()) {
			rows := []cx.Referral{{Referrer: "b", Referee: "c"}, {Referrer: "a", Referee: "b"}, {Referrer: "a", Referee: "c", At: linkDay(3)}}
			customers, acquired := []string{"b", "a"}, []string{"c", "b"}
			orders := []cx.Activity{{Customer: "c", At: linkDay(9), Amount: dec("9.50")}, {Customer: "a", At: linkDay(2)}}
			_, err := cx.ReferralsOf(rows, customers, acquired, orders)
			fail(err)
			return []any{rows, customers, acquired, orders}, nothing
		},
	}
}

func linkageValues(t *testing.T) map[string]any {
	landmarks, activities, events, rule, asOf := linkCase()
	l, err := cx.LinkageOf(landmarks, activities, events, rule, asOf)
	if err != nil {
		t.Fatal(err)
	}
	left, nps, _ := aucTwelve()
	area, err := cx.AUCOf(left, nps)
	if err != nil {
		t.Fatal(err)
	}
	touches, err := cx.BadTouchesOf(touchEvents(), touchRule(), 2, 30*24*time.Hour, linkDay(32))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{
		"Landmark": landmarks[0], "Landmarks": cx.Landmarks{Rows: landmarks}, "Invitation": cx.Invitation{Customer: "ada", At: linkDay(1)},
		"Linkage": l, "LinkedClass": l.Classes[0], "LinkedOutcome": l.Classes[0].Outcomes[0], "LinkedRows": l.Events, "LinkageRule": rule,
		"LinkedCustomer":  cx.LinkedCustomer{Customer: "ada", Class: "top", Had: true},
		"ClassDifference": cx.ClassDifference{Class: "top", Other: "bottom", Tested: true, AdjustedP: 0.5},
		"BadTouchRule":    touchRule(), "BadTouches": touches[0], "AUC": area, "Predictor": nps,
		"RankCorrelation": cx.RankCorrelation{Rho: 0.5, N: 9},
		"TeamPair": cx.TeamPair{
			Team: "north", Period: period("2026-01"), Employees: 8, EmployeeScore: dec("50.0"), Customers: 100, CustomerScore: dec("-12.5"),
		},
		"Referral": cx.Referral{Referrer: "ada", Referee: "bob", At: linkDay(1)},
		"Referrals": cx.Referrals{
			Customers: 9, Referrers: 2, Leads: 6, Acquired: 5, Referred: 3, Orders: 12, ReferredOrders: 4,
			Revenue: dec("70.50"), ReferredRevenue: dec("20"), SelfReferrals: 1, Duplicates: 7,
		},
	}
}

// linkageGolden are the values of the golden files.
func linkageGolden(t *testing.T) map[string]any {
	golden := map[string]any{}
	for file, name := range map[string]string{
		"landmark": "Landmark", "landmarks": "Landmarks", "invitation": "Invitation", "linkage": "Linkage", "linked_class": "LinkedClass", "linked_customer": "LinkedCustomer",
		"class_difference": "ClassDifference", "bad_touches": "BadTouches", "auc": "AUC", "rank_correlation": "RankCorrelation",
		"team_pair": "TeamPair", "referral": "Referral", "referrals": "Referrals",
	} {
		golden[file] = linkageValues(t)[name]
	}
	golden["linkage_zero"] = cx.Linkage{}
	golden["referrals_zero"] = cx.Referrals{}
	golden["referral_undated"] = cx.Referral{Referrer: "ada", Referee: "bob"}
	golden["invitation_undated"] = cx.Invitation{Customer: "ada"}
	return golden
}

func TestLinkageJSON(t *testing.T) { cxtest.Golden(t, "linkage", linkageGolden(t)) }

func TestReferralsMergeLaws(t *testing.T) {
	cxtest.Laws[cx.Referrals, *cx.Referrals]{Add: func(r *cx.Referrals, row byte) error {
		one := cx.Referrals{Customers: 1, Orders: int64(row % 3), Revenue: dec("0.1").Mul(dec("3").Shift(int32(row % 4)))}
		if row%5 == 0 {
			one.Referrers, one.Leads = 1, int64(row)
		}
		if row%2 == 0 {
			one.Acquired, one.Referred, one.Leads = 1, int64(row/2%2), one.Leads+1
			one.ReferredRevenue, one.ReferredOrders = one.Revenue, one.Orders
		}
		one.SelfReferrals, one.Duplicates, one.Cyclic = int64(row%7/6), int64(row%6), int64(row%11)
		return r.Merge(one)
	}}.Check(t)
}

// TestLinkageHostile: texts, instants and amounts that a stranger may send neither stop a
// call nor stand in its error.
func TestLinkageHostile(t *testing.T) {
	cxtest.Long(t)
	secret := "secret\n\x00\u202e\xff"
	at := []time.Time{{}, time.Unix(1<<62, 0), time.Unix(-1<<62, 0), linkDay(1), linkDay(1).Add(1)}
	check := func(what string, err error) {
		t.Helper()
		if err != nil {
			cxtest.ErrorText(t, what, err)
		}
	}
	for _, text := range []string{"", " ", secret, cx.NoAnswer} {
		for _, when := range at {
			landmarks := []cx.Landmark{{Customer: text, At: when, Class: text}}
			events := []cx.Event{{Customer: text, At: when, Name: text}}
			activities := []cx.Activity{{Customer: text, At: when, Amount: dec("1e30")}}
			for _, horizon := range []time.Duration{-1, 0, 1, 1<<63 - 1} {
				rule := cx.LinkageRule{Horizon: horizon, Exits: []string{text}}
				for _, asOf := range at {
					_, err := cx.LinkageOf(landmarks, activities, events, rule, asOf)
					check("LinkageOf", err)
					_, err = cx.LinkedLifespans(landmarks, events, rule, text, asOf)
					check("LinkedLifespans", err)
					_, err = cx.LinkedCustomers(landmarks, events, rule, text, asOf)
					check("LinkedCustomers", err)
					_, _, err = cx.BadTouchLifespans(events, cx.BadTouchRule{Bad: []string{text}}, asOf)
					check("BadTouchLifespans", err)
					_, err = cx.BadTouchesOf(events, cx.BadTouchRule{Bad: []string{text}}, 1, horizon, asOf)
					check("BadTouchesOf", err)
				}
			}
			_, err := cx.LandmarksOf([]cx.Response{{Customer: text, At: when}}, func(*cx.Response) string { return text },
				[]cx.Invitation{{Customer: text, At: when}}, linkYear(t), cx.Calendar{})
			check("LandmarksOf", err)
			_, err = cx.ReferralsOf([]cx.Referral{{Referrer: text, Referee: text, At: when}}, []string{text}, []string{text}, activities)
			check("ReferralsOf", err)
		}
	}
	// The extremes of time: a landmark of 1900 known in 2200.
	first, last := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2200, 12, 31, 0, 0, 0, 0, time.UTC)
	landmarks := []cx.Landmark{{Customer: "ada", At: first, Class: "top"}}
	events := []cx.Event{{Customer: "ada", At: last.Add(-time.Hour), Name: "leave"}}
	rule := cx.LinkageRule{Horizon: 1<<63 - 1, Exits: []string{"leave"}}
	l, err := cx.LinkageOf(landmarks, nil, events, rule, last)
	if err != nil || l.Classes[0].Followed != 1 || l.Events.Beyond != 1 {
		t.Errorf("LinkageOf over 301 years = %v, %v", l, err)
	}
	spans, err := cx.LinkedLifespans(landmarks, events, rule, "", last)
	if days := last.Sub(first.AddDate(100, 0, 0)).Hours()/24 + 36524 - 1.0/24; err != nil || spans[0].Tally[0].Exit != days {
		t.Errorf("LinkedLifespans over 301 years = %v, %v, want %v days", spans, err, days)
	}
}
