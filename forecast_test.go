package cx_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/cxmetrics/cx/internal/maximum"
	"github.com/google/go-cmp/cmp"
)

// forecastContract is what the models of orders, contracts and spend promise, and what they
// forecast of customers.
func forecastContract(t *testing.T) cxtest.Contract {
	activities := []cx.Activity{
		{Customer: "c", At: instant("2026-03-09"), Amount: dec("9.50")}, {Customer: "a", At: instant("2026-03-12"), Amount: dec("1.0")},
		{Customer: "c", At: instant("2026-03-03")}, {Customer: "a", At: instant("2026-03-02")},
	}
	purchases := cdnowRows(true)
	purchases[0], purchases[2000] = purchases[2000], purchases[0]
	a, b := []int64{900, 700, 620, 600}, []int64{500, 400, 370}
	cohorts := [][]int64{a, b}
	spends, orders := repeatSpends(), holdoutOrders()
	customers := []cx.PurchaseHistory{valueCustomer, weeks(0, 0, 35), valueCustomer}
	golden := forecastValues()
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  forecastCodecs(),
		Calls: []cxtest.Call{
			{Func: "PurchaseHistoriesOf", Args: []any{activities}, Do: func() (any, error) {
				return cx.PurchaseHistoriesOf(activities, cx.Week, cx.Calendar{}, instant("2026-03-20"))
			}},
			{Func: "FitBGNBD", Args: []any{purchases}, Do: func() (any, error) { return cx.FitBGNBD(purchases) }},
			{Func: "FitMBGNBD", Args: []any{purchases}, Do: func() (any, error) { return cx.FitMBGNBD(purchases) }},
			{Func: "FitShiftedBetaGeometric", Args: []any{cohorts, a, b}, Do: func() (any, error) { return cx.FitShiftedBetaGeometric(cohorts...) }},
			{Func: "FitGammaGamma", Args: []any{spends}, Do: func() (any, error) { return cx.FitGammaGamma(spends) }},
			{Func: "SpendCorrelation", Args: []any{spends}, Do: func() (any, error) { return cx.SpendCorrelation(spends) }},
			{Func: "HoldoutOf", Args: []any{orders}, Do: func() (any, error) {
				return cx.HoldoutOf(orders, cx.Day, cx.Calendar{}, instant("2026-01-11"), instant("2026-01-20"), func(rows []cx.PurchaseHistory) (cx.BGNBD, error) {
					clear(rows) // it has them for its own
					rows[0].Unit, rows[1].Unit, rows[2].Unit = cx.Week, cx.Week, cx.Week
					return typedModel().Orders, nil
				})
			}},
			{Func: "MostValuable", Args: []any{customers}, Do: func() (any, error) { return typedModel().MostValuable(customers, 2, 52, cx.Week, 0.01) }},
			{Func: "MostAtRisk", Args: []any{customers}, Do: func() (any, error) { return typedModel().MostAtRisk(customers, 2, 52, cx.Week) }},
		},
		Values: []any{golden["estimate"], golden["value"], golden["risk"], golden["holdout"]},
	}
}

// orderModel is a model whose numbers are exact in binary, with a covariance that is one.
func orderModel() cx.BGNBD {
	return cx.BGNBD{
		R: 0.25, Alpha: 4.5, A: 0.75, B: 2.5, Unit: cx.Week,
		Fit: cx.Fit{
			LogLikelihood: -9582.5, Customers: 2357,
			Covariance: [][]float64{{1, 0.5, 0, 0}, {0.5, 2, 0, 0}, {0, 0, 1, -0.25}, {0, 0, -0.25, 1}},
		},
	}
}

