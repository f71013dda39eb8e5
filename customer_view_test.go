package cx_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

var viewAsOf = instant("2026-11-01")

// viewData are rows of ada and bob, of an anonymous customer, and from November on, which is
// too late.
func viewData() cx.CustomerData {
	model := typedModel()
	return cx.CustomerData{
		Responses: []cx.Response{
			{Customer: "bob", Account: "bolt", Score: 9, At: instant("2026-09-02")},
			{Customer: "ada", Account: "acme", Score: 2, At: instant("2026-10-20"), ID: "r2", Themes: []string{"price"}},
			{Customer: "ada", Account: "core", Score: 8, At: instant("2026-03-05"), ID: "r1"},
			{Customer: "ada", Account: "acme", Score: 3, At: instant("2026-10-20"), ID: "r1"},
			{Customer: "ada", Score: 1, At: instant("2026-11-01")},
			{Score: 1, At: instant("2026-10-01")},
		},
		Orders: []cx.Activity{
			{Customer: "ada", At: instant("2026-10-01"), Amount: dec("-10.50")},
			{Customer: "ada", At: instant("2026-02-03"), Amount: dec("20")},
			{Customer: "ada", At: instant("2026-04-14"), Amount: dec("31.25")},
			{Customer: "cyd", At: instant("2026-04-14"), Amount: dec("-5")},
			{Customer: "ada", At: instant("2026-11-02"), Amount: dec("99")},
		},
		Tickets: []cx.Ticket{
			{ID: "t1", Customer: "ada", Opened: instant("2026-05-01"), Resolved: instant("2026-05-02")},
			{ID: "t2", Customer: "ada", Opened: instant("2026-10-21"), Resolved: instant("2026-11-03"), Messages: []cx.TicketMessage{{At: instant("2026-10-25")}, {At: instant("2026-11-02")}}},
			{ID: "t3", Customer: "bob", Opened: instant("2026-08-01"), Closed: instant("2026-08-02")},
			{ID: "t4", Customer: "ada", Opened: instant("2026-01-01"), Void: true},
			{ID: "t5", Opened: instant("2026-10-01")},
		},
		Subscriptions: []cx.Subscription{{Customer: "ada", Amount: dec("9.90")}, {Customer: "ada", Amount: dec("5")}, {Customer: "eve", Amount: dec("30")}, {Customer: "fay"}},
		Bad:           func(r *cx.Response) bool { return r.Score <= 3 },
		Model:         &model,
		Periods:       52,
	}
}

// The views of the rows above, counted by hand. What the model expects is that of its own
// methods, which rest on CDNOW.
func TestCustomerViewsOf(t *testing.T) {
	data := viewData()
	views, err := cx.CustomerViewsOf(nil, data, viewAsOf)
	if err != nil {
		t.Fatal(err)
	}
	history := cxtest.Must(cx.PurchaseHistoriesOf(data.Orders, cx.Week, cx.Calendar{}, viewAsOf))[0]
	alive := cxtest.Must(data.Model.Orders.ProbabilityAlive(history))
	value := cxtest.Must(data.Model.ExpectedValue(history, 52, cx.Week, 0))
	want := []cx.CustomerView{
		{
			Customer: "ada", Accounts: []string{"acme", "core"}, Since: date("2026-02-03"), LastActive: date("2026-10-25"),
			Responses: []cx.Response{data.Responses[3], data.Responses[1], data.Responses[2]},
			Tickets:   []cx.Ticket{data.Tickets[1], data.Tickets[0]}, OpenTickets: 1, BadTouches: 2,
			Orders: 2, Revenue: dec("40.75"), Monthly: dec("14.90"),
			ProbabilityAlive: &cx.Estimate{Value: alive}, ExpectedValue: &cx.Estimate{Value: value},
		},
		{
			Customer: "bob", Accounts: []string{"bolt"}, Since: date("2026-08-01"), LastActive: date("2026-09-02"),
			Responses: data.Responses[:1], Tickets: data.Tickets[2:3],
		},
		{Customer: "eve", Monthly: dec("30")},
	}
	if diff := cmp.Diff(want, views); diff != "" {
		t.Errorf("of all (-want +got)\n%s", diff)
	}
	// Those that are named, in their order, with rows or without.
	named, err := cx.CustomerViewsOf([]string{"eve", "nobody", "ada", "cyd"}, data, viewAsOf)
	if diff := cmp.Diff([]cx.CustomerView{want[2], {Customer: "nobody"}, want[0], {Customer: "cyd"}}, named); diff != "" || err != nil {
		t.Errorf("named: %v (-want +got)\n%s", err, diff)
	}
	// Nothing of a view is the caller's.
	views[0].Responses[1].Themes[0], views[0].Tickets[0].Messages[0].At = "changed", viewAsOf
	if data.Responses[1].Themes[0] != "price" || data.Tickets[1].Messages[0].At.Equal(viewAsOf) {
		t.Error("a view shares the rows")
	}
	for _, customers := range [][]string{nil, {}} {
		if views, err := cx.CustomerViewsOf(customers, cx.CustomerData{}, viewAsOf); views != nil || err != nil {
			t.Errorf("no rows: %v, %v", views, err)
		}
	}
	if views, err := cx.CustomerViewsOf([]string{}, data, viewAsOf); views != nil || err != nil {
		t.Errorf("nobody: %v, %v", views, err)
	}
	// The day is that of the calendar.
	data.Calendar.Location = time.FixedZone("", -3600)
	if views := cxtest.Must(cx.CustomerViewsOf([]string{"ada"}, data, viewAsOf)); views[0].Since != date("2026-02-02") {
		t.Errorf("west of Greenwich: since %v", views[0].Since)
	}
}

