package cx

import (
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// boxes returns the number of answers in the k best and the k worst points.
func (r Ratings) boxes(what string, k int) (top, bottom, total int64, err error) {
	if total, err = r.total(); err != nil {
		return 0, 0, 0, err
	}
	points := r.Scale.Points()
	if points == 0 {
		points = maxPoints // the zero Ratings has no answers in any box
	}
	if k < 1 || k > points {
		return 0, 0, 0, &RangeError{What: what + ": boxes", Got: int64(k), Min: 1, Max: int64(points)}
	}
	for i := range k {
		top += r.Counts[points-1-i]
		bottom += r.Counts[i]
	}
	if r.Scale.LowerIsBetter {
		top, bottom = bottom, top
	}
	return top, bottom, total, nil
}

// TopBox returns the share of answers in the k best points of the scale: 4 and 5
// are the top 2 of satisfaction 1..5, 1 and 2 of effort 1..5. It is also called
// top-2-box (T2B), for k = 2
//
//	answers in the k best points / answers
//
// and [Proportion.Rate] is its fraction. Without answers it is 0 of 0, whose Rate
// is [ErrNoData].
//
// TopBox returns an error wrapping [ErrInvalid] if k is not in 1..points, or the
// scale or a count is not valid.
func (r Ratings) TopBox(k int) (Proportion, error) {
	top, _, n, err := r.boxes("top box", k)
	return Proportion{Count: top, Base: n}, err
}

// BottomBox returns the share of answers in the k worst points of the scale. It
// is also called bottom-2-box, for k = 2
//
//	answers in the k worst points / answers
//
// and [Proportion.Rate] is its fraction. Without answers it is 0 of 0, whose Rate
// is [ErrNoData].
//
// BottomBox returns an error wrapping [ErrInvalid] if k is not in 1..points, or
// the scale or a count is not valid.
func (r Ratings) BottomBox(k int) (Proportion, error) {
	_, bottom, n, err := r.boxes("bottom box", k)
	return Proportion{Count: bottom, Base: n}, err
}

// netBoxes returns the boxes of two classes that do not overlap.
func (r Ratings) netBoxes(k int) (top, bottom, total int64, err error) {
	if top, bottom, total, err = r.boxes("net box", k); err != nil {
		return 0, 0, 0, err
	}
	if total == 0 {
		return 0, 0, 0, noData("net box")
	}
	if points := r.Scale.Points(); 2*k > points {
		return 0, 0, 0, &RangeError{What: "net box: boxes", Got: int64(k), Min: 1, Max: int64(points / 2)}
	}
	return top, bottom, total, nil
}

// NetBox returns the net share of the k best points
//
//	100 * (TopBox(k) - BottomBox(k))
//
// in percentage points from -100 to 100, rounded half away from zero to [Places].
//
// NetBox returns an error if:
//   - r holds no answers ([ErrNoData]);
//   - k is not in 1..points/2, or the scale or a count is not valid ([ErrInvalid]).
func (r Ratings) NetBox(k int) (decimal.Decimal, error) {
	top, bottom, total, err := r.netBoxes(k)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.Divide(decimal.New(top-bottom, 2), decimal.NewFromInt(total)), nil
}

// NetBoxInterval returns the confidence interval of NetBox(k) in percentage
// points from -100 to 100. It is the score interval of [NPS.Interval], with the
// boxes for the classes, and takes the answers for those of different customers.
//
// NetBoxInterval returns an error if:
//   - r holds no answers ([ErrNoData]);
//   - k is not in 1..points/2, level is not between 0 and 1, or the scale or a
//     count is not valid ([ErrInvalid]).
func (r Ratings) NetBoxInterval(k int, level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	top, bottom, total, err := r.netBoxes(k)
	if err != nil {
		return Interval{}, err
	}
	return tangoInterval(float64(bottom), float64(top), float64(total), level), nil
}

// classes returns the number of answers in each class.
func (r Ratings) classes() (top, middle, bottom int64, err error) {
	if _, err := r.total(); err != nil {
		return 0, 0, 0, err
	}
	for i := range r.Scale.Points() {
		switch n := r.Counts[i]; r.Scale.class(r.Scale.Min + i) {
		case TopClass:
			top += n
		case MiddleClass:
			middle += n
		default:
			bottom += n
		}
	}
	return top, middle, bottom, nil
}
