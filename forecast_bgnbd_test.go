package cx_test

import (
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

//go:embed testdata/cdnow.csv
var cdnowFile string

// cdnowRows returns the customers of testdata/cdnow.csv by week: of exact sevenths, or as
// the published summary has them, rounded to 2 decimals.
func cdnowRows(rounded bool) (rows []cx.PurchaseHistory) {
	for line := range strings.Lines(cdnowFile) {
		var frequency, recency, age, customers int64
		if n, _ := fmt.Sscanf(line, "%d,%d,%d,%d", &frequency, &recency, &age, &customers); n < 4 {
			continue // the comment and the header
		}
		row := cx.PurchaseHistory{Frequency: frequency, Recency: float64(recency) / 7, Age: float64(age) / 7, Unit: cx.Week}
		if rounded {
			row.Recency, row.Age = math.Round(row.Recency*100)/100, math.Round(row.Age*100)/100
		}
		for range customers {
			rows = append(rows, row)
		}
	}
	return rows
}

// weeks returns a row by week.
func weeks(frequency int64, recency, age float64) cx.PurchaseHistory {
	return cx.PurchaseHistory{Frequency: frequency, Recency: recency, Age: age, Unit: cx.Week}
}

// A fit without weights in its rows: 97 customers of a year by month. The maximum is that
// of a simplex search in Python; that search ran away from BG/NBD, with a and b in the
// proportion that stays: TestFitBGNBD_limit has that.
func TestFitSmall(t *testing.T) {
	m, err := cx.FitMBGNBD(smallShop())
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "r", m.R, 1.39477912, 1e-6)
	cxtest.Near(t, "alpha", m.Alpha, 5.59442413, 1e-6)
	cxtest.Near(t, "a", m.A, 0.48094562, 1e-6)
	cxtest.Near(t, "b", m.B, 0.43869929, 1e-6)
	cxtest.Near(t, "log-likelihood", m.Fit.LogLikelihood, -296.8924046111971, 1e-12)
	for _, tt := range []struct {
		p    cx.PurchaseHistory
		want float64
	}{
		{cx.PurchaseHistory{Age: 12, Unit: cx.Month}, 0.15576346},
		{cx.PurchaseHistory{Frequency: 1, Recency: 2, Age: 12, Unit: cx.Month}, 0.28571737},
		{cx.PurchaseHistory{Frequency: 6, Recency: 6, Age: 12, Unit: cx.Month}, 0.37995901},
		{cx.PurchaseHistory{Frequency: 8, Recency: 11, Age: 12, Unit: cx.Month}, 0.91011918},
	} {
		got, err := m.ProbabilityAlive(tt.p)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, fmt.Sprintf("P(alive) of %v", tt.p), got, tt.want, 1e-6)
	}
	// The largest likelihood of customers who stop with one probability is -297.1919875, by the
	// same search.
	cxtest.Near(t, "SpreadP", m.Fit.SpreadP, math.Erfc(math.Sqrt(297.19198752409034-296.8924046111971))/2, 1e-7)
}

func smallShop() []cx.PurchaseHistory {
	var rows []cx.PurchaseHistory
	for _, group := range []struct {
		customers int
		frequency int64
		recency   float64
	}{{60, 0, 0}, {9, 1, 2}, {8, 1, 7}, {6, 2, 5}, {7, 3, 10}, {3, 6, 6}, {4, 8, 11}} {
		for range group.customers {
			rows = append(rows, cx.PurchaseHistory{Frequency: group.frequency, Recency: group.recency, Age: 12, Unit: cx.Month})
		}
	}
	return rows
}

