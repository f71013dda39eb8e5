package cx_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// codingsBy returns the codes of coders A, B, …, each a digit a unit; a dash is a gap.
func codingsBy(coders ...string) (rows []cx.Coding) {
	for c, line := range coders {
		for unit, code := range line {
			if code != '-' {
				rows = append(rows, cx.Coding{Unit: fmt.Sprint("u", unit), Coder: string(rune('A' + c)), Code: string(code)})
			}
		}
	}
	return rows
}

// codingsOfTable returns the codes of two coders, from how many units have each pair of codes.
func codingsOfTable(table ...[]int) (rows []cx.Coding) {
	unit := 0
	for i, counts := range table {
		for j, n := range counts {
			for range n {
				unit++
				name := strconv.Itoa(unit)
				rows = append(rows, cx.Coding{Unit: name, Coder: "ann", Code: strconv.Itoa(i)}, cx.Coding{Unit: name, Coder: "bob", Code: strconv.Itoa(j)})
			}
		}
	}
	return rows
}

// krippendorff is the data of four observers and twelve units of K. Krippendorff, Computing
// Krippendorff's Alpha-Reliability (2011), of which one has one code.
func krippendorff() []cx.Coding {
	return codingsBy("123321412---", "1233224125-3", "-3332342251-", "12332441251-")
}

func agreementContract(t *testing.T) cxtest.Contract {
	rows := krippendorff()
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  []cxtest.Codec{cxtest.CodecOf[cx.Coding](`{"unit":"r-17","coder":"ann","code":"price"}`)},
		Calls: []cxtest.Call{
			{Func: "AgreementOf", Args: []any{rows}, Do: func() (any, error) { return cx.AgreementOf(rows, cx.OrdinalAlpha, 0.95) }},
		},
	}
}

func TestAgreement_Contract(t *testing.T) { agreementContract(t).Run(t) }

var agreementMethods = []cx.AgreementMethod{cx.CohenKappa, cx.NominalAlpha, cx.OrdinalAlpha, cx.IntervalAlpha}

// R 4.2.2, by the formulas of the sources; the alphas of the observers are also printed in
// Krippendorff's paper: .743, .815, .849.
func TestAgreementOf(t *testing.T) {
	for _, tt := range []struct {
		name                      string
		rows                      []cx.Coding
		method                    cx.AgreementMethod
		units, coders, pairable   int64
		observed, expected, value float64
		se, low, high             float64
	}{
		{
			name: "kappa of 2 x 2", rows: codingsOfTable([]int{20, 5}, []int{10, 15}), method: cx.CohenKappa,
			units: 50, coders: 2, pairable: 100, observed: 0.7, expected: 0.5, value: 0.4, se: 0.126996063, low: 0.151092290, high: 0.648907710,
		},
		{
			name: "kappa of 3 x 3", rows: codingsOfTable([]int{14, 3, 1}, []int{2, 11, 4}, []int{0, 3, 12}), method: cx.CohenKappa,
			units: 50, coders: 2, pairable: 100, observed: 0.74, expected: 0.3328, value: 0.6103117506, se: 0.0927902452,
			low: 0.6103117506 - 1.959963985*0.0927902452, high: 0.6103117506 + 1.959963985*0.0927902452,
		},
		{
			name: "nominal", rows: krippendorff(), method: cx.NominalAlpha,
			units: 11, coders: 4, pairable: 40, observed: 0.2, expected: 0.779487179, value: 0.743421053, se: 0.146326652, low: 0.417384954, high: 1,
		},
		{
			name: "ordinal", rows: krippendorff(), method: cx.OrdinalAlpha, units: 11, coders: 4, pairable: 40,
			observed: 47.275, expected: 256.076923077, value: 0.815387504, se: 0.148031342, low: 0.815387504 - 2.228138852*0.148031342, high: 1,
		},
		{
			name: "interval", rows: krippendorff(), method: cx.IntervalAlpha, units: 11, coders: 4, pairable: 40,
			observed: 0.433333333, expected: 2.871794872, value: 0.849107143, se: 0.140839831, low: 0.849107143 - 2.228138852*0.140839831, high: 1,
		},
	} {
		a, err := cx.AgreementOf(tt.rows, tt.method, 0.95)
		if err != nil || a.Units != tt.units || a.Coders != tt.coders || a.Pairable != tt.pairable {
			t.Errorf("%s: %+v, %v", tt.name, a, err)
		}
		cxtest.Near(t, tt.name+": Observed", a.Observed, tt.observed, 1e-9)
		cxtest.Near(t, tt.name+": Expected", a.Expected, tt.expected, 1e-9)
		cxtest.Near(t, tt.name+": Value", a.Value.Value, tt.value, 1e-9)
		cxtest.Near(t, tt.name+": StandardError", a.Value.StandardError, tt.se, 1e-9)
		cxtest.Near(t, tt.name+": Low", a.Value.Interval.Low, tt.low, 2e-9)
		cxtest.Near(t, tt.name+": High", a.Value.Interval.High, tt.high, 2e-9)
		if clipped := tt.high == 1; a.Value.Interval.Clipped != clipped || a.Value.Interval.Level != 0.95 {
			t.Errorf("%s: %+v", tt.name, a.Value.Interval)
		}
	}
	// Alpha of the first table is .4 exactly, too: 30 of 100, and 2·55·45/(100·99) to be expected.
	a := cxtest.Must(cx.AgreementOf(codingsOfTable([]int{20, 5}, []int{10, 15}), cx.NominalAlpha, 0.95))
	cxtest.Near(t, "alpha", a.Value.Value, 0.4, 1e-15)
	cxtest.Near(t, "Observed", a.Observed, 0.3, 1e-15)
	cxtest.Near(t, "Expected", a.Expected, 0.5, 1e-15)
	// Two who always differ, by hand: kappa of 5 units a b and 5 b a is (0 - 1/2)/(1/2); alpha
	// 1 - 1/(100·2/(20·19)).
	opposed := codingsOfTable([]int{0, 5}, []int{5, 0})
	cxtest.Near(t, "kappa of opposites", cxtest.Must(cx.AgreementOf(opposed, cx.CohenKappa, 0.95)).Value.Value, -1, 1e-15)
	cxtest.Near(t, "alpha of opposites", cxtest.Must(cx.AgreementOf(opposed, cx.NominalAlpha, 0.95)).Value.Value, -0.9, 1e-15)
	// In any order of the rows, and whoever comes first in those of a unit.
	table := codingsOfTable([]int{14, 3, 1}, []int{2, 11, 4}, []int{0, 3, 12})
	for i := 2; i < len(table); i += 4 {
		table[i], table[i+1] = table[i+1], table[i]
	}
	cxtest.Near(t, "kappa of swapped rows", cxtest.Must(cx.AgreementOf(table, cx.CohenKappa, 0.95)).Value.Value, 0.6103117506, 1e-10)
	rows := krippendorff()
	slices.Reverse(rows)
	for _, method := range agreementMethods[1:] {
		a, b := cxtest.Must(cx.AgreementOf(krippendorff(), method, 0.95)), cxtest.Must(cx.AgreementOf(rows, method, 0.95))
		cxtest.Near(t, "turned", a.Value.StandardError, b.Value.StandardError, 1e-13)
	}
}

