package cx

import (
	"cmp"
	"errors"
	"math"
	"slices"
)

// Impact is what a theme does to a score: how far the score of all responses would move if
// those that mention the theme scored as the others do. It is an association, and no proof of a
// cause; and the impacts of themes that overlap do not add up.
type Impact[T any] struct {
	Name       string     `json:"name"`       // of the theme
	Prevalence Proportion `json:"prevalence"` // how many mention the theme
	With       T          `json:"with"`       // the responses that mention it
	Without    T          `json:"without"`    // all others
	// Tested says that Gap, Impact and AdjustedP are there.
	Tested bool `json:"tested"`
	// Gap is the severity: the score with the theme minus that without. Its P and Interval are
	// those of this one test, unadjusted.
	Gap Comparison `json:"gap,omitzero"`
	// Impact is Prevalence times Gap, in the unit of the score: that of all responses less that
	// of those without the theme, where each response is one answer.
	Impact Estimate `json:"impact,omitzero"`
	// AdjustedP is the P of Gap after Holm's method over all tests made.
	AdjustedP float64 `json:"adjusted_p,omitzero"`
}

// ImpactsOf ranks themes by what each does to the score, the worst first: which theme costs us
// most? Those of equal impact are in the order of their names, and those not tested at the end.
// With a share of prevalence p = responses with the theme / Responses of N, and the gap g
//
//	Impact = p·g
//	StandardError = sqrt(p²·StandardError(g)² + g²·p·(1 - p)/N)
//
// in the unit of the score. The interval combines the limits lg..ug of g, by its own Difference, and
// lp..up of p, by Wilson, square and add; of g below 0
//
//	Low  = p·g - sqrt((p·(g - lg))² + (g·(up - p))²)
//	High = p·g + sqrt((p·(ug - g))² + (g·(p - lp))²)
//
// and of others with lp and up changed: so a theme whose few answers are all alike has a width,
// too. The level is a fraction, as in 0.95. A theme is not tested if the responses with it or
// without it have a base under minimum, or if their difference is undefined: 30 is a usual
// minimum. No themes give nil.
//
// It takes the responses for those of different customers and the themes for found beforehand,
// not by the score. Of NPS with 60, 150 and 1,000 responses, of which 15 to 40 % mention the
// theme, the interval of 95 % has the true impact in 95.4, 95.0 and 95.0 % of simulated samples,
// and of a theme without a gap it leaves out 0 in 3.1, 4.0 and 5.0 %.
//
// A proportion does not know whether it counts what is good: of a share that is bad (left,
// complained), hand in the share of the good outcome, [Proportion.Complement].
//
// ImpactsOf returns an error if:
//   - minimum is below 1, level is not between 0 and 1, or a tally or the numbers of responses
//     are not valid ([ErrInvalid]);
//   - a theme is on another scale than All ([ErrMismatch]).
//
// Source: G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008), 1693-1702; R. G. Newcombe,
// Communications in Statistics 40 (2011), 3154-3180.
func ImpactsOf[T any, P Ranked[T]](themes Themes[T], minimum int64, level float64) ([]Impact[T], error) {
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	if minimum < 1 {
		return nil, invalid("minimum base is below 1")
	}
	if err := themes.validate(); err != nil {
		return nil, err
	}
	rows := themes.Rows()
	if len(rows) == 0 {
		return nil, nil
	}
	impacts := make([]Impact[T], len(rows))
	var p []float64
	for i, row := range rows {
		impact, err := impactOf[T, P](row, themes, minimum, level)
		if err != nil {
			return nil, err
		}
		if impacts[i] = impact; impact.Tested {
			p = append(p, impact.Gap.P)
		}
	}
	adjusted, err := Holm(p)
	if err != nil {
		return nil, err
	}
	for i := range impacts {
		if impacts[i].Tested {
			impacts[i].AdjustedP, adjusted = adjusted[0], adjusted[1:]
		}
	}
	worse := 1.0
	if P(&themes.All).LowerIsBetter() {
		worse = -1
	}
	slices.SortStableFunc(impacts, func(a, b Impact[T]) int {
		switch {
		case a.Tested && b.Tested:
			return cmp.Compare(worse*a.Impact.Value, worse*b.Impact.Value)
		case a.Tested:
			return -1
		case b.Tested:
			return 1
		}
		return 0
	})
	return impacts, nil
}

// impactOf compares a theme with all responses that do not mention it.
func impactOf[T any, P Ranked[T]](row Theme[T], themes Themes[T], minimum int64, level float64) (Impact[T], error) {
	impact := Impact[T]{
		Name: row.Name, Prevalence: Proportion{Count: row.Responses, Base: themes.Responses}, With: row.With, Without: themes.All,
	}
	with, without := P(&impact.With), P(&impact.Without)
	if err := without.Unmerge(row.With); err != nil {
		return Impact[T]{}, err
	}
	if with.Total() < minimum || without.Total() < minimum {
		return impact, nil
	}
	gap, err := with.Difference(impact.Without, level)
	if errors.Is(err, ErrUndefined) {
		return impact, nil
	}
	if err == nil {
		impact.Tested, impact.Gap = true, gap
		impact.Impact, err = impactEstimate(impact.Prevalence, gap, level)
	}
	if err != nil {
		return Impact[T]{}, err
	}
	return impact, nil
}

// impactEstimate returns a gap times its prevalence.
func impactEstimate(prevalence Proportion, gap Comparison, level float64) (Estimate, error) {
	iv, err := prevalence.Interval(level)
	if err != nil {
		return Estimate{}, err
	}
	n, g := float64(prevalence.Base), gap.Difference
	p := float64(prevalence.Count) / n
	// The share on the side where the impact is nearer to 0, and on the other.
	fewer, more := p-iv.Low, iv.High-p
	down, up := min(gap.Interval.Low, g), max(gap.Interval.High, g)
	low, high := fewer, more
	if g < 0 {
		low, high = more, fewer
	}
	value := float64(p * g)
	farthest := max(-down, up) // no impact is farther from 0 than the gap
	least := value - math.Hypot(float64(p*(g-down)), float64(g*low))
	most := value + math.Hypot(float64(p*(up-g)), float64(g*high))
	return Estimate{
		Value:         value,
		StandardError: math.Hypot(float64(p*gap.StandardError), float64(g*math.Sqrt(float64(p*(1-p))/n))),
		Interval:      clip(least, most, -farthest, farthest, level),
	}, nil
}
