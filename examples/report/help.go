package main

import (
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	fig "github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

const (
	usageHead = `report turns a file of rows into a page for the people who look after customers.

  report KIND [flags] FILE     FILE is .csv, .xlsx or JSON, gzipped or not, or - for standard input
  report KIND -h               the flags of a kind; one dash and two are the same
  report sample KIND [flags]   the same of a simulated sample; report alone is report sample survey
  report columns FILE          where to begin

KIND says what the rows of the file are:
`
	usageFoot = `
Times are those of ISO 8601 in all forms, 31 Jan 2026, January 31, 2026 8:30 PM, and 31/01/2026,
whose order is that of the first row that tells. A blank cell of a question is a question left
unanswered. A rating that is not on its scale is rejected and counted; so is a whole row that
lacks what its report needs, or has too many cells. The exit status is 0, 3 for a report that begins
with a warning, 1 for a file without figures, and 2 for a wrong flag or what a flag has to say.
`
)

// flagWidth is the width of the names of flags in the help.
const flagWidth = 20

// writeHelp lists the commands, or the flags of one.
func writeHelp(w io.Writer, node *kong.Node) {
	if node.Parent == nil {
		fmt.Fprint(w, usageHead)
		for _, kind := range node.Children {
			writeHelpLine(w, kind.Name, kind.Help)
		}
		fmt.Fprint(w, usageFoot)
		return
	}
	fmt.Fprintf(w, "report %s [flags] FILE\n\n", node.Name)
	for _, l := range fig.Wrap(node.Help, fig.PageWidth) {
		fmt.Fprintln(w, page.Capital(l))
	}
	var groups []string
	flags := map[string][]*kong.Flag{}
	for _, f := range node.Flags {
		if flags[f.Group.Key] == nil {
			groups = append(groups, f.Group.Key)
		}
		flags[f.Group.Key] = append(flags[f.Group.Key], f)
	}
	for _, group := range groups {
		fmt.Fprintf(w, "\n%s\n", group)
		for _, f := range flags[group] {
			name := "-" + f.Name
			switch {
			case f.IsBool() && f.Default == "true":
				name += "=false"
			case !f.IsBool():
				name += " " + f.PlaceHolder
			}
			writeHelpLine(w, name, f.Help)
			for _, alias := range f.Aliases {
				writeHelpLine(w, "-"+alias+" "+f.PlaceHolder, "the same")
			}
		}
	}
	writeHelpLine(w, "-h", "this text")
}

// writeHelpLine writes a name and what it is.
func writeHelpLine(w io.Writer, name, text string) {
	for _, line := range fig.Wrap(text, fig.PageWidth-flagWidth-2) {
		if fig.Width(name) >= flagWidth {
			fmt.Fprintln(w, "  "+name)
			name = ""
		}
		fmt.Fprintln(w, "  "+fig.Left(name, flagWidth)+line)
		name = ""
	}
}

// nearest returns the name that is nearest to a text, "" for none that is near.
func nearest(text string, names []string) string {
	best, least := "", 3
	for _, name := range names {
		if d := distance(text, name); d < least {
			best, least = name, d
		}
	}
	return best
}

// distance returns how many letters to change, leave out or add make one text the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, before+1, row[j]+1)
		}
	}
	return row[len(b)]
}
