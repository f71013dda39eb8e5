package cx

import (
	"slices"

	"github.com/cxmetrics/cx/internal/wire"
)

// driversWire is the JSON form of [Drivers].
type driversWire struct {
	Outcome    Scale      `json:"outcome,omitzero"`
	Questions  []Question `json:"questions,omitempty"`
	Incomplete int64      `json:"incomplete"`
	Answers    int64      `json:"answers"`
	Blocks     [][]int64  `json:"blocks,omitempty"`
}

// MarshalJSON encodes a tally: the questions, and the sums of the blocks that have answers. It
// returns an error wrapping [ErrInvalid] if the questions are not valid, or not those of the
// answers.
func (d Drivers) MarshalJSON() ([]byte, error) {
	g, err := d.validate()
	if err != nil {
		return nil, err
	}
	form := driversWire{Outcome: d.Outcome, Questions: d.Questions, Incomplete: d.Incomplete, Answers: d.Total()}
	if c := d.counts(); c != nil {
		for i := range driverBlocks {
			if block := c.moments[i*g.width() : (i+1)*g.width()]; block[0] > 0 {
				form.Blocks = append(form.Blocks, append([]int64{int64(i)}, block...))
			}
		}
	}
	return wire.Encode(&form)
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and sums that no
// answers have. On error d is unchanged.
func (d *Drivers) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "drivers", d, driversOfWire)
}

func driversOfWire(form *driversWire) (Drivers, error) {
	d := Drivers{Outcome: form.Outcome, Questions: form.Questions, Incomplete: form.Incomplete}
	g, err := d.validate()
	if err != nil {
		return Drivers{}, err
	}
	d.form = g
	if len(form.Blocks) > 0 && g != nil {
		d.earlier = &driverCounts{moments: make([]int64, driverBlocks*g.width())}
	}
	last, answers := int64(-1), int64(0)
	for i, block := range form.Blocks {
		if g == nil || len(block) != 1+g.width() || block[0] <= last || block[0] >= driverBlocks ||
			block[1] < 1 || block[1] > maxDriverAnswers-answers || !g.possible(block[1:]) {
			return Drivers{}, &RowError{Of: "blocks", Row: i, Err: invalid("drivers: no answers have these sums")}
		}
		last = block[0]
		answers += block[1]
		copy(d.earlier.moments[int(last)*g.width():], block[1:])
	}
	if answers != form.Answers {
		return Drivers{}, invalid("drivers: the number of answers is not that of the blocks")
	}
	if d.earlier != nil {
		d.earlier.answers = answers
	}
	return d, nil
}

// possible reports whether there can be answers that have these moments, as far as can be seen
// of any two ratings.
func (g *driverForm) possible(moments []int64) bool {
	if slices.Min(moments) < 0 {
		return false
	}
	s := momentsOf(moments, len(g.scales))
	for i := range g.scales {
		m, sum := int64(g.scales[i].Points()-1), s.sum(i)
		// The ratings are whole, from 0 to m.
		if sum > m*s.n || s.product(i, i)%2 != sum%2 || s.product(i, i) < sum || s.product(i, i) > m*sum || s.covariance(i, i) < 0 {
			return false
		}
		for j := range i {
			k, other, both := int64(g.scales[j].Points()-1), s.sum(j), s.product(j, i)
			// The products of how far both are from their ends are not negative, and no
			// correlation is beyond -1 and 1.
			if both > m*other || both > k*sum || both-m*other < k*sum-k*m*s.n ||
				!(float64(s.covariance(j, i)*s.covariance(j, i)) <= float64(float64(s.covariance(i, i)*s.covariance(j, j))*(1+1e-9))) {
				return false
			}
		}
	}
	return true
}
