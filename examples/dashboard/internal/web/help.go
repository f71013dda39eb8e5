package web

import "context"

// definition is what a figure means.
type definition struct{ ID, Name, Text string }

// help is the page of the definitions and the keys.
func (s *server) help(context.Context, view) (*page, error) {
	return &page{Title: "Help", About: "What the figures mean, and which keys there are."}, nil
}

// Definitions returns the definitions of the figures.
func (shown) Definitions() []definition {
	return []definition{
		{"interval", "Interval", "Those who answer are a part of the customers, so that each score has an interval: of 100 such intervals, about 95 hold the score of all. Behind each number are its interval and its base, the number of answers."},
		{"enough", "Not enough answers", "Under 30 answers a page shows no score, here or in its files, because chance would make most of it."},
		{"change", "Change", "The score less that of the days it is compared with. It is beyond chance where the 95% interval of the difference leaves out 0, and else within chance. One of twenty changes of nothing is beyond chance: look for those that last."},
		{"nps", "NPS", "Net Promoter Score: the share of answers of 9 and 10 less that of 0 to 6, in points from -100 to 100."},
		{"csat", "CSAT", "The share of answers of 4 and 5 on a scale of 1 to 5, in percent."},
		{"ces", "CES", "Customer Effort Score: the mean answer on a scale of 1 to 7, where 7 is the easiest."},
		{"segments", "Ranked segments", "Each segment is tested against the answers of all others. The P is adjusted for the number of tests, so that all of them together call out one segment of equal ones in at most 5% of the cases."},
		{"repeat", "Ordered again", "The share of customers with a second order. A cohort is those whose first order was in one month."},
		{"survival", "Still subscribed", "Kaplan-Meier curve: the share of subscriptions that last so long. Those that still run count as far as they are known."},
		{"tickets", "Tickets", "Waits are counted from the opening, by the clock that never stops. Those of tickets that are still open are not in them."},
		{"callback", "To call back", "Answers of detractors (0 to 6) and of the dissatisfied (1 and 2) with a comment. They are due 48 hours after the answer. Called in time is of those that were called, or whose 48 hours are over."},
		{"days", "Days", "Days are those of UTC. The pages end with the last day that has answers."},
	}
}
