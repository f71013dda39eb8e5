package table

import (
	"errors"
	"strings"

	"github.com/cxmetrics/cx"
)

// AddLabel makes a text an answer with a rating, a whole number, or na for no answer.
func (w *Words) AddLabel(label, rating string) error {
	label, rating = PlainWords(label), strings.ToLower(clean(rating))
	if label == "" {
		return errors.New("want a label")
	}
	if rating == "na" {
		rating = ""
	} else if _, err := cx.ParseRating(rating); err != nil {
		return errors.New("want a whole number, or na for no answer")
	}
	if known, twice := w.labels[label]; twice && known != rating {
		return errors.New("the label has another rating already")
	}
	if len(w.labels) == maxLabels {
		return errors.New("too many labels")
	}
	if w.labels == nil {
		w.labels = map[string]string{}
	}
	w.labels[label] = rating
	return nil
}
