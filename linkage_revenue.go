package cx

import (
	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/shopspring/decimal"
)

// RevenueByClass tallies what customers pay by the class of their landmark, and returns
// the classes in ascending order: revenue at risk is the Sum of the tally of the worst
// class, and [RevenueShare] its share of the total. Customers without a landmark
// are in [NoAnswer]: they gave no answer either. No subscriptions give nil. It
// does not modify the slices.
//
// The amounts are facts, not forecasts: what these customers pay now, at the instant of
// the subscriptions. Only the share that leaves is lost; [Linkage] measures how
// many of each class left.
//
// RevenueByClass returns a [*RowError] wrapping [ErrInvalid] at the first landmark that
// [LinkageOf] refuses, and at the first subscription whose customer is blank, or whose
// amount is negative or has more than 34 digits. It
// returns an error wrapping [ErrInvalid] if a sum, or a sum of squares, has more.
func RevenueByClass(landmarks []Landmark, subscriptions []Subscription) ([]Group[string, Amounts], error) {
	customers, err := landmarkIndex(landmarks)
	if err != nil {
		return nil, err
	}
	// A customer may have several subscriptions, which are added up first. Those without a
	// landmark have the numbers after the landmarks.
	sums := make([]exact.Sum, len(landmarks))
	err = numberSubscriptions(customers, "subscriptions", subscriptions, func(n, row int) {
		if n == len(sums) {
			sums = append(sums, exact.Sum{})
		}
		sums[n].Add(subscriptions[row].Amount)
	})
	if err != nil {
		return nil, err
	}
	classes := count.NewIndex[string]()
	var tallies []amountsSum
	for n := range sums {
		if sums[n].Sign() == 0 {
			continue // somebody who pays nothing is not a customer here
		}
		class := NoAnswer
		if n < len(landmarks) {
			class = landmarks[n].Class
		}
		slot := classes.Slot(class)
		if slot == len(tallies) {
			tallies = append(tallies, amountsSum{})
		}
		tallies[slot].addSum(&sums[n])
	}
	values := make([]Amounts, len(tallies))
	for i := range tallies {
		if values[i], err = tallies[i].value(); err != nil {
			return nil, err
		}
	}
	return sortedGroups(classes.Keys, func(slot int) Amounts { return values[slot] }), nil
}

// RevenueShare returns the share that one class has of the amounts of all
//
//	Sum of the class / sum of all classes
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]. For the
// worst class it is also called revenue at risk. A class that is not among the
// groups has the share 0.
//
// RevenueShare returns an error if:
//   - there are no amounts ([ErrNoData]), or none above 0 ([ErrUndefined]);
//   - a sum is negative or not valid, or two groups have one key ([ErrInvalid]).
func RevenueShare(groups []Group[string, Amounts], class string) (decimal.Decimal, error) {
	var part, whole decimal.Decimal
	seen := make(map[string]bool, len(groups))
	count := int64(0)
	for i := range groups {
		g := &groups[i]
		if err := g.Tally.validate(); err != nil {
			return decimal.Decimal{}, err
		}
		if g.Tally.Sum.Sign() < 0 || seen[g.Key] {
			return decimal.Decimal{}, invalid("revenue share: a sum is negative, or two groups have one key")
		}
		seen[g.Key] = true
		count = max(count, g.Tally.Count)
		whole = whole.Add(g.Tally.Sum)
		if g.Key == class {
			part = g.Tally.Sum
		}
	}
	switch {
	case count == 0:
		return decimal.Decimal{}, noData("revenue share")
	case whole.IsZero():
		return decimal.Decimal{}, undefined("revenue share: all amounts are 0")
	}
	return exact.Divide(part, whole), nil
}
