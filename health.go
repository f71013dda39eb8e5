package cx

import (
	"errors"
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// HealthSignal is one of the values that a health score is made of, such as the days since the
// last login: Worst is worth 0 and Best 100, and what is beyond either is worth as much as it.
// Worst is above Best where less is better. Weight is how much the signal counts.
type HealthSignal struct {
	Name        string // which no other signal has
	Worst, Best float64
	Weight      float64 // above 0
}

// HealthRule is how a health score is made of signals. Bands are cuts, ascending, within 0..100:
// those at 40 and 70 make three bands, red below 40, yellow below 70 and green from there.
type HealthRule struct {
	Signals []HealthSignal
	Bands   []float64
}

// HealthBacktest is what a health score has told of customers of whom it is known since who was
// lost.
type HealthBacktest struct {
	AUC AUC `json:"auc"` // of the score: a low one speaks for being lost
	// OverEqual is the AUC less that of the score with equal weights. Weights that do not beat equal
	// ones are folklore: drop them. It is there if Tested is true: the weights are not equal, and
	// two customers or more were lost and two kept.
	OverEqual Comparison               `json:"over_equal"`
	Tested    bool                     `json:"tested"`  // OverEqual is there
	Signals   []Group[string, AUC]     `json:"signals"` // each alone, of the customers of whom it is known, in the order of the rule
	Bands     []Group[int, Proportion] `json:"bands"`   // who was lost of each band, from 0, the worst
	Unknown   int64                    `json:"unknown"` // customers without a score, who are left out
}

// Score returns the health score of a customer, from 0 to 100, and its band, from 0, the worst.
// Values are those of the signals, in their order; NaN is one that is not known, and is left out:
//
//	score = Σ weight · value of the signal / Σ weight
//	value of the signal = 100 · (value - Worst) / (Best - Worst), at least 0 and at most 100
//	band = the number of cuts that the score is at or above
//
// The score is rounded to 10 digits, so that one at a cut is not below it by the arithmetic. What
// it says depends on the weights, which are a choice: see [HealthRule.Backtest]. It does not
// modify the slice.
//
// Score returns an error if:
//   - the signals known have less than half of the weight of all ([ErrUndefined]);
//   - the values are not as many as the signals ([ErrInvalid]), or one is infinite
//     ([*RowError] wrapping ErrInvalid);
//   - there is no signal, the name of one is blank or there twice, its Worst and Best are alike
//     or not finite, its weight is not a finite number above 0, or the bands do not ascend
//     within 0..100 (ErrInvalid).
func (r HealthRule) Score(values []float64) (score float64, band int, err error) {
	weights, err := r.weights()
	if err != nil {
		return 0, 0, err
	}
	parts := make([]float64, len(values))
	if err := r.worth(parts, values); err != nil {
		return 0, 0, err
	}
	score, known := weightedWorth(parts, weights)
	if !known {
		return 0, 0, undefined("health score: the signals known have less than half of the weight")
	}
	return score, r.band(score), nil
}

// Backtest says how well the health scores of customers told who was lost: values[i] are those
// that [HealthRule.Score] takes, and lost[i] whether the customer left since. The values must be
// from before any of them left, and from one horizon before it for all; values of the day on
// which they are looked up know the outcome, and make every score perfect. Take other customers
// than those by whom the weights were chosen. The interval and the P of OverEqual are those of
// [AUCDifference], since both scores are of the same customers; it takes the customers for
// different ones, and of fewer than 30 lost, or kept, does not hold its level. A signal of which
// nothing is known of those lost, or of those kept, is not in Signals. It does not modify the
// slices. Its time grows like that of sorting the customers once for each signal.
//
// Backtest returns an error if:
//   - nobody has a score ([ErrNoData]), or all who have one were lost, or nobody was
//     ([ErrUndefined]);
//   - lost is not as long as values, level is not between 0 and 1, or the rule is one that Score
//     refuses ([ErrInvalid]);
//   - the values of a customer are ones that Score refuses as not valid ([*RowError] wrapping
//     ErrInvalid).
//
// Source: as for [AUCOf].
func (r HealthRule) Backtest(values [][]float64, lost []bool, level float64) (HealthBacktest, error) {
	weights, err := r.weights()
	if err != nil {
		return HealthBacktest{}, err
	}
	if err := checkLevel(level); err != nil {
		return HealthBacktest{}, err
	}
	if len(values) != len(lost) {
		return HealthBacktest{}, invalid("health score: the values are not of as many customers as there are in lost")
	}
	b := HealthBacktest{Bands: make([]Group[int, Proportion], len(r.Bands)+1)}
	for i := range b.Bands {
		b.Bands[i].Key = i
	}
	equal := make([]float64, len(weights))
	for i := range equal {
		equal[i] = 1
	}
	scored := make([]bool, 0, len(values)) // whether those with a score were lost
	scores, equally := make([]float64, 0, len(values)), make([]float64, 0, len(values))
	alone := make([]struct {
		lost   []bool
		scores []float64
	}, len(weights))
	parts := make([]float64, len(weights))
	for i := range values {
		if err := r.worth(parts, values[i]); err != nil {
			return HealthBacktest{}, &RowError{Of: "values", Row: i, Err: err}
		}
		score, known := weightedWorth(parts, weights)
		if !known {
			b.Unknown++
			continue
		}
		without, _ := weightedWorth(parts, equal)
		scored, scores, equally = append(scored, lost[i]), append(scores, score), append(equally, without)
		in := &b.Bands[r.band(score)].Tally
		in.Base++
		if lost[i] {
			in.Count++
		}
		for s, part := range parts {
			if !math.IsNaN(part) {
				alone[s].lost, alone[s].scores = append(alone[s].lost, lost[i]), append(alone[s].scores, part)
			}
		}
	}
	if b.AUC, err = AUCOf(scored, Predictor{Scores: scores, LowerPredicts: true}); err != nil {
		return HealthBacktest{}, err
	}
	b.OverEqual, err = AUCDifference(scored, Predictor{Scores: scores, LowerPredicts: true}, Predictor{Scores: equally, LowerPredicts: true}, level)
	if err != nil && !errors.Is(err, ErrUndefined) {
		return HealthBacktest{}, err
	}
	b.Tested = err == nil
	for s := range alone {
		area, err := AUCOf(alone[s].lost, Predictor{Scores: alone[s].scores, LowerPredicts: true})
		if err == nil { // else it is known of one kind alone
			b.Signals = append(b.Signals, Group[string, AUC]{Key: r.Signals[s].Name, Tally: area})
		}
	}
	return b, nil
}

// Lift returns how many times as often the customers of the lowest band were lost as those of
// all bands
//
//	(lost / customers) of the lowest band / (lost / customers) of all
//
// so that 1 says nothing. It returns an error wrapping [ErrUndefined] if nobody is in the lowest
// band, or nobody was lost; and one wrapping [ErrInvalid] if b is not valid.
func (b HealthBacktest) Lift() (decimal.Decimal, error) {
	if err := b.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if len(b.Bands) == 0 || b.Bands[0].Tally.Base == 0 || b.AUC.With == 0 {
		return decimal.Decimal{}, undefined("lift: nobody is in the lowest band, or nobody was lost")
	}
	low := b.Bands[0].Tally
	all := decimal.NewFromInt(b.AUC.With).Add(decimal.NewFromInt(b.AUC.Without))
	return exact.Divide(decimal.NewFromInt(low.Count).Mul(all), decimal.NewFromInt(low.Base).Mul(decimal.NewFromInt(b.AUC.With))), nil
}

// weights returns those of the signals, over the largest, or says what is wrong with a rule.
func (r HealthRule) weights() ([]float64, error) {
	if len(r.Signals) == 0 {
		return nil, invalid("health rule: there is no signal")
	}
	names, weights := make([]string, len(r.Signals)), make([]float64, len(r.Signals))
	most := 0.0
	for i, s := range r.Signals {
		switch {
		case !(math.Abs(s.Worst) <= math.MaxFloat64) || !(math.Abs(s.Best) <= math.MaxFloat64) || s.Worst/2 == s.Best/2:
			return nil, &RowError{Of: "signals", Row: i, Err: invalid("worst and best are alike, or not finite")}
		case !(s.Weight > 0 && s.Weight <= math.MaxFloat64):
			return nil, &RowError{Of: "signals", Row: i, Err: invalid("weight is not a finite number above 0")}
		}
		names[i] = s.Name
		most = max(most, s.Weight)
	}
	if i, err := checkTexts("name of the signal", names); err != nil {
		return nil, &RowError{Of: "signals", Row: i, Err: err}
	}
	for i, s := range r.Signals {
		weights[i] = s.Weight / most
	}
	for i, cut := range r.Bands {
		if !(cut >= 0 && cut <= 100) || i > 0 && cut <= r.Bands[i-1] {
			return nil, &RowError{Of: "bands", Row: i, Err: invalid("the cuts do not ascend within 0..100")}
		}
	}
	return weights, nil
}

// worth sets parts to what the values of a customer are worth, from 0 to 100, or NaN.
func (r HealthRule) worth(parts, values []float64) error {
	if len(values) != len(r.Signals) {
		return invalid("health score: the values are not as many as the signals")
	}
	for i, v := range values {
		if math.IsInf(v, 0) {
			return &RowError{Of: "values", Row: i, Err: invalid("the value is infinite")}
		}
		s := &r.Signals[i] // halves, since a difference may be beyond all numbers
		parts[i] = 100 * max(0, min(1, (v/2-s.Worst/2)/(s.Best/2-s.Worst/2)))
	}
	return nil
}

// weightedWorth returns the mean of what is known, and whether it has half of the weight.
func weightedWorth(parts, weights []float64) (mean float64, known bool) {
	var sum, weight, all float64
	for i, part := range parts {
		all += weights[i]
		if !math.IsNaN(part) {
			sum += float64(weights[i] * part)
			weight += weights[i]
		}
	}
	if weight == 0 || exact.TenDigits(2*weight) < exact.TenDigits(all) {
		return 0, false
	}
	return min(100, exact.TenDigits(sum/weight)), true
}

// band returns the number of cuts that score is at or above.
func (r HealthRule) band(score float64) int {
	n := 0
	for n < len(r.Bands) && score >= r.Bands[n] {
		n++
	}
	return n
}

// validate says what is impossible about b.
func (b *HealthBacktest) validate() error {
	if err := b.AUC.validate(); err != nil {
		return err
	}
	if b.Unknown < 0 {
		return invalid("health back-test: the unknown are fewer than none")
	}
	names := make([]string, len(b.Signals))
	for i := range b.Signals {
		names[i] = b.Signals[i].Key
		if err := b.Signals[i].Tally.validate(); err != nil {
			return err
		}
	}
	if _, err := checkTexts("name of the signal", names); err != nil {
		return err
	}
	lost, kept := b.AUC.With, b.AUC.Without
	for i, band := range b.Bands {
		if band.Key != i {
			return invalid("health back-test: the bands are not 0, 1, 2 and so on")
		}
		if err := band.Tally.validate(); err != nil {
			return err
		}
		lost, kept = lost-band.Tally.Count, kept-(band.Tally.Base-band.Tally.Count)
		if lost < 0 || kept < 0 {
			break
		}
	}
	if lost != 0 || kept != 0 {
		return invalid("health back-test: the customers of the bands are not those of the area")
	}
	return nil
}

// MarshalJSON encodes a back-test. It returns an error wrapping [ErrInvalid] if a number is not
// finite.
func (b HealthBacktest) MarshalJSON() ([]byte, error) { return wire.Encode(&b) }

// UnmarshalJSON decodes a back-test. It refuses unknown and repeated keys, and counts that no
// back-test has. On error b is unchanged.
func (b *HealthBacktest) UnmarshalJSON(data []byte) error {
	return decode(data, "health back-test", b, (*HealthBacktest).validate)
}
