package survey

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// report is all figures of a report, and the form of -json. Its keys stay; new ones
// may come.
//
// Exact figures (score, mean, percent, net_ease) are texts with up to 8 decimals,
// estimates are numbers. A figure that does not exist for its data, as the score of
// no answers, has no key. A level is a fraction; a period is 2026, 2026-Q4, 2026-11,
// 2026-W47 or a day, or else first day/day after the last. Tallies, intervals,
// differences and rankings are the JSON of package cx, which reads them back.
//
// The report:
//
//	source        the name of the file
//	simulated     true for the sample
//	level         of all intervals and tests
//	every, zone   of the periods, with -at
//	span          the days from the first row to the last, with -at
//	chosen, against  the days of -since and -until, and of -against
//	by            the column of the segments, with -by; of several the first
//	minimum_base  the answers that a segment needs to be ranked and tested, with -by
//	rows          read below the header, and rejected as a whole
//	call_back     the list of -callback: listed, and more that it has no room for
//	choices       the question with several choices in a cell
//	invited       what became of the invitations, with -invitations: invitations.go
//	comments      what customers say, with -comment: comments.go
//	themes        what they speak of, with -themes or -themes-words: themes.go
//	drivers       what drives the first question, with -driver: drivers.go
//	untimed       rows whose time cannot be read, which count, but in no period
//	rejected      the first rejected rows and cells: line, column, reason
//	nps, csat, ces  the questions that were asked for
//	warnings, filtered, repeated, joined, read_as  how the file was read: reading.go
type report struct {
	topic.Reading
	Source      string            `json:"source"`
	Simulated   bool              `json:"simulated,omitzero"`
	Level       float64           `json:"level"`
	Every       cx.Grain          `json:"every,omitzero"`
	Zone        string            `json:"zone,omitzero"`
	Span        cx.Period         `json:"span,omitzero"`
	Chosen      cx.Period         `json:"chosen,omitzero"`
	Against     cx.Period         `json:"against,omitzero"`
	By          string            `json:"by,omitzero"`
	MinimumBase int64             `json:"minimum_base,omitzero"`
	Rows        topic.RowCounts   `json:"rows"`
	Untimed     int64             `json:"untimed,omitzero"`
	Rejected    []topic.Fault     `json:"rejected,omitzero"`
	NPS         *section[cx.NPS]  `json:"nps,omitzero"`
	CSAT        *section[cx.CSAT] `json:"csat,omitzero"`
	CES         *section[cx.CES]  `json:"ces,omitzero"`
	Choices     *choicesSection   `json:"choices,omitzero"`
	Invited     *invitedSection   `json:"invited,omitzero"`
	Comments    *commentSection   `json:"comments,omitzero"`
	Themes      *themeSection     `json:"themes,omitzero"`
	Drivers     *driverSection    `json:"drivers,omitzero"`
	CallBack    *callbackList     `json:"call_back,omitzero"`
}

// section is one question: T is cx.NPS, cx.CSAT or cx.CES.
//
//	column        the name of the column
//	scale         its scale
//	blank         cells left blank
//	not_applicable  cells that say that there is no answer
//	rejected      cells rejected; answers, blank, not_applicable and rejected add up to
//	              the rows that were not rejected as a whole
//	counted_by_leading_number  answers as 10 - Extremely likely
//	repeated      answers left out as not the one that counts of its customer
//	weighted      NPS: column, tally, score, interval, effective_size of answers with weights,
//	              and points, and by, of each column its segments, with the same keys
//	unread        the rejected cells by shape, where 9 is a digit and a is a letter: shape,
//	              reason, cells; the most frequent first
//	tally         all answers, with the keys of figures beside it
//	distribution  the answers by rating, from the lowest: rating, class, answers, percent
//	classes       the answers by class, the best first: class, answers, percent
//	points        period, tally and figures of each period, those without answers
//	              included, with -at
//	change        the last period against the one before it: from, to, base (the answers
//	              of the smaller), difference, significant_unadjusted
//	trailing      days, and windows: period, tally and figures of the days up to each day
//	weekly        of the first question: the last weeks, and alerts: weekly.go
//	against       the answers of the days of -against: chosen.go
//	ranking       the segments, the best first, with -by
//	also_by       of each further column of -by: by, ranking, gap_by_chance
//	gap_by_chance between the best and the worst of as many equal segments, of those ranked
type section[T any] struct {
	Column        string              `json:"column"`
	Scale         cx.Scale            `json:"scale"`
	Blank         int64               `json:"blank"`
	Rejected      int64               `json:"rejected"`
	Repeated      int64               `json:"repeated,omitzero"`
	Weighted      *weightedNPS        `json:"weighted,omitzero"`
	NotApplicable int64               `json:"not_applicable,omitzero"`
	Leading       int64               `json:"counted_by_leading_number,omitzero"`
	Unread        []topic.UnreadCells `json:"unread,omitzero"`
	Tally         T                   `json:"tally"`
	figures
	Distribution []share      `json:"distribution"`
	Classes      []share      `json:"classes"`
	Points       []point[T]   `json:"points,omitzero"`
	Change       *change      `json:"change,omitzero"`
	Trailing     *trailing[T] `json:"trailing,omitzero"`
	Weekly       *weekly[T]   `json:"weekly,omitzero"`
	Against      *against[T]  `json:"against,omitzero"`
	ranking[T]
	AlsoBy []byRanking[T] `json:"also_by,omitzero"`
}