func forecastCodecs() []cxtest.Codec {
	fit := func(covariance string) string {
		return `{"log_likelihood":-9582.5,"customers":2357,"covariance":` + covariance + `}`
	}
	fitOfFour := fit(`[[1,0.5,0,0],[0.5,2,0,0],[0,0,1,-0.25],[0,0,-0.25,1]]`)
	orders := `{"r":0.525,"alpha":6.183,"a":0.891,"b":1.614,"modified":true,"unit":"week","fit":` + fitOfFour + `}`
	spend := `{"p":6.25,"q":3.74,"gamma":15.44,"correlation":{"rho":0.1,"n":30},"fit":` + fit(`[[1,0,0],[0,2,0.5],[0,0.5,1]]`) + `}`
	const order, spent = `"r":1,"alpha":1,"a":1,"b":1`, `"p":6.25,"q":3.74,"gamma":15.44`
	return []cxtest.Codec{
		cxtest.CodecOf[cx.PurchaseHistory](`{"customer":"ada","frequency":2,"recency":30.5,"age":38.75,"unit":"week","spend":"22.35","count":3}`).
			WithCounts("frequency", "count").WithBad( // a refund is a negative spend
			`{"frequency":-1,"recency":0,"age":1,"spend":"0"}`,
			`{"frequency":1,"recency":2,"age":1,"spend":"0"}`,
			`{"frequency":0,"recency":1,"age":1,"spend":"0"}`,
			`{"frequency":1,"recency":0,"age":1,"spend":"0"}`,
			`{"frequency":0,"recency":0,"age":-1,"spend":"0"}`,
			`{"frequency":0,"recency":0,"age":1,"spend":"3"}`,
			`{"frequency":1,"recency":1,"age":1,"spend":[3]}`,
			`{"frequency":1,"recency":1,"age":1,"spend":"3","unit":"fortnight"}`,
			`{"frequency":1,"recency":1,"age":1e999}`,
			`{"frequency":1.5,"recency":1,"age":1}`,
		),
		cxtest.CodecOf[cx.Fit](fitOfFour).WithCounts("customers").WithBad(`{"log_likelihood":-9,"customers":30,"spread_p":1.5}`, `{"log_likelihood":-9,"customers":30,"spread_p":-0.1}`),
		cxtest.CodecOf[cx.BGNBD](`{"r":0.25,"alpha":4.5,"a":0.75,"b":2.5,"modified":false,"unit":"week","fit":`+fitOfFour+`}`).
			WithCounts("customers").WithBad(
			`{}`, `{"r":0,"alpha":1,"a":1,"b":1}`, `{"r":1,"alpha":1,"a":1,"b":-1}`, `{`+order+`,"unit":"x"}`,
			`{`+order+`,"fit":{"covariance":[[1]]}}`, `{`+order+`,"fit":{"covariance":[[1,2]]}}`,
			`{`+order+`,"fit":{"log_likelihood":1e999}}`, `{`+order+`,"modified":1}`,
		),
		cxtest.CodecOf[cx.ShiftedBetaGeometric](`{"alpha":0.668,"beta":3.806,"fit":`+fit(`[[1,0.5],[0.5,2]]`)+`}`).
			WithCounts("customers").WithBad(
			`{}`, `{"alpha":1}`, `{"alpha":-1,"beta":2}`, `{"alpha":"1","beta":2}`, `{"alpha":1,"beta":1e200}`,
			`{"alpha":1,"beta":2,"fit":{"covariance":[[1,0,0],[0,1,0],[0,0,1]]}}`, `{"alpha":1,"beta":2,"fit":{"covariance":[[1,2],[2,1]]}}`,
			`{"alpha":1,"beta":2,"churn":0.1}`, `{"alpha":0,"beta":0,"churn":1}`, `{"alpha":0,"beta":0,"churn":0.1,"fit":{"covariance":[[1,0],[0,1]]}}`,
		),
		cxtest.CodecOf[cx.GammaGamma](spend).WithCounts("customers").WithBad(
			`{}`, `{"p":1,"q":0,"gamma":3}`, `{`+spent+`,"correlation":{"rho":2,"n":9}}`, `{`+spent+`,"fit":{"covariance":[[1,0],[0,1]]}}`,
		),
		cxtest.CodecOf[cx.CustomerModel](`{"orders":`+orders+`,"spend":`+spend+`}`).WithCounts("customers").WithBad(
			`{}`, `{"orders":`+orders+`}`, `{"spend":`+spend+`}`, `{"orders":{`+order+`,"unit":"fortnight"},"spend":`+spend+`}`,
		),
		cxtest.CodecOf[cx.ShiftedBetaGeometric](alikeRenewals).WithNeeded("churn"),
		cxtest.CodecOf[cx.BGNBD](alikeOrders).WithNeeded("stop"),
	}
}

