package cx_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// Counted by hand: of the promoters 2 of 3 have recommended, of the passives 1 of 2, of
// the detractors 0 of 2.
func TestRecommendations(t *testing.T) {
	answers := []struct {
		score       int
		recommended bool
	}{{10, true}, {9, true}, {9, false}, {8, true}, {7, false}, {6, false}, {0, false}}
	var r cx.Recommendations
	for _, a := range answers {
		if err := r.Add(a.score, a.recommended); err != nil {
			t.Fatal(err)
		}
	}
	want := cx.Recommendations{
		Promoters:  cx.Proportion{Count: 2, Total: 3},
		Passives:   cx.Proportion{Count: 1, Total: 2},
		Detractors: cx.Proportion{Total: 2},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("Add mismatch (-want +got):\n%s", diff)
	}
	if got := r.Total(); got != 7 {
		t.Errorf("Total() = %d, want 7", got)
	}
	n, err := r.NPS()
	if want := (cx.NPS{Promoters: 3, Passives: 2, Detractors: 2}); n != want || err != nil {
		t.Errorf("NPS() = %+v, %v, want %+v", n, err, want)
	}
	if got, want := r.Recommended(), (cx.Proportion{Count: 3, Total: 7}); got != want {
		t.Errorf("Recommended() = %+v, want %+v", got, want)
	}
	rate, err := r.Recommended().Rate()
	cxtest.Exactly(t, "Rate", rate, err, "0.42857143")

	// In two halves, in both orders.
	for split := range len(answers) + 1 {
		var a, b cx.Recommendations
		for i, answer := range answers {
			half := &a
			if i >= split {
				half = &b
			}
			if err := half.Add(answer.score, answer.recommended); err != nil {
				t.Fatal(err)
			}
		}
		turned := b
		if err := turned.Merge(a); err != nil || turned != r {
			t.Errorf("split at %d, turned: %+v, %v, want %+v", split, turned, err, r)
		}
		if err := a.Merge(b); err != nil || a != r {
			t.Errorf("split at %d: %+v, %v, want %+v", split, a, err, r)
		}
	}
}

func TestRecommendations_scales(t *testing.T) {
	five := cx.Recommendations{Scale: cx.RecommendScale(5)}
	if err := five.Add(5, true); err != nil {
		t.Fatal(err)
	}
	if want := (cx.Recommendations{Promoters: cx.Proportion{Count: 1, Total: 1}, Scale: cx.RecommendScale(5)}); five != want {
		t.Errorf("on 1-5: %+v, want %+v", five, want)
	}
	var zero cx.Recommendations
	if err := zero.Merge(five); err != nil || zero != five {
		t.Errorf("the zero value adopts: %+v, %v, want %+v", zero, err, five)
	}
	if n, err := five.NPS(); err != nil || n != (cx.NPS{Promoters: 1, Scale: cx.RecommendScale(5)}) {
		t.Errorf("NPS() = %+v, %v, want the scale kept", n, err)
	}
	// 0..10 has one form.
	eleven := cx.Recommendations{Scale: cx.RecommendScale(11)}
	if err := eleven.Add(9, false); err != nil || eleven != (cx.Recommendations{Promoters: cx.Proportion{Total: 1}}) {
		t.Errorf("0..10 written out: %+v, %v", eleven, err)
	}
	before := eleven
	cxtest.Refuses(t, "Merge of other scales", eleven.Merge(five), cx.ErrMismatch)
	cxtest.Refuses(t, "Merge of an empty scale", eleven.Merge(cx.Recommendations{Scale: cx.RecommendScale(5)}), cx.ErrMismatch)
	cxtest.Refuses(t, "Add outside the scale", eleven.Add(11, true), cx.ErrInvalid)
	if eleven != before {
		t.Errorf("after errors %+v, want it unchanged", eleven)
	}
}

