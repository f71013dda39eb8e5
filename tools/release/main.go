// Release checks that the module can be tagged: it takes the last commit as others would get
// it by its version, and uses it as they would. From the root of the repository,
//
//	go -C tools/release run .
//	go -C tools/release run . licenses
//
// the first checks, prints what it has checked, and leaves nothing behind but what the go
// command caches; the second writes the tables of docs/licenses.md. Both need Go, and git
// for the first; what they need of other modules comes from the module cache, or from where
// the go command gets it. The fake release never enters the module cache.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

func main() {
	version := flag.String("version", "", "the `version` of the release, such as v0.1.0, which has to be that of CHANGELOG.md")
	dir := flag.String("dir", filepath.Join("..", ".."), "the root of the repository")
	flag.Parse()
	// A command that runs ends by an interrupt, and then check cleans up.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	var err error
	switch flag.Arg(0) {
	case "":
		err = check(os.Stdout, *dir, *version)
	case "licenses":
		err = writeLicenses(*dir)
	default:
		err = fmt.Errorf("there is no command %q: want licenses, or none", flag.Arg(0))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// release is a commit as a release that is not out yet.
type release struct {
	out     io.Writer
	root    string // of the repository
	module  string // its path
	version string
	scratch string
	tree    string   // all files of the commit
	files   []string // their paths in it, by slashes
	zip     string   // the module as a proxy has it
	source  string   // the files of the zip
}

// check does everything, and says what it did.
func check(out io.Writer, root, version string) (err error) {
	scratch, err := os.MkdirTemp("", "release")
	if err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	r := &release{out: out, scratch: scratch}
	if r.root, err = filepath.Abs(root); err != nil {
		return err
	}
	for _, step := range []func() error{
		r.takeCommit, func() error { return r.takeVersion(version) }, r.checkNames, r.makeZip, r.checkZip, r.useModule, r.buildNested, r.checkLicenses,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	r.say("%s %s can be tagged.", r.module, r.version)
	return nil
}

func (r *release) say(format string, args ...any) { fmt.Fprintf(r.out, format+"\n", args...) }

// command runs a program in a folder, with variables beside those of the environment, and
// returns what it prints. The error has what it says.
func command(dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "GOWORK=off", "PWD="+dir)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, bytes.TrimSpace(append(stdout.Bytes(), stderr.Bytes()...)))
	}
	return stdout.String(), nil
}