// A fitted model has standard errors, those of its own intervals; of an infinite mean spend
// there is no value.
func TestCustomerViewsOf_model(t *testing.T) {
	data := viewData()
	model := cx.CustomerModel{Orders: typedModel().Orders, Spend: spendFit(t, repeatSpends())}
	data.Model = &model
	views := cxtest.Must(cx.CustomerViewsOf([]string{"ada"}, data, viewAsOf))
	history := cxtest.Must(cx.PurchaseHistoriesOf(data.Orders, cx.Week, cx.Calendar{}, viewAsOf))[0]
	want := cxtest.Must(model.ExpectedValue(history, 52, cx.Week, 0))
	if e := views[0].ExpectedValue; e == nil || e.Value != want || e.StandardError != 0 {
		t.Errorf("orders without a fit: %v, want %v", e, want)
	}
	refunded := viewData()
	refunded.Orders[0].Amount = dec("-31.25") // of April
	if v := cxtest.Must(cx.CustomerViewsOf([]string{"ada"}, refunded, viewAsOf))[0]; v.ExpectedValue != nil || v.ProbabilityAlive == nil || v.Orders != 2 {
		t.Errorf("a refunded order: %v, %v, %d orders", v.ExpectedValue, v.ProbabilityAlive, v.Orders)
	}
	infinite := typedModel()
	infinite.Spend.Q = 0.5
	data.Model = &infinite
	data.Orders = []cx.Activity{{Customer: "ada", At: instant("2026-02-03"), Amount: dec("20")}}
	if v := cxtest.Must(cx.CustomerViewsOf([]string{"ada"}, data, viewAsOf))[0]; v.ExpectedValue != nil || v.ProbabilityAlive == nil {
		t.Errorf("an infinite mean spend: %v, %v", v.ExpectedValue, v.ProbabilityAlive)
	}
	var orders []cx.Activity
	rng := rand.New(rand.NewPCG(7, 8))
	for i := range 400 { // who differ in how often they order and how long they stay
		rate, at, end := math.Exp(1.2*rng.NormFloat64()-3), rng.Float64()*60, 300.0
		for at < end {
			spend := decimal.New(500+int64(math.Exp(0.7*rng.NormFloat64())*float64(900+i*11)), -2)
			orders = append(orders, cx.Activity{Customer: fmt.Sprint(i), At: instant("2026-01-01").Add(time.Duration(at * 24 * float64(time.Hour))), Amount: spend})
			if at += 1 + rng.ExpFloat64()/rate; rng.Float64() < 0.15+0.2*float64(i%3) {
				break
			}
		}
	}
	histories := cxtest.Must(cx.PurchaseHistoriesOf(orders, cx.Week, cx.Calendar{}, viewAsOf))
	fitted := cx.CustomerModel{Orders: cxtest.Must(cx.FitMBGNBD(histories)), Spend: cxtest.Must(cx.FitGammaGamma(histories))}
	data.Model, data.Orders = &fitted, orders
	v := cxtest.Must(cx.CustomerViewsOf([]string{"7"}, data, viewAsOf))[0]
	for _, h := range histories {
		if h.Customer != "7" {
			continue
		}
		alive, value := cxtest.Must(fitted.Orders.ProbabilityAliveInterval(h, 0.9)), cxtest.Must(fitted.ExpectedValueInterval(h, 52, cx.Week, 0, 0.9))
		alive.Interval, value.Interval = cx.Interval{}, cx.Interval{}
		cxtest.Same(t, "ProbabilityAlive", &alive, v.ProbabilityAlive)
		cxtest.Same(t, "ExpectedValue", &value, v.ExpectedValue)
	}
}

