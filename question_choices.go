package cx

import (
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
)

// Choices is the tally of the answers to a question with options: how many respondents chose
// each of them. A respondent may choose several, so that there are two shares, which
// OfRespondents and OfSelections name by their base. Who left the question blank is in
// neither.
//
// The zero Choices has no options: it is the identity of Merge, and Add refuses it. Start from
// Choices{Options: q.Options}. Options are not to be changed once an answer was counted: a tally
// whose options are not those of its counts is refused. Counts that a database already holds
// come in by WithCounts; every query checks them.
//
// A copy is a value of its own, and costs nothing until one of the two is added to. Two
// tallies with the same content may look different in memory: compare them by Equal, as go-cmp
// does, and not by reflect.DeepEqual.
//
// The JSON form is {"options":[…],"counts":[…],"other":…,"none":…,"respondents":…}, with one
// count for each option.
type Choices struct {
	Options     []string `json:"options,omitempty"` // codes, in the order of Counts
	Other       int64    `json:"other"`             // respondents with an answer of their own
	None        int64    `json:"none"`              // who saw the question and left it blank
	Respondents int64    `json:"respondents"`       // who chose an option, or Other

	index   *optionIndex      // of Options; nil until it is needed
	earlier []int64           // of each option, without the recent ones; nil for none. Never written to
	recent  count.Log[uint16] // the places of options chosen since
}

// optionIndex finds the place of an option. Nobody writes to it, so that copies share it.
type optionIndex struct {
	options []string // what it was made of
	places  map[string]int
}

// choicesWire is the JSON form of [Choices].
type choicesWire struct {
	Options     []string `json:"options,omitempty"`
	Counts      []int64  `json:"counts,omitempty"`
	Other       int64    `json:"other"`
	None        int64    `json:"none"`
	Respondents int64    `json:"respondents"`
}

// MarshalJSON encodes a tally. It returns an error wrapping [ErrInvalid] if c is not valid.
func (c Choices) MarshalJSON() ([]byte, error) {
	return encode(&choicesWire{c.Options, c.Counts(), c.Other, c.None, c.Respondents}, c.validate())
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what no selections
// have. On error c is unchanged.
func (c *Choices) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "choices", c, func(w *choicesWire) (Choices, error) {
		return Choices{Options: w.Options, Other: w.Other, None: w.None, Respondents: w.Respondents}.WithCounts(w.Counts)
	})
}

// Add counts the answer of one respondent: the codes that were chosen, and whether there is an
// answer beside the options. Neither is a question that was left blank.
//
// Add returns an error wrapping [ErrInvalid], and leaves c unchanged, if c has no options or
// they are not valid, a code is none of them or is there twice, or a count would exceed the
// largest int64.
func (c *Choices) Add(chosen []string, other bool) error {
	if c.index == nil || len(c.index.options) != len(c.Options) {
		if err := c.checkIndex(); err != nil {
			return err
		}
		if err := c.makeIndex(); err != nil {
			return err
		}
	}
	var seen [(maxOptions + 63) / 64]uint64
	for _, code := range chosen {
		i, err := c.place(code)
		if err != nil {
			return err
		}
		if seen[i/64]>>(i%64)&1 == 1 {
			return invalid("choices: an option was chosen twice")
		}
		seen[i/64] |= 1 << (i % 64)
	}
	answered := len(chosen) > 0 || other
	if _, err := sumCounts("choices", c.None, c.Respondents, 1); err != nil {
		return err
	}
	if c.Other < 0 || c.Other > c.Respondents {
		return errCounts()
	}
	if c.earlier != nil && len(c.earlier) != len(c.Options) {
		return errCounts()
	}
	for _, code := range chosen {
		c.log(uint16(c.index.places[code]))
	}
	switch {
	case !answered:
		c.None++
		return nil
	case other:
		c.Other++
	}
	c.Respondents++
	return nil
}

// makeIndex checks the options and makes their index.
func (c *Choices) makeIndex() error {
	if len(c.Options) == 0 {
		return invalid("choices have no options")
	}
	if err := checkOptions(c.Options); err != nil {
		return err
	}
	index := &optionIndex{options: slices.Clone(c.Options), places: make(map[string]int, len(c.Options))}
	for i, code := range c.Options {
		index.places[code] = i
	}
	c.index = index
	return nil
}

// checkIndex refuses options that are not those of the counts: sorted for a picture, say, each
// would have the count of another.
func (c *Choices) checkIndex() error {
	if c.index != nil && (c.Respondents != 0 || c.None != 0) && !slices.Equal(c.index.options, c.Options) {
		return invalid("choices: the options are not those of the counts")
	}
	return nil
}

