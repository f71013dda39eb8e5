package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// openSource opens a file, standard input for "-", or the sample of the topic for "".
func openSource(o *options, stdin io.Reader) (io.ReadCloser, error) {
	switch o.file {
	case "":
		return io.NopCloser(bytes.NewReader(topics[o.topic].rows)), nil
	case "-":
		return io.NopCloser(stdin), nil
	}
	return os.Open(o.file)
}

// columns is the columns of a source, for a message that says what there are.
type columns struct {
	source string
	names  []string
}

// columnsOf returns the columns of the file among the arguments of the program, or
// of a sample.
func columnsOf(args []string) columns {
	var o options
	for i, arg := range args {
		if t, ok := sampleTopic(strings.TrimPrefix(strings.TrimLeft(arg, "-"), "sample=")); ok {
			o.topic = t
		}
		beside := i > 0 && slices.Contains([]string{"costs", "map", "outcome", "referrals", "join", "labels", "callback", "config"}, strings.TrimLeft(args[i-1], "-"))
		if info, err := os.Stat(arg); err == nil && info.Mode().IsRegular() && !beside {
			o.file = arg
		}
	}
	in, err := openSource(&o, nil)
	if err != nil {
		return columns{}
	}
	defer in.Close()
	t, err := table.Open(in, o.table)
	if err != nil {
		return columns{}
	}
	return columns{o.source(), t.Columns()}
}

// String lists the names.
func (c columns) String() string {
	const most = 60
	names := make([]string, 0, most)
	for _, name := range c.names[:min(len(c.names), most)] {
		names = append(names, clip(printable(name), 40))
	}
	text := "The columns of " + printable(c.source) + " are: " + strings.Join(names, ", ")
	if len(c.names) > most {
		text += fmt.Sprintf(" and %d more", len(c.names)-most)
	}
	return text + "."
}
