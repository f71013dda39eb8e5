package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// invitedAnswers and invitedRows are 9 invitations as known at the end of March 20, where a
// customer has 14 days. By hand: of those until March 6 ann and bob's second are answered, bob's first,
// cy and fay are silent, dan's bounced and eve declined, so that 2 of 7 answered; gus is ineligible;
// hal has answered early, and ida is pending. Kim was not asked.
const (
	invitedAnswers = `at,who,nps
2026-03-01T10:00:00Z,ann,9
2026-03-02T10:00:00Z,ann,3
2026-03-05T10:00:00Z,bob,8
2026-03-19T10:00:00Z,hal,10
2026-03-20T10:00:00Z,kim,5
`
	invitedRows = `user,sent,how
ann,2026-03-01,
bob,2026-03-01,
bob,2026-03-04,
cy,2026-03-02,
cy,2026-03-09,reminder
dan,2026-03-02,bounced
eve,2026-03-02,declined
fay,2026-03-05,
gus,2026-03-02,ineligible
hal,2026-03-18,
ida,2026-03-18,
,2026-03-18,
jo,2026-03-18,lost
`
)

func TestInvitations(t *testing.T) {
	sent := t.TempDir() + "/sent.csv"
	if err := os.WriteFile(sent, []byte(invitedRows), 0o666); err != nil {
		t.Fatal(err)
	}
	args := []string{"-nps", "nps", "-at", "at", "-customer", "who", "-keep", "latest", "-invitations", sent, "-invited-customer", "user", "-invited-at", "sent",
		"-invited-outcome", "how", "-accept-losses", "0.5", "-"}
	doc := runJSON(t, invitedAnswers, args...)
	for _, c := range []struct {
		path []any
		want any
	}{
		{[]any{"nps", "answers"}, 4.0},
		{[]any{"invited", "rows", "rejected"}, 2.0},
		{[]any{"invited", "as_of"}, "2026-03-21T00:00:00Z"},
		{[]any{"invited", "fieldwork", "complete"}, 3.0},
		{[]any{"invited", "fieldwork", "silent"}, 3.0},
		{[]any{"invited", "fieldwork", "declined"}, 1.0},
		{[]any{"invited", "fieldwork", "bounced"}, 1.0},
		{[]any{"invited", "fieldwork", "pending"}, 1.0},
		{[]any{"invited", "fieldwork", "ineligible"}, 1.0},
		{[]any{"invited", "response", "count"}, 2.0},
		{[]any{"invited", "response", "base"}, 7.0},
		{[]any{"invited", "at_least", "count"}, 3.0},
		{[]any{"invited", "at_least", "base"}, 9.0},
		{[]any{"invited", "at_most", "count"}, 4.0},
		{[]any{"invited", "unasked"}, 1.0},
	} {
		if got := doc.at(t, c.path...); got != c.want {
			t.Errorf("%v is %v, want %v", c.path, got, c.want)
		}
	}
	dir := t.TempDir()
	page := runReport(t, invitedAnswers, append(args, "-html", dir+"/page.html", "-md", dir+"/page.md", "-csv", dir+"/tables")...)
	for _, want := range []string{"WHO ANSWERS  10 invitations in sent.csv, of 14 days", "time to answer is over        29%", "2 of 7", "1 customer answered without an invitation before"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	if table := readDocument(t, dir, "tables", "response.csv"); !strings.Contains(table, "silent,3") {
		t.Errorf("the table is\n%s", table)
	}
	if markdown := readDocument(t, dir, "page.md"); !strings.Contains(markdown, "## Who answers") || strings.Contains(markdown, "hal") {
		t.Errorf("the page is\n%s", markdown)
	}
}

func TestInvitationErrors(t *testing.T) {
	sent := t.TempDir() + "/sent.csv"
	if err := os.WriteFile(sent, []byte(invitedRows), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"-invited-at", "sent"}, 2, "go with -invitations FILE"},
		{[]string{"-invitations", sent}, 2, "-customer COLUMN, -keep and -at COLUMN"},
		{[]string{"-invitations", sent, "-customer", "who", "-keep", "all", "-at", "at"}, 2, `-invited-customer: there is no column "who"`},
		{[]string{"-invitations", sent + "x", "-customer", "who", "-keep", "all", "-at", "at"}, 1, "no such file"},
		{[]string{"-invitations", sent, "-customer", "who", "-keep", "all", "-at", "at", "-since", "2026-01-01"}, 2, "-invitations goes without -since"},
	} {
		var out, errs bytes.Buffer
		status := run(kindFirst(append(c.args, "-nps", "nps", "-")), strings.NewReader(invitedAnswers), &out, &errs)
		if status != c.status || !strings.Contains(errs.String(), c.want) {
			t.Errorf("report %v: status %d, %s, want %d %q", c.args, status, errs.String(), c.status, c.want)
		}
	}
}
