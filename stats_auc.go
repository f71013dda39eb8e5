package cx

import (
	"cmp"
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/special"
	"github.com/cxmetrics/cx/internal/wire"
)

// Predictor is a metric as it was before an outcome: the Scores of customers,
// such as NPS answers, CSAT answers or effort, one for each, in the order of the
// outcomes that it is compared with. LowerPredicts says that a low score speaks
// for the outcome, as a low NPS answer does for leaving; without it a high score
// does, as much effort does. The scale decides, not the data.
type Predictor struct {
	Scores        []float64
	LowerPredicts bool
}

// AUC is how well a metric separates the customers With an outcome from those
// Without it: the probability Value that of two customers, one of each, the one
// with the outcome has the score that speaks more for it; equal scores count one
// half. It is the area under the receiver operating characteristic curve (ROC),
// also called the C statistic: 1 is perfect, 0.5 no better than a coin, and below
// that the metric points the other way. StandardError is DeLong's, and 0 if there
// is one customer with the outcome, or one without.
type AUC struct {
	Value         float64 `json:"value"`
	StandardError float64 `json:"standard_error"`
	With          int64   `json:"with"`
	Without       int64   `json:"without"`
}

// AUCOf returns the area under the curve of a metric
//
//	(pairs in which the outcome has the score that speaks for it + equal pairs / 2) / pairs
//
// over all pairs of a customer with the outcome and one without, a fraction from 0 to 1:
// does the NPS answer tell who leaves within a year, or which score predicts
// best? The scores must be those from before the outcome; [LinkedCustomers] has
// the outcomes of customers whose answers came before. An outcome needs a horizon, the
// same for all, and customers who were followed up to it: who left within a year, of those
// who came at least a year ago. With customers whose time is not over, use
// [ConcordanceOf]. It does not modify the slices. Its time grows like that of sorting
// them.
//
// AUCOf returns an error if:
//   - there are no customers ([ErrNoData]), or all have the outcome, or none has
//     ([ErrUndefined]);
//   - the scores are not as many as the outcomes ([ErrInvalid]), or one is not a finite
//     number ([*RowError] wrapping ErrInvalid).
//
// Source: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, Biometrics 44 (1988),
// 837-845.
func AUCOf(outcomes []bool, p Predictor) (AUC, error) {
	pl, err := p.placements(outcomes, "p.scores")
	if err != nil {
		return AUC{}, err
	}
	return AUC{Value: pl.area(), StandardError: pl.standardError(outcomes), With: pl.with, Without: pl.without}, nil
}

// validate says what is impossible about a.
func (a *AUC) validate() error {
	if a.With < 0 || a.Without < 0 || !(a.Value >= 0 && a.Value <= 1) || !(a.StandardError >= 0 && a.StandardError <= 1) {
		return invalid("area under the curve is not valid")
	}
	return nil
}

// MarshalJSON encodes an area. It returns an error wrapping [ErrInvalid] if a number is not
// finite.
func (a AUC) MarshalJSON() ([]byte, error) { return wire.Encode(&a) }

// UnmarshalJSON decodes an area. It refuses unknown and repeated keys, and figures that no
// area has. On error a is unchanged.
func (a *AUC) UnmarshalJSON(data []byte) error {
	return decode(data, "area under the curve", a, (*AUC).validate)
}

// Interval returns the confidence interval of Value, normal in the logit
//
//	L ± z · StandardError / (Value · (1 - Value))    with L = ln(Value / (1 - Value))
//
// turned back by 1 / (1 + e^-L), as fractions within 0..1. An area near 1 cannot spread
// upward as far as downward: the normal interval of 0.97, with 10 customers of 100 who have
// the outcome, covers 77 %, not 95, and this one 91.5 (simulated; 90.6 at 0.9, and 92.5 to
// 98.5 elsewhere). It takes the customers for different ones.
//
// Interval returns an error if:
//   - there are no customers with the outcome, or none without ([ErrNoData]);
//   - there is one of either, the metric separates the two completely, or its scores are
//     all tied ([ErrUndefined]);
//   - level is not between 0 and 1, or the AUC is not valid ([ErrInvalid]).
//
// Source: G. Qin and L. Hotilovac, Stat. Methods Med. Res. 17 (2008), 207-221.
func (a AUC) Interval(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if err := a.validate(); err != nil {
		return Interval{}, err
	}
	switch {
	case a.With == 0 || a.Without == 0:
		return Interval{}, noData("interval of the area under the curve")
	case a.With == 1 || a.Without == 1:
		return Interval{}, undefined("interval of the area under the curve: one customer has no spread")
	case a.Value == 0 || a.Value == 1:
		return Interval{}, undefined("interval of the area under the curve: the metric separates the customers completely")
	case a.StandardError == 0:
		return Interval{}, undefined("interval of the area under the curve: the placements have no spread")
	}
	return shareInterval(a.Value, a.StandardError, level), nil
}

// shareInterval returns the interval of a value between 0 and 1, normal in its logit.
func shareInterval(value, se, level float64) Interval {
	return logitInterval(math.Log(value/(1-value)), se/(value*(1-value)), value, level)
}

