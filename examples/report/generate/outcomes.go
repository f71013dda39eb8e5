package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"
)

// linked is the answers of the customers of a subscription shop, and what each did in the
// half year after them.
type linked struct{ customers int }

var linkedSample = linked{700}

var linkedStart = time.Date(2025, time.January, 6, 8, 0, 0, 0, time.UTC)

// linkedRow is what a customer said and did.
type linkedRow struct {
	at             time.Time
	name, what     string
	nps, csat, ces string
	cents          int
}

// rows returns the answers and the outcomes. Who likes the shop better orders more often
// and stays more often, and effort says more of it than the other answers do.
func (l linked) rows() (answers, outcomes []linkedRow) {
	g := generator{rand.NewPCG(2025, 13)}
	for i := range l.customers {
		name := fmt.Sprintf("SIM-%04d", i+1)
		asked := linkedStart.Add(time.Duration(i*60*24*60/l.customers+g.below(300)) * time.Minute)
		mood := g.below(100)
		// near returns a rating near the mood, the nearer the less noise.
		near := func(lowest, highest, noise int) string {
			at := max(0, min(99, mood+g.below(2*noise+1)-noise))
			return strconv.Itoa(lowest + at*(highest-lowest+1)/100)
		}
		a := linkedRow{at: asked, name: name, nps: near(0, 10, 45), csat: near(1, 5, 35), ces: near(1, 7, 15)}
		if g.percent(22) {
			a.nps, a.csat, a.ces = "", "", ""
		}
		answers = append(answers, a)
		left := 180 // days
		if g.percent(45 - 2*mood/5) {
			left = 5 + g.below(175)
			outcomes = append(outcomes, linkedRow{at: asked.AddDate(0, 0, left), name: name, what: "cancel"})
		}
		for day := 1 + g.below(60); day < left; day += 12 + g.below(150-mood) {
			outcomes = append(outcomes, linkedRow{at: asked.AddDate(0, 0, day), name: name, what: "order", cents: 900 + g.below(4000+20*mood)})
		}
		if g.percent(mood / 4) {
			outcomes = append(outcomes, linkedRow{at: asked.AddDate(0, 0, 1+g.below(left)), name: name, what: "referral"})
		}
	}
	slices.SortStableFunc(answers, func(a, b linkedRow) int { return a.at.Compare(b.at) })
	slices.SortStableFunc(outcomes, func(a, b linkedRow) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.name, b.name)) })
	return answers, outcomes
}

// writeAnswers writes the answers. Two rows are bad.
func (l linked) writeAnswers(w io.Writer) error {
	answers, _ := l.rows()
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "at,customer,nps,csat,ces")
	for i, a := range answers {
		switch i {
		case 90:
			a.nps = "11"
		case 305:
			a.name = ""
		}
		fmt.Fprintf(out, "%s,%s,%s,%s,%s\n", a.at.Format("2006-01-02 15:04"), a.name, a.nps, a.csat, a.ces)
	}
	return out.Flush()
}

// writeOutcomes writes the outcomes. One row is bad.
func (l linked) writeOutcomes(w io.Writer) error {
	_, outcomes := l.rows()
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "at,customer,what,amount")
	for i, o := range outcomes {
		amount := ""
		if o.cents > 0 {
			amount = fmt.Sprintf("%d.%02d", o.cents/100, o.cents%100)
		}
		if i == 77 {
			amount = "free"
		}
		fmt.Fprintf(out, "%s,%s,%s,%s\n", o.at.Format("2006-01-02 15:04"), o.name, o.what, amount)
	}
	return out.Flush()
}