// Computed to 60 digits from the closed form with 2F1, at a = 1 from its limit, in
// another program.
func TestBGNBDClosedForm(t *testing.T) {
	model := func(r, alpha, a, b float64) cx.BGNBD {
		return cx.BGNBD{R: r, Alpha: alpha, A: a, B: b, Unit: cx.Week}
	}
	modified := func(r, alpha, a, b float64) cx.BGNBD {
		m := model(r, alpha, a, b)
		m.Modified = true
		return m
	}
	tests := []struct {
		m                     cx.BGNBD
		p                     cx.PurchaseHistory
		horizon               float64
		alive, expected, none float64
	}{
		{model(.243, 4.414, .793, 2.426), weeks(2, 30.43, 38.86), 39, 0.72657857008067295, 1.2260281747671444, 0.44537286208299559},
		{model(.243, 4.414, 1, 2.426), weeks(2, 30.43, 38.86), 39, 0.67817561485440381, 1.1021367860399558, 0.48232081737555232},
		{model(.243, 4.414, .999999, 2.426), weeks(2, 30.43, 38.86), 39, 0.6781758331079244, 1.1021373322707007, 0.48232065077371405},
		{model(.243, 4.414, 1.000001, 2.426), weeks(2, 30.43, 38.86), 39, 0.67817539660102377, 1.1021362398096755, 0.48232098397728335},
		{model(.243, 4.414, .793, 2.426), weeks(0, 0, 0), 39, 1, 1.1967231933208169, 0.57378635209600937},
		{model(.243, 4.414, .793, 2.426), weeks(0, 0, 0), 520, 1, 4.9746178618496595, 0.31319398055195441},
		{model(.243, 4.414, .793, 2.426), weeks(0, 0, 38.86), 1, 1, 0.0055956578894840519, 0.9944638990970609},
		{modified(.525, 6.183, .891, 1.614), weeks(0, 0, 38.86), 39, 0.38973508091876291, 0.15401274667514667, 0.89117060122253189},
		{modified(.525, 6.183, .891, 1.614), weeks(2, 30.43, 38.86), 39, 0.70620226511848727, 1.2629606232673656, 0.44000590917770688},
		{modified(.525, 6.183, .891, 1.614), weeks(0, 0, 0), 39, 0.64431137724550902, 1.1829536655971726, 0.58247318949328897},
		{modified(.525, 6.183, 1, 1.614), weeks(7, 29.43, 38.86), 260, 0.5952506872660378, 9.7190073388058984, 0.40474964648943584},
		{model(.243, 4.414, .793, 2.426), weeks(221, 103.43, 103.57), 52, 0.9952719419043089, 90.287243795526578, 0.0047280580956910552},
		{model(.01, 4.414, .1, 1000), weeks(1, 1, 50), 10, 0.99897253302356426, 0.18541986392398069, 0.84349123958732186},
		{modified(2, 1, 30, .1), weeks(3, 5, 6), 1000, 0.045627272789219173, 0.052078025147324063, 0.95437272721152144},
		{model(.243, 4.414, 2, 2.426), weeks(26, 30.86, 31), 3900, 0.92514474114590706, 26.94776724402141, 0.074855258854092999},
	}
	for _, tt := range tests {
		what := fmt.Sprintf(" of %v by %v", tt.p, tt.m)
		alive, err := tt.m.ProbabilityAlive(tt.p)
		if err != nil || math.Abs(alive-tt.alive) > 1e-12*tt.alive {
			t.Errorf("ProbabilityAlive%s = %.17g, %v, want %.17g", what, alive, err, tt.alive)
		}
		expected, err := tt.m.ExpectedPurchases(tt.p, tt.horizon, cx.Week)
		if err != nil || math.Abs(expected-tt.expected) > 1e-12*tt.expected {
			t.Errorf("ExpectedPurchases%s = %.17g, %v, want %.17g", what, expected, err, tt.expected)
		}
		none, err := tt.m.ProbabilityNone(tt.p, tt.horizon, cx.Week)
		if err != nil || math.Abs(none-tt.none) > 1e-12*tt.none {
			t.Errorf("ProbabilityNone%s = %.17g, %v, want %.17g", what, none, err, tt.none)
		}
	}
}

