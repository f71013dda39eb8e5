package web

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// view is what an address asks for. All that it holds is in the address, so that a link shares
// it and the back button leaves it.
type view struct {
	Path     string
	Segment  string
	Question string // of the pages that show one question
	Range    string // a preset that moves on with the days; blank where there are dates
	Since    cx.Date
	Until    cx.Date // the last day
	Compare  string  // none, previous, year or SINCE..UNTIL; blank is previous
	Wall     bool

	Last    cx.Date   // the last day that has answers
	Stale   bool      // that day is more than a week ago
	AsOf    time.Time // the end of that day, or now
	Period  cx.Period // what is shown
	Against cx.Period // with what it is compared, zero for nothing
}

// preset is a range of days up to the last day.
type preset struct{ ID, Name string }

const defaultRange = "90d"

// presets returns the ranges of the menu.
func presets() []preset {
	return []preset{{"7d", "7 days"}, {"30d", "30 days"}, {"90d", "90 days"}, {"quarter", "Quarter"}, {"year", "Year"}, {"all", "All"}}
}

// asked reads a view from the values of an address or a form. It returns an error that says
// what is wrong with the address, and repeats none of it.
func asked(path string, values url.Values) (view, error) {
	v := view{Path: path, Segment: values.Get("segment"), Question: values.Get("question"), Range: values.Get("range"), Compare: values.Get("compare"), Wall: values.Get("wall") == "1"}
	day := func(name string) (cx.Date, error) {
		if values.Get(name) == "" {
			return cx.Date{}, nil
		}
		d, err := cx.ParseDate(values.Get(name))
		if err != nil {
			return cx.Date{}, errors.New(name + " is no day of the form 2026-04-30")
		}
		return d, nil
	}
	var err error
	if v.Since, err = day("since"); err != nil {
		return v, err
	}
	if v.Until, err = day("until"); err != nil {
		return v, err
	}
	if v.Since != (cx.Date{}) || v.Until != (cx.Date{}) {
		v.Range = ""
	}
	if v.Range != "" && !slices.ContainsFunc(presets(), func(p preset) bool { return p.ID == v.Range }) {
		return v, errors.New("range is none of 7d, 30d, 90d, quarter, year and all")
	}
	if v.Range == defaultRange {
		v.Range = ""
	}
	if v.Question != "" {
		if _, ok := questionNamed(v.Question); !ok {
			return v, errors.New("question is none of nps, csat and ces")
		}
	}
	if len(v.Segment) > 200 {
		return v, errors.New("segment has more than 200 bytes")
	}
	// A form has the other dates in two fields of their own.
	from, to := values.Get("against_since"), values.Get("against_until")
	if from != "" && to != "" {
		v.Compare = from + ".." + to
	}
	switch v.Compare {
	case "previous":
		v.Compare = ""
	case "", "none", "year":
	default:
		if v.Against, err = chosen(v.Compare); err != nil {
			return v, err
		}
	}
	return v, nil
}

// chosen reads SINCE..UNTIL, both with their whole day.
func chosen(text string) (cx.Period, error) {
	wrong := errors.New("compare is none of previous, year, none and SINCE..UNTIL, as 2026-01-01..2026-03-31")
	from, to, ok := strings.Cut(text, "..")
	if !ok {
		return cx.Period{}, wrong
	}
	since, err := cx.ParseDate(from)
	if err != nil {
		return cx.Period{}, wrong
	}
	until, err := cx.ParseDate(to)
	if err != nil {
		return cx.Period{}, wrong
	}
	return days(since, until)
}

// mostDays bounds what an address can ask for.
const mostDays = 20 * 366

// days returns the period of two days and all between.
func days(since, until cx.Date) (cx.Period, error) {
	end, err := until.AddDays(1)
	if err != nil {
		return cx.Period{}, errors.New("until is the last day that there is")
	}
	p := cx.Period{Start: since, End: end}
	if p.Validate() != nil {
		return cx.Period{}, errors.New("the first day is after the last one")
	}
	if p.Days() > mostDays {
		return cx.Period{}, errors.New("these are more than 20 years")
	}
	return p, nil
}

// resolve finds the days of a view, from those that have answers.
func (v view) resolve(first, last cx.Date) (view, error) {
	since, until := v.Since, v.Until
	if until == (cx.Date{}) {
		until = last
	}
	if since == (cx.Date{}) {
		since = first
		preset := v.Range
		if preset == "" && v.Until == (cx.Date{}) {
			preset = defaultRange
		}
		var err error
		if since, err = sinceOf(preset, first, until); err != nil {
			return v, err
		}
	}
	if v.Since != (cx.Date{}) && v.Until == (cx.Date{}) && until.Compare(since) < 0 {
		until = since
	}
	var err error
	if v.Period, err = days(since, until); err != nil {
		return v, err
	}
	length := v.Period.Days()
	switch v.Compare {
	case "":
		start, err := since.AddDays(-length)
		if err != nil {
			return v, nil // there is nothing before
		}
		v.Against = cx.Period{Start: start, End: since}
	case "year":
		start, err := since.AddMonths(-12)
		if err != nil {
			return v, nil
		}
		end, err := v.Period.End.AddMonths(-12)
		if err != nil {
			return v, nil
		}
		v.Against = cx.Period{Start: start, End: end}
	case "none":
		v.Against = cx.Period{}
	}
	return v, nil
}

