package reference

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// rateOrNull returns a rate, or nil where there is none.
func rateOrNull(p interface {
	Rate() (decimal.Decimal, error)
},
) any {
	rate, err := p.Rate()
	if err != nil {
		return nil
	}
	return rate
}

// seconds returns a duration as a number of seconds.
func seconds(d time.Duration) decimal.Decimal { return decimal.New(int64(d), -9) }

// durations returns what is written in seconds.
func durations(list []decimal.Decimal) []time.Duration {
	out := make([]time.Duration, len(list))
	for i, s := range list {
		out[i] = time.Duration(s.Shift(9).IntPart())
	}
	return out
}

var _ = addVectors(map[string]vectorCall{
	"fieldwork.aapor": vector(func(in struct {
		Complete         int64           `json:"complete"`
		Partial          int64           `json:"partial"`
		Refusal          int64           `json:"refusal"`
		NonContact       int64           `json:"non_contact"`
		Other            int64           `json:"other"`
		UnknownHousehold int64           `json:"unknown_household"`
		Unknown          int64           `json:"unknown"`
		Ineligible       int64           `json:"ineligible"`
		Formula          string          `json:"formula"`
		Eligible         decimal.Decimal `json:"eligible"`
	}) (figs, error) {
		d := cx.Dispositions{
			Complete: in.Complete, Partial: in.Partial, Refusal: in.Refusal, NonContact: in.NonContact, Other: in.Other,
			UnknownHousehold: in.UnknownHousehold, Unknown: in.Unknown, Ineligible: in.Ineligible,
		}
		name := strings.TrimRight(in.Formula, "0123456789")
		n, err := strconv.Atoi(in.Formula[len(name):])
		if err != nil {
			return nil, err
		}
		var rate decimal.Decimal
		switch name {
		case "RR":
			rate, err = d.ResponseRate(n, in.Eligible)
		case "COOP":
			rate, err = d.CooperationRate(n)
		case "REF":
			rate, err = d.RefusalRate(n, in.Eligible)
		case "CON":
			rate, err = d.ContactRate(n, in.Eligible)
		default:
			return nil, errors.New("no such formula")
		}
		return one("rate", rate, err)
	}),
	"fieldwork.invitations": vector(func(in struct {
		Rows            []cx.Invitation `json:"rows"`
		PatienceSeconds int64           `json:"patience_seconds"`
		AsOf            time.Time       `json:"as_of"`
	}) (figs, error) {
		f, err := cx.FieldworkOf(in.Rows, time.Duration(in.PatienceSeconds)*time.Second, in.AsOf)
		return figs{
			"complete": f.Complete, "partial": f.Partial, "declined": f.Declined, "silent": f.Silent, "bounced": f.Bounced,
			"ineligible": f.Ineligible, "pending": f.Pending, "response_rate": rateOrNull(f.Response()),
		}, err
	}),
})

// hours is the opening hours of a week.
type hours struct {
	Week []struct {
		Day  time.Weekday `json:"day"`
		From string       `json:"from"`
		To   string       `json:"to"`
	} `json:"week"`
	Holidays []cx.Date `json:"holidays"`
	Zone     string    `json:"zone"`
}

// clock parses a time of day.
func clock(s string) (time.Duration, error) {
	hour, minute, _ := strings.Cut(s, ":")
	return time.ParseDuration(hour + "h" + minute + "m")
}

func (h hours) clock() (cx.BusinessHours, error) {
	zone, err := time.LoadLocation(h.Zone)
	if err != nil {
		return cx.BusinessHours{}, err
	}
	var week []cx.OpeningHours
	for _, w := range h.Week {
		from, err := clock(w.From)
		if err != nil {
			return cx.BusinessHours{}, err
		}
		to, err := clock(w.To)
		if err != nil {
			return cx.BusinessHours{}, err
		}
		week = append(week, cx.OpeningHours{Day: w.Day, From: from, To: to})
	}
	return cx.BusinessHoursOf(week, h.Holidays, nil, zone)
}

// spans makes times from one instant to another of what JSON has.
type spans []struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

func (s spans) of() (out []cx.TimeSpan) {
	for _, span := range s {
		out = append(out, cx.TimeSpan{From: span.From, To: span.To})
	}
	return out
}