func TestFitBGNBDErrors(t *testing.T) {
	repeat := func(n int, p cx.PurchaseHistory) []cx.PurchaseHistory {
		return slices.Repeat([]cx.PurchaseHistory{p}, n)
	}
	good := weeks(2, 3, 9)
	tests := []struct {
		name string
		rows []cx.PurchaseHistory
		want error
		row  int // -1: none
		text string
	}{
		{"no rows", nil, cx.ErrNoData, -1, "no data"},
		{"nobody ordered again", append(repeat(9, weeks(0, 0, 5)), weeks(0, 0, 7)), cx.ErrUndefined, -1, "no customer has ordered again"},
		{"one customer", repeat(1, good), cx.ErrUndefined, -1, "no maximum"},
		{"equal rows", repeat(500, good), cx.ErrUndefined, -1, "no maximum"},
		{"two customers", []cx.PurchaseHistory{good, weeks(2, 4, 9)}, cx.ErrUndefined, -1, "no maximum"},
		{"all at the end", append(repeat(9, weeks(3, 9, 9)), repeat(9, weeks(1, 9, 9))...), cx.ErrUndefined, -1, "no maximum"},
		{"all at age 0", append(repeat(9, weeks(0, 0, 0)), weeks(1, 1e-300, 1e-300)), cx.ErrUndefined, -1, "no maximum"},
		{"frequency without recency", []cx.PurchaseHistory{good, weeks(1, 0, 9)}, cx.ErrInvalid, 1, "without a recency"},
		{"recency without frequency", []cx.PurchaseHistory{good, weeks(0, 3, 9)}, cx.ErrInvalid, 1, "without a repeat purchase"},
		{"recency beyond age", []cx.PurchaseHistory{good, good, weeks(1, 9.5, 9)}, cx.ErrInvalid, 2, "0 <= recency <= age"},
		{"negative frequency", []cx.PurchaseHistory{weeks(-1, 0, 9)}, cx.ErrInvalid, 0, "negative"},
		{"negative recency", []cx.PurchaseHistory{weeks(1, -1, 9)}, cx.ErrInvalid, 0, "0 <= recency <= age"},
		{"negative age", []cx.PurchaseHistory{weeks(0, 0, -9)}, cx.ErrInvalid, 0, "0 <= recency <= age"},
		{"NaN", []cx.PurchaseHistory{weeks(0, 0, math.NaN())}, cx.ErrInvalid, 0, "finite"},
		{"NaN recency", []cx.PurchaseHistory{weeks(1, math.NaN(), 4)}, cx.ErrInvalid, 0, "finite"},
		{"infinite", []cx.PurchaseHistory{weeks(0, 0, math.Inf(1))}, cx.ErrInvalid, 0, "finite"},
		{"unit", []cx.PurchaseHistory{{Age: 3, Unit: "fortnight"}}, cx.ErrInvalid, 0, "grain"},
		{"units", []cx.PurchaseHistory{good, {Age: 3}}, cx.ErrMismatch, 1, "another unit"},
		{"spend", []cx.PurchaseHistory{{Age: 3, Spend: dec("3")}}, cx.ErrInvalid, 0, "spend"},
		{"amount", []cx.PurchaseHistory{{Frequency: 1, Recency: 1, Age: 3, Spend: dec("1e50")}}, cx.ErrInvalid, 0, "spend"},
	}
	for _, tt := range tests {
		for _, fit := range []func([]cx.PurchaseHistory) (cx.BGNBD, error){cx.FitBGNBD, cx.FitMBGNBD} {
			m, err := fit(tt.rows)
			cxtest.Refuses(t, tt.name, err, tt.want)
			var row *cx.RowError
			if errors.As(err, &row) != (tt.row >= 0) || row != nil && row.Row != tt.row ||
				!strings.Contains(fmt.Sprint(err), tt.text) || !cmp.Equal(m, cx.BGNBD{}) {
				t.Errorf("%s: %v, %v, want the row %d and %q", tt.name, m, err, tt.row, tt.text)
			}
		}
	}
}

