package web

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// hostile are texts as strangers choose them.
var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'; DROP TABLE answers; --`, `=cmd|' /C calc'!A0`, "\u202Egnitset", "{{.Token}}",
	`javascript:alert(1)`, `</title><svg onload=alert(1)>`, "שלום עולם", `%3Cscript%3E`, `a&b=c#d?e`,
}

// TestHostile puts such texts wherever a client may, and looks at every page.
func TestHostile(t *testing.T) {
	s := open(t)
	var answers []store.Answer
	for i, text := range hostile {
		for k := range 40 {
			answers = append(answers, store.Answer{ID: fmt.Sprint(text, k), Customer: text, Segment: text, Question: []string{store.NPS, store.CSAT}[i%2],
				At: now().AddDate(0, 0, -1-k/2), Score: 1, Channel: text, Stage: text, Comment: text})
		}
	}
	ctx := t.Context()
	if _, err := s.AddAnswers(ctx, answers); err != nil {
		t.Fatal(err)
	}
	for i, text := range hostile {
		subscriptions := []store.Subscription{}
		for k := range 40 {
			subscriptions = append(subscriptions, store.Subscription{ID: fmt.Sprint(i, "-", k), Customer: text, Plan: text, Start: day("2026-01-01"), Updated: now()})
		}
		if _, err := s.AddSubscriptions(ctx, subscriptions); err != nil {
			t.Fatal(err)
		}
		if err := s.Claim(ctx, fmt.Sprint(text, 0), text, now()); err != nil {
			t.Fatal(err)
		}
		if err := s.Claim(ctx, fmt.Sprint(text, 1), text, now()); err != nil {
			t.Fatal(err)
		}
		if err := s.Done(ctx, fmt.Sprint(text, 1), text, now()); err != nil {
			t.Fatal(err)
		}
		if err := s.Refuse(ctx, []store.Refusal{{At: now(), Kind: text, Reason: text}}); err != nil {
			t.Fatal(err)
		}
	}
	server := serve(t, s, Options{Alerts: func() []Alert { return []Alert{{Name: hostile[0], Detail: hostile[1], State: "firing", Since: now()}} }})
	for _, n := range pages() {
		for _, segment := range append([]string{""}, hostile...) {
			address := server.URL + n.Path()
			if segment != "" {
				address += "?segment=" + url.QueryEscape(segment)
			}
			status, body := get(t, address)
			if status != http.StatusOK {
				t.Fatalf("%s: %d", address, status)
			}
			body = strings.ReplaceAll(body, `value="`+"\u202Egnitset", "") // what a form sends is as it came
			for _, bad := range []string{"<script>", "<img", "<svg onload", "\u202E", `href="javascript:`, "ZgotmplZ"} {
				if strings.Contains(body, bad) {
					at := strings.Index(body, bad)
					t.Fatalf("%s has %q: %s", address, bad, body[max(0, at-100):at+50])
				}
			}
			if n.Name == "data" && segment == "" && !strings.Contains(body, "&lt;script&gt;alert(1)&lt;/script&gt;") {
				t.Error("the page Data does not show the text that came in")
			}
		}
		status, body := get(t, server.URL+"/v1/figures?page="+n.Name)
		if status != http.StatusOK || !json.Valid([]byte(body)) {
			t.Errorf("%s as JSON: %d", n.Name, status)
		}
	}
	_, body := get(t, server.URL+"/v1/figures?page=data&format=csv&table=last")
	records, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(records) != 51 {
		t.Fatalf("%d rows of CSV, %v", len(records), err)
	}
	for _, record := range records {
		for _, cell := range record {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("a cell is the formula %s", cell)
			}
		}
	}
	if n := len(answers); n == 0 {
		t.Error("there are no answers")
	}
	tallies, err := s.Tallies(ctx, store.Filter{})
	if err != nil || len(tallies) == 0 {
		t.Errorf("%d tallies, %v", len(tallies), err)
	}
}

// TestNotEnough checks that a score of 29 answers is nowhere, and that of 30 is.
func TestNotEnough(t *testing.T) {
	s := open(t)
	var answers []store.Answer
	for i := range 29 {
		answers = append(answers, store.Answer{ID: fmt.Sprint(i), Customer: "c", Segment: "Family", Question: store.NPS, At: now().AddDate(0, 0, -1), Score: []int{10, 10, 0}[i%3], Stage: "purchase"})
	}
	if _, err := s.AddAnswers(t.Context(), answers); err != nil {
		t.Fatal(err)
	}
	server := serve(t, s, Options{})
	type figures struct {
		Figures []struct {
			ID    string
			Value *float64
			Base  int64
		}
		Tables []struct {
			ID   string
			Rows [][]any
		}
	}
	read := func(page string) (f figures) {
		_, body := get(t, server.URL+"/v1/figures?page="+page)
		if err := json.Unmarshal([]byte(body), &f); err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, address := range []string{"/", "/segments", "/trend", "/journey"} {
		if _, body := get(t, server.URL+address); !strings.Contains(body, "not enough") {
			t.Errorf("%s does not say that there are not enough answers", address)
		}
	}
	if f := read("overview"); f.Figures[0].ID != "nps" || f.Figures[0].Value != nil || f.Figures[0].Base != 29 {
		t.Errorf("the NPS of 29 answers is %+v", f.Figures[0])
	}
	if f := read("segments"); len(f.Tables) == 0 || f.Tables[0].Rows[0][2] != nil || f.Tables[0].Rows[0][3] != nil {
		t.Errorf("the NPS of 29 answers of a segment is %+v", f.Tables)
	}
	if _, body := get(t, server.URL+"/v1/figures?page=overview&format=csv"); !strings.Contains(body, "nps,NPS,,,,29,answers,") {
		t.Errorf("the figures of 29 answers are\n%s", body)
	}
	answers[0].ID = "more"
	if _, err := s.AddAnswers(t.Context(), answers[:1]); err != nil {
		t.Fatal(err)
	}
	// 20 or 21 promoters and 9 or 10 detractors of 30.
	if f := read("overview"); f.Figures[0].Value == nil || *f.Figures[0].Value < 36 || *f.Figures[0].Value > 40 {
		t.Errorf("the NPS of 30 answers is %+v", f.Figures[0])
	}
}
