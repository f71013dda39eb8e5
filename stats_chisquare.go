package cx

import "math"

// ChiSquare is the chi-square test of counts against those to be expected if nothing but chance
// were at work: [CrossTab.Test] and [SampleRatio] return it. ChiSquare is Pearson's statistic,
// the sum of (count - expected)²/expected, without a continuity correction, and
// DegreesOfFreedom are its own.
type ChiSquare struct {
	ChiSquare        float64 `json:"chi_square"`
	DegreesOfFreedom int     `json:"degrees_of_freedom"`
	// P is how often chance alone would bring a statistic as large as this one.
	P float64 `json:"p"`
	// CramersV is how strongly the rows and columns of a [CrossTab] go together, from 0 (not at
	// all) to 1 (the one tells the other). It is 0 for any other test.
	CramersV float64 `json:"cramers_v,omitzero"`
	// Sparse says that an expected count is below 5, so that P is not to be relied on.
	Sparse bool `json:"sparse,omitzero"`
}

func (c *ChiSquare) validate() error {
	if !(c.ChiSquare >= 0 && c.ChiSquare <= math.MaxFloat64) || c.DegreesOfFreedom < 0 ||
		!(c.P >= 0 && c.P <= 1) || !(c.CramersV >= 0 && c.CramersV <= 1) {
		return invalid("chi-square: the statistic or the degrees of freedom are below 0, or P or V is not in 0..1")
	}
	return nil
}

// MarshalJSON encodes a test. It returns an error wrapping [ErrInvalid] for figures that no
// test has.
func (c ChiSquare) MarshalJSON() ([]byte, error) { return encode(&c, c.validate()) }

// UnmarshalJSON decodes a test. It refuses unknown and repeated keys, and figures that no test
// has. On error c is unchanged.
func (c *ChiSquare) UnmarshalJSON(data []byte) error {
	return decode(data, "chi-square", c, (*ChiSquare).validate)
}