// Against the plain loops over all rows of each customer.
func TestCustomerViewsOf_naive(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	at := func() time.Time { return instant("2026-06-01").Add(time.Duration(rng.IntN(6000)) * time.Hour) }
	who := func() string { return fmt.Sprint(rng.IntN(12)) }
	var data cx.CustomerData
	for range 3000 {
		data.Responses = append(data.Responses, cx.Response{Customer: who(), Account: fmt.Sprint(rng.IntN(3)), Score: rng.IntN(11), At: at()})
		data.Orders = append(data.Orders, cx.Activity{Customer: who(), At: at(), Amount: decimal.New(rng.Int64N(9000)-1000, -2)})
		t := cx.Ticket{Customer: who(), Opened: at()}
		if rng.IntN(2) == 0 {
			t.Resolved = t.Opened.Add(90 * time.Hour)
		}
		data.Tickets = append(data.Tickets, t)
	}
	data.Bad = func(r *cx.Response) bool { return r.Score < 4 }
	views := cxtest.Must(cx.CustomerViewsOf(nil, data, viewAsOf))
	if len(views) != 12 {
		t.Fatalf("%d views", len(views))
	}
	for _, v := range views {
		var first, last time.Time
		active := func(at time.Time) {
			if first.IsZero() || at.Before(first) {
				first = at
			}
			if at.After(last) {
				last = at
			}
		}
		var bad, orders, open int64
		var responses, tickets []time.Time
		revenue := decimal.Zero
		for _, r := range data.Responses {
			if r.Customer == v.Customer && r.At.Before(viewAsOf) {
				active(r.At)
				responses = append(responses, r.At)
				if r.Score < 4 {
					bad++
				}
			}
		}
		for _, o := range data.Orders {
			if o.Customer == v.Customer && o.At.Before(viewAsOf) {
				revenue = revenue.Add(o.Amount)
				if !o.Amount.IsNegative() {
					orders++
					active(o.At)
				}
			}
		}
		for _, k := range data.Tickets {
			if k.Customer == v.Customer && k.Opened.Before(viewAsOf) {
				active(k.Opened)
				tickets = append(tickets, k.Opened)
				if k.Resolved.IsZero() || !k.Resolved.Before(viewAsOf) {
					open++
				}
			}
		}
		day := func(t time.Time) cx.Date { return date(t.Format(time.DateOnly)) }
		if v.BadTouches != bad || v.Orders != orders || v.OpenTickets != open || !v.Revenue.Equal(revenue) || v.Since != day(first) || v.LastActive != day(last) ||
			len(v.Responses) != 100 || len(v.Tickets) != 100 || len(v.Accounts) != 3 {
			t.Errorf("%+v, want %d bad, %d orders, %d open, %v, since %v to %v", v, bad, orders, open, revenue, first, last)
		}
		newest := func(a, b time.Time) int { return b.Compare(a) }
		slices.SortFunc(responses, newest)
		slices.SortFunc(tickets, newest)
		for i := range 100 {
			if !v.Responses[i].At.Equal(responses[i]) || !v.Tickets[i].Opened.Equal(tickets[i]) {
				t.Errorf("%s: answer or ticket %d is not the newest", v.Customer, i)
				break
			}
		}
	}
}

