package reference

import (
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func moneyRunner(t *testing.T, in hostileInput) func() (string, error) {
	// weigh gives an amount that no parser has seen to whatever takes one.
	weigh := func(amount decimal.Decimal) (string, error) {
		var w cx.WeightedNPS
		if err := w.Add(9, dec("2.5")); err != nil {
			t.Fatal(err)
		}
		err := unchangedAfter(t, &w, func(w *cx.WeightedNPS) error { return w.Add(9, amount) })
		_, ofErr := cx.WeightedNPSOf([]int{9}, []decimal.Decimal{amount})
		_, literalErr := cx.WeightedNPS{Promoters: amount, Squares: amount, Answers: 1}.Score()
		_, jsonErr := cx.ScoreChange{Total: amount, Rate: amount}.MarshalJSON()
		for what, err := range map[string]error{"WeightedNPSOf": ofErr, "a literal": literalErr, "Change": jsonErr} {
			if amount.Sign() >= 0 || what == "Change" {
				cxtest.Refuses(t, what, err, cx.ErrInvalid)
			}
		}
		return "", err
	}
	switch {
	case in.Texts != nil:
		return func() (string, error) {
			seen := make(map[string]bool)
			for _, text := range in.Texts {
				d, err := cx.ParseMoney(text)
				if err != nil {
					return "", err
				}
				data, err := json.Marshal(cx.ScoreChange{Total: d, Rate: d})
				if err != nil {
					return "", err
				}
				wire, err := d.MarshalBinary()
				if err != nil {
					return "", err
				}
				seen[fmt.Sprintf("%s %s %x %d", d, data, wire, d.Exponent())] = true
			}
			if len(seen) == 1 {
				return "equal", nil
			}
			return "different", nil
		}
	case in.Text != nil:
		return func() (string, error) {
			d, err := cx.ParseMoney(*in.Text)
			if err != nil && !cmp.Equal(d, decimal.Decimal{}) {
				t.Errorf("ParseMoney = %v beside its error", d)
			}
			return d.String(), err
		}
	case in.New != nil:
		var parts struct {
			Coef int64 `json:",string"`
			Exp  int32
		}
		if err := json.Unmarshal(in.New, &parts); err != nil {
			t.Fatal(err)
		}
		amount := decimal.New(parts.Coef, parts.Exp)
		return func() (string, error) { return weigh(amount) }
	case in.Float != "":
		f, err := strconv.ParseFloat(in.Float, 64)
		if err != nil {
			t.Fatal(err)
		}
		return func() (string, error) { return weigh(decimal.NewFromFloat(f)) }
	}
	return nil
}

// datesOf returns the dates of instants in UTC.
func datesOf(t *testing.T, texts []string) ([]cx.Date, []time.Time) {
	t.Helper()
	var dates []cx.Date
	var instants []time.Time
	for _, text := range texts {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		d, err := cx.Calendar{}.DateOf(at)
		if err != nil {
			t.Fatal(err)
		}
		dates, instants = append(dates, d), append(instants, at)
	}
	return dates, instants
}

func timeRunner(t *testing.T, in hostileInput) func() (string, error) {
	// everywhere gives an instant to whatever takes one.
	everywhere := func(at time.Time) (string, error) {
		rows := []cx.Response{{At: at, Score: 9, Customer: "hunter2"}}
		_, err := cx.Calendar{}.DateOf(at)
		_, periodErr := cx.Calendar{Grain: cx.Month}.PeriodOf(at)
		points, trendErr := cx.Trend(rows, cx.Calendar{Grain: cx.Week}, cx.Period{}, cx.NPS{})
		both, bothErr := cx.GroupTrend(rows, segment, cx.Calendar{}, cx.Period{Start: date("2024-01-01"), End: date("2024-02-01")}, cx.NPS{})
		kept, _, keepErr := cx.Deduplicate(rows, cx.KeepLatest, cx.Calendar{})
		for what, err := range map[string]error{"PeriodOf": periodErr, "Trend": trendErr, "GroupTrend": bothErr, "Deduplicate": keepErr} {
			cxtest.Refuses(t, what, err, cx.ErrInvalid)
		}
		if points != nil || both != nil || kept != nil {
			t.Errorf("a value beside an error: %v, %v, %v", points, both, kept)
		}
		return "", err
	}
	switch {
	case in.Zero:
		return func() (string, error) { return everywhere(time.Time{}) }
	case in.Unix != "":
		seconds, err := strconv.ParseInt(in.Unix, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return func() (string, error) { return everywhere(time.Unix(seconds, in.Nsec)) }
	case in.LocalNoon != "":
		c := cx.Calendar{Location: zone(t, in.TZ)}
		noon, err := time.ParseInLocation("2006-01-02 15:04", in.LocalNoon+" 12:00", c.Location)
		if err != nil {
			t.Fatal(err)
		}
		return func() (string, error) {
			d, err := c.DateOf(noon)
			if err != nil {
				return "", err
			}
			points, err := cx.Trend([]cx.Response{{At: noon, Score: 9}}, c, cx.Period{}, cx.NPS{})
			if err != nil || len(points) != 1 || points[0].Period.Start != d || points[0].Period.String() != d.String() {
				t.Errorf("Trend = %v, %v, want one point on %v", points, err, d)
			}
			return in.Unit + "=" + d.String(), err
		}
	case in.SameInstant != nil:
		return func() (string, error) {
			dates, instants := datesOf(t, in.SameInstant)
			var rows []cx.Response
			for i := range dates {
				if dates[i] != dates[0] {
					return "different", nil
				}
				rows = append(rows, cx.Response{At: instants[i], Score: 9, Customer: "c"})
			}
			points, err := cx.Trend(rows, cx.Calendar{}, cx.Period{}, cx.NPS{})
			if err != nil || len(points) != 1 {
				return fmt.Sprint(points), err
			}
			kept, _, err := cx.Deduplicate(rows, cx.KeepLatest, cx.Calendar{})
			if len(kept) != 1 || !kept[0].At.Equal(instants[0]) {
				return fmt.Sprint(kept), err
			}
			return "equal", err
		}
	case in.Pair != nil:
		return func() (string, error) {
			dates, _ := datesOf(t, in.Pair)
			days, err := dates[1].DaysSince(dates[0])
			between, betweenErr := cx.Day.Between(dates[0], dates[1])
			if between != days || betweenErr != nil {
				t.Errorf("Between = %d, %v, DaysSince = %d", between, betweenErr, days)
			}
			return fmt.Sprint("days=", days), err
		}
	}
	return nil
}

func periodRunner(in hostileInput) func() (string, error) {
	index := func(g cx.Grain) func() (string, error) {
		return func() (string, error) {
			from, err := cx.ParseDate(in.Anchor)
			if err != nil {
				return "", err
			}
			to, err := cx.ParseDate(in.At)
			if err != nil {
				return "", err
			}
			n, err := g.Between(from, to)
			return fmt.Sprint("index=", n), err
		}
	}
	switch {
	case in.Unit == "iso-week":
		return func() (string, error) {
			d, err := cx.ParseDate(in.Date)
			if err != nil {
				return "", err
			}
			p, err := cx.Week.PeriodOf(d)
			return "week=" + p.String(), err
		}
	case in.Unit == "calendar-month":
		return index(cx.Month)
	case in.Unit == "week" && in.WeekStart == "sunday":
		return index(cx.WeekFromSunday)
	case len(in.Window) == 2:
		return func() (string, error) {
			var p cx.Period
			var err error
			if p.Start, err = cx.ParseDate(in.Window[0][:10]); err != nil {
				return "", err
			}
			if p.End, err = cx.ParseDate(in.Window[1][:10]); err != nil {
				return "", err
			}
			_, err = cx.Trend(nil, cx.Calendar{}, p, cx.NPS{})
			_, periodsErr := cx.Day.Periods(p)
			if fmt.Sprint(err) != fmt.Sprint(periodsErr) {
				return "", fmt.Errorf("Trend says %w, Periods %w", err, periodsErr)
			}
			return p.String(), err
		}
	}
	return nil
}
