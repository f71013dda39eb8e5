package cx_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// sameText is the text of a row that is one.
func sameText(text *string) string { return *text }

func TestPhrasesOf(t *testing.T) {
	stemmed := func(text string) []string {
		words := cx.Words(text)
		for i := range words {
			words[i] = strings.TrimSuffix(words[i], "s")
		}
		return words
	}
	tests := []struct {
		name  string
		texts []string
		rule  cx.PhraseRule
		want  cx.Phrases
	}{
		// By hand, as all others.
		{
			"a text counts once", []string{"a b. a b", "b a", ""}, cx.PhraseRule{Longest: 2},
			cx.Phrases{Longest: 2, Minimum: 1, Texts: 3, Empty: 1, Rows: []cx.Phrase{{Text: "a", Texts: 2}, {Text: "a b", Texts: 1}, {Text: "b", Texts: 2}, {Text: "b a", Texts: 1}}},
		},
		{"the zero rule", []string{"B a", "🙂"}, cx.PhraseRule{}, cx.Phrases{Longest: 1, Minimum: 1, Texts: 2, Empty: 1, Rows: []cx.Phrase{{Text: "a", Texts: 1}, {Text: "b", Texts: 1}}}},
		{"no texts", nil, cx.PhraseRule{Longest: 3}, cx.Phrases{Longest: 3, Minimum: 1}},
		{
			"stop words stay within", []string{"the cup of tea"}, cx.PhraseRule{Longest: 4, Stop: []string{"The", "of"}},
			cx.Phrases{Longest: 4, Minimum: 1, Texts: 1, Rows: []cx.Phrase{{Text: "cup", Texts: 1}, {Text: "cup of tea", Texts: 1}, {Text: "tea", Texts: 1}}},
		},
		{
			"minimum", []string{"a b c", "a b", "b c", "c"}, cx.PhraseRule{Longest: 3, Minimum: 2},
			cx.Phrases{Longest: 3, Minimum: 2, Texts: 4, Rows: []cx.Phrase{{Text: "a", Texts: 2}, {Text: "a b", Texts: 2}, {Text: "b", Texts: 3}, {Text: "b c", Texts: 2}, {Text: "c", Texts: 3}}},
		},
		{
			"stems", []string{"cups, cup", "cup"}, cx.PhraseRule{Longest: 2, Tokens: stemmed, Stop: []string{"its"}},
			cx.Phrases{Longest: 2, Minimum: 1, Texts: 2, Rows: []cx.Phrase{{Text: "cup", Texts: 2}}},
		},
		{
			"barriers of a function", []string{"x"}, cx.PhraseRule{Longest: 2, Tokens: func(string) []string { return []string{"", "x", "", "", "y", "z", ""} }},
			cx.Phrases{Longest: 2, Minimum: 1, Texts: 1, Rows: []cx.Phrase{{Text: "x", Texts: 1}, {Text: "y", Texts: 1}, {Text: "y z", Texts: 1}, {Text: "z", Texts: 1}}},
		},
		{
			"oversized", []string{strings.Repeat("a ", 1<<19), strings.Repeat("b ", 1<<19) + "b"}, cx.PhraseRule{},
			cx.Phrases{Longest: 1, Minimum: 1, Texts: 1, Oversized: 1, Rows: []cx.Phrase{{Text: "a", Texts: 1}}},
		},
		{
			"order is that of the bytes", []string{"a-b a b", "ab"}, cx.PhraseRule{Longest: 2},
			cx.Phrases{Longest: 2, Minimum: 1, Texts: 2, Rows: []cx.Phrase{{Text: "a", Texts: 1}, {Text: "a b", Texts: 1}, {Text: "a-b", Texts: 1}, {Text: "a-b a", Texts: 1}, {Text: "ab", Texts: 1}, {Text: "b", Texts: 1}}},
		},
	}
	for _, tt := range tests {
		got, err := cx.PhrasesOf(tt.texts, sameText, tt.rule)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
}

func TestPhrasesBroken(t *testing.T) {
	for text, want := range map[string]int64{
		"Kundtjänst är bra": 0, "KundtjÃ¤nst": 1, "a\xffb": 1, "\xc3": 1, "ÐÐ¾Ð»Ð³Ð¾": 1, "â\u0080\u0099": 1, "ð\u009f\u0099\u0082": 1,
		"«liberté» «blå»": 0, "50 °C": 0, "Â\u00a0": 1, "Ã": 0, "Ã\u00a4": 1, "Ãa\u00a4": 0, "â\u0080a": 0, "\u00a4Ã": 0, "÷\u00a4": 0, "": 0,
	} {
		p, err := cx.PhrasesOf([]string{text}, sameText, cx.PhraseRule{})
		if err != nil || p.Broken != want {
			t.Errorf("Broken of %q = %d, %v, want %d", text, p.Broken, err, want)
		}
	}
}

func TestPhrasesOfErrors(t *testing.T) {
	texts := []string{"a", "b"}
	returns := func(words ...string) func(string) []string {
		return func(text string) []string {
			if text == "b" {
				return words
			}
			return nil
		}
	}
	for name, tt := range map[string]struct {
		text func(*string) string
		rule cx.PhraseRule
		want string
	}{
		"no function":      {nil, cx.PhraseRule{}, "cx: a function argument is nil"},
		"too long":         {sameText, cx.PhraseRule{Longest: 6}, "cx: longest phrase 6 is outside 0..5"},
		"negative":         {sameText, cx.PhraseRule{Longest: -1}, "cx: longest phrase -1 is outside 0..5"},
		"negative minimum": {sameText, cx.PhraseRule{Minimum: -1}, "cx: minimum of the phrases is negative"},
		"two stop words":   {sameText, cx.PhraseRule{Stop: []string{"the", "of course"}}, "cx: stop[1]: stop word is not one word"},
		"no stop word":     {sameText, cx.PhraseRule{Stop: []string{"!"}}, "cx: stop[0]: stop word is not one word"},
		"blank":            {sameText, cx.PhraseRule{Tokens: returns("x", "y z")}, "cx: row 1: word has a blank or a control character"},
		"control":          {sameText, cx.PhraseRule{Tokens: returns("x\x01")}, "cx: row 1: word has a blank or a control character"},
		"not UTF-8":        {sameText, cx.PhraseRule{Tokens: returns("x\xff")}, "cx: row 1: word is empty, or is not UTF-8"},
	} {
		p, err := cx.PhrasesOf(texts, tt.text, tt.rule)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if err != nil && err.Error() != tt.want {
			t.Errorf("%s: %q, want %q", name, err, tt.want)
		}
		if diff := cmp.Diff(cx.Phrases{}, p); diff != "" {
			t.Errorf("%s: a result with an error:\n%s", name, diff)
		}
	}
}

// plainPhrases is PhrasesOf by a map of texts, without a tree or a second pass.
func plainPhrases(texts []string, rule cx.PhraseRule) cx.Phrases {
	p := cx.Phrases{Longest: max(rule.Longest, 1), Minimum: max(rule.Minimum, 1)}
	counts := map[string]int64{}
	for _, text := range texts {
		p.Texts++
		words := cx.Words(text)
		if words == nil {
			p.Empty++
		}
		seen := map[string]bool{}
		for i := range words {
			for n := 1; n <= p.Longest && i+n <= len(words) && words[i+n-1] != ""; n++ {
				if !slices.Contains(rule.Stop, words[i]) && !slices.Contains(rule.Stop, words[i+n-1]) {
					seen[strings.Join(words[i:i+n], " ")] = true
				}
			}
		}
		for phrase := range seen {
			counts[phrase]++
		}
	}
	for phrase, n := range counts {
		if n >= p.Minimum {
			p.Rows = append(p.Rows, cx.Phrase{Text: phrase, Texts: n})
		}
	}
	slices.SortFunc(p.Rows, func(a, b cx.Phrase) int { return strings.Compare(a.Text, b.Text) })
	return p
}

// randomTexts are texts of few words.
func randomTexts(random *rand.Rand, n int) []string {
	words := []string{"a", "b", "C", "the", "of", "ж", "Ж", "a-b", "3.5", ",", "好"}
	texts := make([]string, n)
	for i := range texts {
		var text strings.Builder
		for range random.IntN(12) {
			text.WriteString(words[min(random.IntN(len(words)), random.IntN(len(words)))] + " ")
		}
		texts[i] = text.String()
	}
	return texts
}

func TestPhrasesOfRandom(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		texts := randomTexts(random, 1+random.IntN(40))
		rule := cx.PhraseRule{Longest: random.IntN(6), Minimum: int64(random.IntN(5)), Stop: [][]string{nil, {"the", "of"}, {"a", "c"}}[random.IntN(3)]}
		got, err := cx.PhrasesOf(texts, sameText, rule)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plainPhrases(texts, rule), got); diff != "" {
			t.Fatalf("%q by %+v (-want +got):\n%s", texts, rule, diff)
		}
	}
}

