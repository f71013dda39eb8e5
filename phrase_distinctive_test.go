package cx_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// phrasesOf is the tally of n texts of which counts contain each phrase.
func phrasesOf(n int64, minimum int64, rows ...cx.Phrase) cx.Phrases {
	p := cx.Phrases{Longest: 1, Minimum: minimum, Texts: n}
	for _, row := range rows {
		if row.Texts > 0 {
			p.Rows = append(p.Rows, row)
		}
	}
	return p
}

// Source: computed in R 4.2.2 from the formula of the comment.
func TestPhrasesDistinctive(t *testing.T) {
	p := phrasesOf(120, 1, cx.Phrase{Text: "kind", Texts: 2}, cx.Phrase{Text: "late", Texts: 30}, cx.Phrase{Text: "price", Texts: 18},
		cx.Phrase{Text: "slow", Texts: 12}, cx.Phrase{Text: "the", Texts: 95})
	other := phrasesOf(180, 1, cx.Phrase{Text: "kind", Texts: 40}, cx.Phrase{Text: "late", Texts: 4}, cx.Phrase{Text: "price", Texts: 22},
		cx.Phrase{Text: "the", Texts: 150})
	// Texts without words are in no share.
	p.Texts, p.Empty = p.Texts+1000, 1000
	got, err := p.Distinctive(other, 5, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		text                        string
		in, other                   int64
		value, se, z, adjusted, low float64
	}{
		{"late", 30, 4, 2.42838654, 0.49239115, 4.93182409, 4.07326e-06, 0},
		{"slow", 12, 0, 3.91161476, 1.61072121, 0, 0.04548597, 0},
		{"price", 18, 22, 0.22142090, 0.33108522, 0, 0.75648512, 0},
		{"the", 95, 150, -0.25643446, 0.29102610, 0, 0.75648512, 0},
		{"kind", 2, 40, -2.33927983, 0.57697539, 0, 2.01066e-04, 0},
	}
	if len(got) != len(want) {
		t.Fatalf("%d phrases, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		if g.Text != w.text || g.In != (cx.Proportion{Count: w.in, Base: 120}) || g.Other != (cx.Proportion{Count: w.other, Base: 180}) {
			t.Errorf("phrase %d is %q, %v against %v, want %v", i, g.Text, g.In, g.Other, w)
		}
		cxtest.Near(t, w.text+", log odds", g.LogOdds.Value, w.value, 1e-8)
		cxtest.Near(t, w.text+", standard error", g.LogOdds.StandardError, w.se, 1e-8)
		cxtest.Near(t, w.text+", adjusted P", g.AdjustedP, w.adjusted, 1e-5*w.adjusted)
		if w.z != 0 {
			cxtest.Near(t, w.text+", Z", g.Z, w.z, 1e-8)
		}
		cxtest.Near(t, w.text+", low", g.LogOdds.Interval.Low, w.value-1.959963984540054*w.se, 1e-7)
		cxtest.Near(t, w.text+", high", g.LogOdds.Interval.High, w.value+1.959963984540054*w.se, 1e-7)
	}
	// The other way round, the signs and the order are turned.
	turned, err := other.Distinctive(p, 5, 0.95)
	if err != nil || turned[0].Text != "kind" || turned[4].Text != "late" {
		t.Errorf("turned round: %v, %v", turned, err)
	}
	cxtest.Near(t, "turned", turned[4].Z, -4.93182409, 1e-8)
	// 34 texts have the most frequent of the two; 245 "the".
	if got, err := p.Distinctive(other, 246, 0.95); err != nil || got != nil {
		t.Errorf("with a minimum of 246: %v, %v", got, err)
	}
}

// What a minimum left out counts with what makes it least distinctive, by hand.
func TestPhrasesDistinctiveMinimum(t *testing.T) {
	p := phrasesOf(100, 1, cx.Phrase{Text: "a", Texts: 50}, cx.Phrase{Text: "b", Texts: 3}, cx.Phrase{Text: "c", Texts: 4})
	other := phrasesOf(100, 5, cx.Phrase{Text: "d", Texts: 20})
	got, err := p.Distinctive(other, 1, 0.95)
	if err != nil || len(got) != 2 {
		t.Fatalf("Distinctive = %v, %v, want a and d", got, err)
	}
	if got[0].Text != "a" || got[0].Other.Count != 4 || got[1].Text != "d" || got[1].In.Count != 0 {
		t.Errorf("Distinctive = %v", got)
	}
}

