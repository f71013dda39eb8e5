package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	fig "github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/table"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// columnFlags are the flags of columns.
type columnFlags struct {
	File             string `arg:"" type:"text"`
	topic.TableFlags `group:"How the file is written, where it does not say it itself"`
	given            []flagText // all of which have values
}

const (
	mostColumns  = 200    // that are shown
	mostRead     = 10_000 // rows that are looked at
	mostShapes   = 3      // of cells of a column
	mostDistinct = 50     // cells of a column that are told apart
)

// scales are the points of scales that columns of ratings may have.
var scales = [...]int{5, 7, 10}

// profile is what the cells of a column look like.
type profile struct {
	name     string
	numbered bool // the name is that of two, or blank
	place    int
	shapes   []string // the first, each once
	filled   int64    // cells that say something
	times    int64
	numbers  int64
	ratings  [len(scales)]int64 // whole numbers on each scale
	distinct map[string]bool
}

// run shows the columns of a file, and a command to start from.
func (f *columnFlags) run(stdin io.Reader, out io.Writer) error {
	o := topic.Common{File: f.File, TableFlags: f.TableFlags}
	if err := o.CheckTable(); err != nil {
		return err
	}
	in, err := o.Open(stdin)
	if err != nil {
		return err
	}
	defer in.Close()
	profiles, rows, all, err := profilesOf(o.Input(in), &o.Words)
	if err != nil {
		return fmt.Errorf("%s: %w", fig.Printable(o.Source()), err)
	}
	head := fmt.Sprintf("%s   %s, %s", fig.Clip(fig.Printable(o.Source()), 50), fig.Count(rows, "row"), fig.Count(int64(all), "column"))
	if rows == mostRead {
		head += ", and maybe more rows"
	}
	fmt.Fprintf(out, "%s\n\n%s%s%s\n", head, fig.Left("", 6), fig.Left("column", 32), "cells look like")
	for _, p := range profiles {
		shapes := make([]string, len(p.shapes))
		for i, s := range p.shapes {
			shapes[i] = fig.Printable(s)
		}
		text := fig.Clip(strings.Join(shapes, "  "), fig.PageWidth-38)
		if text == "" {
			text = "(blank)"
		}
		fmt.Fprintln(out, strings.TrimRight(fig.Left("#"+strconv.Itoa(p.place+1), 6)+fig.Left(fig.Clip(fig.Printable(p.name), 30), 32)+text, " "))
	}
	if all > len(profiles) {
		fmt.Fprintf(out, "… and %d more\n", all-len(profiles))
	}
	fmt.Fprintln(out, "\n9 is a digit, a is a letter: no cell is shown.")
	kind, flags := guess(profiles)
	if kind == "" {
		fmt.Fprintln(out, "The names do not say what the rows are: report -h lists the kinds.")
		return nil
	}
	fmt.Fprintf(out, "It looks like %s. Begin with:\n\n  report %s", likeText[kind], kind)
	for _, given := range f.given {
		flags = append(flags, "-"+given.name, given.value[1:])
	}
	for _, word := range append(flags, f.File) {
		fmt.Fprint(out, " "+quote(fig.Printable(word)))
	}
	fmt.Fprintln(out)
	return nil
}

var likeText = map[string]string{
	"survey": "answers to a survey", "orders": "what customers did, as orders", "subscriptions": "subscriptions", "events": "events on the way",
	"journey": "measurements along the journey", "tickets": "tickets", "referrals": "referrals, which go beside a file of orders",
}

