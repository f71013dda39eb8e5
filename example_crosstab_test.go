package cx_test

import (
	"fmt"
	"log"

	"github.com/cxmetrics/cx"
)

// ageAnswers is who is satisfied, by age, as a report of counts.
func ageAnswers() cx.CrossTab {
	t, err := cx.CrossTab{
		Rows: []string{"18-29", "30-44", "45+"}, Columns: []string{"bottom", "middle", "top"},
	}.WithCounts([][]int64{{40, 25, 5}, {30, 35, 25}, {10, 20, 60}})
	if err != nil {
		log.Fatal(err)
	}
	return t
}

// Who gives which answers? A table of classes by age, from the rows.
func ExampleCrossTabOf() {
	age := map[string]string{"ada": "18-29", "ben": "45+", "cy": "18-29", "dee": "45+"}
	rows := []cx.Response{
		{Customer: "ada", Score: 2}, {Customer: "ben", Score: 5}, {Customer: "cy", Score: 3}, {Customer: "dee", Score: 5}, {Customer: "eve", Score: 4},
	}
	scale := cx.SatisfactionScale(5)
	t, err := cx.CrossTabOf(rows,
		func(r *cx.Response) string { c, _ := scale.Class(r.Score); return string(c) },
		func(r *cx.Response) string { return age[r.Customer] }) // blank: not known
	fmt.Println(t, err)
	fmt.Printf("%10q\n", t.Columns)
	for i, counts := range t.Counts() {
		fmt.Println(t.Rows[i], counts)
	}
	// Output:
	// cross table of 3 x 3 (5 rows) <nil>
	// [        ""    "18-29"      "45+"]
	// bottom [0 1 0]
	// middle [0 1 0]
	// top [1 0 2]
}

// Counts by SQL: SELECT age, class, count(*) … GROUP BY 1, 2. The names come in any order.
func ExampleCrossTab_WithCounts() {
	ages, classes := []string{"45+", "18-29"}, []string{"top", "bottom"}
	t, err := cx.CrossTab{Rows: ages, Columns: classes}.WithCounts([][]int64{{40, 20}, {10, 30}})
	fmt.Println(t.Rows, t.Columns, t.Counts(), err)
	// Output: [18-29 45+] [bottom top] [[30 10] [20 40]] <nil>
}

// The test of the whole table, and then the cells that are more or fewer than chance makes
// them: an index of 150 is half as many again as expected.
func ExampleCrossTab() {
	t := ageAnswers()
	test, err := t.Test()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("p %.1e, V %.2f\n", test.P, test.CramersV)
	cells, err := t.Cells(5)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range cells {
		if c.Tested && c.AdjustedP < 0.05 {
			fmt.Printf("%s %-6s %3d, index %.0f\n", c.Row, c.Column, c.Count, c.Index.InexactFloat64())
		}
	}
	// Output:
	// p 9.1e-15, V 0.38
	// 18-29 bottom  40, index 179
	// 18-29 top      5, index 20
	// 45+ bottom  10, index 35
	// 45+ top     60, index 185
}

// A row counted by mistake is taken away, and with its last row a name.
func ExampleCrossTab_Remove() {
	var t cx.CrossTab
	for _, c := range [][2]string{{"late", "called"}, {"late", "wrote"}, {"broken", "called"}} {
		if err := t.Add(c[0], c[1]); err != nil {
			log.Fatal(err)
		}
	}
	err := t.Remove("broken", "called")
	fmt.Println(t.Rows, t.Columns, t.Counts(), err)
	// Output: [late] [called wrote] [[1 1]] <nil>
}

// Young customers are dissatisfied: 40 answers where 22.4 were to be expected.
func ExampleCrossCell() {
	cells, err := ageAnswers().Cells(5)
	if err != nil {
		log.Fatal(err)
	}
	c := cells[0]
	fmt.Printf("%s %s: %d of %v expected, residual %.2f, p %.1e\n", c.Row, c.Column, c.Count, c.Expected, c.Residual, c.AdjustedP)
	// Output: 18-29 bottom: 40 of 22.4 expected, residual 5.31, p 7.5e-07
}

// V is the strength of it, P whether it is there at all. Few answers are Sparse.
func ExampleChiSquare() {
	t, err := cx.CrossTab{Rows: []string{"new", "old"}, Columns: []string{"left", "stayed"}}.WithCounts([][]int64{{4, 6}, {5, 85}})
	if err != nil {
		log.Fatal(err)
	}
	test, err := t.Test()
	fmt.Printf("%.2f, p %.4f, V %.2f, sparse %v %v\n", test.ChiSquare, test.P, test.CramersV, test.Sparse, err)
	// Output: 13.04, p 0.0003, V 0.36, sparse true <nil>
}
