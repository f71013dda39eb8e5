package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
)

// writeText writes a report of answers and outcomes for people to read. Whoever
// flushes w learns of its errors.
func (r *linkageReport) writeText(w io.Writer) {
	writeHistoryHead(w, &r.head)
	if r.Answers == 0 {
		writeRule(w, "no answers", "")
	}
	for _, s := range []struct {
		name    string
		section *linkageSection
	}{{"NPS", r.NPS}, {"CSAT", r.CSAT}, {"CES", r.CES}} {
		if s.section != nil {
			writeLinkage(w, r, s.name, s.section)
		}
	}
	writePredictors(w, r)
	writeCounts(w, &r.head, [][2]string{
		{"counted", thousands(r.Answers)},
		{"as of later days", thousands(r.Later)},
	})
	writeRowCounts(w, "rows of outcomes", r.Outcomes.Rows, r.Outcomes.Rejected, [][2]string{
		{"of them with an amount", thousands(r.Outcomes.Orders)},
	})
	fmt.Fprintf(w, "\n* %s, unadjusted: each for its own figure\n", percent(r.Level))
	for _, note := range []string{
		"each customer counts once, by the first answer, and is followed forward only",
		"followed: for all of " + wholeTime(int64(r.FollowDays)*86400) + "; who could not be is in no rate",
		"p by Holm, interval by Bonferroni over the pairs of one figure, of classes with 30 customers or more",
		"what differs goes with the answer; that does not make the answer its cause",
	} {
		fmt.Fprintln(w, clip(note, pageWidth))
	}
}

// writeLinkage writes what customers did by the class of one answer.
func writeLinkage(w io.Writer, r *linkageReport, name string, s *linkageSection) {
	writeRule(w, fmt.Sprintf("AFTER THE %s  %s later", name, wholeTime(int64(r.FollowDays)*86400)), "of those followed")
	const nameWidth = 16
	line := func(name, customers, followed, stayed, stay, ordered, order, revenue, paid string) {
		text := left(name, nameWidth) + right(customers, 10) + right(followed, 9)
		if len(r.Exits) > 0 {
			text += right(stayed, 8) + "  " + left(stay, 14)
		}
		if s.Classes != nil && s.Classes[0].Ordered != nil {
			text += right(ordered, 8) + "  " + left(order, 14)
			text += right(revenue, 9) + "  " + left(paid, 8)
		}
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}
	line("class", "customers", "followed", "stayed", "interval*", "ordered", "interval*", "revenue", "± *")
	cells := func(p *rate) (share, interval string) {
		if p == nil {
			return "-", ""
		}
		return inPercent(p.Rate), shareInterval(p.Interval)
	}
	for i := range s.Classes {
		c := &s.Classes[i]
		stayed, stay := cells(c.Retained)
		ordered, order := cells(c.Ordered)
		paid := ""
		if c.RevenueInterval != (cx.Interval{}) {
			paid = amountIn((c.RevenueInterval.High-c.RevenueInterval.Low)/2, 7)
		}
		line(c.Class, compact(c.Customers, 9), compact(c.Followed, 8), stayed, stay, ordered, order, exactIn(c.Revenue, 8), paid)
	}
	writeOutcomes(w, r, s)
	writeDifferences(w, s, 1-r.Level)
}

// writeOutcomes writes the rates of the outcomes, which are not exits, by class.
func writeOutcomes(w io.Writer, r *linkageReport, s *linkageSection) {
	if len(s.Classes) == 0 {
		return
	}
	const nameWidth, classWidth, most = 24, 19, 12
	head := left("had, of those followed", nameWidth)
	for _, c := range s.Classes {
		head += right(c.Class, classWidth)
	}
	fmt.Fprintln(w, "\n"+strings.TrimRight(head, " "))
	for i, o := range s.Classes[0].Outcomes {
		if i == most {
			fmt.Fprintf(w, "… %s more, see -json\n", thousands(int64(len(s.Classes[0].Outcomes)-i)))
			return
		}
		text := left(printable(o.Key), nameWidth)
		for _, c := range s.Classes {
			text += right(inPercent(c.Outcomes[i].Rate), classWidth)
		}
		fmt.Fprintln(w, text)
	}
}

