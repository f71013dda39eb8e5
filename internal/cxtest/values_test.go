package cxtest

import (
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// madeOf is of every kind that bytes make.
type madeOf struct {
	Flag   bool
	Count  int32
	Level  float64
	Word   phase
	Name   string
	At     time.Time
	For    time.Duration
	Sum    decimal.Decimal
	Zone   *time.Location
	Other  *int64
	List   []uint8
	ByName map[string]int
	Pair   [2]int
	Never  func()
	hidden int
}

type phase string

func TestValues(t *testing.T) {
	words := map[reflect.Type][]string{reflect.TypeFor[phase](): {"first", "second"}, reflect.TypeFor[[2]int](): {`[0,0]`, `[7,8]`}}
	four := int64(4)
	for name, test := range map[string]struct {
		data []byte
		want madeOf
	}{
		"no bytes": {nil, madeOf{
			Level: 0.95, Word: "first", Name: "a", At: time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC),
			Sum: decimal.New(0, 0), ByName: map[string]int{},
		}},
		"one of each": {[]byte{1, 5, 7, 1, 2, 4, 2, 37, 1, 1, 4, 2, 8, 9, 1, 3, 5, other, 1, 2}, madeOf{
			Flag: true, Count: 5, Level: 0.875, Word: "second", Name: "c", At: time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC),
			For: 12 * time.Hour, Sum: decimal.New(5, -1), Zone: time.UTC, Other: &four, List: []uint8{8, 9},
			ByName: map[string]int{"d": 5}, Pair: [2]int{1, 2},
		}},
		"words of JSON": {[]byte{0, 0, 0, 0, 62, 0, 0, 0, 0, 0, 0, 0, 1}, madeOf{
			Level: 0.95, Word: "first", Name: " é\n", At: time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC),
			Sum: decimal.New(0, 0), ByName: map[string]int{}, Pair: [2]int{7, 8},
		}},
		"ends": {[]byte{0, least, most, least, least, least, below, below}, madeOf{
			Count: math.MinInt32, Level: math.MaxFloat64, Word: "no such \xff word", Name: "no such \xff word", For: -1,
			Sum: decimal.New(-5, -1), ByName: map[string]int{},
		}},
	} {
		v := Values{Data: test.data, Words: words}
		got := v.Of(reflect.TypeFor[madeOf]()).Interface().(madeOf)
		if got.Never != nil || got.hidden != 0 {
			t.Errorf("%s: a function, or an unexported field", name)
		}
		if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(madeOf{}), cmp.Comparer(func(a, b *time.Location) bool { return a == b })); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a function: no panic")
		}
	}()
	(&Values{}).Of(reflect.TypeFor[func()]())
}