// naiveAlpha is alpha by its definition, over all pairs of codes.
func naiveAlpha(rows []cx.Coding, method cx.AgreementMethod) float64 {
	units, given := map[string][]int{}, map[int]float64{}
	for _, r := range rows {
		code, err := strconv.Atoi(r.Code)
		if err != nil {
			panic(err)
		}
		units[r.Unit] = append(units[r.Unit], code)
	}
	n := 0.0
	for unit, codes := range units {
		if len(codes) < 2 {
			delete(units, unit)
			continue
		}
		for _, code := range codes {
			given[code]++
			n++
		}
	}
	distance := func(a, b int) float64 {
		switch {
		case a == b:
			return 0
		case method == cx.NominalAlpha:
			return 1
		case method == cx.IntervalAlpha:
			return float64(a-b) * float64(a-b)
		}
		sum := -(given[a] + given[b]) / 2
		for code, n := range given {
			if code >= min(a, b) && code <= max(a, b) {
				sum += n
			}
		}
		return sum * sum
	}
	within, all := 0.0, 0.0
	for _, codes := range units {
		for _, a := range codes {
			for _, b := range codes {
				within += distance(a, b) / float64(len(codes)-1)
			}
		}
	}
	for a, x := range given {
		for b, y := range given {
			all += x * y * distance(a, b)
		}
	}
	return 1 - (n-1)*within/all
}

// The values and the jackknife against the definition, leaving out one unit after the other.
func TestAgreementOf_naive(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 2))
	for range 60 {
		var rows []cx.Coding
		coders, codes := 2+random.IntN(5), 2+random.IntN(7)
		var names []string
		for unit := range 3 + random.IntN(12) {
			name := strconv.Itoa(unit)
			n := 0
			for coder := range coders {
				if random.IntN(5) > 0 {
					rows = append(rows, cx.Coding{Unit: name, Coder: strconv.Itoa(coder), Code: strconv.Itoa(random.IntN(codes)*random.IntN(3) - 3)})
					n++
				}
			}
			if n > 1 {
				names = append(names, name)
			}
		}
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		for _, method := range agreementMethods[1:] {
			a, err := cx.AgreementOf(rows, method, 0.95)
			if err != nil {
				continue // too few, or all alike
			}
			cxtest.Near(t, string(method), a.Value.Value, naiveAlpha(rows, method), 1e-12)
			var values []float64
			mean, squares, n := 0.0, 0.0, float64(len(names))
			for _, left := range names {
				v := naiveAlpha(slices.DeleteFunc(slices.Clone(rows), func(r cx.Coding) bool { return r.Unit == left }), method)
				values = append(values, v)
				mean += v / n
			}
			for _, v := range values {
				squares += (v - mean) * (v - mean)
			}
			want := math.Sqrt((n - 1) / n * squares)
			if math.IsNaN(want) || want < 1e-9 { // one code is left without one of the units
				want = 0
			}
			cxtest.Near(t, string(method)+": jackknife", a.Value.StandardError, want, 1e-11)
			if (want == 0) != (a.Value.Interval == cx.Interval{}) {
				t.Errorf("%s: error %v, interval %v", method, want, a.Value.Interval)
			}
		}
	}
}

