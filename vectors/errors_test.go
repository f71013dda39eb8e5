package vectors

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

const errorsPage = "../docs/errors-of-others.md"

const errorsHead = `# Errors of others

<!-- Written by: go test ./vectors -run TestErrorsPage -update -->

Figures that public tools have shown, and that are not the ones they are named after. They are collected from issue trackers, manuals
and help pages, each with its place, so that whoever writes the next tool need not find them again. **Nobody is blamed**: most were
found and fixed by the tools' own users and authors, several may be fixed by now, and some are choices that only need their name
said. This package has errors of its own, and names in [CHANGELOG.md](../CHANGELOG.md) each figure that a release corrects.

Each has a case among the [conformance vectors](../vectors/README.md), with the input and with the figure that is right for it; run them
against your own program. To look for a tool, search this page for its name.
`

// The page of errors is what the cases catch, in the order of the families.
func TestErrorsPage(t *testing.T) {
	var page strings.Builder
	page.WriteString(errorsHead)
	caught := 0
	for _, f := range all(t) {
		var rows strings.Builder
		for _, c := range f.Cases {
			for _, who := range c.Catches {
				tool, what, ok := strings.Cut(who, ": ")
				if !ok {
					t.Errorf("%s: catches says of no tool what it does", c.ID)
				}
				fmt.Fprintf(&rows, "| %s | %s | `%s` | %s | %s |\n", cell(tool), cell(what), c.ID, shown(t, c.Input), shown(t, c.Want))
				caught++
			}
		}
		if rows.Len() > 0 {
			fmt.Fprintf(&page, "\n## %s\n\n%s\n\n| who | what it did, and where it is told | case | input | right |\n|---|---|---|---|---|\n%s",
				heading(f.Name), f.About, rows.String())
		}
	}
	if caught < 60 {
		t.Errorf("%d errors are caught, want 60", caught)
	}
	if *update {
		if err := os.WriteFile(errorsPage, []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(errorsPage); err != nil || string(got) != page.String() {
		t.Errorf("%s is not what the cases catch (%v): write it again by -update", errorsPage, err)
	}
}

func heading(family string) string {
	switch family {
	case "ces", "csat", "nps", "rfm", "sla":
		return strings.ToUpper(family)
	}
	return strings.ToUpper(family[:1]) + family[1:]
}

// shown returns an object of JSON as code of a table, or where to find it if it is long.
func shown(t *testing.T, data json.RawMessage) string {
	text := compact(t, data)
	if len(text) > 140 {
		return "in the file of the case"
	}
	return "`" + cell(text) + "`"
}
