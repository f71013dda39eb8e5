package cx_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// trialsLaws has trials that are decided, of all classes.
func trialsLaws() cxtest.Laws[cx.Trials, *cx.Trials] {
	start := instant("2026-01-01")
	return cxtest.Laws[cx.Trials, *cx.Trials]{
		Values: []cx.Trials{{WindowDays: 14}, decidedTrials(3, 1, math.MaxInt64/4, 0), decidedTrials(0, 2, 5, 7)},
		Empty:  cx.Trials{WindowDays: 14},
		Add: func(t *cx.Trials, row byte) error {
			one, err := cx.TrialsOf([]cx.Trial{{
				Customer: "a", Start: start, End: start, Uses: int64(row % 7), Converted: start.AddDate(0, 0, int(row)),
			}}, 14, cx.Calendar{}, instant("2026-07-01"))
			if err != nil {
				return err
			}
			return t.Merge(one)
		},
		Total: cx.Trials.Total,
	}
}

// trialsCodecs are the decoders of trials and their tally.
func trialsCodecs() []cxtest.Codec {
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Trial](`{"customer":"ada","start":"2026-03-01T09:30:00Z","end":"2026-03-15T09:30:00Z","converted":"2026-03-09T08:00:00Z","uses":7}`).
			WithCounts("uses").
			WithBad(
				`{}`, `{"customer":"ada"}`, `{"customer":" ","start":"2026-03-01T00:00:00Z"}`, `{"customer":"ada","start":"2026-03-01"}`,
				`{"customer":"ada","start":"2026-03-01T00:00:00Z","end":"2026-02-01T00:00:00Z"}`,
				`{"customer":"ada","start":"2026-03-01T00:00:00Z","converted":"2026-02-01T00:00:00Z"}`,
				`{"customer":"ada","start":"2026-03-01T00:00:00Z","uses":-1}`, `{"customer":"ada","start":"1026-03-01T00:00:00Z"}`,
			),
		cxtest.CodecOf[cx.Trials](`{"window_days":14,"by_uses":[{"count":2,"total":40},{"count":3,"total":25},{"count":5,"total":20},{"count":12,"total":30}],"undecided":9}`).
			WithCounts("window_days", "count", "total", "undecided").
			WithBad(`{"window_days":-1}`, `{"window_days":36526}`, `{"undecided":1}`, `{"window_days":14,"undecided":-1}`, `{"by_uses":[{}]}`),
	}
}

// trialsCall is the call of the function that takes trials.
func trialsCall() cxtest.Call {
	rows := []cx.Trial{
		{Customer: "c", Start: instant("2026-03-01"), End: instant("2026-03-15"), Uses: 2},
		{Customer: "a", Start: instant("2026-01-01"), End: instant("2026-01-15"), Converted: instant("2026-01-02")},
		{Customer: "b", Start: instant("2026-02-01"), Uses: 1},
	}
	return cxtest.Call{Func: "TrialsOf", Args: []any{rows}, Do: func() (any, error) {
		return cx.TrialsOf(rows, 14, cx.Calendar{}, instant("2026-07-01"))
	}}
}

func TestTrials_contract(t *testing.T) {
	cxtest.Contract{
		Invalid: cx.ErrInvalid, Codecs: trialsCodecs(), Laws: []cxtest.Law{trialsLaws()}, Calls: []cxtest.Call{trialsCall()},
	}.Run(t)
}

func FuzzTrialsJSON(f *testing.F) { cxtest.FuzzCodecs(f, trialsCodecs(), cx.ErrInvalid) }

// The encodings are those of the files, which were written by hand.
func TestTrials_golden(t *testing.T) {
	cxtest.Golden(t, "trials", map[string]any{
		"trial": cx.Trial{
			Customer: "ada", Start: instant("2026-03-01T09:30:00Z"), End: instant("2026-03-15T09:30:00Z"),
			Converted: instant("2026-03-09T08:00:00Z"), Uses: 7,
		},
		"trial_running": cx.Trial{Customer: "bob", Start: instant("2026-03-01T09:30:00Z")},
		"trials": cx.Trials{
			WindowDays: 14, ByUses: [4]cx.Proportion{{Count: 2, Total: 40}, {Count: 3, Total: 25}, {Count: 5, Total: 20}, {Count: 12, Total: 30}}, Undecided: 9,
		},
		"trials_zero": cx.Trials{},
	})
}
