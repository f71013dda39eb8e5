package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	modzip "golang.org/x/mod/zip"
)

const (
	// maxZip is how large the zip may be, which every user downloads.
	maxZip = 5 << 20
	// largest is how many of its files are named.
	largest = 10
)

// takeCommit exports the last commit.
func (r *release) takeCommit() error {
	top, err := command(r.root, nil, "git", "rev-parse", "--show-toplevel", "HEAD")
	if err != nil {
		return fmt.Errorf("a release is a commit, and git finds none here: %w", err)
	}
	folder, commit, _ := strings.Cut(strings.TrimSpace(top), "\n")
	if !sameFile(folder, r.root) {
		return fmt.Errorf("a release is a commit, and %s is not the root of a repository", r.root)
	}
	r.say("The commit %s", commit)
	if changed, err := command(r.root, nil, "git", "status", "--porcelain"); err != nil {
		return err
	} else if changed != "" {
		r.say("- is not all: these files differ from it, and are not looked at:\n%s", strings.TrimRight(changed, "\n"))
	}

	archive := filepath.Join(r.scratch, "tree.zip")
	if _, err := command(r.root, nil, "git", "-c", "core.autocrlf=false", "archive", "--format=zip", "--output="+archive, "HEAD"); err != nil {
		return err
	}
	files, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer files.Close()
	r.tree = filepath.Join(r.scratch, "tree")
	if err := os.CopyFS(r.tree, files); err != nil {
		return err
	}
	for _, file := range files.File {
		if !strings.HasSuffix(file.Name, "/") {
			r.files = append(r.files, file.Name)
		}
	}
	mod, err := os.ReadFile(filepath.Join(r.tree, "go.mod"))
	if err != nil {
		return err
	}
	if r.module = modfile.ModulePath(mod); r.module == "" {
		return errors.New("go.mod names no module")
	}
	if bytes.Contains(mod, []byte("\nreplace ")) || bytes.Contains(mod, []byte("\nexclude ")) {
		return errors.New("go.mod has a replace or exclude, which users do not get")
	}
	return nil
}

var releaseHeading = regexp.MustCompile(`(?m)^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$`)

// takeVersion takes the version of the changelog, which has to be the one that is wanted, if
// any is.
func (r *release) takeVersion(wanted string) error {
	text, err := os.ReadFile(filepath.Join(r.tree, "CHANGELOG.md"))
	if err != nil {
		return err
	}
	found := releaseHeading.FindSubmatch(text)
	if found == nil {
		return errors.New("CHANGELOG.md has no version with a date")
	}
	r.version = "v" + string(found[1])
	if wanted != "" && wanted != r.version {
		return fmt.Errorf("the last version of CHANGELOG.md is %s, want %s", r.version, wanted)
	}
	if !bytes.Contains(text, fmt.Appendf(nil, "\n[%s]: https://", found[1])) {
		return fmt.Errorf("CHANGELOG.md has no link for [%s]", found[1])
	}
	r.say("- is %s, of which CHANGELOG.md tells", r.version)
	return nil
}

func sameFile(a, b string) bool {
	one, err1 := os.Stat(a)
	two, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(one, two)
}

// checkNames checks that the files can be on every system.
func (r *release) checkNames() error {
	seen := map[string]string{}
	for _, name := range r.files {
		if err := module.CheckFilePath(name); err != nil {
			return err
		}
		for ; name != "."; name = path.Dir(name) {
			lower := strings.ToLower(name)
			if other, ok := seen[lower]; ok && other != name {
				return fmt.Errorf("%s and %s are one file where case does not count", other, name)
			}
			seen[lower] = name
		}
	}
	r.say("- has %d files, whose names all systems take and no case alone tells apart", len(r.files))
	return nil
}

// makeZip makes the zip as the go command does of a tag, and a proxy with it.
func (r *release) makeZip() error {
	escaped, err := module.EscapePath(r.module)
	if err != nil {
		return err
	}
	folder := filepath.Join(r.scratch, "proxy", filepath.FromSlash(escaped), "@v")
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	version := module.Version{Path: r.module, Version: r.version}
	var data bytes.Buffer
	if err := modzip.CreateFromDir(&data, version, r.tree); err != nil {
		return err
	}
	mod, err := os.ReadFile(filepath.Join(r.tree, "go.mod"))
	if err != nil {
		return err
	}
	info, err := json.Marshal(map[string]string{"Version": r.version, "Time": time.Now().UTC().Format(time.RFC3339)})
	if err != nil {
		return err
	}
	for name, text := range map[string][]byte{
		"list": []byte(r.version + "\n"), r.version + ".info": info, r.version + ".mod": mod, r.version + ".zip": data.Bytes(),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o666); err != nil {
			return err
		}
	}
	r.zip = filepath.Join(folder, r.version+".zip")
	if checked, err := modzip.CheckZip(version, r.zip); err != nil {
		return err
	} else if err := checked.Err(); err != nil {
		return err
	}
	r.source = filepath.Join(r.scratch, "source")
	return modzip.Unzip(r.source, version, r.zip)
}

// checkZip checks what is in the zip, and names its largest files.
func (r *release) checkZip() error {
	packed, err := os.Stat(r.zip)
	if err != nil {
		return err
	}
	if packed.Size() > maxZip {
		return fmt.Errorf("the zip has %d bytes, want at most %d", packed.Size(), maxZip)
	}
	type file struct {
		name string
		size int64
	}
	var files []file
	var total int64
	wanted := []string{"LICENSE", "README.md", "CHANGELOG.md", "go.mod"}
	err = filepath.WalkDir(r.source, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(r.source, name)
		if err != nil {
			return err
		}
		inside = filepath.ToSlash(inside)
		if place := r.machinePath(text); place != "" {
			return fmt.Errorf("%s names the folder %s of this machine", inside, place)
		}
		if i := slices.Index(wanted, inside); i >= 0 {
			wanted = slices.Delete(wanted, i, i+1)
		}
		files = append(files, file{inside, int64(len(text))})
		total += int64(len(text))
		return nil
	})
	if err != nil {
		return err
	}
	if len(wanted) > 0 {
		return fmt.Errorf("the zip lacks %s", strings.Join(wanted, ", "))
	}
	r.say("- is a zip of %d KB with %d files of %d KB, without the nested modules and no path of this machine; the largest:",
		packed.Size()>>10, len(files), total>>10)
	slices.SortFunc(files, func(a, b file) int { return cmp.Or(cmp.Compare(b.size, a.size), strings.Compare(a.name, b.name)) })
	for _, f := range files[:min(largest, len(files))] {
		r.say("  %7d %s", f.size, f.name)
	}
	return nil
}

// machinePath returns a folder of this machine that a file names, if there is one: what a
// path begins with, and not what is in the middle of another.
func (r *release) machinePath(text []byte) string {
	places := []string{r.root, "/home", "/Users", `C:\Users`, "/root"}
	if home, err := os.UserHomeDir(); err == nil && len(home) > 1 {
		places = append(places, home)
	}
	for _, place := range places {
		if regexp.MustCompile("(?m)(?:^|[\\s\"'`(=:])" + regexp.QuoteMeta(place) + `[/\\]`).Match(text) {
			return place
		}
	}
	return ""
}
