package cx

import "math"

// Fit says how the parameters of a model were found: at the maximum of the likelihood of
// the rows, which every fitted model has reached. It belongs to the model's parameters,
// and is what their intervals come from, after a round trip through JSON too.
type Fit struct {
	LogLikelihood float64 `json:"log_likelihood"` // at the maximum
	Customers     int64   `json:"customers"`      // rows of the fit
	Evaluations   int     `json:"evaluations"`    // of the likelihood with its derivatives
	Iterations    int     `json:"iterations"`     // steps of the search, refused ones too
	GradientNorm  float64 `json:"gradient_norm"`  // length of the gradient by the logs of the parameters, at the maximum
	// Covariance is that of the logarithms of the parameters, in the order of the model's
	// fields: the inverse of the observed information.
	Covariance [][]float64 `json:"covariance,omitempty"`
}

// UnmarshalJSON decodes a fit. It refuses unknown and repeated keys, counts below 0, and a
// covariance that is none. On error f is unchanged.
func (f *Fit) UnmarshalJSON(data []byte) error {
	var v Fit
	ok, err := decodeObject(data, "fit", fields{
		"log_likelihood": &v.LogLikelihood, "customers": &v.Customers, "evaluations": &v.Evaluations,
		"iterations": &v.Iterations, "gradient_norm": &v.GradientNorm, "covariance": &v.Covariance,
	})
	if !ok {
		return err
	}
	if len(v.Covariance) == 0 {
		v.Covariance = nil
	}
	if err := v.check(len(v.Covariance)); err != nil {
		return err
	}
	*f = v
	return nil
}

// check says what is impossible about the fit of a model with n parameters. The zero Fit,
// that of parameters which a caller has typed in, is possible.
func (f *Fit) check(n int) error {
	bad := math.IsNaN(f.LogLikelihood) || math.IsInf(f.LogLikelihood, 0) || f.Customers < 0 ||
		f.Evaluations < 0 || f.Iterations < 0 || !(f.GradientNorm >= 0 && f.GradientNorm <= math.MaxFloat64)
	if bad {
		return invalid("fit: a number is negative or not finite")
	}
	if f.Covariance == nil {
		return nil
	}
	if len(f.Covariance) != n || n > maxParameters {
		return invalid("fit: the covariance is not one of the model's parameters")
	}
	for _, row := range f.Covariance {
		if len(row) != n {
			return invalid("fit: the covariance is not one of the model's parameters")
		}
	}
	for i, row := range f.Covariance {
		for j, c := range row {
			bound := math.Sqrt(f.Covariance[i][i]) * math.Sqrt(f.Covariance[j][j])
			if !(math.Abs(c) <= bound*(1+1e-9) && bound <= math.MaxFloat64) || c != f.Covariance[j][i] {
				return invalid("fit: the covariance is not one of the model's parameters")
			}
		}
	}
	return nil
}

// Forecast is a figure that a fitted model gives, its StandardError, and its Interval.
// Both cover the error of the parameters alone, which more customers make smaller, and
// not how far one customer may stray from the expected value.
type Forecast struct {
	Value         float64  `json:"value"`
	StandardError float64  `json:"standard_error"`
	Interval      Interval `json:"interval"`
}

// deltaStep is the difference in the logarithm of a parameter by which a figure's
// derivative is taken: the error of both its square and the rounding is below 1e-8.
const deltaStep = 1e-4

// delta returns the standard error of a function of the first n parameters by the delta
// method, from central differences in their logarithms.
//
// delta returns an error wrapping [ErrUndefined] if the model was not fitted, and one
// wrapping [ErrInvalid] if the fit is not valid or the result is not finite.
func (f *Fit) delta(p vector, n int, of func(p vector) float64) (float64, error) {
	if f.Covariance == nil {
		return 0, undefined("interval: the parameters do not come from a fit")
	}
	if err := f.check(n); err != nil {
		return 0, err
	}
	var slope vector
	for i := range n {
		up, down := p, p
		up[i] *= math.Exp(deltaStep)
		down[i] *= math.Exp(-deltaStep)
		slope[i] = (of(up) - of(down)) / (2 * deltaStep)
	}
	variance := 0.0
	for i, row := range f.Covariance {
		for j, c := range row {
			variance += float64(slope[i] * slope[j] * c)
		}
	}
	se := math.Sqrt(max(variance, 0))
	if !(se <= math.MaxFloat64) {
		return 0, invalid("interval: the figure or its error is outside the range of numbers")
	}
	return se, nil
}

// positive returns a figure above 0, as a mean or an amount, given as its logarithm, with
// its interval on that scale.
func (f *Fit) positive(p vector, n int, level float64, log func(p vector) float64) (Forecast, error) {
	if err := checkLevel(level); err != nil {
		return Forecast{}, err
	}
	se, err := f.delta(p, n, log)
	if err != nil {
		return Forecast{}, err
	}
	return positiveForecast(log(p), se, level)
}

// positiveForecast returns a figure above 0 from its logarithm and the standard error of
// that.
func positiveForecast(log, se, level float64) (Forecast, error) {
	value, d := math.Exp(log), normalQuantile(level)*se
	f := Forecast{
		Value: value, StandardError: value * se,
		Interval: Interval{Low: math.Exp(log - d), High: math.Exp(log + d), Level: level},
	}
	if !(f.StandardError <= math.MaxFloat64 && f.Interval.High <= math.MaxFloat64) {
		return Forecast{}, undefined("interval: the parameters are so uncertain that it has no end")
	}
	return f, nil
}

// probability returns a probability between 0 and 1, given as its logit, with its
// interval on that scale.
func (f *Fit) probability(p vector, n int, level float64, logit func(p vector) float64) (Forecast, error) {
	if err := checkLevel(level); err != nil {
		return Forecast{}, err
	}
	se, err := f.delta(p, n, logit)
	if err != nil {
		return Forecast{}, err
	}
	l, d := logit(p), normalQuantile(level)*se
	value := logistic(l)
	return Forecast{
		Value: value, StandardError: value * logistic(-l) * se,
		Interval: Interval{Low: logistic(l - d), High: logistic(l + d), Level: level},
	}, nil
}

// parameters returns the n parameters of a model with their intervals.
func (f *Fit) parameters(p vector, n int, level float64) ([]Forecast, error) {
	forecasts := make([]Forecast, n)
	for i := range forecasts {
		var err error
		if forecasts[i], err = f.positive(p, n, level, func(p vector) float64 { return math.Log(p[i]) }); err != nil {
			return nil, err
		}
	}
	return forecasts, nil
}

// The range of a parameter: beyond it a model is degenerate, and its figures overflow.
const leastParameter, mostParameter = 1e-100, 1e100

// checkParameters returns an error unless each of the parameters is in range.
func checkParameters(model string, parameters ...float64) error {
	for _, p := range parameters {
		if !(p >= leastParameter && p <= mostParameter) {
			return invalid("%s: a parameter is not a number above 0, from %g to %g", model, leastParameter, mostParameter)
		}
	}
	return nil
}
