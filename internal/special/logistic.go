package special

import "math"

// Logistic returns 1/(1+e^-x).
func Logistic(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

// LogisticAndLog returns Logistic(x) and LogAddOne(x), which share most of their work.
func LogisticAndLog(x float64) (logistic, log float64) {
	e := math.Exp(-math.Abs(x))
	log = max(x, 0) + math.Log1p(e)
	if x >= 0 {
		return 1 / (1 + e), log
	}
	return e / (1 + e), log
}

// LogAddOne returns ln(1 + e^x).
func LogAddOne(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

// LogAdd returns ln(e^x + e^y), one of which may be -Inf.
func LogAdd(x, y float64) float64 { return max(x, y) + LogAddOne(min(x, y)-max(x, y)) }
