package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
)

const outcomeUsage = `
Answers and what customers did after them: who stays, buys, and by which answer to tell
  -nps, -csat, -ces   the answers, as above, with their scales; a blank one is no answer
  -customer COLUMN    who answered; the first answer of each customer counts
  -at COLUMN          when
  -outcome FILE       what customers did later: a .csv or .csv.gz with a row for each outcome
  -outcome-customer COLUMN  who it was; default the name of -customer
  -outcome-at COLUMN  when; default the name of -at
  -outcome-name COLUMN  what it was, as renewal or cancel
  -outcome-amount COLUMN  what was paid, in one currency; a refund is negative; blank for no order
  -exit NAMES         the outcomes by which customers leave, with commas between them
  -follow DAYS        for how long all customers are followed after the answer; default 90
`

// outcomeFlags are the flags of answers with outcomes that no other rows have.
var outcomeFlags = []string{"outcome", "outcome-customer", "outcome-at", "outcome-name", "outcome-amount", "exit", "follow"}

// outcomeOptions is what the flags say of outcomes.
type outcomeOptions struct {
	file, customer, at, name, amount string

	exits  []string
	follow int // days
}

// addTo adds the flags to a set.
func (u *outcomeOptions) addTo(set *flag.FlagSet) {
	u.follow = 90
	set.StringVar(&u.file, "outcome", "", "")
	set.StringVar(&u.customer, "outcome-customer", "", "")
	set.StringVar(&u.at, "outcome-at", "", "")
	set.StringVar(&u.name, "outcome-name", "", "")
	set.StringVar(&u.amount, "outcome-amount", "", "")
	set.Func("exit", "", func(text string) error {
		u.exits = nil
		for name := range strings.SplitSeq(text, ",") {
			if name = strings.TrimSpace(name); name != "" && !slices.Contains(u.exits, name) {
				u.exits = append(u.exits, name)
			}
		}
		return nil
	})
	set.Func("follow", "", wholeFlag(&u.follow, 1, maxWindow, "days"))
}

// checkOutcomes checks the flags against each other.
func (o *options) checkOutcomes() error {
	u := &o.outcome
	for _, column := range []*string{&u.customer, &u.at, &u.name, &u.amount} {
		*column = strings.TrimSpace(*column)
	}
	if o.topic != outcomesTopic {
		return nil
	}
	if u.file == "" && o.file != "" {
		return &usageError{text: "name the file of what customers did later: -outcome FILE"}
	}
	if u.file != "" && o.file == "" {
		return &usageError{text: "-outcome needs the file of the answers beside it"}
	}
	if !o.asked() {
		return &usageError{text: "name the column of a question with -nps, -csat or -ces"}
	}
	fillIn(&u.customer, o.customer)
	fillIn(&u.at, o.at)
	return nil
}

// fillOutcomes names the columns of the sample where the flags name none.
func (o *options) fillOutcomes() {
	u := &o.outcome
	o.askAll()
	fillIn(&o.customer, "customer")
	fillIn(&o.at, "at")
	if u.file != "" {
		return
	}
	fillIn(&u.name, "what")
	fillIn(&u.amount, "amount")
	if len(u.exits) == 0 {
		u.exits = []string{"cancel"}
	}
}

// openOutcomes opens the file of the outcomes, or that of the sample.
func (o *options) openOutcomes() (source string, in io.ReadCloser, err error) {
	if o.outcome.file == "" {
		return "outcomes.csv", io.NopCloser(bytes.NewReader(sampleOutcomes)), nil
	}
	in, err = os.Open(o.outcome.file)
	return filepath.Base(o.outcome.file), in, err
}

// lowIsGood reports whether the lowest rating of a scale is the best, as of effort.
func lowIsGood(s cx.Scale) bool {
	class, err := s.Class(s.Min)
	return err == nil && class == cx.TopClass
}