// Each bad row is named with its slice, whoever it is of.
func TestCustomerViewsOf_errors(t *testing.T) {
	for _, tt := range []struct {
		of  string
		row int
		set func(*cx.CustomerData)
	}{
		{"responses", 2, func(d *cx.CustomerData) { d.Responses[2].At = time.Time{} }},
		{"responses", 0, func(d *cx.CustomerData) { d.Responses[0].At = instant("1000-01-01") }},
		{"orders", 1, func(d *cx.CustomerData) { d.Orders[1].Customer = " " }},
		{"orders", 4, func(d *cx.CustomerData) { d.Orders[4].At = time.Time{} }},
		{"orders", 3, func(d *cx.CustomerData) { d.Orders[3].Amount = decimal.New(1, 100) }},
		{"tickets", 4, func(d *cx.CustomerData) { d.Tickets[4].Opened = time.Time{} }},
		{"tickets", 0, func(d *cx.CustomerData) { d.Tickets[0].Resolved = instant("2026-04-01") }},
		{"subscriptions", 2, func(d *cx.CustomerData) { d.Subscriptions[2].Customer = "" }},
		{"subscriptions", 0, func(d *cx.CustomerData) { d.Subscriptions[0].Amount = dec("-1") }},
	} {
		for _, customers := range [][]string{nil, {"nobody"}} {
			data := viewData()
			tt.set(&data)
			views, err := cx.CustomerViewsOf(customers, data, viewAsOf)
			var at *cx.RowError
			if !errors.As(err, &at) || at.Of != tt.of || at.Row != tt.row || !errors.Is(err, cx.ErrInvalid) || views != nil {
				t.Errorf("%v, %v, want %s[%d]", views, err, tt.of, tt.row)
			}
		}
	}
	for _, customers := range [][]string{{"ada", ""}, {"ada", "ada"}} {
		_, err := cx.CustomerViewsOf(customers, viewData(), viewAsOf)
		var at *cx.RowError
		if !errors.As(err, &at) || at.Of != "customers" || at.Row != 1 || !errors.Is(err, cx.ErrInvalid) {
			t.Errorf("%q: %v", customers, err)
		}
	}
	for name, set := range map[string]func(*cx.CustomerData){
		"no periods":   func(d *cx.CustomerData) { d.Periods = 0 },
		"many periods": func(d *cx.CustomerData) { d.Periods = 521 },
		"zero model":   func(d *cx.CustomerData) { d.Model = &cx.CustomerModel{} },
		"a month":      func(d *cx.CustomerData) { d.Calendar.Grain = cx.Month },
		"a large sum": func(d *cx.CustomerData) {
			d.Orders[1].Amount, d.Orders[2].Amount = dec("1e33"), dec("1e-20")
		},
		"a large monthly sum": func(d *cx.CustomerData) {
			d.Subscriptions[0].Amount, d.Subscriptions[1].Amount = dec("1e33"), dec("1e-20")
		},
	} {
		data := viewData()
		set(&data)
		_, err := cx.CustomerViewsOf(nil, data, viewAsOf)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	_, err := cx.CustomerViewsOf(nil, viewData(), time.Time{})
	cxtest.Refuses(t, "no instant", err, cx.ErrInvalid)
}

// customerContract is what views promise.
func customerContract(t *testing.T) cxtest.Contract {
	data := viewData()
	customers := []string{"eve", "ada"}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  customerCodecs(),
		Calls: []cxtest.Call{{
			Func: "CustomerViewsOf", Args: []any{customers, data.Responses, data.Orders, data.Tickets, data.Subscriptions}, Sorted: true,
			Do: func() (any, error) { return cx.CustomerViewsOf(customers, data, viewAsOf) },
		}},
	}
}

