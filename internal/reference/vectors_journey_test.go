package reference

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// eventRow is an event of a customer.
type eventRow struct {
	Customer string    `json:"customer"`
	Name     string    `json:"name"`
	At       time.Time `json:"at"`
}

// vectorEvents returns the events of rows.
func vectorEvents(rows []eventRow) []cx.Event {
	list := make([]cx.Event, len(rows))
	for i, r := range rows {
		list[i] = cx.Event{Customer: r.Customer, Name: r.Name, At: r.At}
	}
	return list
}

// linkageInput is landmarks, and what is followed from there.
type linkageInput struct {
	Landmarks []struct {
		Customer string    `json:"customer"`
		Class    string    `json:"class"`
		At       time.Time `json:"at"`
	} `json:"landmarks"`
	Rows           []activityRow     `json:"rows"`
	Events         []eventRow        `json:"events"`
	Exits          []string          `json:"exits"`
	HorizonSeconds int64             `json:"horizon_seconds"`
	AsOf           time.Time         `json:"as_of"`
	Subscriptions  []cx.Subscription `json:"subscriptions"`
	Class          string            `json:"class"`
}

func (in linkageInput) landmarks() []cx.Landmark {
	list := make([]cx.Landmark, len(in.Landmarks))
	for i, l := range in.Landmarks {
		list[i] = cx.Landmark{Customer: l.Customer, Class: l.Class, At: l.At}
	}
	return list
}

