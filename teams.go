package cx

import (
	"encoding/json"

	"github.com/shopspring/decimal"
)

// TeamPair sets the score that the employees of a Team give beside the score that its
// customers give in the same Period: eNPS beside NPS, say. Each score is the headline
// figure of its tally, in its unit.
type TeamPair struct {
	Team          string
	Period        Period
	Employees     int64           // answers behind EmployeeScore
	EmployeeScore decimal.Decimal // what employees say of the team
	Customers     int64           // answers behind CustomerScore
	CustomerScore decimal.Decimal // what customers say of the team
}

func (p TeamPair) validate() error {
	if p.Employees < 1 || p.Customers < 1 {
		return invalid("team pair: a base is below 1")
	}
	if err := p.Period.Validate(); err != nil {
		return err
	}
	if err := checkMoney("employee score", p.EmployeeScore); err != nil {
		return err
	}
	return checkMoney("customer score", p.CustomerScore)
}

// MarshalJSON encodes the scores as texts. It returns an error wrapping [ErrInvalid] if a
// base is below 1, the period is not valid, or a score has more than 34 digits.
func (p TeamPair) MarshalJSON() ([]byte, error) {
	if err := p.validate(); err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		Team          string `json:"team"`
		Period        Period `json:"period"`
		Employees     int64  `json:"employees"`
		EmployeeScore amount `json:"employee_score"`
		Customers     int64  `json:"customers"`
		CustomerScore amount `json:"customer_score"`
	}{p.Team, p.Period, p.Employees, amount(p.EmployeeScore), p.Customers, amount(p.CustomerScore)})
}

// UnmarshalJSON decodes a pair. It refuses unknown and repeated keys, and what MarshalJSON
// would refuse. On error p is unchanged.
func (p *TeamPair) UnmarshalJSON(data []byte) error {
	var v TeamPair
	ok, err := decodeObject(data, "team pair", fields{
		"team": &v.Team, "period": &v.Period, "employees": &v.Employees, "employee_score": &v.EmployeeScore,
		"customers": &v.Customers, "customer_score": &v.CustomerScore,
	})
	if !ok {
		return err
	}
	if err := v.validate(); err != nil {
		return err
	}
	*p = v
	return nil
}

// Scored is the constraint of a tally of answers with a score, on the pointer to its type:
// *NPS, *Ratings, *CSAT and *CES fulfil it.
type Scored[T any] interface {
	*T
	figure
	Total() int64
}

// TeamPairsOf pairs the scores of employees and of customers by team and period: both are
// what [GroupTrend] returns with the team as the key. In each period [SuppressSmall] leaves
// out the teams with fewer than minimum employee answers, and one more where those shown
// would reveal them, so that nobody can be recognised; 5 is usual. A pair with fewer than
// minimum customer answers is left out as well: there is no one to protect, but too little
// to compare. It returns the pairs by team, in the order of employees, and then by period,
// and the number of those left out by the minimum. Teams and periods on one side only make
// no pair. It does not modify the slices.
//
// TeamPairsOf returns an error wrapping [ErrInvalid] if minimum is below 1, a period or a
// tally is not valid, or two groups of one side have one key, or two points of a group one
// period.
func TeamPairsOf[E, C any, PE Scored[E], PC Scored[C]](employees []Group[string, []Point[E]], customers []Group[string, []Point[C]], minimum int64) (pairs []TeamPair, left int64, err error) {
	if minimum < 1 {
		return nil, 0, invalid("minimum base is below 1")
	}
	type cell struct {
		team   string
		period Period
	}
	served := make(map[cell]C)
	for _, g := range customers {
		for _, p := range g.Tally {
			at := cell{g.Key, p.Period}
			if _, twice := served[at]; twice {
				return nil, 0, errTwoPoints()
			}
			if err := p.Period.Validate(); err != nil {
				return nil, 0, err
			}
			if _, err := ratioOf(PC(&p.Tally)); err != nil {
				return nil, 0, err
			}
			served[at] = p.Tally
		}
	}
	// What may be shown is decided period by period.
	var (
		number  = make(map[Period]int)
		periods []Period
		teams   [][]Group[string, E] // by the number of the period
		seen    = make(map[cell]bool)
	)
	for _, g := range employees {
		for _, p := range g.Tally {
			at := cell{g.Key, p.Period}
			if seen[at] {
				return nil, 0, errTwoPoints()
			}
			if err := p.Period.Validate(); err != nil {
				return nil, 0, err
			}
			seen[at] = true
			n, ok := number[p.Period]
			if !ok {
				n = len(periods)
				number[p.Period] = n
				periods, teams = append(periods, p.Period), append(teams, nil)
			}
			teams[n] = append(teams[n], Group[string, E]{Key: g.Key, Tally: p.Tally})
		}
	}
	hidden := make(map[cell]bool)
	for n, period := range periods {
		_, keys, err := SuppressSmall[string, E, PE](teams[n], minimum)
		if err != nil {
			return nil, 0, err
		}
		for _, team := range keys {
			hidden[cell{team, period}] = true
		}
	}
	for _, g := range employees {
		for _, p := range g.Tally {
			at := cell{g.Key, p.Period}
			theirs, ok := served[at]
			if !ok {
				continue
			}
			pair := TeamPair{
				Team: g.Key, Period: p.Period,
				Employees: PE(&p.Tally).Total(), Customers: PC(&theirs).Total(),
			}
			if pair.Employees == 0 || pair.Customers == 0 {
				continue
			}
			if hidden[at] || pair.Customers < minimum {
				left++
				continue
			}
			if pair.EmployeeScore, err = scoreOf[E, PE](&p.Tally); err != nil {
				return nil, 0, err
			}
			if pair.CustomerScore, err = scoreOf[C, PC](&theirs); err != nil {
				return nil, 0, err
			}
			pairs = append(pairs, pair)
		}
	}
	return pairs, left, nil
}

func errTwoPoints() error { return invalid("two groups have one key, or two points one period") }

// scoreOf returns the headline figure of a tally.
func scoreOf[T any, P Scored[T]](tally P) (decimal.Decimal, error) { return quotient(tally) }

// TeamCorrelation returns the rank correlation of the employee scores and the customer
// scores of pairs: do customers like best the teams that people like to work in? Give the
// pairs of one period. Those of several are not independent, since a team is much the same
// from one to the next, and the interval would be too narrow. It does not modify pairs.
//
// TeamCorrelation returns an error if:
//   - there are no pairs ([ErrNoData]), fewer than 4, or all scores of one side are equal
//     ([ErrUndefined]);
//   - a pair is not valid ([*RowError] wrapping [ErrInvalid]).
func TeamCorrelation(pairs []TeamPair) (RankCorrelation, error) {
	x, y := make([]float64, len(pairs)), make([]float64, len(pairs))
	for i, p := range pairs {
		if err := p.validate(); err != nil {
			return RankCorrelation{}, &RowError{Row: i, Err: err}
		}
		x[i], y[i] = p.EmployeeScore.InexactFloat64(), p.CustomerScore.InexactFloat64()
	}
	return RankCorrelationOf(x, y)
}
