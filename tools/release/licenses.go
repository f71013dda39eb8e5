package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// licensesPage is the document that names the licenses. What is between its two marks is made
// here.
const (
	licensesPage = "docs/licenses.md"
	beginMark    = "<!-- dependencies: go -C tools/release run . licenses -->\n"
	endMark      = "<!-- end of dependencies -->"
)

// writeLicenses writes the tables of the page for the tree of a folder.
func writeLicenses(root string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	page, made, err := licenses(root)
	if err != nil || page == made {
		return err
	}
	return os.WriteFile(filepath.Join(root, licensesPage), []byte(made), 0o666)
}

// checkLicenses checks that the page of the commit is up to date.
func (r *release) checkLicenses() error {
	page, made, err := licenses(r.tree)
	if err != nil {
		return err
	}
	if page != made {
		return fmt.Errorf("%s is not up to date: run go -C tools/release run . licenses, and read what has changed", licensesPage)
	}
	r.say("%s has the license of every dependency.", licensesPage)
	return nil
}

// licenses returns the page as it is, and as it should be.
func licenses(root string) (page, made string, err error) {
	text, err := os.ReadFile(filepath.Join(root, licensesPage))
	if err != nil {
		return "", "", err
	}
	page = string(text)
	before, rest, ok := strings.Cut(page, beginMark)
	_, after, ok2 := strings.Cut(rest, endMark)
	if !ok || !ok2 {
		return "", "", fmt.Errorf("%s has no place for the dependencies", licensesPage)
	}
	table, err := dependencies(root)
	return page, before + beginMark + "\n" + table + "\n" + endMark + after, err
}

// dependency is a module of others that one of this repository is built or tested with.
type dependency struct{ path, version string }

// dependencies returns the tables: what a program that imports the package gets, what its
// tests need besides, and what the nested modules do.
func dependencies(root string) (string, error) {
	of := map[dependency]string{} // the license
	list := func(folder string, args ...string) ([]dependency, error) {
		// The same on every machine. The tools that a go.mod names are the pattern "tool".
		env := []string{"GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=1"}
		const each = "{{with .Module}}{{if and .Version (not .Replace)}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}"
		printed, err := command(filepath.Join(root, folder), env, "go", append([]string{"list", "-deps", "-f", each}, args...)...)
		if err != nil {
			return nil, err
		}
		var found []dependency
		for line := range strings.Lines(printed) {
			parts := strings.Split(strings.TrimRight(line, "\n"), "\t")
			if len(parts) != 3 {
				continue
			}
			d := dependency{parts[0], parts[1]}
			if of[d] == "" {
				if of[d], err = licenseOf(parts[2]); err != nil {
					return nil, fmt.Errorf("%s %s: %w", d.path, d.version, err)
				}
			}
			if !slices.Contains(found, d) {
				found = append(found, d)
			}
		}
		return found, nil
	}

	library, err := list(".", ".")
	if err != nil {
		return "", err
	}
	tests, err := list(".", "-test", "./...")
	if err != nil {
		return "", err
	}
	var folders []string
	users := map[dependency][]string{}
	err = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Name() != "go.mod" {
			return err
		}
		inside, err := filepath.Rel(root, name)
		folders = append(folders, filepath.ToSlash(inside))
		return err
	})
	if err != nil {
		return "", err
	}
	for _, folder := range nested(folders) {
		found, err := list(folder, "-test", "./...", "tool")
		if err != nil {
			return "", err
		}
		for _, d := range found {
			users[d] = append(users[d], "`"+folder+"`")
		}
	}

	var b strings.Builder
	table := func(title, head string, rows []dependency, last func(dependency) string) {
		slices.SortFunc(rows, func(a, b dependency) int {
			return strings.Compare(a.path+" "+a.version, b.path+" "+b.version)
		})
		fmt.Fprintf(&b, "%s\n\n", title)
		if len(rows) == 0 {
			b.WriteString("None.\n")
			return
		}
		fmt.Fprintf(&b, "%s\n", head)
		for _, d := range rows {
			fmt.Fprintf(&b, "| %s | %s | %s |%s\n", d.path, d.version, of[d], last(d))
		}
	}
	none := func(dependency) string { return "" }
	const head = "| module | version | license |\n|---|---|---|"
	table("## The library\n\nA program that imports the package has, besides it:", head, library, none)
	table("\n## Its tests\n\nThey need, besides that:", head,
		slices.DeleteFunc(tests, func(d dependency) bool { return slices.Contains(library, d) }), none)
	others := make([]dependency, 0, len(users))
	for d := range users {
		others = append(others, d)
	}
	table("\n## Examples and tools\n\nEach is a module of its own, which no user of the library downloads:",
		"| module | version | license | of |\n|---|---|---|---|", others,
		func(d dependency) string { return " " + strings.Join(users[d], ", ") + " |" })
	return b.String(), nil
}

// licenseOf returns the licenses in the files of a module that are named so, by their SPDX names.
func licenseOf(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var names []string
	for _, entry := range entries {
		name := strings.ToUpper(entry.Name())
		if entry.IsDir() || !strings.Contains(name, "LICEN") && !strings.HasPrefix(name, "COPYING") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return "", err
		}
		for _, match := range licensecheck.Scan(text).Match {
			if !match.IsURL && !slices.Contains(names, match.ID) {
				names = append(names, match.ID)
			}
		}
	}
	if len(names) == 0 {
		return "", errors.New("no license is found")
	}
	slices.Sort(names)
	return strings.Join(names, ", "), nil
}