func TestPhrasesDistinctiveEdges(t *testing.T) {
	all := phrasesOf(3, 1, cx.Phrase{Text: "a", Texts: 3}, cx.Phrase{Text: "b", Texts: 1})
	for name, tt := range map[string]struct {
		p, other cx.Phrases
		minimum  int64
		level    float64
		want     error
	}{
		"no texts":       {cx.Phrases{}, cx.Phrases{}, 1, 0.95, cx.ErrNoData},
		"no others":      {all, phrasesOf(0, 1), 1, 0.95, cx.ErrNoData},
		"empty texts":    {all, cx.Phrases{Longest: 1, Minimum: 1, Texts: 4, Empty: 4}, 1, 0.95, cx.ErrNoData},
		"another length": {all, cx.Phrases{Longest: 2, Minimum: 1, Texts: 4}, 1, 0.95, cx.ErrMismatch},
		"minimum":        {all, all, 0, 0.95, cx.ErrInvalid},
		"level":          {all, all, 1, 95, cx.ErrInvalid},
		"no level":       {all, all, 1, math.NaN(), cx.ErrInvalid},
	} {
		_, err := tt.p.Distinctive(tt.other, tt.minimum, tt.level)
		cxtest.Refuses(t, name, err, tt.want)
	}
	// All texts of both have a: it says nothing.
	got, err := all.Distinctive(all, 1, 0.95)
	if err != nil || len(got) != 1 || got[0].Text != "b" || got[0].Z != 0 || got[0].AdjustedP != 1 {
		t.Errorf("of equal texts: %v, %v", got, err)
	}
	// Counts and levels at their limits give finite figures in order.
	const most = math.MaxInt64
	huge := phrasesOf(most, 1, cx.Phrase{Text: "a", Texts: most}, cx.Phrase{Text: "b", Texts: 1}, cx.Phrase{Text: "c", Texts: most - 1})
	none := phrasesOf(most, 1, cx.Phrase{Text: "c", Texts: most})
	for _, level := range []float64{1e-10, 0.95, math.Nextafter(1, 0)} {
		for _, pair := range [][2]cx.Phrases{{huge, none}, {none, huge}, {huge, all}, {all, huge}} {
			got, err := pair[0].Distinctive(pair[1], 1, level)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range got {
				iv := d.LogOdds.Interval
				if !(iv.Low < d.LogOdds.Value && d.LogOdds.Value < iv.High) || math.IsInf(iv.High-iv.Low, 0) || !(d.AdjustedP >= 0 && d.AdjustedP <= 1) {
					t.Errorf("at %v: %+v", level, d)
				}
			}
		}
	}
}

// phraseContract is what the phrases of texts promise.
func phraseContract(t *testing.T) cxtest.Contract {
	texts := []string{"Good tea, good cup", "the tea", "", "Ã¤", "tea"}
	rule := cx.PhraseRule{Longest: 2, Stop: []string{"the"}}
	of := func(texts ...string) cx.Phrases {
		p, err := cx.PhrasesOf(texts, sameText, rule)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	distinctive, err := of(texts...).Distinctive(of("cup", "a cup"), 1, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  phraseCodecs(),
		Laws:    []cxtest.Law{cxtest.Laws[cx.Phrases, *cx.Phrases]{Values: []cx.Phrases{of(texts...), of(), of("cup of tea", ""), of("tea", "tea cup")}}},
		Calls: []cxtest.Call{
			{Func: "PhrasesOf", Args: []any{texts, rule.Stop}, Do: func() (any, error) { return cx.PhrasesOf(texts, sameText, rule) }},
		},
		Values: []any{rule, distinctive},
	}
}

func phraseCodecs() []cxtest.Codec {
	const (
		phrase = `{"text":"good tea","texts":2}`
		counts = `"longest":2,"minimum":1,"texts":5,"empty":1,"broken":1,"oversized":1`
	)
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Phrase](phrase).WithCounts("texts").WithBad(
			`{"text":"","texts":1}`, `{"text":"a","texts":0}`, `{"text":" a","texts":1}`, `{"text":"a  b","texts":1}`, `{"text":"a\tb","texts":1}`,
			`{"text":"a b c d e f","texts":1}`,
		),
		cxtest.CodecOf[cx.Phrases](`{`+counts+`,"rows":[`+phrase+`]}`).
			WithCounts("longest", "minimum", "texts", "empty", "broken", "oversized").WithBad(
			`{"longest":6,"minimum":1}`, `{"longest":1,"minimum":0}`, `{"longest":0,"minimum":1}`, `{"texts":1}`,
			`{"longest":1,"minimum":1,"texts":1,"empty":2}`, `{"longest":1,"minimum":1,"texts":1,"broken":2}`, `{"longest":1,"minimum":1,"oversized":-1}`,
			`{"longest":1,"minimum":1,"texts":5,"rows":[`+phrase+`]}`, `{"longest":2,"minimum":3,"texts":5,"rows":[`+phrase+`]}`,
			`{"longest":2,"minimum":1,"texts":2,"empty":1,"rows":[`+phrase+`]}`, `{`+counts+`,"rows":[`+phrase+`,`+phrase+`]}`,
			`{`+counts+`,"rows":[null]}`,
		),
	}
}

func TestPhrase_Contract(t *testing.T) { phraseContract(t).Run(t) }

func FuzzPhraseJSON(f *testing.F) { cxtest.FuzzCodecs(f, phraseCodecs(), cx.ErrInvalid) }

// The encodings are those of the golden files.
func TestPhraseJSON(t *testing.T) {
	p, err := cx.PhrasesOf([]string{"Good tea", "tea", ""}, sameText, cx.PhraseRule{Longest: 2})
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Golden(t, "phrase", map[string]any{"phrases": p, "phrases_zero": cx.Phrases{}, "phrase": p.Rows[0]})
}