// checkOptions checks the options of a tally.
func checkOptions(options []string) error {
	if len(options) > maxOptions {
		return &RangeError{What: "number of options", Got: int64(len(options)), Max: maxOptions}
	}
	if i, err := checkTexts("option", options); err != nil {
		return &RowError{Of: "options", Row: i, Err: err}
	}
	return nil
}

// place returns the place of an option. The caller may have changed Options since the index
// was made.
func (c *Choices) place(code string) (int, error) {
	i, ok := c.index.places[code]
	if ok && c.Options[i] == code {
		return i, nil
	}
	if !slices.Equal(c.index.options, c.Options) {
		if err := c.checkIndex(); err != nil {
			return 0, err
		}
		if err := c.makeIndex(); err != nil {
			return 0, err
		}
		if i, ok = c.index.places[code]; ok {
			return i, nil
		}
	}
	return 0, invalid("choices: a code is none of the options")
}

// log notes that an option was chosen.
func (c *Choices) log(place uint16) {
	if c.recent.Append(place) {
		return
	}
	if c.recent.Full() {
		c.earlier, c.recent = c.Counts(), count.Log[uint16]{}
		c.recent.Restart()
	} else {
		c.recent.Room()
	}
	c.recent.Append(place)
}

// Counts returns how many respondents chose each option, in the order of Options; nil if there
// are none. The slice is the caller's own.
func (c Choices) Counts() []int64 {
	if len(c.Options) == 0 {
		return nil
	}
	counts := make([]int64, len(c.Options))
	copy(counts, c.earlier)
	for _, i := range c.recent.Entries() {
		if int(i) < len(counts) {
			counts[i]++
		}
	}
	return counts
}

// WithCounts returns c with ready-made counts in place of its own, in the order of Options, as
// a database counts them. It takes a copy of the slice.
//
// WithCounts returns an error wrapping [ErrInvalid] if the counts are not as many as the
// options, one is not in 0..Respondents, they and Other are fewer than Respondents together,
// Other is not in 0..Respondents, None is negative, or the options are not valid.
func (c Choices) WithCounts(counts []int64) (Choices, error) {
	if len(counts) != len(c.Options) {
		return Choices{}, &RangeError{What: "choices: number of counts", Got: int64(len(counts)), Min: int64(len(c.Options)), Max: int64(len(c.Options))}
	}
	c.index, c.earlier, c.recent = nil, slices.Clone(counts), count.Log[uint16]{}
	if len(counts) == 0 {
		c.earlier = nil
	}
	err := c.validate()
	if err == nil && len(counts) > 0 {
		err = c.makeIndex()
	}
	if err != nil {
		return Choices{}, err
	}
	return c, nil
}

func errCounts() error { return invalid("choices: the counts are not those of so many respondents") }

// validate says what is impossible about a tally.
func (c *Choices) validate() error {
	if err := checkOptions(c.Options); err != nil {
		return err
	}
	if err := c.checkIndex(); err != nil {
		return err
	}
	if _, err := sumCounts("choices", c.None, c.Respondents); err != nil {
		return err
	}
	if c.Other < 0 || c.Other > c.Respondents || c.earlier != nil && len(c.earlier) != len(c.Options) ||
		len(c.Options) == 0 && c.None+c.Respondents > 0 {
		return errCounts()
	}
	left := c.Respondents - c.Other // who have to have chosen an option
	for _, n := range c.Counts() {
		if n < 0 || n > c.Respondents {
			return errCounts()
		}
		left = max(left-n, 0)
	}
	if left > 0 {
		return errCounts()
	}
	return nil
}

