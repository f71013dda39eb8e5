package main

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// load is the processor time that has been used, in ticks: by all programs, and by this one with
// those that it started. It is known on Linux.
type load struct {
	all, own int64
	known    bool
}

func (l load) since(before load) load {
	return load{l.all - before.all, l.own - before.own, l.known && before.known}
}

func readLoad() load {
	var l load
	all, err := os.ReadFile("/proc/stat")
	if err != nil {
		return l
	}
	// cpu user nice system idle iowait irq softirq
	first, _, _ := bytes.Cut(all, []byte("\n"))
	for i, word := range strings.Fields(string(first)) {
		if i == 0 || i == 4 || i == 5 || i > 7 {
			continue
		}
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return l
		}
		l.all += n
	}
	own, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return l
	}
	// What follows the name begins with the third field; 14 to 17 are times.
	fields := strings.Fields(string(own[bytes.LastIndexByte(own, ')')+1:]))
	if len(fields) < 15 {
		return l
	}
	for _, word := range fields[11:15] {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return l
		}
		l.own += n
	}
	l.known = true
	return l
}

// valueIn returns what follows a key in a file, "" if nothing does.
func valueIn(file, key string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, key); ok {
			return strings.Trim(rest, "\t\n :=\"")
		}
	}
	return ""
}

// machine says what this runs on, and when.
func machine() string {
	name, system := valueIn("/proc/cpuinfo", "model name"), valueIn("/etc/os-release", "PRETTY_NAME")
	if name == "" {
		name = "a processor without a name"
	}
	if system == "" {
		system = runtime.GOOS
	}
	text := name + ", " + plural(runtime.NumCPU(), "core") + ", "
	if kb, err := strconv.Atoi(strings.TrimSuffix(valueIn("/proc/meminfo", "MemTotal"), " kB")); err == nil {
		text += strconv.Itoa((kb+1<<19)>>20) + " GiB, "
	}
	return text + system + ", " + runtime.GOARCH + ", " + time.Now().UTC().Format(time.DateOnly)
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}