// Where nothing tells how far the value may be off there is no interval, not one of width 0.
func TestAgreementOf_spread(t *testing.T) {
	for _, tt := range []struct {
		name  string
		rows  []cx.Coding
		value float64
		kappa bool // takes it
	}{
		{"perfect", codingsBy("1122", "1122"), 1, true},
		{"perfect, of three", codingsBy("1122", "1122", "112-"), 1, false},
		{"one unit", codingsBy("1", "2"), 0, true},
		{"one that varies", codingsBy("11111", "11112"), 0, true},
	} {
		for _, method := range agreementMethods {
			if method == cx.CohenKappa && !tt.kappa {
				continue
			}
			a, err := cx.AgreementOf(tt.rows, method, 0.95)
			if err != nil {
				t.Errorf("%s, %s: %v", tt.name, method, err)
			}
			cxtest.Near(t, tt.name, a.Value.Value, tt.value, 1e-15)
			if a.Value != (cx.Estimate{Value: a.Value.Value}) {
				t.Errorf("%s, %s: %+v, want no error and no interval", tt.name, method, a.Value)
			}
		}
	}
	for _, level := range edgeLevels {
		for _, method := range agreementMethods {
			a, err := cx.AgreementOf(codingsOfTable([]int{14, 3, 1}, []int{2, 11, 4}, []int{0, 3, 12}), method, level)
			surrounds(t, string(method), a.Value.Interval, a.Value.Value, -1, 1, err)
		}
	}
	// Numbers of 32 bits.
	wide := codingsBy("1212112", "1211212")
	for i := range wide {
		wide[i].Code = map[string]string{"1": "-2147483648", "2": "2147483647"}[wide[i].Code]
	}
	for _, method := range agreementMethods {
		a, b := cxtest.Must(cx.AgreementOf(wide, method, 0.95)), cxtest.Must(cx.AgreementOf(codingsBy("1212112", "1211212"), method, 0.95))
		cxtest.Near(t, "wide", a.Value.Value, b.Value.Value, 1e-12)
		cxtest.Near(t, "wide: error", a.Value.StandardError, b.Value.StandardError, 1e-12)
	}
}

