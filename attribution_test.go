package cx_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// fourSales are four conversions, and the touches of so many days before each.
func fourSales() (touches []cx.Event, sales []cx.Activity, asOf time.Time) {
	asOf = instant("2026-11-01")
	at := asOf.Add(-24 * time.Hour)
	touch := func(customer, channel string, days int) {
		touches = append(touches, cx.Event{Customer: customer, Name: channel, At: at.AddDate(0, 0, -days)})
	}
	touch("a", "ad", 1)
	touch("a", "ad", 9)
	touch("a", "mail", 4)
	touch("b", "mail", 7)
	touch("b", "social", 2)
	touch("c", "ad", 20)
	touch("c", "mail", 6)
	touch("c", "social", 3)
	touch("c", "search", 0)
	touch("d", "search", 5)
	for i, amount := range []string{"100", "50", "33.33", "10"} {
		sales = append(sales, cx.Activity{Customer: string(rune('a' + i)), At: at, Amount: dec(amount)})
	}
	return touches, sales, asOf
}

// Source: computed in Python.
func TestAttributionsOf(t *testing.T) {
	touches, sales, asOf := fourSales()
	const day = 24 * time.Hour
	position := cx.AttributionRule{First: dec("0.4"), Last: dec("0.4")}
	for name, tt := range map[string]struct {
		rule cx.AttributionRule
		want [4]string // ad, mail, search, social
	}{
		"position":  {position, [4]string{"1.2", "0.8", "1.4", "0.6"}},
		"linear":    {cx.AttributionRule{}, [4]string{"0.91666667", "1.08333333", "1.25", "0.75"}},
		"half-life": {cx.AttributionRule{HalfLife: 7 * day}, [4]string{"0.71836059", "0.94394838", "1.41100624", "0.92668479"}},
		"last":      {cx.AttributionRule{Last: dec("1")}, [4]string{"1", "0", "2", "1"}},
		"first":     {cx.AttributionRule{First: dec("1")}, [4]string{"2", "1", "1", "0"}},
		// The rest goes to those between although they are a thousand half-lives older than the last.
		"a nanosecond": {cx.AttributionRule{First: dec("0.4"), Last: dec("0.4"), HalfLife: 1}, [4]string{"1.2", "0.7", "1.4", "0.7"}},
		"a window":     {cx.AttributionRule{Window: 4 * day}, [4]string{"0.5", "0.5", "0.5", "1.5"}},
	} {
		rows, err := cx.AttributionsOf(touches, sales, tt.rule, asOf)
		if err != nil {
			t.Fatal(err)
		}
		all, revenue := decimal.Zero, decimal.Zero
		got := map[string]decimal.Decimal{}
		for _, r := range rows {
			got[r.Channel] = r.Conversions
			all, revenue = all.Add(r.Conversions), revenue.Add(r.Revenue)
		}
		for i, channel := range []string{"ad", "mail", "search", "social"} {
			if !got[channel].Equal(dec(tt.want[i])) {
				t.Errorf("%s: %s gets %v, want %s", name, channel, got[channel], tt.want[i])
			}
		}
		if !all.Equal(dec("4")) || !revenue.Equal(dec("193.33")) {
			t.Errorf("%s: sums %v and %v, want 4 and 193.33", name, all, revenue)
		}
	}
	// A refund lowers the revenue of the channels of its order, not of a touch since, and is no
	// conversion. What is too late counts nowhere.
	touches = append(touches, cx.Event{Customer: "b", Name: "ad", At: asOf.Add(-2 * time.Hour)})
	more := append(sales, cx.Activity{Customer: "b", At: asOf.Add(-time.Hour), Amount: dec("-10")},
		cx.Activity{Customer: "b", At: asOf, Amount: dec("7")}, cx.Activity{Customer: "z", At: asOf.Add(-1), Amount: dec("-7")})
	rows, err := cx.AttributionsOf(touches, more, position, asOf)
	for i, want := range []string{"93.332", "43.333", "23.332", "23.333"} {
		if err != nil || len(rows) != 4 || !rows[i].Revenue.Equal(dec(want)) {
			t.Errorf("revenue of row %d: %v, %v, want %s", i, rows, err, want)
		} else if want := []string{"1.2", "0.8", "1.4", "0.6"}[i]; !rows[i].Conversions.Equal(dec(want)) {
			t.Errorf("conversions of row %d: %v, want %s", i, rows[i].Conversions, want)
		}
	}
	if rows, err := cx.AttributionsOf(nil, nil, position, asOf); len(rows) != 0 || err != nil {
		t.Errorf("of nothing: %v, %v", rows, err)
	}
	// Two touches share all by First and Last: 0.5 and 0.3 of 0.8.
	rows, err = cx.AttributionsOf(touches[3:5], sales[1:2], cx.AttributionRule{First: dec("0.5"), Last: dec("0.3")}, asOf)
	if err != nil || len(rows) != 2 || !rows[0].Conversions.Equal(dec("0.625")) || !rows[1].Conversions.Equal(dec("0.375")) {
		t.Errorf("of two touches: %v, %v", rows, err)
	}
	// Of 1,001 touches the first does not count, and at one instant the later row is the later.
	touches = nil
	for i := range 1001 {
		touches = append(touches, cx.Event{Customer: "a", Name: map[bool]string{true: "old", false: "new"}[i == 0], At: sales[0].At})
	}
	rows, err = cx.AttributionsOf(touches, sales[:1], cx.AttributionRule{First: dec("1")}, asOf)
	if err != nil || len(rows) != 1 || rows[0].Channel != "new" {
		t.Errorf("of 1,001 touches: %v, %v", rows, err)
	}
}

