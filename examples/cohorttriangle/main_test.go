package main

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
)

var update = flag.Bool("update", false, "rewrite testdata/output.txt")

// TestOutput compares what the program prints with testdata/output.txt.
func TestOutput(t *testing.T) {
	var out strings.Builder
	if err := run(strings.NewReader(activities), &out); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/output.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.ReplaceAll(string(text), "\r\n", "\n"); out.String() != want {
		t.Errorf("the program prints\n%s\nwant\n%s", out.String(), want)
	}
}

// TestTriangle checks the pooled cells. By hand, from activities.csv: of the 6 customers of
// January ada, cem, eli and fay ordered in February; of the 5 of February gus, hal and jon
// in March; of the 4 of March lea and max in April; of the 4 of April pia and rob in May.
// That is 11 of 19 a month later. Four months later, in May, it is ada and eli of the 6 of
// January, who until then spent 187.00 (ada), 56.50 (bea), 413.00 (cem), 18.90 (dov),
// 112.00 (eli) and 63.00 (fay): 850.40 / 6 = 141.7333 each.
func TestTriangle(t *testing.T) {
	orders, _, err := readOrders(strings.NewReader(activities))
	if err != nil {
		t.Fatal(err)
	}
	end, err := months.StartOf(asOf)
	if err != nil {
		t.Fatal(err)
	}
	triangle, err := cx.CohortsOf(orders, cx.CohortRule{Calendar: months}, end)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range map[int]cx.Proportion{1: {Count: 11, Base: 19}, 4: {Count: 2, Base: 6}, 5: {}} {
		if got, err := triangle.Pooled(k); err != nil || got != want {
			t.Errorf("month +%d: %v, %v, want %v", k, got, err, want)
		}
	}
	spent, err := triangle.Value(4)
	if err != nil || spent.StringFixed(4) != "141.7333" {
		t.Errorf("spent each %v, %v, want 141.7333", spent, err)
	}
}

// TestBadRows checks that a bad row is known by its line, and costs no other row.
func TestBadRows(t *testing.T) {
	text := "customer,date,amount\n" +
		"ada,2026-01-03,49.00\n" +
		" ,2026-01-04,1\n" +
		"bea,4.1.2026,1\n" +
		"cem,2026-01-05,free\n" +
		"dov,2026-06-15,1\n" +
		"eli,2026-01-06\n" +
		"fay,2026-01-07,1,1\n" +
		"g\"us,2026-01-08,1\n" +
		"\"hal\nthe second\",2026-01-09,12.50\n" +
		"ivy,2026-02-30,1\n"
	orders, bad, err := readOrders(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(orders) != 2 || orders[0].Customer != "ada" || orders[1].Customer != "hal\nthe second" {
		t.Errorf("orders %v, want those of ada and hal", orders)
	}
	want := []int{3, 4, 5, 6, 7, 8, 9, 12}
	for i, b := range bad {
		if i >= len(want) || b.line != want[i] || b.err == nil {
			t.Errorf("bad row %d: line %d, %v", i, b.line, b.err)
		}
	}
	if len(bad) != len(want) {
		t.Errorf("%d bad rows, want %d", len(bad), len(want))
	}
}

// TestHeader checks that a file without the columns is refused as a whole.
func TestHeader(t *testing.T) {
	for _, text := range []string{"", "date,customer,amount\n", "ada,2026-01-03,49.00\n"} {
		if _, _, err := readOrders(strings.NewReader(text)); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}