// What no fit returns, a literal may hold.
func TestBGNBDErrors(t *testing.T) {
	plain := orderModel()
	row := weeks(2, 3, 9)
	broken := func(change func(*cx.BGNBD)) cx.BGNBD {
		m := orderModel()
		change(&m)
		return m
	}
	tests := []struct {
		name          string
		m             cx.BGNBD
		p             cx.PurchaseHistory
		horizon       float64
		unit          cx.Grain
		level         float64
		want          error
		intervalAlone bool
	}{
		{"zero model", cx.BGNBD{}, cx.PurchaseHistory{Age: 1}, 1, "", .9, cx.ErrInvalid, false},
		{"NaN", broken(func(m *cx.BGNBD) { m.R = math.NaN() }), row, 1, cx.Week, .9, cx.ErrInvalid, false},
		{"out of all proportion", broken(func(m *cx.BGNBD) { m.B = 1e300 }), row, 1, cx.Week, .9, cx.ErrInvalid, false},
		{"infinite", broken(func(m *cx.BGNBD) { m.Alpha = math.Inf(1) }), row, 1, cx.Week, .9, cx.ErrInvalid, false},
		{"negative", broken(func(m *cx.BGNBD) { m.A = -1 }), row, 1, cx.Week, .9, cx.ErrInvalid, false},
		{"Stop beside A and B", broken(func(m *cx.BGNBD) { m.Stop = 0.1 }), row, 1, cx.Week, .9, cx.ErrInvalid, false},
		{"Stop of all", broken(func(m *cx.BGNBD) { m.A, m.B, m.Stop = 0, 0, 1 }), row, 1, cx.Week, .9, cx.ErrInvalid, false},
		{"model's unit", broken(func(m *cx.BGNBD) { m.Unit = "fortnight" }), row, 1, cx.Week, .9, cx.ErrInvalid, false},
		{"row", plain, weeks(2, 0, 9), 1, cx.Week, .9, cx.ErrInvalid, false},
		{"row's unit", plain, cx.PurchaseHistory{Age: 9, Unit: cx.Month}, 1, cx.Week, .9, cx.ErrMismatch, false},
		{"level", plain, row, 1, cx.Week, 1, cx.ErrInvalid, true},
		{"covariance of fewer", broken(func(m *cx.BGNBD) { m.Fit.Covariance = m.Fit.Covariance[:2] }), row, 1, cx.Week, .9, cx.ErrInvalid, true},
		{"ragged covariance", broken(func(m *cx.BGNBD) { m.Fit.Covariance[2] = nil }), row, 1, cx.Week, .9, cx.ErrInvalid, true},
		{"negative variance", broken(func(m *cx.BGNBD) { m.Fit.Covariance[0][0] = -1 }), row, 1, cx.Week, .9, cx.ErrInvalid, true},
		{"NaN covariance", broken(func(m *cx.BGNBD) { m.Fit.Covariance[0][1] = math.NaN() }), row, 1, cx.Week, .9, cx.ErrInvalid, true},
		{"correlation above 1", broken(func(m *cx.BGNBD) { m.Fit.Covariance[0][1], m.Fit.Covariance[1][0] = 9, 9 }), row, 1, cx.Week, .9, cx.ErrInvalid, true},
		{"endless", broken(func(m *cx.BGNBD) {
			for i := range 4 {
				for j := range 4 {
					m.Fit.Covariance[i][j] *= 1e9
				}
			}
		}), row, 1, cx.Week, .9, cx.ErrUndefined, true},
		{"negative count", broken(func(m *cx.BGNBD) { m.Fit.Customers = -1 }), row, 1, cx.Week, .9, cx.ErrInvalid, true},
		{"negative horizon", plain, row, -1, cx.Week, .9, cx.ErrInvalid, false},
		{"NaN horizon", plain, row, math.NaN(), cx.Week, .9, cx.ErrInvalid, false},
		{"infinite horizon", plain, row, math.Inf(1), cx.Week, .9, cx.ErrInvalid, false},
		{"horizon too long for a number", plain, row, math.MaxFloat64, cx.Year, .9, cx.ErrInvalid, false},
		{"horizon's unit", plain, row, 1, "fortnight", .9, cx.ErrInvalid, false},
	}
	for _, tt := range tests {
		ofHorizon := strings.Contains(tt.name, "horizon")
		check := func(what string, value any, err error, applies bool) {
			t.Helper()
			if !applies {
				if err != nil {
					t.Errorf("%s, %s: %v", tt.name, what, err)
				}
				return
			}
			cxtest.Refuses(t, tt.name+", "+what, err, tt.want)
			if value != 0.0 && value != (cx.Estimate{}) {
				t.Errorf("%s, %s: %v beside the error", tt.name, what, value)
			}
		}
		v, err := tt.m.ProbabilityAlive(tt.p)
		check("ProbabilityAlive", v, err, !tt.intervalAlone && !ofHorizon)
		v, err = tt.m.ExpectedPurchases(tt.p, tt.horizon, tt.unit)
		check("ExpectedPurchases", v, err, !tt.intervalAlone)
		v, err = tt.m.ProbabilityNone(tt.p, tt.horizon, tt.unit)
		check("ProbabilityNone", v, err, !tt.intervalAlone)
		if tt.name != "endless" { // a probability's ends are 0 and 1
			f, err := tt.m.ProbabilityAliveInterval(tt.p, tt.level)
			check("ProbabilityAliveInterval", f, err, !ofHorizon)
			f, err = tt.m.ProbabilityNoneInterval(tt.p, tt.horizon, tt.unit, tt.level)
			check("ProbabilityNoneInterval", f, err, true)
		}
		f, err := tt.m.ExpectedPurchasesInterval(tt.p, tt.horizon, tt.unit, tt.level)
		check("ExpectedPurchasesInterval", f, err, true)
	}
	v, err := plain.ExpectedPurchases(row, 1e300, cx.Week)
	cxtest.Refuses(t, "ExpectedPurchases of 1e300 weeks", err, cx.ErrInvalid)
	f, err := plain.ExpectedPurchasesInterval(row, 1e300, cx.Week, 0.9)
	cxtest.Refuses(t, "ExpectedPurchasesInterval of 1e300 weeks", err, cx.ErrInvalid)
	none, err := plain.ProbabilityNone(row, 1e300, cx.Week)
	if v != 0 || f != (cx.Estimate{}) || !(none > 0 && none < 1) || err != nil {
		t.Errorf("of 1e300 weeks: %v, %v, P(none) %v, %v", v, f, none, err)
	}
	if p, err := (cx.BGNBD{}).Parameters(0.9); p != nil {
		t.Errorf("Parameters of no model = %v, %v", p, err)
	} else {
		cxtest.Refuses(t, "Parameters of no model", err, cx.ErrInvalid)
	}
}

