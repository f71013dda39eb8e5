package survey

import (
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// minimumBase is the number of answers under which a segment is neither ranked nor
// tested.
const minimumBase = 30

// newReport measures the questions of a survey.
func newReport(s *survey, o *Flags) (*report, error) {
	r := &report{
		Source:    o.Source(),
		Simulated: o.Sample != nil,
		Level:     o.Level,
		By:        o.by(),
		Rows:      topic.RowCounts{Read: s.Rows, Rejected: s.Rejected},
		Untimed:   s.untimed,
		Rejected:  s.Faults,
		CallBack:  s.callback,
	}
	if o.by() != "" {
		r.MinimumBase = minimumBase
	}
	var err error
	if o.At != "" {
		r.Every, r.Zone = o.Calendar.Grain, o.Calendar.Location.String()
		if r.Span, err = spanOf(s, o); err != nil {
			return nil, err
		}
	}
	r.setChosen(o)
	if r.NPS, err = measure(npsKind, s, o, r.Span); err != nil {
		return nil, err
	}
	if r.CSAT, err = measure(csatKind, s, o, r.Span); err != nil {
		return nil, err
	}
	if r.CES, err = measure(cesKind, s, o, r.Span); err != nil {
		return nil, err
	}
	r.dropRatings(o)
	if r.Choices, err = s.choices.measure(o); err != nil {
		return nil, err
	}
	if r.Invited, err = measureInvited(s, o); err != nil {
		return nil, err
	}
	return r, r.measureVoice(s, o)
}

// dropRatings leaves out what ready counts of three classes do not say.
func (r *report) dropRatings(o *Flags) {
	if s := r.NPS; s != nil && o.readyCounts() {
		s.Distribution = []share{}
		s.Mean, s.Ratings = nil, nil
		for i := range s.Points {
			s.Points[i].Mean, s.Points[i].Ratings = nil, nil
		}
		if s.Weekly != nil {
			for _, p := range []*point[cx.NPS]{&s.Weekly.Last, &s.Weekly.LastWeeks} {
				p.Mean, p.Ratings = nil, nil
			}
		}
		if s.Against != nil {
			s.Against.Mean, s.Against.figures.Ratings = nil, nil
		}
		for _, g := range s.rankings(o.by()) {
			for i := range g.Ranking {
				g.Ranking[i].Mean, g.Ranking[i].figures.Ratings = nil, nil
			}
		}
		if s.Trailing != nil {
			for i := range s.Trailing.Windows {
				s.Trailing.Windows[i].Mean, s.Trailing.Windows[i].Ratings = nil, nil
			}
		}
	}
}

// spanOf returns the days from the first row to the last, none if there are no rows.
// All questions share it, so that their trends have the same periods.
func spanOf(s *survey, o *Flags) (cx.Period, error) {
	if !s.timed {
		return cx.Period{}, nil
	}
	first, err := o.Calendar.DateOf(time.Unix(s.first, 0))
	if err != nil {
		return cx.Period{}, err
	}
	last, err := o.Calendar.DateOf(time.Unix(s.last, 0))
	if err != nil {
		return cx.Period{}, err
	}
	shortest := o.Calendar.Grain
	if o.Trailing > 0 {
		shortest = cx.Day
	}
	if err := topic.CheckPeriods(shortest, first, last); err != nil {
		return cx.Period{}, err
	}
	end, err := last.AddDays(1)
	return cx.Period{Start: first, End: end}, err
}

// measure asks package cx for the figures of one question, nil if it was not asked.
func measure[T cx.Figure, P cx.Ranked[T]](k kind[T], s *survey, o *Flags, span cx.Period) (*section[T], error) {
	q, a := o.Questions[k.question], &s.answers[k.question]
	if q.Column == "" {
		return nil, nil
	}
	all, err := a.ratings(q.Scale)
	if err != nil {
		return nil, err
	}
	sec := &section[T]{Column: q.Column, Scale: q.Scale, Blank: a.blank, NotApplicable: a.none, Rejected: a.rejected,
		Leading: a.leading, Repeated: a.repeated, Unread: a.UnreadCells()}
	if sec.Tally, sec.figures, err = k.measure(all, o.Level); err != nil {
		return nil, err
	}
	if sec.Distribution, sec.Classes, err = distribution(all, k.classes); err != nil {
		return nil, err
	}
	if k.question == question.NPS {
		if sec.Weighted, err = a.weighted(s, o, q.Scale, span); err != nil {
			return nil, err
		}
	}
	if o.Against != (cx.Period{}) {
		if sec.Against, err = measureAgainst[T, P](k, s, o, sec); err != nil {
			return nil, err
		}
	}
	var segments []cx.Group[int32, cx.Ratings] // of the first column
	timed := a.timed()
	err = figure.All(func() (err error) {
		if span != (cx.Period{}) {
			sec.Points, err = measureTrend(k, a, timed, q.Scale, o, span)
		}
		return err
	}, func() (err error) {
		if len(o.By) > 0 {
			segments, err = a.bySegment(q.Scale)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if span != (cx.Period{}) {
		if sec.Change, err = lastChange[T, P](sec.Points, o.Level); err != nil {
			return nil, err
		}
		if sec.Weekly, err = measureWeekly[T, P](k, s, timed, o, span); err != nil {
			return nil, err
		}
		if sec.Trailing, err = measureTrailing(k, a, timed, q.Scale, o, span); err != nil {
			return nil, err
		}
	}
	for i, by := range o.By {
		var g ranking[T]
		if i > 0 {
			a.swap(i)
			segments, err = a.bySegment(q.Scale)
			a.swap(i)
			if err != nil {
				return nil, err
			}
		}
		if g.Ranking, err = rankSegments[T, P](k, segments, s.segments[i], all, o); err != nil {
			return nil, err
		}
		if g.GapByChance, err = gapByChance[T, P](g.Ranking); err != nil {
			return nil, err
		}
		if i == 0 {
			sec.ranking = g
			continue
		}
		sec.AlsoBy = append(sec.AlsoBy, byRanking[T]{by, g})
	}
	return sec, nil
}

// rankings returns the ranking of each column of -by, the first of which is by.
func (s *section[T]) rankings(by string) []byRanking[T] {
	if by == "" {
		return nil
	}
	return append([]byRanking[T]{{by, s.ranking}}, s.AlsoBy...)
}

func timeOf(a *answer) time.Time { return time.Unix(a.at, 0) }

func segmentOf(a *answer) int32 { return int32(a.segment) }

// bySegment counts the answers of each segment.
func (a *answers) bySegment(scale cx.Scale) ([]cx.Group[int32, cx.Ratings], error) {
	return cx.GroupFunc(a.rows, segmentOf, a.add, cx.Ratings{Scale: scale})
}

// distribution returns the shares of the ratings, from the lowest, and of the
// classes that the scale has, the best first.
func distribution(all cx.Ratings, names map[cx.Class]string) (ratings, classes []share, err error) {
	counts := map[cx.Class]int64{}
	for rating := all.Scale.Min; rating <= all.Scale.Max; rating++ {
		class, err := all.Scale.Class(rating)
		if err != nil {
			return nil, nil, err
		}
		n := all.Counts[rating-all.Scale.Min]
		ratings = append(ratings, share{Rating: &rating, Class: names[class], Answers: n})
		counts[class] += n
	}
	for _, class := range []cx.Class{cx.TopClass, cx.MiddleClass, cx.BottomClass} {
		if class != cx.MiddleClass || all.Scale.TopMin > all.Scale.BottomMax+1 {
			classes = append(classes, share{Class: names[class], Answers: counts[class]})
		}
	}
	for _, shares := range [][]share{ratings, classes} {
		percent, err := figure.Defined(cx.Shares(answersOf(shares)))
		if err != nil {
			return nil, nil, err
		}
		for i, p := range percent {
			shares[i].Percent = p
		}
	}
	return ratings, classes, nil
}

// answersOf returns the counts of shares.
func answersOf(shares []share) []int64 {
	counts := make([]int64, len(shares))
	for i, s := range shares {
		counts[i] = s.Answers
	}
	return counts
}

// measureTrend returns the figures of each period.
func measureTrend[T any](k kind[T], a *answers, rows []answer, scale cx.Scale, o *Flags, span cx.Period) ([]point[T], error) {
	points, err := cx.TrendFunc(rows, timeOf, a.add, o.Calendar, span, cx.Ratings{Scale: scale})
	if err != nil {
		return nil, err
	}
	return measurePoints(k, points, o.Level)
}

// measureTrailing returns the figures of the last days up to each day, nil if they
// were not asked for. The answers of a window are pooled: an average of its daily
// scores would not be its score.
func measureTrailing[T any](k kind[T], a *answers, rows []answer, scale cx.Scale, o *Flags, span cx.Period) (*trailing[T], error) {
	if o.Trailing == 0 {
		return nil, nil
	}
	daily := cx.Calendar{Grain: cx.Day, Location: o.Calendar.Location}
	days, err := cx.TrendFunc(rows, timeOf, a.add, daily, span, cx.Ratings{Scale: scale})
	if err != nil {
		return nil, err
	}
	windows, err := cx.Rolling(days, o.Trailing)
	if err != nil {
		return nil, err
	}
	points, err := measurePoints(k, windows, o.Level)
	return &trailing[T]{Days: o.Trailing, Windows: points}, err
}

func measurePoints[T any](k kind[T], points []cx.Point[cx.Ratings], level float64) ([]point[T], error) {
	measured := make([]point[T], len(points))
	for i, p := range points {
		measured[i].Period = p.Period
		var err error
		if measured[i].Tally, measured[i].figures, err = k.measure(p.Tally, level); err != nil {
			return nil, err
		}
	}
	return measured, nil
}

// lastChange compares the last period with the one before it, nil if there is none.
func lastChange[T any, P cx.Ranked[T]](points []point[T], level float64) (*change, error) {
	if len(points) < 2 {
		return nil, nil
	}
	before, after := points[len(points)-2], points[len(points)-1]
	c := &change{From: before.Period, To: after.Period, Base: min(before.Answers, after.Answers)}
	d, err := P(&after.Tally).Difference(before.Tally, level)
	if err == nil {
		c.Difference = &d
		c.Significant = d.Interval.Low > 0 || d.Interval.High < 0
	}
	_, err = figure.Defined(d, err)
	return c, err
}

// rankSegments ranks the segments and tests each against all others pooled.
func rankSegments[T any, P cx.Ranked[T]](k kind[T], counted []cx.Group[int32, cx.Ratings], names []string, all cx.Ratings, o *Flags) ([]segment[T], error) {
	level := o.Level
	if o.Split != "" {
		return rankChoices[T, P](k, counted, names, all, o)
	}
	ratings := make(map[string]cx.Ratings, len(counted))
	for _, g := range counted {
		ratings[names[g.Key]] = g.Tally
	}
	groups, err := k.groups(counted, names)
	if err != nil {
		return nil, err
	}
	ranking, err := cx.RankGroups[string, T, P](groups, minimumBase, level)
	if err != nil {
		return nil, err
	}
	segments := make([]segment[T], len(ranking))
	for i, r := range ranking {
		s := &segments[i]
		s.Ranking = r
		if _, s.figures, err = k.measure(ratings[r.Key], level); err != nil {
			return nil, err
		}
		if r.Tested && k.wald != nil {
			if s.DifferenceWald, err = k.differenceWald(r.Tally, all, ratings[r.Key], level); err != nil {
				return nil, err
			}
		}
	}
	return segments, nil
}

// groups returns the tallies of segments by their names.
func (k kind[T]) groups(counted []cx.Group[int32, cx.Ratings], names []string) ([]cx.Group[string, T], error) {
	groups := make([]cx.Group[string, T], len(counted))
	for i, g := range counted {
		groups[i].Key = names[g.Key]
		var err error
		if groups[i].Tally, err = k.tally(g.Tally); err != nil {
			return nil, err
		}
	}
	return groups, nil
}

// gapByChance returns the gap between the best and the worst of the segments ranked if all
// were equal, 0 if there are no two.
func gapByChance[T any, P cx.Ranked[T]](ranking []segment[T]) (float64, error) {
	var groups []cx.Group[string, T]
	for _, s := range ranking {
		if s.Rank > 0 {
			groups = append(groups, cx.Group[string, T]{Key: s.Key, Tally: s.Tally})
		}
	}
	gap, err := cx.GapByChance[string, T, P](groups)
	return figure.Defined(gap, err)
}

// differenceWald compares a tally with all answers that are not its own.
func (k kind[T]) differenceWald(tally T, all, own cx.Ratings, level float64) (*cx.Comparison, error) {
	for i, n := range own.Counts {
		all.Counts[i] -= n
	}
	others, err := k.tally(all)
	if err != nil {
		return nil, err
	}
	d, err := k.wald(tally, others, level)
	if err != nil {
		_, err = figure.Defined(d, err)
		return nil, err
	}
	return &d, nil
}
