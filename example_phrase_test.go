package cx_test

import (
	"fmt"

	"github.com/cxmetrics/cx"
)

func ExampleWords() {
	fmt.Printf("%q\n", cx.Words("Inte bra: E-posten fungerar inte!"))
	fmt.Printf("%q\n", cx.Words("It’s 3.5 kg, isn't it?"))
	fmt.Printf("%q\n", cx.Words("ЁЛКА — 10 шт."))
	// Output:
	// ["inte" "bra" "" "e-posten" "fungerar" "inte"]
	// ["it's" "3.5" "kg" "" "isn't" "it"]
	// ["ёлка" "" "10" "шт"]
}

func ExamplePhrasesOf() {
	rows := []cx.Response{
		{Score: 3, Comment: "The delivery was late. Late again!"},
		{Score: 5, Comment: "Late delivery"},
		{Score: 9},
	}
	p, err := cx.PhrasesOf(rows, func(r *cx.Response) string { return r.Comment }, cx.PhraseRule{Longest: 2, Stop: []string{"the", "was"}})
	for _, row := range p.Rows {
		fmt.Println(row.Text, row.Texts)
	}
	fmt.Println(p.Texts, p.Empty, err)
	// Output:
	// again 1
	// delivery 2
	// late 2
	// late again 1
	// late delivery 1
	// 3 1 <nil>
}

func ExamplePhraseRule() {
	// Words of three letters or more, without the ending of the plural: a stemmer of the host's.
	stem := func(text string) []string {
		words := cx.Words(text)
		for i, w := range words {
			if len(w) > 3 && w[len(w)-1] == 's' {
				words[i] = w[:len(w)-1]
			}
		}
		return words
	}
	texts := []string{"two parcels", "one parcel", "no parcel"}
	p, err := cx.PhrasesOf(texts, func(s *string) string { return *s }, cx.PhraseRule{Tokens: stem, Minimum: 2})
	fmt.Println(p.Rows, err)
	// Output: [{parcel 3}] <nil>
}

func ExamplePhrases() {
	text := func(s *string) string { return *s }
	april, err := cx.PhrasesOf([]string{"slow app", "fine"}, text, cx.PhraseRule{})
	fmt.Println(err)
	may, err := cx.PhrasesOf([]string{"slow", "slow", ""}, text, cx.PhraseRule{})
	fmt.Println(err)
	fmt.Println(april.Merge(may), april.Total(), april.Top(1))
	// Output:
	// <nil>
	// <nil>
	// <nil> 5 [{slow 3}]
}

func ExamplePhrase() {
	row := cx.Phrase{Text: "not good", Texts: 12}
	fmt.Println(row.Text, "is in", row.Texts, "texts")
	// Output: not good is in 12 texts
}

func ExamplePhrases_Share() {
	p, err := cx.PhrasesOf([]string{"slow app", "fine", ""}, func(s *string) string { return *s }, cx.PhraseRule{})
	fmt.Println(err)
	share, err := p.Share("slow")
	fmt.Println(share, err) // who wrote nothing is not in the base
	// Output:
	// <nil>
	// 1 of 2 <nil>
}

func ExamplePhrases_Top() {
	p, err := cx.PhrasesOf([]string{"slow app", "slow", "fine app", "fine"}, func(s *string) string { return *s }, cx.PhraseRule{})
	fmt.Println(p.Top(2), err)
	// Output: [{app 2} {fine 2}] <nil>
}

func ExamplePhrases_Distinctive() {
	comment := func(r *cx.Response) string { return r.Comment }
	var promoters, detractors []cx.Response
	for range 12 {
		promoters = append(promoters, cx.Response{Score: 10, Comment: "the staff is kind"}, cx.Response{Score: 9, Comment: "good price and service"})
		detractors = append(detractors, cx.Response{Score: 2, Comment: "late again"}, cx.Response{Score: 4, Comment: "och leveransen: the service is late"})
	}
	rule := cx.PhraseRule{Longest: 3, Stop: []string{"the", "a", "och", "и"}}
	p, err := cx.PhrasesOf(promoters, comment, rule)
	fmt.Println(err)
	d, err := cx.PhrasesOf(detractors, comment, rule)
	fmt.Println(err)
	typical, err := d.Distinctive(p, 5, 0.95) // what detractors say and promoters do not, first
	fmt.Println(err)
	for _, t := range typical[:min(3, len(typical))] {
		fmt.Printf("%s: %v against %v, log odds %.2f, P %.4f\n", t.Text, t.In, t.Other, t.LogOdds.Value, t.AdjustedP)
	}
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// late: 24 of 24 against 0 of 24, log odds 3.52, P 0.0000
	// again: 12 of 24 against 0 of 24, log odds 2.24, P 0.0546
	// is late: 12 of 24 against 0 of 24, log odds 2.24, P 0.0546
}

func ExampleDistinctivePhrase() {
	p := cx.Phrases{Longest: 1, Minimum: 1, Texts: 120, Rows: []cx.Phrase{{Text: "late", Texts: 30}}}
	other := cx.Phrases{Longest: 1, Minimum: 1, Texts: 180, Rows: []cx.Phrase{{Text: "late", Texts: 4}}}
	list, err := p.Distinctive(other, 5, 0.95)
	fmt.Println(err)
	late := list[0]
	fmt.Printf("%s: %.2f (%.2f..%.2f)\n", late.Text, late.LogOdds.Value, late.LogOdds.Interval.Low, late.LogOdds.Interval.High)
	one, err := late.In.Difference(late.Other, 0.95) // in points of percent
	fmt.Printf("%.1f points %v\n", 100*one.Difference, err)
	// Output:
	// <nil>
	// late: 2.43 (1.46..3.39)
	// 22.8 points <nil>
}
