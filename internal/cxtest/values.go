package cxtest

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"time"

	"github.com/shopspring/decimal"
)

// Values makes values of any type out of the bytes of a fuzzer. Most are small and often alike,
// so that rows share customers and instants; a few are at the ends of their range. Bytes that
// have run out are 0.
type Values struct {
	Data []byte
	// Words are the texts of the types that have few: of a type of strings the values, and of
	// any other their JSON, although a byte brings other values of these.
	Words map[reflect.Type][]string
}

// next returns the next byte.
func (v *Values) next() byte {
	if len(v.Data) == 0 {
		return 0
	}
	b := v.Data[0]
	v.Data = v.Data[1:]
	return b
}

// Bytes that stand for the ends of a range.
const (
	least = 255 - iota
	most
	below // what is no count
	other
)

// Of returns a value of a type. A function in a struct is nil; of itself, and of an interface,
// there is no value: Of panics.
func (v *Values) Of(kind reflect.Type) reflect.Value {
	switch kind {
	case reflect.TypeFor[time.Time]():
		return reflect.ValueOf(v.instant())
	case reflect.TypeFor[time.Duration]():
		n := time.Duration(v.whole(math.MinInt64, math.MaxInt64))
		if n >= 0 && n < most {
			n *= 6 * time.Hour
		}
		return reflect.ValueOf(n)
	case reflect.TypeFor[decimal.Decimal]():
		return reflect.ValueOf(v.amount())
	case reflect.TypeFor[*time.Location]():
		return reflect.ValueOf([]*time.Location{nil, time.UTC, time.FixedZone("", 5*3600+1800), time.FixedZone("far", -86399)}[v.next()%4])
	}
	made := reflect.New(kind).Elem()
	if words := v.Words[kind]; len(words) > 0 && kind.Kind() != reflect.String {
		if b := v.next(); b != other {
			if err := json.Unmarshal([]byte(words[int(b)%len(words)]), made.Addr().Interface()); err != nil {
				panic(err)
			}
			return made
		}
	}
	switch kind.Kind() {
	case reflect.Bool:
		made.SetBool(v.next()&1 != 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		low := int64(math.MinInt64) >> (64 - kind.Bits())
		made.SetInt(v.whole(low, -(low + 1)))
	case reflect.Uint8:
		made.SetUint(uint64(v.next()))
	case reflect.Float64:
		made.SetFloat(v.number())
	case reflect.String:
		made.SetString(v.text(kind))
	case reflect.Pointer:
		if v.next()%4 != 0 {
			made.Set(reflect.New(kind.Elem()))
			made.Elem().Set(v.Of(kind.Elem()))
		}
	case reflect.Slice:
		if n := int(v.next() % 16); n > 0 {
			made.Set(reflect.MakeSlice(kind, n, n))
			for i := range n {
				made.Index(i).Set(v.Of(kind.Elem()))
			}
		}
	case reflect.Map:
		made.Set(reflect.MakeMap(kind))
		for range v.next() % 4 {
			made.SetMapIndex(v.Of(kind.Key()), v.Of(kind.Elem()))
		}
	case reflect.Array, reflect.Struct:
		for i := range elements(made) {
			if e := element(made, i); e.CanSet() && e.Kind() != reflect.Func {
				e.Set(v.Of(e.Type()))
			}
		}
	default:
		panic(fmt.Sprintf("there are no values of %v", kind))
	}
	return made
}

// whole returns a whole number.
func (v *Values) whole(low, high int64) int64 {
	switch b := v.next(); b {
	case least:
		return low
	case most:
		return high
	case below:
		return -1
	default:
		return int64(b % []byte{6, 6, 11, 32}[b>>6])
	}
}

// number returns a level, or another number.
func (v *Values) number() float64 {
	switch b := v.next(); b {
	case least:
		return math.Inf(-1)
	case most:
		return math.MaxFloat64
	case below:
		return -1
	case other:
		return math.NaN()
	default:
		return []float64{0.95, 0.95, 0.5, float64(b) / 8}[b%4]
	}
}

// instant returns an instant within two months, mostly.
func (v *Values) instant() time.Time {
	switch b := v.next(); b {
	case least:
		return time.Time{}
	case most:
		return time.Date(9999, time.December, 31, 23, 59, 59, 999999999, time.UTC)
	case below:
		return time.Date(1, time.January, 1, 0, 0, 0, 1, time.UTC)
	default:
		return time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(b) * 6 * time.Hour)
	}
}

// amount returns an amount of money, mostly.
func (v *Values) amount() decimal.Decimal {
	switch b := v.next(); b {
	case least:
		return decimal.New(1, -1_000_000)
	case most:
		return decimal.New(math.MaxInt64, 15)
	case below:
		return decimal.New(-5, -1)
	case other:
		return decimal.New(1, -34)
	default:
		return decimal.New(int64(b%32), -int32(b>>5)%3)
	}
}

// text returns a word of the type's, or a short text.
func (v *Values) text(kind reflect.Type) string {
	b := v.next()
	words := v.Words[kind]
	switch {
	case b == least:
		return "no such \xff word"
	case len(words) > 0:
		return words[int(b)%len(words)]
	}
	switch b % 64 {
	case 63:
		return ""
	case 62:
		return " é\n"
	}
	return string('a' + rune(b%4))
}
