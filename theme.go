package cx

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/wire"
)

// Themes tallies a metric by theme: what the comments speak of, as the host found it. A
// response counts in each of its themes, and once in All. Themes overlap, so they are no
// groups: [RankGroups], which holds a group against all others pooled, does not take them, and
// must not. [ImpactsOf] ranks them.
//
// The tally may be any: an NPS says how those score who mention a theme, a Proportion how
// many of them buy, an Amounts what they spend, a Sentiment how they speak of it.
//
// The zero Themes is no data, ready for Add, and the identity of Merge. What a database already
// counts comes in by WithRows; every query checks it. Memory grows with the themes.
//
// A copy is a value of its own, and costs nothing until one of the two is added to. Two
// tallies with the same content may look different in memory: compare them by Equal, as go-cmp
// does, and not by reflect.DeepEqual.
//
// The JSON form is {"all":…,"responses":…,"unthemed":…,"rows":[{"name":…,"responses":…,"with":…},…]}.
type Themes[T any] struct {
	All       T     `json:"all"`       // of all responses, those without a theme too
	Responses int64 `json:"responses"` // those without a theme too
	Unthemed  int64 `json:"unthemed"`  // responses without a theme

	table    count.Table[themeTally[T]]
	mentions int64 // the sum of the responses of all themes, or the largest int64
}

// themeTally is what is known of a theme.
type themeTally[T any] struct {
	responses int64
	with      T
}

// Theme is the responses that mention a theme, and their tally.
type Theme[T any] struct {
	Name      string `json:"name"`      // of the theme
	Responses int64  `json:"responses"` // that mention it
	With      T      `json:"with"`      // of those responses
}

// themesWire is the JSON form of [Themes].
type themesWire[T any] struct {
	All       foreign[T] `json:"all"`
	Responses int64      `json:"responses"`
	Unthemed  int64      `json:"unthemed"`
	Rows      []Theme[T] `json:"rows,omitempty"`
}

// themeWire is the JSON form of [Theme].
type themeWire[T any] struct {
	Name      string     `json:"name"`
	Responses int64      `json:"responses"`
	With      foreign[T] `json:"with"`
}

// MarshalJSON encodes a theme. It returns an error wrapping [ErrInvalid] if the tally has no
// JSON form or is null.
func (t Theme[T]) MarshalJSON() ([]byte, error) {
	return wire.Encode(&themeWire[T]{t.Name, t.Responses, foreign[T]{t.With}})
}

// UnmarshalJSON decodes a theme. It refuses unknown and repeated keys, and a tally that its own
// type refuses. On error t is unchanged.
func (t *Theme[T]) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "theme", t, func(w *themeWire[T]) (Theme[T], error) {
		return Theme[T]{w.Name, w.Responses, w.With.value}, nil
	})
}

// MarshalJSON encodes themes. It returns an error wrapping [ErrInvalid] if t is not valid, or a
// tally has no JSON form or is null.
func (t Themes[T]) MarshalJSON() ([]byte, error) {
	return encode(&themesWire[T]{foreign[T]{t.All}, t.Responses, t.Unthemed, t.Rows()}, t.validate())
}

// UnmarshalJSON decodes themes. It refuses unknown and repeated keys, a tally that its own type
// refuses, and what WithRows refuses. On error t is unchanged.
func (t *Themes[T]) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "themes", t, func(w *themesWire[T]) (Themes[T], error) {
		return Themes[T]{All: w.All.value, Responses: w.Responses, Unthemed: w.Unthemed}.WithRows(w.Rows)
	})
}

// The limits of themes, and of those of one response.
const (
	maxThemes           = 10_000
	maxThemesOfResponse = 100
)

// ThemesOf tallies the responses to one question by the Themes that each has. The empty tally
// goes last: it carries the scale, and is copied into every theme. It does not modify rows. Its
// time grows with the rows and their themes, its memory with the different themes.
//
// ThemesOf returns a [*RowError] at the first row
//   - whose score the tally refuses ([ErrInvalid]);
//   - whose question is not that of the first row ([ErrMismatch]);
//   - with a theme that is blank or not UTF-8, with more than 100 themes, or with the 10,001st
//     different one ([ErrInvalid]).
func ThemesOf[T any, P RatingTally[T]](rows []Response, empty T) (Themes[T], error) {
	return ThemesFunc[Response, T, P](rows, func(r *Response) []string { return r.Themes }, addScore[T, P](rows), empty)
}