func TestAttributionsOfErrors(t *testing.T) {
	checkActivityErrors(t, func(rows []cx.Activity, asOf time.Time) error {
		_, err := cx.AttributionsOf(nil, rows, cx.AttributionRule{}, asOf)
		return err
	})
	touches, sales, asOf := fourSales()
	for name, rule := range map[string]cx.AttributionRule{
		"above 1": {First: dec("0.6"), Last: dec("0.41")}, "first below 0": {First: dec("-0.1")}, "last below 0": {Last: dec("-0.1")},
		"half-life below 0": {HalfLife: -1}, "window below 0": {Window: -1}, "huge": {First: decimal.New(1, 2_000_000_000)},
	} {
		_, err := cx.AttributionsOf(touches, sales, rule, asOf)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	_, err := cx.AttributionsOf(touches, sales, cx.AttributionRule{}, time.Time{})
	cxtest.Refuses(t, "no instant", err, cx.ErrInvalid)
	touches[1].Name = " "
	_, err = cx.AttributionsOf(touches, sales, cx.AttributionRule{}, asOf)
	checkRowAt(t, "no channel", err, cx.ErrInvalid, "touches[1]")

	// Channels a and c have half of 10^-34 each, b a sum of 54 digits: the first by name decides.
	before, sold := asOf.AddDate(0, 0, -2), asOf.AddDate(0, 0, -1)
	touches = []cx.Event{{Customer: "x", Name: "b", At: before}, {Customer: "y", Name: "a", At: before}, {Customer: "y", Name: "c", At: before}}
	sales = []cx.Activity{
		{Customer: "x", At: sold, Amount: decimal.New(1, 34)}, {Customer: "x", At: sold, Amount: decimal.New(1, -19)},
		{Customer: "y", At: sold, Amount: decimal.New(1, -34)},
	}
	_, first := cx.AttributionsOf(touches, sales, cx.AttributionRule{}, asOf)
	cxtest.Refuses(t, "revenues that are no amounts", first, cx.ErrInvalid)
	if !strings.Contains(first.Error(), "exponent") {
		t.Errorf("%v, want the exponent of channel a", first)
	}
	for range 20 {
		if _, err := cx.AttributionsOf(touches, sales, cx.AttributionRule{}, asOf); err == nil || err.Error() != first.Error() {
			t.Fatalf("%v, and then %v", first, err)
		}
	}
}

// attributionContract is what attribution promises.
func attributionContract(t *testing.T) cxtest.Contract {
	touches, sales, asOf := fourSales()
	sales[0], sales[3] = sales[3], sales[0]
	rule := cx.AttributionRule{First: dec("0.4"), Last: dec("0.4")}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs: []cxtest.Codec{
			cxtest.CodecOf[cx.Attribution](`{"channel":"ad","conversions":"1.2","revenue":"93.332"}`).WithAmounts("conversions").
				WithBad(`{"channel":"ad","conversions":"-1"}`),
		},
		Calls: []cxtest.Call{{Func: "AttributionsOf", Args: []any{touches, sales}, Do: func() (any, error) {
			return cx.AttributionsOf(touches, sales, rule, asOf)
		}}},
		Values: []any{rule},
	}
}

func TestAttribution_Contract(t *testing.T) { attributionContract(t).Run(t) }

func TestAttributionJSON(t *testing.T) {
	cxtest.Golden(t, "attribution", map[string]any{"attribution": cx.Attribution{Channel: "ad", Conversions: dec("1.20"), Revenue: dec("93.332")}})
}