func TestForecast_Contract(t *testing.T) { forecastContract(t).Run(t) }

func FuzzForecastJSON(f *testing.F) {
	// Numbers at the ends of their range, and models by the day, the unit of the zero row.
	f.Add(uint8(2), []byte(`{"r":0.5,"alpha":6,"a":0.9,"b":1.6,"modified":true}`))
	f.Add(uint8(3), []byte(`{"alpha":1e100,"beta":1e-100,"fit":{"covariance":[[1,0],[0,1]]}}`))
	f.Add(uint8(4), []byte(`{"p":1e300,"q":1e-300,"gamma":1e300}`))
	f.Add(uint8(5), []byte(`{"orders":{"r":0.5,"alpha":6,"a":0.9,"b":1.6,"modified":true},"spend":{"p":6.25,"q":3.74,"gamma":15.44}}`))
	cxtest.FuzzCodecs(f, forecastCodecs(), cx.ErrInvalid)
}

// The searches end at a maximum, after few evaluations of the likelihood.
func TestFitSearches(t *testing.T) {
	searches := map[string]func() (maximum.Result, error){
		"BG/NBD":      func() (maximum.Result, error) { return cx.Searches.Orders(cdnowRows(true), false) },
		"MBG/NBD":     func() (maximum.Result, error) { return cx.Searches.Orders(cdnowRows(true), true) },
		"Gamma-Gamma": func() (maximum.Result, error) { return cx.Searches.Spends(repeatSpends()) },
		"High End":    func() (maximum.Result, error) { return cx.Searches.Renewals(contractHighEnd) },
		"Regular":     func() (maximum.Result, error) { return cx.Searches.Renewals(contractRegular) },
	}
	for name, search := range searches {
		r, err := search()
		if err != nil || r.Evaluations < 5 || r.Evaluations > 60 || r.Iterations < 5 || !(r.GradientNorm < 1e-6) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestForecastJSON(t *testing.T) { cxtest.Golden(t, "forecast", forecastValues()) }

// forecastValues are values of all types, by the names of their golden files. Their numbers
// are made up or short, so that a file reads the same on every machine.
func forecastValues() map[string]any {
	modified := orderModel()
	modified.Modified, modified.Unit, modified.Fit = true, "", cx.Fit{}
	contract := cx.ShiftedBetaGeometric{Alpha: 0.668, Beta: 3.806, Fit: cx.Fit{
		LogLikelihood: -1611.158, Customers: 1000,
		Covariance: [][]float64{{0.024, 0.03}, {0.03, 0.043}},
	}}
	spend := cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44, Correlation: cx.Correlation{Rho: 0.206, N: 946}}
	orders := typedModel().Orders
	return map[string]any{
		"bgnbd":            orderModel(),
		"mbgnbd":           modified,
		"fit":              orderModel().Fit,
		"fit_zero":         cx.Fit{},
		"estimate":         cx.Estimate{Value: 1.5, StandardError: 0.25, Interval: cx.Interval{Low: 1, High: 2, Level: 0.95}},
		"purchases":        cx.PurchaseHistory{Customer: "ada", Frequency: 2, Recency: 30.5, Age: 38.75, Unit: cx.Week, Spend: dec("22.350")},
		"purchases_new":    cx.PurchaseHistory{},
		"contract":         contract,
		"contract_typed":   cx.ShiftedBetaGeometric{Alpha: 0.704, Beta: 1.182},
		"spend":            spend,
		"correlation":      spend.Correlation,
		"correlation_zero": cx.Correlation{},
		"model":            cx.CustomerModel{Orders: orders, Spend: spend},
		"value":            cx.CustomerValue{Customer: "ada", Row: 3, ProbabilityAlive: 0.9, ExpectedPurchases: 4.5, ExpectedSpend: 32.5, ExpectedValue: 140.25},
		"risk":             cx.CustomerValue{Customer: "bob", ProbabilityAlive: 0.25, PurchasesIfAlive: 8, ExpectedSpend: 50, ExpectedLoss: 300},
		"holdout":          cx.Holdout{Model: orders, Horizon: 39, Classes: []cx.HoldoutClass{{Customers: 2, ExpectedPurchases: 0.5}, {Frequency: 1, Customers: 1, ExpectedPurchases: 0.75, Purchases: 2}}},
	}
}

// By hand. A month has 30.4375 days, a quarter three of them, a year 365.25 days.
func TestPurchasesOf(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, time.March, day, hour, 0, 0, 0, time.UTC) }
	order := func(customer string, day, hour int, amount string) cx.Activity {
		return cx.Activity{Customer: customer, At: at(day, hour), Amount: dec(amount)}
	}
	activities := []cx.Activity{
		order("bob", 9, 10, "5"),
		order("ada", 1, 8, "100"), // the first order, on one day with
		order("ada", 1, 20, "7"),  // another, which is no repeat purchase
		order("ada", 16, 0, "10"), // no order of the second at 23 on the 15th in New York
		order("ada", 8, 12, "20"),
		order("ada", 8, 13, "0.50"), // one order with the above
		order("cyd", 30, 23, "1"),   // at asOf: not yet known
		order("bob", 29, 23, "2"),
	}
	tests := []struct {
		name     string
		unit     cx.Grain
		location *time.Location
		asOf     time.Time
		want     []cx.PurchaseHistory
	}{
		{"days", "", nil, at(30, 23), []cx.PurchaseHistory{
			{Customer: "ada", Frequency: 2, Recency: 15, Age: 29, Spend: dec("15.25")},
			{Customer: "bob", Frequency: 1, Recency: 20, Age: 21, Spend: dec("2")},
		}},
		{"the last day before midnight", cx.Day, nil, at(30, 0), []cx.PurchaseHistory{
			{Customer: "ada", Frequency: 2, Recency: 15, Age: 28, Unit: cx.Day, Spend: dec("15.25")},
			{Customer: "bob", Frequency: 1, Recency: 20, Age: 20, Unit: cx.Day, Spend: dec("2")},
		}},
		{"weeks", cx.Week, nil, at(17, 0), []cx.PurchaseHistory{
			{Customer: "ada", Frequency: 2, Recency: 15.0 / 7, Age: 15.0 / 7, Unit: cx.Week, Spend: dec("15.25")},
			{Customer: "bob", Age: 1, Unit: cx.Week},
		}},
		{"weeks from Sunday", cx.WeekFromSunday, nil, at(9, 0), []cx.PurchaseHistory{
			{Customer: "ada", Frequency: 1, Recency: 1, Age: 1, Unit: cx.WeekFromSunday, Spend: dec("20.5")},
		}},
		{"months in New York", cx.Month, time.FixedZone("New York", -5*3600), at(17, 0), []cx.PurchaseHistory{
			{Customer: "ada", Frequency: 2, Recency: 14 / 30.4375, Age: 15 / 30.4375, Unit: cx.Month, Spend: dec("15.25")},
			{Customer: "bob", Age: 7 / 30.4375, Unit: cx.Month},
		}},
		{"quarters", cx.Quarter, nil, at(2, 0), []cx.PurchaseHistory{{Customer: "ada", Unit: cx.Quarter}}},
		{"years", cx.Year, nil, at(9, 12), []cx.PurchaseHistory{
			{Customer: "ada", Frequency: 1, Recency: 7 / 365.25, Age: 8 / 365.25, Unit: cx.Year, Spend: dec("20.5")},
			{Customer: "bob", Unit: cx.Year},
		}},
		{"nobody yet", cx.Week, nil, at(1, 8), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.PurchaseHistoriesOf(activities, tt.unit, cx.Calendar{Location: tt.location}, tt.asOf)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("PurchaseHistoriesOf (-want +got):\n%s", diff)
			}
		})
	}
	// A third of an amount is rounded once.
	got, err := cx.PurchaseHistoriesOf([]cx.Activity{
		order("a", 1, 0, "9"), order("a", 2, 0, "1"), order("a", 3, 0, "0"), order("a", 4, 0, "1"),
	}, cx.Day, cx.Calendar{}, at(5, 0))
	if err != nil || len(got) != 1 || !got[0].Spend.Equal(dec("0.66666667")) {
		t.Errorf("PurchaseHistoriesOf = %v, %v, want a spend of 0.66666667", got, err)
	}
}

