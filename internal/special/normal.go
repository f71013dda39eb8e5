package special

import "math"

// NormalQuantile returns z so that a normal variable lies within ±z with the
// probability level, which is between 0 and 1.
func NormalQuantile(level float64) float64 { return float64(math.Sqrt2 * math.Erfinv(level)) }

// NormalTwoTailed returns the probability that a normal variable lies beyond ±z.
func NormalTwoTailed(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }
