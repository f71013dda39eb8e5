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

// LogisticsAndLogs makes Logistic(x) of each x, and puts LogAddOne(x) into logs, which share most
// of their work. It takes one step for all of them before the next: a processor then does that
// of several at a time.
func LogisticsAndLogs(x, logs []float64) {
	for i, x := range x {
		logs[i] = math.Exp(-math.Abs(x))
	}
	for i, e := range logs {
		part, log := e, math.Log1p(e)
		if x[i] >= 0 {
			part = 1
		}
		logs[i] = max(x[i], 0) + log
		x[i] = part / (1 + e)
	}
}

// LogAddOne returns ln(1 + e^x).
func LogAddOne(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

// LogAdd returns ln(e^x + e^y), one of which may be -Inf.
func LogAdd(x, y float64) float64 { return max(x, y) + LogAddOne(min(x, y)-max(x, y)) }