// ThemesFunc is the general form of [ThemesOf], for rows and tallies of any type: themes names
// those of a row, one that is there twice once, and add counts the row. Both get a pointer into
// rows and must not modify it; add is called for each theme and for All.
//
// ThemesFunc returns a [*RowError] at the first row for which add returns an error, and those
// of ThemesOf about themes. It returns an error wrapping [ErrInvalid] if themes or add is nil.
func ThemesFunc[R, T any, P Tally[T]](rows []R, themes func(*R) []string, add func(*T, *R) error, empty T) (Themes[T], error) {
	if themes == nil || add == nil {
		return Themes[T]{}, errNilFunc()
	}
	t := Themes[T]{All: empty}
	index := count.NewIndex[string]()
	var tallies []themeTally[T]
	var buffer [maxThemesOfResponse]int
	for i := range rows {
		row := &rows[i]
		names := themes(row)
		slots := buffer[:0]
		err := checkThemes(names)
		for _, name := range names {
			if err != nil {
				break
			}
			slot := index.Slot(name)
			if slot == len(tallies) {
				if err = checkTheme(name, len(tallies)); err != nil {
					break
				}
				tallies = append(tallies, themeTally[T]{with: empty})
			}
			if slices.Contains(slots, slot) {
				continue
			}
			slots = append(slots, slot)
			tallies[slot].responses++
			err = add(&tallies[slot].with, row)
		}
		if err == nil {
			err = add(&t.All, row)
		}
		if err != nil {
			return Themes[T]{}, &RowError{Row: i, Err: err}
		}
		t.Responses++
		if len(names) == 0 {
			t.Unthemed++
		}
	}
	t.setTable(index.Keys, tallies)
	return t, nil
}

// setTable gives t other themes.
func (t *Themes[T]) setTable(names []string, tallies []themeTally[T]) {
	t.table, t.mentions = count.TableOf(names, tallies), 0
	for i := range tallies {
		t.mentioned(tallies[i].responses)
	}
}

// mentioned adds to the sum of the responses of all themes.
func (t *Themes[T]) mentioned(n int64) {
	if t.mentions += n; t.mentions < 0 {
		t.mentions = math.MaxInt64
	}
}

// checkThemes checks how many themes a response has.
func checkThemes(names []string) error {
	if len(names) > maxThemesOfResponse {
		return &RangeError{What: "number of themes of a response", Got: int64(len(names)), Max: maxThemesOfResponse}
	}
	return nil
}

// checkTheme checks the name of a theme behind so many others.
func checkTheme(name string, before int) error {
	if err := checkName("theme", name); err != nil {
		return err
	}
	if before >= maxThemes {
		return &RangeError{What: "number of themes", Got: int64(before) + 1, Max: maxThemes}
	}
	return nil
}

// mergeInto adds a tally to another of any type.
func mergeInto[T any](to *T, one T) error {
	m, ok := any(to).(interface{ Merge(T) error })
	if !ok {
		return invalid("themes: the tally has no Merge")
	}
	return m.Merge(one)
}

// unmergeFrom takes a tally away from another of any type.
func unmergeFrom[T any](from *T, one T) error {
	m, ok := any(from).(interface{ Unmerge(T) error })
	if !ok {
		return invalid("themes: the tally has no Unmerge")
	}
	return m.Unmerge(one)
}

// Add counts one response: one is the tally of it alone, which is merged into that of each of
// its themes, and into All. A theme that is there twice counts once.
//
// Add returns an error, and leaves t unchanged, if:
//   - one does not merge: the error of its Merge;
//   - *T has no Merge(T), a theme is blank or not UTF-8, there are more than 100 themes of the
//     response or more than 10,000 in all, or Responses and Unthemed are not valid or would
//     exceed the largest int64 ([ErrInvalid]).
func (t *Themes[T]) Add(themes []string, one T) error {
	if err := checkThemes(themes); err != nil {
		return err
	}
	for _, name := range themes {
		if err := checkName("theme", name); err != nil {
			return err
		}
	}
	if !t.counted() || t.Responses == math.MaxInt64 {
		return errThemes()
	}
	var different int64
	err := t.table.Stage(themes, func(v *themeTally[T]) error {
		different++
		v.responses++
		return mergeInto(&v.with, one)
	})
	if n := t.table.Len(); err == nil && n > maxThemes {
		err = &RangeError{What: "number of themes", Got: int64(n), Max: maxThemes}
	}
	if err == nil {
		err = mergeInto(&t.All, one)
	}
	if err != nil {
		t.table.Drop()
		return err
	}
	t.table.Commit()
	t.mentioned(different)
	t.Responses++
	if len(themes) == 0 {
		t.Unthemed++
	}
	return nil
}

