package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// useModule does what the documents tell somebody who has no clone, in an empty module.
func (r *release) useModule() error {
	user := filepath.Join(r.scratch, "user")
	if err := os.Mkdir(user, 0o777); err != nil {
		return err
	}
	env, err := r.userEnv()
	if err != nil {
		return err
	}
	if _, err := command(user, env, "go", "mod", "init", "example.com/user"); err != nil {
		return err
	}
	commands, err := r.commands()
	if err != nil {
		return err
	}
	r.say("In an empty module:")
	for _, line := range commands {
		words := strings.Fields(line)
		printed, err := command(user, env, words[0], words[1:]...)
		if err != nil {
			return fmt.Errorf("the documents name a command that fails: %w", err)
		}
		if words[1] == "doc" && strings.TrimSpace(printed) == "" {
			return fmt.Errorf("%s prints nothing", line)
		}
		r.say("- %s", line)
	}
	got, err := command(user, env, "go", "list", "-m", "-f", "{{.Version}}", r.module)
	if err != nil {
		return err
	}
	if strings.TrimSpace(got) != r.version {
		return fmt.Errorf("the module gets %s, want %s", strings.TrimSpace(got), r.version)
	}

	programs, err := r.programs()
	if err != nil {
		return err
	}
	for i, p := range programs {
		printed, err := r.runProgram(user, env, fmt.Sprintf("program%d", i+1), p.text)
		if err != nil {
			return err
		}
		if printed != p.printed {
			return fmt.Errorf("program %d of README.md prints\n%s\nand README.md says\n%s", i+1, printed, p.printed)
		}
		r.say("- program %d of README.md prints what it says: %s", i+1, strings.TrimSpace(printed))
	}
	if printed, err := r.runProgram(user, env, "vectors", fmt.Sprintf(vectorsProgram, r.module)); err != nil {
		return err
	} else {
		r.say("- a program that imports %s/vectors finds %s", r.module, strings.TrimSpace(printed))
	}
	for _, args := range [][]string{{"mod", "tidy"}, {"mod", "verify"}, {"vet", "./..."}} {
		if _, err := command(user, env, "go", args...); err != nil {
			return err
		}
		r.say("- go %s", strings.Join(args, " "))
	}
	return nil
}

// userEnv is the environment of somebody with an empty module cache, for whom the release is
// out. Other modules come from the cache of who runs this, or from where they always do.
func (r *release) userEnv() ([]string, error) {
	values, err := command(r.scratch, nil, "go", "env", "GOMODCACHE", "GOPROXY", "GONOSUMDB")
	if err != nil {
		return nil, err
	}
	lines := strings.Split(values, "\n")
	cache, proxy, unsummed := lines[0], lines[1], lines[2]
	return []string{
		"GOMODCACHE=" + filepath.Join(r.scratch, "cache"),
		"GOBIN=" + filepath.Join(r.scratch, "bin"),
		"GOPROXY=" + fileURL(filepath.Join(r.scratch, "proxy")) + "," + fileURL(filepath.Join(cache, "cache", "download")) + "," + proxy,
		"GONOSUMDB=" + strings.Trim(unsummed+","+r.module, ","),
		"GOPRIVATE=", "GONOPROXY=none",
		"GOFLAGS=-mod=mod -modcacherw", // what is read-only cannot be removed
	}, nil
}

func fileURL(name string) string { return "file:///" + strings.TrimPrefix(filepath.ToSlash(name), "/") }

// commands returns the commands of the documents that name the module, first of all those
// that get it.
func (r *release) commands() ([]string, error) {
	pattern := regexp.MustCompile(`\bgo (?:build|doc|get|install|list|run|test|vet)(?: -[\w=-]+)* ` + regexp.QuoteMeta(r.module) + `[\w./@-]*`)
	var gets, others []string
	for _, name := range r.files {
		if strings.Contains(name, "testdata/") || filepath.Ext(name) != ".md" && filepath.Ext(name) != ".go" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(r.tree, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		for _, line := range pattern.FindAllString(string(text), -1) {
			line = strings.TrimRight(line, ".")
			if strings.HasPrefix(line, "go get ") {
				gets = append(gets, line)
			} else {
				others = append(others, line)
			}
		}
	}
	if len(gets) == 0 {
		return nil, fmt.Errorf("no document says go get %s", r.module)
	}
	slices.Sort(gets)
	slices.Sort(others)
	return append(slices.Compact(gets), slices.Compact(others)...), nil
}

// program is one of the README, and what it says that the program prints.
type program struct{ text, printed string }

var blocks = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

// programs returns the programs of the README.
func (r *release) programs() ([]program, error) {
	text, err := os.ReadFile(filepath.Join(r.tree, "README.md"))
	if err != nil {
		return nil, err
	}
	var programs []program
	all := blocks.FindAllStringSubmatch(string(text), -1)
	for i, block := range all {
		if block[1] != "go" || !strings.HasPrefix(block[2], "package main\n") {
			continue
		}
		if i+1 == len(all) || all[i+1][1] != "text" {
			return nil, fmt.Errorf("README.md does not say what its program %d prints", len(programs)+1)
		}
		programs = append(programs, program{block[2], all[i+1][2]})
	}
	if len(programs) == 0 {
		return nil, fmt.Errorf("README.md has no program")
	}
	return programs, nil
}

// runProgram writes a program into a folder of the user's module, and runs it.
func (r *release) runProgram(user string, env []string, name, text string) (string, error) {
	if err := os.Mkdir(filepath.Join(user, name), 0o777); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(user, name, "main.go"), []byte(text), 0o666); err != nil {
		return "", err
	}
	return command(user, env, "go", "run", "./"+name)
}

const vectorsProgram = `package main

import (
	"fmt"
	"log"

	"%s/vectors"
)

func main() {
	families, err := vectors.All()
	if err != nil {
		log.Fatal(err)
	}
	cases := 0
	for _, family := range families {
		for _, c := range family.Cases {
			if c.ID == "" || len(c.Input) == 0 || len(c.Want) == 0 {
				log.Fatalf("a case of %%s is empty", family.Name)
			}
			cases++
		}
	}
	if cases == 0 {
		log.Fatal("there are no cases")
	}
	fmt.Println(len(families), "families of", cases, "cases")
}
`
