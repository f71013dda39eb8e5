package value

import (
	"errors"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// ChurnFlags say how churn is counted.
type ChurnFlags struct {
	Churn []cx.ChurnFormula `type:"churn" default:"standard" placeholder:"FORMULAS" help:"standard (default), counting_returned, counting_acquired, of_active, of_average and daily, with commas between them, or all"`
}

// MaxWindow is the limit of cx.SpellsOf.
const MaxWindow = 36_525

// dailyChurn is the formula of cx.DailyChurn, in addition to those of cx.Churn.
const dailyChurn cx.ChurnFormula = "daily"

// churnFormulas are the formulas of -churn, in the order of their columns.
var churnFormulas = []cx.ChurnFormula{cx.StandardChurn, cx.ChurnCountingReturned, cx.ChurnCountingAcquired,
	cx.ChurnOfActive, cx.ChurnOfAverage, dailyChurn}

var errChurn = errors.New("want standard, counting_returned, counting_acquired, of_active, of_average, daily or all, each once")

// ParseChurn parses formulas.
func ParseChurn(text string) ([]cx.ChurnFormula, error) {
	if text == "all" {
		return churnFormulas, nil
	}
	var formulas []cx.ChurnFormula
	for name := range strings.SplitSeq(text, ",") {
		formulas = append(formulas, cx.ChurnFormula(name))
	}
	_, err := inOrder(formulas)
	return formulas, err
}

// inOrder returns formulas in the order of their columns, and an error if one is unknown or
// named twice.
func inOrder(formulas []cx.ChurnFormula) ([]cx.ChurnFormula, error) {
	count := map[cx.ChurnFormula]int{}
	for _, f := range formulas {
		count[f]++
	}
	var ordered []cx.ChurnFormula
	for _, f := range churnFormulas {
		if count[f] == 1 {
			ordered = append(ordered, f)
		}
	}
	if len(ordered) != len(formulas) {
		return nil, errChurn
	}
	return ordered, nil
}

// CheckChurn puts the formulas in their order.
func (f *ChurnFlags) CheckChurn() (err error) {
	if f.Churn, err = inOrder(f.Churn); err != nil {
		return topic.FlagError("churn", err)
	}
	return nil
}
