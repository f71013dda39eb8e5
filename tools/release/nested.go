package main

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// nested returns the folders of the nested modules below a root, by slashes, of those that its
// files name.
func nested(files []string) []string {
	var folders []string
	for _, name := range files {
		if path.Base(name) == "go.mod" && name != "go.mod" && !strings.Contains(name, "testdata/") {
			folders = append(folders, path.Dir(name))
		}
	}
	slices.Sort(folders)
	return folders
}

// buildNested compiles and vets each nested module that needs the release with the files of its
// zip in place of those of the tree. They come as a folder, not by the proxy: so all else may
// come from the caches of who runs this, and a database is not compiled once more.
func (r *release) buildNested() error {
	r.say("With the files of the zip, and not of the tree:")
	if _, err := command(r.source, nil, "go", "vet", "./..."); err != nil {
		return err
	}
	r.say("- the module itself and its tests vet")
	built := 0
	for _, folder := range nested(r.files) {
		dir := filepath.Join(r.tree, filepath.FromSlash(folder))
		name := filepath.Join(dir, "go.mod")
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		mod, err := modfile.Parse(name, text, nil)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(mod.Require, func(q *modfile.Require) bool { return q.Mod.Path == r.module }) {
			continue
		}
		env := []string{"GOFLAGS=-mod=mod -buildvcs=false"}
		for _, args := range [][]string{
			{"mod", "edit", "-dropreplace=" + r.module, "-require=" + r.module + "@" + r.version,
				"-replace=" + r.module + "@" + r.version + "=" + r.source},
			{"list", "-export", "./..."}, // compiles, and links nothing
			{"vet", "./..."},
		} {
			if _, err := command(dir, env, "go", args...); err != nil {
				return err
			}
		}
		r.say("- %s compiles and vets", folder)
		built++
	}
	if built == 0 {
		return errors.New("no nested module needs the release")
	}
	return nil
}
