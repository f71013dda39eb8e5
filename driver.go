package cx

import (
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/count"
)

// The limits of drivers. Products of two ratings are at most 100, so that sums of so many fit.
const (
	maxDrivers       = 50
	maxDriverAnswers = math.MaxInt64 / 100
	driverBlocks     = 32
	driverSalt       = "drivers"
)

// Drivers is the tally of an outcome and of what may drive it: the rating of the whole, on the
// scale Outcome, and beside it those of Questions in the same answer, whose kind is
// [QuestionRating]. RelativeWeights and Shapley say how much of the outcome each of them
// explains, and which to fix first; RSquared how much all explain together. It is also called
// a key driver analysis, or derived importance. It holds exact sums and products of ratings,
// in 32 blocks of customers by [CustomerBucket], so that shards merge and the error of the
// figures is known without drawing samples. Customers without a name are told apart by any
// stable key of the answer. Incomplete is the number of answers that left something out.
//
//	d := cx.Drivers{Outcome: cx.RecommendScale(11), Questions: questions}
//
// is ready for Add. The zero Drivers is no data, and the identity of Merge. The questions are
// not to be changed once an answer was added. A copy is a value of its own, as a copy of a number
// is. Two tallies with the same content may look different in memory: compare them by Equal,
// as go-cmp does. It takes at most 0.5 MB, whatever the answers; 0.1 MB for 5 questions.
//
// The JSON form is {"outcome":…,"questions":[…],"incomplete":…,"answers":…,"blocks":[[…],…]},
// with a list for each block that has answers: its number, and for 1, the outcome and the ratings
// the sums of the products of each with itself and with those after it, where the worst rating
// counts 0, the next 1 and so on.
type Drivers struct {
	Outcome    Scale      `json:"outcome,omitzero"`    // of the rating to explain
	Questions  []Question `json:"questions,omitempty"` // at most 50 ratings
	Incomplete int64      `json:"incomplete"`          // the number of answers without a rating of each

	form    *driverForm   // of the answers; nil before the first
	earlier *driverCounts // of all answers but the recent ones; nil for none
	recent  count.Log[driverRow]
}

// driverForm is what is needed of questions that were found valid. Nobody writes to it.
type driverForm struct {
	scales []Scale // the outcome's first
	names  []string
	first  *Question // the first of the questions
}

// driverRow is the block of an answer, its outcome and its ratings, the worst of which is 0.
type driverRow [2 + maxDrivers]uint8

// driverCounts is what is known of answers. Nobody writes to it once it is part of a tally, so
// that copies share it.
type driverCounts struct {
	answers int64
	// moments are those of each block, one after the other. Those of a block are the sums of
	// the products of 1, the outcome and the ratings, of each with itself and those after it.
	moments []int64
}

// width returns how many moments a block has.
func (g *driverForm) width() int { m := len(g.scales) + 1; return m * (m + 1) / 2 }

// newDriverForm checks an outcome and its drivers.
func newDriverForm(outcome Scale, questions []Question) (*driverForm, error) {
	if err := outcome.Validate(); err != nil {
		return nil, err
	}
	if n := len(questions); n < 1 || n > maxDrivers {
		return nil, &RangeError{What: "number of questions", Got: int64(n), Min: 1, Max: maxDrivers}
	}
	g := &driverForm{scales: []Scale{outcome}, first: &questions[0]}
	names := make(map[string]bool, len(questions))
	for i := range questions {
		q := &questions[i]
		err := q.Validate()
		switch {
		case err != nil:
		case q.Kind != QuestionRating:
			err = invalid("question is no rating")
		case names[q.Name]:
			err = invalid("question is there twice")
		}
		if err != nil {
			return nil, &RowError{Of: "questions", Row: i, Err: err}
		}
		names[q.Name] = true
		g.names, g.scales = append(g.names, q.Name), append(g.scales, q.Scale)
	}
	return g, nil
}

// fits reports whether d has the very questions of the form, as far as can be seen at once.
func (g *driverForm) fits(d *Drivers) bool {
	return g != nil && len(d.Questions) == len(g.names) && &d.Questions[0] == g.first && d.Outcome == g.scales[0]
}

