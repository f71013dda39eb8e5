package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/cxmetrics/cx"
)

// A coding is a world of coders who are alike: how often each code is the right one, and how often
// a coder finds it. Who does not gives one of the others, each as likely.
type coding struct {
	right  []float64
	finds  float64
	coders int
}

// gives returns how often a coder gives a code where another is right.
func (c coding) gives(code, right int) float64 {
	if code == right {
		return c.finds
	}
	return (1 - c.finds) / float64(len(c.right)-1)
}

// value returns the coefficient of endless units, whose codes have these places.
func (c coding) value(places []float64) float64 {
	within, all := 0.0, 0.0
	for t, share := range c.right {
		for a := range c.right {
			for b := range c.right {
				d := places[a] - places[b]
				within += share * c.gives(a, t) * c.gives(b, t) * d * d
				for u, other := range c.right {
					all += share * other * c.gives(a, t) * c.gives(b, u) * d * d
				}
			}
		}
	}
	return 1 - within/all
}

// truth returns the coefficient of a method.
func (c coding) truth(method cx.AgreementMethod) float64 {
	places := make([]float64, len(c.right))
	given := make([]float64, len(c.right))
	for code := range given {
		for t, share := range c.right {
			given[code] += share * c.gives(code, t)
		}
	}
	switch method {
	case cx.OrdinalAlpha:
		below := 0.0
		for code, n := range given {
			places[code] = below + n/2
			below += n
		}
	case cx.IntervalAlpha:
		for code := range places {
			places[code] = float64(code)
		}
	default:
		// Codes that are not equal are all as far apart.
		po, pe := 0.0, 0.0
		for code := range given {
			pe += given[code] * given[code]
			for t, share := range c.right {
				po += share * c.gives(code, t) * c.gives(code, t)
			}
		}
		return (po - pe) / (1 - pe)
	}
	return c.value(places)
}

// draw draws the codes of n units.
func (c coding) draw(r *rand.Rand, n int) []cx.Coding {
	var rows []cx.Coding
	for unit := range n {
		right := pick(r, c.right)
		for coder := range c.coders {
			code := right
			if r.Float64() >= c.finds {
				if code = r.IntN(len(c.right) - 1); code >= right {
					code++
				}
			}
			rows = append(rows, cx.Coding{Unit: strconv.Itoa(unit), Coder: strconv.Itoa(coder), Code: strconv.Itoa(code)})
		}
	}
	return rows
}

// pick draws one of the shares.
func pick(r *rand.Rand, shares []float64) int {
	u := r.Float64()
	for i, share := range shares[:len(shares)-1] {
		if u -= share; u < 0 {
			return i
		}
	}
	return len(shares) - 1
}

func agreementTruths(method cx.AgreementMethod, coders int) []truth {
	var truths []truth
	for _, right := range [][]float64{{0.5, 0.5}, {0.8, 0.2}, {0.4, 0.3, 0.2, 0.1}} {
		for _, finds := range []float64{0.7, 0.9} {
			c := coding{right, finds, coders}
			value := c.truth(method)
			truths = append(truths, truth{fmt.Sprintf("%v, %v", right, finds), func(s size) func(*rand.Rand) (bool, error) {
				return func(r *rand.Rand) (bool, error) {
					a, err := cx.AgreementOf(c.draw(r, s.n), method, level)
					return holds(a.Value.Interval, err, value)
				}
			}})
		}
	}
	return truths
}

// nearly is the band of intervals that are a little narrow at 30 units.
var nearly = band{from: 30, low: 91.5, high: 98, least: 89, most: 100}

var agreementSizes = []size{{n: 10}, {n: 30}, {n: 100}, {n: 300}}

var agreement = []method{
	{
		name: "AgreementOf, CohenKappa", of: []string{"AgreementOf"}, note: "Two coders. Not below 30 units.", sizes: agreementSizes,
		band: nearly, slow: 10, truths: agreementTruths(cx.CohenKappa, 2),
	},
	{
		name: "AgreementOf, NominalAlpha", of: []string{"AgreementOf"}, note: "Three coders, and the jackknife. Not below 30 units.", sizes: agreementSizes,
		band: nearly, slow: 10, truths: agreementTruths(cx.NominalAlpha, 3),
	},
	{
		name: "AgreementOf, OrdinalAlpha", of: []string{"AgreementOf"}, note: "The same.", sizes: agreementSizes,
		band: nearly, slow: 10, truths: agreementTruths(cx.OrdinalAlpha, 3),
	},
	{
		name: "AgreementOf, IntervalAlpha", of: []string{"AgreementOf"}, note: "The same.", sizes: agreementSizes,
		band: nearly, slow: 10, truths: agreementTruths(cx.IntervalAlpha, 3),
	},
}
