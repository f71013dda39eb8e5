package reference

import (
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// rated is a list of answers on a scale, with what the calls have beside it.
type rated struct {
	Ratings answers         `json:"ratings"`
	Scale   cx.Scale        `json:"scale"`
	K       int             `json:"k"`
	Level   float           `json:"level"`
	Of      decimal.Decimal `json:"of"`
	Weight  int64           `json:"weight"`
}

func (r rated) tally() (cx.Ratings, error) {
	given, err := r.Ratings.given()
	if err != nil {
		return cx.Ratings{}, err
	}
	return cx.RatingsOf(given, r.Scale)
}

func (r rated) csat() (cx.CSAT, error) {
	given, err := r.Ratings.given()
	if err != nil {
		return cx.CSAT{}, err
	}
	return cx.CSATOf(given, r.Scale)
}

func (r rated) ces() (cx.CES, error) {
	given, err := r.Ratings.given()
	if err != nil {
		return cx.CES{}, err
	}
	return cx.CESOf(given, r.Scale)
}

// ratingsCall makes a call of a function of the tally and the input.
func ratingsCall(f func(cx.Ratings, rated) (figs, error)) vectorCall {
	return vector(func(in rated) (figs, error) {
		r, err := in.tally()
		if err != nil {
			return nil, err
		}
		return f(r, in)
	})
}

// decimals asks for figures of one tally, and returns the first error.
func decimals(of map[string]func() (decimal.Decimal, error)) (figs, error) {
	out := figs{}
	for name, f := range of {
		v, err := f()
		if err != nil {
			return nil, err
		}
		out[name] = v
	}
	return out, nil
}

// box returns a way to ask for the rate of a box.
func box(of func(int) (cx.Proportion, error), k int) func() (decimal.Decimal, error) {
	return func() (decimal.Decimal, error) {
		p, err := of(k)
		if err != nil {
			return decimal.Decimal{}, err
		}
		return p.Rate()
	}
}

var _ = addVectors(map[string]vectorCall{
	"ratings.mean": ratingsCall(func(r cx.Ratings, _ rated) (figs, error) {
		out, err := decimals(map[string]func() (decimal.Decimal, error){"mean": r.Mean, "median": r.Median, "rescaled": r.Rescaled})
		if err == nil {
			out["answers"] = r.Total()
		}
		return out, err
	}),
	"ratings.deviation": ratingsCall(func(r cx.Ratings, _ rated) (figs, error) {
		sd, err := r.StandardDeviation()
		return one("standard_deviation", sd, err)
	}),
	"ratings.boxes": ratingsCall(func(r cx.Ratings, in rated) (figs, error) {
		return decimals(map[string]func() (decimal.Decimal, error){
			"top": box(r.TopBox, in.K), "bottom": box(r.BottomBox, in.K),
			"net": func() (decimal.Decimal, error) { return r.NetBox(in.K) },
		})
	}),
	"ratings.net_box_interval": ratingsCall(func(r cx.Ratings, in rated) (figs, error) {
		return limits(r.NetBoxInterval(in.K, float64(in.Level)))
	}),
	"ratings.t_interval": ratingsCall(func(r cx.Ratings, in rated) (figs, error) {
		return limits(r.TInterval(float64(in.Level)))
	}),
	"ratings.fair_mean": ratingsCall(func(r cx.Ratings, in rated) (figs, error) {
		mean, err := r.FairMean(in.Of, in.Weight)
		return one("mean", mean, err)
	}),
	"ratings.mean_interval": vector(func(in struct {
		Counts []int64  `json:"counts"`
		Scale  cx.Scale `json:"scale"`
		Level  float    `json:"level"`
	}) (figs, error) {
		r := cx.Ratings{Scale: in.Scale}
		copy(r.Counts[:], in.Counts)
		return limits(r.MeanInterval(float64(in.Level)))
	}),
	"csat.score": vector(func(in rated) (figs, error) {
		c, err := in.csat()
		if err != nil {
			return nil, err
		}
		score, err := c.Score()
		return figs{"satisfied": c.Satisfied().Count, "dissatisfied": c.Dissatisfied().Count, "answers": c.Total(), "score": score}, err
	}),
	"csat.variants": vector(func(in rated) (figs, error) {
		in.Scale = cx.SatisfactionScale(5)
		c, err := in.csat()
		if err != nil {
			return nil, err
		}
		return decimals(map[string]func() (decimal.Decimal, error){
			"top_two": c.Score, "mean": c.Mean, "rescaled": c.Rescaled,
			"top_box": func() (decimal.Decimal, error) {
				rate, err := box(c.TopBox, 1)()
				return rate.Shift(2), err
			},
			"net_box": func() (decimal.Decimal, error) { return c.NetBox(2) },
		})
	}),
	"csat.interval": vector(func(in rated) (figs, error) {
		c, err := in.csat()
		if err != nil {
			return nil, err
		}
		return limits(c.Interval(float64(in.Level)))
	}),
	"csat.merge": vector(func(in struct {
		Groups []rated `json:"groups"`
	}) (figs, error) {
		var all cx.CSAT
		for _, g := range in.Groups {
			c, err := g.csat()
			if err == nil {
				err = all.Merge(c)
			}
			if err != nil {
				return nil, err
			}
		}
		score, err := all.Score()
		return figs{"answers": all.Total(), "score": score}, err
	}),
	"ces.score": vector(func(in rated) (figs, error) {
		c, err := in.ces()
		if err != nil {
			return nil, err
		}
		out, err := decimals(map[string]func() (decimal.Decimal, error){
			"mean": c.Score, "easy": c.Easy().Rate, "difficult": c.Difficult().Rate, "net_ease": c.NetEase,
		})
		if err == nil {
			out["answers"] = c.Total()
		}
		return out, err
	}),
	"ces.merge": vector(func(in struct {
		Groups []rated `json:"groups"`
	}) (figs, error) {
		var all cx.CES
		for _, g := range in.Groups {
			c, err := g.ces()
			if err == nil {
				err = all.Merge(c)
			}
			if err != nil {
				return nil, err
			}
		}
		score, err := all.Score()
		return figs{"answers": all.Total(), "mean": score}, err
	}),
})
