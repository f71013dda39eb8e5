package cxtest

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/fault"
)

// figures is an answer with figures of its own.
type figures struct {
	Share  float64
	Ends   [2]float64
	Trend  []float64
	hidden float64
}

// asked is a value whose queries, of all kinds, answer as they should.
type asked struct{ Count int64 }

func (asked) MarshalJSON() ([]byte, error) {
	return nil, fault.Invalid("asked has no JSON form")
}

func (asked) Interval(level float64) (figures, error) {
	if !(level > 0 && level < 1) {
		return figures{}, fault.Invalid("level is outside 0..1")
	}
	return figures{Share: level, Trend: make([]float64, 2), hidden: math.NaN()}, nil
}

func (asked) At(at time.Time) (float64, error) {
	if at.IsZero() {
		return 0, fault.Invalid("time is missing")
	}
	return 1, nil
}

func (a asked) Compare(other asked, places ...int) int {
	return int(a.Count-other.Count) * (1 + len(places))
}

func (asked) Word(s string, n int, share decimal.Decimal) string {
	return strings.Repeat(s, max(0, n)) + share.StringFixed(2)
}

// When answers with a value of another package, which is asked nothing.
func (asked) When() time.Time { return time.Time{} }

// Each takes a function, and is not called.
func (asked) Each(func(float64) bool) float64 { return math.NaN() }

// Others writes to an interface, and is not called either.
func (asked) Others(error) float64 { return math.NaN() }

// The values that have a query that is broken.
type (
	answersNaN            struct{}
	answersInfinity       struct{}
	answersNaNWithin      struct{}
	answersNaNInList      struct{}
	answersInfinityAtZero struct{}
	answersNaNBeyond      struct{}
	panicsAtZero          struct{}
	panicsBeyond          struct{}
	panicsAtWords         struct{}
	failsWithoutForm      struct{}
	answersAnswers        struct{}
	answersBesideError    struct{}
)

func (answersNaN) Rate() (float64, error)         { return math.NaN(), nil }
func (answersInfinity) Rate() float64             { return math.Inf(-1) }
func (answersNaNWithin) Figures() figures         { return figures{Ends: [2]float64{0, math.NaN()}} }
func (answersNaNInList) Figures() []figures       { return []figures{{}, {Trend: []float64{math.NaN()}}} }
func (failsWithoutForm) Rate() (int, error)       { return 0, errors.New("no data") }
func (answersAnswers) Share() answersNaN          { return answersNaN{} }
func (answersBesideError) Rate() (int, error)     { return 1, fault.NoData("rate") }
func (panicsAtZero) Per(n int) int                { return 1 / n }
func (panicsBeyond) Of(n int64) byte              { return []byte{1, 2}[n] }
func (panicsAtWords) Word(word string) byte       { return []byte{0}[len(word)] }
func (answersInfinityAtZero) Log(x uint8) float64 { return math.Log(float64(x)) }
func (answersNaNBeyond) Log(level float64) (float64, error) {
	return 2 * level, nil
}

// querying is the check of a value's queries.
func querying(value any) func(testing.TB) { return func(t testing.TB) { Query(t, value) } }

func TestQuery(t *testing.T) {
	try(t,
		trial{"right", "", querying(asked{3})},
		trial{"no methods", "", querying(5)},
		trial{"not a number", "cxtest.answersNaN.Rate returns NaN", querying(answersNaN{})},
		trial{"infinite", "cxtest.answersInfinity.Rate returns -Inf", querying(answersInfinity{})},
		trial{"not a number in an array", "Figures returns NaN", querying(answersNaNWithin{})},
		trial{"not a number in a list", "Figures returns NaN", querying(answersNaNInList{})},
		trial{"not a number of an answer", "cxtest.answersNaN.Rate returns NaN", querying(answersAnswers{})},
		trial{"infinite at zero", "Log returns -Inf", querying(answersInfinityAtZero{})},
		trial{"not a number beyond", "Log returns NaN", querying(answersNaNBeyond{})},
		trial{"a figure beside an error", "cxtest.answersBesideError.Rate = 1 with an error, want zero", querying(answersBesideError{})},
		trial{"an error without a prefix", "is not one line", querying(failsWithoutForm{})},
	)
}

func TestAnswers(t *testing.T) {
	refusal := fault.Invalid("asked has no JSON form").Error()
	want := fmt.Sprint([]any{1, nil, 0, figures{Share: 0.95, Trend: make([]float64, 2), hidden: math.NaN()}, nil, []byte(nil), refusal, time.Time{}, "0.50"})
	if got := fmt.Sprint(Answers(asked{3})); got != want {
		t.Errorf("Answers = %s, want %s", got, want)
	}
	if got := Answers(nil); got != nil {
		t.Errorf("Answers(nil) = %v", got)
	}
}

// asking is a value that notes with what it is asked.
type asking struct{ with *[][]any }

func (a asking) Figure(level float64, share decimal.Decimal, at time.Time, places int, days int64, mark int32, part uint8, word string, by asking, rest ...int) int {
	*a.with = append(*a.with, []any{level, share, at, places, days, mark, part, word, by == a, len(rest)})
	return len(rest)
}

