package cx_test

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// linkageContract is what landmarks, linkages, pairs of teams and referrals promise.
func linkageContract(t *testing.T) cxtest.Contract {
	landmarks, activities, events, rule, asOf := linkCase()
	tally := func(landmarks []cx.Landmark, activities []cx.Activity, events []cx.Event) cx.Linkage {
		l, err := cx.LinkageOf(landmarks, activities, events, rule, asOf)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	laws := cxtest.Laws[cx.Linkage, *cx.Linkage]{Values: []cx.Linkage{
		tally(landmarks, activities, events), tally(landmarks[:3], activities[2:], events), tally(nil, activities[:2], events[:3]),
	}}
	slices.Reverse(landmarks)
	responses := []cx.Response{
		{Customer: "b", At: yearDay(9), Score: 3}, {Customer: "b", At: yearDay(8), Score: 10}, {Customer: "a", At: yearDay(7), Score: 8},
	}
	invited := []cx.Invitation{{Customer: "c", At: yearDay(3)}, {Customer: "a"}, {Customer: "c", At: yearDay(2)}}
	subscriptions := []cx.Subscription{{Customer: "fay", Amount: dec("7.0")}, {Customer: "ada", Amount: dec("5")}}
	paid := []cx.Group[string, cx.Amounts]{{Key: "b", Tally: cx.Amounts{Count: 1, Sum: dec("2"), Squares: dec("4")}}, {Key: "a"}}
	employees := []cx.Group[string, []cx.Point[cx.NPS]]{teamTrend("b", cx.NPS{Promoters: 9}), teamTrend("a", cx.NPS{Passives: 9})}
	customers := []cx.Group[string, []cx.Point[cx.NPS]]{teamTrend("b", cx.NPS{Detractors: 9})}
	var pairs []cx.TeamPair
	for i, team := range []string{"c", "a", "d", "b"} {
		pairs = append(pairs, cx.TeamPair{
			Team: team, Period: period("2026-01"), Employees: 9, EmployeeScore: dec("-5").Shift(int32(i % 2)),
			Customers: 30, CustomerScore: dec("1.5").Shift(int32(i)),
		})
	}
	referrals := []cx.Referral{{Referrer: "b", Referee: "c"}, {Referrer: "a", Referee: "b"}, {Referrer: "a", Referee: "c", At: yearDay(3)}}
	known, acquired := []string{"b", "a"}, []string{"c", "b"}
	orders := []cx.Activity{{Customer: "c", At: yearDay(9), Amount: dec("9.50")}, {Customer: "a", At: yearDay(2)}}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  linkageCodecs(),
		Laws:    []cxtest.Law{laws, referralLaws()},
		Calls: []cxtest.Call{
			{Func: "LandmarksOf", Args: []any{responses, invited}, Do: func() (any, error) {
				return cx.LandmarksOf(responses, recommend, invited, period("2026"), cx.Calendar{})
			}},
			{Func: "LinkageOf", Args: []any{landmarks, activities, events, rule.Outcomes, rule.Exits}, Do: func() (any, error) {
				return cx.LinkageOf(landmarks, activities, events, rule, asOf)
			}},
			{Func: "LinkedLifespans", Args: []any{landmarks, events, rule.Outcomes, rule.Exits}, Do: func() (any, error) {
				return cx.LinkedLifespans(landmarks, events, rule, "renew", asOf)
			}},
			{Func: "LinkedCustomers", Args: []any{landmarks, events, rule.Outcomes, rule.Exits}, Do: func() (any, error) {
				return cx.LinkedCustomers(landmarks, events, rule, "", asOf)
			}},
			{Func: "RevenueByClass", Args: []any{landmarks, subscriptions}, Do: func() (any, error) {
				return cx.RevenueByClass(landmarks, subscriptions)
			}},
			{Func: "RevenueShare", Args: []any{paid}, Do: func() (any, error) { return cx.RevenueShare(paid, "b") }},
			{Func: "TeamPairsOf", Args: []any{employees, customers}, Do: func() (any, error) {
				pairs, left, err := cx.TeamPairsOf(employees, customers, 5)
				return []any{pairs, left}, err
			}},
			{Func: "TeamCorrelation", Args: []any{pairs}, Do: func() (any, error) { return cx.TeamCorrelation(pairs) }},
			{Func: "ReferralsOf", Args: []any{referrals, known, acquired, orders}, Do: func() (any, error) {
				return cx.ReferralsOf(referrals, known, acquired, orders)
			}},
		},
		Values: []any{rule, linkageGolden(t)["class_difference"]},
	}
}