// Rows whose likelihood has a maximum on the way to the limit of one Stop, which lies 0.658
// higher: no fit is to take it for the largest.
func TestFitLesserMaximum(t *testing.T) {
	often := cx.PurchaseHistory{Frequency: 1969, Recency: 0.5409044400806705, Age: 0.6116361966767028}
	early := cx.PurchaseHistory{Frequency: 12, Recency: 8.657620561075894e-06, Age: 0.003262456649835295}
	m, err := cx.FitBGNBD([]cx.PurchaseHistory{often, often, often, often, early, early})
	// All of the early ones stopped, and none of the others, of 7,900 times.
	if err != nil || m.A != 0 || m.Fit.SpreadP != 1 {
		t.Errorf("FitBGNBD() = %+v, %v, want the limit", m, err)
	}
	cxtest.Near(t, "Stop", m.Stop, 6./7900, 1e-12)
}

// FuzzFitBGNBD fits odd rows: each takes 17 bytes, of which some make numbers that are no
// time. What is fitted forecasts probabilities and expectations that agree.
func FuzzFitBGNBD(f *testing.F) {
	row := func(frequency byte, recency, age float64) []byte {
		b := binary.LittleEndian.AppendUint64([]byte{frequency}, math.Float64bits(recency))
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(age))
	}
	f.Add(slices.Concat(row(2, 30.43, 38.86), row(1, 1.71, 38.86), row(0, 0, 38.86), row(7, 29.43, 38.86)))
	f.Add(slices.Concat(row(1, 1, 1), row(1, 1, 1)))
	f.Add(slices.Concat(row(200, 1e-300, 1e300), row(1, 5e-324, 5e-324), row(0, 0, 0), row(255, 1e308, 1.7e308)))
	f.Add(slices.Concat(row(3, math.NaN(), 1), row(0, 0, math.Inf(1))))
	var small []byte
	for _, p := range smallShop() {
		small = append(small, row(byte(p.Frequency), p.Recency, p.Age)...)
	}
	f.Add(small)
	f.Fuzz(func(t *testing.T, data []byte) {
		var rows []cx.PurchaseHistory
		for ; len(data) >= 17 && len(rows) < 200; data = data[17:] {
			p := cx.PurchaseHistory{
				Frequency: int64(data[0]),
				Recency:   math.Float64frombits(binary.LittleEndian.Uint64(data[1:])),
				Age:       math.Float64frombits(binary.LittleEndian.Uint64(data[9:])),
			}
			if data[0] > 250 {
				p.Frequency = math.MaxInt64 >> (data[0] - 250)
			}
			rows = append(rows, p)
		}
		for _, fit := range []func([]cx.PurchaseHistory) (cx.BGNBD, error){cx.FitBGNBD, cx.FitMBGNBD} {
			m, err := fit(rows)
			if err != nil {
				if !errors.Is(err, cx.ErrInvalid) && !errors.Is(err, cx.ErrUndefined) {
					t.Fatal(err)
				}
				cxtest.ErrorText(t, "fit", err)
				continue
			}
			checkFitted(t, m, rows)
		}
	})
}

