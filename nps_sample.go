package cx

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/special"
)

// IntervalOf returns the confidence interval of Score in points where the answers are those of
// n out of a population, asked at random: the employees of a company, the accounts of a small
// vendor. It is Interval with the counts times
//
//	(population - 1) / (population - n)
//
// since what n of N answered is known for sure of those n: of 160 out of 200, Interval is twice
// too wide, and covers 100 %. With n = N the score itself is known, and Low and High are it.
// It is for one answer of each, and says nothing of those who did not want to answer: see
// Bounds. Over scores of populations of 125 and 1,250, of whom four fifths answered, it covers
// 95 %; of 25 people of whom one or two differ from the others 67 %, since the sample may miss them.
//
// IntervalOf returns an error if:
//   - n holds no answers ([ErrNoData]);
//   - population is below the number of answers, level is not between 0 and 1, or the scale
//     or a count is not valid ([ErrInvalid]).
//
// Source: W. G. Cochran, Sampling Techniques (1977), 2.6; T. Tango, as for Interval.
func (n NPS) IntervalOf(population int64, level float64) (Interval, error) {
	t, err := n.interval(level)
	if err != nil {
		return Interval{}, err
	}
	factor, err := populationFactor(n.Total(), population)
	if err != nil {
		return Interval{}, err
	}
	score := float64(100 * t.score())
	if math.IsInf(factor, 1) {
		return Interval{Low: score, High: score, Level: level}, nil
	}
	iv := tangoInterval(factor*t.detractors, factor*t.promoters, factor*t.n, level)
	iv.Low, iv.High = min(iv.Low, score), max(iv.High, score)
	return iv, nil
}

// Bounds returns between which scores that of all who were asked lies, whatever those would
// have answered who did not: the worst and the best case
//
//	100 * (Promoters - Detractors ± missing) / (answers + missing)
//
// in points from -100 to 100, rounded half away from zero to [Places]. They are no confidence
// interval, and have no level: where every customer was asked they hold for certain, and no
// weighting of the answers can promise less. It is also called the worst case of
// non-response. For how many were asked, missing is those less the answers.
//
// Bounds returns an error if:
//   - there are neither answers nor missing ([ErrNoData]);
//   - missing is negative, the total exceeds the largest int64, or the scale or a count is
//     not valid ([ErrInvalid]).
//
// Source: C. F. Manski, Partial Identification of Probability Distributions (2003), chapter 1.
func (n NPS) Bounds(missing int64) (low, high decimal.Decimal, err error) {
	total, err := n.total()
	if err != nil {
		return low, high, err
	}
	all, err := askedOf("bounds of NPS", total, missing)
	if err != nil {
		return low, high, err
	}
	net := n.Promoters - n.Detractors // of at most total, so that all fits
	return exact.Divide(decimal.New(net-missing, 2), all), exact.Divide(decimal.New(net+missing, 2), all), nil
}

// NPSSampleSize returns the number of answers for which the adjusted Wald interval
// of an NPS is at most score ± margin points
//
//	z²·V/margin² - 3
//
// rounded up once, at the end, and at least 1. It is also called the sample size:
// how many people must answer. For invitations divide it by the response rate.
// The variance V is [NPS.Variance] of an earlier survey, or 1, the worst case. A
// population that is not 0 is the number of customers there are to ask: the first
// term n0 becomes n0/(1+(n0-1)/population), and the result is at most the
// population.
//
// NPSSampleSize returns an error wrapping [ErrInvalid] if margin is not above 0 and
// at most 100, variance is not above 0 and at most 1, level is not between 0 and
// 1, population is negative, or the size exceeds the largest int64.
func NPSSampleSize(margin, variance, level float64, population int64) (int64, error) {
	if err := checkSample(margin, 100, level, variance); err != nil {
		return 0, err
	}
	if population < 0 {
		return 0, invalid("population is negative")
	}
	ratio := special.NormalQuantile(level) / (margin / 100)
	size := max(float64(ratio*ratio*variance), 1)
	if population > 0 && !math.IsInf(size, 1) {
		size /= 1 + (size-1)/float64(population)
	}
	n, err := wholeSize(size - 3)
	if population > 0 && (err != nil || n > population) {
		return population, nil
	}
	return n, err
}

// NPSSampleSizeForDifference returns the number of answers that each of two groups
// needs so that a difference of their NPS is found at this two-tailed level with
// this power (the probability of finding a difference that is there)
//
//	(z + z_power)²·(V1 + V2)/difference² - 3
//
// rounded up once, at the end, and at least 1. The variances V1 and V2 are
// [NPS.Variance] of earlier surveys, or 1, the worst case; with only one of them
// the result would be half of what is needed.
//
// NPSSampleSizeForDifference returns an error wrapping [ErrInvalid] if difference is
// not above 0 and at most 200, a variance is not above 0 and at most 1, level or
// power is not between 0 and 1, or the size exceeds the largest int64.
func NPSSampleSizeForDifference(difference, variance1, variance2, level, power float64) (int64, error) {
	if err := checkSample(difference, 200, level, variance1, variance2); err != nil {
		return 0, err
	}
	if err := checkFraction("power", power); err != nil {
		return 0, err
	}
	// The quantile of one tail: a level of 2·power - 1 has power below +z.
	z := max(special.NormalQuantile(level)+special.NormalQuantile(2*power-1), 0)
	ratio := z / (difference / 100)
	return wholeSize(float64(ratio*ratio*(variance1+variance2)) - 3)
}

func checkSample(points, most, level float64, variances ...float64) error {
	if err := checkLevel(level); err != nil {
		return err
	}
	if !(points > 0 && points <= most) {
		return invalid("difference or margin is not above 0 and at most %v points", most)
	}
	for _, v := range variances {
		if !(v > 0 && v <= 1) {
			return invalid("variance is not above 0 and at most 1")
		}
	}
	return nil
}
