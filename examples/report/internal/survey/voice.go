package survey

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/table"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// voiceFlags say what customers said beside the answer to the first question, and what may drive
// it.
type voiceFlags struct {
	Comment     string   `type:"column" placeholder:"COLUMN" help:"what they said: the words that set one class of answers apart from the other, those of 5 customers or more; whole comments are in -callback alone"`
	Language    []string `type:"language" placeholder:"LANGUAGE" help:"en, fr, nb, ru or sv, may be repeated: leaves its smallest words, as the and of, out of comments, and reads answers given as its words, as Very satisfied, by the texts of the ready surveys (there are none in fr)"`
	Stop        string   `type:"text" placeholder:"FILE" help:"of more words to leave out, one a line"`
	Themes      string   `type:"column" placeholder:"COLUMN" help:"what they speak of, several themes with ; between them or what -split says: how often, and what each does to the first question"`
	ThemesWords string   `type:"text" placeholder:"FILE" help:"in place of -themes: columns theme and word; a comment is of the themes whose words it has"`
	Driver      []string `type:"columns" placeholder:"COLUMN" help:"a rating that may drive the answer to the first question; repeated for each"`
	DriverScale cx.Scale `type:"satisfaction" default:"5" placeholder:"SCALE" help:"of all -driver, as that of -csat-scale; default 5 points"`

	stop       []string
	themeWords map[string][]string // the themes of a word
}

// voiced reports whether any of the flags is given that read more of the answers to the first
// question.
func (o *Flags) voiced() bool {
	return o.Comment != "" || o.Themes != "" || o.ThemesWords != "" || len(o.Driver) > 0
}

// checkVoice says what is wrong with the flags of the voice, "" for nothing, and reads its files.
func (o *Flags) checkVoice() string {
	switch {
	case !o.voiced() && o.Stop == "":
		return ""
	case o.Comment == "" && o.Stop != "":
		return "-stop goes with -comment"
	case !o.QuestionAsked() || o.readyCounts() || o.Count != "":
		return "-comment, -themes and -driver go with single answers to -nps, -csat or -ces, not with counts"
	case o.ThemesWords != "" && (o.Comment == "" || o.Themes != ""):
		return "-themes-words finds the themes of comments: it goes with -comment, and without -themes"
	case len(o.Driver) > maxDrivers:
		return fmt.Sprintf("-driver: more than %d columns", maxDrivers)
	case len(slices.Compact(slices.Sorted(slices.Values(o.Driver)))) < len(o.Driver):
		return "-driver: the column is named twice"
	}
	for _, column := range o.Driver {
		if slices.Contains(o.Questions[o.first()].Columns, column) {
			return "-driver names the column of the first question: it cannot drive itself"
		}
	}
	for _, language := range o.Language {
		o.stop = append(o.stop, strings.Fields(stopWords[language])...)
	}
	if o.Stop != "" {
		o.Reads = append(o.Reads, o.Stop)
		words, err := readStop(o.Stop)
		if err != nil {
			return fmt.Sprintf("-stop: %v", err)
		}
		o.stop = append(o.stop, words...)
	}
	if o.ThemesWords != "" {
		o.Reads = append(o.Reads, o.ThemesWords)
		var err error
		if o.themeWords, err = readThemeWords(o.ThemesWords, o.Encoding); err != nil {
			return fmt.Sprintf("-themes-words: %s: %v", filepath.Base(o.ThemesWords), err)
		}
	}
	return ""
}

// voice is what customers said with their answers to the first question, one entry for each.
type voice struct {
	question int
	rows     int // answers that were seen
	comments comments
	themes   themes
	drivers  drivers
	places   []int // of the columns of -driver
	theme    int   // of the column of -themes, -1 for none
}

// findVoice finds the columns of the voice.
func (r *surveyReader) findVoice() (err error) {
	o := r.options
	if !o.voiced() {
		return nil
	}
	r.voice = &voice{question: o.first()}
	if r.voice.theme, err = r.table.Find("themes", o.Themes); err != nil {
		return err
	}
	for i, column := range o.Driver {
		place, err := r.table.Find("driver", column)
		if err != nil {
			return err
		}
		if slices.Contains(r.voice.places, place) {
			return &topic.UsageError{Text: fmt.Sprintf("-driver names the column %q twice", o.Driver[i])}
		}
		r.table.Numbers("driver", place)
		r.voice.places = append(r.voice.places, place)
	}
	return nil
}

// addVoice keeps what the row that was just counted says beside its answer.
func (r *surveyReader) addVoice(cells []string) {
	v := r.voice
	if rows := len(r.answers[v.question].rows); rows == v.rows {
		return
	}
	v.rows++
	if r.comment >= 0 {
		v.comments.add(cells[r.comment])
	}
	switch {
	case v.theme >= 0:
		v.themes.add(themesOf(cells[v.theme], cmp.Or(r.options.Split, ";")))
	case r.options.themeWords != nil:
		v.themes.add(r.options.spokenThemes(cells[r.comment]))
	}
	if v.places == nil {
		return
	}
	v.drivers.add(v.places, func(i, place int) (int8, bool) {
		cell := strings.TrimSpace(cells[place])
		text, kind := r.options.Words.Read(cell)
		if kind == table.Blank || kind == table.NotApplicable {
			return 0, false
		}
		rating, err := question.ParseRating(text, r.options.DriverScale)
		if err != nil {
			v.drivers.rejected++
			r.Note(r.table.Line(place), r.options.Driver[i], err.Error())
		}
		return rating, err == nil
	})
}

// drop leaves out what was said with answers that do not count.
func (v *voice) drop(which int, dropped []bool) {
	if v == nil || which != v.question || dropped == nil {
		return
	}
	v.comments.texts = without(v.comments.texts, dropped)
	v.themes.rows = without(v.themes.rows, dropped)
	v.drivers.ratings = without(v.drivers.ratings, dropped)
}

// measureVoice measures what customers say.
func (r *report) measureVoice(s *survey, o *Flags) (err error) {
	if s.voice == nil {
		return nil
	}
	if r.Comments, err = measureComments(s, o); err != nil {
		return err
	}
	switch s.voice.question {
	case question.NPS:
		r.Themes, err = measureThemes[cx.NPS](npsKind, s, o)
	case question.CSAT:
		r.Themes, err = measureThemes[cx.CSAT](csatKind, s, o)
	default:
		r.Themes, err = measureThemes[cx.CES](cesKind, s, o)
	}
	if err != nil {
		return err
	}
	r.Drivers, err = measureDrivers(s, o)
	return err
}

// without returns the entries that were not dropped, nil of none.
func without[E any](entries []E, dropped []bool) []E {
	if entries == nil {
		return nil
	}
	kept := entries[:0]
	for i, e := range entries {
		if !dropped[i] {
			kept = append(kept, e)
		}
	}
	clear(entries[len(kept):])
	return kept
}

// class returns the class of an answer.
func (o *Flags) class(which int, a answer) cx.Class {
	class, err := o.Questions[which].Scale.Class(int(a.score))
	if err != nil {
		return cx.MiddleClass
	}
	return class
}

// judgeVoice warns of what was lost of the ratings of -driver.
func (s *survey) judgeVoice(o *Flags) {
	if s.voice == nil {
		return
	}
	given := int64(s.voice.rows) * int64(len(o.Driver))
	if n := s.voice.drivers.rejected; o.LostTooMany(n, given) {
		s.Warn("%s of %s cells of -driver (%s) are rejected; -driver-scale and -labels may read them",
			figure.Thousands(n), figure.Thousands(given), figure.Share100(n, given))
	}
}
