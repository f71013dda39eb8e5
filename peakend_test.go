package cx_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// peakRows returns the answers of one customer, an hour between them.
func peakRows(customer string, scores ...int) (rows []cx.Response) {
	for i, score := range scores {
		rows = append(rows, cx.Response{Customer: customer, At: time.Date(2026, 5, 4, i, 0, 0, 0, time.UTC), Score: score})
	}
	return rows
}

// peakScale gives every answer one scale.
func peakScale(s cx.Scale) func(*cx.Response) cx.Scale {
	return func(*cx.Response) cx.Scale { return s }
}

// The definition's example 3, 9, 2, 7 and others computed by hand.
func TestPeakEnd(t *testing.T) {
	ten := cx.RecommendScale(11)
	for _, tt := range []struct {
		name    string
		scale   cx.Scale
		neutral string
		scores  []int
		want    string
	}{
		{"middle", ten, "50", []int{3, 9, 2, 7}, "80"},
		{"a tie goes to the later", ten, "55", []int{3, 9, 2, 7}, "45"},
		{"a tie goes to the later, turned", ten, "55", []int{3, 2, 9, 7}, "80"},
		{"just below the tie", ten, "54.99999999999999999999", []int{3, 9, 2, 7}, "80"},
		{"just above the tie", ten, "55.00000000000000000001", []int{3, 2, 9, 7}, "45"},
		{"negative peak", ten, "60", []int{3, 9, 2, 7}, "45"},
		{"the end is the peak", ten, "50", []int{5, 6, 4, 10}, "100"},
		{"the end ties with the peak", ten, "50", []int{10, 5, 0}, "0"},
		{"one touch", ten, "50", []int{4}, "40"},
		{"two equal touches", ten, "50", []int{7, 7}, "70"},
		{"neutral 0 is the highest", ten, "0", []int{0, 6, 3}, "45"},
		{"neutral 100 is the lowest", ten, "100", []int{10, 6, 8}, "70"},
		{"all neutral", ten, "50", []int{5, 5}, "50"},
		{"sevenths", cx.EaseScale(7), "50", []int{1, 3, 4}, "25"},                    // 0 and 50
		{"eighths of the middle", cx.EaseScale(7), "50", []int{7, 2}, "58.33333333"}, // 100, and 100/6 as the end
		{"lower is better", cx.EffortScale(5), "50", []int{1, 4}, "62.5"},            // 100 and 25
		{"negative scale", cx.Scale{Min: -5, Max: 5, BottomMax: -1, TopMin: 1}, "50", []int{-5, 2}, "35"},
		{"ninths, a tie that no float64 has", cx.RecommendScale(10), "33.3", []int{1, 7, 4}, "50"}, // 0, 66.67, 33.3: 66.67 is farther
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := cx.PeakEndOf(peakRows("ada", tt.scores...), peakScale(tt.scale), dec(tt.neutral))
			if err != nil {
				t.Fatal(err)
			}
			got, err := p.Score()
			cxtest.Exactly(t, "Score", got, err, tt.want)
		})
	}
}