func linkageCodecs() []cxtest.Codec {
	const (
		outcome = `{"name":"renew","customers":3,"events":5}`
		class   = `{"class":"top","customers":9,"left":2,"followed":8,"exited":1,"buyers":4,"orders":6,` +
			`"revenue":{"count":8,"sum":"70.5","squares":"1000.25","cubes":"20000.125"},"outcomes":[` + outcome + `]}`
	)
	rows := []string{"counted", "later", "unnamed", "unknown", "left", "before", "beyond"}
	counts := []string{"customers", "left", "followed", "exited", "buyers", "orders", "count", "events"}
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Landmark](`{"customer":"ada","at":"2026-01-05T00:00:00Z","class":"top"}`).
			WithBad(`{}`, `{"customer":"ada","class":"top"}`, `{"customer":"ada","at":"2026-01-05T00:00:00Z","class":" "}`),
		cxtest.CodecOf[cx.Invitation](`{"customer":"ada","at":"2026-01-05T00:00:00Z","survey":"visit","segment":"pro","channel":"email","language":"sv","reminder":true,`+
			`"opened":"2026-01-05T01:00:00Z","started":"2026-01-05T02:00:00Z","completed":"2026-01-05T03:00:00Z","answered":2,"outcome":"declined"}`).
			WithCounts("answered").
			WithBad(`{}`, `{"customer":" "}`, `{"customer":"ada","outcome":"asked"}`, `{"customer":"ada","at":"2026-01-05T00:00:00Z","opened":"2026-01-04T00:00:00Z"}`,
				`{"customer":"ada","started":"2026-01-05T00:00:00Z","completed":"2026-01-04T00:00:00Z"}`),
		cxtest.CodecOf[cx.LinkedOutcome](outcome).WithCounts("customers", "events"),
		cxtest.CodecOf[cx.LinkedRows](`{"counted":6,"later":1,"unnamed":9,"unknown":2,"left":3,"before":4,"beyond":5}`).WithCounts(rows...),
		cxtest.CodecOf[cx.LinkedClass](class).WithCounts(counts...).WithAmounts("squares"),
		cxtest.CodecOf[cx.Linkage](`{"horizon_seconds":3600,"as_of":"2026-03-01T00:00:00Z","outcomes":["renew"],"exits":["renew"],"classes":[`+class+
			`],"late":1,"activities":{"counted":6,"later":1,"unknown":2,"left":3,"before":4,"beyond":5},`+
			`"events":{"counted":5,"later":1,"unnamed":9,"unknown":2,"left":3,"before":4,"beyond":7}}`).
			WithCounts(append(rows, "late", "customers", "followed", "exited", "buyers", "orders", "count")...).WithAmounts("squares").
			WithNeeded("outcomes", "classes", "classes.outcomes"),
		cxtest.CodecOf[cx.Referral](`{"referrer":"ada","referee":"bob","at":"2026-01-05T00:00:00Z"}`).
			WithBad(`{}`, `{"referrer":"ada"}`, `{"referrer":" ","referee":"bob"}`),
		cxtest.CodecOf[cx.Referrals](`{"customers":9,"referrers":2,"leads":6,"acquired":5,"referred":3,"orders":12,"referred_orders":4,`+
			`"revenue":"70.5","referred_revenue":"20","self_referrals":1,"duplicates":7,"known":2,"cyclic":8}`).
			WithCounts("customers", "referrers", "leads", "acquired", "referred", "orders", "referred_orders", "self_referrals", "duplicates", "known", "cyclic"),
		cxtest.CodecOf[cx.TeamPair](`{"team":"north","period":"2026-01","employees":8,"employee_score":"50","customers":100,"customer_score":"-12.5"}`).
			WithCounts("employees", "customers"),
	}
}

