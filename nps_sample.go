package cx

import (
	"math"

	"github.com/cxmetrics/cx/internal/special"
)

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
