// Command httpshards merges tallies over HTTP: each shard, a shop or an app, posts the NPS
// of its own answers as JSON, and anybody gets the merged score with its interval. What is
// refused changes nothing that is counted, and a shard that posts twice counts once.
//
// Copy merger.go, and give your http.Server time limits. This file is a tour of it, which
// starts the service on a free port of this machine, posts shards good and bad, and prints
// what comes back.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "httpshards:", err)
		os.Exit(1)
	}
}

// What the shards of the tour post. The app sends its tally twice, as a client does whose
// first answer got lost, and the shop sends three that are refused before it sends its own.
const (
	app      = `{"promoters":160,"passives":50,"detractors":40}`
	shop     = `{"promoters":20,"passives":30,"detractors":50}`
	web      = `{"promoters":310,"passives":160,"detractors":180}`
	cutShort = `{"promoters":20,"passives":30,`
	stars    = `{"promoters":20,"passives":30,"detractors":50,"scale":{"min":1,"max":5,"bottom_max":3,"top_min":5}}`
)

// step is a request of the tour. One without a body is a GET.
type step struct{ path, body, why string }

func run(out io.Writer) error {
	server := httptest.NewServer(newMerger("2026-W47", "app", "shop", "web").routes())
	defer server.Close()
	steps := []step{
		{"/score", "", "nobody has posted"},
		{"/shards/app", app, "the app's week"},
		{"/shards/app", app, "the same again"},
		{"/shards/shop", cutShort, "cut short"},
		{"/shards/shop", stars, "on 1 to 5 stars"},
		{"/shards/shop", strings.Repeat(" ", 2*maxBody) + shop, "2 kB of blanks before it"},
		{"/shards/kiosk", shop, "nobody knows a kiosk"},
		{"/score", "", "the app alone"},
		{"/shards/shop", shop, "the shop's week"},
		{"/shards/web", web, "the web shop's week"},
		{"/score", "", "all three"},
	}
	for _, s := range steps {
		if err := s.show(out, server); err != nil {
			return err
		}
	}
	return printScore(out, server)
}

// show sends the request and prints what comes back.
func (s step) show(out io.Writer, server *httptest.Server) error {
	method := http.MethodGet
	if s.body != "" {
		method = http.MethodPost
	}
	status, answer, err := send(server, method, s.path, s.body)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%-4s %-14s %-25s %d %s\n", method, s.path, s.why, status, http.StatusText(status))
	if len(answer) > 0 {
		fmt.Fprintf(out, "     %s", answer)
	}
	return nil
}

// printScore gets the score as another program would, and prints it for people.
func printScore(out io.Writer, server *httptest.Server) error {
	status, answer, err := send(server, http.MethodGet, "/score", "")
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("the score is missing: %s", http.StatusText(status))
	}
	var r report
	if err := json.Unmarshal(answer, &r); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nNPS of %s: %s, 95%% interval %s to %s\n", r.Week, r.Score, r.Low, r.High)
	fmt.Fprintf(out, "Based on %d answers of %s: %d promoters, %d passives, %d detractors.\n", r.Answers,
		strings.Join(r.Counted, ", "), r.Tally.Promoters, r.Tally.Passives, r.Tally.Detractors)
	return nil
}

// send returns the status and the body of an answer.
func send(server *httptest.Server, method, path, body string) (status int, answer []byte, err error) {
	request, err := http.NewRequest(method, server.URL+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	response, err := server.Client().Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}