func TestLinkage_Contract(t *testing.T) { linkageContract(t).Run(t) }

func FuzzLinkageJSON(f *testing.F) { cxtest.FuzzCodecs(f, linkageCodecs(), cx.ErrInvalid) }

// linkageGolden are the values of the golden files.
func linkageGolden(t *testing.T) map[string]any {
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
	touches, err := cx.BadTouchCountsOf(touchEvents(), touchRule(), 2, 30*24*time.Hour, yearDay(32))
	if err != nil {
		t.Fatal(err)
	}
	comparison := cx.Comparison{Difference: -1, StandardError: 1.5, Z: -0.75, P: 0.5, Interval: cx.Interval{Low: -4, High: 2, Level: 0.95}}
	return map[string]any{
		"landmark": landmarks[0], "landmarks": cx.Landmarks{Rows: landmarks},
		"invitation": cx.Invitation{Customer: "ada", At: yearDay(1)}, "invitation_undated": cx.Invitation{Customer: "ada"},
		"linkage": l, "linkage_zero": cx.Linkage{}, "linked_class": l.Classes[0],
		"linked_customer":  cx.LinkedCustomer{Customer: "ada", Class: "top", Had: true},
		"class_difference": cx.ClassDifference{Class: "top", Other: "bottom", Tested: true, AdjustedP: 0.5},
		"class_difference_revenue": cx.ClassDifference{
			Class: "top", Other: "bottom", Tested: true, Difference: comparison, AdjustedP: 0.5, AdjustedInterval: comparison.Interval,
			Buying: comparison, PerBuyer: comparison,
		},
		"bad_touches": touches[0], "auc": area,
		"team_pair": cx.TeamPair{
			Team: "north", Period: period("2026-01"), Employees: 8, EmployeeScore: dec("50.0"), Customers: 100, CustomerScore: dec("-12.5"),
		},
		"referral": cx.Referral{Referrer: "ada", Referee: "bob", At: yearDay(1)}, "referral_undated": cx.Referral{Referrer: "ada", Referee: "bob"},
		"referrals": cx.Referrals{
			Customers: 9, Referrers: 2, Leads: 6, Acquired: 5, Referred: 3, Orders: 12, ReferredOrders: 4,
			Revenue: dec("70.50"), ReferredRevenue: dec("20"), SelfReferrals: 1, Duplicates: 7,
		},
		"referrals_zero": cx.Referrals{},
	}
}

func TestLinkageJSON(t *testing.T) { cxtest.Golden(t, "linkage", linkageGolden(t)) }

