package vectors

import (
	"os"
	"regexp"
	"testing"
)

// docs/migrating.md names cases that are there.
func TestMigratingPage(t *testing.T) {
	page, err := os.ReadFile("../docs/migrating.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, f := range all(t) {
		for _, c := range f.Cases {
			there[c.ID] = true
		}
	}
	named := regexp.MustCompile("`([a-z0-9-]+-[0-9]{4})`").FindAllStringSubmatch(string(page), -1)
	if len(named) < 20 {
		t.Errorf("the page names %d cases", len(named))
	}
	for _, id := range named {
		if !there[id[1]] {
			t.Errorf("there is no case %s", id[1])
		}
	}
}
