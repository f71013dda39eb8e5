package chart

import "math"

var (
	nan     = math.NaN()
	points  = Unit{Signed: true}
	percent = Unit{Places: 1, Suffix: "%"}
	euros   = Unit{Places: 0}
)

// head returns the head of a sample.
func head(id, title, about string) Head { return Head{ID: id, Title: title, About: about} }

// samples is one chart of each form, on made-up figures.
func samples() []Chart {
	trend := Line{
		Head: head("trend", "NPS by month", "The NPS of each month with its interval, against the target of 30."),
		X:    Axis{Title: "month"}, Y: Axis{Title: "NPS", Unit: points}, Aside: "answers",
		Reference: &Reference{20, "target"},
		Series: []Series{{Name: "NPS", Points: []Point{
			{0, 12, -8, 32, "30"}, {1, 27, 10, 44, "31"}, {2, -3, -19, 13, "32"}, {3, nan, nan, nan, "0"}, {4, 8, -9, 25, "34"},
			{5, nan, nan, nan, "0"}, {6, 14, 1, 27, "36"}, {7, 18, 4, 32, "37"}, {8, 21.4, 9, 34, "38"},
		}}},
	}
	for _, m := range []string{"01", "02", "03", "04", "05", "06", "07", "08", "09"} {
		trend.X.Labels = append(trend.X.Labels, "2025-"+m)
	}
	survival := Line{
		Head: head("survival", "Share still subscribed", "Kaplan-Meier curves of two plans, with how many are still observed."),
		X:    Axis{Title: "days", Unit: count}, Y: Axis{Title: "still subscribed", Unit: Unit{Suffix: "%"}, Low: 0, High: 100},
		Series: []Series{
			{Name: "Team", Steps: true, AtRisk: left(1240, 1.5), Points: []Point{
				{X: 0, Y: 100, Low: 100, High: 100}, {X: 30, Y: 94, Low: 92, High: 96}, {X: 60, Y: 88, Low: 85, High: 91}, {X: 120, Y: 79, Low: 75, High: 83}, {X: 210, Y: 70, Low: 65, High: 75}, {X: 365, Y: 58, Low: 51, High: 65}, {X: 400, Y: 58, Low: 51, High: 65}}},
			{Name: "Free", Steps: true, AtRisk: left(980, 2.2), Points: []Point{
				{X: 0, Y: 100, Low: 100, High: 100}, {X: 30, Y: 81, Low: 77, High: 85}, {X: 60, Y: 66, Low: 61, High: 71}, {X: 120, Y: 47, Low: 42, High: 52}, {X: 210, Y: 31, Low: 26, High: 36}, {X: 365, Y: 19, Low: 14, High: 24}, {X: 400, Y: 19, Low: 14, High: 24}}},
		},
	}
	heat := Heat{
		Head:   head("cohorts", "Customers who ordered again", "Cohorts by their first month, and the share that was active again in each later month."),
		Corner: "first month", Aside: "size", Columns: []string{"+1", "+2", "+3", "+4"}, Unit: Unit{Suffix: "%"}, Open: "not over yet",
		Rows: []HeatRow{
			{"2025-01", "1242", []HeatCell{{Value: 40}, {Value: 31}, {Value: 22}, {Value: 18}}},
			{"2025-02", "44", []HeatCell{{Value: 35}, {Value: 27}, {Value: 0}, {Value: 9, Open: true}}},
			{"2025-03", "46", []HeatCell{{Value: 26}, {Value: nan}, {Value: 13, Open: true}}},
			{"2025-04", "48", []HeatCell{{Value: 4}, {Value: 5, Open: true}}},
		},
	}
	bars := Bars{
		Head: head("ratings", "Answers by rating", "The share of each rating."), Of: "rating",
		X: Axis{Title: "share", Unit: percent}, Aside: "answers",
		Rows: []Bar{
			{Name: "10", Value: 42.5, Aside: "1190", Class: 1}, {Name: "9", Value: 18.2, Aside: "510", Class: 1},
			{Name: "8", Value: 20, Aside: "560", Class: 2}, {Name: "6", Value: 0, Aside: "0", Class: 3}, {Name: "0", Value: 19.3, Aside: "540", Class: 3},
		},
	}
	intervals := Bars{
		Head: head("segments", "NPS by plan", "The NPS of each plan with its interval, and that of all answers."), Of: "plan",
		X: Axis{Title: "NPS", Unit: points}, Aside: "answers", Intervals: true, Reference: &Reference{16, "all +16"},
		Rows: []Bar{
			{Name: "Enterprise", Value: 47, Low: 34, High: 57, Aside: "144", Mark: " ▲"},
			{Name: "Team, billed once a year in advance", Value: 23, Low: 17, High: 28, Aside: "642"},
			{Name: "Free", Value: -1, Low: -7, High: 5, Aside: "704", Mark: " ▼"},
			{Name: "Partner", Value: 53, Low: 19, High: 74, Aside: "19, too few", Faint: true},
			{Name: "Nobody", Value: nan, Low: nan, High: nan, Aside: "0", Faint: true},
		},
	}
	stack := Stack{
		Head: head("classes", "Promoters, passives and detractors", "The shares of the three classes, by plan."), Of: "plan",
		Parts: []string{"promoters", "passives", "detractors"}, Unit: Unit{Suffix: "%"},
		Rows: []StackRow{{"all", []float64{41, 34, 25}}, {"Free", []float64{31, 37, 32}}, {"Partner", []float64{63, 27, 10}}, {"Team", []float64{99, 0, 1}}},
	}
	waterfall := Waterfall{
		Head: head("revenue", "Recurring revenue in 2025-12", "How the recurring revenue of the end became that of the start."), Of: "movement", Unit: euros,
		Steps: []WaterfallStep{{"start", 40759, true}, {"new", 2402, false}, {"expansion", 750, false}, {"reactivated", 99, false},
			{"contraction", -250, false}, {"churned", -611, false}, {"end", 43149, true}},
	}
	journey := Map{
		Head: head("journey", "The journey", "The stages with their figures against targets."),
		Stages: []Stage{
			{"awareness", "2 of 2 measured", []StageFigure{{"share of voice", "22.2%", "≥ 20.0%", Met}, {"visits", "910", "≥ 900", Met}}},
			{"consideration", "3 of 4 measured", []StageFigure{{"site traffic", "602", "≥ 650", Missed}, {"product uplift of the shop window", "+16.2%", "≥ +10.0%", Undecided}}},
			{"purchase", "8 of 9 measured", []StageFigure{{"csat, app", "78%", "≥ 80%", Undecided}, {"staff questions", "11.8", "", NoTarget}}},
			{"retention", "4 of 5 measured", nil},
		},
	}
	return []Chart{trend, survival, heat, bars, intervals, stack, waterfall, journey}
}

// left returns how many of n are observed after some days, fewer each day.
func left(n, perDay float64) func(float64) int64 {
	return func(x float64) int64 { return int64(max(0, n-perDay*x)) }
}