func TestLandmarksOfRefuses(t *testing.T) {
	ok := cx.Response{Customer: "ada", At: yearDay(1), Score: 9}
	constant := func(class string) func(*cx.Response) string { return func(*cx.Response) string { return class } }
	tests := []struct {
		name      string
		responses []cx.Response
		class     func(*cx.Response) string
		invited   []cx.Invitation
		window    cx.Period
		at        string // -1 for an error of no row
		want      error
	}{
		{"no function", []cx.Response{ok}, nil, nil, period("2026"), "", cx.ErrInvalid},
		{"no window", []cx.Response{ok}, recommend, nil, cx.Period{}, "", cx.ErrInvalid},
		{"a window of the year 1", nil, recommend, nil, period("0001"), "", cx.ErrInvalid},
		{"a window that ends in 2300", nil, recommend, nil, cx.Period{Start: cx.Date{Year: 2026, Month: 1, Day: 1}, End: cx.Date{Year: 2300, Month: 1, Day: 1}}, "", cx.ErrInvalid},
		{"no time", []cx.Response{ok, {Customer: "bob"}}, recommend, nil, period("2026"), "responses[1]", cx.ErrInvalid},
		{"another question", []cx.Response{ok, {Customer: "bob", At: yearDay(1), Question: "q"}}, recommend, nil, period("2026"), "responses[1]", cx.ErrMismatch},
		{"a score off the scale", []cx.Response{ok, {Customer: "bob", At: yearDay(1), Score: 11}}, recommend, nil, period("2026"), "responses[1]", cx.ErrInvalid},
		{"a blank class", []cx.Response{ok}, constant(" "), nil, period("2026"), "responses[0]", cx.ErrInvalid},
		{"two blank classes, of answers that are not in order", []cx.Response{
			{Customer: "ada", At: yearDay(3)}, {Customer: "bob", At: yearDay(2)}, {Customer: "ada", At: yearDay(1)},
		}, constant(" "), nil, period("2026"), "responses[1]", cx.ErrInvalid},
		{"a class that is not UTF-8", []cx.Response{ok}, constant("\xff"), nil, period("2026"), "responses[0]", cx.ErrInvalid},
		{"an answer of no answer", []cx.Response{ok}, constant(cx.NoAnswer), nil, period("2026"), "responses[0]", cx.ErrInvalid},
		{"an invitation of nobody", []cx.Response{ok}, recommend, []cx.Invitation{{At: yearDay(1)}}, period("2026"), "invited[0]", cx.ErrInvalid},
		{"an invitation of 1066", []cx.Response{ok}, recommend, []cx.Invitation{{Customer: "bob"}, {Customer: "ada", At: instant("1066-01-01")}}, period("2026"), "invited[1]", cx.ErrInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.LandmarksOf(test.responses, test.class, test.invited, test.window, cx.Calendar{})
			checkRowAt(t, "LandmarksOf", err, test.want, test.at)
			if !cmp.Equal(got, cx.Landmarks{}) {
				t.Errorf("LandmarksOf = %v beside its error", got)
			}
		})
	}
}