// same reports whether answers to the questions of both pool.
func (g *driverForm) same(other *driverForm) bool {
	return slices.Equal(g.scales, other.scales) && slices.Equal(g.names, other.names)
}

// isZero reports whether d is no data without questions.
func (d *Drivers) isZero() bool {
	return d.form == nil && d.Outcome == Scale{} && len(d.Questions) == 0
}

// validate returns the form of d, nil for the zero Drivers.
func (d *Drivers) validate() (*driverForm, error) {
	if d.Incomplete < 0 || d.Incomplete > 0 && d.isZero() {
		return nil, invalid("drivers: the number of incomplete answers is negative, or there are no questions")
	}
	if d.isZero() {
		return nil, nil
	}
	g, err := newDriverForm(d.Outcome, d.Questions)
	if err == nil && d.Total() > 0 && !g.same(d.form) {
		err = invalid("drivers: the questions are not those of the answers that were counted")
	}
	return g, err
}

// Add counts one answer of a customer: the rating of the outcome, and those of Questions in
// their order. If something was left out the ratings are nil, and the answer counts as
// Incomplete alone, whatever its customer and outcome. On error d is unchanged.
//
// Add returns an error wrapping [ErrInvalid] if:
//   - the outcome has no valid scale, or the questions are not 1 to 50 different ratings, or
//     not those of the answers before;
//   - the customer is blank;
//   - there is not a rating for each question, the outcome is not on its scale, or a rating is
//     not on that of its question ([*RowError] of "ratings");
//   - there would be more answers than an int64 holds products of.
func (d *Drivers) Add(customer string, outcome int, ratings []int) error {
	if !d.form.fits(d) {
		g, err := d.validate()
		if err != nil {
			return err
		}
		if g == nil {
			return invalid("drivers: the questions are missing")
		}
		d.form = g
	}
	if ratings == nil {
		n, err := sumCounts("drivers", d.Incomplete, 1)
		if err == nil {
			d.Incomplete = n
		}
		return err
	}
	row, err := d.form.row(customer, outcome, ratings)
	if err != nil || d.recent.Append(row) {
		return err
	}
	return d.addSlowly(row)
}

// row returns an answer as it is counted.
func (g *driverForm) row(customer string, outcome int, ratings []int) (row driverRow, err error) {
	if err := checkCustomer(customer); err != nil {
		return row, err
	}
	if want := len(g.names); len(ratings) != want {
		return row, &RangeError{What: "number of ratings", Got: int64(len(ratings)), Min: int64(want), Max: int64(want)}
	}
	if err := g.scales[0].checkRating("outcome", outcome); err != nil {
		return row, err
	}
	row[0] = uint8(bucketOf(driverSalt, customer, driverBlocks))
	row[1] = g.scales[0].fromWorst(outcome)
	for i, rating := range ratings {
		s := &g.scales[1+i]
		if rating < s.Min || rating > s.Max {
			return row, &RowError{Of: "ratings", Row: i, Err: s.checkRating("rating", rating)}
		}
		row[2+i] = s.fromWorst(rating)
	}
	return row, nil
}

// fromWorst returns how many points a rating of the scale is better than the worst.
func (s *Scale) fromWorst(rating int) uint8 {
	if s.LowerIsBetter {
		return uint8(s.Max - rating)
	}
	return uint8(rating - s.Min)
}

// addSlowly is Add where there is no room for another recent answer.
func (d *Drivers) addSlowly(row driverRow) error {
	if d.Total() >= maxDriverAnswers {
		return d.tooMany()
	}
	if d.recent.Full() {
		d.fold()
		d.recent.Restart()
	} else {
		d.recent.Room()
	}
	d.recent.Append(row)
	if d.earlier != nil && d.earlier.answers > maxDriverAnswers-2*count.LogRoom {
		d.fold() // leaves no room, so that the next is checked
	}
	return nil
}

func (d *Drivers) tooMany() error {
	return invalid("drivers: the sums of products exceed the largest int64")
}

// fold counts the recent answers among the earlier ones.
func (d *Drivers) fold() { d.earlier, d.recent = d.counts(), count.Log[driverRow]{} }