// profilesOf looks at the first rows of a file.
func profilesOf(in topic.Input, words *table.Words) (profiles []*profile, rows int64, all int, err error) {
	t, err := table.Open(in.In, in.Table)
	if err != nil {
		return nil, 0, 0, topic.AsUsage(err, in, t)
	}
	names := t.Columns()
	for i, name := range names[:min(len(names), mostColumns)] {
		place, err := t.Find("columns", "#"+strconv.Itoa(i+1))
		if err != nil {
			return nil, 0, 0, topic.AsUsage(err, in, t)
		}
		p := &profile{place: place, distinct: map[string]bool{}}
		p.name, p.numbered = strings.CutPrefix(name, "#"+strconv.Itoa(i+1))
		p.name = strings.TrimSpace(p.name)
		profiles = append(profiles, p)
	}
	for rows < mostRead {
		cells, err := t.Next()
		if err == io.EOF {
			break
		}
		if _, malformed := errors.AsType[*table.RowError](err); err != nil && !malformed {
			return nil, 0, 0, topic.AsUsage(err, in, t)
		}
		rows++
		if err != nil {
			continue
		}
		for _, p := range profiles {
			if cell := strings.TrimSpace(cells[p.place]); cell != "" && !words.None(cell) {
				text, _ := words.Read(cell)
				p.add(cell, text)
			}
		}
	}
	return profiles, rows, len(names), nil
}

var timeShape = regexp.MustCompile(`^(9{4}-9{2}\b|9{1,2}[/.]9{1,2}[/.]9{2,4}|9{4}/9{1,2}/9{1,2}|9{1,2} a{3,9} 9{4}|a{3,9} 9{1,2}, 9{4})`)

// add looks at a cell, and at the number that it begins with.
func (p *profile) add(cell, number string) {
	shape := table.Shape(cell)
	if p.filled++; len(p.shapes) < mostShapes && !slices.Contains(p.shapes, shape) {
		p.shapes = append(p.shapes, shape)
	}
	if timeShape.MatchString(shape) {
		p.times++
	}
	if f, err := strconv.ParseFloat(strings.Replace(number, ",", ".", 1), 64); err == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
		p.numbers++
		for i, points := range scales {
			if f == math.Trunc(f) && f >= 0 && f <= float64(points) {
				p.ratings[i]++
			}
		}
	}
	if len(p.distinct) <= mostDistinct {
		p.distinct[strings.Clone(cell)] = true
	}
}

// most reports whether a number of cells is nearly all that say something.
func (p *profile) most(n int64) bool { return p.filled > 0 && 10*n >= 9*p.filled }

func (p *profile) isTime() bool { return p.most(p.times) }

func (p *profile) isNumber() bool { return p.most(p.numbers) }

func (p *profile) isRating() bool { return p.most(p.ratings[len(scales)-1]) }

func (p *profile) isSegment() bool {
	return !p.isTime() && !p.isNumber() && len(p.distinct) > 1 && len(p.distinct) <= mostDistinct
}

func (p *profile) isAny() bool { return true }

// says reports whether a word of the name begins so.
func (p *profile) says(word string) bool {
	for part := range strings.FieldsFuncSeq(strings.ToLower(p.name), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if strings.HasPrefix(part, word) {
			return true
		}
	}
	return false
}

// find returns the column whose name has one of some words and whose cells are as they should be,
// for the first word that there is; "" for none.
func find(profiles []*profile, is func(*profile) bool, words ...string) string {
	for _, word := range words {
		for _, p := range profiles {
			if p.says(word) && is(p) {
				return p.reference()
			}
		}
	}
	return ""
}

// reference is how a flag names a column.
func (p *profile) reference() string {
	if p.numbered || len(p.name) > 60 {
		return "#" + strconv.Itoa(p.place+1)
	}
	return p.name
}

