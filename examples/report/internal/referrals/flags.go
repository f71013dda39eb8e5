// Package referrals reports orders, and who recommended us to whom.
package referrals

import (
	_ "embed"
	"io"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

var (
	//go:embed referral_orders.csv
	sampleReferralOrders []byte
	//go:embed referrals.csv
	sampleReferrals []byte
)

// Flags are the flags of orders, and of who recommended us to whom.
type Flags struct {
	topic.ActivityFlags `group:"Orders, and who recommended us to whom"`
	linkFlags           `group:"Orders, and who recommended us to whom"`
	topic.AsOfFlags     `group:"Orders, and who recommended us to whom"`
	topic.ZoneFlags     `group:"Orders, and who recommended us to whom"`
	topic.Common
}

// linkFlags name the columns of referrals.
type linkFlags struct {
	Referrals  string  `type:"text" placeholder:"FILE" help:"the referrals: a .csv or .csv.gz"`
	Referrer   string  `type:"column" placeholder:"COLUMN" help:"the customer who recommended us"`
	Referee    string  `type:"column" placeholder:"COLUMN" help:"to whom, by the name that this one has as a customer"`
	ReferredAt string  `type:"column" placeholder:"COLUMN" help:"when"`
	Since      cx.Date `type:"day" placeholder:"DATE" help:"the first day of the period, for the K-factor: customers are those who came before, new ones those who came since"`
}

// FillSample implements topic.Kind.
func (o *Flags) FillSample() {
	o.UseSample("referral_orders.csv", sampleReferralOrders)
	topic.FillIn(&o.Customer, "customer")
	topic.FillIn(&o.At, "ordered")
	topic.FillIn(&o.Amount, "amount")
	topic.FillIn(&o.Referrer, "referrer")
	topic.FillIn(&o.Referee, "referee")
	topic.FillIn(&o.ReferredAt, "date")
	if half := (cx.Date{Year: 2025, Month: 7, Day: 1}); o.Since == (cx.Date{}) && (o.AsOf == (cx.Date{}) || half.Compare(o.AsOf) < 0) {
		o.Since = half
	}
}

// Check implements topic.Kind.
func (o *Flags) Check([]string) error {
	o.SetDays(cx.Month, o.TZ, o.AsOf)
	o.Reads = append(o.Reads, o.Referrals)
	switch {
	case o.Referrals == "" && o.Sample == nil:
		return &topic.UsageError{Text: "name the file of the referrals: -referrals FILE"}
	case o.Referrals != "" && o.Sample != nil:
		return &topic.UsageError{Text: "-referrals needs the file of the orders beside it"}
	case o.Since != (cx.Date{}) && o.AsOf != (cx.Date{}) && o.Since.Compare(o.AsOf) >= 0:
		return &topic.UsageError{Text: "-since is not before -as-of"}
	}
	return nil
}

// Report implements topic.Kind.
func (o *Flags) Report(in io.Reader, p *topic.Progress) (topic.Report, error) {
	return topic.Produce(o, in, p, readReferred, newReferralReport)
}

// openReferrals opens the file of the referrals, or that of the sample.
func (o *Flags) openReferrals() (source string, in io.ReadCloser, err error) {
	return topic.OpenBeside(o.Referrals, &topic.Sample{File: "referrals.csv", Rows: sampleReferrals})
}
