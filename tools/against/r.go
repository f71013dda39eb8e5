package main

import (
	"bufio"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed against.R
var script []byte

// errNoR says that there is no R with the package survival.
var errNoR = errors.New("there is no Rscript with the package survival (Debian: apt-get install --no-install-recommends r-base-core r-cran-survival)")

// A program is the script for R in a folder.
type program struct {
	script  string
	version string // what R says of itself
}

// findR writes the script into a folder, and asks R for its version.
func findR(folder string) (program, error) {
	p := program{script: filepath.Join(folder, "against.R")}
	if err := os.WriteFile(p.script, script, 0o600); err != nil {
		return p, fmt.Errorf("writing the script: %w", err)
	}
	out, err := exec.Command("Rscript", p.script, "version").Output()
	if err != nil {
		return p, errNoR
	}
	p.version = strings.TrimSpace(string(out))
	return p, nil
}

// run gives the file of the sets to R, and returns its answers by set.
func (p program) run(file string) (map[int]answers, error) {
	cmd := exec.Command("Rscript", p.script, file)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting R: %w", err)
	}
	all, readErr := readAnswers(out)
	if readErr != nil {
		_, _ = io.Copy(io.Discard, out) // so that it ends
	}
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("running R: %w: %s", err, said.String())
	}
	return all, readErr
}

// readAnswers reads lines of a set, a figure and its numbers, up to the word done.
func readAnswers(r io.Reader) (map[int]answers, error) {
	all := make(map[int]answers)
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 1 && words[0] == "done" {
			return all, nil
		}
		if len(words) < 2 {
			return nil, errors.New("a line of R has no figure")
		}
		id, err := strconv.Atoi(words[0])
		if err != nil {
			return nil, fmt.Errorf("reading the id of a set: %w", err)
		}
		if all[id] == nil {
			all[id] = make(answers)
		}
		numbers := make([]float64, 0, len(words)-2)
		for _, word := range words[2:] {
			x := math.NaN()
			if word != "NA" && word != "NaN" {
				if x, err = strconv.ParseFloat(word, 64); err != nil {
					return nil, fmt.Errorf("reading %s of set %d: %w", words[1], id, err)
				}
			}
			numbers = append(numbers, x)
		}
		all[id][words[1]] = numbers
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading what R printed: %w", err)
	}
	return nil, errors.New("the output of R ends before the last set")
}
