package web

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/cxmetrics/cx"
)

// day reads a day.
func day(text string) cx.Date {
	d, err := cx.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// TestView reads addresses, finds their days, and writes them again.
func TestView(t *testing.T) {
	for _, test := range []struct{ query, period, against, again string }{
		{"", "2026-08-24 to 2026-11-21", "2026-05-26 to 2026-08-23", "/trend"},
		{"range=7d", "2026-11-15 to 2026-11-21", "2026-11-08 to 2026-11-14", "/trend?range=7d"},
		{"range=30d&compare=year", "2026-10-23 to 2026-11-21", "2025-10-23 to 2025-11-21", "/trend?compare=year&range=30d"},
		{"range=quarter&compare=none", "2026-10-01 to 2026-11-21", "", "/trend?compare=none&range=quarter"},
		{"range=year", "2026-01-01 to 2026-11-21", "2025-02-10 to 2025-12-31", "/trend?range=year"},
		{"range=all", "2025-11-22 to 2026-11-21", "2024-11-22 to 2025-11-21", "/trend?range=all"},
		{"since=2026-02-01&until=2026-02-28", "2026-02-01 to 2026-02-28", "2026-01-04 to 2026-01-31", "/trend?since=2026-02-01&until=2026-02-28"},
		{"since=2026-02-01&range=7d", "2026-02-01 to 2026-11-21", "2025-04-13 to 2026-01-31", "/trend?since=2026-02-01"},
		{"until=2026-02-01", "2025-11-22 to 2026-02-01", "2025-09-11 to 2025-11-21", "/trend?until=2026-02-01"},
		{"since=2026-02-01&until=2026-02-01&compare=2026-01-01..2026-01-31", "2026-02-01", "2026-01-01 to 2026-01-31", "/trend?compare=2026-01-01..2026-01-31&since=2026-02-01&until=2026-02-01"},
		{"compare=previous&segment=a%26b", "2026-08-24 to 2026-11-21", "2026-05-26 to 2026-08-23", "/trend?segment=a%26b"},
		{"against_since=2026-01-01&against_until=2026-01-31&compare=chosen", "2026-08-24 to 2026-11-21", "2026-01-01 to 2026-01-31", "/trend?compare=2026-01-01..2026-01-31"},
		{"since=2027-01-01", "2027-01-01", "2026-12-31", "/trend?since=2027-01-01"},
		{"question=ces&wall=1", "2026-08-24 to 2026-11-21", "2026-05-26 to 2026-08-23", "/trend?question=ces&wall=1"},
	} {
		values, err := url.ParseQuery(test.query)
		if err != nil {
			t.Fatal(err)
		}
		v, err := asked("/trend", values)
		if err == nil {
			v, err = v.resolve(day("2025-11-22"), day("2026-11-21"))
		}
		if err != nil || v.Shown() != test.period || v.Beside() != test.against || v.Address() != test.again {
			t.Errorf("%q: %q, %q, %q, %v\nwant %q, %q, %q", test.query, v.Shown(), v.Beside(), v.Address(), err, test.period, test.against, test.again)
		}
	}
}

// TestWrongAddresses checks that what is wrong is said, and that nothing of it is repeated.
func TestWrongAddresses(t *testing.T) {
	server := serve(t, open(t), Options{})
	for _, query := range []string{
		"since=2026-02-30", "since=yesterday", "until=9999-12-31", "since=2026-03-01&until=2026-02-01", "range=8d", "question=sus", "compare=last",
		"compare=2026-01-01", "compare=2026-02-01..2026-01-01", "compare=2026-01-01..x", "compare=..", "since=0001-01-01",
		"compare=0001-01-01..9999-12-30",
	} {
		for _, path := range []string{"/?", "/v1/figures?"} {
			if status, body := get(t, server.URL+path+query); status != http.StatusBadRequest {
				t.Errorf("%s: %d\n%.200s", path+query, status, body)
			}
		}
	}
	for path, want := range map[string]int{
		"/nowhere": 404, "/v1/figures?page=nowhere": 404, "/v1/figures?format=xml": 400, "/v1/figures?page=trend&format=csv&table=nothing": 404, "/assets/none.css": 404,
		"/?since=0001-01-01&until=0001-01-02": 200, "/trend?since=2007-01-01": 200, "/tickets?since=2007-01-01": 200,
	} {
		if status, body := get(t, server.URL+path); status != want {
			t.Errorf("%s: %d, want %d\n%.300s", path, status, want, body)
		}
	}
}

// TestShortAddress checks that a form leads to the short address of its view.
func TestShortAddress(t *testing.T) {
	server := serve(t, open(t), Options{})
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for query, want := range map[string]string{
		"segment=&since=&until=&compare=":                                  "/trend",
		"segment=Family&since=2026-01-01&until=&compare=year":              "/trend?compare=year&segment=Family&since=2026-01-01",
		"range=30d&since=2026-01-01&segment=":                              "/trend?since=2026-01-01",
		"compare=chosen&against_since=2026-01-01&against_until=2026-01-31": "/trend?compare=2026-01-01..2026-01-31",
		"range=90d":                      "/trend",
		"segment=Family":                 "",
		"compare=2026-01-01..2026-01-31": "",
		"compare=none&against_since=&against_until=&question=nps&range=7d&since=&until=&segment=": "/trend?compare=none&question=nps&range=7d",
	} {
		r, err := client.Get(server.URL + "/trend?" + query)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if got := r.Header.Get("Location"); got != want {
			t.Errorf("%s leads to %q (%d), want %q", query, got, r.StatusCode, want)
		}
	}
}