// checkFitted checks a model and its forecasts of some rows.
func checkFitted(t *testing.T, m cx.BGNBD, rows []cx.PurchaseHistory) {
	t.Helper()
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatalf("%v: %v", m, err)
	}
	var back cx.BGNBD
	if err := json.Unmarshal(text, &back); err != nil || !cmp.Equal(m, back) {
		t.Fatalf("%s decodes to %v, %v", text, back, err)
	}
	if m.Fit.Customers != int64(len(rows)) {
		t.Errorf("fit %+v of %d rows", m.Fit, len(rows))
	}
	for _, p := range rows[:min(len(rows), 20)] {
		alive, err := m.ProbabilityAlive(p)
		if err != nil || !(alive >= 0 && alive <= 1) {
			t.Errorf("P(alive) of %v by %v = %v, %v", p, m, alive, err)
		}
		before := 0.0
		for _, horizon := range []float64{0.01, 1, 30, 1000} {
			none, err := m.ProbabilityNone(p, horizon, cx.Day)
			if err != nil || !(none >= 0 && none <= 1+1e-15) {
				t.Errorf("P(none) of %v by %v = %v, %v", p, m, none, err)
			}
			expected, err := m.ExpectedPurchases(p, horizon, cx.Day)
			if err != nil {
				if !errors.Is(err, cx.ErrInvalid) {
					t.Errorf("E of %v by %v: %v", p, m, err)
				}
				continue
			}
			// A mean is no less than the probability of one order or more.
			if expected < before*(1-1e-12) || expected < (1-none)*(1-1e-9)-1e-15 {
				t.Errorf("E of %v within %v by %v = %v, after %v, P(none) %v", p, horizon, m, expected, before, none)
			}
			before = expected
			forecast, err := m.ExpectedPurchasesInterval(p, horizon, cx.Day, 0.95)
			if err == nil && !(forecast.Interval.Low <= expected*(1+1e-9) && expected <= forecast.Interval.High*(1+1e-9)) {
				t.Errorf("E of %v within %v by %v = %v in %v", p, horizon, m, expected, forecast)
			}
		}
	}
}