func TestRecommendations_invalid(t *testing.T) {
	some := cx.Recommendations{Promoters: cx.Proportion{Count: 1, Total: 2}}
	tests := []struct {
		name string
		r    cx.Recommendations
	}{
		{"more than there are", cx.Recommendations{Promoters: cx.Proportion{Count: 3, Total: 2}}},
		{"negative count", cx.Recommendations{Passives: cx.Proportion{Count: -1, Total: 2}}},
		{"negative total", cx.Recommendations{Detractors: cx.Proportion{Total: -2}}},
		{"total beyond int64", cx.Recommendations{Promoters: cx.Proportion{Total: math.MaxInt64}, Passives: cx.Proportion{Total: 1}}},
		{"no such scale", cx.Recommendations{Scale: cx.Scale{Min: 1}}},
		{"lower is better", cx.Recommendations{Scale: cx.EffortScale(5)}},
	}
	for _, tt := range tests {
		n, err := tt.r.NPS()
		cxtest.Refuses(t, tt.name+": NPS", err, cx.ErrInvalid)
		if n != (cx.NPS{}) {
			t.Errorf("%s: NPS() = %+v with an error, want the zero value", tt.name, n)
		}
		if got := tt.r.Total(); got != 0 {
			t.Errorf("%s: Total() = %d, want 0", tt.name, got)
		}
		_, err = tt.r.Recommended().Rate()
		cxtest.Refuses(t, tt.name+": Rate", err, cx.ErrInvalid)
		before := tt.r
		cxtest.Refuses(t, tt.name+": Add", tt.r.Add(3, true), cx.ErrInvalid)
		cxtest.Refuses(t, tt.name+": Merge", tt.r.Merge(some), cx.ErrInvalid)
		other := some
		cxtest.Refuses(t, tt.name+": Merge of it", other.Merge(tt.r), cx.ErrInvalid)
		if tt.r != before || other != some {
			t.Errorf("%s: after errors %+v and %+v, want them unchanged", tt.name, tt.r, other)
		}
	}
	full := cx.Recommendations{Passives: cx.Proportion{Count: 1, Total: math.MaxInt64}}
	cxtest.Refuses(t, "Add to the largest total", full.Add(3, true), cx.ErrInvalid)
	_, err := cx.Recommendations{}.Recommended().Rate()
	cxtest.Refuses(t, "no customers", err, cx.ErrNoData)
}

func TestRecommendations_UnmarshalJSON(t *testing.T) {
	r := cx.Recommendations{
		Promoters: cx.Proportion{Count: 2, Total: 3}, Passives: cx.Proportion{Count: 1, Total: 2}, Detractors: cx.Proportion{Total: 2},
		Scale: cx.RecommendScale(10),
	}
	want := `{"promoters":{"count":2,"total":3},"passives":{"count":1,"total":2},"detractors":{"count":0,"total":2},` +
		`"scale":{"min":1,"max":10,"bottom_max":6,"top_min":9}}`
	data, err := json.Marshal(r)
	if err != nil || string(data) != want {
		t.Errorf("Marshal = %s, %v, want %s", data, err, want)
	}
	var again cx.Recommendations
	if err := json.Unmarshal(data, &again); err != nil || again != r {
		t.Errorf("Unmarshal(%s) = %+v, %v, want %+v", data, again, err, r)
	}
	if err := json.Unmarshal([]byte("null"), &again); err != nil || again != r {
		t.Errorf("Unmarshal(null) = %+v, %v, want it unchanged", again, err)
	}
	for _, text := range []string{
		`{"promoters":{"count":3,"total":2}}`,
		`{"promoters":{"count":0,"total":9223372036854775807},"passives":{"count":0,"total":1}}`,
		`{"promoters":3}`,
		`{"promoters":{"count":1,"total":2},"promoters":{"count":1,"total":2}}`,
		`{"neutrals":{"count":1,"total":2}}`,
		`{"scale":{"min":1,"max":5,"bottom_max":2,"top_min":4,"lower_is_better":true}}`,
		`[]`,
	} {
		cxtest.Refuses(t, text, json.Unmarshal([]byte(text), &again), cx.ErrInvalid)
		if again != r {
			t.Errorf("Unmarshal(%s) left %+v, want it unchanged", text, again)
		}
	}
}
