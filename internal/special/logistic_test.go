package special

import (
	"math"
	"testing"
)

func TestLogistic(t *testing.T) {
	tests := []struct{ x, logistic, logAddOne float64 }{
		{0, 0.5, math.Ln2},
		{math.Log(3), 0.75, math.Log(4)},
		{-math.Log(3), 0.25, math.Log(4.0 / 3)},
		{800, 1, 800},
		{-700, math.Exp(-700), math.Exp(-700)},
		{-800, 0, 0},
		{math.Inf(1), 1, math.Inf(1)},
		{math.Inf(-1), 0, 0},
	}
	for _, tt := range tests {
		if got := Logistic(tt.x); got != tt.logistic && math.Abs(got-tt.logistic) > 1e-15*tt.logistic {
			t.Errorf("Logistic(%v) = %v, want %v", tt.x, got, tt.logistic)
		}
		x, logs := []float64{1, tt.x, 2}, make([]float64, 3)
		if LogisticsAndLogs(x, logs); x[1] != Logistic(tt.x) || logs[1] != LogAddOne(tt.x) || x[2] != Logistic(2) || logs[2] != LogAddOne(2) {
			t.Errorf("LogisticsAndLogs(1, %v, 2) = %v, %v, want %v, %v in the middle", tt.x, x, logs, Logistic(tt.x), LogAddOne(tt.x))
		}
		if got := LogAddOne(tt.x); got != tt.logAddOne && math.Abs(got-tt.logAddOne) > 2e-15*tt.logAddOne {
			t.Errorf("LogAddOne(%v) = %v, want %v", tt.x, got, tt.logAddOne)
		}
	}
	if got := LogAdd(math.Inf(-1), 2); got != 2 {
		t.Errorf("LogAdd(-Inf, 2) = %v, want 2", got)
	}
	near(t, "LogAdd", LogAdd(1000, 1000), 1000+math.Ln2, 1e-15)
}
