package reference

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// referenceCurve is a Kaplan-Meier curve in a reference.json; the shares have 9
// decimals.
type referenceCurve struct {
	N, Events, Censored int64
	Median              *float64
	At                  []struct {
		T      float64
		AtRisk int64     `json:"at_risk"`
		S      float64   `json:"S"`
		SE     *float64  `json:"se_greenwood"`
		Log    []float64 `json:"ci95_log"`
		LogLog []float64 `json:"ci95_loglog"`
	}
}

func (want referenceCurve) check(t *testing.T, name string, lifespans []cx.Lifespan) {
	t.Helper()
	const tolerance = 5.001e-10
	s := curveOf(t, lifespans)
	if s.Customers != want.N || s.Churned != want.Events || s.Customers-s.Churned != want.Censored || len(want.At) == 0 {
		t.Errorf("%s: %d customers, %d churned, want %d, %d", name, s.Customers, s.Churned, want.N, want.Events)
	}
	// The reference's rule is the first time at which S <= 0.5, without the middle.
	q, err := s.Median(0.95, cx.LogLogScale)
	if (err != nil) != (want.Median == nil) || q.Reached != (want.Median != nil) || q.Reached && q.Time != *want.Median {
		t.Errorf("%s: Median = %+v, %v, want %v", name, q, err, want.Median)
	}
	for _, at := range want.At {
		what := fmt.Sprintf("%s at %v", name, at.T)
		got, err := s.At(at.T)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		cxtest.Near(t, what+": At", got, at.S, tolerance)
		atRisk := int64(0)
		for _, l := range lifespans {
			if l.Exit >= at.T {
				atRisk++
			}
		}
		if i := slices.IndexFunc(s.Steps, func(step cx.SurvivalStep) bool { return step.Time == at.T }); i >= 0 {
			atRisk = s.Steps[i].AtRisk
		}
		if atRisk != at.AtRisk {
			t.Errorf("%s: %d at risk, want %d", what, atRisk, at.AtRisk)
		}
		se, err := s.StandardError(at.T)
		if at.SE == nil {
			cxtest.Refuses(t, what+": StandardError", err, cx.ErrUndefined)
		} else {
			cxtest.Near(t, what+": StandardError", se, *at.SE, tolerance)
		}
		for kind, limits := range map[cx.SurvivalScale][]float64{cx.LogScale: at.Log, cx.LogLogScale: at.LogLog} {
			iv, err := s.Interval(at.T, 0.95, kind)
			switch {
			case got == 1: // where R has no width, or NaN
				cxtest.Near(t, what+": Low", iv.Low, math.Pow(0.025, 1/float64(at.AtRisk)), 1e-12)
				cxtest.Near(t, what+": High", iv.High, 1, 0)
			case limits != nil:
				cxtest.Near(t, what+": Low", iv.Low, limits[0], tolerance)
				cxtest.Near(t, what+": High", iv.High, limits[1], tolerance)
			case kind == cx.LogLogScale || got == 0: // not printed where it does not exist
				cxtest.Refuses(t, what+": Interval", err, cx.ErrUndefined)
			}
		}
	}
}

// referenceLogRank is a two-group log-rank test in a reference.json.
type referenceLogRank struct {
	Observed, Expected, Variance, Chisq float64
}

func (want referenceLogRank) check(t *testing.T, name string, group, others []cx.Lifespan) {
	t.Helper()
	got, err := cx.LogRank([][]cx.Lifespan{group, others}, cx.EqualWeight)
	if err != nil || len(got.Groups) != 2 || got.DegreesOfFreedom != 1 {
		t.Fatalf("%s: LogRank = %+v, %v", name, got, err)
	}
	const tolerance = 5.001e-7 // 6 decimals
	for what, pair := range map[string][2]float64{
		"Observed":  {got.Groups[0].Observed, want.Observed},
		"Expected":  {got.Groups[0].Expected, want.Expected},
		"Variance":  {got.Groups[0].Variance, want.Variance},
		"ChiSquare": {got.ChiSquare, want.Chisq},
	} {
		if want.Chisq == 0 || math.Abs(pair[0]-pair[1]) > tolerance {
			t.Errorf("%s: LogRank: %s %v, want %v", name, what, pair[0], pair[1])
		}
	}
}