var _ = addVectors(map[string]vectorCall{
	"support.quantile": vector(func(in struct {
		Seconds []decimal.Decimal `json:"seconds"`
		P       float             `json:"p"`
	}) (figs, error) {
		d, err := cx.DurationQuantile(durations(in.Seconds), float64(in.P))
		return one("seconds", seconds(d), err)
	}),
	"support.open_seconds": vector(func(in struct {
		hours
		From time.Time `json:"from"`
		To   time.Time `json:"to"`
	}) (figs, error) {
		b, err := in.clock()
		if err != nil {
			return nil, err
		}
		d, err := b.Between(in.From, in.To)
		return one("seconds", seconds(d), err)
	}),
	"support.due": vector(func(in struct {
		hours
		From    time.Time `json:"from"`
		Seconds int64     `json:"seconds"`
	}) (figs, error) {
		b, err := in.clock()
		if err != nil {
			return nil, err
		}
		due, err := b.After(in.From, time.Duration(in.Seconds)*time.Second)
		return one("due", due.UTC().Format(time.RFC3339), err)
	}),
	"support.apdex": vector(func(in struct {
		Satisfied  int64 `json:"satisfied"`
		Tolerating int64 `json:"tolerating"`
		Frustrated int64 `json:"frustrated"`
	}) (figs, error) {
		score, err := cx.Apdex{Satisfied: in.Satisfied, Tolerating: in.Tolerating, Frustrated: in.Frustrated}.Score()
		return one("score", score, err)
	}),
	"support.uptime": vector(func(in struct {
		Outages     spans     `json:"outages"`
		Maintenance spans     `json:"maintenance"`
		From        time.Time `json:"from"`
		To          time.Time `json:"to"`
	}) (figs, error) {
		u, err := cx.UptimeOf(in.Outages.of(), in.Maintenance.of(), cx.TimeSpan{From: in.From, To: in.To})
		if err != nil {
			return nil, err
		}
		rate, err := u.Rate()
		return figs{"service_seconds": u.ServiceSeconds, "down_seconds": u.DownSeconds, "rate": rate}, err
	}),
	"support.first_contact": vector(func(in struct {
		Tickets          []cx.Ticket `json:"tickets"`
		RecontactSeconds int64       `json:"recontact_seconds"`
		AsOf             time.Time   `json:"as_of"`
	}) (figs, error) {
		s, err := cx.SupportOf(in.Tickets, cx.SupportRule{Recontact: time.Duration(in.RecontactSeconds) * time.Second, AsOf: in.AsOf})
		a := s.FirstContact
		return figs{"attained": a.Attained, "missed": a.Missed, "pending": a.Pending, "rate": rateOrNull(a)}, err
	}),
	"sla.replies": vector(func(in struct {
		Tickets       []cx.Ticket `json:"tickets"`
		TargetSeconds int64       `json:"target_seconds"`
		AsOf          time.Time   `json:"as_of"`
	}) (figs, error) {
		a, err := cx.SLAOf(in.Tickets, cx.SLARule{Until: cx.TicketReplied, Target: time.Duration(in.TargetSeconds) * time.Second, AsOf: in.AsOf})
		return figs{
			"attained": a.Attained, "missed": a.Missed, "pending": a.Pending, "gave_up": a.GaveUp,
			"of_whole_windows": rateOrNull(a), "of_decided": rateOrNull(a.Decided()), "of_all": rateOrNull(a.Gross()),
			"with_gave_up": rateOrNull(a.AttainedOrGaveUp()), "at_least": rateOrNull(a.AtLeast()), "at_most": rateOrNull(a.AtMost()),
		}, err
	}),
	"sla.pooled": vector(func(in struct {
		Intervals []struct {
			Attained int64 `json:"attained"`
			Missed   int64 `json:"missed"`
		} `json:"intervals"`
	}) (figs, error) {
		var all cx.Attainment
		for _, i := range in.Intervals {
			if err := all.Merge(cx.Attainment{Attained: i.Attained, Missed: i.Missed}); err != nil {
				return nil, err
			}
		}
		rate, err := all.Decided().Rate()
		return one("rate", rate, err)
	}),
	"backlog.days": vector(func(in struct {
		Tickets []cx.Ticket `json:"tickets"`
		From    cx.Date     `json:"from"`
		To      cx.Date     `json:"to"`
		Zone    string      `json:"zone"`
	}) (figs, error) {
		zone, err := time.LoadLocation(in.Zone)
		if err != nil {
			return nil, err
		}
		points, err := cx.BacklogTrend(in.Tickets, cx.Calendar{Location: zone}, cx.Period{Start: in.From, End: in.To})
		out := map[string][]any{}
		for _, p := range points {
			out["opened"] = append(out["opened"], p.Tally.Opened)
			out["resolved"] = append(out["resolved"], p.Tally.Resolved)
			out["open"] = append(out["open"], p.Tally.Open)
		}
		return figs{"opened": out["opened"], "resolved": out["resolved"], "open": out["open"]}, err
	}),
})