// ranking is the segments of a column.
type ranking[T any] struct {
	Ranking     []segment[T] `json:"ranking,omitzero"`
	GapByChance float64      `json:"gap_by_chance,omitzero"`
}

// byRanking is the ranking of a further column.
type byRanking[T any] struct {
	By string `json:"by"`
	ranking[T]
}

// figures is what a tally says.
//
//	answers                 the base
//	score, interval         NPS in points, CSAT in percent, CES the mean on its scale
//	mean                    NPS and CSAT: the mean rating
//	mean_interval           CSAT
//	standard_error, wald_interval, adjusted_wald_interval
//	                        NPS; interval is the score interval (Tango)
//	ratings                 NPS: the answers by rating, which its tally does not hold
//	easy, difficult         CES: the answers in the better and the worse class
//	net_ease, net_ease_interval
//	                        CES: their difference in percentage points
type figures struct {
	Answers              int64          `json:"answers"`
	Score                figure.Exact   `json:"score,omitzero"`
	Interval             cx.Interval    `json:"interval,omitzero"`
	Mean                 figure.Exact   `json:"mean,omitzero"`
	MeanInterval         cx.Interval    `json:"mean_interval,omitzero"`
	StandardError        *float64       `json:"standard_error,omitzero"`
	WaldInterval         cx.Interval    `json:"wald_interval,omitzero"`
	AdjustedWaldInterval cx.Interval    `json:"adjusted_wald_interval,omitzero"`
	Ratings              *cx.Ratings    `json:"ratings,omitzero"`
	Easy                 *cx.Proportion `json:"easy,omitzero"`
	Difficult            *cx.Proportion `json:"difficult,omitzero"`
	NetEase              figure.Exact   `json:"net_ease,omitzero"`
	NetEaseInterval      cx.Interval    `json:"net_ease_interval,omitzero"`
}

type share struct {
	Rating  *int         `json:"rating,omitzero"` // nil for a class as a whole
	Class   string       `json:"class"`
	Answers int64        `json:"answers"`
	Percent figure.Exact `json:"percent,omitzero"`
}

type point[T any] struct {
	Period cx.Period `json:"period"`
	Tally  T         `json:"tally"`
	figures
}

// change is the difference of two neighboring periods, to minus from. Base is the
// answers of the one with fewer. Significant says that the interval, which is adjusted
// for nothing, excludes 0.
type change struct {
	From        cx.Period      `json:"from"`
	To          cx.Period      `json:"to"`
	Base        int64          `json:"base"`
	Difference  *cx.Comparison `json:"difference,omitzero"`
	Significant bool           `json:"significant_unadjusted"`
}

type trailing[T any] struct {
	Days    int        `json:"days"`
	Windows []point[T] `json:"windows,omitzero"`
}

// segment is a segment with the keys of cx.Ranking, where difference is that to all
// other answers pooled, and those of figures. DifferenceWald is the same difference
// of an NPS from unadjusted counts.
type segment[T any] struct {
	cx.Ranking[string, T]
	figures
	DifferenceWald *cx.Comparison `json:"difference_wald,omitzero"`
}
