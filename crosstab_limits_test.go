package cx_test

import (
	"encoding/json"
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

func TestCrossTab_WithCounts(t *testing.T) {
	names := cx.CrossTab{Rows: []string{"b", "none", "a"}, Columns: []string{"y", "x", "never"}}
	got, err := names.WithCounts([][]int64{{1, 2, 0}, {0, 0, 0}, {4, 0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]int64{{0, 4}, {2, 1}}, got.Counts()); diff != "" {
		t.Errorf("Counts (-want +got):\n%s", diff)
	}
	if !slices.Equal(got.Rows, []string{"a", "b"}) || !slices.Equal(got.Columns, []string{"x", "y"}) || got.Total() != 7 {
		t.Errorf("%v: %q, %q", got, got.Rows, got.Columns)
	}
	if text := got.String(); text != "cross table of 2 x 2 (7 rows)" {
		t.Errorf("String = %q", text)
	}
	if text := cxtest.Must(names.WithCounts([][]int64{{1200, 34, 0}, {0, 0, 0}, {4, 0, 0}})).String(); text != "cross table of 2 x 2 (1238 rows)" {
		t.Errorf("String = %q", text)
	}
	got.Counts()[0][0] = 99
	if got.Counts()[0][0] != 0 {
		t.Error("Counts hands out its memory")
	}
	zero, err := names.WithCounts(slices.Repeat([][]int64{{0, 0, 0}}, 3))
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Same(t, "only zeros", cx.CrossTab{}, zero)
	if zero.Rows != nil || zero.Counts() != nil {
		t.Errorf("only zeros: %q, %v", zero.Rows, zero.Counts())
	}
	for _, tt := range []struct {
		name   string
		of     cx.CrossTab
		counts [][]int64
	}{
		{"no counts", names, nil},
		{"a list too few", names, [][]int64{{1, 2, 0}, {0, 0, 0}}},
		{"a count too few", names, [][]int64{{1, 2, 0}, {0, 0}, {1, 2, 0}}},
		{"a count too many", names, [][]int64{{1, 2, 0}, {0, 0, 0, 0}, {1, 2, 0}}},
		{"negative", names, [][]int64{{1, 2, 0}, {0, 0, -1}, {1, 2, 0}}},
		{"too many", names, [][]int64{{1, math.MaxInt64, 0}, {0, 0, 0}, {1, 2, 0}}},
		{"too many in all", names, [][]int64{{math.MaxInt64, 0, 0}, {0, 0, 0}, {1, 2, 0}}},
		{"a row twice", cx.CrossTab{Rows: []string{"a", "a"}, Columns: []string{"x"}}, [][]int64{{1}, {1}}},
		{"not UTF-8", cx.CrossTab{Rows: []string{"a"}, Columns: []string{"\xff"}}, [][]int64{{1}}},
		{"counts without names", cx.CrossTab{}, [][]int64{{1}}},
		{"1,001 rows", crossNames(1001, 1), slices.Repeat([][]int64{{1}}, 1001)},
		{"1,001 columns", crossNames(1, 1001), [][]int64{slices.Repeat([]int64{1}, 1001)}},
	} {
		got, err := tt.of.WithCounts(tt.counts)
		cxtest.Refuses(t, tt.name, err, cx.ErrInvalid)
		if !got.Equal(cx.CrossTab{}) {
			t.Errorf("%s: %v with an error", tt.name, got)
		}
	}
}

// Names that are not those of the counts: written out by hand, or changed.
func TestCrossTab_names(t *testing.T) {
	full := func() (t cx.CrossTab) {
		for i := range 5 {
			if err := t.Add(fmt.Sprint(i%2), fmt.Sprint(i%3)); err != nil {
				panic(err)
			}
		}
		return t
	}
	for name, change := range map[string]func(*cx.CrossTab){
		"none, with counts": func(c *cx.CrossTab) { c.Rows = nil },
		"one too many":      func(c *cx.CrossTab) { c.Rows = append(c.Rows, "zzz") },
		"one too few":       func(c *cx.CrossTab) { c.Columns = c.Columns[:1] },
		"out of order":      func(c *cx.CrossTab) { slices.Reverse(c.Columns) },
		"twice":             func(c *cx.CrossTab) { c.Rows[1] = c.Rows[0] },
		"not UTF-8":         func(c *cx.CrossTab) { c.Rows[1] = "\xff" },
		"far too many":      func(c *cx.CrossTab) { *c = crossNames(70_000, 1) },
		"without counts":    func(c *cx.CrossTab) { *c = crossNames(2, 2) },
		"of another":        func(c *cx.CrossTab) { *c = cxtest.Must(back(*c)); c.Rows = []string{"0", "7"} },
	} {
		bad := full()
		change(&bad)
		good := full()
		cxtest.Refuses(t, name+": Merge into", good.Merge(bad), cx.ErrInvalid)
		cxtest.Refuses(t, name+": Merge", bad.Merge(good), cx.ErrInvalid)
		cxtest.Refuses(t, name+": Unmerge", bad.Unmerge(good), cx.ErrInvalid)
		cxtest.Refuses(t, name+": Unmerge from", good.Unmerge(bad), cx.ErrInvalid)
		_, err := bad.Test()
		cxtest.Refuses(t, name+": Test", err, cx.ErrInvalid)
		_, err = bad.Cells(5)
		cxtest.Refuses(t, name+": Cells", err, cx.ErrInvalid)
		_, err = bad.MarshalJSON()
		cxtest.Refuses(t, name+": MarshalJSON", err, cx.ErrInvalid)
		cxtest.Same(t, name, full(), good)
		if bad.Counts() != nil || bad.Equal(good) || good.Equal(bad) || !bad.Equal(bad) {
			t.Errorf("%s: %v, Equal is wrong", name, bad.Counts())
		}
		for range 4000 { // until the recent rows are counted, or at once
			if err = bad.Add("0", "0"); err != nil {
				break
			}
		}
		cxtest.Refuses(t, name+": Add", err, cx.ErrInvalid)
	}
}

// back returns a table that has gone through JSON.
func back(t cx.CrossTab) (decoded cx.CrossTab, err error) {
	data, err := t.MarshalJSON()
	if err != nil {
		return decoded, err
	}
	return decoded, json.Unmarshal(data, &decoded)
}

func TestCrossTab_refuses(t *testing.T) {
	wide := cxtest.Must(crossNames(1000, 1000).WithCounts(slices.Repeat([][]int64{slices.Repeat([]int64{1}, 1000)}, 1000)))
	cxtest.Unchanged(t, "1,001 rows", wide, func(c *cx.CrossTab) error { return c.Add("new", "c0000") }, cx.ErrInvalid)
	cxtest.Unchanged(t, "1,001 columns", wide, func(c *cx.CrossTab) error { return c.Add("r0000", "new") }, cx.ErrInvalid)
	cxtest.Unchanged(t, "not UTF-8", crossed([]int64{1}), func(c *cx.CrossTab) error { return c.Add("\xff", "c0000") }, cx.ErrInvalid)
	cxtest.Unmerged(t, "1,001 of both", wide, crossedOf(t, "new", "c0000"), cx.ErrInvalid)
	cxtest.Unmerged(t, "1,001 columns of both", wide, crossedOf(t, "r0000", "new"), cx.ErrInvalid)
	cxtest.Unchanged(t, "what is not there", wide, func(c *cx.CrossTab) error { return c.Remove("new", "c0000") }, cx.ErrInvalid)
	cxtest.Unchanged(t, "a pair that is not there", crossed([]int64{0, 1}, []int64{1, 0}),
		func(c *cx.CrossTab) error { return c.Remove("r0000", "c0000") }, cx.ErrInvalid)

	many := crossed([]int64{math.MaxInt64 - 3, 1})
	for range 2 {
		if err := many.Add("r0000", "c0001"); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"c0001", "new"} {
		cxtest.Unchanged(t, "one more than int64", many, func(c *cx.CrossTab) error { return c.Add("r0000", name) }, cx.ErrInvalid)
	}
	cxtest.Unmerged(t, "the sum of both", many, crossed([]int64{1}), cx.ErrInvalid)
	cxtest.Becomes(t, "one less", many, func(c *cx.CrossTab) error { return c.Remove("r0000", "c0000") }, crossed([]int64{math.MaxInt64 - 4, 3}))

	rows := []crossRow{{"a", "b"}, {"\xff", "b"}}
	_, err := cx.CrossTabOf(rows, rowOf, columnOf)
	checkRowError(t, "a row that is not UTF-8", err, cx.ErrInvalid, 1)
	_, err = cx.CrossTabOf(rows, columnOf, rowOf)
	checkRowError(t, "a column that is not UTF-8", err, cx.ErrInvalid, 1)
	rows = nil
	for i := range 1002 {
		rows = append(rows, crossRow{fmt.Sprint(i), "b"})
	}
	_, err = cx.CrossTabOf(rows, rowOf, columnOf)
	checkRowError(t, "the 1,001st name", err, cx.ErrInvalid, 1000)
	_, err = cx.CrossTabOf(rows, nil, columnOf)
	cxtest.Refuses(t, "nil row", err, cx.ErrInvalid)
	_, err = cx.CrossTabOf(rows, rowOf, nil)
	cxtest.Refuses(t, "nil column", err, cx.ErrInvalid)
}

// crossedOf counts one pair.
func crossedOf(t *testing.T, row, column string) (c cx.CrossTab) {
	t.Helper()
	if err := c.Add(row, column); err != nil {
		t.Fatal(err)
	}
	return c
}

// A name of any length is a name, and a name whose last count goes leaves.
func TestCrossTab_Remove(t *testing.T) {
	long := strings.Repeat("å", 1<<20)
	var c cx.CrossTab
	for _, pair := range [][2]string{{long, "x"}, {"a", "x"}, {"a", "y"}, {long, "x"}} {
		if err := c.Add(pair[0], pair[1]); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []int{2, 2, 1} {
		if len(c.Rows) != want {
			t.Errorf("%d removed: %d rows, want %d", i, len(c.Rows), want)
		}
		if err := c.Remove(long, "x"); (err != nil) != (i == 2) {
			t.Errorf("Remove %d: %v", i, err)
		}
	}
	if err := c.Remove("a", "y"); err != nil || !slices.Equal(c.Columns, []string{"x"}) {
		t.Errorf("Remove: %v, columns %q", err, c.Columns)
	}
}

// A table with names that come one by one, on both sides, is that of all rows at once.
func TestCrossTab_Add_names(t *testing.T) {
	var c cx.CrossTab
	var rows []crossRow
	random := rand.New(rand.NewPCG(3, 9))
	for i := range 8000 {
		r := crossRow{fmt.Sprint(random.IntN(i/40 + 1)), fmt.Sprint(random.IntN(i/90 + 1))}
		rows = append(rows, r)
		before := c
		if err := c.Add(r.Row, r.Column); err != nil {
			t.Fatal(err)
		}
		if i%997 == 0 {
			cxtest.Same(t, "before", cxtest.Must(cx.CrossTabOf(rows[:i], rowOf, columnOf)), before)
		}
	}
	cxtest.Same(t, "one by one", cxtest.Must(cx.CrossTabOf(rows, rowOf, columnOf)), c)
}

func TestCrossTabAllocations(t *testing.T) {
	c := crossed([]int64{1, 1}, []int64{1, 1})
	if n := testing.AllocsPerRun(1000, func() {
		if err := c.Add("r0001", "c0000"); err != nil {
			t.Error(err)
		}
	}); n != 0 {
		t.Errorf("Add allocates %v times, want 0", n)
	}
	var snap cx.CrossTab
	if n := testing.AllocsPerRun(100, func() { snap = c }); n != 0 || snap.Total() != c.Total() {
		t.Errorf("a copy allocates %v times, want 0", n)
	}
}

// BenchmarkCrossTab measures a million rows of 3 x 8 names against GroupFunc by the two names
// joined: read the ratio, at most 2.
func BenchmarkCrossTab(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	rows := make([]crossRow, 1_000_000)
	for i := range rows {
		rows[i] = crossRow{[]string{"bottom", "middle", "top"}[random.IntN(3)], fmt.Sprint("age ", random.IntN(8))}
	}
	b.Run("loop=GroupFunc", func(b *testing.B) {
		for b.Loop() {
			groups, err := cx.GroupFunc(rows, func(r *crossRow) string { return r.Row + "\x00" + r.Column },
				func(p *cx.Proportion, _ *crossRow) error { return p.Add(true) }, cx.Proportion{})
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += int64(len(groups))
		}
	})
	b.Run("CrossTabOf", func(b *testing.B) {
		for b.Loop() {
			c, err := cx.CrossTabOf(rows, rowOf, columnOf)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += c.Total()
		}
	})
	b.Run("Add", func(b *testing.B) {
		for b.Loop() {
			var c cx.CrossTab
			for i := range rows {
				if err := c.Add(rows[i].Row, rows[i].Column); err != nil {
					b.Fatal(err)
				}
			}
			sinkInt += c.Total()
		}
	})
}