var _ = addVectors(map[string]vectorCall{
	"funnel.steps": vector(func(in struct {
		Events            []eventRow     `json:"events"`
		Steps             []string       `json:"steps"`
		Order             cx.FunnelOrder `json:"order"`
		WindowSeconds     int64          `json:"window_seconds"`
		StepWindowSeconds int64          `json:"step_window_seconds"`
		Exclude           []string       `json:"exclude"`
		Open              bool           `json:"open"`
		AsOf              time.Time      `json:"as_of"`
	}) (figs, error) {
		rule := cx.FunnelRule{
			Steps: in.Steps, Order: in.Order, Open: in.Open, Exclude: in.Exclude,
			Window: time.Duration(in.WindowSeconds) * time.Second, StepWindow: time.Duration(in.StepWindowSeconds) * time.Second,
		}
		f, err := cx.FunnelOf(vectorEvents(in.Events), rule, in.AsOf)
		var customers, undecided []any
		for _, step := range f.Steps {
			customers, undecided = append(customers, step.Customers), append(undecided, step.Undecided)
		}
		return figs{"customers": customers, "undecided": undecided}, err
	}),
	"funnel.rates": vector(func(in struct {
		Customers []int64 `json:"customers"`
		K         int     `json:"k"`
	}) (figs, error) {
		f := cx.Funnel{AsOf: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}
		for i, n := range in.Customers {
			f.Steps = append(f.Steps, cx.FunnelStep{Name: string(rune('a' + i)), Customers: n})
		}
		first, err := f.FromFirst(in.K)
		if err != nil {
			return nil, err
		}
		previous, err := f.FromPrevious(in.K)
		if err != nil {
			return nil, err
		}
		drop, err := f.DropOff(in.K - 1)
		return figs{"from_first": rateOrNull(first), "from_previous": rateOrNull(previous), "drop_off": rateOrNull(drop)}, err
	}),
	"path.paths": vector(func(in struct {
		Events []eventRow `json:"events"`
		Length int        `json:"length"`
		AsOf   time.Time  `json:"as_of"`
	}) (figs, error) {
		p, err := cx.PathsOf(vectorEvents(in.Events), in.Length, in.AsOf)
		paths := []any{}
		for _, row := range p.Rows {
			paths = append(paths, figs{"names": list(row.Names), "customers": row.Customers, "cut": row.Cut})
		}
		return figs{"paths": paths}, err
	}),
	"path.transitions": vector(func(in struct {
		Events []eventRow `json:"events"`
		AsOf   time.Time  `json:"as_of"`
	}) (figs, error) {
		t, err := cx.TransitionsOf(vectorEvents(in.Events), in.AsOf)
		transitions := []any{}
		for _, row := range t.Rows {
			transitions = append(transitions, figs{"from": row.From, "to": row.To, "count": row.Count, "customers": row.Customers})
		}
		return figs{"transitions": transitions}, err
	}),
	"attribution.channels": vector(func(in struct {
		Touches         []eventRow      `json:"touches"`
		Conversions     []activityRow   `json:"conversions"`
		First           decimal.Decimal `json:"first"`
		Last            decimal.Decimal `json:"last"`
		HalfLifeSeconds int64           `json:"half_life_seconds"`
		WindowSeconds   int64           `json:"window_seconds"`
		AsOf            time.Time       `json:"as_of"`
	}) (figs, error) {
		rule := cx.AttributionRule{
			First: in.First, Last: in.Last,
			HalfLife: time.Duration(in.HalfLifeSeconds) * time.Second, Window: time.Duration(in.WindowSeconds) * time.Second,
		}
		rows, err := cx.AttributionsOf(vectorEvents(in.Touches), vectorActivities(in.Conversions), rule, in.AsOf)
		channels := []any{}
		for _, r := range rows {
			channels = append(channels, figs{"channel": r.Channel, "conversions": r.Conversions, "revenue": r.Revenue})
		}
		return figs{"channels": channels}, err
	}),
	"referral.rates": vector(func(in struct {
		Customers      int64 `json:"customers"`
		Referrers      int64 `json:"referrers"`
		Leads          int64 `json:"leads"`
		Acquired       int64 `json:"acquired"`
		Referred       int64 `json:"referred"`
		Orders         int64 `json:"orders"`
		ReferredOrders int64 `json:"referred_orders"`
	}) (figs, error) {
		r := cx.Referrals{
			Customers: in.Customers, Referrers: in.Referrers, Leads: in.Leads, Acquired: in.Acquired,
			Referred: in.Referred, Orders: in.Orders, ReferredOrders: in.ReferredOrders,
		}
		if _, err := r.KFactor(); failureOf(err) == "invalid" {
			return nil, err
		}
		return figs{
			"by_customers": rateOrNull(r.ByCustomers()), "by_orders": rateOrNull(r.ByOrders()), "participation": rateOrNull(r.Participation()),
			"conversion": rateOrNull(r.Conversion()), "k_factor": orNull(r.KFactor()), "amplification": orNull(r.Amplification()),
		}, nil
	}),
	"referral.of_rows": vector(func(in struct {
		Referrals []struct {
			Referrer string    `json:"referrer"`
			Referee  string    `json:"referee"`
			At       time.Time `json:"at"`
		} `json:"referrals"`
		Customers []string      `json:"customers"`
		Acquired  []string      `json:"acquired"`
		Orders    []activityRow `json:"orders"`
	}) (figs, error) {
		referrals := make([]cx.Referral, len(in.Referrals))
		for i, r := range in.Referrals {
			referrals[i] = cx.Referral{Referrer: r.Referrer, Referee: r.Referee, At: r.At}
		}
		r, err := cx.ReferralsOf(referrals, in.Customers, in.Acquired, vectorActivities(in.Orders))
		return figs{
			"customers": r.Customers, "referrers": r.Referrers, "leads": r.Leads, "acquired": r.Acquired, "referred": r.Referred,
			"orders": r.Orders, "referred_orders": r.ReferredOrders, "self_referrals": r.SelfReferrals, "duplicates": r.Duplicates, "known": r.Known,
		}, err
	}),
	"loyalty.program": vector(func(in struct {
		activityInput
		Customers []string      `json:"customers"`
		Joined    []activityRow `json:"joined"`
		Earned    []activityRow `json:"earned"`
		Redeemed  []activityRow `json:"redeemed"`
		Expired   []activityRow `json:"expired"`
	}) (figs, error) {
		c, err := in.calendar()
		if err != nil {
			return nil, err
		}
		rows := cx.LoyaltyRows{
			Joined: vectorActivities(in.Joined), Earned: vectorActivities(in.Earned), Redeemed: vectorActivities(in.Redeemed), Expired: vectorActivities(in.Expired),
		}
		l, err := cx.LoyaltyOf(in.Customers, rows, in.Days, c, in.AsOf)
		return figs{
			"customers": l.Customers, "members": l.Members, "active": l.Active, "redeemers": l.Redeemers, "earned": l.Earned, "redeemed": l.Redeemed,
			"expired": l.Expired, "outstanding": l.Outstanding, "redemption_rate": orNull(l.RedemptionRate()), "breakage": orNull(l.Breakage()),
		}, err
	}),
	"linkage.classes": vector(func(in linkageInput) (figs, error) {
		rule := cx.LinkageRule{Horizon: time.Duration(in.HorizonSeconds) * time.Second, Exits: in.Exits}
		l, err := cx.LinkageOf(in.landmarks(), vectorActivities(in.Rows), vectorEvents(in.Events), rule, in.AsOf)
		classes := []any{}
		for _, c := range l.Classes {
			classes = append(classes, figs{
				"class": c.Class, "customers": c.Customers, "left": c.Left, "followed": c.Followed, "exited": c.Exited,
				"buyers": c.Buyers, "orders": c.Orders, "revenue": c.Revenue.Sum, "retained": rateOrNull(c.Retained()),
			})
		}
		return figs{"classes": classes, "late": l.Late}, err
	}),
	"linkage.revenue_share": vector(func(in linkageInput) (figs, error) {
		groups, err := cx.RevenueByClass(in.landmarks(), in.Subscriptions)
		if err != nil {
			return nil, err
		}
		share, err := cx.RevenueShare(groups, in.Class)
		for _, g := range groups {
			if g.Key == in.Class {
				return figs{"customers": g.Tally.Count, "revenue": g.Tally.Sum, "share": share}, err
			}
		}
		return nil, err
	}),
})
