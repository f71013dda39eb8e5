package cx_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
)

// TestSpellsTrend compares the periods of a trend, which are counted in one go, with
// each period counted by looking at every day.
func TestSpellsTrend(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		var rows []cx.Activity
		for range 300 {
			rows = append(rows, cx.Activity{
				Customer: fmt.Sprint(random.IntN(25)),
				At:       time.Date(2026, time.January, 1+random.IntN(150), 12, 0, 0, 0, time.UTC),
			})
		}
		window := 1 + random.IntN(20)
		spells, err := cx.SpellsOf(rows, window, cx.Calendar{}, time.Date(2026, time.July, 10, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		span := cx.Period{Start: date("2026-01-10"), End: date("2026-06-02")}
		for _, g := range []cx.Grain{cx.Day, cx.Week, cx.Month} {
			for _, by := range []cx.ChurnDate{cx.OnRecognition, cx.OnLastActivity} {
				if g == cx.Month && by == cx.OnLastActivity {
					span.End = date("2026-06-01") // June is not decided
				}
				points, err := spells.Trend(g, span, by)
				if err != nil {
					t.Fatalf("Trend(%s, %s): %v", g, by, err)
				}
				for _, p := range points {
					if diff := cmp.Diff(churnByDays(spells, p.Period, by), p.Tally); diff != "" {
						t.Fatalf("Trend(%s, %s), %v, window %d (-want +got):\n%s", g, by, p.Period, window, diff)
					}
				}
			}
		}
	}
}

// churnByDays tallies a period by asking, for the day before it and for its last, who
// is active, and for each day between, who was.
func churnByDays(s cx.Spells, p cx.Period, date cx.ChurnDate) cx.Churn {
	active := func(spell cx.Spell, d cx.Date) bool {
		leaves := spell.Recognized
		if leaves != (cx.Date{}) && date == cx.OnLastActivity {
			leaves, _ = spell.Last.AddDays(1)
		}
		return spell.First.Compare(d) <= 0 && (leaves == (cx.Date{}) || d.Compare(leaves) < 0)
	}
	byCustomer := map[string][]cx.Spell{}
	for _, spell := range s.Spells {
		byCustomer[spell.Customer] = append(byCustomer[spell.Customer], spell)
	}
	before, _ := p.Start.AddDays(-1)
	last, _ := p.End.AddDays(-1)
	var c cx.Churn
	for _, spells := range byCustomer {
		atStart, atEnd, left := false, false, false
		for _, spell := range spells {
			atEnd = atEnd || active(spell, last)
			if !active(spell, before) {
				continue
			}
			atStart = true
			for d := p.Start; d.Compare(p.End) < 0; d, _ = d.AddDays(1) {
				left = left || !active(spell, d)
			}
		}
		switch {
		case atStart:
			c.Start++
			if left {
				c.Lost++
				if atEnd {
					c.Returned++
				}
			}
		case p.Contains(spells[0].First):
			c.Acquired++
			if !atEnd {
				c.AcquiredLost++
			}
		}
	}
	return c
}

func ExampleSpells_Trend() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 9, 0, 0, 0, time.UTC) }
	spells, _ := cx.SpellsOf([]cx.Activity{
		{Customer: "ada", At: at(1, 5)}, {Customer: "ada", At: at(1, 25)}, {Customer: "ada", At: at(4, 2)},
		{Customer: "bob", At: at(2, 20)}, {Customer: "bob", At: at(3, 15)}, {Customer: "bob", At: at(4, 9)},
	}, 30, cx.Calendar{}, at(5, 1))
	quarter := cx.Period{Start: cx.Date{Year: 2026, Month: 1, Day: 1}, End: cx.Date{Year: 2026, Month: 4, Day: 1}}
	trend, err := spells.Trend(cx.Month, quarter, cx.OnRecognition)
	for _, month := range trend {
		fmt.Printf("%v %+v\n", month.Period, month.Tally)
	}
	fmt.Println(err)
	// Output:
	// 2026-01 {Start:0 Acquired:1 Lost:0 AcquiredLost:0 Returned:0}
	// 2026-02 {Start:1 Acquired:1 Lost:1 AcquiredLost:0 Returned:0}
	// 2026-03 {Start:1 Acquired:0 Lost:0 AcquiredLost:0 Returned:0}
	// <nil>
}