func TestPurchasesOfErrors(t *testing.T) {
	asOf := instant("2026-03-01")
	good := cx.Activity{Customer: "ada", At: asOf.AddDate(0, -1, 0)}
	tests := []struct {
		name       string
		activities []cx.Activity
		unit       cx.Grain
		calendar   cx.Calendar
		asOf       time.Time
		row        int // -1: none
	}{
		{"unit", []cx.Activity{good}, "fortnight", cx.Calendar{}, asOf, -1},
		{"calendar", []cx.Activity{good}, cx.Week, cx.Calendar{Grain: cx.Week}, asOf, -1},
		{"asOf", []cx.Activity{good}, cx.Week, cx.Calendar{}, time.Time{}, -1},
		{"customer", []cx.Activity{good, {At: good.At}}, cx.Week, cx.Calendar{}, asOf, 1},
		{"instant", []cx.Activity{{Customer: "bob"}}, cx.Week, cx.Calendar{}, asOf, 0},
		{"amount", []cx.Activity{{Customer: "bob", At: good.At, Amount: dec("1e40")}}, cx.Week, cx.Calendar{}, asOf, 0},
	}
	for _, tt := range tests {
		got, err := cx.PurchaseHistoriesOf(tt.activities, tt.unit, tt.calendar, tt.asOf)
		cxtest.Refuses(t, tt.name, err, cx.ErrInvalid)
		var row *cx.RowError
		if errors.As(err, &row) != (tt.row >= 0) || row != nil && row.Row != tt.row || got != nil {
			t.Errorf("%s: PurchaseHistoriesOf = %v, %v, want the row %d", tt.name, got, err, tt.row)
		}
	}
	if text, err := json.Marshal(weeks(1, 0, 3)); !errors.Is(err, cx.ErrInvalid) || bytes.Contains(text, []byte("{")) {
		t.Errorf("Marshal of an impossible row = %s, %v", text, err)
	}
}

