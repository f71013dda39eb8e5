package cx_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// crossRow is a row with two names.
type crossRow struct{ Row, Column string }

func rowOf(r *crossRow) string    { return r.Row }
func columnOf(r *crossRow) string { return r.Column }

// crossed is a table of ready-made counts that are fine, with the names r0, r1 … and c0, c1 ….
func crossed(counts ...[]int64) cx.CrossTab {
	return cxtest.Must(crossNames(len(counts), len(counts[0])).WithCounts(counts))
}

// crossNames has so many names, and no counts.
func crossNames(rows, columns int) (t cx.CrossTab) {
	for i := range rows {
		t.Rows = append(t.Rows, fmt.Sprintf("r%04d", i))
	}
	for j := range columns {
		t.Columns = append(t.Columns, fmt.Sprintf("c%04d", j))
	}
	return t
}

const (
	crossState     = `{"rows":["","a"],"columns":["x","y"],"counts":[[3,1],[0,5]]}`
	chiSquareState = `{"chi_square":3.5,"degrees_of_freedom":2,"p":0.25,"cramers_v":0.5,"sparse":true}`
)

func crosstabCodecs() []cxtest.Codec {
	return []cxtest.Codec{
		cxtest.CodecOf[cx.CrossTab](crossState).WithCounts("counts").WithNeeded("rows", "columns", "counts").WithBad(
			`{"rows":["a"],"columns":["b"],"counts":[[1],[2]]}`, `{"rows":["a"],"columns":["b"],"counts":[[1,2]]}`,
			`{"rows":["a","a"],"columns":["b"],"counts":[[1],[2]]}`, `{"rows":["a"],"columns":["b","b"],"counts":[[1,2]]}`,
			`{"rows":["a","b"],"columns":["c"],"counts":[[9223372036854775807],[1]]}`, `{"rows":["a"],"columns":["b"],"counts":[null]}`,
			`{"rows":[1],"columns":["b"],"counts":[[1]]}`, `{"rows":[null],"columns":["b"],"counts":[[1]]}`,
			`{"rows":["a"],"columns":["b"],"counts":[1]}`, `{"counts":[[]]}`, `{"columns":["b"]}`,
			cxtest.Must(manyNames(1001, 1)), cxtest.Must(manyNames(1, 1001)),
		),
		cxtest.CodecOf[cx.ChiSquare](chiSquareState).WithBad(
			`{"chi_square":-1,"degrees_of_freedom":1,"p":1}`, `{"chi_square":1,"degrees_of_freedom":-1,"p":1}`,
			`{"chi_square":1,"degrees_of_freedom":1,"p":1.5}`, `{"chi_square":1,"degrees_of_freedom":1,"p":-0.5}`,
			`{"chi_square":1,"degrees_of_freedom":1,"p":1,"cramers_v":1.5}`, `{"chi_square":1,"degrees_of_freedom":1,"p":1,"cramers_v":-1}`,
		),
	}
}

// manyNames is the state of a table with so many names.
func manyNames(rows, columns int) (string, error) {
	quoted := func(names []string) string { return `["` + strings.Join(names, `","`) + `"]` }
	list := "[" + strings.TrimSuffix(strings.Repeat("1,", columns), ",") + "]"
	t := crossNames(rows, columns)
	return fmt.Sprintf(`{"rows":%s,"columns":%s,"counts":[%s]}`, quoted(t.Rows), quoted(t.Columns),
		strings.TrimSuffix(strings.Repeat(list+",", rows), ",")), nil
}

