package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/storetest"
	"github.com/shopspring/decimal"
)

func open(t *testing.T, dsn string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func day(d int) time.Time { return time.Date(2026, 9, d, 10, 30, 0, 0, time.UTC) }

func answer(id string, score int, at time.Time) Answer {
	return Answer{ID: id, Customer: "c-1", Segment: "Family", Question: NPS, At: at, Score: score}
}

func add(t *testing.T, s *Store, want int, answers ...Answer) {
	t.Helper()
	if added, err := s.AddAnswers(t.Context(), answers); err != nil || added != want {
		t.Fatalf("added %d, %v, want %d", added, err, want)
	}
}

// loop counts answers as a reader of this test would, without the package's keys and merges.
func loop(t *testing.T, answers []Answer) map[string]cx.Ratings {
	t.Helper()
	tallies := make(map[string]cx.Ratings)
	seen := make(map[string]bool)
	for _, a := range answers {
		if seen[a.ID] {
			continue
		}
		seen[a.ID] = true
		key := a.Question + "/" + a.Segment + "/" + a.At.UTC().Format("2006-01-02")
		tally := tallies[key]
		tally.Scale = Scale(a.Question)
		tally.Counts[a.Score-tally.Scale.Min]++
		tallies[key] = tally
	}
	return tallies
}

// check compares the tallies of a store with a plain loop over answers, and with its own recount.
func check(t *testing.T, s *Store, answers []Answer) {
	t.Helper()
	tallies, err := s.Tallies(t.Context(), Filter{})
	if err != nil {
		t.Fatal(err)
	}
	want := loop(t, answers)
	for _, tally := range tallies {
		key := tally.Question + "/" + tally.Segment + "/" + tally.Day.String()
		if want[key] != tally.Ratings {
			t.Errorf("%s: %v, want %v", key, tally.Ratings, want[key])
		}
		delete(want, key)
	}
	for key := range want {
		t.Errorf("no tally %s", key)
	}
	checkStages(t, s, answers)
	verify(t, s)
}

// checkStages compares the stages of a store with a plain loop over answers.
func checkStages(t *testing.T, s *Store, answers []Answer) {
	t.Helper()
	stages, err := s.Stages(t.Context(), Filter{})
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string]cx.Ratings)
	for _, stage := range stages {
		got[stage.Question+"/"+stage.Stage] = stage.Ratings
	}
	want := make(map[string]cx.Ratings)
	seen := make(map[string]bool)
	for _, a := range answers {
		if !seen[a.ID] {
			seen[a.ID] = true
			sum := want[a.Question+"/"+a.Stage]
			sum.Scale = Scale(a.Question)
			sum.Counts[a.Score-sum.Scale.Min]++
			want[a.Question+"/"+a.Stage] = sum
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("stages %v, want %v", got, want)
	}
}

func verify(t *testing.T, s *Store) {
	t.Helper()
	if mismatches, err := s.Verify(t.Context()); err != nil || len(mismatches) > 0 {
		t.Errorf("recount: %v, %v", mismatches, err)
	}
}

func TestAddAnswers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		all := []Answer{
			answer("5", 10, day(20)), answer("1", 3, day(2)), // in any order
			{ID: "2", Question: CSAT, At: day(2), Score: 5}, // of nobody, in no segment
			{ID: "3", Question: CES, Segment: "Bär", At: time.Date(2026, 9, 2, 23, 59, 59, 999_999_999, time.UTC), Score: 7},
			{ID: "4", Question: CES, Segment: "Bär", At: time.Date(2026, 9, 3, 1, 0, 0, 0, time.FixedZone("", 2*3600)), Score: 1}, // still the 2nd
		}
		add(t, s, 5, append(all, answer("5", 0, day(21)))...) // twice in a batch: the first counts
		add(t, s, 0, all...)                                  // and in two
		late := answer("6", 9, day(1))
		add(t, s, 1, all[0], late)
		check(t, s, append(all, late))
		add(t, s, 0)
	})
}

