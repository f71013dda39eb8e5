package cx

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/exact"
)

// AttributionRule says how a conversion is shared among the touches before it. First and Last are
// the shares of the first and of the last touch, and the rest goes to the others, equally or, with
// a HalfLife, by 2^(-age / HalfLife). Last 1 is the last touch alone, First 1 the first, neither
// is linear, and 0.4 with 0.4 is by position. A Window leaves out touches that are older.
type AttributionRule struct {
	First, Last      decimal.Decimal // fractions whose sum is at most 1
	HalfLife, Window time.Duration   // 0 for none
}

// Attribution is what a channel gets of the conversions. A blank Channel is for those with no
// touch before them.
type Attribution struct {
	Channel     string          `json:"channel"`
	Conversions decimal.Decimal `json:"conversions"` // the sum of its shares of each
	Revenue     decimal.Decimal `json:"revenue"`     // the sum of its shares of each amount, less refunds
}

// maxTouches is how many touches share a conversion: the latest.
const maxTouches = 1000

// conversionUnits are the units in which a conversion is split.
const conversionUnits = 100_000_000

// AttributionsOf shares conversions, as known at asOf, among the channels that the customers
// touched before them, in ascending order of channel. The Name of a touch is its channel. The
// touches of a conversion are those of its customer at its instant or before, and within the
// Window; at one instant the later row is the later touch, and of more than 1,000 the latest
// count. The first and the last have their shares and take none of the rest, unless there are no
// others: then they share it by First and Last. One touch takes all.
//
// Shares are rounded to 8 places so that they sum to 1, by largest remainder, ties to the earlier
// touch, and an amount is split by them: the rows sum exactly to the conversions and their
// revenue. A refund is no conversion, and lowers the revenue of the channels of its order (see
// [Activity]). What came before an order is not its cause: a channel may only reach those who
// would have bought anyway, which an experiment tells. It does not modify its arguments.
//
// AttributionsOf returns an error wrapping [ErrInvalid] if First or Last is below 0, their sum is
// above 1, a duration is below 0, asOf is outside the years 1900 to 2200, or a sum is no amount:
// that of the first channel by name; and a [*RowError] at the first touch or conversion that is
// not valid. There may be as many touches and customers as [FunnelOf] takes in another order.
func AttributionsOf(touches []Event, conversions []Activity, rule AttributionRule, asOf time.Time) ([]Attribution, error) {
	first, last, err := rule.shares()
	if err != nil {
		return nil, err
	}
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	x, customers, err := touchesOf(touches, conversions)
	if err != nil {
		return nil, err
	}
	type sums struct{ conversions, revenue exact.Sum }
	channels := make(map[string]*sums)
	refunded := refundsOf(conversions, asOf)
	var parts splitter
	whole := one()
	for i := range conversions {
		c := &conversions[i]
		at, paid := refunded.paidAt(i, c)
		if !paid || !c.At.Before(asOf) {
			continue
		}
		list := x.of(int(customers[i]))
		end, _ := slices.BinarySearchFunc(list, at, func(touch uint32, at time.Time) int {
			if touches[touch].At.After(at) {
				return 1
			}
			return -1
		})
		from := max(0, end-maxTouches)
		for rule.Window > 0 && from < end && at.Sub(touches[list[from]].At) > rule.Window {
			from++
		}
		list = list[from:end]
		units := parts.split(len(list), first, last, func(touch int) float64 {
			if rule.HalfLife == 0 {
				return 1
			}
			youngest := touches[list[len(list)-1]].At // of those that share the rest: they do not all vanish
			if last > 0 {
				youngest = touches[list[len(list)-2]].At
			}
			return math.Exp2(-float64(youngest.Sub(touches[list[touch]].At)) / float64(rule.HalfLife))
		})
		for t, n := range units {
			channel := ""
			if len(list) > 0 {
				channel = touches[list[t]].Name
			}
			s := channels[channel]
			if s == nil {
				s = &sums{}
				channels[channel] = s
			}
			if !c.isRefund() {
				s.conversions.AddTimes(whole, n, -8)
			}
			s.revenue.AddTimes(c.Amount, n, -8)
		}
	}
	rows := make([]Attribution, 0, len(channels))
	for channel, s := range channels {
		rows = append(rows, Attribution{Channel: channel, Conversions: s.conversions.Value(), Revenue: s.revenue.Value()})
	}
	slices.SortFunc(rows, func(a, b Attribution) int { return cmp.Compare(a.Channel, b.Channel) })
	for i := range rows {
		if err := rows[i].validate(); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// touchesOf checks touches and conversions. It indexes the touches of the customers of conversions,
// and returns the number of the customer of each conversion.
func touchesOf(touches []Event, conversions []Activity) (*eventIndex, []int32, error) {
	if err := checkIndexed(len(touches)); err != nil {
		return nil, nil, err
	}
	for i := range touches {
		if err := touches[i].validate(); err != nil {
			return nil, nil, &RowError{Of: "touches", Row: i, Err: err}
		}
	}
	names, customers := count.NewNumbers(), make([]int32, len(conversions))
	err := eachNumbered("conversions", len(conversions), names.Number, func(row int) (string, error) {
		return conversions[row].Customer, conversions[row].validate()
	}, func(row, number int) error {
		customers[row] = int32(number)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	x := &eventIndex{events: touches, number: make([]int32, len(touches))}
	var m count.Batch
	for from := 0; from < len(touches); from += count.BatchSize {
		rows := touches[from:min(from+count.BatchSize, len(touches))]
		for i := range rows {
			m.Names[i] = rows[i].Customer
		}
		names.Look(&m, len(rows))
		for i, c := range m.Numbers[:len(rows)] {
			if c < 0 {
				c = noCustomer
			}
			x.number[from+i] = c
		}
	}
	x.arrange(names.Len())
	return x, customers, x.visit(noVisitor{})
}

// noVisitor does nothing with customers, whose events are then in order of time.
type noVisitor struct{}

func (noVisitor) visit(*timeline) error { return nil }

// splitter splits conversions, with room that it uses again for each.
type splitter struct {
	units  []int64
	quotas []float64
	order  []int
}

// split returns the units of each of n touches, in order of time, or of none. They are good until
// it is called again.
func (s *splitter) split(n int, first, last float64, weight func(touch int) float64) []int64 {
	s.units, s.quotas, s.order = s.units[:0], s.quotas[:0], s.order[:0]
	if n <= 1 {
		s.units = append(s.units, conversionUnits)
		return s.units
	}
	own := func(t int) float64 {
		switch t {
		case 0:
			return first
		case n - 1:
			return last
		}
		return 0
	}
	others := 0.0
	for t := range n {
		if own(t) == 0 {
			others += weight(t)
		}
	}
	left := int64(conversionUnits)
	for t := range n {
		share := own(t)
		switch {
		case others == 0:
			share /= first + last
		case share == 0:
			share = max(0, 1-first-last) * weight(t) / others
		}
		quota := math.Round(share*conversionUnits*1e6) / 1e6 // 1/3 and the like differ in their last bits
		s.quotas, s.units, s.order = append(s.quotas, quota), append(s.units, int64(quota)), append(s.order, t)
		left -= int64(quota)
	}
	slices.SortStableFunc(s.order, func(a, b int) int {
		return cmp.Compare(s.quotas[b]-math.Floor(s.quotas[b]), s.quotas[a]-math.Floor(s.quotas[a]))
	})
	for i := 0; left > 0; i = (i + 1) % n {
		s.units[s.order[i]]++
		left--
	}
	return s.units
}

// shares returns those of the first and of the last touch, or says what is wrong with a rule.
func (r AttributionRule) shares() (first, last float64, err error) {
	for _, d := range []decimal.Decimal{r.First, r.Last} {
		if err := exact.Check("share of a touch", d); err != nil {
			return 0, 0, err
		}
	}
	if r.First.Sign() < 0 || r.Last.Sign() < 0 || r.First.Add(r.Last).Cmp(decimal.New(1, 0)) > 0 || r.HalfLife < 0 || r.Window < 0 {
		return 0, 0, invalid("attribution rule: a share or a duration is below 0, or the first and the last have more than 1")
	}
	return r.First.InexactFloat64(), r.Last.InexactFloat64(), nil
}

// validate says what is impossible about a row.
func (a *Attribution) validate() error {
	if a.Conversions.Sign() < 0 {
		return invalid("attribution: the conversions are fewer than none")
	}
	if err := exact.Check("conversions", a.Conversions); err != nil {
		return err
	}
	return exact.Check("revenue", a.Revenue)
}

// MarshalJSON encodes a row, its numbers as texts. It returns an error wrapping [ErrInvalid] if
// one has more than 34 digits.
func (a Attribution) MarshalJSON() ([]byte, error) { return encode(&a, nil) }

// UnmarshalJSON decodes a row. It refuses unknown and repeated keys, and conversions below 0. On
// error a is unchanged.
func (a *Attribution) UnmarshalJSON(data []byte) error {
	return decode(data, "attribution", a, (*Attribution).validate)
}
