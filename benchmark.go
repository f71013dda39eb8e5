package cx

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// Benchmark is a published figure of others to hold one's own against: Low, Median and High are the
// ends and the middle of what is usual, such as the quartiles, and Values the figures of the single
// companies where they are known. Either may be missing: Low, Median and High are all 0 then. The
// host brings them, from its Source; the package has none.
//
// One's own past is the better benchmark, and comes first: Difference of the tally. How far a score
// is from a figure of others, with its error, says DifferenceFrom, as [NPS.DifferenceFrom].
type Benchmark struct {
	Name string `json:"name,omitzero"` // for people
	// Metric is what was measured: a name of the catalog, as in [Metrics].
	Metric string `json:"metric"`
	// Scale is that of the question. It is zero for a metric that has none, and may be for an
	// NPS on 0..10.
	Scale    Scale             `json:"scale,omitzero"`
	Industry string            `json:"industry,omitzero"` // of the others
	Country  string            `json:"country,omitzero"`  // of the others
	Source   string            `json:"source"`            // who says so, and where; never blank
	Period   Period            `json:"period,omitzero"`   // in which it was measured
	Low      decimal.Decimal   `json:"low"`
	Median   decimal.Decimal   `json:"median"`
	High     decimal.Decimal   `json:"high"`
	Values   []decimal.Decimal `json:"values,omitempty"` // in ascending order, at most 100,000
}

// maxBenchmarkValues is the largest number of values of a benchmark.
const maxBenchmarkValues = 100_000

// validate says what is wrong with b.
func (b *Benchmark) validate() error {
	if isBlank(b.Source) || isBlank(b.Metric) {
		return invalid("benchmark: the source or the metric is blank")
	}
	if !b.Scale.isZero() {
		if err := b.Scale.Validate(); err != nil {
			return err
		}
	}
	if b.Period != (Period{}) {
		if err := b.Period.Validate(); err != nil {
			return err
		}
	}
	for _, d := range []decimal.Decimal{b.Low, b.Median, b.High} {
		if err := exact.Check("benchmark", d); err != nil {
			return err
		}
	}
	if b.hasRange() && !(b.Low.Cmp(b.Median) < 0 && b.Median.Cmp(b.High) < 0) {
		return invalid("benchmark is not in the order low < median < high")
	}
	if len(b.Values) > maxBenchmarkValues {
		return &RangeError{What: "number of values of a benchmark", Got: int64(len(b.Values)), Max: maxBenchmarkValues}
	}
	for i, v := range b.Values {
		err := exact.Check("value", v)
		if err == nil && i > 0 && v.Cmp(b.Values[i-1]) < 0 {
			err = invalid("values are not in ascending order")
		}
		if err != nil {
			return &RowError{Of: "values", Row: i, Err: err}
		}
	}
	return nil
}

// hasRange reports whether the benchmark has Low, Median and High.
func (b *Benchmark) hasRange() bool {
	return !b.Low.IsZero() || !b.Median.IsZero() || !b.High.IsZero()
}

// Fits returns nil if the benchmark is of this metric and this scale, so that a figure can be held
// against it at all. Most published figures cannot: a CSAT in percent of two boxes of 1..5 is no
// mean, and no percent of 1..10. The zero scale, as that of a metric without a scale, is 0..10 of
// an NPS, too. Whether the others asked whom you ask, in the same channel, it cannot say.
//
// Fits returns an error if:
//   - the metric or the scale is another ([ErrMismatch]);
//   - b is not valid ([ErrInvalid]).
func (b Benchmark) Fits(metric string, s Scale) error {
	if err := b.validate(); err != nil {
		return err
	}
	if metric != b.Metric {
		return mismatch("the benchmark is of another metric")
	}
	if recommendScale(s) != recommendScale(b.Scale) {
		return mismatch("the benchmark is on another scale")
	}
	return nil
}

// Position returns where a value is in the range of the benchmark
//
//	0.5·(value - Low)/(Median - Low) up to the median, 0.5 + 0.5·(value - Median)/(High - Median) above
//
// which is 0 at Low, 0.5 at Median and 1 at High, below 0 and above 1 beyond them, rounded half away
// from zero to [Places]. Where a lower figure is the better one, so is a lower position. How
// far off the value may be it does not say: see DifferenceFrom.
//
// Position returns an error if:
//   - Low, Median and High are all 0, which is that they are missing ([ErrUndefined]);
//   - they are not in ascending order, b is not valid, or value has more than 34 digits
//     ([ErrInvalid]).
func (b Benchmark) Position(value decimal.Decimal) (decimal.Decimal, error) {
	if err := b.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if err := exact.Check("value", value); err != nil {
		return decimal.Decimal{}, err
	}
	if !b.hasRange() {
		return decimal.Decimal{}, undefined("position: the benchmark has no low, median and high")
	}
	above, from, to := decimal.Decimal{}, b.Low, b.Median
	if value.Cmp(b.Median) > 0 {
		above, from, to = decimal.NewFromInt(1), b.Median, b.High
	}
	span := to.Sub(from)
	half := value.Sub(from).Add(above.Mul(span))
	return exact.Divide(half, span.Mul(decimal.NewFromInt(2))), nil
}

// Percentile returns the share of the Values that are below a value, those equal to it half
//
//	(number below + number equal / 2) / number of values
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]: 0.75 is above three quarters
// of the others. It is also called the percentile rank.
//
// Percentile returns an error if:
//   - the benchmark has no values ([ErrNoData]);
//   - they are not in ascending order, b is not valid, or value has more than 34 digits
//     ([ErrInvalid]).
func (b Benchmark) Percentile(value decimal.Decimal) (decimal.Decimal, error) {
	if err := b.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if err := exact.Check("value", value); err != nil {
		return decimal.Decimal{}, err
	}
	if len(b.Values) == 0 {
		return decimal.Decimal{}, noData("percentile of a benchmark")
	}
	below, _ := slices.BinarySearchFunc(b.Values, value, decimal.Decimal.Cmp)
	within, _ := slices.BinarySearchFunc(b.Values, value, func(v, value decimal.Decimal) int {
		if v.Cmp(value) <= 0 {
			return -1
		}
		return 1
	})
	return exact.Divide(decimal.NewFromInt(int64(below+within)), decimal.NewFromInt(int64(2*len(b.Values)))), nil
}

// MarshalJSON encodes a benchmark, its figures as texts. It returns an error wrapping [ErrInvalid]
// if b is not valid.
func (b Benchmark) MarshalJSON() ([]byte, error) { return encode(&b, b.validate()) }

// UnmarshalJSON decodes a benchmark. It refuses unknown and repeated keys, and one that is not
// valid. On error b is unchanged.
func (b *Benchmark) UnmarshalJSON(data []byte) error {
	return decode(data, "benchmark", b, (*Benchmark).validate)
}