func TestAgreementOf_refuses(t *testing.T) {
	good := codingsBy("12", "12")
	with := func(c cx.Coding) []cx.Coding { return append(slices.Clone(good), c) }
	var coders, codes []cx.Coding
	for i := range 1001 {
		name := strconv.Itoa(i)
		coders = append(coders, cx.Coding{Unit: "u", Coder: name, Code: "1"})
		codes = append(codes, cx.Coding{Unit: name, Coder: "A", Code: name})
	}
	for _, tt := range []struct {
		name    string
		rows    []cx.Coding
		row     int
		methods []cx.AgreementMethod
	}{
		{"blank unit", with(cx.Coding{Unit: " ", Coder: "A", Code: "1"}), 4, agreementMethods},
		{"blank coder", with(cx.Coding{Unit: "u9", Code: "1"}), 4, agreementMethods},
		{"blank code", with(cx.Coding{Unit: "u9", Coder: "A", Code: "\t"}), 4, agreementMethods},
		{"twice", with(cx.Coding{Unit: "u0", Coder: "A", Code: "1"}), 4, agreementMethods},
		{"twice, unlike", with(cx.Coding{Unit: "u0", Coder: "B", Code: "2"}), 4, agreementMethods},
		{"no number", with(cx.Coding{Unit: "u9", Coder: "A", Code: "price"}), 4, agreementMethods[2:]},
		{"1,001 coders", coders, 1000, agreementMethods},
		{"1,001 codes", codes, 1000, agreementMethods},
	} {
		for _, method := range tt.methods {
			_, err := cx.AgreementOf(tt.rows, method, 0.95)
			checkRowError(t, tt.name, err, cx.ErrInvalid, tt.row)
			if err != nil && strings.Contains(err.Error(), "price") {
				t.Errorf("%s: %v repeats the text", tt.name, err)
			}
		}
	}
	for _, method := range agreementMethods {
		for name, rows := range map[string][]cx.Coding{"none": nil, "one code a unit": codingsBy("12--", "--12")} {
			want := cx.ErrNoData
			if method == cx.CohenKappa && rows != nil {
				want = cx.ErrInvalid
			}
			a, err := cx.AgreementOf(rows, method, 0.95)
			cxtest.Refuses(t, name, err, want)
			if a != (cx.Agreement{}) {
				t.Errorf("%s: %+v with an error", name, a)
			}
		}
		_, err := cx.AgreementOf(codingsBy("111", "111"), method, 0.95)
		cxtest.Refuses(t, "nothing varies", err, cx.ErrUndefined)
		for _, level := range []float64{0, 1, -1, math.NaN(), math.Inf(1)} {
			_, err = cx.AgreementOf(good, method, level)
			cxtest.Refuses(t, "level", err, cx.ErrInvalid)
		}
	}
	// A code beside the units with two is none of what varies.
	_, err := cx.AgreementOf(codingsBy("1112", "111-"), cx.NominalAlpha, 0.95)
	cxtest.Refuses(t, "nothing varies within the units", err, cx.ErrUndefined)
	for name, rows := range map[string][]cx.Coding{"three coders": codingsBy("12", "12", "12"), "a gap": codingsBy("121", "12-"), "one coder": codingsBy("12")} {
		_, err := cx.AgreementOf(rows, cx.CohenKappa, 0.95)
		cxtest.Refuses(t, "kappa of "+name, err, cx.ErrInvalid)
	}
	for _, method := range []cx.AgreementMethod{"", "kappa", "COHEN_KAPPA"} {
		_, err := cx.AgreementOf(good, method, 0.95)
		cxtest.Refuses(t, "method", err, cx.ErrInvalid)
	}
}

// A million rows, of many codes, in seconds.
func TestAgreementOf_large(t *testing.T) {
	cxtest.Long(t)
	random := rand.New(rand.NewPCG(1, 1))
	var rows []cx.Coding
	for unit := range 50_000 {
		right, name := random.IntN(900), strconv.Itoa(unit)
		for coder := range 4 {
			code := right
			if random.IntN(4) == 0 {
				code = random.IntN(900)
			}
			rows = append(rows, cx.Coding{Unit: name, Coder: strconv.Itoa(coder), Code: strconv.Itoa(code)})
		}
	}
	for _, method := range agreementMethods[1:] {
		a, err := cx.AgreementOf(rows, method, 0.95)
		// Both are right in 9/16 of pairs.
		if err != nil || math.Abs(a.Value.Value-0.5625) > 0.02 || !(a.Value.StandardError > 0 && a.Value.StandardError < 0.01) {
			t.Errorf("%s: %+v, %v", method, a, err)
		}
	}
}

// One number far from all others, as 2147483647 where none was given, leaves no rounding behind in
// the jackknife: without its unit alpha is that of the others. By hand, of 101 units with
// alphas nearly 1 and one without it, the error is sqrt(100/101·100/101)·(1 - alpha of the others).
// Of two far units one is always left, and the error as small as 1 - alpha: by fractions in Python.
func TestAgreementOf_far(t *testing.T) {
	var rows []cx.Coding
	for i := range 100 {
		a, b := i%3, i%3
		if i%7 == 0 {
			b = (i + 1) % 3
		}
		rows = append(rows, cx.Coding{Unit: fmt.Sprint(i), Coder: "x", Code: fmt.Sprint(a)}, cx.Coding{Unit: fmt.Sprint(i), Coder: "y", Code: fmt.Sprint(b)})
	}
	others := cxtest.Must(cx.AgreementOf(rows, cx.IntervalAlpha, 0.95))
	far := func(unit, a, b string) []cx.Coding {
		return []cx.Coding{{Unit: unit, Coder: "x", Code: a}, {Unit: unit, Coder: "y", Code: b}}
	}
	one := cxtest.Must(cx.AgreementOf(slices.Concat(rows, far("far", "2147483647", "2147483646")), cx.IntervalAlpha, 0.95))
	cxtest.Near(t, "Value", one.Value.Value, 1, 1e-12)
	cxtest.Near(t, "StandardError", one.Value.StandardError, 100.0/101*(1-others.Value.Value), 1e-9)
	two := cxtest.Must(cx.AgreementOf(slices.Concat(rows, far("far", "100000", "100000"), far("too", "100000", "100000")), cx.IntervalAlpha, 0.95))
	cxtest.Near(t, "1e9 times 1 - alpha of two", 1e9*(1-two.Value.Value), 0.7612650703729273, 1e-6)
	cxtest.Near(t, "1e9 times StandardError of two", 1e9*two.Value.StandardError, 1.0746076281049518, 1e-6)
}
