// Package figure asks package cx for figures, notes which do not exist, and writes numbers for
// people to read.
package figure

import (
	"cmp"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// Fitted reports whether a figure of a model is there. What is wrong with a model is no
// reason to go without the rest of the report, so it notes every error.
func (a *Asker) Fitted(figure string, err error) bool {
	if err != nil && figure != "" {
		// The text is "cx: model: why".
		text := strings.TrimPrefix(err.Error(), "cx: ")
		if _, why, ok := strings.Cut(text, ": "); ok {
			text = why
		}
		a.Gaps = append(a.Gaps, Gap{figure, text})
	}
	return err == nil
}

// Gap says why a figure does not exist.
type Gap struct {
	Figure string `json:"figure"`
	Reason string `json:"reason"`
}

// Share is a share of a count: count, base, rate, interval (Wilson).
type Share struct {
	Count    int64       `json:"count"`
	Base     int64       `json:"base"`
	Rate     Exact       `json:"rate,omitzero"`
	Interval cx.Interval `json:"interval,omitzero"`
}

// Exact is an exact figure of package cx, a decimal; nil where there is none.
type Exact interface {
	json.Marshaler
	StringFixed(places int32) string
	InexactFloat64() float64
}

// Defined turns the error of a figure that does not exist for its data into the zero
// value, which stands for "none" in a report.
func Defined[V any](v V, err error) (V, error) {
	if errors.Is(err, cx.ErrUndefined) {
		var none V
		return none, nil
	}
	return v, err
}

// Asker asks package cx for figures. It notes which do not exist, and keeps the first
// error of any other kind.
type Asker struct {
	Gaps  []Gap
	Level float64
	Err   error
}

// Has reports whether a figure is there.
func (a *Asker) Has(figure string, err error) bool {
	if err == nil {
		return true
	}
	if !errors.Is(err, cx.ErrUndefined) {
		if a.Err == nil {
			a.Err = err
		}
		return false
	}
	if figure != "" {
		// The text is "cx: what: why".
		text := err.Error()
		a.Gaps = append(a.Gaps, Gap{figure, text[strings.LastIndex(text, ": ")+len(": "):]})
	}
	return false
}

// Exact returns a function that takes an exact figure, nil for none. A gap in a figure
// without a name is not noted.
func (a *Asker) Exact(figure string) func(decimal.Decimal, error) Exact {
	return func(d decimal.Decimal, err error) Exact {
		if !a.Has(figure, err) {
			return nil
		}
		return d
	}
}

// Ask returns a function that takes any other figure, nil for none.
func Ask[V any](a *Asker, figure string) func(V, error) *V {
	return func(v V, err error) *V {
		if !a.Has(figure, err) {
			return nil
		}
		return &v
	}
}

// Rate returns a proportion with its rate and interval.
func (a *Asker) Rate(figure string, p cx.Proportion) Share {
	r := Share{Count: p.Count, Base: p.Base, Rate: a.Exact(figure)(p.Rate())}
	if r.Rate != nil {
		iv, err := p.Interval(a.Level)
		a.Has("", err)
		r.Interval = iv
	}
	return r
}

// Share is rate for a proportion that may have an error, which has no figure of its own.
func (a *Asker) Share(p cx.Proportion, err error) Share {
	if !a.Has("", err) {
		return Share{}
	}
	return a.Rate("", p)
}

// Median returns the median of a curve. One that is not reached is a gap, and has its limits.
func (a *Asker) Median(figure string, curve *cx.Survival) *cx.SurvivalQuantile {
	q, err := curve.Median(a.Level, cx.LogLogScale)
	if !a.Has(figure, err) && q == (cx.SurvivalQuantile{}) {
		return nil
	}
	return &q
}

// All does several things, as many at a time as there are processors and the first of them first,
// and returns the error of the first of them that has one. The longest should come first.
func All(do ...func() error) error {
	errs := make([]error, len(do))
	var next atomic.Int64
	var done sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(do)) {
		done.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(do); i = int(next.Add(1)) - 1 {
				errs[i] = do[i]()
			}
		})
	}
	done.Wait()
	return cmp.Or(errs...)
}