// counted reports whether the numbers of responses are possible, as far as their sums tell.
func (t *Themes[T]) counted() bool {
	return t.Unthemed >= 0 && t.Unthemed <= t.Responses && t.mentions >= t.Responses-t.Unthemed
}

func errThemes() error {
	return invalid("themes: the numbers of responses are not those of themes that overlap")
}

// validate says what is impossible about t.
func (t *Themes[T]) validate() error {
	if !t.counted() {
		return errThemes()
	}
	_, tallies := t.table.Rows()
	for i := range tallies {
		if n := tallies[i].responses; n < 1 || n > t.Responses-t.Unthemed {
			return errThemes()
		}
	}
	return nil
}

// Rows returns the themes in ascending order of their names; nil if there are none. The slice is
// the caller's own.
func (t Themes[T]) Rows() []Theme[T] {
	names, tallies := t.table.Rows()
	if len(names) == 0 {
		return nil
	}
	rows := make([]Theme[T], len(names))
	for i, name := range names {
		rows[i] = Theme[T]{name, tallies[i].responses, tallies[i].with}
	}
	slices.SortFunc(rows, func(a, b Theme[T]) int { return cmp.Compare(a.Name, b.Name) })
	return rows
}

// WithRows returns t with ready-made themes in place of its own, in any order, as a database
// counts them. It does not keep the slice.
//
// WithRows returns an error wrapping [ErrInvalid] if a name is blank, not UTF-8 or there twice
// ([*RowError]), there are more than 10,000, Unthemed is not in 0..Responses, the Responses of a
// theme are not in 1..Responses - Unthemed, or all of them together are fewer.
func (t Themes[T]) WithRows(rows []Theme[T]) (Themes[T], error) {
	if len(rows) > maxThemes {
		return Themes[T]{}, &RangeError{What: "number of themes", Got: int64(len(rows)), Max: maxThemes}
	}
	names, tallies := make([]string, len(rows)), make([]themeTally[T], len(rows))
	for i := range rows {
		names[i], tallies[i] = rows[i].Name, themeTally[T]{rows[i].Responses, rows[i].With}
	}
	if i, err := checkTexts("theme", names); err != nil {
		return Themes[T]{}, &RowError{Row: i, Err: err}
	}
	t.setTable(names, tallies)
	if err := t.validate(); err != nil {
		return Themes[T]{}, err
	}
	return t, nil
}

// Merge adds the responses of another tally. On error t is unchanged.
//
// Merge returns an error if:
//   - two tallies do not merge: the error of their Merge;
//   - *T has no Merge(T), either is not valid, there would be more than 10,000 themes, or the
//     responses would exceed the largest int64 ([ErrInvalid]).
func (t *Themes[T]) Merge(other Themes[T]) error {
	for _, v := range []*Themes[T]{t, &other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	responses, err := addCount("themes", t.Responses, other.Responses)
	if err != nil {
		return err
	}
	sum := Themes[T]{All: t.All, Responses: responses, Unthemed: t.Unthemed + other.Unthemed}
	if err := mergeInto(&sum.All, other.All); err != nil {
		return err
	}
	names, tallies := t.table.Rows()
	index := placesOf(names)
	more, theirs := other.table.Rows()
	for i, name := range more {
		place, ok := index[name]
		if !ok {
			place = len(names)
			names, tallies = append(names, name), append(tallies, themeTally[T]{})
		}
		tallies[place].responses += theirs[i].responses
		if err := mergeInto(&tallies[place].with, theirs[i].with); err != nil {
			return err
		}
	}
	if len(names) > maxThemes {
		return &RangeError{What: "number of themes", Got: int64(len(names)), Max: maxThemes}
	}
	sum.setTable(names, tallies)
	*t = sum
	return nil
}

// placesOf returns the places of names.
func placesOf(names []string) map[string]int {
	places := make(map[string]int, len(names))
	for i, name := range names {
		places[name] = i
	}
	return places
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]), if those of the responses do.
func (Themes[T]) PoolsPeriods() {}

