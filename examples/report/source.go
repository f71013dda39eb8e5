package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// columns is the columns of a source, for a message that says what there are.
type columns struct {
	source string
	names  []string
}

// columnsOf returns the columns of the file among the arguments of the program, or
// of a sample.
func columnsOf(args []string) columns {
	o := common{}
	for i, arg := range args {
		beside := i > 0 && slices.Contains([]string{"costs", "map", "outcome", "referrals", "join", "labels", "callback", "config"}, strings.TrimLeft(args[i-1], "-"))
		if info, err := os.Stat(arg); err == nil && info.Mode().IsRegular() && !beside {
			o.File = arg
		}
	}
	if kind := new(commands).kinds()[append(args, "", "")[1]]; kind != nil && args[0] == "sample" {
		kind.fillSample()
		o.sample = kind.flags().sample
	}
	if o.File == "" && o.sample == nil {
		return columns{}
	}
	in, err := o.open(nil)
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

// commandOf returns the command that the help is of.
func commandOf(args []string) []string {
	command := []string{"report"}
	for i, arg := range args {
		if i < 2 && (i == 0 && (arg == "sample" || arg == "columns") || slices.Contains(kindNames, arg)) {
			command = append(command, arg)
		}
	}
	return command
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
