package survey

import (
	"fmt"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
)

// baseText says how many answers a figure has, and of how many.
func baseText(answers, rejected int64) string {
	if rejected == 0 {
		return figure.Count(answers, "answer")
	}
	all := answers + rejected
	return fmt.Sprintf("%s of %s, %s rejected (%s)", figure.Thousands(answers), figure.Count(all, "answer"), figure.Thousands(rejected), figure.Share100(rejected, all))
}

// scaleText says what the ends of a scale mean.
func scaleText(s cx.Scale) string {
	if s.LowerIsBetter {
		return fmt.Sprintf("scale %d-%d, %d is best", s.Min, s.Max, s.Min)
	}
	return fmt.Sprintf("scale %d-%d", s.Min, s.Max)
}

// classLabel names a class and its ratings.
func classLabel(class string, ratings []share) string {
	var of []int
	for _, r := range ratings {
		if r.Class == class {
			of = append(of, *r.Rating)
		}
	}
	switch len(of) {
	case 0:
		return class
	case 1:
		return fmt.Sprintf("%s %d", class, of[0])
	}
	return fmt.Sprintf("%s %d-%d", class, of[0], of[len(of)-1])
}