// crosstabContract is what cross tables promise.
func crosstabContract(t *testing.T) cxtest.Contract {
	rows := []crossRow{{"b", "x"}, {"a", "y"}, {"b", "y"}, {"", "x"}, {"b", "x"}}
	cells, err := crossed([]int64{30, 10}, []int64{20, 40}).Cells(5)
	if err != nil {
		t.Fatal(err)
	}
	pair := func(b byte) (row, column string) {
		return strings.Repeat("r", int(b%7)), string(rune('a' + int(b/7)%11))
	}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  crosstabCodecs(),
		Laws: []cxtest.Law{cxtest.Laws[cx.CrossTab, *cx.CrossTab]{
			Values: []cx.CrossTab{
				crossed([]int64{3, 0, 1}, []int64{0, 2, 0}), crossed([]int64{1}), crossed([]int64{math.MaxInt64 / 4}),
				cxtest.Must(cx.CrossTabOf(rows, rowOf, columnOf)),
			},
			Add:    func(c *cx.CrossTab, b byte) error { return c.Add(pair(b)) },
			Remove: func(c *cx.CrossTab, b byte) error { return c.Remove(pair(b)) },
			Total:  cx.CrossTab.Total,
		}},
		Calls: []cxtest.Call{
			{Func: "CrossTabOf", Args: []any{rows}, Do: func() (any, error) { return cx.CrossTabOf(rows, rowOf, columnOf) }},
		},
		Values: []any{cells},
	}
}

func TestCrosstab_Contract(t *testing.T) { crosstabContract(t).Run(t) }

func FuzzCrosstabJSON(f *testing.F) { cxtest.FuzzCodecs(f, crosstabCodecs(), cx.ErrInvalid) }

func TestCrosstabJSON(t *testing.T) {
	table := cxtest.Must(cx.CrossTab{Rows: []string{"45+", "18-29"}, Columns: []string{"top", "bottom"}}.WithCounts([][]int64{{40, 20}, {10, 30}}))
	cxtest.Golden(t, "crosstab", map[string]any{
		"table": table, "table_zero": cx.CrossTab{}, "chi_square": cxtest.Must(table.Test()),
	})
	cells := cxtest.Must(table.Cells(5))
	const want = `{"row":"18-29","column":"bottom","count":30,"expected":"20","index":"150","residual":4.08248290463863,"tested":true,"adjusted_p":0.0000445570906`
	if got := cxtest.JSON(t, cells[0]); !strings.HasPrefix(got, want[:100]) {
		t.Errorf("a cell is %s, want %s…", got, want[:100])
	}
}

// R 4.2.2: chisq.test(m, correct = FALSE), its stdres and expected, and p.adjust(p, "holm").
func TestCrossTab_Test(t *testing.T) {
	two := crossed([]int64{30, 10}, []int64{20, 40})
	test, err := two.Test()
	if err != nil || test.DegreesOfFreedom != 1 || test.Sparse {
		t.Fatalf("Test = %+v, %v", test, err)
	}
	cxtest.Near(t, "ChiSquare", test.ChiSquare, 16.66666667, 1e-9)
	cxtest.Near(t, "P", test.P/4.45570906e-05, 1, 1e-8)
	cxtest.Near(t, "CramersV", test.CramersV, 0.40824829, 1e-8)
	cells := cxtest.Must(two.Cells(5))
	checkCells(t, cells, []string{"20", "20", "30", "30"}, []string{"150", "50", "66.66666667", "133.33333333"},
		[]float64{4.08248290, -4.08248290, -4.08248290, 4.08248290}, slices.Repeat([]float64{4.45570906e-05}, 4))

	// By hand: 20 in each row and 5, 5, 10 to be expected, so that chi-square is 4·25/5, and V
	// the root of 20/40: the shorter side has 2.
	oblong, err := crossed([]int64{10, 0, 10}, []int64{0, 10, 10}).Test()
	if err != nil || oblong.DegreesOfFreedom != 2 || oblong.ChiSquare != 20 {
		t.Errorf("Test = %+v, %v", oblong, err)
	}
	cxtest.Near(t, "CramersV", oblong.CramersV, math.Sqrt2/2, 1e-15)

	three := crossed([]int64{40, 25, 5}, []int64{30, 35, 25}, []int64{10, 20, 60})
	test, err = three.Test()
	if err != nil || test.DegreesOfFreedom != 4 || test.Sparse {
		t.Fatalf("Test = %+v, %v", test, err)
	}
	cxtest.Near(t, "ChiSquare", test.ChiSquare, 71.86948854, 1e-9)
	cxtest.Near(t, "P", test.P/9.14479453e-15, 1, 1e-8)
	cxtest.Near(t, "CramersV", test.CramersV, 0.37912924, 1e-8)
	cells = cxtest.Must(three.Cells(5))
	checkCells(t, cells[:3], []string{"22.4", "22.4", "25.2"}, []string{"178.57142857", "111.60714286", "19.84126984"},
		[]float64{5.31456783, 0.78510661, -5.92781804}, []float64{7.48375288e-07, 0.86478213, 2.45589116e-08})
	if last := cells[8]; last.Row != "r0002" || last.Column != "c0002" || last.Count != 60 {
		t.Errorf("the last cell is %+v", last)
	}
	cxtest.Near(t, "last residual", cells[8].Residual, 7.57629023, 1e-9)
	cxtest.Near(t, "last p", cells[8].AdjustedP/3.20018303e-13, 1, 1e-8)
}