// The orders of four customers: what is known before 11 January, and what comes in the
// nine whole days from then on. Two orders of one day are one.
func holdoutOrders() []cx.Activity {
	order := func(customer string, day int) cx.Activity {
		return cx.Activity{Customer: customer, At: time.Date(2026, 1, day, 15, 0, 0, 0, time.UTC)}
	}
	return []cx.Activity{
		order("ada", 12), order("ada", 1), order("ada", 5), order("ada", 5), order("ada", 12), order("ada", 19),
		order("bob", 3), order("bob", 20), // on the day of asOf
		order("cyd", 11), order("cyd", 13), // new
		order("dan", 10), order("dan", 14),
	}
}

func TestHoldout(t *testing.T) {
	split, asOf := instant("2026-01-11"), instant("2026-01-20")
	model := cx.BGNBD{R: 0.5, Alpha: 6, A: 0.9, B: 1.6, Unit: cx.Day}
	fit := func(rows []cx.PurchaseHistory) (cx.BGNBD, error) {
		want := []cx.PurchaseHistory{
			{Customer: "ada", Frequency: 1, Recency: 4, Age: 9, Unit: cx.Day},
			{Customer: "bob", Age: 7, Unit: cx.Day},
			{Customer: "dan", Unit: cx.Day},
		}
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Errorf("rows of the fit (-want +got):\n%s", diff)
		}
		return model, nil
	}
	got, err := cx.HoldoutOf(holdoutOrders(), cx.Day, cx.Calendar{}, split, asOf, fit)
	if err != nil {
		t.Fatal(err)
	}
	expected := func(p cx.PurchaseHistory) float64 {
		p.Unit = cx.Day
		e, err := model.ExpectedPurchases(p, 9, cx.Day)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	want := cx.Holdout{Model: model, Horizon: 9, Classes: make([]cx.HoldoutClass, 8)}
	for i := range want.Classes {
		want.Classes[i].Frequency = int64(i)
	}
	want.Classes[0] = cx.HoldoutClass{Customers: 2, ExpectedPurchases: expected(cx.PurchaseHistory{Age: 7}) + expected(cx.PurchaseHistory{}), Purchases: 1}
	want.Classes[1] = cx.HoldoutClass{Frequency: 1, Customers: 1, ExpectedPurchases: expected(cx.PurchaseHistory{Frequency: 1, Recency: 4, Age: 9}), Purchases: 2}
	want.CountVariance = got.CountVariance // TestHoldout_variance has that
	if diff := cmp.Diff(want, got); diff != "" || got.CountVariance == 0 {
		t.Errorf("HoldoutOf (-want +got):\n%s", diff)
	}
	if all := want.Classes[0].ExpectedPurchases + want.Classes[1].ExpectedPurchases; got.Customers() != 3 || got.Purchases() != 3 || got.ExpectedPurchases() != all {
		t.Errorf("in all %d, %d and %v, want 3, 3 and %v", got.Customers(), got.Purchases(), got.ExpectedPurchases(), all)
	}
	got.Classes[1].Customers, got.Classes[1].Purchases = -1, math.MinInt64
	if got.Customers() != 0 || got.Purchases() != 0 {
		t.Errorf("of negative numbers %d and %d, want 0", got.Customers(), got.Purchases())
	}

	// At noon of the split's day the fit knows that day, and what comes later on it is no
	// order after it.
	afternoon := func([]cx.PurchaseHistory) (cx.BGNBD, error) { return model, nil }
	got, err = cx.HoldoutOf(holdoutOrders(), cx.Day, cx.Calendar{}, split.Add(12*time.Hour), asOf, afternoon)
	if err != nil || got.Horizon != 8 || got.Classes[0].Customers != 2 {
		t.Errorf("from noon: %+v, %v", got, err)
	}
}