func TestSurvivalWaltons(t *testing.T) {
	rows := records(t, "survival_waltons/waltons.csv")
	var reference struct {
		All     referenceCurve
		ByGroup map[string]referenceCurve `json:"by_group"`
		LogRank referenceLogRank          `json:"logrank"`
		RMST    map[string]float64        `json:"rmst_60"`
	}
	figures(t, "survival_waltons", &reference)
	var all []cx.Lifespan
	groups := map[string][]cx.Lifespan{}
	for _, row := range rows {
		l := cx.Lifespan{Exit: dec(row["T"]).InexactFloat64(), Churned: row["E"] == "1"}
		all = append(all, l)
		groups[row["group"]] = append(groups[row["group"]], l)
	}
	reference.All.check(t, "all", all)
	for name, want := range reference.ByGroup {
		want.check(t, name, groups[name])
	}
	for name, want := range reference.RMST {
		got, err := curveOf(t, groups[name]).Mean(60, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, name+": Mean(60)", got.Value, want, 5.001e-7/want) // 6 decimals
	}
	reference.LogRank.check(t, "control and miR-137", groups["control"], groups["miR-137"])
	if len(reference.ByGroup) != 2 || len(reference.RMST) != 2 {
		t.Errorf("the reference has %d groups and %d means, want 2 and 2", len(reference.ByGroup), len(reference.RMST))
	}
}

// TestSurvivalTelco has 7,043 customers by month, 11 of them in their first, whose
// tenure is 0.
func TestSurvivalTelco(t *testing.T) {
	rows := records(t, "telco_churn/telco_customer_churn.csv.gz")
	var reference struct {
		TenureZero int                       `json:"tenure_zero"`
		All        referenceCurve            `json:"km_all"`
		ByContract map[string]referenceCurve `json:"km_by_contract"`
		RMST12     float64                   `json:"rmst_12"`
		RMST24     float64                   `json:"rmst_24"`
		RMST72     float64                   `json:"rmst_72"`
		Gender     referenceLogRank          `json:"logrank_gender"`
	}
	figures(t, "telco_churn", &reference)
	var all []cx.Lifespan
	contracts, genders := map[string][]cx.Lifespan{}, map[string][]cx.Lifespan{}
	unseen := 0
	for _, row := range rows {
		l := cx.Lifespan{Exit: dec(row["tenure"]).InexactFloat64(), Churned: row["Churn"] == "Yes"}
		if l.Exit == 0 {
			unseen++
		}
		all = append(all, l)
		contracts[row["Contract"]] = append(contracts[row["Contract"]], l)
		genders[row["gender"]] = append(genders[row["gender"]], l)
	}
	if unseen != 11 || unseen != reference.TenureZero {
		t.Errorf("%d rows with tenure 0, want 11", unseen)
	}
	reference.All.check(t, "all", all)
	if len(reference.ByContract) != 3 {
		t.Errorf("the reference has %d contracts, want 3", len(reference.ByContract))
	}
	for name, want := range reference.ByContract {
		want.check(t, name, contracts[name])
	}
	s := curveOf(t, all)
	for tau, want := range map[float64]float64{12: reference.RMST12, 24: reference.RMST24, 72: reference.RMST72} {
		got, err := s.Mean(tau, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, fmt.Sprintf("Mean(%v)", tau), got.Value, want, 5.001e-7/want) // 6 decimals
	}
	reference.Gender.check(t, "gender", genders["Female"], genders["Male"])

	// The three contracts against the definition in rational numbers.
	three := [][]cx.Lifespan{contracts["Month-to-month"], contracts["One year"], contracts["Two year"]}
	checkExactLogRank(t, "contracts", cx.EqualWeight, three...)
	checkExactLogRank(t, "contracts", cx.GehanWeight, three...)
}

// TestSurvivalReferral has subscriptions by day, the open ones up to the end of 2024.
func TestSurvivalReferral(t *testing.T) {
	rows := records(t, "referral_graph/subscriptions.csv.gz")
	var reference struct {
		KM referenceCurve `json:"km"`
	}
	figures(t, "referral_graph", &reference)
	day := func(text string) float64 { return float64(instant(text).Unix() / 86400) }
	var lifespans []cx.Lifespan
	for _, row := range rows {
		end := row["subscription_cancel_date"]
		l := cx.Lifespan{Churned: end != ""}
		if !l.Churned {
			end = "2024-12-31"
		}
		l.Exit = day(end) - day(row["subscription_date"])
		lifespans = append(lifespans, l)
	}
	reference.KM.check(t, "subscriptions", lifespans)
}

// curveOf returns the curve of good lifespans.
func curveOf(t testing.TB, lifespans []cx.Lifespan) cx.Survival {
	t.Helper()
	s, err := cx.SurvivalOf(lifespans)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