// counts returns what is known of all answers, which may be part of d; nil for none.
func (d *Drivers) counts() *driverCounts {
	recent := d.recent.Entries()
	if len(recent) == 0 {
		return d.earlier
	}
	width, m := d.form.width(), len(d.form.scales)
	c := &driverCounts{answers: d.Total(), moments: make([]int64, driverBlocks*width)}
	if d.earlier != nil {
		copy(c.moments, d.earlier.moments)
	}
	for i := range recent {
		row := &recent[i]
		sums := c.moments[int(row[0])*width : (int(row[0])+1)*width]
		values := row[1 : 1+m]
		sums[0]++
		for j, v := range values {
			sums[1+j] += int64(v)
		}
		sums = sums[1+m:]
		for len(values) > 0 {
			v := int64(values[0])
			room := sums[:len(values)]
			for j, w := range values {
				room[j] += v * int64(w)
			}
			sums, values = sums[len(values):], values[1:]
		}
	}
	return c
}

// Merge adds the answers of another tally. The zero Drivers adopts the questions of other. On
// error d is unchanged.
//
// Merge returns an error if:
//   - the outcomes are on different scales, or the questions are not the same ones, in the same
//     order and on the same scales ([ErrMismatch]); their words may differ, and stay those of d;
//   - the questions of either are not valid, or are not those of its answers, or a number of
//     answers is too large or negative ([ErrInvalid]).
func (d *Drivers) Merge(other Drivers) error {
	mine, err := d.validate()
	if err != nil {
		return err
	}
	theirs, err := other.validate()
	if err != nil {
		return err
	}
	switch {
	case theirs == nil:
		return nil
	case mine == nil:
		*d = other
		d.Questions = make([]Question, len(other.Questions))
		for i, q := range other.Questions {
			d.Questions[i] = q.clone()
		}
		return nil
	case !mine.same(theirs):
		return mismatch("drivers: the scales of the outcome differ, or the questions do")
	case d.Total() > maxDriverAnswers-other.Total():
		return d.tooMany()
	}
	incomplete, err := sumCounts("drivers", d.Incomplete, other.Incomplete)
	if err != nil {
		return err
	}
	a, b := d.counts(), other.counts()
	switch {
	case a == nil:
		a = b
	case b != nil:
		sum := &driverCounts{answers: a.answers + b.answers, moments: slices.Clone(a.moments)}
		for i, n := range b.moments {
			sum.moments[i] += n
		}
		a = sum
	}
	d.Incomplete, d.form, d.earlier, d.recent = incomplete, mine, a, count.Log[driverRow]{}
	return nil
}

// clone returns a question that shares no memory with q.
func (q Question) clone() Question {
	q.Options, q.Texts = slices.Clone(q.Options), slices.Clone(q.Texts)
	for i := range q.Texts {
		q.Texts[i].Labels = slices.Clone(q.Texts[i].Labels)
	}
	return q
}

// equal reports whether two questions are the same, to the last word.
func (q Question) equal(p Question) bool {
	return q.Name == p.Name && q.Kind == p.Kind && q.Metric == p.Metric && q.Scale == p.Scale && q.For == p.For &&
		slices.Equal(q.Options, p.Options) &&
		slices.EqualFunc(q.Texts, p.Texts, func(a, b QuestionText) bool {
			return a.Language == b.Language && a.Text == b.Text && slices.Equal(a.Labels, b.Labels)
		})
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Drivers) PoolsPeriods() {}

// Equal reports whether d and other have the same questions and count the same answers.
func (d Drivers) Equal(other Drivers) bool {
	if d.Outcome != other.Outcome || d.Incomplete != other.Incomplete || !slices.EqualFunc(d.Questions, other.Questions, Question.equal) {
		return false
	}
	a, b := d.counts(), other.counts()
	return a == b || a != nil && b != nil && a.answers == b.answers && slices.Equal(a.moments, b.moments)
}

// Total returns the number of complete answers, which are those of all figures.
func (d Drivers) Total() int64 {
	n := int64(len(d.recent.Entries()))
	if d.earlier != nil {
		n += d.earlier.answers
	}
	return n
}
