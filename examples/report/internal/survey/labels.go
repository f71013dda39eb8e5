package survey

import (
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// labelMetrics are the metrics whose labels a question of the file may have.
var labelMetrics = [question.Count][]string{
	question.NPS:  {"nps", "enps"},
	question.CSAT: {"csat"},
	question.CES:  {"ces", "effort"},
}

// labelsOf returns the ratings of the labels that the ready surveys of package cx give to the
// points of a scale, in the languages, by table.PlainWords: Mycket nöjd is 5 of 5.
func labelsOf(metrics []string, scale cx.Scale, languages []string) (map[string]int8, error) {
	labels := map[string]int8{}
	for _, s := range cx.Surveys() {
		for _, q := range s.Questions {
			if q.Kind != cx.QuestionRating || q.Scale != scale || !slices.Contains(metrics, q.Metric) {
				continue
			}
			for _, text := range q.Texts {
				if !slices.Contains(languages, text.Language) {
					continue
				}
				for _, label := range text.Labels {
					rating, err := q.Rating(text.Language, label)
					if err != nil {
						return nil, err
					}
					labels[table.PlainWords(label)] = int8(rating)
				}
			}
		}
	}
	return labels, nil
}
