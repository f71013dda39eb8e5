package reference

import (
	"encoding/json"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// answers is a list of answers: integers, texts as a file has them, or null for none.
type answers []json.RawMessage

// given returns the answers that were given.
func (a answers) given() ([]int, error) {
	var ratings []int
	for _, raw := range a {
		if string(raw) == "null" {
			continue
		}
		rating, err := cx.ParseRating(strings.Trim(string(raw), `"`))
		if err != nil {
			return nil, err
		}
		ratings = append(ratings, rating)
	}
	return ratings, nil
}

// npsScale returns the tally of a scale, which may be absent.
func npsScale(s cx.Scale) (cx.NPS, error) {
	if s == (cx.Scale{}) {
		return cx.NPS{}, nil
	}
	return cx.NPSOn(s)
}

type npsAtLevel struct {
	npsCounts
	Level      float `json:"level"`
	Population int64 `json:"population"`
}

type npsCounts struct {
	Promoters  int64    `json:"promoters"`
	Passives   int64    `json:"passives"`
	Detractors int64    `json:"detractors"`
	Scale      cx.Scale `json:"scale"`
}

func (c npsCounts) nps() cx.NPS {
	return cx.NPS{Promoters: c.Promoters, Passives: c.Passives, Detractors: c.Detractors, Scale: c.Scale}
}

// npsInterval makes a call of one of the intervals.
func npsInterval(of func(cx.NPS, float64) (cx.Interval, error)) vectorCall {
	return vector(func(in npsAtLevel) (figs, error) { return limits(of(in.nps(), float64(in.Level))) })
}

var _ = addVectors(map[string]vectorCall{
	"nps.score": vector(func(in npsCounts) (figs, error) {
		score, err := in.nps().Score()
		return one("score", score, err)
	}),
	"nps.of_scores": vector(func(in struct {
		Scores answers  `json:"scores"`
		Scale  cx.Scale `json:"scale"`
	}) (figs, error) {
		n, err := npsScale(in.Scale)
		if err != nil {
			return nil, err
		}
		scores, err := in.Scores.given()
		if err != nil {
			return nil, err
		}
		for _, s := range scores {
			if err := n.Add(s); err != nil {
				return nil, err
			}
		}
		score, err := n.Score()
		return figs{"promoters": n.Promoters, "passives": n.Passives, "detractors": n.Detractors, "score": score}, err
	}),
	"nps.merge": vector(func(in struct {
		Groups []npsCounts `json:"groups"`
	}) (figs, error) {
		var all cx.NPS
		for _, g := range in.Groups {
			if err := all.Merge(g.nps()); err != nil {
				return nil, err
			}
		}
		score, err := all.Score()
		return figs{"answers": all.Total(), "score": score}, err
	}),
	"nps.variance": vector(func(in npsCounts) (figs, error) {
		v, err := in.nps().Variance()
		if err != nil {
			return nil, err
		}
		se, err := in.nps().StandardError()
		return figs{"variance": v, "standard_error": se}, err
	}),
	"nps.interval":               npsInterval(cx.NPS.Interval),
	"nps.interval_adjusted_wald": npsInterval(cx.NPS.AdjustedWaldInterval),
	"nps.interval_wald":          npsInterval(cx.NPS.WaldInterval),
	"nps.interval_t":             npsInterval(cx.NPS.TInterval),
	"nps.interval_of": vector(func(in npsAtLevel) (figs, error) {
		return limits(in.nps().IntervalOf(in.Population, float64(in.Level)))
	}),
	"nps.bounds": vector(func(in struct {
		npsCounts
		Missing int64 `json:"missing"`
	}) (figs, error) {
		low, high, err := in.nps().Bounds(in.Missing)
		return figs{"low": low, "high": high}, err
	}),
	"nps.weighted": vector(func(in struct {
		Scores  []int             `json:"scores"`
		Weights []decimal.Decimal `json:"weights"`
	}) (figs, error) {
		w, err := cx.WeightedNPSOf(in.Scores, in.Weights)
		if err != nil {
			return nil, err
		}
		score, err := w.Score()
		if err != nil {
			return nil, err
		}
		size, err := w.EffectiveSize()
		return figs{"score": score, "effective_size": size}, err
	}),
})

type shareAtLevel struct {
	share
	Level      float `json:"level"`
	Population int64 `json:"population"`
	Missing    int64 `json:"missing"`
}

type share struct {
	Count int64 `json:"count"`
	Base  int64 `json:"base"`
}

func (s share) proportion() cx.Proportion { return cx.Proportion{Count: s.Count, Base: s.Base} }

var _ = addVectors(map[string]vectorCall{
	"proportion.rate": vector(func(in share) (figs, error) {
		rate, err := in.proportion().Rate()
		return one("rate", rate, err)
	}),
	"proportion.interval": vector(func(in shareAtLevel) (figs, error) {
		return limits(in.proportion().Interval(float64(in.Level)))
	}),
	"proportion.interval_of": vector(func(in shareAtLevel) (figs, error) {
		return limits(in.proportion().IntervalOf(in.Population, float64(in.Level)))
	}),
	"proportion.bounds": vector(func(in shareAtLevel) (figs, error) {
		low, high, err := in.proportion().Bounds(in.Missing)
		return figs{"low": low, "high": high}, err
	}),
	"proportion.rate_ratio": vector(func(in struct {
		First  share `json:"first"`
		Second share `json:"second"`
		Level  float `json:"level"`
	}) (figs, error) {
		e, err := in.First.proportion().RateRatio(in.Second.proportion(), float64(in.Level))
		return figs{"ratio": e.Value, "low": e.Interval.Low, "high": e.Interval.High}, err
	}),
})