func FuzzPhrases(f *testing.F) {
	f.Add("a b. a b\nb a", "the", 2, int64(1))
	f.Add("cup of tea\nthe cup of tea\ncup of", "of", 3, int64(2))
	f.Fuzz(func(t *testing.T, text, stop string, longest int, minimum int64) {
		texts := strings.Split(text, "\n")
		rule := cx.PhraseRule{Longest: longest, Minimum: minimum, Stop: []string{stop}}
		got, err := cx.PhrasesOf(texts, sameText, rule)
		if err != nil {
			cxtest.Refuses(t, "PhrasesOf", err, cx.ErrInvalid)
			return
		}
		rule.Stop = cx.Words(stop)
		want := plainPhrases(texts, rule)
		want.Broken = got.Broken
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q by %+v (-want +got):\n%s", texts, rule, diff)
		}
	})
}

func TestPhrasesShareAndTop(t *testing.T) {
	p, err := cx.PhrasesOf([]string{"good tea", "tea", "not good tea", "", "good"}, sameText, cx.PhraseRule{Longest: 2})
	if err != nil {
		t.Fatal(err)
	}
	for phrase, want := range map[string]int64{"good": 3, "good tea": 2, "tea good": 0, "zebra": 0, "not good": 1} {
		if got, err := p.Share(phrase); err != nil || got != (cx.Proportion{Count: want, Base: 4}) {
			t.Errorf("Share(%q) = %v, %v, want %d of 4", phrase, got, err, want)
		}
	}
	for _, phrase := range []string{"", " ", "a b c", "a\tb", "a ", "\xff"} {
		_, err := p.Share(phrase)
		cxtest.Refuses(t, fmt.Sprintf("Share(%q)", phrase), err, cx.ErrInvalid)
	}
	if diff := cmp.Diff([]cx.Phrase{{Text: "good", Texts: 3}, {Text: "tea", Texts: 3}, {Text: "good tea", Texts: 2}}, p.Top(3)); diff != "" {
		t.Errorf("Top(3) (-want +got):\n%s", diff)
	}
	if p.Top(0) != nil || len(p.Top(100)) != 5 {
		t.Errorf("Top(0) = %v, Top(100) has %d", p.Top(0), len(p.Top(100)))
	}
	if share, err := (cx.Phrases{}).Share("x"); err != nil || share != (cx.Proportion{}) {
		t.Errorf("Share of no data = %v, %v", share, err)
	}
	p, err = cx.PhrasesOf([]string{"a b", "a"}, sameText, cx.PhraseRule{Minimum: 2})
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Share("b")
	cxtest.Refuses(t, "Share below the minimum", err, cx.ErrUndefined)
	for name, p := range map[string]cx.Phrases{
		"more than texts": {Longest: 1, Minimum: 1, Texts: 1, Rows: []cx.Phrase{{Text: "a", Texts: 2}}},
		"negative":        {Longest: 1, Minimum: 1, Texts: -1},
		"too long":        {Longest: 6, Minimum: 1},
		"no minimum":      {Longest: 1},
	} {
		_, err := p.Share("a")
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		_, err = p.Distinctive(p, 1, 0.95)
		cxtest.Refuses(t, name+", Distinctive", err, cx.ErrInvalid)
	}
}