// writeDifferences lists the differences that are significant after Holm's method.
func writeDifferences(w io.Writer, s *linkageSection, alpha float64) {
	const most = 8
	shown, tested := 0, 0
	limit := strconv.FormatFloat(alpha, 'g', 3, 64)
	for _, f := range s.Differences {
		for _, d := range f.Pairs {
			if !d.Tested {
				continue
			}
			tested++
			if d.AdjustedP > alpha {
				continue
			}
			if shown++; shown > most {
				continue
			}
			if shown == 1 {
				fmt.Fprintf(w, "\ndifferences with p up to %s, adjusted\n", limit)
			}
			value, interval := fixed(100*d.Difference.Difference, 1)+" pp", shareInterval(d.AdjustedInterval)
			if f.Figure == "revenue" {
				value = amountIn(d.Difference.Difference, 9)
				interval = amountIn(d.AdjustedInterval.Low, 7) + " to " + amountIn(d.AdjustedInterval.High, 7)
			}
			p := "p " + pValue(d.AdjustedP)
			if d.Difference.Skewed {
				p += ", skewed: not to be trusted"
			}
			fmt.Fprintln(w, strings.TrimRight("  "+left(printable(f.Figure), 18)+left(d.Class+" less "+d.Other, 32)+right(value, 11)+"  "+
				left(interval, 20)+p, " "))
		}
	}
	switch {
	case tested == 0:
		fmt.Fprintln(w, "\nno difference tested: no two classes have 30 customers")
	case shown == 0:
		fmt.Fprintf(w, "\nno difference of %d tested has p up to %s, adjusted\n", tested, limit)
	case shown > most:
		fmt.Fprintf(w, "  … %d more, see -json\n", shown-most)
	}
}

// writePredictors ranks the answers by how well they tell who leaves.
func writePredictors(w io.Writer, r *linkageReport) {
	p := r.Predictors
	if p == nil {
		return
	}
	head := "WHO LEAVES"
	if len(p.Predictors) > 1 {
		best := p.Predictors[0].Key
		head += "  highest AUC: " + strings.ToUpper(best)
		if slices.ContainsFunc(p.Differences, func(d cx.ClassDifference) bool {
			return (d.Class == best || d.Other == best) && !(d.Tested && d.AdjustedP <= 1-r.Level)
		}) {
			head += ", not told apart"
		}
	}
	writeRule(w, head, fmt.Sprintf("%s of %s who gave all answers", thousands(p.Left), count(p.Customers, "customer")))
	if len(p.Predictors) == 0 {
		fmt.Fprintln(w, clip(printable(r.reason("predictors")), pageWidth))
		return
	}
	fmt.Fprintln(w, left("answer", 8)+right("AUC", 7)+"  "+left("interval*", 15)+"0.5 is a coin, 1 is perfect")
	for _, m := range p.Predictors {
		interval := ""
		if m.Interval != (cx.Interval{}) {
			interval = fixed(m.Interval.Low, 3) + " to " + fixed(m.Interval.High, 3)
		}
		fmt.Fprintln(w, strings.TrimRight(left(strings.ToUpper(m.Key), 8)+right(fixed(m.AUC.Value, 3), 7)+"  "+left(interval, 15)+
			bar(max(0, 2*m.AUC.Value-1), 40), " "))
	}
	for _, d := range p.Differences {
		if d.Tested {
			verdict := ""
			if d.AdjustedP > 1-r.Level {
				verdict = ", not told apart"
			}
			fmt.Fprintf(w, "%s less %s  %s, interval %s to %s, p %s%s\n", strings.ToUpper(d.Class), strings.ToUpper(d.Other),
				fixed(d.Difference.Difference, 3), fixed(d.AdjustedInterval.Low, 3), fixed(d.AdjustedInterval.High, 3), pValue(d.AdjustedP), verdict)
		}
	}
}