func TestLinkageOfRefuses(t *testing.T) {
	landmarks, activities, events, rule, asOf := linkCase()
	many := make([]cx.Landmark, 101)
	for i := range many {
		many[i] = cx.Landmark{Customer: strconv.Itoa(i), At: yearDay(1), Class: strconv.Itoa(i)}
	}
	names := make([]string, 65)
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	with := func(change func(*cx.LinkageRule)) cx.LinkageRule {
		r := rule
		change(&r)
		return r
	}
	tests := []struct {
		name       string
		landmarks  []cx.Landmark
		activities []cx.Activity
		events     []cx.Event
		rule       cx.LinkageRule
		asOf       time.Time
		at         string
	}{
		{"no horizon", landmarks, nil, nil, cx.LinkageRule{}, asOf, ""},
		{"a negative horizon", landmarks, nil, nil, cx.LinkageRule{Horizon: -1}, asOf, ""},
		{"a blank outcome", landmarks, nil, nil, with(func(r *cx.LinkageRule) { r.Outcomes = []string{""} }), asOf, ""},
		{"a blank exit", landmarks, nil, nil, with(func(r *cx.LinkageRule) { r.Exits = []string{"\t"} }), asOf, ""},
		{"65 outcomes", landmarks, nil, nil, with(func(r *cx.LinkageRule) { r.Outcomes, r.Exits = names, nil }), asOf, ""},
		{"no asOf", landmarks, nil, nil, rule, time.Time{}, ""},
		{"101 classes", many, nil, nil, rule, asOf, "landmarks[100]"},
		{"a customer twice", append(landmarks[:2:2], landmarks[0]), nil, nil, rule, asOf, "landmarks[2]"},
		{"a landmark of nobody", []cx.Landmark{{At: yearDay(1), Class: "top"}}, nil, nil, rule, asOf, "landmarks[0]"},
		{"a landmark without a time", []cx.Landmark{{Customer: "ada", Class: "top"}}, nil, nil, rule, asOf, "landmarks[0]"},
		{"a landmark without a class", []cx.Landmark{{Customer: "ada", At: yearDay(1)}}, nil, nil, rule, asOf, "landmarks[0]"},
		{"an order of nobody", landmarks, append(activities[:1:1], cx.Activity{At: yearDay(1)}), events, rule, asOf, "activities[1]"},
		{"an order of 3000", landmarks, []cx.Activity{{Customer: "x", At: instant("3000-01-01")}}, nil, rule, asOf, "activities[0]"},
		{"an order of 35 digits", landmarks, []cx.Activity{{Customer: "x", At: yearDay(1), Amount: decimal.New(1, 35)}}, nil, rule, asOf, "activities[0]"},
		{"an event of nobody", landmarks, activities[:1], append(events[:1:1], cx.Event{Name: "cancel", At: yearDay(1)}), rule, asOf, "events[1]"},
		{"an event without a name", landmarks, nil, []cx.Event{{Customer: "ada", At: yearDay(1)}}, rule, asOf, "events[0]"},
		{"an event without a time", landmarks, nil, []cx.Event{{Customer: "ada", Name: "cancel"}}, rule, asOf, "events[0]"},
		{"a sum of 36 digits", landmarks, []cx.Activity{
			{Customer: "ada", At: yearDay(11), Amount: dec("1e33")}, {Customer: "ada", At: yearDay(12), Amount: dec("0.01")},
		}, nil, rule, asOf, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.LinkageOf(test.landmarks, test.activities, test.events, test.rule, test.asOf)
			checkRowAt(t, "LinkageOf", err, cx.ErrInvalid, test.at)
			if !cmp.Equal(got, cx.Linkage{}) {
				t.Errorf("LinkageOf = %v beside its error", got)
			}
		})
	}
	if _, err := cx.LinkageOf(many[:100], nil, nil, rule, asOf); err != nil {
		t.Errorf("LinkageOf with 100 classes: %v", err)
	}
	l, err := cx.LinkageOf(nil, activities, events, rule, asOf)
	if err != nil || l.Classes != nil || l.Activities.Unknown != 10 || l.Total() != 0 {
		t.Errorf("LinkageOf without landmarks = %v, %v", l, err)
	}
}