// Merge adds the answers of another tally. The zero Choices adopts its options. On error c is
// unchanged.
//
// Merge returns an error if:
//   - the options differ, or their order ([ErrMismatch]);
//   - either is not valid, or a count would exceed the largest int64 ([ErrInvalid]).
func (c *Choices) Merge(other Choices) error {
	for _, v := range []*Choices{c, &other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	if len(other.Options) == 0 {
		return nil
	}
	sum := *c
	if len(c.Options) == 0 {
		sum = Choices{Options: slices.Clone(other.Options)}
	} else if !slices.Equal(c.Options, other.Options) {
		return mismatch("choices: the options differ")
	}
	if _, err := sumCounts("choices", c.None, c.Respondents, other.None, other.Respondents); err != nil {
		return err
	}
	sum.Other += other.Other
	sum.None += other.None
	sum.Respondents += other.Respondents
	counts := sum.Counts()
	for i, n := range other.Counts() {
		counts[i] += n
	}
	if sum.index == nil || c.Respondents+c.None == 0 {
		sum.index = other.index
	}
	sum.earlier, sum.recent = counts, count.Log[uint16]{}
	*c = sum
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Choices) PoolsPeriods() {}

// Remove takes away the answer of one respondent that was added, so that it is the inverse of
// Add. It returns an error wrapping [ErrInvalid], and leaves c unchanged, if c holds no such
// answer, Add would refuse it, or c is not valid.
func (c *Choices) Remove(chosen []string, other bool) error {
	one := Choices{Options: c.Options, index: c.index}
	if err := one.Add(chosen, other); err != nil {
		return err
	}
	return c.Unmerge(one)
}

// Unmerge takes away the answers of another tally, so that it is the inverse of Merge. An
// empty tally changes nothing, and options once adopted stay. On error c is unchanged.
//
// Unmerge returns an error if:
//   - the options differ, or their order ([ErrMismatch]);
//   - other holds answers that c does not, or either is not valid ([ErrInvalid]).
func (c *Choices) Unmerge(other Choices) error {
	for _, v := range []*Choices{c, &other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	if other.None+other.Respondents == 0 && (len(c.Options) == 0 || len(other.Options) == 0) {
		return nil
	}
	if len(c.Options) > 0 && !slices.Equal(c.Options, other.Options) {
		return mismatch("choices: the options differ")
	}
	left := *c
	left.Other -= other.Other
	left.None -= other.None
	left.Respondents -= other.Respondents
	counts := c.Counts()
	for i, n := range other.Counts() {
		if counts == nil {
			break
		}
		counts[i] -= n
	}
	left.earlier, left.recent = counts, count.Log[uint16]{}
	return leave("choices", c, left, left.validate())
}

// Total returns Respondents, the base of OfRespondents. It is 0 for impossible counts, which
// every other query refuses.
func (c Choices) Total() int64 {
	if c.validate() != nil {
		return 0
	}
	return c.Respondents
}

// Equal reports whether c and other have the same options and the same counts.
func (c Choices) Equal(other Choices) bool {
	return c.Other == other.Other && c.None == other.None && c.Respondents == other.Respondents &&
		slices.Equal(c.Options, other.Options) && slices.Equal(c.Counts(), other.Counts())
}

// String returns the numbers of options and of respondents: choices of 3 options (200
// respondents).
func (c Choices) String() string {
	text := "choices of " + strconv.Itoa(len(c.Options)) + " options (" + strconv.FormatInt(c.Total(), 10) + " respondent"
	if c.Total() != 1 {
		text += "s"
	}
	return text + ")"
}

// OfRespondents returns the share of the respondents who chose an option
//
//	respondents who chose the option / respondents
//
// also called the percent of cases. Where a respondent may choose several, the shares of all
// options may pass 1 in all. Without respondents it is 0 of 0, whose Rate is [ErrNoData].
//
// OfRespondents returns an error wrapping [ErrInvalid] if there is no such option, or c is not
// valid.
func (c Choices) OfRespondents(option string) (Proportion, error) {
	n, _, err := c.countOf(option)
	if err != nil {
		return Proportion{}, err
	}
	return Proportion{Count: n, Base: c.Respondents}, nil
}

// OfSelections returns the share of all that was chosen which is an option
//
//	respondents who chose the option / (sum of Counts + Other)
//
// as a fraction from 0 to 1, rounded half away from zero to [Places], also called the percent
// of answers. An answer of a respondent's own is a selection. It has no interval: the answers of
// one person are not independent.
//
// OfSelections returns an error if:
//   - nothing was chosen ([ErrNoData]);
//   - there is no such option, or c is not valid ([ErrInvalid]).
func (c Choices) OfSelections(option string) (decimal.Decimal, error) {
	n, counts, err := c.countOf(option)
	if err != nil {
		return decimal.Decimal{}, err
	}
	all := decimal.NewFromInt(c.Other) // the sum of 1,000 counts may pass int64
	for _, n := range counts {
		all = all.Add(decimal.NewFromInt(n))
	}
	if all.IsZero() {
		return decimal.Decimal{}, noData("share of selections")
	}
	return quotient(decimal.NewFromInt(n), all, nil)
}

// countOf returns the count of an option, and all counts.
func (c *Choices) countOf(option string) (int64, []int64, error) {
	if err := c.validate(); err != nil {
		return 0, nil, err
	}
	i := slices.Index(c.Options, option)
	if i < 0 {
		return 0, nil, invalid("choices: there is no such option")
	}
	counts := c.Counts()
	return counts[i], counts, nil
}