func checkCells(t *testing.T, cells []cx.CrossCell, expected, index []string, residuals, p []float64) {
	t.Helper()
	for i, c := range cells {
		cxtest.Exactly(t, "Expected", c.Expected, nil, expected[i])
		cxtest.Exactly(t, "Index", c.Index, nil, index[i])
		cxtest.Near(t, "Residual", c.Residual, residuals[i], 1e-8)
		cxtest.Near(t, "AdjustedP", c.AdjustedP/p[i], 1, 1e-8)
		if !c.Tested {
			t.Errorf("cell %d is not tested", i)
		}
	}
}

// In a table of two rows the two cells of a column are one test, and in one of two columns those
// of a row: Holm counts the tests, not the cells.
func TestCrossTab_Cells_share(t *testing.T) {
	counts := [][]int64{{30, 12, 8}, {20, 25, 5}}
	wide := cxtest.Must(crossed(counts...).Cells(5))
	turned := cxtest.Must(crossed([]int64{30, 20}, []int64{12, 25}, []int64{8, 5}).Cells(5))
	var p []float64
	for j := range 3 {
		p = append(p, math.Erfc(math.Abs(wide[j].Residual)/math.Sqrt2))
	}
	adjusted := cxtest.Must(cx.Holm(p))
	for j := range 3 {
		top, bottom := wide[j], wide[3+j]
		if top.Residual != -bottom.Residual || top.AdjustedP != bottom.AdjustedP || !top.Tested {
			t.Errorf("column %d: %+v and %+v are not one test", j, top, bottom)
		}
		cxtest.Near(t, "AdjustedP", top.AdjustedP, adjusted[j], 1e-12)
		for i := range 2 {
			c := turned[2*j+i]
			c.Row, c.Column = wide[3*i+j].Row, wide[3*i+j].Column
			cxtest.Same(t, "turned", wide[3*i+j], c)
		}
	}
	// Of the last column 6.5 are expected in each row: with a minimum of 7 neither is a test.
	wide = cxtest.Must(crossed(counts...).Cells(7))
	for k, c := range wide {
		if c.Tested != (k%3 < 2) || c.Tested != (c.AdjustedP > 0) {
			t.Errorf("minimum 7: cell %d is %+v", k, c)
		}
	}
	cxtest.Near(t, "Holm of two", wide[1].AdjustedP, cxtest.Must(cx.Holm(p[:2]))[1], 1e-12)
	// One of the two cells of the first column is below 5, so that neither is tested.
	for k, c := range cxtest.Must(crossed([]int64{6, 50, 44}, []int64{4, 20, 26}).Cells(5)) {
		if c.Tested != (k%3 > 0) {
			t.Errorf("half a pair: cell %d is %+v", k, c)
		}
	}
}

