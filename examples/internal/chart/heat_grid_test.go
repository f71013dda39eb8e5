package chart

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// sampleGrid is a map with shares and counts.
func sampleGrid() Heat {
	return Heat{
		Head:   head("cohorts-grid", "Customers who ordered again", "Cohorts by their first month, and the share that was active again in each later month."),
		Corner: "first month", Aside: "size", Columns: []string{"+1", "+2", "+3"}, Unit: Unit{Suffix: "%"}, Open: "not over yet", From: 10,
		Rows: []HeatRow{
			{"2025-01", "1242", []HeatCell{{Value: 40, Aside: "497"}, {Value: 31, Aside: "385"}, {Value: 22, Aside: "273"}}},
			{"2025-02 <b>", "44", []HeatCell{{Value: 35, Aside: "15"}, {Value: nan}, {Value: 0, Open: true, Aside: "0"}}},
			{"2025-03", "46", []HeatCell{{Value: nan, Open: true}}},
		},
	}
}

func TestGrid(t *testing.T) {
	got, err := sampleGrid().Grid()
	if err != nil {
		t.Fatal(err)
	}
	const path = "testdata/cohorts-grid.html"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("the grid is another one: run go test -update, and look at it\n%s", got)
	}
	if n := strings.Count(string(got), `tabindex="0"`); n != 1 {
		t.Errorf("%d cells are stops of the tab key, want 1", n)
	}
}

// TestGridStrange checks what a grid makes of names, numbers and sizes that it does not expect.
func TestGridStrange(t *testing.T) {
	h := head("strange", `</table><script>`, `"><img src=x>`)
	for _, text := range hostileTexts {
		for _, v := range hostileNumbers {
			got, err := Heat{Head: h, Corner: text, Aside: text, Columns: []string{text}, Open: text, Rows: []HeatRow{{text, text, []HeatCell{{v, true, text}}}}}.Grid()
			if err != nil {
				t.Fatal(err)
			}
			for _, bad := range []string{"<script", "<img", "NaN", "Inf", "\u202E"} {
				if strings.Contains(string(got), bad) {
					t.Fatalf("%.20q and %g have %q:\n%s", text, v, bad, got)
				}
			}
		}
	}
	if got, err := (Heat{Head: h}).Grid(); err != nil || !strings.Contains(string(got), "There are no figures to draw.") {
		t.Errorf("a grid without rows is %s, %v", got, err)
	}
	for _, c := range []Heat{
		{Head: h, Rows: make([]HeatRow, 1e6)},
		{Head: h, Columns: []string{"a"}, Rows: []HeatRow{{Cells: make([]HeatCell, 2)}}},
		{Head: head("x y", "", ""), Columns: []string{"a"}, Rows: []HeatRow{{Cells: make([]HeatCell, 1)}}},
	} {
		if got, err := c.Grid(); err == nil || got != "" {
			t.Errorf("a grid of %d rows has no error", len(c.Rows))
		}
	}
}

// TestGridStyle checks that each shade has the colors that the picture has.
func TestGridStyle(t *testing.T) {
	for i := 1; i <= shades; i++ {
		n := strconv.Itoa(i)
		for _, want := range []string{".chart td.heat-" + n, ".chart .key.heat-" + n + " { background: var(--heat-" + n + ");"} {
			if !strings.Contains(gridStyle, want) {
				t.Errorf("grid.css has no %s", want)
			}
		}
		text := color(t, "on-heat-"+n)
		for line := range strings.Lines(gridStyle) {
			if strings.Contains(line, "td.heat-"+n) && strings.Contains(line, "{ color:") && !strings.Contains(line, "var(--"+text+")") {
				t.Errorf("grid.css has not the text color %s in %s", text, line)
			}
		}
	}
}