// BenchmarkFitBGNBD measures the fit on the 2,357 customers of CDNOW against one
// evaluation of the likelihood without derivatives, customer by customer, as a program
// for any optimizer has it. Some 100 of those make a fit by BFGS with differences.
func BenchmarkFitBGNBD(b *testing.B) {
	rows := cdnowRows(true)
	b.Run("loop=likelihood", func(b *testing.B) {
		const r, alpha, a, bb = 0.243, 4.414, 0.793, 2.426
		lgamma := func(x float64) float64 { v, _ := math.Lgamma(x); return v }
		sum := 0.0
		for b.Loop() {
			for i := range rows {
				p := &rows[i]
				x := float64(p.Frequency)
				l := lgamma(r+x) - lgamma(r) + r*math.Log(alpha) +
					lgamma(a+bb) + lgamma(bb+x) - lgamma(bb) - lgamma(a+bb+x) - (r+x)*math.Log(alpha+p.Age)
				if x > 0 {
					l += math.Log1p(a / (bb + x - 1) * math.Pow((alpha+p.Age)/(alpha+p.Recency), r+x))
				}
				sum += l
			}
		}
		sinkInt += int64(sum)
	})
	for _, fit := range []struct {
		name string
		of   func([]cx.PurchaseHistory) (cx.BGNBD, error)
	}{{"FitBGNBD", cx.FitBGNBD}, {"FitMBGNBD", cx.FitMBGNBD}} {
		b.Run(fit.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m, err := fit.of(rows)
				if err != nil {
					b.Fatal(err)
				}
				sinkInt += m.Fit.Customers
			}
		})
	}
}

// BenchmarkBGNBD measures forecasts of 1,000,000 customers against the textbook form of
// the probability, which overflows for a frequent customer.
func BenchmarkBGNBD(b *testing.B) {
	some := cdnowRows(true)
	m, err := cx.FitBGNBD(some)
	if err != nil {
		b.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 0))
	rows := make([]cx.PurchaseHistory, 1_000_000)
	for i := range rows {
		rows[i] = some[random.IntN(len(some))]
	}
	b.Run("loop=textbook", func(b *testing.B) {
		sum := 0.0
		for b.Loop() {
			for i := range rows {
				p := &rows[i]
				if x := float64(p.Frequency); x > 0 {
					sum += 1 / (1 + m.A/(m.B+x-1)*math.Pow((m.Alpha+p.Age)/(m.Alpha+p.Recency), m.R+x))
				} else {
					sum++
				}
			}
		}
		sinkInt += int64(sum)
	})
	for _, forecast := range []struct {
		name string
		of   func(p *cx.PurchaseHistory) (float64, error)
	}{
		{"ProbabilityAlive", func(p *cx.PurchaseHistory) (float64, error) { return m.ProbabilityAlive(*p) }},
		{"ProbabilityNone", func(p *cx.PurchaseHistory) (float64, error) { return m.ProbabilityNone(*p, 39, cx.Week) }},
		{"ExpectedPurchases", func(p *cx.PurchaseHistory) (float64, error) { return m.ExpectedPurchases(*p, 39, cx.Week) }},
		{"ExpectedPurchasesInterval", func(p *cx.PurchaseHistory) (float64, error) {
			f, err := m.ExpectedPurchasesInterval(*p, 39, cx.Week, 0.95)
			return f.Value, err
		}},
	} {
		b.Run(forecast.name, func(b *testing.B) {
			b.ReportAllocs()
			sum := 0.0
			for b.Loop() {
				for i := range rows {
					v, err := forecast.of(&rows[i])
					if err != nil {
						b.Fatal(err)
					}
					sum += v
				}
			}
			sinkInt += int64(sum)
		})
	}
	b.Run("sort", func(b *testing.B) {
		ages := make([]float64, len(rows))
		for b.Loop() {
			for i := range rows {
				ages[i] = rows[i].Age
			}
			slices.Sort(ages)
		}
	})
	b.Run("FitBGNBD", func(b *testing.B) {
		for b.Loop() {
			m, err := cx.FitBGNBD(rows)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += m.Fit.Customers
		}
	})
}
