package cx_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// driverContract is what drivers promise.
func driverContract(t *testing.T) cxtest.Contract {
	d := driversOf(t, driversAsked(3), driverOracle())
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  driverCodecs(),
		Laws: []cxtest.Law{
			cxtest.Laws[cx.Drivers, *cx.Drivers]{
				Empty:  driversAsked(3),
				Values: []cx.Drivers{d, driversOf(t, driversAsked(3), driverOracle()[:1]), driversAsked(3), {Outcome: d.Outcome, Questions: d.Questions, Incomplete: math.MaxInt64 / 4}},
				Add: func(d *cx.Drivers, row byte) error {
					return d.Add("c"+strconv.Itoa(int(row%50)), int(row%11), []int{1 + int(row%5), 1 + int(row/5%5), 1 + int(row/25%5)})
				},
				Total: cx.Drivers.Total,
			},
		},
		Values: []any{cxtest.Must(d.RelativeWeights(0.95))},
	}
}

func driverCodecs() []cxtest.Codec {
	const (
		three = `{"min":1,"max":3,"bottom_max":1,"top_min":3}`
		begin = `{"outcome":` + three + `,"questions":[{"name":"price","kind":"rating","scale":` + three + `}],"incomplete":4,`
	)
	bad := []string{
		`{"incomplete":-1}`, `{"incomplete":1}`, `{"answers":1}`, `{"blocks":[[0,1,0,0,0,0,0]],"answers":1}`,
		begin + `"answers":1}`, begin + `"answers":2,"blocks":[[3,1,2,1,4,2,1]]}`,
		`{"outcome":` + three + `,"answers":0}`, begin[:len(begin)-len(`"incomplete":4,`)] + `"incomplete":-1}`,
	}
	for _, blocks := range []string{
		`[32,1,2,1,4,2,1]`, `[-1,1,2,1,4,2,1]`, `[]`, `[3]`, `[3,1,2,1,4,2]`, `[3,1,2,1,4,2,1,0]`, // block, length
		`[3,0,0,0,0,0,0]`, `[3,1,2,-1,4,2,1]`, // no answers, negative
		`[3,1,3,1,9,3,1]`, `[3,1,2,1,3,2,1]`, `[3,2,2,1,1,2,1]`, `[3,2,3,1,7,1,1]`, // sum above the most, parity, squares too small, too large
		`[3,2,3,1,5,3,1]`, `[3,2,2,2,4,3,2]`, `[3,2,2,2,2,1,2]`, `[3,3,3,2,3,1,4]`, `[3,3,4,4,8,3,8]`, // products that no two ratings have
	} {
		bad = append(bad, begin+`"answers":1,"blocks":[`+blocks+`]}`, begin+`"answers":2,"blocks":[`+blocks+`]}`, begin+`"answers":3,"blocks":[`+blocks+`]}`)
	}
	bad = append(bad, begin+`"answers":2,"blocks":[[3,1,2,1,4,2,1],[3,1,2,1,4,2,1]]}`)
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Drivers](begin+`"answers":3,"blocks":[[3,1,2,1,4,2,1],[17,2,3,1,5,1,1]]}`).
			WithCounts("incomplete", "answers", "blocks").WithNeeded("outcome", "questions", "questions.scale", "blocks").WithBad(bad...),
	}
}

func TestDriver_Contract(t *testing.T) { driverContract(t).Run(t) }

func FuzzDriverJSON(f *testing.F) { cxtest.FuzzCodecs(f, driverCodecs(), cx.ErrInvalid) }

func TestDriver_golden(t *testing.T) {
	d := driversOf(t, driversAsked(1), []driverRow{{"ada", 10, []int{4}}, {"bob", 3, []int{5}}, {"ada", 9, []int{4}}, {"eve", 0, nil}})
	cxtest.Golden(t, "driver", map[string]any{"drivers": d, "drivers_zero": cx.Drivers{}})
}
