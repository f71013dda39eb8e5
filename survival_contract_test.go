package cx_test

import (
	"testing"

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
		cxtest.CodecOf[cx.Survival](curve(step+","+last, `"total":5,"churned":3,"last":9`)).WithCounts("at_risk", "churned", "total").WithNeeded("steps").WithBad(
			`{"total":-1}`, `{"last":-1,"total":1}`, `{"last":1}`, `{"churned":1,"total":1}`, `{"churned":-1,"total":1}`,
			curve(last+","+step, `"total":5,"churned":3,"last":9`),                        // out of order
			curve(step+","+step, `"total":9,"churned":4,"last":9`),                        // twice
			curve(step+","+last, `"total":5,"churned":3,"last":8`),                        // after the last exit
			curve(step+","+last, `"total":3,"churned":3,"last":9`),                        // more at risk than there are
			curve(step+","+last, `"total":5,"churned":2,"last":9`),                        // another number churned
			curve(step, `"total":5,"churned":2`),                                          // no last exit
			curve(step, `"churned":2,"last":9`),                                           // nobody
			curve(`{"time":1,"at_risk":4,"churned":2}`, `"total":5,"churned":2,"last":9`), // without what is derived
			curve(`{"time":1,"at_risk":4,"churned":2,"survival":0.5}`, `"total":5,"churned":2,"last":9`),
			curve(`{"time":1,"at_risk":4,"churned":2,"survival":0.6,"greenwood":0.25}`, `"total":5,"churned":2,"last":9`),
			curve(`{"time":1,"at_risk":4,"churned":2,"survival":0.5,"greenwood":0.3}`, `"total":5,"churned":2,"last":9`),
			curve(step+`,{"time":9,"at_risk":2,"churned":1,"survival":0,"greenwood":0.75}`, `"total":5,"churned":3,"last":9`),
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
			{Func: "LogRank", Args: []any{lifespans, others}, Do: func() (any, error) { return cx.LogRank(cx.EqualWeight, lifespans, others) }},
		},
		Values: []any{cx.SurvivalQuantile{Time: 2, Reached: true}, cx.Estimate{Value: 3, StandardError: 1}},
	}
}

func TestSurvival_Contract(t *testing.T) { survivalContract(t).Run(t) }