func TestHoldoutErrors(t *testing.T) {
	split, asOf := instant("2026-01-11"), instant("2026-01-20")
	fit := func([]cx.PurchaseHistory) (cx.BGNBD, error) { return cx.BGNBD{R: 0.5, Alpha: 6, A: 0.9, B: 1.6}, nil }
	orders := holdoutOrders()
	blank := append(slices.Clone(orders), cx.Activity{At: split})
	failed := errors.New("cx: failed")
	tests := []struct {
		name        string
		orders      []cx.Activity
		unit        cx.Grain
		c           cx.Calendar
		split, asOf time.Time
		fit         func([]cx.PurchaseHistory) (cx.BGNBD, error)
		want        error
	}{
		{"no fit", orders, cx.Day, cx.Calendar{}, split, asOf, nil, cx.ErrInvalid},
		{"a fit that fails", orders, cx.Day, cx.Calendar{}, split, asOf, func([]cx.PurchaseHistory) (cx.BGNBD, error) { return cx.BGNBD{}, failed }, failed},
		{"the zero model", orders, cx.Day, cx.Calendar{}, split, asOf, func([]cx.PurchaseHistory) (cx.BGNBD, error) { return cx.BGNBD{}, nil }, cx.ErrInvalid},
		{"a model of months", orders, cx.Day, cx.Calendar{}, split, asOf, func([]cx.PurchaseHistory) (cx.BGNBD, error) {
			return cx.BGNBD{R: 0.5, Alpha: 6, A: 0.9, B: 1.6, Unit: cx.Month}, nil
		}, cx.ErrMismatch},
		{"a fit that spoils its rows", orders, cx.Day, cx.Calendar{}, split, asOf, func(rows []cx.PurchaseHistory) (cx.BGNBD, error) {
			rows[0].Frequency = -1
			return fit(nil)
		}, cx.ErrInvalid},
		{"nobody before", orders, cx.Day, cx.Calendar{}, split.AddDate(-1, 0, 0), asOf, fit, cx.ErrNoData},
		{"no orders", nil, cx.Day, cx.Calendar{}, split, asOf, fit, cx.ErrNoData},
		{"no day between", orders, cx.Day, cx.Calendar{}, split, split, fit, cx.ErrInvalid},
		{"orders from asOf to split alone", orders, cx.Day, cx.Calendar{}, asOf, split.AddDate(-1, 0, 0), fit, cx.ErrInvalid},
		{"no instant", orders, cx.Day, cx.Calendar{}, time.Time{}, asOf, fit, cx.ErrInvalid},
		{"a unit", orders, "fortnight", cx.Calendar{}, split, asOf, fit, cx.ErrInvalid},
		{"a grain", orders, cx.Day, cx.Calendar{Grain: cx.Month}, split, asOf, fit, cx.ErrInvalid},
		{"a blank customer", blank, cx.Day, cx.Calendar{}, split, asOf, fit, cx.ErrInvalid},
		{"too few for a fit", orders, cx.Day, cx.Calendar{}, split, asOf, cx.FitBGNBD, cx.ErrUndefined},
	}
	for _, tt := range tests {
		got, err := cx.HoldoutOf(tt.orders, tt.unit, tt.c, tt.split, tt.asOf, tt.fit)
		cxtest.Refuses(t, tt.name, err, tt.want)
		if diff := cmp.Diff(cx.Holdout{}, got); diff != "" {
			t.Errorf("%s: a result beside an error (-want +got)\n%s", tt.name, diff)
		}
	}
}

