package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/cxmetrics/cx"
)

const referralUsage = `
Orders, and who recommended us to whom: what referrals bring
  -customer COLUMN    who ordered
  -at COLUMN          when
  -amount COLUMN      what was paid, in one currency; a refund is negative
  -referrals FILE     the referrals: a .csv or .csv.gz
  -referrer COLUMN    the customer who recommended us
  -referee COLUMN     to whom, by the name that this one has as a customer
  -referred-at COLUMN when
  -since DATE         the first day of the period, for the K-factor: customers are those who came
                      before, new ones those who came since
`

// referralFlags are the flags of referrals that no other rows have.
var referralFlags = []string{"referrals", "referrer", "referee", "referred-at", "since"}

// referralOptions is what the flags say of referrals.
type referralOptions struct {
	file, referrer, referee, at string

	since cx.Date // zero is none
}

// addTo adds the flags to a set.
func (r *referralOptions) addTo(set *flag.FlagSet) {
	set.StringVar(&r.file, "referrals", "", "")
	set.StringVar(&r.referrer, "referrer", "", "")
	set.StringVar(&r.referee, "referee", "", "")
	set.StringVar(&r.at, "referred-at", "", "")
	set.Func("since", "", func(text string) error {
		date, err := cx.ParseDate(text)
		if err != nil || date.Year < firstYear || date.Year > lastYear {
			return fmt.Errorf("want a day of the years %d to %d, as in 2026-01-31", firstYear, lastYear)
		}
		r.since = date
		return nil
	})
}

// checkReferrals checks the flags against each other.
func (o *options) checkReferrals() error {
	r := &o.referral
	for _, column := range []*string{&r.referrer, &r.referee, &r.at} {
		*column = strings.TrimSpace(*column)
	}
	switch {
	case o.topic != referralsTopic:
	case r.file == "" && o.file != "":
		return &usageError{text: "name the file of the referrals: -referrals FILE"}
	case r.file != "" && o.file == "":
		return &usageError{text: "-referrals needs the file of the orders beside it"}
	case r.since != (cx.Date{}) && o.asOf != (cx.Date{}) && r.since.Compare(o.asOf) >= 0:
		return &usageError{text: "-since is not before -as-of"}
	}
	return nil
}

// fillReferrals names the columns of the sample where the flags name none.
func (o *options) fillReferrals() {
	r := &o.referral
	fillIn(&o.customer, "customer")
	fillIn(&o.at, "ordered")
	fillIn(&o.amount, "amount")
	fillIn(&r.referrer, "referrer")
	fillIn(&r.referee, "referee")
	fillIn(&r.at, "date")
	if half := (cx.Date{Year: 2025, Month: 7, Day: 1}); r.since == (cx.Date{}) && (o.asOf == (cx.Date{}) || half.Compare(o.asOf) < 0) {
		r.since = half
	}
}

// openReferrals opens the file of the referrals, or that of the sample.
func (o *options) openReferrals() (source string, in io.ReadCloser, err error) {
	if o.referral.file == "" {
		return "referrals.csv", io.NopCloser(bytes.NewReader(sampleReferrals)), nil
	}
	in, err = os.Open(o.referral.file)
	return filepath.Base(o.referral.file), in, err
}
