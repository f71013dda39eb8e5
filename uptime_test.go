package cx_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// uptimeSpans returns spans of whole minutes from midnight, given as pairs.
func uptimeSpans(minutes ...int) (spans []cx.Span) {
	midnight := time.Date(2026, time.November, 3, 0, 0, 0, 0, time.UTC)
	for i := 0; i+1 < len(minutes); i += 2 {
		spans = append(spans, cx.Span{
			From: midnight.Add(time.Duration(minutes[i]) * time.Minute),
			To:   midnight.Add(time.Duration(minutes[i+1]) * time.Minute),
		})
	}
	return spans
}

// A service over a hundred minutes, counted by hand.
func TestUptimeOf(t *testing.T) {
	for _, tt := range []struct {
		name                 string
		outages, maintenance []cx.Span
		service, down        string // minutes
	}{
		{"none", nil, nil, "100", "0"},
		{"one", uptimeSpans(10, 15), nil, "100", "5"},
		{"overlap", uptimeSpans(10, 20, 15, 25), nil, "100", "15"},
		{"one within another", uptimeSpans(10, 30, 12, 14, 13, 20), nil, "100", "20"},
		{"the same twice", uptimeSpans(10, 15, 10, 15), nil, "100", "5"},
		{"neighbours", uptimeSpans(15, 20, 10, 15), nil, "100", "10"},
		{"before and after", uptimeSpans(-10, 5, 95, 130), nil, "100", "10"},
		{"beyond", uptimeSpans(-10, 0, 100, 130, -20, -15), nil, "100", "0"},
		{"all the time", uptimeSpans(-10, 200), nil, "100", "100"},
		{"empty", uptimeSpans(50, 50), uptimeSpans(60, 60), "100", "0"},
		{"maintenance", nil, uptimeSpans(40, 60), "80", "0"},
		{"maintenance overlaps", nil, uptimeSpans(40, 60, 50, 70, -5, 10), "60", "0"},
		{"outage during maintenance", uptimeSpans(45, 50), uptimeSpans(40, 60), "80", "0"},
		{"outage across maintenance", uptimeSpans(35, 65), uptimeSpans(40, 60), "80", "10"},
		{"outage into maintenance", uptimeSpans(35, 45, 55, 58), uptimeSpans(40, 60), "80", "5"},
		{"only maintenance", uptimeSpans(10, 20), uptimeSpans(0, 100), "0", "0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.UptimeOf(uptimeSpans(0, 100)[0], tt.outages, tt.maintenance)
			sixty := dec("60")
			cxtest.Exactly(t, "ServiceSeconds", got.ServiceSeconds, err, dec(tt.service).Mul(sixty).StringFixed(0))
			cxtest.Exactly(t, "DownSeconds", got.DownSeconds, err, dec(tt.down).Mul(sixty).StringFixed(0))
		})
	}
}

// Every nanosecond counts, over the longest span as well: 301 years are more nanoseconds
// than an int64 holds. 1900-01-01 to 2200-12-31 are 109,937 days.
func TestUptimeExact(t *testing.T) {
	from := time.Date(1900, time.January, 1, 0, 0, 0, 0, time.UTC)
	over := cx.Span{From: from, To: time.Date(2200, time.December, 31, 23, 59, 59, 999_999_999, time.UTC)}
	u, err := cx.UptimeOf(over, []cx.Span{{From: from.Add(1), To: from.Add(3)}}, nil)
	cxtest.Exactly(t, "ServiceSeconds", u.ServiceSeconds, err, "9498643199.999999999") // 109,938 days less 1 ns
	cxtest.Exactly(t, "DownSeconds", u.DownSeconds, err, "0.000000002")
	u, err = cx.UptimeOf(over, []cx.Span{over, over}, nil)
	cxtest.Exactly(t, "DownSeconds", u.DownSeconds, err, "9498643199.999999999")
	rate, err := u.Rate()
	cxtest.Exactly(t, "Rate", rate, err, "0")

	// Instants are instants, whatever clocks they were read from.
	oslo := touchLocation(t, "Europe/Oslo")
	day := cx.Span{From: time.Date(2026, time.October, 25, 0, 0, 0, 0, oslo), To: time.Date(2026, time.October, 26, 0, 0, 0, 0, oslo)}
	u, err = cx.UptimeOf(day, nil, nil)
	cxtest.Exactly(t, "a day of 25 hours", u.ServiceSeconds, err, "90000")
}

// The published 43.2 minutes for 99.9 % of 30 days, and others of the same table.
func TestUptimeRate(t *testing.T) {
	month := cx.Uptime{ServiceSeconds: dec("2592000"), DownSeconds: dec("2592")}
	got, err := month.Rate()
	cxtest.Exactly(t, "Rate", got, err, "0.999")
	for target, want := range map[string]string{
		"0.999": "2592", "0.99": "25920", "0.9999": "259.2", "0.99999": "25.92", "1": "0", "0": "2592000", "0.99999999999999": "0.00000003",
	} {
		got, err := month.AllowedSeconds(dec(target))
		cxtest.Exactly(t, "AllowedSeconds("+target+")", got, err, want)
	}
	for _, target := range []string{"-0.1", "1.0000001", "99.9", "1e-40"} {
		_, err := month.AllowedSeconds(dec(target))
		cxtest.Refuses(t, "AllowedSeconds("+target+")", err, cx.ErrInvalid)
	}
	_, err = cx.Uptime{}.Rate()
	cxtest.Refuses(t, "Rate", err, cx.ErrNoData)
	_, err = cx.Uptime{}.AllowedSeconds(dec("0.9"))
	cxtest.Refuses(t, "AllowedSeconds", err, cx.ErrNoData)
}

func TestUptimeRefuses(t *testing.T) {
	good := uptimeSpans(0, 100)[0]
	backward := cx.Span{From: good.To, To: good.From}
	early := cx.Span{From: time.Date(1899, time.December, 31, 0, 0, 0, 0, time.UTC), To: good.To}
	for name, bad := range map[string]cx.Span{
		"backward": backward, "zero": {}, "no end": {From: good.From}, "no start": {To: good.To}, "early": early,
		"late": {From: good.From, To: time.Date(2201, time.January, 1, 0, 0, 0, 0, time.UTC)},
	} {
		_, err := cx.UptimeOf(bad, nil, nil)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		for row, lists := range map[int][2][]cx.Span{1: {{good, bad}, {good}}, 2: {{good, good}, {bad}}} {
			_, err := cx.UptimeOf(good, lists[0], lists[1])
			cxtest.Refuses(t, name, err, cx.ErrInvalid)
			if r := new(cx.RowError); !errors.As(err, &r) || r.Row != row {
				t.Errorf("%s: error %v, want one of row %d", name, err, row)
			}
		}
	}
}
