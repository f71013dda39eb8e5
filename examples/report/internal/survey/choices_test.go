package survey

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestPartsOf has cells with few choices and with many, some of them repeated.
func TestPartsOf(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 100 {
		var cell strings.Builder
		var want []string
		for range n {
			choice := fmt.Sprint("choice ", random.IntN(1+n))
			if fmt.Fprintf(&cell, " %s ,,", choice); !slices.Contains(want, choice) {
				want = append(want, choice)
			}
		}
		if got := partsOf(cell.String(), ","); !slices.Equal(got, want) {
			t.Fatalf("%q has %q, want %q", cell.String(), got, want)
		}
	}
	const most = 100_000 // twice: comparing each with each would take a minute
	var cell strings.Builder
	for i := range most {
		fmt.Fprintf(&cell, "%d,%d,", i, i)
	}
	if got := partsOf(cell.String(), ","); len(got) != most {
		t.Errorf("%d choices, want %d", len(got), most)
	}
}