// Remove takes away one response that was added, so that it is the inverse of Add. It returns
// the errors of Add and of Unmerge, and on error t is unchanged.
func (t *Themes[T]) Remove(themes []string, one T) error {
	var single Themes[T]
	if err := single.Add(themes, one); err != nil {
		return err
	}
	return t.Unmerge(single)
}

// Unmerge takes away the responses of another tally, so that it is the inverse of Merge. A
// theme whose last response it takes is no longer one of the Rows. On error t is unchanged.
//
// Unmerge returns an error if:
//   - a tally cannot be taken from another: the error of their Unmerge;
//   - *T has no Unmerge(T), other holds responses that t does not, or either is not valid
//     ([ErrInvalid]).
func (t *Themes[T]) Unmerge(other Themes[T]) error {
	for _, v := range []*Themes[T]{t, &other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	left := Themes[T]{All: t.All, Responses: t.Responses - other.Responses, Unthemed: t.Unthemed - other.Unthemed}
	if err := unmergeFrom(&left.All, other.All); err != nil {
		return err
	}
	names, tallies := t.table.Rows()
	index := placesOf(names)
	less, theirs := other.table.Rows()
	for i, name := range less {
		place, ok := index[name]
		if !ok {
			return leave("themes", t, left, errThemes())
		}
		tallies[place].responses -= theirs[i].responses
		if err := unmergeFrom(&tallies[place].with, theirs[i].with); err != nil {
			return err
		}
	}
	kept := 0
	for i := range names {
		if tallies[i].responses != 0 {
			names[kept], tallies[kept] = names[i], tallies[i]
			kept++
		}
	}
	left.setTable(names[:kept], tallies[:kept])
	return leave("themes", t, left, left.validate())
}

// Total returns Responses, or 0 for impossible numbers, which every other query refuses.
func (t Themes[T]) Total() int64 {
	if !t.counted() {
		return 0
	}
	return t.Responses
}

// Equal reports whether t and other have the same responses, themes and tallies. Tallies are
// compared by their Equal(T), or else by their JSON.
func (t Themes[T]) Equal(other Themes[T]) bool {
	return t.Responses == other.Responses && t.Unthemed == other.Unthemed && equalTallies(t.All, other.All) &&
		slices.EqualFunc(t.Rows(), other.Rows(), func(a, b Theme[T]) bool {
			return a.Name == b.Name && a.Responses == b.Responses && equalTallies(a.With, b.With)
		})
}

// equalTallies reports whether two tallies of any type are equal. Those without a JSON form are
// compared as they are.
func equalTallies[T any](a, b T) bool {
	if e, ok := any(a).(interface{ Equal(T) bool }); ok {
		return e.Equal(b)
	}
	x, err := json.Marshal(a)
	y, errOther := json.Marshal(b)
	if err != nil || errOther != nil {
		return reflect.DeepEqual(a, b)
	}
	return bytes.Equal(x, y)
}

// String returns the numbers of themes and of responses: 5 themes of 380 responses.
func (t Themes[T]) String() string {
	names, _ := t.table.Rows()
	return strconv.Itoa(len(names)) + " themes of " + strconv.FormatInt(t.Total(), 10) + " responses"
}

// Prevalence returns the share of the responses that mention a theme
//
//	responses with the theme / Responses
//
// of which that of two months tells whether a theme is emerging, by [Proportion.Difference];
// of many themes, with [Holm]. Of a theme that nobody mentions it is 0 of Responses. Without
// responses it is 0 of 0, whose Rate is [ErrNoData].
//
// Prevalence returns an error wrapping [ErrInvalid] if name is blank, or t is not valid.
func (t Themes[T]) Prevalence(name string) (Proportion, error) {
	if err := checkName("theme", name); err != nil {
		return Proportion{}, err
	}
	tally, _ := t.table.Get(name)
	if !t.counted() || tally.responses > t.Responses-t.Unthemed {
		return Proportion{}, errThemes()
	}
	return Proportion{Count: tally.responses, Base: t.Responses}, nil
}
