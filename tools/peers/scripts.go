package main

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

//go:embed peers.R
var scriptR []byte

//go:embed peers.py
var scriptPython []byte

// A program runs jobs of a script on a file of numbers.
type program struct {
	name    string
	command string
	script  string
	version string // what it says of itself; "" if it is not there
}

// programs looks for R with survival and Python with scipy.
func programs(folder string) (r, python program, err error) {
	find := func(p *program, source []byte, commands ...string) error {
		if err := os.WriteFile(p.script, source, 0o600); err != nil {
			return err
		}
		for _, command := range commands {
			out, err := exec.Command(command, p.script, "version").Output()
			if err == nil {
				p.command, p.version = command, strings.TrimSpace(string(out))
				return nil
			}
		}
		return nil
	}
	r = program{name: "R", script: filepath.Join(folder, "peers.R")}
	python = program{name: "scipy", script: filepath.Join(folder, "peers.py")}
	if err := find(&r, scriptR, "Rscript"); err != nil {
		return r, python, err
	}
	return r, python, find(&python, scriptPython, "python3", "/usr/bin/python3")
}

// peer is the program as a peer: without ways if it is not there.
func (p program) peer(ways ...side) peer {
	if p.version == "" {
		ways = nil
	}
	return peer{name: p.name, ways: ways}
}

// way is a job of the script on a file. The script takes its time, without that of reading.
func (p program) way(name, file string, arguments ...string) side {
	return side{name: name, procs: 1, run: func() (spent, func() (result, error), error) {
		var out, said bytes.Buffer
		cmd := exec.Command(p.command, append([]string{p.script, file}, arguments...)...)
		cmd.Stdout, cmd.Stderr = &out, &said
		if err := cmd.Run(); err != nil {
			return spent{}, nil, fmt.Errorf("%w: %s", err, said.String())
		}
		var numbers []float64
		for _, word := range strings.Fields(out.String()) {
			x, err := strconv.ParseFloat(word, 64)
			if err != nil {
				return spent{}, nil, err
			}
			numbers = append(numbers, x)
		}
		if len(numbers) < 2 {
			return spent{}, nil, fmt.Errorf("%s printed no times", p.name)
		}
		took := func(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }
		return spent{took(numbers[0]), took(numbers[1])}, func() (result, error) { return result{near: numbers[2:]}, nil }, nil
	}}
}

// writeColumns writes columns of numbers, one after the other.
func writeColumns(file string, columns ...[]float64) error {
	var b []byte
	for _, column := range columns {
		for _, x := range column {
			b, _ = binary.Append(b, binary.LittleEndian, x)
		}
	}
	return os.WriteFile(file, b, 0o600)
}