// FuzzSpendFits fits both models to whatever rows bytes make: a fit has positive finite
// parameters, or an error says why there is none.
func FuzzSpendFits(f *testing.F) {
	f.Add([]byte{100, 86, 74, 65, 59, 55, 51, 49})
	f.Add([]byte{200, 100, 100, 0, 0, 255, 250, 240, 3})
	f.Add([]byte{9, 9, 9, 9, 9, 1, 1, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 200 {
			return
		}
		var rows []cx.PurchaseHistory
		for i := 0; i+1 < len(data); i += 2 {
			rows = append(rows, cx.PurchaseHistory{Frequency: int64(data[i] % 16), Spend: dec("0")})
			if last := &rows[len(rows)-1]; last.Frequency > 0 {
				last.Spend = dec("0.01").Shift(int32(data[i] / 32)).Mul(dec("1").Add(dec("7").Shift(int32(data[i+1] % 4))))
			}
		}
		cohorts := [][]int64{{}}
		for i, b := range data {
			last := &cohorts[len(cohorts)-1]
			if i > 0 && b > data[i-1] {
				cohorts = append(cohorts, nil)
				last = &cohorts[len(cohorts)-1]
			}
			*last = append(*last, int64(b))
		}
		spend, err := cx.FitGammaGamma(rows)
		if err != nil {
			cxtest.ErrorText(t, "FitGammaGamma", err)
		} else if !(spend.P > 0 && spend.Q > 0 && spend.Gamma > 0 && spend.P+spend.Q+spend.Gamma < 1e300) {
			t.Errorf("FitGammaGamma(%v) = %+v", rows, spend)
		}
		contract, err := cx.FitShiftedBetaGeometric(cohorts...)
		if err != nil {
			cxtest.ErrorText(t, "FitShiftedBetaGeometric", err)
		} else if alike := contract.Churn > 0 && contract.Churn < 1; contract.Fit.SpreadP == 0 ||
			!alike && !(contract.Alpha > 0 && contract.Beta > 0 && contract.Alpha+contract.Beta < 1e300) {
			t.Errorf("FitShiftedBetaGeometric(%v) = %+v", cohorts, contract)
		}
	})
}