func TestLinkageLiterals(t *testing.T) {
	good, err := cx.LinkageOf(linkCase())
	if err != nil {
		t.Fatal(err)
	}
	change := func(change func(*cx.Linkage)) cx.Linkage {
		l := cxtest.Clone(good)
		change(&l)
		return l
	}
	top := func(l *cx.Linkage) *cx.LinkedClass { return &l.Classes[2] }
	for name, bad := range map[string]cx.Linkage{
		"no horizon":           change(func(l *cx.Linkage) { l.HorizonSeconds = 0 }),
		"a negative horizon":   change(func(l *cx.Linkage) { l.HorizonSeconds = -1 }),
		"infinite":             change(func(l *cx.Linkage) { l.HorizonSeconds = math.Inf(1) }),
		"no asOf":              change(func(l *cx.Linkage) { l.AsOf = time.Time{} }),
		"outcomes":             change(func(l *cx.Linkage) { l.Outcomes = []string{"renew", "cancel", "expire"} }),
		"a blank outcome":      change(func(l *cx.Linkage) { l.Outcomes[0] = "" }),
		"an exit":              change(func(l *cx.Linkage) { l.Exits[0] = "a" }),
		"exits":                change(func(l *cx.Linkage) { l.Exits = []string{"expire", "expire"} }),
		"late":                 change(func(l *cx.Linkage) { l.Late = -1 }),
		"rows":                 change(func(l *cx.Linkage) { l.Activities.Beyond = -1 }),
		"too many rows":        change(func(l *cx.Linkage) { l.Activities.Beyond = math.MaxInt64 }),
		"fewer rows":           change(func(l *cx.Linkage) { l.Activities.Counted = 2 }),
		"unnamed activities":   change(func(l *cx.Linkage) { l.Activities.Unnamed = 2 }),
		"other events":         change(func(l *cx.Linkage) { l.Events.Counted++ }),
		"classes":              change(func(l *cx.Linkage) { slices.Reverse(l.Classes) }),
		"a class twice":        change(func(l *cx.Linkage) { l.Classes[1] = l.Classes[0] }),
		"a blank class":        change(func(l *cx.Linkage) { l.Classes[0].Class = "" }),
		"customers":            change(func(l *cx.Linkage) { top(l).Customers = 1 }),
		"too many customers":   change(func(l *cx.Linkage) { top(l).Left = math.MaxInt64 }),
		"left":                 change(func(l *cx.Linkage) { top(l).Left = -1 }),
		"exited":               change(func(l *cx.Linkage) { top(l).Exited = 3 }),
		"buyers":               change(func(l *cx.Linkage) { top(l).Buyers = 3; top(l).Orders = 4 }),
		"orders":               change(func(l *cx.Linkage) { top(l).Orders = 0 }),
		"orders of nobody":     change(func(l *cx.Linkage) { top(l).Buyers = 0 }),
		"revenue":              change(func(l *cx.Linkage) { top(l).Revenue.Squares = dec("1") }),
		"revenue of others":    change(func(l *cx.Linkage) { top(l).Revenue = cx.Amounts{} }),
		"outcomes of a class":  change(func(l *cx.Linkage) { top(l).Outcomes = top(l).Outcomes[:2] }),
		"order of outcomes":    change(func(l *cx.Linkage) { slices.Reverse(top(l).Outcomes) }),
		"customers of outcome": change(func(l *cx.Linkage) { top(l).Outcomes[0] = cx.LinkedOutcome{Name: "cancel", Customers: 3, Events: 3} }),
		"events of an outcome": change(func(l *cx.Linkage) { top(l).Outcomes[0] = cx.LinkedOutcome{Name: "cancel", Customers: 1} }),
		"classes of no rule":   {Classes: good.Classes},
		"rows of no rule":      {Late: 1},
	} {
		_, err := bad.Class("top")
		cxtest.Refuses(t, name+": Class", err, cx.ErrInvalid)
		_, err = bad.RevenueDifferences(1, 0.95)
		cxtest.Refuses(t, name+": RevenueDifferences", err, cx.ErrInvalid)
		if bad.Total() != 0 {
			t.Errorf("%s: Total = %d, want 0", name, bad.Total())
		}
		cxtest.Unmerged(t, name, good, bad, cx.ErrInvalid)
	}
	c := cx.LinkedClass{Class: "top", Customers: 1, Followed: 2}
	for name, p := range map[string]cx.Proportion{"Retained": c.Retained(), "Repeated": c.Repeated()} {
		_, err := p.Rate()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	_, err = c.Frequency().Rate()
	cxtest.Refuses(t, "Frequency", err, cx.ErrInvalid)
	_, err = c.Had("x")
	cxtest.Refuses(t, "Had", err, cx.ErrInvalid)
	_, err = c.Per("x")
	cxtest.Refuses(t, "Per", err, cx.ErrInvalid)
	if rows := (cx.LinkedRows{Counted: 1, Left: -1}); rows.Total() != 0 {
		t.Errorf("Total of %v = %d, want 0", rows, rows.Total())
	}
	for name, other := range map[string]cx.Linkage{
		"horizon":  change(func(l *cx.Linkage) { l.HorizonSeconds++ }),
		"asOf":     change(func(l *cx.Linkage) { l.AsOf = yearDay(102) }),
		"exits":    change(func(l *cx.Linkage) { l.Exits = l.Exits[:1] }),
		"outcomes": {HorizonSeconds: good.HorizonSeconds, AsOf: good.AsOf, Outcomes: []string{"visit"}},
	} {
		cxtest.Unmerged(t, name, good, other, cx.ErrMismatch)
	}
}

// TestLinkageBounds: sums that no int64 holds, and classes too many, are refused.
func TestLinkageBounds(t *testing.T) {
	const most = math.MaxInt64
	with := func(change func(*cx.Linkage)) cx.Linkage {
		l := cx.Linkage{HorizonSeconds: 60, AsOf: yearDay(1), Outcomes: []string{"x"}}
		change(&l)
		return l
	}
	class := func(c cx.LinkedClass) cx.Linkage {
		c.Class, c.Outcomes = "a", []cx.LinkedOutcome{{Name: "x"}}
		return with(func(l *cx.Linkage) { l.Classes = []cx.LinkedClass{c} })
	}
	classes := func(prefix string) cx.Linkage {
		return with(func(l *cx.Linkage) {
			for i := range 60 {
				l.Classes = append(l.Classes, cx.LinkedClass{Class: prefix + strconv.Itoa(100+i), Outcomes: []cx.LinkedOutcome{{Name: "x"}}})
			}
		})
	}
	event := with(func(l *cx.Linkage) {
		l.Classes = []cx.LinkedClass{{
			Class: "a", Customers: 1, Followed: 1, Revenue: cx.Amounts{Count: 1},
			Outcomes: []cx.LinkedOutcome{{Name: "x", Customers: 1, Events: most}},
		}}
		l.Events.Counted = most
	})
	for name, pair := range map[string][2]cx.Linkage{
		"customers": {class(cx.LinkedClass{Customers: most}), class(cx.LinkedClass{Customers: 1})},
		"left":      {class(cx.LinkedClass{Customers: most}), class(cx.LinkedClass{Left: 1})},
		"late":      {with(func(l *cx.Linkage) { l.Late = most }), with(func(l *cx.Linkage) { l.Late = 1 })},
		"activities": {
			with(func(l *cx.Linkage) { l.Activities.Later = most }), with(func(l *cx.Linkage) { l.Activities.Later = 1 }),
		},
		"other activities": {
			with(func(l *cx.Linkage) { l.Activities.Later = most }), with(func(l *cx.Linkage) { l.Activities.Before = 1 }),
		},
		"events":      {with(func(l *cx.Linkage) { l.Events.Unknown = most }), with(func(l *cx.Linkage) { l.Events.Unknown = 1 })},
		"outcomes":    {event, event},
		"120 classes": {classes("a"), classes("b")},
		"two classes": {class(cx.LinkedClass{Customers: most}), with(func(l *cx.Linkage) {
			l.Classes = []cx.LinkedClass{{Class: "b", Customers: 1, Outcomes: []cx.LinkedOutcome{{Name: "x"}}}}
		})},
	} {
		cxtest.Unmerged(t, name, pair[0], pair[1], cx.ErrInvalid)
		var sum cx.Linkage
		if err := sum.Merge(pair[0]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	two := func(customers, orders, events int64) cx.Linkage { // the largest of one in the first class, and 1 of each in the second
		class := func(name string, customers, orders, events int64) cx.LinkedClass {
			return cx.LinkedClass{Class: name, Customers: customers, Followed: 1, Buyers: 1, Orders: orders, Revenue: cx.Amounts{Count: 1},
				Outcomes: []cx.LinkedOutcome{{Name: "x", Customers: 1, Events: events}}}
		}
		return with(func(l *cx.Linkage) {
			l.Classes = []cx.LinkedClass{class("a", customers, orders, events), class("b", 1, 1, 1)}
		})
	}
	for name, l := range map[string]cx.Linkage{
		"customers of classes": two(most, 1, 1), "orders of classes": two(1, most, 1), "events of classes": two(1, 1, most),
		"activities": with(func(l *cx.Linkage) { l.Activities.Later, l.Activities.Before = most, 1 }),
	} {
		cxtest.Refuses(t, name, l.Merge(cx.Linkage{}), cx.ErrInvalid)
	}
	if l := class(cx.LinkedClass{Customers: most}); l.Total() != most {
		t.Errorf("Total = %d, want all", l.Total())
	}
}

func TestTeamPairLiterals(t *testing.T) {
	good := cx.TeamPair{Team: "north", Period: period("2026-01"), Employees: 1, Customers: 1}
	cxtest.JSON(t, good)
	for name, change := range map[string]func(*cx.TeamPair){
		"no employees":      func(p *cx.TeamPair) { p.Employees = 0 },
		"no customers":      func(p *cx.TeamPair) { p.Customers = -1 },
		"no period":         func(p *cx.TeamPair) { p.Period = cx.Period{} },
		"an employee score": func(p *cx.TeamPair) { p.EmployeeScore = decimal.New(1, 35) },
		"a customer score":  func(p *cx.TeamPair) { p.CustomerScore = decimal.New(1, -35) },
	} {
		p := good
		change(&p)
		_, err := p.MarshalJSON()
		cxtest.Refuses(t, name+": MarshalJSON", err, cx.ErrInvalid)
		_, err = cx.TeamCorrelation([]cx.TeamPair{good, p})
		checkRowError(t, name+": TeamCorrelation", err, cx.ErrInvalid, 1)
	}
}

// linkageRows returns the landmarks of so many customers, in three classes, and ten times
// as many orders of theirs in random order, as a table of orders by time has them.
func linkageRows(customers int) (landmarks []cx.Landmark, orders []cx.Activity) {
	random := rand.New(rand.NewPCG(11, 0))
	start := instant("2025-01-01")
	classes := []string{"bottom", "middle", "top"}
	landmarks = make([]cx.Landmark, customers)
	for i := range landmarks {
		landmarks[i] = cx.Landmark{
			Customer: "customer-" + strconv.Itoa(i), Class: classes[random.IntN(3)],
			At: start.Add(time.Duration(random.IntN(90*86400)) * time.Second),
		}
	}
	orders = make([]cx.Activity, 10*customers)
	for i := range orders {
		orders[i] = cx.Activity{
			Customer: landmarks[random.IntN(customers)].Customer,
			At:       start.Add(time.Duration(random.IntN(365*86400)) * time.Second),
			Amount:   decimal.New(int64(500+random.IntN(20_000)), -2),
		}
	}
	return landmarks, orders
}

// BenchmarkLinkageOf measures a million answers with ten million orders against grouping
// the orders by customer, with a look-up in a map for each: read the ratio to
// loop=group-by-customer, at most 3. CX_BENCH_ROWS sets the number of orders (10,000,000 by
// default).
func BenchmarkLinkageOf(b *testing.B) {
	rows := 10_000_000
	if s := os.Getenv("CX_BENCH_ROWS"); s != "" {
		var err error
		if rows, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	landmarks, orders := linkageRows(max(rows/10, 1))
	asOf := instant("2026-01-01")
	rule := cx.LinkageRule{Horizon: 180 * 24 * time.Hour}
	b.Run("loop=group-by-customer", func(b *testing.B) {
		for b.Loop() {
			index := make(map[string]int)
			var counts []int64
			for i := range orders {
				n, ok := index[orders[i].Customer]
				if !ok {
					n = len(counts)
					index[orders[i].Customer] = n
					counts = append(counts, 0)
				}
				counts[n]++
			}
			sinkInt += int64(len(counts))
		}
	})
	b.Run("LinkageOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			l, err := cx.LinkageOf(landmarks, orders, nil, rule, asOf)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += l.Total()
		}
	})
}
