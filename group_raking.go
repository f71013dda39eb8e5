package cx

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/exact"
)

// RakingMargin is what is known of all customers: which share of them is in each class of one
// kind, such as an age or a plan. Name is for errors, Of tells the class of a row, and Shares are
// those of the classes, above 0 and exactly 1 in all.
type RakingMargin[R any] struct {
	Name   string
	Of     func(*R) string
	Shares []Group[string, decimal.Decimal]
}

// The limits of raking.
const (
	maxMargins       = 20
	maxMarginClasses = 1000
	maxRakingCycles  = 1000
)

// RakedWeights returns a weight for each row, in their order, so that in each margin every class
// has its share of the weights: the sample is then like the customers in age, and in plan, and so
// on, although nobody knows how many of each age have which plan. It is also called raking, rim
// weighting or iterative proportional fitting and, of one margin, post-stratification. The mean
// weight is 1; each is rounded half away from zero to [Places]. It does not modify its arguments.
//
// It begins with weights of 1, and takes the margins in turn, giving each class its share, until
// every class has its own to a part in 10^12, or the margins have had 1,000 turns each. No weight
// is cut. Large ones leave a small [WeightedRatings.EffectiveSize]: join a class that hardly
// anybody of the sample is in with another. Weights correct who was asked. Who did not want to
// answer they correct only as far as the margins tell what those would have said: see
// [NPS.Bounds].
//
// Shards do not merge: rake all rows, and tally shards of them then. Its time grows with the
// rows, and with the turns times the different combinations of classes.
//
// RakedWeights returns an error if:
//   - there are no rows ([ErrNoData]);
//   - no weights give all classes their shares, or nearly none: the margins contradict each
//     other in this sample ([ErrUndefined]);
//   - there are no margins, or more than 20 ([ErrInvalid]).
//
// It returns a [*RowError] wrapping [ErrInvalid]
//   - of margins, at the first whose name is blank or not UTF-8, whose function is nil, or whose
//     shares are not above 0, not exactly 1 in all, more than 1,000, or of a class that is there
//     twice or has no rows;
//   - of rows, at the first whose class has no share.
//
// Source: W. E. Deming and F. F. Stephan, Annals of Mathematical Statistics 11 (1940), 427-444.
func RakedWeights[R any](rows []R, margins []RakingMargin[R]) ([]decimal.Decimal, error) {
	if len(margins) < 1 || len(margins) > maxMargins {
		return nil, &RangeError{What: "number of margins", Got: int64(len(margins)), Min: 1, Max: maxMargins}
	}
	if len(rows) == 0 {
		return nil, noData("raked weights")
	}
	r := raking{cells: make([]int, len(rows)), targets: make([][]float64, len(margins))}
	classes := make([][]int, len(margins)) // by margin and row
	for i, m := range margins {
		var err error
		if classes[i], r.targets[i], err = classesOf(rows, m); err != nil {
			if _, known := err.(*RowError); !known {
				err = &RowError{Of: "margins", Row: i, Err: err}
			}
			return nil, err
		}
	}
	r.combine(classes)
	weights, ok := r.weights()
	if !ok {
		return nil, undefined("raked weights: the margins contradict each other in this sample")
	}
	rounded := make([]decimal.Decimal, len(weights)) // by combination
	for i, w := range weights {
		rounded[i] = decimal.New(int64(math.Round(w*1e8)), -Places).Normalize()
	}
	all := make([]decimal.Decimal, len(rows))
	for i, cell := range r.cells {
		all[i] = rounded[cell]
	}
	return all, nil
}

// classesOf returns the number of the class of each row, and for each class what the weights of
// its rows are to add up to.
func classesOf[R any](rows []R, m RakingMargin[R]) (classes []int, targets []float64, err error) {
	if err := checkName("name of the margin", m.Name); err != nil {
		return nil, nil, err
	}
	wrong := func(what string) error { return invalid("raking by %.15q: %s", m.Name, what) }
	if m.Of == nil {
		return nil, nil, wrong("the function is nil")
	}
	if len(m.Shares) > maxMarginClasses {
		return nil, nil, wrong("more than 1,000 classes")
	}
	index := count.NewIndex[string]()
	var sum exact.Sum
	for i, s := range m.Shares {
		switch err := exact.Check("share", s.Tally); {
		case err != nil:
			return nil, nil, err
		case s.Tally.Sign() <= 0:
			return nil, nil, wrong("a share is not above 0")
		case index.Slot(s.Key) != i:
			return nil, nil, wrong("a class has two shares")
		}
		sum.Add(s.Tally)
		targets = append(targets, s.Tally.InexactFloat64()*float64(len(rows)))
	}
	if !sum.Value().Equal(decimal.NewFromInt(1)) {
		return nil, nil, wrong("the shares do not add up to 1")
	}
	seen := make([]bool, len(targets))
	for i := range rows {
		class := index.Slot(m.Of(&rows[i]))
		if class >= len(targets) {
			return nil, nil, &RowError{Of: "rows", Row: i, Err: wrong("the class of the row has no share")}
		}
		classes = append(classes, class)
		seen[class] = true
	}
	for _, has := range seen {
		if !has {
			return nil, nil, wrong("a class that has a share has no rows")
		}
	}
	return classes, targets, nil
}

// raking is rows by their combinations of classes, one of each margin.
type raking struct {
	cells   []int       // by row, the number of its combination
	sizes   []float64   // by combination, its rows
	classes [][]int     // by margin and combination
	targets [][]float64 // by margin and class, what the weights of its rows are to add up to
}

// combine numbers the combinations of the classes of each row.
func (r *raking) combine(classes [][]int) {
	var pairs *count.Index[[2]int]
	for _, list := range classes {
		pairs = count.NewIndex[[2]int]()
		for i, class := range list {
			r.cells[i] = pairs.Slot([2]int{r.cells[i], class})
		}
	}
	r.sizes = make([]float64, len(pairs.Keys))
	r.classes = make([][]int, len(classes))
	for m := range classes {
		r.classes[m] = make([]int, len(r.sizes))
	}
	for i, cell := range r.cells {
		r.sizes[cell]++
		for m := range classes {
			r.classes[m][cell] = classes[m][i]
		}
	}
}

// weights returns the weight of a row of each combination, and false if there are none that give
// every class its share.
func (r *raking) weights() ([]float64, bool) {
	const tolerance = 1e-12
	weights := make([]float64, len(r.sizes))
	for i := range weights {
		weights[i] = 1
	}
	for range maxRakingCycles {
		off := 0.0
		for m, targets := range r.targets {
			factors := make([]float64, len(targets)) // first the sums
			for i, class := range r.classes[m] {
				factors[class] += float64(weights[i] * r.sizes[i])
			}
			for class, sum := range factors {
				factors[class] = targets[class] / sum
				off = max(off, math.Abs(factors[class]-1))
			}
			for i, class := range r.classes[m] {
				weights[i] *= factors[class]
			}
		}
		if !(off <= math.MaxFloat64) {
			return nil, false
		}
		if off <= tolerance {
			return weights, true
		}
	}
	return nil, false
}
