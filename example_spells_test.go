package cx_test

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
)

func ExampleSpells_Trend() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 9, 0, 0, 0, time.UTC) }
	spells, _ := cx.SpellsOf([]cx.Activity{
		{Customer: "ada", At: at(1, 5)}, {Customer: "ada", At: at(1, 25)}, {Customer: "ada", At: at(4, 2)},
		{Customer: "bob", At: at(2, 20)}, {Customer: "bob", At: at(3, 15)}, {Customer: "bob", At: at(4, 9)},
	}, 30, cx.Calendar{}, at(5, 1))
	quarter := cx.Period{Start: cx.Date{Year: 2026, Month: 1, Day: 1}, End: cx.Date{Year: 2026, Month: 4, Day: 1}}
	trend, err := spells.Trend(cx.Month, quarter, cx.OnRecognition)
	for _, month := range trend {
		fmt.Printf("%v %+v\n", month.Period, month.Tally)
	}
	fmt.Println(err)
	// Output:
	// 2026-01 {Start:0 Acquired:1 Lost:0 AcquiredLost:0 Returned:0}
	// 2026-02 {Start:1 Acquired:1 Lost:1 AcquiredLost:0 Returned:0}
	// 2026-03 {Start:1 Acquired:0 Lost:0 AcquiredLost:0 Returned:0}
	// <nil>
}
