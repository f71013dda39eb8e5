package cx_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// survivalCodecs are the decoders of lifespans and their curve.
func survivalCodecs() []cxtest.Codec {
	const step = `{"time":2.5,"at_risk":4,"churned":2,"survival":0.5,"greenwood":0.25}`
	const last = `{"time":9,"at_risk":1,"churned":1,"survival":0,"greenwood":0.25}`
	curve := func(steps, rest string) string { return `{"steps":[` + steps + `],` + rest + `}` }
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Lifespan](`{"entry":2,"exit":12.5,"churned":true}`).
			WithBad(`{"exit":-1}`, `{"entry":-1,"exit":1}`, `{"entry":2,"exit":2}`, `{"exit":1e999}`),
		cxtest.CodecOf[cx.SurvivalStep](step).WithCounts("at_risk", "churned").WithBad(
			`{"time":-1,"at_risk":4,"churned":2,"survival":0.5}`, `{"time":1,"at_risk":4,"churned":5,"survival":0.5}`, `{"time":1,"at_risk":4}`,
			`{"at_risk":4,"churned":2,"survival":1.5}`, `{"at_risk":4,"churned":2,"survival":-0.5}`, `{"at_risk":4,"churned":2,"greenwood":-1}`,
		),
		cxtest.CodecOf[cx.Survival](curve(step+","+last, `"customers":5,"churned":3,"last":9`)).WithCounts("at_risk", "churned", "customers").WithNeeded("steps").WithBad(
			`{"customers":-1}`, `{"last":-1,"customers":1}`, `{"last":1}`, `{"churned":1,"customers":1}`, `{"churned":-1,"customers":1}`,
			curve(last+","+step, `"customers":5,"churned":3,"last":9`),                        // out of order
			curve(step+","+step, `"customers":9,"churned":4,"last":9`),                        // twice
			curve(step+","+last, `"customers":5,"churned":3,"last":8`),                        // after the last exit
			curve(step+","+last, `"customers":3,"churned":3,"last":9`),                        // more at risk than there are
			curve(step+","+last, `"customers":5,"churned":2,"last":9`),                        // another number churned
			curve(step, `"customers":5,"churned":2`),                                          // no last exit
			curve(step, `"churned":2,"last":9`),                                               // nobody
			curve(`{"time":1,"at_risk":4,"churned":2}`, `"customers":5,"churned":2,"last":9`), // without what is derived
			curve(`{"time":1,"at_risk":4,"churned":2,"survival":0.5}`, `"customers":5,"churned":2,"last":9`),
			curve(`{"time":1,"at_risk":4,"churned":2,"survival":0.6,"greenwood":0.25}`, `"customers":5,"churned":2,"last":9`),
			curve(`{"time":1,"at_risk":4,"churned":2,"survival":0.5,"greenwood":0.3}`, `"customers":5,"churned":2,"last":9`),
			curve(step+`,{"time":9,"at_risk":2,"churned":1,"survival":0,"greenwood":0.75}`, `"customers":5,"churned":3,"last":9`),
		),
	}
}

func FuzzSurvivalJSON(f *testing.F) { cxtest.FuzzCodecs(f, survivalCodecs(), cx.ErrInvalid) }

// survivalContract is what the functions of lifespans promise.
func survivalContract(*testing.T) cxtest.Contract {
	lifespans, others, edges := spansOf("9 4+ 1-6 2"), spansOf("9 4+ 1-6"), []float64{0, 3, 9}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  survivalCodecs(),
		Calls: []cxtest.Call{
			{Func: "SurvivalOf", Args: []any{lifespans}, Do: func() (any, error) { return cx.SurvivalOf(lifespans) }},
			{Func: "HazardOf", Args: []any{lifespans, edges}, Do: func() (any, error) { return cx.HazardOf(lifespans, edges, 0.95) }, Sorted: true}, // the edges are, as they must
			{Func: "LogRank", Args: []any{lifespans, others}, Do: func() (any, error) { return cx.LogRank([][]cx.Lifespan{lifespans, others}, cx.EqualWeight) }},
		},
		Values: []any{cx.SurvivalQuantile{Time: 2, Reached: true}, cx.Estimate{Value: 3, StandardError: 1}},
	}
}

