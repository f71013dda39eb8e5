package cx_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// teamTrend is the tallies of a team in the months from January 2026 on.
func teamTrend[T any](t *testing.T, team string, months ...T) cx.Group[string, []cx.Point[T]] {
	t.Helper()
	g := cx.Group[string, []cx.Point[T]]{Key: team}
	for i, tally := range months {
		g.Tally = append(g.Tally, cx.Point[T]{Period: period([]string{"2026-01", "2026-02", "2026-03"}[i]), Tally: tally})
	}
	return g
}

func TestTeamPairsOf(t *testing.T) {
	staff := func(promoters, detractors int64) cx.NPS { return cx.NPS{Promoters: promoters, Detractors: detractors} }
	csat := func(good, bad int64) cx.CSAT {
		return cx.CSAT{Scale: cx.SatisfactionScale(2), Counts: [11]int64{bad, good}}
	}
	employees := []cx.Group[string, []cx.Point[cx.NPS]]{
		teamTrend(t, "north", staff(6, 2), staff(5, 5)),
		teamTrend(t, "south", staff(3, 1), staff(6, 0)), // 4 in January: hidden
		teamTrend(t, "west", staff(4, 1), staff(9, 1)),  // 5 in January: would reveal south
		teamTrend(t, "east", cx.NPS{}, staff(8, 2)),
		teamTrend(t, "head", staff(9, 0), staff(9, 0)), // serves no customers
	}
	customers := []cx.Group[string, []cx.Point[cx.CSAT]]{
		teamTrend(t, "web", csat(9, 1)), // no employees
		teamTrend(t, "west", csat(50, 50), csat(3, 1)),
		teamTrend(t, "south", csat(70, 30), csat(40, 10), csat(1, 0)),
		teamTrend(t, "north", csat(80, 20), csat(90, 10)),
		teamTrend(t, "east", csat(10, 0), csat(0, 0)),
	}
	got, left, err := cx.TeamPairsOf(employees, customers, 5)
	pair := func(team, month string, employees int64, employeeScore string, customers int64, customerScore string) cx.TeamPair {
		return cx.TeamPair{
			Team: team, Period: period(month), Employees: employees, EmployeeScore: dec(employeeScore),
			Customers: customers, CustomerScore: dec(customerScore),
		}
	}
	want := []cx.TeamPair{
		pair("north", "2026-01", 8, "50", 100, "80"),
		pair("north", "2026-02", 10, "0", 100, "90"),
		pair("south", "2026-02", 6, "100", 50, "80"),
	}
	// Left out: south and west in January for the staff, west in February for its four
	// customers.
	if diff := cmp.Diff(want, got); diff != "" || err != nil || left != 3 {
		t.Errorf("TeamPairsOf: %d left out, %v (-want +got)\n%s", left, err, diff)
	}
	_, err = cx.TeamCorrelation(got)
	cxtest.Refuses(t, "TeamCorrelation of three", err, cx.ErrUndefined)
	got, left, err = cx.TeamPairsOf(employees, customers, 1)
	if err != nil || left != 0 || len(got) != 6 {
		t.Fatalf("TeamPairsOf with the minimum 1 = %v, %d, %v", got, left, err)
	}
	c, err := cx.TeamCorrelation(got)
	// Ranks of 50 0 50 100 60 80: 2.5 1 2.5 6 4 5; of 80 90 70 80 50 75: 4.5 6 2 4.5 1 3.
	// What is above the mean 3.5: -1 -2.5 -1 2.5 .5 1.5 and 1 2.5 -1.5 1 -2.5 -.5, whose
	// products sum to -5.25, and the squares of each to 17.
	cxtest.Near(t, "TeamCorrelation", c.Rho, -5.25/17, 1e-15)
	if err != nil || c.N != 6 {
		t.Errorf("TeamCorrelation = %v, %v", c, err)
	}

	bad := cx.NPS{Promoters: -1}
	for name, call := range map[string]func() ([]cx.TeamPair, int64, error){
		"minimum 0": func() ([]cx.TeamPair, int64, error) { return cx.TeamPairsOf(employees, customers, 0) },
		"a team twice": func() ([]cx.TeamPair, int64, error) {
			return cx.TeamPairsOf(append(employees, employees[0]), customers, 5)
		},
		"customers' team twice": func() ([]cx.TeamPair, int64, error) {
			return cx.TeamPairsOf(employees, append(customers, customers[1]), 5)
		},
		"an invalid tally": func() ([]cx.TeamPair, int64, error) {
			return cx.TeamPairsOf(append(employees, teamTrend(t, "x", bad)), customers, 5)
		},
		"customers' invalid tally": func() ([]cx.TeamPair, int64, error) {
			return cx.TeamPairsOf(employees, []cx.Group[string, []cx.Point[cx.NPS]]{teamTrend(t, "x", bad)}, 5)
		},
		"no period": func() ([]cx.TeamPair, int64, error) {
			return cx.TeamPairsOf([]cx.Group[string, []cx.Point[cx.NPS]]{{Key: "x", Tally: make([]cx.Point[cx.NPS], 1)}}, customers, 5)
		},
		"customers' no period": func() ([]cx.TeamPair, int64, error) {
			return cx.TeamPairsOf(employees, []cx.Group[string, []cx.Point[cx.NPS]]{{Key: "x", Tally: make([]cx.Point[cx.NPS], 1)}}, 5)
		},
	} {
		got, left, err := call()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if got != nil || left != 0 {
			t.Errorf("%s: %v, %d beside the error", name, got, left)
		}
	}
	_, err = cx.TeamCorrelation([]cx.TeamPair{want[0], {}})
	checkRowError(t, "TeamCorrelation", err, cx.ErrInvalid, 1)
}

func TestTeamPairLiterals(t *testing.T) {
	good := cx.TeamPair{Team: "north", Period: period("2026-01"), Employees: 5, Customers: 9}
	for name, change := range map[string]func(*cx.TeamPair){
		"no employees":      func(p *cx.TeamPair) { p.Employees = 0 },
		"no customers":      func(p *cx.TeamPair) { p.Customers = -1 },
		"no period":         func(p *cx.TeamPair) { p.Period = cx.Period{} },
		"an employee score": func(p *cx.TeamPair) { p.EmployeeScore = decimal.New(1, 35) },
		"a customer score":  func(p *cx.TeamPair) { p.CustomerScore = decimal.New(1, -35) },
	} {
		p := good
		change(&p)
		_, err := p.MarshalJSON()
		cxtest.Refuses(t, name+": MarshalJSON", err, cx.ErrInvalid)
		_, err = cx.TeamCorrelation([]cx.TeamPair{good, p})
		checkRowError(t, name+": TeamCorrelation", err, cx.ErrInvalid, 1)
	}
}