// guess says what the rows are, by the names of columns and by their cells, and which flags name
// the columns; "" where nothing tells.
func guess(profiles []*profile) (kind string, flags []string) {
	add := func(flag, column string) {
		if column != "" {
			flags = append(flags, "-"+flag, column)
		}
	}
	who := find(profiles, (*profile).isAny, "customer", "user", "account", "client", "buyer", "member", "visitor", "session", "email")
	at := find(profiles, (*profile).isTime, "")
	by := find(profiles, (*profile).isSegment, "plan", "segment", "channel", "product", "region", "country", "team", "language")
	amount := find(profiles, (*profile).isNumber, "amount", "total", "revenue", "price", "paid", "value", "spent")

	metric := find(profiles, (*profile).isAny, "metric", "kpi", "measure")
	value, base := find(profiles, (*profile).isNumber, "value", "actual"), find(profiles, (*profile).isNumber, "base", "answers", "responses")
	period := find(profiles, (*profile).isAny, "period", "quarter", "month")
	if metric != "" && value != "" && base != "" && period != "" {
		for _, f := range [][2]string{{"metric", metric}, {"stage", find(profiles, (*profile).isAny, "stage")}, {"touchpoint", find(profiles, (*profile).isAny, "touchpoint")},
			{"channel", find(profiles, (*profile).isAny, "channel")}, {"period", period}, {"value", value}, {"base", base}, {"target", find(profiles, (*profile).isNumber, "target", "goal")}} {
			add(f[0], f[1])
		}
		return "journey", flags
	}

	referrer, referee := find(profiles, (*profile).isAny, "referrer", "recommender"), find(profiles, (*profile).isAny, "referee", "referred", "invited")
	if referrer != "" && referee != "" {
		return "referrals", []string{"-customer", "CUSTOMER", "-at", "ORDERED", "ORDERS.csv", "-referrer", referrer, "-referee", referee, "-referrals"}
	}

	opened, replied := find(profiles, (*profile).isTime, "opened", "created", "asked", "reported", "received"), find(profiles, (*profile).isTime, "repl", "response", "answered")
	resolved := find(profiles, (*profile).isTime, "resolved", "solved", "closed", "completed")
	if opened != "" && (replied != "" || resolved != "") {
		add("opened", opened)
		add("replied", replied)
		add("resolved", resolved)
		if resolved != "" {
			add("replies", find(profiles, (*profile).isNumber, "replies", "responses"))
		}
		add("customer", who)
		add("by", by)
		return "tickets", flags
	}

	start, end := find(profiles, (*profile).isTime, "start", "from", "begin", "since"), find(profiles, (*profile).isTime, "end", "until", "cancel", "stop")
	if who != "" && start != "" && end != "" {
		add("customer", who)
		add("start", start)
		add("end", end)
		add("mrr", find(profiles, (*profile).isNumber, "mrr", "price", "pays", "amount", "fee"))
		return "subscriptions", flags
	}

	nps := find(profiles, (*profile).isRating, "nps", "recommend", "likel", "score")
	csat := find(profiles, (*profile).isRating, "csat", "satisf", "rating", "stars")
	ces := find(profiles, (*profile).isRating, "ces", "effort", "easy", "ease")
	if nps != "" || csat != "" || ces != "" {
		add("nps", nps)
		add("csat", csat)
		if points := scaleOf(profiles, csat); csat != "" && points != 5 {
			add("csat-scale", strconv.Itoa(points))
		}
		add("ces", ces)
		if points := scaleOf(profiles, ces); ces != "" && points != 7 {
			add("ces-scale", "ease"+strconv.Itoa(points))
		}
		add("at", at)
		add("by", by)
		return "survey", flags
	}

	event := find(profiles, (*profile).isSegment, "event", "action", "page", "step", "what")
	switch {
	case who == "" || at == "":
		return "", nil
	case event != "":
		add("customer", who)
		add("event", event)
		add("at", at)
		return "events", flags
	}
	add("customer", who)
	add("at", at)
	add("amount", amount)
	return "orders", flags
}

// scaleOf returns the points of the scale that the ratings of a column may have.
func scaleOf(profiles []*profile, column string) int {
	for _, p := range profiles {
		for i, points := range scales {
			if p.reference() == column && p.most(p.ratings[i]) {
				return points
			}
		}
	}
	return 5
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,=-]+$`)

// quote writes a word as a shell reads it.
func quote(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
