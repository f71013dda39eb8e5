package main

import (
	"os"
	"slices"
	"strings"

	"github.com/cxmetrics/cx/examples/report/internal/table"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// columnsOf returns the columns of the file among the arguments of the program, or
// of a sample.
func columnsOf(args []string) topic.Columns {
	o := topic.Common{}
	for i, arg := range args {
		beside := i > 0 && slices.Contains([]string{"costs", "map", "outcome", "referrals", "join", "labels", "callback", "config"}, strings.TrimLeft(args[i-1], "-"))
		if info, err := os.Stat(arg); err == nil && info.Mode().IsRegular() && !beside {
			o.File = arg
		}
	}
	if kind := new(commands).kinds()[append(args, "", "")[1]]; kind != nil && args[0] == "sample" {
		kind.FillSample()
		o.Sample = kind.SharedFlags().Sample
	}
	if o.File == "" && o.Sample == nil {
		return topic.Columns{}
	}
	in, err := o.Open(nil)
	if err != nil {
		return topic.Columns{}
	}
	defer in.Close()
	t, err := table.Open(in, o.Table)
	if err != nil {
		return topic.Columns{}
	}
	return topic.Columns{Source: o.Source(), Names: t.Columns()}
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