func customerCodecs() []cxtest.Codec {
	return []cxtest.Codec{
		cxtest.CodecOf[cx.CustomerView](`{"customer":"ada","accounts":["acme"],"since":"2026-02-03","last_active":"2026-10-20",`+
			`"responses":[{"customer":"ada","score":3}],"tickets":[{"opened":"2026-05-01T00:00:00Z"}],"open_tickets":1,"bad_touches":1,`+
			`"orders":2,"revenue":"40.75","monthly":"14.9","probability_alive":{"value":0.5},"expected_value":{"value":12.5,"standard_error":3}}`).
			WithCounts("open_tickets", "bad_touches", "orders").WithAmounts("monthly").WithNeeded("since", "last_active").
			WithBad(
				`{"customer":" ","open_tickets":0,"bad_touches":0,"orders":0,"revenue":"0","monthly":"0"}`,
				`{"customer":"ada","since":"2026-02-03","open_tickets":0,"bad_touches":0,"orders":0,"revenue":"0","monthly":"0"}`,
				`{"customer":"ada","since":"2026-02-03","last_active":"2026-02-02","open_tickets":0,"bad_touches":0,"orders":0,"revenue":"0","monthly":"0"}`,
			),
	}
}

func TestCustomer_Contract(t *testing.T) { customerContract(t).Run(t) }

func FuzzCustomerJSON(f *testing.F) { cxtest.FuzzCodecs(f, customerCodecs(), cx.ErrInvalid) }

// The encodings are those of the golden files, which are a promise to whoever stores them.
func TestCustomer_golden(t *testing.T) {
	views := cxtest.Must(cx.CustomerViewsOf(nil, viewData(), viewAsOf))
	views[0].ProbabilityAlive.Value, views[0].ExpectedValue.Value = 0.25, 12.5
	cxtest.Golden(t, "customer", map[string]any{"view": views[0], "view_subscriber": views[2]})
	many := cx.CustomerView{Customer: "ada", Responses: make([]cx.Response, 101)}
	_, err := many.MarshalJSON()
	cxtest.Refuses(t, "101 answers", err, cx.ErrInvalid)
	nan := cx.CustomerView{Customer: "ada", ExpectedValue: &cx.Estimate{Value: math.NaN()}}
	_, err = nan.MarshalJSON()
	cxtest.Refuses(t, "NaN", err, cx.ErrInvalid)
}

// BenchmarkCustomerViewsOf sees all customers of CX_BENCH_ROWS rows, a million at most: the
// ratio is to a plain loop with a map.
func BenchmarkCustomerViewsOf(b *testing.B) {
	n := min(benchRows(b), 1_000_000)
	var data cx.CustomerData
	for i := range n / 2 {
		customer := fmt.Sprint(i * 7919 % (n / 20))
		at := instant("2026-01-01").Add(time.Duration(i*7%6000) * time.Hour)
		data.Responses = append(data.Responses, cx.Response{Customer: customer, Score: i % 11, At: at})
		data.Orders = append(data.Orders, cx.Activity{Customer: strings.Clone(customer), At: at, Amount: decimal.New(int64(i%9000), -2)})
	}
	data.Bad = func(r *cx.Response) bool { return r.Score < 4 }
	b.Run("views", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cx.CustomerViewsOf(nil, data, viewAsOf); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("loop", func(b *testing.B) {
		b.ReportAllocs()
		type sums struct {
			responses []*cx.Response
			newest    []cx.Response
			bad       int64
			orders    int64
			revenue   decimal.Decimal
		}
		for b.Loop() {
			of := make(map[string]*sums)
			get := func(customer string) *sums {
				s := of[customer]
				if s == nil {
					s = &sums{}
					of[customer] = s
				}
				return s
			}
			for i := range data.Responses {
				r := &data.Responses[i]
				s := get(r.Customer)
				s.responses = append(s.responses, r)
				if r.Score < 4 {
					s.bad++
				}
			}
			for i := range data.Orders {
				o := &data.Orders[i]
				s := get(o.Customer)
				s.orders++
				s.revenue = s.revenue.Add(o.Amount)
			}
			for _, s := range of {
				slices.SortFunc(s.responses, func(x, y *cx.Response) int { return y.At.Compare(x.At) })
				for _, r := range s.responses[:min(len(s.responses), 100)] {
					s.newest = append(s.newest, *r)
				}
			}
		}
	})
}
