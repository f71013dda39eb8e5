package vectors

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestReadme holds the tables of README.md to the files.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := strings.ReplaceAll(string(text), "\r\n", "\n")
	families := all(t)
	made := section(t, readme, "numbers", numbersTable(families))
	made = section(t, made, "calls", callsTable(families))
	golden(t, "README.md", made)
	ids := map[string]bool{}
	for _, f := range families {
		for _, c := range f.Cases {
			ids[c.ID] = true
		}
	}
	found := regexp.MustCompile("[a-z]+(-[a-z0-9]+)+-[0-9]{4}").FindAllString(readme, -1)
	for _, id := range found {
		if !ids[id] {
			t.Errorf("README.md names the case %s, which is not there", id)
		}
	}
	if len(found) == 0 {
		t.Error("README.md names no case")
	}
}

// section puts a table where the page has its name.
func section(t *testing.T, page, name, table string) string {
	t.Helper()
	before, rest, ok := strings.Cut(page, "<!-- "+name+":")
	comment, rest, ok2 := strings.Cut(rest, " -->\n")
	_, after, ok3 := strings.Cut(rest, "<!-- end of "+name+" -->")
	if !ok || !ok2 || !ok3 {
		t.Fatalf("README.md has no place for the %s", name)
	}
	return before + "<!-- " + name + ":" + comment + " -->\n\n" + table + "\n<!-- end of " + name + " -->" + after
}

func numbersTable(families []Family) string {
	var b strings.Builder
	b.WriteString("| file | version | about | calls | cases | at an edge | that a public tool failed |\n|---|---|---|---:|---:|---:|---:|\n")
	var calls, cases, edges, catches int
	for _, f := range families {
		e, c := tally(f)
		fmt.Fprintf(&b, "| [%s.json](%[1]s.json) | %s | %s | %d | %d | %d | %d |\n", f.Name, f.Version, f.About, len(f.Calls), len(f.Cases), e, c)
		calls, cases, edges, catches = calls+len(f.Calls), cases+len(f.Cases), edges+e, catches+c
	}
	fmt.Fprintf(&b, "| all | | | %d | %d | %d | %d |\n", calls, cases, edges, catches)
	return b.String()
}

// tally counts the cases at an edge, and those that a public tool failed.
func tally(f Family) (edges, catches int) {
	for _, c := range f.Cases {
		if c.Edge != "" {
			edges++
		}
		if len(c.Catches) > 0 {
			catches++
		}
	}
	return edges, catches
}

func callsTable(families []Family) string {
	var b strings.Builder
	b.WriteString("| call | what it is | input | figures |\n|---|---|---|---|\n")
	for _, f := range families {
		for _, c := range f.Calls {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", c.Name, cell(c.About), meanings(c.Input), meanings(c.Want))
		}
	}
	return b.String()
}

func meanings(members map[string]string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		parts = append(parts, "`"+name+"` "+cell(members[name]))
	}
	return strings.Join(parts, "; ")
}

func cell(text string) string { return strings.ReplaceAll(text, "|", "\\|") }
