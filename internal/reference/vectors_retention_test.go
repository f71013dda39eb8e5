package reference

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// activityRow is an activity that may be without an amount.
type activityRow struct {
	Customer string          `json:"customer"`
	At       time.Time       `json:"at"`
	Amount   decimal.Decimal `json:"amount"`
}

// vectorActivities returns the activities of rows.
func vectorActivities(rows []activityRow) []cx.Activity {
	list := make([]cx.Activity, len(rows))
	for i, r := range rows {
		list[i] = cx.Activity{Customer: r.Customer, At: r.At, Amount: r.Amount}
	}
	return list
}

// activityInput is rows of activities, and how they are counted.
type activityInput struct {
	Rows       []activityRow `json:"rows"`
	Zone       string        `json:"zone"`
	AsOf       time.Time     `json:"as_of"`
	Days       int           `json:"days"`
	WindowDays int           `json:"window_days"`
	From       cx.Date       `json:"from"`
	To         cx.Date       `json:"to"`
	Date       cx.ChurnDate  `json:"date"`
	Grain      cx.Grain      `json:"grain"`
}

// calendar returns the calendar of the zone.
func (in activityInput) calendar() (cx.Calendar, error) {
	zone, err := time.LoadLocation(in.Zone)
	return cx.Calendar{Grain: in.Grain, Location: zone}, err
}

func (in activityInput) span() cx.Period { return cx.Period{Start: in.From, End: in.To} }

// activities makes a call of a function of activities and their calendar.
func activities(f func(in activityInput, c cx.Calendar) (figs, error)) vectorCall {
	return vector(func(in activityInput) (figs, error) {
		c, err := in.calendar()
		if err != nil {
			return nil, err
		}
		return f(in, c)
	})
}

// dateOrNull returns a day, or nil for the zero one.
func dateOrNull(d cx.Date) any {
	if d == (cx.Date{}) {
		return nil
	}
	return d.String()
}

var _ = addVectors(map[string]vectorCall{
	"retention.counts": vector(func(in struct {
		Start    int64 `json:"start"`
		Acquired int64 `json:"acquired"`
		End      int64 `json:"end"`
	}) (figs, error) {
		rate, err := cx.Retention{Start: in.Start, Acquired: in.Acquired, End: in.End}.Rate()
		return one("rate", rate, err)
	}),
	"retention.sets": vector(func(in struct {
		Start []string `json:"start"`
		End   []string `json:"end"`
	}) (figs, error) {
		r, err := cx.RetentionOf(in.Start, in.End)
		return figs{"start": r.Start, "acquired": r.Acquired, "end": r.End, "rate": rateOrNull(r)}, err
	}),
	"retention.repeat": activities(func(in activityInput, c cx.Calendar) (figs, error) {
		r, err := cx.RepeatOf(vectorActivities(in.Rows), c, in.AsOf)
		return figs{"customers": r.Customers, "repeaters": r.Repeaters, "repeat_orders": r.RepeatOrders, "gap_days": r.GapDays, "rate": rateOrNull(r)}, err
	}),
	"retention.repeat_within": activities(func(in activityInput, c cx.Calendar) (figs, error) {
		p, err := cx.RepeatWithin(vectorActivities(in.Rows), in.Days, c, in.AsOf)
		return figs{"count": p.Count, "base": p.Base}, err
	}),
	"retention.engagement": activities(func(in activityInput, c cx.Calendar) (figs, error) {
		e, err := cx.EngagementOf(vectorActivities(in.Rows), c, in.span(), in.AsOf)
		return figs{
			"days": e.Days, "customers": e.Customers, "active_days": e.ActiveDays,
			"daily_active": orNull(e.DailyActive()), "stickiness": orNull(e.Stickiness()),
		}, err
	}),
	"churn.rate": vector(func(in struct {
		Start        int64           `json:"start"`
		Acquired     int64           `json:"acquired"`
		Lost         int64           `json:"lost"`
		AcquiredLost int64           `json:"acquired_lost"`
		Returned     int64           `json:"returned"`
		Formula      cx.ChurnFormula `json:"formula"`
	}) (figs, error) {
		c := cx.Churn{Start: in.Start, Acquired: in.Acquired, Lost: in.Lost, AcquiredLost: in.AcquiredLost, Returned: in.Returned}
		rate, err := c.RateBy(in.Formula)
		return one("rate", rate, err)
	}),
	"churn.of_stays": vector(func(in struct {
		Stays []struct {
			Start cx.Date `json:"start"`
			End   cx.Date `json:"end"`
		} `json:"stays"`
		From cx.Date `json:"from"`
		To   cx.Date `json:"to"`
	}) (figs, error) {
		var c cx.Churn
		for _, stay := range in.Stays {
			if err := c.Add(cx.Period{Start: in.From, End: in.To}, stay.Start, stay.End); err != nil {
				return nil, err
			}
		}
		return figs{"start": c.Start, "acquired": c.Acquired, "lost": c.Lost, "acquired_lost": c.AcquiredLost}, nil
	}),
	"churn.daily": vector(func(in struct {
		Days []struct {
			Start    int64 `json:"start"`
			Lost     int64 `json:"lost"`
			Returned int64 `json:"returned"`
		} `json:"days"`
	}) (figs, error) {
		days := make([]cx.Churn, len(in.Days))
		for i, d := range in.Days {
			days[i] = cx.Churn{Start: d.Start, Lost: d.Lost, Returned: d.Returned}
		}
		rate, err := cx.DailyChurn(days)
		return one("rate", rate, err)
	}),
	"churn.compound": vector(func(in struct {
		Rate    float        `json:"rate"`
		Periods quotientText `json:"periods"`
	}) (figs, error) {
		rate, err := cx.CompoundChurn(float64(in.Rate), float64(in.Periods))
		return one("rate", rate, err)
	}),
	"churn.trials": vector(func(in struct {
		Trials []struct {
			Customer  string    `json:"customer"`
			Start     time.Time `json:"start"`
			End       time.Time `json:"end"`
			Converted time.Time `json:"converted"`
		} `json:"trials"`
		WindowDays int       `json:"window_days"`
		GraceDays  int       `json:"grace_days"`
		AsOf       time.Time `json:"as_of"`
	}) (figs, error) {
		trials := make([]cx.Trial, len(in.Trials))
		for i, t := range in.Trials {
			trials[i] = cx.Trial{Customer: t.Customer, Start: t.Start, End: t.End, Converted: t.Converted}
		}
		t, err := cx.TrialsOf(trials, cx.TrialRule{WindowDays: in.WindowDays, GraceDays: in.GraceDays}, in.AsOf)
		if err != nil {
			return nil, err
		}
		p := t.Conversion()
		return figs{"converted": p.Count, "decided": p.Base, "undecided": t.Undecided, "rate": rateOrNull(p)}, nil
	}),
})