func TestSurvival_Contract(t *testing.T) { survivalContract(t).Run(t) }

// A curve of a literal is refused where what is derived is missing or wrong, wherever it is
// asked: 3 of 10 left, then 2 of 7, so that the shares are 0.7 and 0.5.
func TestSurvivalLiterals(t *testing.T) {
	valid := cx.Survival{
		Customers: 10, Churned: 5, Last: 9,
		Steps: []cx.SurvivalStep{
			{Time: 1, AtRisk: 10, Churned: 3, Survival: 0.7, Greenwood: 3. / 70},
			{Time: 4, AtRisk: 7, Churned: 2, Survival: 0.5, Greenwood: 3./70 + 2./35},
		},
	}
	queries := func(s cx.Survival) map[string]error {
		errs := map[string]error{}
		_, errs["At"] = s.At(5)
		_, errs["StandardError"] = s.StandardError(5)
		_, errs["Interval"] = s.Interval(5, 0.95, cx.PlainScale)
		_, errs["ChurnBetween"] = s.ChurnBetween(2, 5)
		_, errs["Median"] = s.Median(0.95, "")
		_, errs["Mean"] = s.Mean(5)
		_, errs["ExpectedLifetime"] = s.ExpectedLifetime()
		return errs
	}
	for name, err := range queries(valid) {
		if err != nil && name != "ExpectedLifetime" {
			t.Errorf("a valid curve: %s: %v", name, err)
		}
	}
	if s, err := valid.At(1); s != 0.7 || err != nil {
		t.Errorf("At(1) = %v, %v, want 0.7", s, err)
	}
	// Rounded as R prints it.
	rounded := valid
	rounded.Steps = slices.Clone(valid.Steps)
	rounded.Steps[1].Greenwood = 0.1
	if se, err := rounded.StandardError(5); err != nil || math.Abs(se-0.1581139) > 1e-7 {
		t.Errorf("StandardError of a rounded curve = %v, %v", se, err)
	}
	for name, change := range map[string]func(*cx.Survival){
		"no shares":           func(s *cx.Survival) { s.Steps[0].Survival, s.Steps[1].Survival = 0, 0 },
		"no last share":       func(s *cx.Survival) { s.Steps[1].Survival = 0 },
		"no first share":      func(s *cx.Survival) { s.Steps[0].Survival = 0 },
		"no errors":           func(s *cx.Survival) { s.Steps[0].Greenwood, s.Steps[1].Greenwood = 0, 0 },
		"no last error":       func(s *cx.Survival) { s.Steps[1].Greenwood = 0 },
		"another share":       func(s *cx.Survival) { s.Steps[1].Survival = 0.51 },
		"infinite error":      func(s *cx.Survival) { s.Steps[1].Greenwood = math.Inf(1) },
		"one time twice":      func(s *cx.Survival) { s.Steps[1].Time = 1 },
		"times that fall":     func(s *cx.Survival) { s.Steps[0].Time = 4.5 },
		"more than there are": func(s *cx.Survival) { s.Customers = 6 },
	} {
		s := valid
		s.Steps = slices.Clone(valid.Steps)
		change(&s)
		for query, err := range queries(s) {
			cxtest.Refuses(t, name+": "+query, err, cx.ErrInvalid)
		}
	}
	negative := valid
	negative.Customers = -1
	_, err := negative.At(1)
	cxtest.Refuses(t, "negative total", err, cx.ErrInvalid)
}

// What SurvivalOf returns is valid, with late entries and where the curve is 0 for a while.
func TestSurvivalOf_valid(t *testing.T) {
	for _, data := range []string{"9 4+ 1-6 2", "1 5-6 5-7", "1 1 5-6 5-7+", "0 0+", "3+", "2 2 2 2"} {
		s, err := cx.SurvivalOf(spansOf(data))
		if err != nil {
			t.Errorf("%s: %v", data, err)
			continue
		}
		var back cx.Survival
		if err := json.Unmarshal([]byte(cxtest.JSON(t, s)), &back); err != nil || !cmp.Equal(s, back) {
			t.Errorf("%s: %+v comes back as %+v, %v", data, s, back, err)
		}
	}
}
