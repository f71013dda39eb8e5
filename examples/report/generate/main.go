// Command generate writes the samples of the report beside the packages that show them. All is simulated: no customer ever said, bought or paid it.
//
// The files are the same on every run and every machine: the generators have fixed
// seeds and compute with whole numbers only.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"
)

// files are the samples and what writes them.
var files = []struct {
	name  string
	write func(io.Writer) error
}{
	{"internal/survey/sample.csv", writeAnswers},
	{"internal/orders/orders.csv", writeOrders},
	{"internal/orders/order_costs.csv", orderCosts.write},
	{"internal/subscriptions/subscriptions.csv", writeSubscriptions},
	{"internal/subscriptions/subscription_costs.csv", subscriptionCosts.write},
	{"internal/events/events.csv", writeEvents},
	{"internal/journey/journey.csv", writeJourney},
	{"internal/tickets/tickets.csv", writeTickets},
	{"internal/outcomes/answers.csv", linkedSample.writeAnswers},
	{"internal/outcomes/outcomes.csv", linkedSample.writeOutcomes},
	{"internal/referrals/referral_orders.csv", referredSample.writeOrders},
	{"internal/referrals/referrals.csv", referredSample.writeReferrals},
	{"testdata/voice.csv", writeVoice},
}

func main() {
	log.SetFlags(0)
	for _, file := range files {
		f, err := os.Create(file.name)
		if err != nil {
			log.Fatal(err)
		}
		if err := file.write(f); err != nil {
			log.Fatal(err)
		}
		if err := f.Close(); err != nil {
			log.Fatal(err)
		}
	}
}

// rows is the number of answers, spread evenly over the days of one year.
const (
	rows = 2000
	days = 365
)

var start = time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC)

// plan is a group of customers. Weight is its share of the rows, and the lists are
// the weights of the ratings of each question, from the lowest rating up.
type plan struct {
	name           string
	weight         int
	nps, csat, ces []int
}

// The plans differ most in what they say to the first question. Partner is too
// small to be ranked.
var plans = []plan{
	{"Free", 760,
		[]int{3, 2, 2, 3, 4, 8, 10, 16, 20, 16, 16}, []int{7, 10, 20, 36, 27}, []int{3, 5, 8, 13, 24, 28, 19}},
	{"Team", 640,
		[]int{1, 1, 2, 2, 3, 6, 8, 15, 21, 20, 21}, []int{5, 8, 17, 38, 32}, []int{2, 4, 7, 12, 23, 30, 22}},
	{"Business", 430,
		[]int{1, 1, 1, 2, 3, 5, 7, 14, 21, 21, 24}, []int{4, 7, 16, 38, 35}, []int{2, 4, 7, 12, 23, 30, 22}},
	{"Enterprise", 145,
		[]int{0, 0, 1, 1, 2, 3, 5, 10, 19, 25, 34}, []int{2, 4, 11, 38, 45}, []int{1, 2, 4, 9, 21, 34, 29}},
	{"Partner", 25,
		[]int{1, 1, 1, 2, 3, 5, 7, 14, 21, 21, 24}, []int{4, 7, 16, 38, 35}, []int{2, 4, 7, 12, 23, 30, 22}},
}

var channels = []string{"email", "app", "web", "phone"}

// lift is the percentage of answers that move up by a point in each month; a
// negative one moves them down.
var lift = [12]struct{ nps, csat, ces int }{
	{-25, -12, 0}, {-30, -18, -5}, {-12, -10, 0}, {-8, -4, 5}, {0, 0, 5}, {5, 4, 0},
	{0, 6, 8}, {10, 0, 10}, {16, 12, 12}, {22, 10, 14}, {30, 16, 20}, {26, 18, -50},
}

// bad is the cells that the report must refuse, by row and column, and a few that
// look odd and are right.
var bad = map[int]map[int]string{
	137:  {4: "11"},                   // beyond the scale
	300:  {4: "8.0"},                  // a whole number: accepted
	301:  {4: "9.0"},                  // accepted
	402:  {0: "2025-03-32T09:00:00Z"}, // no such day
	655:  {5: "6"},                    // beyond the scale
	903:  {6: "easy"},                 // a word
	1210: {4: "8.5"},                  // between two ratings
	1488: {5: "0"},                    // below the scale
	1777: {4: "n/a"},                  // a word
}

// cut is the row that lacks its last cell.
const cut = 1500

// generator draws whole numbers. It takes remainders of the source itself, since
// the methods of rand.Rand may differ between processors.
type generator struct{ source *rand.PCG }

// below returns a number in 0..n-1.
func (g generator) below(n int) int { return int(g.source.Uint64() % uint64(n)) }

// percent reports true in n of 100 cases.
func (g generator) percent(n int) bool { return g.below(100) < n }

// pick returns an index by weight.
func (g generator) pick(weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := g.below(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// rating returns a rating of the scale that starts at lowest, moved by the lift of
// its month.
func (g generator) rating(lowest int, weights []int, lift int) string {
	i := g.pick(weights)
	switch {
	case lift > 0 && g.percent(lift):
		i = min(i+1, len(weights)-1)
	case lift < 0 && g.percent(-lift):
		i = max(i-1, 0)
	}
	return strconv.Itoa(lowest + i)
}

// writeAnswers writes the answers to a survey.
func writeAnswers(w io.Writer) error {
	g := generator{rand.NewPCG(2025, 7)}
	weights := make([]int, len(plans))
	for i, p := range plans {
		weights[i] = p.weight
	}
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "at,customer,plan,channel,nps,csat,ces")
	const gap = days * 24 * 60 * 60 / rows
	for row := range rows {
		at := start.Add(time.Duration(row*gap+g.below(gap)) * time.Second)
		p := plans[g.pick(weights)]
		lift := lift[at.Month()-1]
		cells := []string{
			at.Format(time.RFC3339),
			fmt.Sprintf("SIM-%04d", 1+g.below(1500)),
			p.name,
			channels[g.below(len(channels))],
			g.rating(0, p.nps, lift.nps),
			g.rating(1, p.csat, lift.csat),
			g.rating(1, p.ces, lift.ces),
		}
		// Some questions stay unanswered, and satisfaction was not asked in August.
		if g.percent(4) {
			cells[4] = ""
		}
		if g.percent(10) || at.Month() == time.August {
			cells[5] = ""
		}
		if g.percent(25) {
			cells[6] = ""
		}
		for column, text := range bad[row] {
			cells[column] = text
		}
		if row == cut {
			cells = cells[:len(cells)-1]
		}
		fmt.Fprintln(out, strings.Join(cells, ","))
	}
	return out.Flush()
}
