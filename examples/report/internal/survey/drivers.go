package survey

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/question"
)

// maxDrivers is what cx.Drivers takes.
const maxDrivers = 50

// drivers is the ratings of each answer, nil for an answer that lacks one.
type drivers struct {
	ratings  [][]int8
	rejected int64 // cells
}

// add keeps the ratings of a row, which read returns one by one.
func (d *drivers) add(places []int, read func(i, place int) (int8, bool)) {
	ratings, complete := make([]int8, len(places)), true
	for i, place := range places {
		var ok bool
		ratings[i], ok = read(i, place)
		complete = complete && ok
	}
	if !complete {
		ratings = nil
	}
	d.ratings = append(d.ratings, ratings)
}

// driverSection is how much the ratings of -driver explain of the answers to the first question.
//
//	question      the name of its column
//	columns, scale  of the drivers
//	answers       with all ratings
//	incomplete    answers that lack one
//	rejected      cells that are not on the scale, of answers that count as incomplete
//	r_squared     what all explain together, 0 to 1
//	drivers       those of cx.Driver, the one that explains most first, and fix_first
//	undefined     why there are none
type driverSection struct {
	Question   string       `json:"question"`
	Columns    []string     `json:"columns"`
	Scale      cx.Scale     `json:"scale"`
	Answers    int64        `json:"answers"`
	Incomplete int64        `json:"incomplete"`
	Rejected   int64        `json:"rejected,omitzero"`
	RSquared   *cx.Estimate `json:"r_squared,omitzero"`
	Drivers    []keyDriver  `json:"drivers,omitzero"`
	Undefined  string       `json:"undefined,omitzero"`

	id int // of the question
}

type keyDriver struct {
	cx.Driver
	FixFirst bool `json:"fix_first"`
}

// measureDrivers asks what drives the answers to the first question, nil if it was not asked.
func measureDrivers(s *survey, o *Flags) (*driverSection, error) {
	if len(o.Driver) == 0 {
		return nil, nil
	}
	v, q := s.voice, o.Questions[s.voice.question]
	d := &driverSection{Question: q.Column, Columns: o.Driver, Scale: o.DriverScale, Rejected: v.drivers.rejected, id: v.question}
	tally := cx.Drivers{Outcome: q.Scale}
	for _, column := range o.Driver {
		tally.Questions = append(tally.Questions, cx.Question{Name: column, Kind: cx.QuestionRating, Scale: o.DriverScale})
	}
	ratings := make([]int, len(o.Driver))
	for i, row := range v.drivers.ratings {
		a := s.answers[v.question].rows[i]
		customer, given := "row "+strconv.Itoa(i), ratings
		if a.ref != 0 {
			customer = strconv.Itoa(int(a.ref))
		}
		if row == nil {
			given = nil
		}
		for j, rating := range row {
			ratings[j] = int(rating)
		}
		if err := tally.Add(customer, int(a.score), given); err != nil {
			return nil, err
		}
	}
	d.Answers, d.Incomplete = tally.Total(), tally.Incomplete
	all, err := tally.RSquared(o.Level)
	var list []cx.Driver
	if err == nil {
		list, err = tally.RelativeWeights(o.Level)
	}
	if errors.Is(err, cx.ErrUndefined) || errors.Is(err, cx.ErrNoData) {
		d.Undefined = strings.TrimPrefix(err.Error(), "cx: ")
		return d, nil
	}
	if err != nil {
		return nil, err
	}
	d.RSquared = &all
	for _, driver := range list {
		d.Drivers = append(d.Drivers, keyDriver{driver, driver.Important && !driver.Strong})
	}
	return d, nil
}

// section shows the drivers, the one that explains most first.
func (d *driverSection) section(level float64) page.Section {
	s := page.Section{ID: "drivers", Title: "What drives " + strings.ToUpper(question.Names[d.id]), Aside: figure.Percent(level) + " intervals",
		Line: fmt.Sprintf("%s with all ratings, %s without", figure.Count(d.Answers, "answer"), figure.Thousands(d.Incomplete))}
	if d.Undefined != "" {
		s.Blocks = []page.Block{page.Note("no drivers: " + d.Undefined)}
		return s
	}
	u, points := chart.Unit{Suffix: "%"}, chart.Unit{}
	c := chart.Bars{Head: chart.Head{ID: "drivers-bars", Title: "What each driver explains", About: "The share of each driver in what all explain together, with its interval.", Bare: true},
		Of: "driver", X: chart.Axis{Title: "share", Unit: u}, Intervals: true, Aside: "rating 0 to 100"}
	t := page.Table{Name: "drivers", Caption: "What drives " + d.Question, Table: chart.Table{Columns: []chart.Column{chart.Text("driver"),
		chart.Number("share", u), chart.Number("from", u), chart.Number("to", u), chart.Number("correlation", chart.Unit{Places: 2}),
		chart.Number("rating 0 to 100", points), chart.Text("what to do")}}}
	for _, k := range d.Drivers {
		low, high := figure.Ends(k.Share.Interval)
		what := map[[2]bool]string{{true, false}: "fix first", {true, true}: "keep up", {false, false}: "later", {false, true}: ""}[[2]bool{k.Important, k.Strong}]
		if k.Sign < 0 || k.Pearson < 0 {
			what = strings.TrimPrefix(what+", look closer: it goes the other way", ", ")
		}
		performance := k.Performance.StringFixed(0)
		c.Rows = append(c.Rows, chart.Bar{Name: k.Name, Value: 100 * k.Share.Value, Low: 100 * low, High: 100 * high, Aside: performance})
		t.Rows = append(t.Rows, []string{k.Name, u.Plain(100 * k.Share.Value), u.Plain(100 * low), u.Plain(100 * high),
			chart.Unit{Places: 2}.Plain(k.Pearson), performance, what})
	}
	line := func(name, share, interval, r, rating, what string) string {
		return figure.Left(name, 26) + figure.Right(share, 7) + "  " + figure.Left(interval, 12) + figure.Right(r, 12) + figure.Right(rating, 17) + "  " + what
	}
	t.Text = &page.Text{Head: line("", "share", "interval", "correlation", "rating 0 to 100", ""),
		Line: func(c page.Cells) string {
			return line(c.Text(0), c.Show(1), c.Interval(2, 3), c.Show(4), c.Show(5), c.Text(6))
		}}
	low, high := figure.Ends(d.RSquared.Interval)
	t.Note = fmt.Sprintf("all together explain %s%%", figure.Fixed(100*d.RSquared.Value, 0))
	if d.RSquared.Interval != (cx.Interval{}) {
		t.Note += fmt.Sprintf(" (%s to %s%%)", figure.Fixed(100*low, 0), figure.Fixed(100*high, 0))
	}
	t.Note += " of how the answers differ"
	s.Blocks = []page.Block{page.Picture{Chart: c}, t}
	return s
}