func TestPhrasesMerge(t *testing.T) {
	of := func(rule cx.PhraseRule, texts ...string) cx.Phrases {
		t.Helper()
		p, err := cx.PhrasesOf(texts, sameText, rule)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	one := of(cx.PhraseRule{}, "a b")
	cxtest.Unmerged(t, "another length", one, of(cx.PhraseRule{Longest: 2}, "a"), cx.ErrMismatch)
	cxtest.Unmerged(t, "a minimum", one, of(cx.PhraseRule{Minimum: 2}, "a", "a"), cx.ErrMismatch)
	cxtest.Unmerged(t, "own minimum", of(cx.PhraseRule{Minimum: 2}, "a", "a"), one, cx.ErrMismatch)
	full := cx.Phrases{Longest: 1, Minimum: 1, Texts: 1<<63 - 1, Rows: []cx.Phrase{{Text: "a", Texts: 1<<63 - 1}}}
	cxtest.Unmerged(t, "too many", full, one, cx.ErrInvalid)
	disorder := cx.Phrases{Longest: 1, Minimum: 1, Texts: 2, Rows: []cx.Phrase{{Text: "b", Texts: 1}, {Text: "a", Texts: 1}}}
	cxtest.Unmerged(t, "not in order", one, disorder, cx.ErrInvalid)
	a := of(cx.PhraseRule{}, "a", "b")
	b := a
	if err := b.Merge(of(cx.PhraseRule{}, "a", "c")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(of(cx.PhraseRule{}, "a", "b"), a); diff != "" {
		t.Errorf("a copy has changed with the other:\n%s", diff)
	}
	// Texts without words stay out of the base: a is in 1 of 2 that have some.
	c := of(cx.PhraseRule{}, "a", "", "!")
	if err := c.Merge(of(cx.PhraseRule{}, "", "b")); err != nil {
		t.Fatal(err)
	}
	if p, err := c.Share("a"); err != nil || p != (cx.Proportion{Count: 1, Base: 2}) {
		t.Errorf("share of a: %v, %v", p, err)
	}
}

// A phrase takes about 100 bytes while it is counted, and the texts are not kept. There are
// 4,000,000 at most.
func TestPhrasesMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("counts 4,000,000 phrases")
	}
	numbers := make([]int, 0, 4_000_001)
	text := func(n *int) string { return fmt.Sprintf("w%d", *n) }
	for i := range cap(numbers) {
		numbers = append(numbers, i)
	}
	_, err := cx.PhrasesOf(numbers, text, cx.PhraseRule{})
	cxtest.Refuses(t, "too many phrases", err, cx.ErrInvalid)
	if err != nil && !strings.Contains(err.Error(), "Minimum") {
		t.Errorf("the error does not name Minimum: %v", err)
	}
	var before, after runtime.MemStats
	pairs := numbers[:500_000]
	runtime.ReadMemStats(&before)
	p, err := cx.PhrasesOf(pairs, func(n *int) string { return fmt.Sprintf("w%d x%d", *n/1000, *n%1000) }, cx.PhraseRule{Longest: 2})
	runtime.ReadMemStats(&after)
	if err != nil || len(p.Rows) != 500_000+500+1000 {
		t.Fatalf("%d phrases, %v", len(p.Rows), err)
	}
	if each := (after.TotalAlloc - before.TotalAlloc) / uint64(len(p.Rows)); each > 400 { // with what grew out of its room
		t.Errorf("%d bytes were allocated for each phrase", each)
	}
}

// BenchmarkPhrasesOf compares with a map of the words, one string for each word.
func BenchmarkPhrasesOf(b *testing.B) {
	random := rand.New(rand.NewPCG(5, 6))
	texts := make([]string, 20_000)
	size := 0
	for i := range texts {
		var text strings.Builder
		for range 20 {
			fmt.Fprintf(&text, "слово%d ", int(random.ExpFloat64()*300))
		}
		texts[i] = text.String()
		size += text.Len()
	}
	b.Run("loop=words", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			counts := map[string]int64{}
			for _, text := range texts {
				for _, word := range cx.Words(text) {
					counts[word]++
				}
			}
		}
	})
	for longest := 1; longest <= 3; longest++ {
		b.Run(fmt.Sprintf("longest=%d", longest), func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := cx.PhrasesOf(texts, sameText, cx.PhraseRule{Longest: longest}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
