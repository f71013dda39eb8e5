package cx_test

import (
	"fmt"

	"github.com/cxmetrics/cx"
)

// What do those score who speak of the price, and how many are they?
func ExampleThemesOf() {
	rows := []cx.Response{
		{Score: 9, Themes: []string{"staff"}},
		{Score: 3, Themes: []string{"price", "delivery"}},
		{Score: 6, Themes: []string{"price"}},
		{Score: 10}, // without a comment
	}
	themes, err := cx.ThemesOf(rows, cx.NPS{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(themes.All)
	for _, theme := range themes.Rows() {
		fmt.Println(theme.Name, theme.With)
	}
	fmt.Println(themes.Prevalence("price"))
	// Output:
	// NPS 0 (4 answers)
	// delivery NPS -100 (1 answer)
	// price NPS -100 (2 answers)
	// staff NPS 100 (1 answer)
	// 2 of 4 <nil>
}

// Which themes go with buying? Any tally of any rows will do.
func ExampleThemesFunc() {
	type lead struct {
		Themes []string
		Bought bool
	}
	leads := []lead{{[]string{"demo"}, true}, {[]string{"demo", "price"}, true}, {[]string{"price"}, false}, {nil, false}}
	converts, err := cx.ThemesFunc(leads, func(l *lead) []string { return l.Themes },
		func(p *cx.Proportion, l *lead) error { return p.Add(l.Bought) }, cx.Proportion{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, theme := range converts.Rows() {
		fmt.Println(theme.Name, theme.With)
	}
	// Output:
	// demo 2 of 2
	// price 1 of 2
}

// Responses of a stream, each with its themes.
func ExampleThemes() {
	var themes cx.Themes[cx.Sentiment]
	for _, label := range []cx.SentimentLabel{"negative", "negative", "positive"} {
		var one cx.Sentiment
		if err := one.Add(label); err != nil {
			fmt.Println(err)
			return
		}
		if err := themes.Add([]string{"delivery"}, one); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(themes)
	fmt.Println(themes.Rows()[0].With)
	// Output:
	// 1 themes of 3 responses
	// sentiment -33.33333333 (3 texts)
}

// A theme that grows: its share of the responses of two months.
func ExampleThemes_Prevalence() {
	may, err := cx.Themes[cx.Proportion]{Responses: 400, Unthemed: 388}.WithRows([]cx.Theme[cx.Proportion]{{Name: "delivery", Responses: 12}})
	if err != nil {
		fmt.Println(err)
		return
	}
	june, err := cx.Themes[cx.Proportion]{Responses: 420, Unthemed: 389}.WithRows([]cx.Theme[cx.Proportion]{{Name: "delivery", Responses: 31}})
	if err != nil {
		fmt.Println(err)
		return
	}
	before, err := may.Prevalence("delivery")
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := june.Prevalence("delivery")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(after.Difference(before, 0.95))
	// Output:
	// 0.04381 (0.01338..0.07554 at 0.95), p 0.004907 <nil>
}

// Counts of a database go straight in.
func ExampleTheme() {
	themes, err := cx.Themes[cx.NPS]{All: cx.NPS{Promoters: 170, Passives: 105, Detractors: 105}, Responses: 380, Unthemed: 300}.
		WithRows([]cx.Theme[cx.NPS]{{Name: "price", Responses: 80, With: cx.NPS{Promoters: 20, Passives: 15, Detractors: 45}}})
	fmt.Println(themes, err)
	// Output:
	// 1 themes of 380 responses <nil>
}

// What costs us most: the theme with the worst impact on the NPS is first.
func ExampleImpactsOf() {
	themes, err := cx.Themes[cx.NPS]{All: cx.NPS{Promoters: 170, Passives: 105, Detractors: 105}, Responses: 380, Unthemed: 260}.
		WithRows([]cx.Theme[cx.NPS]{
			{Name: "staff", Responses: 60, With: cx.NPS{Promoters: 45, Passives: 10, Detractors: 5}},
			{Name: "price", Responses: 80, With: cx.NPS{Promoters: 20, Passives: 15, Detractors: 45}},
			{Name: "parking", Responses: 4, With: cx.NPS{Passives: 1, Detractors: 3}},
		})
	if err != nil {
		fmt.Println(err)
		return
	}
	impacts, err := cx.ImpactsOf(themes, 30, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, i := range impacts { // worst first
		if i.Tested {
			fmt.Printf("%s, %v: %v, p %.2g\n", i.Name, i.Prevalence, i.Impact, i.AdjustedP)
		} else {
			fmt.Printf("%s, %v: too few\n", i.Name, i.Prevalence)
		}
	}
	// Output:
	// price, 80 of 380: -12.89 (-17.66..-7.79 at 0.95), p 6e-09
	// staff, 60 of 380: 9.293 (5.387..12.66 at 0.95), p 4.8e-09
	// parking, 4 of 380: too few
}

// Severity of a share: hand in the good outcome, so that the worst is first.
func ExampleImpact() {
	stayed := cx.Proportion{Count: 142, Base: 500}
	themes, err := cx.Themes[cx.Proportion]{All: stayed, Responses: 500, Unthemed: 410}.
		WithRows([]cx.Theme[cx.Proportion]{{Name: "outage", Responses: 90, With: cx.Proportion{Count: 12, Base: 90}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	impacts, err := cx.ImpactsOf(themes, 30, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	i := impacts[0]
	fmt.Println(i.With, "against", i.Without)
	fmt.Println("severity", i.Gap)
	fmt.Println("impact", i.Impact)
	// Output:
	// 12 of 90 against 130 of 410
	// severity -0.1837 (-0.2561..-0.08804 at 0.95), p 0.0004646
	// impact -0.03307 (-0.04769..-0.01492 at 0.95)
}
