package main

import (
	"bytes"
	"flag"
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
var referralFlags = []string{"referrals", "referrer", "referee", "referred-at"}

// referralOptions is what the flags say of referrals.
type referralOptions struct {
	file, referrer, referee, at string
}

// addTo adds the flags to a set.
func (r *referralOptions) addTo(set *flag.FlagSet) {
	set.StringVar(&r.file, "referrals", "", "")
	set.StringVar(&r.referrer, "referrer", "", "")
	set.StringVar(&r.referee, "referee", "", "")
	set.StringVar(&r.at, "referred-at", "", "")
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
	case o.since != (cx.Date{}) && o.asOf != (cx.Date{}) && o.since.Compare(o.asOf) >= 0:
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
	if half := (cx.Date{Year: 2025, Month: 7, Day: 1}); o.since == (cx.Date{}) && (o.asOf == (cx.Date{}) || half.Compare(o.asOf) < 0) {
		o.since = half
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