// logitInterval returns the interval of the value with this logit, whose standard error is se.
func logitInterval(logit, se, value, level float64) Interval {
	margin := float64(special.NormalQuantile(level) * se)
	return Interval{Low: min(special.Logistic(logit-margin), value), High: max(special.Logistic(logit+margin), value), Level: level}
}

// AUCDifference compares how well two metrics of the same customers predict one outcome, a
// minus b: Scores[i] of both and outcomes[i] are those of one customer. The standard error
// is DeLong's for correlated curves, and the test is normal. The 95 % interval covers
// 92.5 to 98.8 % where the areas are equal, of 10 to 1,000 customers (simulated); of 10 with the
// outcome and 90 without, 7 % have a P below 0.05. It is one
// test of different customers, decided beforehand. For three metrics there are three
// pairs: adjust their P by [Holm]; the largest of three areas is the largest by chance alone
// too, so metrics whose adjusted P is above 1 - level are not told apart. It does not modify
// the slices.
//
// AUCDifference returns the errors of [AUCOf], and:
//   - [ErrInvalid] if level is not between 0 and 1;
//   - [ErrUndefined] if only one customer has the outcome, or only one does not,
//     or the metrics place all customers alike.
//
// Source: as for AUCOf.
func AUCDifference(outcomes []bool, a, b Predictor, level float64) (Comparison, error) {
	if err := checkLevel(level); err != nil {
		return Comparison{}, err
	}
	pa, err := a.placements(outcomes, "a.scores")
	if err != nil {
		return Comparison{}, err
	}
	pb, err := b.placements(outcomes, "b.scores")
	if err != nil {
		return Comparison{}, err
	}
	if pa.with == 1 || pa.without == 1 {
		return Comparison{}, undefined("difference of areas: one customer has no spread")
	}
	for i := range pa.of {
		pa.of[i] -= pb.of[i]
	}
	pa.sum -= pb.sum
	se := pa.standardError(outcomes)
	if se == 0 {
		return Comparison{}, undefined("difference of areas: the metrics place all customers alike")
	}
	return normalComparison(pa.area(), pa.area(), se, -1, 1, level), nil
}

// placements are, for each customer, twice the number of those on the other side of the
// outcome whose scores are on the right side; equal scores count one half. The sum over the
// customers with the outcome is that over those without.
type placements struct {
	of            []int64
	sum           int64
	with, without int64
}

// placements returns those of a metric, whose scores an error calls of.
func (p Predictor) placements(outcomes []bool, of string) (placements, error) {
	if len(p.Scores) != len(outcomes) {
		return placements{}, invalid("area under the curve: the scores are not as many as the outcomes")
	}
	order := make([]int32, len(outcomes))
	with := 0
	for i, score := range p.Scores {
		if !(math.Abs(score) <= math.MaxFloat64) {
			return placements{}, &RowError{Of: of, Row: i, Err: invalid("score is not a finite number")}
		}
		order[i] = int32(i)
		if outcomes[i] {
			with++
		}
	}
	without := len(outcomes) - with
	switch {
	case len(outcomes) == 0:
		return placements{}, noData("area under the curve")
	case with == 0 || without == 0:
		return placements{}, undefined("area under the curve: all customers have the outcome, or none has")
	}
	slices.SortFunc(order, func(i, j int32) int {
		if p.LowerPredicts {
			i, j = j, i
		}
		return cmp.Compare(p.Scores[i], p.Scores[j])
	})
	pl := placements{of: make([]int64, len(outcomes)), with: int64(with), without: int64(without)}
	withBelow, withoutBelow := 0, 0
	for from, to := 0, 0; from < len(order); from = to {
		withHere := 0
		for to < len(order) && p.Scores[order[to]] == p.Scores[order[from]] {
			if outcomes[order[to]] {
				withHere++
			}
			to++
		}
		withoutHere := to - from - withHere
		above := 2*(with-withBelow-withHere) + withHere
		below := 2*withoutBelow + withoutHere
		for _, i := range order[from:to] {
			if outcomes[i] {
				pl.of[i] = int64(below)
			} else {
				pl.of[i] = int64(above)
			}
		}
		pl.sum += int64(withHere) * int64(below)
		withBelow, withoutBelow = withBelow+withHere, withoutBelow+withoutHere
	}
	return pl, nil
}

// area returns the mean placement as a fraction.
func (pl placements) area() float64 {
	return float64(pl.sum) / 2 / (float64(pl.with) * float64(pl.without))
}

// standardError returns that of area, 0 if there is one customer of either kind.
func (pl placements) standardError(outcomes []bool) float64 {
	if pl.with == 1 || pl.without == 1 {
		return 0
	}
	var with, without float64 // squared distances from the mean, in units of 1/(2·with·without)
	for i, v := range pl.of {
		if outcomes[i] {
			d := float64(v*pl.with - pl.sum)
			with += float64(d * d)
		} else {
			d := float64(v*pl.without - pl.sum)
			without += float64(d * d)
		}
	}
	m, n := float64(pl.with), float64(pl.without)
	return math.Sqrt(with/(m*(m-1))+without/(n*(n-1))) / (2 * m * n)
}
