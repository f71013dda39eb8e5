package chart

import "math"

// Axis is an axis of numbers with round ticks, or of places 0, 1, 2 and on with labels.
type Axis struct {
	Title  string
	Unit   Unit
	Low    float64 // the ends, from the values where Low is not less than High
	High   float64
	Labels []string
}

// scale is an axis over a number of pixels.
type scale struct {
	low, high float64
	from, to  float64 // pixels
	ticks     []float64
	unit      Unit // of the ticks
}

// at returns the pixel of a value, that of an end for what is beyond.
func (s scale) at(v float64) float64 {
	v = min(max(v, s.low), s.high)
	return s.from + float64((s.to-s.from)*float64((v-s.low)/(s.high-s.low)))
}

// tick writes a tick.
func (s scale) tick(v float64) string { return s.unit.Text(v) }

// scaled returns the scale of an axis, with about so many ticks.
func (a Axis) scaled(values []float64, most int, from, to float64) scale {
	s := scale{from: from, to: to, unit: a.Unit}
	if a.Low < a.High && finite(a.Low) && finite(a.High) {
		s.low, s.high = a.Low, a.High
		ticks, places := Ticks(a.Low, a.High, most)
		s.unit.Places = places
		for _, t := range ticks {
			if t >= a.Low && t <= a.High {
				s.ticks = append(s.ticks, t)
			}
		}
		return s
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if finite(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	if low > high {
		low, high = 0, 1
	}
	if low == high {
		half := max(math.Pow10(-a.Unit.Places), math.Abs(low)/1e6)
		low, high = low-half, high+half
	}
	var places int
	s.ticks, places = Ticks(low, high, most)
	s.unit.Places = places
	s.low, s.high = s.ticks[0], s.ticks[len(s.ticks)-1]
	return s
}

// Ticks returns round numbers, whole multiples of 1, 2 or 5 times a power of ten, from at
// or below low to at or above high, with at most so many gaps between low and high, and
// the decimals that they need. It returns low and high where they are not two numbers
// that can be told apart.
func Ticks(low, high float64, most int) (ticks []float64, places int) {
	gap := (high - low) / float64(max(most, 1))
	if !(gap > 0) || math.IsInf(gap, 0) || gap < math.Abs(low)*1e-14 || gap < 1e-12 {
		return []float64{low, high}, 0
	}
	exponent := int(math.Floor(math.Log10(gap)))
	power, step := math.Pow10(exponent), 10.0
	for _, m := range []float64{1, 2, 5} {
		if m*power >= gap*(1-1e-12) {
			step = m
			break
		}
	}
	if step == 10 {
		step, exponent = 1, exponent+1
	}
	// A multiple of a negative power of ten is divided, so that 3 steps are 0.3.
	multiple := func(i float64) float64 {
		if exponent < 0 {
			return i*step/math.Pow10(-exponent) + 0
		}
		return i*step*math.Pow10(exponent) + 0
	}
	one := multiple(1)
	first, last := math.Floor(low/one+1e-9), math.Ceil(high/one-1e-9)
	for i := 0.0; i <= min(last-first, float64(most)+2); i++ {
		ticks = append(ticks, multiple(first+i))
	}
	return ticks, max(0, -exponent)
}

// label returns the label of a place, or a number.
func (a Axis) label(x float64) string {
	if i := int(x); x >= 0 && float64(i) == x && i < len(a.Labels) {
		return a.Labels[i]
	}
	return a.Unit.Text(x)
}
