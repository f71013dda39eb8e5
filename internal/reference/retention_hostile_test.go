package reference

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// The cohort and money cases of the optional corpus of hostile inputs.
func TestLifecycleHostile(t *testing.T) {
	day := instant("2024-01-01")
	amounts := func(t *testing.T, d decimal.Decimal) {
		rows := []cx.Activity{{Customer: "a", At: day}, {Customer: "a", At: day, Amount: d}}
		subscriptions := []cx.Subscription{{Customer: "a", Amount: d}}
		asOf := instant("2024-06-01")
		for name, f := range map[string]func() (any, error){
			"CohortsOf":       func() (any, error) { return cx.CohortsOf(rows, cx.CohortRule{}, asOf) },
			"CohortsOfSorted": func() (any, error) { return cx.CohortsOfSorted(rows, cx.CohortRule{}, asOf) },
			"RepeatOf":        func() (any, error) { return cx.RepeatOf(rows, cx.Calendar{}, asOf) },
			"RepeatWithin":    func() (any, error) { return cx.RepeatWithin(rows, 9, cx.Calendar{}, asOf) },
			"RepeatSpendOf":   func() (any, error) { return cx.RepeatSpendOf(rows, cx.Calendar{}, asOf, .9) },
			"SpellsOf":        func() (any, error) { return cx.SpellsOf(rows, 9, cx.Calendar{}, asOf) },
			"EngagementOf": func() (any, error) {
				return cx.EngagementOf(rows, cx.Calendar{}, period("2024"), instant("2025-01-01"))
			},
			"MovementsOf":   func() (any, error) { return cx.MovementsOf(subscriptions, nil, nil) },
			"MovementsOf 2": func() (any, error) { return cx.MovementsOf(nil, subscriptions, nil) },
			"MonthlyAmount": func() (any, error) { return cx.MonthlyAmount(d, cx.BillingCycle{Count: 1, Unit: cx.Year}) },
			"Allocate":      func() (any, error) { return cx.Allocate(d, []int64{1, 1, 1}, 2) },
		} {
			cxtest.Bounded(t, func() {
				_, err := f()
				cxtest.Refuses(t, name, err, cx.ErrInvalid)
			})
		}
	}
	many := make([]cx.Activity, 200_000)
	for i := range many {
		many[i] = cx.Activity{Customer: fmt.Sprintf("%016d", i), At: day}
	}
	cases := map[string]func(t *testing.T){
		"s-money-001": func(t *testing.T) {
			_, err := cx.ParseMoney("1e999999999")
			cxtest.Refuses(t, "ParseMoney", err, cx.ErrInvalid)
		},
		"s-money-002": func(t *testing.T) {
			amounts(t, decimal.New(5, 1_000_000))
			amounts(t, decimal.New(5, 2_000_000_000))
			amounts(t, decimal.New(5, -2_000_000_000))
		},
		"s-money-003": func(t *testing.T) {
			text := strings.Repeat("3", 100_000)
			_, err := cx.ParseMoney(text)
			cxtest.Refuses(t, "ParseMoney", err, cx.ErrInvalid)
			amounts(t, dec(text))
			amounts(t, dec(strings.Repeat("3", 35)))
		},
		"s-money-004": func(t *testing.T) {
			_, err := cx.ParseMoney("12,50")
			cxtest.Refuses(t, "ParseMoney", err, cx.ErrInvalid)
		},
		"s-money-005": func(t *testing.T) {
			for _, tally := range []func(decimal.Decimal) (any, error){
				func(d decimal.Decimal) (any, error) {
					return cx.MovementsOf(nil, []cx.Subscription{{Customer: "a", Amount: d}}, nil)
				},
				func(d decimal.Decimal) (any, error) {
					return cx.RepeatOf([]cx.Activity{{Customer: "a", At: day, Amount: d}}, cx.Calendar{}, instant("2025-01-01"))
				},
				func(d decimal.Decimal) (any, error) {
					return cx.CohortsOf([]cx.Activity{{Customer: "a", At: day, Amount: d}}, cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, instant("2025-01-01"))
				},
				func(d decimal.Decimal) (any, error) { return cx.Subscription{Customer: "a", Amount: d}, nil },
			} {
				a, err1 := tally(dec("2.5"))
				b, err2 := tally(dec("2.50"))
				if err1 != nil || err2 != nil || cxtest.JSON(t, a) != cxtest.JSON(t, b) {
					t.Errorf("2.5 and 2.50 give %s and %s, errors %v, %v", cxtest.JSON(t, a), cxtest.JSON(t, b), err1, err2)
				}
			}
		},
		"s-money-006": func(t *testing.T) { amounts(t, decimal.NewFromFloat(1e300)) },
		"s-money-007": func(t *testing.T) {
			_, err := cx.Movements{New: dec("1"), End: dec("1")}.NRR()
			cxtest.Refuses(t, "NRR", err, cx.ErrNoData)
			_, err = cx.Movements{New: dec("1"), End: dec("1")}.QuickRatio()
			cxtest.Refuses(t, "QuickRatio", err, cx.ErrUndefined)
			_, err = cx.Repeat{}.RevenueShare()
			cxtest.Refuses(t, "RevenueShare", err, cx.ErrNoData)
		},
		"s-cohort-001": func(t *testing.T) {
			_, err := cx.Retention{Start: 50, End: 70, Acquired: 10}.Rate()
			cxtest.Refuses(t, "Rate", err, cx.ErrInvalid)
		},
		"s-cohort-002": func(t *testing.T) {
			_, err := cx.Retention{Start: 0, End: 5, Acquired: 5}.Rate()
			cxtest.Refuses(t, "Rate", err, cx.ErrNoData)
		},
		"s-cohort-003": func(t *testing.T) {
			_, err := cx.Churn{Start: 10, Lost: 11}.Rate()
			cxtest.Refuses(t, "Rate", err, cx.ErrInvalid)
		},
		"s-cohort-004": func(t *testing.T) {
			rows := []cx.Activity{{Customer: "a", At: instant("1000-01-01")}, {Customer: "b", At: instant("3000-01-01")}}
			_, err := cx.CohortsOf(rows, cx.CohortRule{}, instant("2026-01-01"))
			cxtest.Refuses(t, "CohortsOf", err, cx.ErrInvalid)
			_, err = cx.CohortsOfSorted(rows, cx.CohortRule{}, instant("2026-01-01"))
			cxtest.Refuses(t, "CohortsOfSorted", err, cx.ErrInvalid)
		},
		"s-cohort-005": func(t *testing.T) {
			cxtest.Bounded(t, func() {
				c, err := cx.CohortsOf(many, cx.CohortRule{}, instant("2024-01-03"))
				if err != nil || c.Total() != 200_000 {
					t.Errorf("CohortsOf: %d customers, %v, want 200000", c.Total(), err)
				}
			})
		},
		"s-cohort-006": func(t *testing.T) {
			_, err := cx.CohortsOf([]cx.Activity{{Customer: " ", At: day}}, cx.CohortRule{}, instant("2026-01-01"))
			cxtest.Refuses(t, "CohortsOf", err, cx.ErrInvalid)
			_, err = cx.RetentionOf([]string{" "}, nil)
			cxtest.Refuses(t, "RetentionOf", err, cx.ErrInvalid)
		},
	}
	// The cases are tried in any case; the file says whether there are others.
	for id, check := range cases {
		t.Run(id, func(t *testing.T) { cxtest.Bounded(t, func() { check(t) }) })
	}
	lines := bufio.NewScanner(open(t, "hostile/corpus.jsonl"))
	for lines.Scan() {
		var line struct{ ID string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(line.ID, "s-cohort-") || strings.HasPrefix(line.ID, "s-money-") {
			if cases[line.ID] == nil && line.ID != decimalsCase {
				t.Errorf("no test for the hostile case %s", line.ID)
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// FuzzLifecycle asks decoded rows and tallies what takes more than a level, a number or a
// share to ask, which the codecs' fuzzing leaves out.
func FuzzLifecycle(f *testing.F) {
	for _, text := range []string{
		`{"customer":"ada","at":"2026-01-05T09:00:00Z","amount":"20"}`,
		`{"at":"1900-01-01T00:00:00+23:59"}`,
		`{"start":200,"acquired":50,"lost":20,"acquired_lost":5,"returned":4}`,
		`{"customer":"ada","amount":"166.67"}`,
		`{"window":30,"as_of":"2026-05-01","spells":[{"customer":"ada","first":"2026-01-05","last":"2026-01-05","recognized":"2026-02-05"}]}`,
		`{"customer":"ada","start":"2026-03-01T09:30:00Z","end":"2026-03-15T09:30:00Z","converted":"2026-03-09T08:00:00Z","uses":7}`,
		`{"window_days":14,"by_uses":[{"count":2,"base":40},{"count":3,"base":25},{"count":5,"base":20},{"count":12,"base":30}],"undecided":9}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		check := func(_ any, err error) {
			t.Helper()
			if err != nil && !errors.Is(err, cx.ErrUndefined) {
				cxtest.Refuses(t, text, err, cx.ErrInvalid)
			}
		}
		decoded := func(v any) bool { return json.Unmarshal([]byte(text), v) == nil }
		if a := (cx.Activity{}); decoded(&a) {
			rows, asOf := []cx.Activity{a, a}, a.At.Add(1e15)
			check(cx.CohortsOf(rows, cx.CohortRule{}, asOf))
			check(cx.RepeatOf(rows, cx.Calendar{}, asOf))
			check(cx.SpellsOf(rows, 3, cx.Calendar{}, asOf))
		}
		if s := (cx.Subscription{}); decoded(&s) {
			check(cx.MovementsOf([]cx.Subscription{s}, []cx.Subscription{s, s}, nil))
		}
		if c := (cx.Churn{}); decoded(&c) {
			for _, formula := range []cx.ChurnFormula{
				cx.StandardChurn, cx.ChurnCountingReturned, cx.ChurnCountingAcquired, cx.ChurnOfActive, cx.ChurnOfAverage,
			} {
				check(c.RateBy(formula))
			}
			check(cx.DailyChurn([]cx.Churn{c, c}))
		}
		if s := (cx.Spells{}); decoded(&s) {
			january := period("2026-01")
			check(s.Churn(january, cx.OnLastActivity))
			check(s.Reactivations(january))
			check(s.Lifespans(cx.OnRecognition))
			again := cx.Spells{}
			state := cxtest.JSON(t, s)
			if err := json.Unmarshal([]byte(state), &again); err != nil || cxtest.JSON(t, again) != state {
				t.Errorf("%s decodes to %+v, %v", state, again, err)
			}
		}
		if r := (cx.Trial{}); decoded(&r) {
			check(cx.TrialsOf([]cx.Trial{r}, cx.TrialRule{WindowDays: 14}, instant("2026-07-01")))
		}
		if r := (cx.Trials{}); decoded(&r) {
			check(r.ByUses[3].RateRatio(r.ByUses[0], 0.95))
		}
	})
}
