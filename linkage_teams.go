package cx

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// TeamPair pairs the score that the employees of a Team give with the score that
// its customers give in the same Period, such as eNPS with NPS. Each score is the
// headline figure of its tally, in its unit.
type TeamPair struct {
	Team          string          `json:"team"`
	Period        Period          `json:"period"`
	Employees     int64           `json:"employees"`      // answers behind EmployeeScore
	EmployeeScore decimal.Decimal `json:"employee_score"` // what employees say of the team
	Customers     int64           `json:"customers"`      // answers behind CustomerScore
	CustomerScore decimal.Decimal `json:"customer_score"` // what customers say of the team
}

func (p TeamPair) validate() error {
	if p.Employees < 1 || p.Customers < 1 {
		return invalid("team pair: a base is below 1")
	}
	if err := p.Period.Validate(); err != nil {
		return err
	}
	if err := exact.Check("employee score", p.EmployeeScore); err != nil {
		return err
	}
	return exact.Check("customer score", p.CustomerScore)
}

// MarshalJSON encodes the scores as texts. It returns an error wrapping [ErrInvalid] if a
// base is below 1, the period is not valid, or a score has more than 34 digits.
func (p TeamPair) MarshalJSON() ([]byte, error) { return encode(&p, p.validate()) }

// UnmarshalJSON decodes a pair. It refuses unknown and repeated keys, and what MarshalJSON
// would refuse. On error p is unchanged.
func (p *TeamPair) UnmarshalJSON(data []byte) error {
	return decode(data, "team pair", p, (*TeamPair).validate)
}

// TeamPairsOf pairs the scores of employees and of customers by team and period: both are
// what [GroupTrend] returns with the team as the key. In each period
// [SuppressSmall] leaves out the teams with fewer than minimum employee answers,
// and one more where those shown would reveal them, so that nobody can be
// recognized; 5 is usual. A pair with fewer than minimum customer answers is left
// out as well: nobody needs protection there, but there is too little to compare.
// It returns the pairs by team, in the order of employees, and then by period,
// and the number of those left out by the minimum. Teams and periods on only one
// side make no pair; without pairs it is nil. It does not modify the slices.
//
// TeamPairsOf returns an error wrapping [ErrInvalid] if minimum is below 1, and a [*RowError]
// wrapping it at the first point of customers, and then of employees, whose period or tally is
// not valid, or whose team has that period already.
func TeamPairsOf[E, C Figure](employees []Group[string, []Point[E]], customers []Group[string, []Point[C]], minimum int64) (pairs []TeamPair, left int64, err error) {
	if minimum < 1 {
		return nil, 0, invalid("minimum base is below 1")
	}
	served, err := servedTallies(customers)
	if err != nil {
		return nil, 0, err
	}
	hidden, err := hiddenTeams(employees, minimum)
	if err != nil {
		return nil, 0, err
	}
	for _, g := range employees {
		for _, p := range g.Tally {
			at := teamPeriod{g.Key, p.Period}
			theirs, ok := served[at]
			if !ok || p.Tally.Total() == 0 || theirs.Total() == 0 {
				continue
			}
			if hidden[at] || theirs.Total() < minimum {
				left++
				continue
			}
			pair, err := at.pair(p.Tally, theirs)
			if err != nil {
				return nil, 0, err
			}
			pairs = append(pairs, pair)
		}
	}
	return pairs, left, nil
}

// teamPeriod is the team and the period of a pair.
type teamPeriod struct {
	team   string
	period Period
}

// servedTallies returns the tallies of customers by team and period.
func servedTallies[C Figure](customers []Group[string, []Point[C]]) (map[teamPeriod]C, error) {
	served := make(map[teamPeriod]C)
	for i, g := range customers {
		for j, p := range g.Tally {
			at := teamPeriod{g.Key, p.Period}
			err := p.Period.Validate()
			if _, twice := served[at]; twice {
				err = errTwoPoints()
			}
			if err == nil {
				_, err = ratioOf(p.Tally)
			}
			if err != nil {
				return nil, &RowError{Of: fmt.Sprintf("customers[%d].tally", i), Row: j, Err: err}
			}
			served[at] = p.Tally
		}
	}
	return served, nil
}

// hiddenTeams returns the teams that must not be shown, which is decided period by period.
func hiddenTeams[E Figure](employees []Group[string, []Point[E]], minimum int64) (map[teamPeriod]bool, error) {
	periods, teams, err := teamsByPeriod(employees)
	if err != nil {
		return nil, err
	}
	hidden := make(map[teamPeriod]bool)
	for n, period := range periods {
		_, keys, err := SuppressSmall(teams[n], minimum)
		if err != nil {
			return nil, err
		}
		for _, team := range keys {
			hidden[teamPeriod{team, period}] = true
		}
	}
	return hidden, nil
}

// teamsByPeriod returns the periods in the order of their first use, and the teams of each.
func teamsByPeriod[E Figure](employees []Group[string, []Point[E]]) (periods []Period, teams [][]Group[string, E], err error) {
	number := make(map[Period]int)
	seen := make(map[teamPeriod]bool)
	for i, g := range employees {
		for j, p := range g.Tally {
			at := teamPeriod{g.Key, p.Period}
			err := p.Period.Validate()
			if seen[at] {
				err = errTwoPoints()
			}
			if err == nil {
				_, err = ratioOf(p.Tally)
			}
			if err != nil {
				return nil, nil, &RowError{Of: fmt.Sprintf("employees[%d].tally", i), Row: j, Err: err}
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
	return periods, teams, nil
}

// pair sets the headline figures of two tallies beside each other.
func (at teamPeriod) pair(employees, customers Figure) (pair TeamPair, err error) {
	pair = TeamPair{Team: at.team, Period: at.period, Employees: employees.Total(), Customers: customers.Total()}
	if pair.EmployeeScore, err = quotient(employees.Fraction()); err != nil {
		return TeamPair{}, err
	}
	pair.CustomerScore, err = quotient(customers.Fraction())
	return pair, err
}

func errTwoPoints() error { return invalid("two groups have one key, or two points one period") }

// TeamCorrelation returns the rank correlation of the employee scores and the customer
// scores of pairs: do customers like best the teams that people like to work in?
// It is also called "happy teams, happy customers". Give the pairs of one period.
// Those of several are not independent, since a team is much the same from one to
// the next, and the interval would be too narrow. It does not modify pairs.
//
// TeamCorrelation returns an error if:
//   - there are no pairs ([ErrNoData]), fewer than 4, or all scores of one side are equal
//     ([ErrUndefined]);
//   - a pair is not valid ([*RowError] wrapping [ErrInvalid]).
func TeamCorrelation(pairs []TeamPair) (Correlation, error) {
	x, y := make([]float64, len(pairs)), make([]float64, len(pairs))
	for i, p := range pairs {
		if err := p.validate(); err != nil {
			return Correlation{}, &RowError{Row: i, Err: err}
		}
		x[i], y[i] = exact.Float(p.EmployeeScore), exact.Float(p.CustomerScore)
	}
	return CorrelationOf(x, y)
}
