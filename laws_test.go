package cx_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func proportionLaws() cxtest.Laws[cx.Proportion, *cx.Proportion] {
	return cxtest.Laws[cx.Proportion, *cx.Proportion]{
		Add: func(p *cx.Proportion, row byte) error { return p.Add(row%2 == 1) },
	}
}

func FuzzProportionJSON(f *testing.F) {
	cxtest.FuzzCodecs(f, []cxtest.Codec{cxtest.CodecOf[cx.Proportion](`{"count":3,"total":9}`)}, cx.ErrInvalid)
}

func FuzzProportionMerge(f *testing.F) { proportionLaws().Fuzz(f) }

// Every query refuses what no answers have.
func TestProportion_impossible(t *testing.T) {
	for name, p := range map[string]cx.Proportion{
		"negative count": {Count: -1, Total: 5},
		"negative total": {Count: -5, Total: -1},
		"count of none":  {Count: 1},
		"above the base": {Count: 6, Total: 5},
		"smallest":       {Count: math.MinInt64, Total: math.MinInt64},
	} {
		cxtest.Impossible(t, name, cx.Proportion{Count: 2, Total: 5}, p, cx.ErrInvalid)
	}
}

func TestProportion_errorsChangeNothing(t *testing.T) {
	const most = math.MaxInt64
	cxtest.Unchanged(t, "Proportion: full", cx.Proportion{Count: 1, Total: most}, func(p *cx.Proportion) error { return p.Add(false) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Proportion: impossible", cx.Proportion{Count: 2, Total: 1}, func(p *cx.Proportion) error { return p.Add(true) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "Proportion: overflow", cx.Proportion{Total: most}, cx.Proportion{Count: 1, Total: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Proportion: impossible", cx.Proportion{Total: 1}, cx.Proportion{Count: -1, Total: 1}, cx.ErrInvalid)
}
