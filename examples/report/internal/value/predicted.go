package value

import (
	"github.com/cxmetrics/cx"
)

// ParametersOf names the parameters of a model, and adds their intervals if it has any.
func ParametersOf(names []string, values []float64, forecasts []cx.Estimate, err error) []Parameter {
	parameters := make([]Parameter, len(names))
	for i, value := range values {
		var f cx.Estimate
		if err == nil {
			f = forecasts[i]
		}
		parameters[i] = Parameter{names[i], *PredictedOf(value, 1, f, err)}
	}
	return parameters
}

// PredictedOf returns a figure of a model, with its interval if it has one, times a
// factor.
func PredictedOf(value, factor float64, f cx.Estimate, err error) *Predicted {
	p := &Predicted{Value: factor * value}
	if err == nil {
		se := factor * f.StandardError
		p.StandardError = &se
		p.Interval = cx.Interval{Low: factor * f.Interval.Low, High: factor * f.Interval.High, Level: f.Interval.Level}
	}
	return p
}