// FuzzForecastQueries asks decoded models with numbers of the fuzzer: the answers are finite,
// or an error says why there is none.
func FuzzForecastQueries(f *testing.F) {
	for i, c := range forecastCodecs()[3:] {
		f.Add(uint8(i), c.State, 3, 0.1)
		f.Add(uint8(i), c.State, -1, -0.1)
	}
	f.Add(uint8(0), `{"alpha":1e100,"beta":1e-100,"fit":{"covariance":[[1,0],[0,1]]}}`, 1, 1e-100)
	f.Add(uint8(3), `{"r":-0.25,"customers":30}`, 3, 0.1)
	f.Add(uint8(0), alikeRenewals, 3, 0.0)
	f.Add(uint8(1), `{"p":1e300,"q":1e-300,"gamma":1e300}`, 5, 1e300)
	f.Fuzz(func(t *testing.T, kind uint8, text string, n int, discount float64) {
		var v any
		switch kind % 4 {
		case 0:
			v = new(cx.ShiftedBetaGeometric)
		case 1:
			v = new(cx.GammaGamma)
		case 2:
			v = new(cx.CustomerModel)
		case 3:
			v = new(cx.Correlation)
		}
		if err := json.Unmarshal([]byte(text), v); err != nil {
			return
		}
		check := func(err error) {
			t.Helper()
			if err != nil {
				cxtest.ErrorText(t, text, err)
			}
		}
		finite := func(x float64, err error) {
			t.Helper()
			check(err)
			if !(x >= 0 && x <= math.MaxFloat64) || err != nil && x != 0 {
				t.Errorf("%T of %s gives %v, %v", v, text, x, err)
			}
		}
		row := cx.PurchaseHistory{Unit: cx.Week}
		if n > 0 {
			row = cx.PurchaseHistory{Frequency: int64(n), Recency: 2, Age: 9, Unit: cx.Week, Spend: dec("12.34")}
		}
		switch v := v.(type) {
		case *cx.ShiftedBetaGeometric:
			for _, err := range contractQueries(*v, n%100, discount, 0.9) {
				check(err)
			}
			finite(v.Survival(n % 100))
			finite(v.DiscountedExpectedLifetime(discount))
			finite(v.DiscountedExpectedResidualLifetime(n%100, discount))
		case *cx.GammaGamma:
			finite(v.ExpectedSpend(row))
			f, err := v.ExpectedSpendInterval(row, 0.9)
			check(err)
			finite(f.Interval.High, err)
		case *cx.CustomerModel:
			finite(v.ExpectedValue(row, 1+n&7, cx.Month, discount))
			f, err := v.ExpectedValueInterval(row, 3, cx.Month, discount, 0.9)
			finite(f.Interval.High, err)
			_, err = v.MostAtRisk([]cx.PurchaseHistory{row, row}, 1, discount, cx.Week)
			check(err)
		case *cx.Correlation:
			iv, err := v.Interval(0.9)
			check(err)
			if !(iv.Low >= -1 && iv.Low <= iv.High && iv.High <= 1) {
				t.Errorf("Correlation %s has the interval %+v", text, iv)
			}
		}
	})
}