// Rows may stand in any order; the order among those of one instant is that of the rows.
func TestPeakEndOrder(t *testing.T) {
	ten := peakScale(cx.RecommendScale(11))
	var rows []cx.Response
	for _, customer := range []string{"a", "b", "c", "d", "e"} {
		g := generator(len(customer) + int(customer[0]))
		for range 9 {
			rows = append(rows, cx.Response{Customer: customer, At: time.Unix(int64(1e9+len(rows)), 0), Score: g.next(11)})
		}
	}
	want, err := cx.PeakEndOf(rows, ten, dec("50"))
	if err != nil || want.Customers != 5 {
		t.Fatalf("PeakEndOf = %v, %v", want, err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if got, err := cx.PeakEndOf(rows, ten, dec("50")); err != nil || got != want {
			t.Fatalf("PeakEndOf in another order = %v, %v, want %v", got, err, want)
		}
	}

	at := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	same := []cx.Response{{Customer: "ada", At: at, Score: 10}, {Customer: "ada", At: at.In(time.FixedZone("", 3600)), Score: 0}}
	p, err := cx.PeakEndOf(same, ten, dec("50"))
	if err != nil || p.Sum != 0 {
		t.Errorf("10 and 0 at one instant = %v, %v, want the later row", p, err)
	}
	same[0], same[1] = same[1], same[0]
	p, err = cx.PeakEndOf(same, ten, dec("50"))
	if err != nil || p.Sum != 5040 {
		t.Errorf("0 and 10 at one instant = %v, %v, want the later row", p, err)
	}
}

// The peak-end of 80, 45, 90 and 62.5 for four customers: interval and difference by
// mpmath 1.3.
func TestPeakEndInterval(t *testing.T) {
	ten := peakScale(cx.RecommendScale(11))
	var p, q cx.PeakEnd
	add := func(to *cx.PeakEnd, rows []cx.Response, scale func(*cx.Response) cx.Scale) {
		t.Helper()
		one, err := cx.PeakEndOf(rows, scale, dec("50"))
		if err == nil {
			err = to.Merge(one)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	add(&p, append(peakRows("a", 3, 9, 2, 7), append(peakRows("b", 2, 7), peakRows("c", 9, 9)...)...), ten) // 80, 45, 90
	add(&p, peakRows("d", 1, 4), peakScale(cx.EffortScale(5)))                                              // 62.5
	add(&q, append(peakRows("e", 3), append(peakRows("f", 10, 1), peakRows("g", 4)...)...), ten)            // 30, 55: 10 ties with no 1, 40

	score, err := p.Score()
	cxtest.Exactly(t, "Score", score, err, "69.375")
	iv, err := p.Interval(0.95)
	cxtest.Near(t, "Low", iv.Low, 37.82103418401717, 1e-12)
	if err != nil || iv.High != 100 || !iv.Clipped { // 100.93
		t.Errorf("Interval = %v, %v, want one clipped at 100", iv, err)
	}
	c, err := p.Difference(q, 0.95)
	cxtest.Near(t, "Difference", c.Difference, 27.70833333333333, 1e-12)
	cxtest.Near(t, "StandardError", c.StandardError, 12.29166666666667, 1e-12)
	cxtest.Near(t, "Z", c.Z, 2.254237288135593, 1e-12)
	cxtest.Near(t, "DegreesOfFreedom", c.DegreesOfFreedom, 4.947067101657016, 1e-12)
	cxtest.Near(t, "P", c.P, 0.07445259773904588, 1e-10)
	cxtest.Near(t, "Low", c.Interval.Low, -3.990359931392268, 1e-12)
	cxtest.Near(t, "High", c.Interval.High, 59.40702659805893, 1e-12)
	if err != nil {
		t.Error(err)
	}

	one, err := cx.PeakEndOf(peakRows("a", 3), ten, dec("50"))
	if err != nil {
		t.Fatal(err)
	}
	equal := cx.PeakEnd{Customers: 2, Sum: 5040, Squares: 2 * 2520 * 2520}
	for name, tt := range map[string]struct {
		p    cx.PeakEnd
		want error
	}{"none": {cx.PeakEnd{}, cx.ErrNoData}, "one": {one, cx.ErrUndefined}, "equal": {equal, cx.ErrUndefined}} {
		_, err := tt.p.Interval(0.95)
		cxtest.Refuses(t, name, err, tt.want)
		_, err = tt.p.Difference(tt.p, 0.95)
		cxtest.Refuses(t, name, err, tt.want)
	}
	_, err = cx.PeakEnd{}.Score()
	cxtest.Refuses(t, "Score", err, cx.ErrNoData)
	for _, level := range []float64{0, 1, math.NaN()} {
		_, err = p.Interval(level)
		cxtest.Refuses(t, "Interval", err, cx.ErrInvalid)
		_, err = p.Difference(q, level)
		cxtest.Refuses(t, "Difference", err, cx.ErrInvalid)
	}
}

func TestPeakEndRefuses(t *testing.T) {
	ten := peakScale(cx.RecommendScale(11))
	rows := peakRows("ada", 3, 9)
	_, err := cx.PeakEndOf(rows, nil, dec("50"))
	cxtest.Refuses(t, "nil function", err, cx.ErrInvalid)
	for _, neutral := range []decimal.Decimal{dec("-0.1"), dec("100.01"), decimal.New(5, 1_000_000), decimal.New(5, -1_000_000)} {
		_, err = cx.PeakEndOf(rows, ten, neutral)
		cxtest.Refuses(t, "neutral", err, cx.ErrInvalid)
	}
	for name, spoil := range map[string]func(*cx.Response){
		"blank customer": func(r *cx.Response) { r.Customer = " " },
		"no time":        func(r *cx.Response) { r.At = time.Time{} },
		"year 10000":     func(r *cx.Response) { r.At = time.Date(10_001, 1, 1, 0, 0, 0, 0, time.UTC) },
		"score":          func(r *cx.Response) { r.Score = 11 },
		"largest score":  func(r *cx.Response) { r.Score = math.MaxInt },
		"no scale":       func(r *cx.Response) { r.Question = "?" },
	} {
		rows := peakRows("ada", 3, 9, 4)
		spoil(&rows[1])
		_, err := cx.PeakEndOf(rows, func(r *cx.Response) cx.Scale {
			if r.Question == "?" {
				return cx.Scale{}
			}
			return cx.RecommendScale(11)
		}, dec("50"))
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if row := new(cx.RowError); !errors.As(err, &row) || row.Row != 1 {
			t.Errorf("%s: error %v, want one of row 1", name, err)
		}
	}
	p, err := cx.PeakEndOf(nil, ten, dec("50"))
	if err != nil || p != (cx.PeakEnd{}) {
		t.Errorf("PeakEndOf no rows = %v, %v", p, err)
	}
}