// sinceOf returns the first day of a preset that ends with a day.
func sinceOf(preset string, first, until cx.Date) (cx.Date, error) {
	switch preset {
	case "7d":
		return until.AddDays(-6)
	case "30d":
		return until.AddDays(-29)
	case "90d":
		return until.AddDays(-89)
	case "quarter":
		return cx.Date{Year: until.Year, Month: (until.Month-1)/3*3 + 1, Day: 1}, nil
	case "year":
		return cx.Date{Year: until.Year, Month: 1, Day: 1}, nil
	}
	if first.Compare(until) > 0 {
		return until, nil
	}
	if n, err := until.DaysSince(first); err != nil || n >= mostDays { // one wrong clock must not hide the rest
		return until.AddDays(1 - mostDays)
	}
	return first, nil
}

// values writes a view as an address has it.
func (v view) values() url.Values {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("segment", v.Segment)
	set("question", v.Question)
	set("range", v.Range)
	if v.Since != (cx.Date{}) {
		set("since", v.Since.String())
	}
	if v.Until != (cx.Date{}) {
		set("until", v.Until.String())
	}
	set("compare", v.Compare)
	if v.Wall {
		set("wall", "1")
	}
	return values
}

// Address returns the address of a view.
func (v view) Address() string {
	if query := v.values().Encode(); query != "" {
		return v.Path + "?" + query
	}
	return v.Path
}

// with returns a view in which a change was made.
func (v view) with(change func(*view)) view {
	change(&v)
	return v
}

// Page returns the address of another page with the same filters.
func (v view) Page(path string) string {
	return v.with(func(v *view) { v.Path, v.Question = path, "" }).Address()
}

// Of returns the address of the same page with another segment.
func (v view) Of(segment string) string {
	return v.with(func(v *view) { v.Segment = segment }).Address()
}

// On returns the address of the same page with another question.
func (v view) On(question string) string {
	return v.with(func(v *view) { v.Question = question }).Address()
}

// In returns the address of the same page with a preset.
func (v view) In(preset string) string {
	if preset == defaultRange {
		preset = ""
	}
	return v.with(func(v *view) { v.Range, v.Since, v.Until = preset, cx.Date{}, cx.Date{} }).Address()
}

// Preset returns the preset that is shown, "" where there are dates.
func (v view) Preset() string {
	if v.Range == "" && v.Since == (cx.Date{}) && v.Until == (cx.Date{}) {
		return defaultRange
	}
	return v.Range
}

// To returns the address of the same page with another comparison.
func (v view) To(compare string) string {
	return v.with(func(v *view) { v.Compare = compare }).Address()
}

// Figures returns the address of the page, or of one table of it, as JSON or CSV.
func (v view) Figures(format, table string) string {
	values := v.values()
	values.Del("wall")
	values.Set("page", pageName(v.Path))
	values.Set("format", format)
	if table != "" {
		values.Set("table", table)
	}
	return "/v1/figures?" + values.Encode()
}

// pageName returns the name of a page from its path.
func pageName(path string) string {
	if path == "/" {
		return "overview"
	}
	return strings.TrimPrefix(path, "/")
}

// chip is a filter that can be taken off.
type chip struct{ Text, Without string }

// Chips returns the filters that are set.
func (v view) Chips() []chip {
	var chips []chip
	if v.Segment != "" {
		chips = append(chips, chip{"Segment: " + v.Segment, v.Of("")})
	}
	if v.Range != "" || v.Since != (cx.Date{}) || v.Until != (cx.Date{}) {
		chips = append(chips, chip{"Days: " + v.Shown(), v.In("")})
	}
	switch v.Compare {
	case "":
	case "none":
		chips = append(chips, chip{"Not compared", v.To("")})
	case "year":
		chips = append(chips, chip{"Compared with the year before", v.To("")})
	default:
		chips = append(chips, chip{"Compared with " + between(v.Against), v.To("")})
	}
	return chips
}

// Shown returns the days that are shown, for people.
func (v view) Shown() string { return between(v.Period) }

// Beside returns the days that are compared, for people.
func (v view) Beside() string { return between(v.Against) }

// between writes a period for people, with its last day.
func between(p cx.Period) string {
	if p == (cx.Period{}) {
		return ""
	}
	last, err := p.End.AddDays(-1)
	if err != nil {
		return p.String()
	}
	if last == p.Start {
		return last.String()
	}
	return p.Start.String() + " to " + last.String()
}

// filter returns the rows of a period.
func (v view) filter(p cx.Period) store.Filter {
	return store.Filter{Segment: v.Segment, Since: p.Start, Until: p.End}
}
