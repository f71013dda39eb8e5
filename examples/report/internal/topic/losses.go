package topic

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// lostFile is a file and what was lost of it.
type lostFile struct {
	source string
	*Counts
}

// Besides notes what was lost of a file that was read beside this one.
func (c *Counts) Besides(source string, other *Counts) {
	c.beside = append(c.beside, lostFile{source, other})
}

// UnreadCells is the rejected cells of one shape.
type UnreadCells struct {
	Shape  string `json:"shape"`
	Reason string `json:"reason"`
	Cells  int64  `json:"cells"`
}

// UnreadCells returns the most frequent kinds of rejected cells.
func (u Unreads) UnreadCells() []UnreadCells {
	kinds := make([]UnreadCells, 0, len(u))
	for kind, n := range u {
		kinds = append(kinds, UnreadCells{kind.shape, kind.reason, n})
	}
	slices.SortFunc(kinds, func(a, b UnreadCells) int {
		return cmp.Or(cmp.Compare(b.Cells, a.Cells), strings.Compare(a.Shape, b.Shape), strings.Compare(a.Reason, b.Reason))
	})
	return kinds[:min(len(kinds), maxFaults)]
}

// UnreadText says what most rejected cells looked like.
func (u Unreads) UnreadText() string {
	kinds := u.UnreadCells()
	var texts []string
	for _, kind := range kinds[:min(len(kinds), 2)] {
		texts = append(texts, fmt.Sprintf("%q (%s, %s)", kind.Shape, figure.Thousands(kind.Cells), kind.Reason))
	}
	return strings.Join(texts, " and ")
}

// LostTooMany reports whether a loss is worth a warning.
func (o *Common) LostTooMany(lost, all int64) bool {
	return lost > 0 && float64(lost) > o.AcceptLosses*float64(all)
}

// Warn adds a warning.
func (c *Counts) Warn(format string, args ...any) {
	c.warnings = append(c.warnings, fmt.Sprintf(format, args...))
}

// Nothing is the error of a file of which nothing was counted.
func (c *Counts) Nothing(format string) error {
	text := fmt.Sprintf(format, figure.Count(c.Rows+c.Outside, "row"))
	if c.filtered > 0 {
		text += fmt.Sprintf("; -where left out %s", figure.Thousands(c.filtered))
	}
	if c.Outside > 0 {
		text += fmt.Sprintf("; %s of days that -since, -until and -against do not choose", figure.Thousands(c.Outside))
	}
	if len(c.Faults) > 0 {
		f := c.Faults[0]
		if text += fmt.Sprintf("; line %s", figure.Thousands(int64(f.Line))); f.Column != "" {
			text += fmt.Sprintf(", column %q", f.Column)
		}
		text += ": " + f.Reason
	}
	if len(c.Unreads) > 0 {
		text += fmt.Sprintf("; the cell is as %q", c.UnreadCells()[0].Shape)
	}
	return errors.New(text)
}

// judgeRows refuses a file of which no row was counted, and warns of what was lost of it
// and of the files beside it.
func (c *Counts) judgeRows(o *Common) error {
	if c.Rows == c.Rejected {
		return c.Nothing("nothing of %s could be counted")
	}
	if lost, all := c.missing+c.twice, c.Rows+c.filtered; o.LostTooMany(lost, all) {
		c.Warn("%s of %s rows (%s) have no cells of the joined file: its -on column lacks their key, or has it twice",
			figure.Thousands(lost), figure.Thousands(all), figure.Share100(lost, all))
	}
	for _, f := range append([]lostFile{{o.Source(), c}}, c.beside...) {
		if o.LostTooMany(f.Rejected, f.Rows) {
			text := "the lists of rejected rows say why"
			if len(f.Unreads) > 0 {
				text = "most for a cell as " + f.UnreadText()
			}
			c.Warn("%s of %s rows of %s (%s) are rejected: %s", figure.Thousands(f.Rejected), figure.Thousands(f.Rows), figure.Printable(f.source), figure.Share100(f.Rejected, f.Rows), text)
		}
	}
	return nil
}

// unread is what a rejected cell looked like, and why it was rejected.
type unread struct{ shape, reason string }

// maxUnread is the number of kinds of rejected cells that are told apart.
const maxUnread = 1000

// Unreads counts the kinds of rejected cells.
type Unreads map[unread]int64

// Add counts a rejected cell.
func (u *Unreads) Add(cell, reason string) {
	if *u == nil {
		*u = Unreads{}
	}
	kind := unread{table.Shape(cell), reason}
	if _, known := (*u)[kind]; known || len(*u) < maxUnread {
		(*u)[kind]++
	}
}
