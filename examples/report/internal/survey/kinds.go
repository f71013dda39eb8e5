package survey

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/question"
)

// kind is what the report does differently for each metric. All answers are counted
// as cx.Ratings, the histogram, which then becomes the tally T of the metric.
type kind[T any] struct {
	question int
	tally    func(cx.Ratings) (T, error)
	figures  func(T, cx.Ratings, float64) (figures, error) // of at least one answer
	classes  map[cx.Class]string
	// wald is the unadjusted difference of two tallies, nil if there is none.
	wald func(a, b T, level float64) (cx.Comparison, error)
}

var npsKind = kind[cx.NPS]{
	question: question.NPS,
	tally:    cx.Ratings.NPS,
	figures:  npsFigures,
	classes:  question.ClassNames[question.NPS],
	wald:     cx.NPS.DifferenceWald,
}

var csatKind = kind[cx.CSAT]{
	question: question.CSAT,
	tally:    func(r cx.Ratings) (cx.CSAT, error) { return cx.CSAT(r), nil },
	figures:  csatFigures,
	classes:  question.ClassNames[question.CSAT],
}

var cesKind = kind[cx.CES]{
	question: question.CES,
	tally:    func(r cx.Ratings) (cx.CES, error) { return cx.CES(r), nil },
	figures:  cesFigures,
	classes:  question.ClassNames[question.CES],
}

// measure returns the tally and the figures of counted ratings.
func (k kind[T]) measure(r cx.Ratings, level float64) (T, figures, error) {
	tally, err := k.tally(r)
	if err != nil || r.Total() == 0 {
		return tally, figures{}, err
	}
	f, err := k.figures(tally, r, level)
	f.Answers = r.Total()
	return tally, f, err
}

func npsFigures(n cx.NPS, r cx.Ratings, level float64) (f figures, err error) {
	f.Ratings = &r
	if f.Score, err = n.Score(); err != nil {
		return f, err
	}
	if f.Interval, err = n.Interval(level); err != nil {
		return f, err
	}
	if f.Mean, err = r.Mean(); err != nil {
		return f, err
	}
	se, err := n.StandardError()
	if err != nil {
		return f, err
	}
	f.StandardError = &se
	if f.WaldInterval, err = figure.Defined(n.WaldInterval(level)); err != nil {
		return f, err
	}
	f.AdjustedWaldInterval, err = n.AdjustedWaldInterval(level)
	return f, err
}

func csatFigures(c cx.CSAT, _ cx.Ratings, level float64) (f figures, err error) {
	if f.Score, err = c.Score(); err != nil {
		return f, err
	}
	if f.Interval, err = c.Interval(level); err != nil {
		return f, err
	}
	if f.Mean, err = c.Mean(); err != nil {
		return f, err
	}
	f.MeanInterval, err = c.MeanInterval(level)
	return f, err
}

func cesFigures(c cx.CES, _ cx.Ratings, level float64) (f figures, err error) {
	easy, difficult := c.Easy(), c.Difficult()
	f.Easy, f.Difficult = &easy, &difficult
	if f.Score, err = c.Score(); err != nil {
		return f, err
	}
	if f.Interval, err = c.Interval(level); err != nil {
		return f, err
	}
	if f.NetEase, err = c.NetEase(); err != nil {
		return f, err
	}
	f.NetEaseInterval, err = c.NetEaseInterval(level)
	return f, err
}