// Where the row tells the column, V is 1; where it says nothing, 0. Counts of 1e15 and more lose
// no digit.
func TestCrossTab_Test_ends(t *testing.T) {
	for _, n := range []int64{1, 7, 1e15, math.MaxInt64 / 3} {
		test, err := crossed([]int64{n, 0, 0}, []int64{0, n, 0}, []int64{0, 0, n}).Test()
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "V", test.CramersV, 1, 1e-15)
		cxtest.Near(t, "ChiSquare", test.ChiSquare, 6*float64(n), 1e-14)
		test, err = crossed([]int64{n / 6, n / 3}, []int64{n / 6, n / 3}).Test()
		if n > 6 && (err != nil || test.ChiSquare != 0 || test.P != 1 || test.CramersV != 0 || test.Sparse != (n < 10)) {
			t.Errorf("independent, %d: %+v, %v", n, test, err)
		}
	}
	// By hand: 10^15+1 and three times 10^15: n·count - row·column is 10^15, Expected 10^15 + 1/4.
	big := crossed([]int64{1e15 + 1, 1e15}, []int64{1e15, 1e15})
	cells := cxtest.Must(big.Cells(5))
	cxtest.Near(t, "Residual of 1e15", cells[0].Residual, 1e15/(2e15*math.Sqrt(1e15)), 1e-12)
	if test := cxtest.Must(crossed([]int64{4, 6}, []int64{5, 85}).Test()); !test.Sparse {
		t.Errorf("0.9 expected: %+v is not sparse", test)
	}
}

func TestCrossTab_undefined(t *testing.T) {
	for _, tt := range []struct {
		name string
		of   cx.CrossTab
		want error
	}{
		{"no data", cx.CrossTab{}, cx.ErrNoData},
		{"one row", crossed([]int64{3, 4}), cx.ErrUndefined},
		{"one column", crossed([]int64{3}, []int64{4}), cx.ErrUndefined},
		{"names without counts", crossNames(2, 2), cx.ErrInvalid},
	} {
		test, err := tt.of.Test()
		cxtest.Refuses(t, tt.name+": Test", err, tt.want)
		cells, err := tt.of.Cells(5)
		cxtest.Refuses(t, tt.name+": Cells", err, tt.want)
		if test != (cx.ChiSquare{}) || cells != nil {
			t.Errorf("%s: %v, %v with an error", tt.name, test, cells)
		}
	}
	for _, minimum := range []int64{0, -1, math.MinInt64} {
		_, err := crossed([]int64{3, 4}, []int64{4, 3}).Cells(minimum)
		cxtest.Refuses(t, "minimum", err, cx.ErrInvalid)
	}
	for _, c := range cxtest.Must(crossed([]int64{3, 4}, []int64{4, 3}).Cells(math.MaxInt64)) {
		if c.Tested {
			t.Error("tested below the largest minimum")
		}
	}
}

// A table against a map, and against one that is built row by row.
func TestCrossTabOf(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 0))
	for _, n := range []int{0, 1, 10, 5000} {
		var rows []crossRow
		want := map[crossRow]int64{}
		for range n {
			r := crossRow{fmt.Sprint(random.IntN(12) * random.IntN(3)), fmt.Sprint(random.IntN(9))}
			rows = append(rows, r)
			want[r]++
		}
		table, err := cx.CrossTabOf(rows, rowOf, columnOf)
		if err != nil || table.Total() != int64(n) {
			t.Fatalf("CrossTabOf %d rows = %v, %v", n, table, err)
		}
		got := map[crossRow]int64{}
		for i, counts := range table.Counts() {
			for j, count := range counts {
				if count > 0 {
					got[crossRow{table.Rows[i], table.Columns[j]}] = count
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d rows (-want +got):\n%s", n, diff)
		}
		if !slices.IsSorted(table.Rows) || !slices.IsSorted(table.Columns) {
			t.Errorf("names are not in order: %v, %v", table.Rows, table.Columns)
		}
		var added cx.CrossTab
		for _, r := range rows {
			if err := added.Add(r.Row, r.Column); err != nil {
				t.Fatal(err)
			}
		}
		cxtest.Same(t, "row by row", table, added)
		again, err := cx.CrossTab{Rows: table.Rows, Columns: table.Columns}.WithCounts(table.Counts())
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Same(t, "ready-made", table, again)
	}
}
