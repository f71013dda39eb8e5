package topic

import (
	"fmt"
	"strings"

	"github.com/cxmetrics/cx/examples/report/internal/figure"
)

// Columns is the columns of a source, for a message that says what there are.
type Columns struct {
	Source string
	Names  []string
}

// String lists the names.
func (c Columns) String() string {
	const most = 60
	names := make([]string, 0, most)
	for _, name := range c.Names[:min(len(c.Names), most)] {
		names = append(names, figure.Clip(figure.Printable(name), 40))
	}
	text := "The columns of " + figure.Printable(c.Source) + " are: " + strings.Join(names, ", ")
	if len(c.Names) > most {
		text += fmt.Sprintf(" and %d more", len(c.Names)-most)
	}
	return text + "."
}