// Each query is asked three times.
func TestQuery_arguments(t *testing.T) {
	var got [][]any
	Query(t, asking{&got})
	level := got[2][0].(float64)
	if got[2][0] = "NaN"; !math.IsNaN(level) {
		t.Errorf("the level beyond is %v", level)
	}
	want := [][]any{
		{0.95, decimal.New(5, -1), time.Date(2026, time.November, 16, 0, 0, 0, 0, time.UTC), 1, int64(1), int32(1), uint8(0), "", true, 0},
		{0.0, decimal.Decimal{}, time.Time{}, 0, int64(0), int32(0), uint8(0), "", false, 0},
		{"NaN", decimal.Decimal{}, time.Time{}, -1, int64(-1), int32(-1), uint8(0), "no such word", false, 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("arguments (-want +got):\n%s", diff)
	}
}

// A panic is a failure of the test that runs the check.
func TestQuery_panics(t *testing.T) {
	for name, value := range map[string]any{"at zero": panicsAtZero{}, "beyond": panicsBeyond{}, "at words": panicsAtWords{}} {
		if r, panicked := record(querying(value)); panicked == nil {
			t.Errorf("%s: no panic, but %q", name, r.told)
		}
	}
}

// pair is a tally of which Count is at most Total. It refuses to answer otherwise, and so
// do its answers.
type pair struct{ Count, Of int64 }

func (p pair) fault() error {
	if p.Count < 0 || p.Count > p.Of {
		return fault.Invalid("pair: count is outside 0..total")
	}
	return nil
}

func (p pair) Total() int64   { return p.Of }
func (p pair) String() string { return "pair" }

func (p pair) Rate() (decimal.Decimal, error) {
	if err := p.fault(); err != nil {
		return decimal.Decimal{}, err
	}
	return decimal.NewFromInt(p.Count), nil
}

func (p pair) Compare(other pair, level float64) (float64, error) {
	if err := errors.Join(p.fault(), other.fault()); err != nil {
		return 0, fault.Invalid("pair: count is outside 0..total")
	}
	return level, nil
}

func (p pair) Share() ratio { return ratio(p) }

// ratio is an answer that refuses itself.
type ratio pair

func (r ratio) Rate() (decimal.Decimal, error) { return pair(r).Rate() }

// Tallies with a query more, which is broken.
type (
	answersAll   struct{ pair }
	answersFirst struct{ pair }
	answersOther struct{ pair }
	answersBoth  struct{ pair }
	cannotRefuse struct{ pair }
	answersShare struct{ pair }
	answersSelf  struct{ pair }
	asksFunction struct{ pair }
)

func (answersAll) Median() (float64, error)   { return 0, nil }
func (answersBoth) Median() (float64, error)  { return 1, fault.Invalid("pair: count") }
func (cannotRefuse) Median() float64          { return 0 }
func (answersShare) Median() open             { return open{} }
func (a answersSelf) Median() answersSelf     { return a }
func (asksFunction) Each(func(int)) error     { return fault.Invalid("pair: count") }
func (a answersFirst) Gap(answersFirst) error { return a.fault() }
func (answersOther) Gap(b answersOther) error { return b.fault() }

// open is an answer that refuses nothing.
type open struct{}

func (open) Rate() (float64, error) { return 0, nil }

func TestImpossible(t *testing.T) {
	good, bad := pair{1, 2}, pair{3, 2}
	try(t,
		trial{"right", "", func(t testing.TB) { Impossible(t, "a pair", good, bad, fault.ErrInvalid) }},
		trial{"another error", "a pair: pair.Rate: error cx: pair: count is outside 0..total, want one wrapping cx: mismatch",
			func(t testing.TB) { Impossible(t, "a pair", good, bad, fault.ErrMismatch) }},
		trial{"a possible tally", "pair.Share().Rate: error <nil>", func(t testing.TB) { Impossible(t, "a pair", good, good, fault.ErrInvalid) }},
		trial{"not refused", "answersAll.Median: error <nil>", func(t testing.TB) {
			Impossible(t, "all", answersAll{good}, answersAll{bad}, fault.ErrInvalid)
		}},
		trial{"not refused, as is said", "", func(t testing.TB) {
			Impossible(t, "all", answersAll{good}, answersAll{bad}, fault.ErrInvalid, "Median")
		}},
		trial{"refused with a figure", "answersBoth.Median = 1 with an error, want zero", func(t testing.TB) {
			Impossible(t, "both", answersBoth{good}, answersBoth{bad}, fault.ErrInvalid)
		}},
		trial{"without an error", "cannotRefuse.Median cannot refuse", func(t testing.TB) {
			Impossible(t, "none", cannotRefuse{good}, cannotRefuse{bad}, fault.ErrInvalid)
		}},
		trial{"an answer that is not refused", "answersShare.Median().Rate: error <nil>", func(t testing.TB) {
			Impossible(t, "share", answersShare{good}, answersShare{bad}, fault.ErrInvalid)
		}},
		trial{"an answer of its own type", "answersSelf.Median cannot refuse", func(t testing.TB) {
			Impossible(t, "self", answersSelf{good}, answersSelf{bad}, fault.ErrInvalid)
		}},
		trial{"the other one is not looked at", "answersFirst.Gap: error <nil>", func(t testing.TB) {
			Impossible(t, "first", answersFirst{good}, answersFirst{bad}, fault.ErrInvalid)
		}},
		trial{"only the other one is looked at", "answersOther.Gap: error <nil>", func(t testing.TB) {
			Impossible(t, "other", answersOther{good}, answersOther{bad}, fault.ErrInvalid)
		}},
		trial{"a query that takes a function", "asksFunction.Each: no argument of type func(int)", func(t testing.TB) {
			Impossible(t, "function", asksFunction{good}, asksFunction{bad}, fault.ErrInvalid)
		}},
	)
}
