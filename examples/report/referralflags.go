package main

import (
	_ "embed"
	"io"

	"github.com/cxmetrics/cx"
)

var (
	//go:embed referral_orders.csv
	sampleReferralOrders []byte
	//go:embed referrals.csv
	sampleReferrals []byte
)

// referralFlags are the flags of orders, and of who recommended us to whom.
type referralFlags struct {
	activityFlags `group:"Orders, and who recommended us to whom"`
	linkFlags     `group:"Orders, and who recommended us to whom"`
	asOfFlags     `group:"Orders, and who recommended us to whom"`
	zoneFlags     `group:"Orders, and who recommended us to whom"`
	common
}

// linkFlags name the columns of referrals.
type linkFlags struct {
	Referrals  string  `type:"text" placeholder:"FILE" help:"the referrals: a .csv or .csv.gz"`
	Referrer   string  `type:"column" placeholder:"COLUMN" help:"the customer who recommended us"`
	Referee    string  `type:"column" placeholder:"COLUMN" help:"to whom, by the name that this one has as a customer"`
	ReferredAt string  `type:"column" placeholder:"COLUMN" help:"when"`
	Since      cx.Date `type:"day" placeholder:"DATE" help:"the first day of the period, for the K-factor: customers are those who came before, new ones those who came since"`
}

// fillSample implements kindOfRows.
func (o *referralFlags) fillSample() {
	o.useSample("referral_orders.csv", sampleReferralOrders)
	fillIn(&o.Customer, "customer")
	fillIn(&o.At, "ordered")
	fillIn(&o.Amount, "amount")
	fillIn(&o.Referrer, "referrer")
	fillIn(&o.Referee, "referee")
	fillIn(&o.ReferredAt, "date")
	if half := (cx.Date{Year: 2025, Month: 7, Day: 1}); o.Since == (cx.Date{}) && (o.AsOf == (cx.Date{}) || half.Compare(o.AsOf) < 0) {
		o.Since = half
	}
}

// check implements kindOfRows.
func (o *referralFlags) check([]string) error {
	o.setDays(cx.Month, o.TZ, o.AsOf)
	o.reads = append(o.reads, o.Referrals)
	switch {
	case o.Referrals == "" && o.sample == nil:
		return &usageError{text: "name the file of the referrals: -referrals FILE"}
	case o.Referrals != "" && o.sample != nil:
		return &usageError{text: "-referrals needs the file of the orders beside it"}
	case o.Since != (cx.Date{}) && o.AsOf != (cx.Date{}) && o.Since.Compare(o.AsOf) >= 0:
		return &usageError{text: "-since is not before -as-of"}
	}
	return nil
}

// report implements kindOfRows.
func (o *referralFlags) report(in io.Reader, p *progress) (documented, error) {
	return produce(o, in, p, readReferred, newReferralReport)
}

// openReferrals opens the file of the referrals, or that of the sample.
func (o *referralFlags) openReferrals() (source string, in io.ReadCloser, err error) {
	return openBeside(o.Referrals, &sample{"referrals.csv", sampleReferrals})
}