func TestRows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		var rows []Answer
		for i, text := range hostile() {
			rows = append(rows, Answer{
				ID: fmt.Sprint(i, text), Customer: text, Segment: text, Question: NPS, At: day(1 + i), Score: i % 11,
				Channel: text, Stage: text, Comment: text + "\n" + text,
			})
		}
		add(t, s, len(rows), rows...)
		check(t, s, rows)
		var read []Answer
		for a, err := range s.Answers(t.Context(), Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			read = append(read, a)
		}
		slices.SortFunc(read, func(a, b Answer) int { return a.At.Compare(b.At) })
		if !slices.Equal(read, rows) {
			t.Errorf("read %v, want %v", read, rows)
		}
		for _, text := range hostile() { // as filters and names
			tallies, err := s.Tallies(t.Context(), Filter{Segment: text})
			if err != nil || len(tallies) != 1 || tallies[0].Segment != text {
				t.Errorf("tallies of %q: %v, %v", text, tallies, err)
			}
			if n, err := s.Erase(t.Context(), text); err != nil || n != 1 {
				t.Errorf("erased %d of %q, %v", n, text, err)
			}
		}
		check(t, s, nil)
	})
}

// hostile are texts that a careless program takes for something else. Bob is before ada, as in
// Go, and not after, as in the order of a locale.
func hostile() []string {
	return []string{
		"Bob", "ada", "Élan", "'; DROP TABLE answers; --", `"`, `\`, "$1", "%s%n", "NULL", "null", `{"a":[1]}`,
		"<script>alert(1)</script>", "a&amp;b", "\u2028", "😀", "0", "1e3", "2026-09-01",
	}
}

func TestRefusedRows(t *testing.T) {
	good := answer("1", 9, day(1))
	change := func(f func(*Answer)) Answer { a := good; f(&a); return a }
	for name, a := range map[string]Answer{
		"no id":         change(func(a *Answer) { a.ID = "" }),
		"long id":       change(func(a *Answer) { a.ID = strings.Repeat("x", 201) }),
		"NUL":           change(func(a *Answer) { a.Customer = "a\x00b" }),
		"NUL in text":   change(func(a *Answer) { a.Comment = "a\x00b" }),
		"not UTF-8":     change(func(a *Answer) { a.Segment = "\xff" }),
		"line break":    change(func(a *Answer) { a.Segment = "a\nb" }),
		"long comment":  change(func(a *Answer) { a.Comment = strings.Repeat("x", 10_001) }),
		"question":      change(func(a *Answer) { a.Question = "NPS" }),
		"score":         change(func(a *Answer) { a.Score = 11 }),
		"score below":   change(func(a *Answer) { a.Question, a.Score = CSAT, 0 }),
		"no time":       change(func(a *Answer) { a.At = time.Time{} }),
		"far time":      change(func(a *Answer) { a.At = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC) }),
		"too long ago":  change(func(a *Answer) { a.At = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC) }),
		"secret":        change(func(a *Answer) { a.Question = "hunter2" }),
		"secret stage":  change(func(a *Answer) { a.Stage = "hunter2\n" }),
		"channel":       change(func(a *Answer) { a.Channel = "\x7f" }),
		"a score's NUL": change(func(a *Answer) { a.ID = "\x00" }),
	} {
		if err := a.Check(); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (Activity{ID: "1", Customer: "c", At: day(1), Amount: decimal.New(1, 2_000_000_000)}).Check(); err == nil {
		t.Error("an amount of two billion digits is not refused")
	}
	if err := (Subscription{ID: "1", Customer: "c", Updated: day(1)}).Check(); err == nil {
		t.Error("a subscription without a start is not refused")
	}
	if err := (Ticket{ID: "1", Opened: day(2), Resolved: day(1), Updated: day(2)}).Check(); err == nil {
		t.Error("a ticket resolved before it was opened is not refused")
	}
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		if n, err := s.AddAnswers(t.Context(), []Answer{good, change(func(a *Answer) { a.ID, a.Score = "2", -1 })}); err == nil || n != 0 {
			t.Errorf("added %d, %v", n, err)
		}
		check(t, s, nil) // all or nothing
	})
}

func TestCorrect(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		rows := []Answer{answer("1", 3, day(1)), answer("2", 9, day(1))}
		add(t, s, 2, rows...)
		for _, edit := range []func(*Answer){
			func(a *Answer) { a.Score = 9 },
			func(a *Answer) { a.Segment = "Starter" },
			func(a *Answer) { a.At = day(4) },
			func(a *Answer) { a.Question, a.Score = CSAT, 1 },
			func(a *Answer) { a.Stage = "purchase" },
			func(a *Answer) { a.Comment = "It was late." },
			func(a *Answer) {},
		} {
			edit(&rows[0])
			if err := s.Correct(t.Context(), rows[0]); err != nil {
				t.Fatal(err)
			}
			check(t, s, rows)
		}
		if err := s.Correct(t.Context(), answer("3", 1, day(1))); !errors.Is(err, ErrNotFound) {
			t.Errorf("unknown answer: %v", err)
		}
		add(t, s, 0, answer("1", 3, day(1))) // the first delivery again: the correction stays
		check(t, s, rows)
	})
}

func TestErase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		mine := []Answer{answer("1", 3, day(1)), answer("2", 9, day(2)), answer("3", 9, day(2))}
		mine[0].Comment = "It was late."
		other := answer("4", 0, day(1))
		other.Customer, other.Comment = "c-2", "No."
		add(t, s, 4, append(mine, other)...)
		must(t)(s.AddActivities(t.Context(), []Activity{{ID: "1", Customer: "c-1", At: day(1)}, {ID: "2", Customer: "c-2", At: day(1)}}))
		must(t)(s.AddSubscriptions(t.Context(), []Subscription{{ID: "1", Customer: "c-1", Start: cx.Date{Year: 2026, Month: 9, Day: 1}, Updated: day(1)}}))
		must(t)(s.AddTickets(t.Context(), []Ticket{{ID: "1", Customer: "c-1", Opened: day(1), Updated: day(1)}}))
		if n, err := s.Erase(t.Context(), "c-1"); err != nil || n != 6 {
			t.Fatalf("erased %d, %v, want 6", n, err)
		}
		check(t, s, []Answer{other})
		add(t, s, 0, mine...) // a delivery that is repeated brings nothing back
		if n, err := s.AddTickets(t.Context(), []Ticket{{ID: "1", Customer: "c-1", Opened: day(1), Updated: day(9)}}); err != nil || n != 0 {
			t.Errorf("the ticket came back: %d, %v", n, err)
		}
		check(t, s, []Answer{other})
		if cases, err := s.Callbacks(t.Context(), Filter{}, 10); err != nil || len(cases) != 1 || cases[0].Answer != other {
			t.Errorf("callbacks %v, %v", cases, err)
		}
		again := answer("5", 8, day(3)) // a customer who comes back is a customer
		add(t, s, 1, again)
		check(t, s, []Answer{other, again})
		if n, err := s.Erase(t.Context(), "nobody"); err != nil || n != 0 {
			t.Errorf("erased %d, %v of nobody", n, err)
		}
		if _, err := s.Erase(t.Context(), ""); err == nil {
			t.Error("the answers of nobody are erased")
		}
	})
}

func must(t *testing.T) func(int, error) {
	return func(n int, err error) {
		t.Helper()
		if err != nil || n == 0 {
			t.Fatalf("added %d, %v", n, err)
		}
	}
}

// TestVerify checks that a tally which is wrong is found: too many, too few, and one of no rows.
func TestVerify(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		add(t, s, 3, answer("1", 3, day(1)), answer("2", 9, day(2)), answer("3", 9, day(3)))
		for _, statement := range []string{
			"DELETE FROM answers WHERE id = '1'",
			"DELETE FROM tallies WHERE day = '2026-09-02'",
			"UPDATE answers SET score = 8 WHERE id = '3'",
		} {
			if _, err := s.write.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		mismatches, err := s.Verify(t.Context())
		if err != nil || len(mismatches) != 3 {
			t.Fatalf("%v, %v", mismatches, err)
		}
		for i, want := range []string{"[0 0 0 1 0 0 0 0 0 0 0] [0 0 0 0 0 0 0 0 0 0 0]", "[0 0 0 0 0 0 0 0 0 0 0] [0 0 0 0 0 0 0 0 0 1 0]",
			"[0 0 0 0 0 0 0 0 0 1 0] [0 0 0 0 0 0 0 0 1 0 0]"} {
			if m := mismatches[i]; m.Day.Day != i+1 || fmt.Sprint(m.Stored.Counts, m.Counted.Counts) != want {
				t.Errorf("%v, want %s", m, want)
			}
		}
	})
}

// TestReplaced checks that the latest state of a ticket and of a subscription stays, in
// whatever order they come.
func TestReplaced(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		states := []Ticket{
			{ID: "1", Opened: day(1), Updated: day(1)},
			{ID: "1", Opened: day(1), FirstReply: day(2), Updated: day(2)},
			{ID: "1", Opened: day(1), FirstReply: day(2), Resolved: day(3), Reopened: true, Updated: day(3)},
		}
		for _, i := range []int{1, 0, 2, 1, 2} {
			if _, err := s.AddTickets(t.Context(), []Ticket{states[i], states[0]}); err != nil {
				t.Fatal(err)
			}
		}
		for ticket, err := range s.Tickets(t.Context(), Filter{}) {
			if err != nil || ticket != states[2] {
				t.Errorf("%v, %v, want %v", ticket, err, states[2])
			}
		}
		start, end := cx.Date{Year: 2026, Month: 9, Day: 1}, cx.Date{Year: 2026, Month: 9, Day: 20}
		sub := Subscription{ID: "1", Customer: "c", Plan: "Plus", Start: start, Amount: decimal.RequireFromString("19.90"), Updated: day(1)}
		ended := sub
		ended.End, ended.Updated = end, day(20)
		must(t)(s.AddSubscriptions(t.Context(), []Subscription{ended, sub}))
		if n, err := s.AddSubscriptions(t.Context(), []Subscription{sub}); err != nil || n != 0 {
			t.Errorf("an older state changed %d, %v", n, err)
		}
		for got, err := range s.Subscriptions(t.Context()) {
			if err != nil || got.End != end || !got.Amount.Equal(sub.Amount) || got.Start != start || !got.Updated.Equal(day(20)) {
				t.Errorf("%v, %v", got, err)
			}
		}
	})
}

// TestFilter compares filters with a plain loop.
func TestFilter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		all := random(rand.New(rand.NewPCG(1, 2)), "", 600)
		add(t, s, len(all), all...)
		for _, f := range []Filter{
			{}, {Segment: "s1"}, {Since: date(2026, 9, 10)}, {Until: date(2026, 9, 10)},
			{Segment: "s2", Since: date(2026, 9, 5), Until: date(2026, 9, 6)}, {Segment: "nobody"},
		} {
			var want []Answer
			for _, a := range all {
				d, _ := cx.Calendar{}.DateOf(a.At)
				if (f.Segment == "" || a.Segment == f.Segment) && (f.Since == cx.Date{} || d.Compare(f.Since) >= 0) &&
					(f.Until == cx.Date{} || d.Compare(f.Until) < 0) {
					want = append(want, a)
				}
			}
			for range 2 { // the second is from memory
				tallies, err := s.Tallies(t.Context(), f)
				if err != nil {
					t.Fatal(err)
				}
				var total int64
				for _, tally := range tallies {
					total += tally.Ratings.Total()
				}
				if total != int64(len(want)) || len(tallies) != len(loop(t, want)) {
					t.Errorf("%v: %d answers in %d tallies, want %d in %d", f, total, len(tallies), len(want), len(loop(t, want)))
				}
			}
			var rows int
			for a, err := range s.Answers(t.Context(), f) {
				if err != nil || !slices.Contains(want, a) {
					t.Fatalf("%v: %v, %v", f, a, err)
				}
				rows++
			}
			if rows != len(want) {
				t.Errorf("%v: %d rows, want %d", f, rows, len(want))
			}
			stages, err := s.Stages(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			var staged int64
			for _, stage := range stages {
				staged += stage.Ratings.Total()
			}
			if staged != int64(len(want)) {
				t.Errorf("%v: %d answers at stages, want %d", f, staged, len(want))
			}
		}
		if segments, err := s.Segments(t.Context()); err != nil || !slices.Equal(segments, []string{"s0", "s1", "s2", "s3"}) {
			t.Errorf("segments %q, %v", segments, err)
		}
	})
}

// TestMonths reads what another instance changes after this one has it in memory.
func TestMonths(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		reader, writer := open(t, dsn), open(t, dsn)
		all := random(rand.New(rand.NewPCG(24, 25)), "m", 100)
		all[0].At, all[0].Customer = time.Date(2024, 2, 29, 23, 0, 0, 0, time.UTC), "c-1"
		add(t, writer, 99, all[:99]...)
		check(t, reader, all[:99])
		add(t, writer, 1, all...)
		check(t, reader, all)
		all[0].At, all[0].Stage = all[0].At.Add(time.Hour), "advocacy" // in March
		if err := writer.Correct(t.Context(), all[0]); err != nil {
			t.Fatal(err)
		}
		check(t, reader, all)
		if n, err := writer.Erase(t.Context(), "c-1"); err != nil || n != 1 {
			t.Fatalf("erased %d, %v", n, err)
		}
		check(t, reader, all[1:])
		if reader.months.size == 0 {
			t.Error("nothing is in memory")
		}
	})
}

// TestMonthsBounded keeps more tallies than the memory has room for.
func TestMonthsBounded(t *testing.T) {
	var c months
	for m := range 5 {
		c.keep(date(2026, m+1, 1), month{version: 1, tallies: make([]tally, maxDecoded/2)})
		c.keep(date(2026, m+1, 1), month{version: 2, tallies: make([]tally, maxDecoded/2)})
		if m, found := c.get(date(2026, m+1, 1)); !found || m.version != 2 || c.size > maxDecoded || len(c.all) > 2 {
			t.Fatalf("%d tallies of %d months are kept, the last %t of version %d", c.size, len(c.all), found, m.version)
		}
	}
}

func date(year, month, day int) cx.Date {
	return cx.Date{Year: year, Month: time.Month(month), Day: day}
}

// random makes answers of September 2026.
func random(rng *rand.Rand, prefix string, n int) []Answer {
	all := make([]Answer, n)
	for i := range all {
		q := Questions()[rng.IntN(3)]
		scale := Scale(q)
		all[i] = Answer{
			ID: fmt.Sprintf("%s%d", prefix, i), Customer: fmt.Sprintf("c%d", rng.IntN(300)), Segment: fmt.Sprintf("s%d", rng.IntN(4)), Question: q,
			Stage: []string{"", "purchase", "advocacy"}[rng.IntN(3)],
			At:    day(1 + rng.IntN(28)).Add(time.Duration(rng.Int64N(int64(12 * time.Hour))).Truncate(time.Microsecond)), Score: scale.Min + rng.IntN(scale.Points()),
		}
	}
	return all
}

func TestOpen(t *testing.T) {
	for _, dsn := range []string{"", ":memory:", "postgres://u:hunter2@%zz", t.TempDir(), "postgres://u:hunter2@127.0.0.1:1/x?connect_timeout=1"} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		s, err := Open(ctx, dsn)
		cancel()
		if err == nil {
			s.Close()
			t.Errorf("%q opens", dsn)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error repeats the password: %v", err)
		}
	}
}
