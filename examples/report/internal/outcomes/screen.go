package outcomes

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// WriteText writes a report of answers and outcomes for people to read. Whoever
// flushes w learns of its errors.
func (r *linkageReport) WriteText(w io.Writer) {
	topic.WriteHead(w, &r.Head)
	if r.Answers == 0 {
		page.WriteRule(w, "no answers", "")
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
	topic.WriteCounts(w, &r.Head, [][2]string{
		{"counted", figure.Thousands(r.Answers)},
		{"as of later days", figure.Thousands(r.Later)},
	})
	topic.WriteRowCounts(w, "rows of outcomes", r.Outcomes.Rows, r.Outcomes.Rejected, [][2]string{
		{"of them with an amount", figure.Thousands(r.Outcomes.Orders)},
	})
	fmt.Fprintf(w, "\n* %s, unadjusted: each for its own figure\n", figure.Percent(r.Level))
	for _, note := range []string{
		"each customer counts once, by the first answer, and is followed forward only",
		"followed: for all of " + figure.WholeTime(int64(r.FollowDays)*86400) + "; who could not be is in no rate",
		"p by Holm, interval by Bonferroni over the pairs of one figure, of classes with 30 customers or more",
		"what differs goes with the answer; that does not make the answer its cause",
	} {
		fmt.Fprintln(w, figure.Clip(note, figure.PageWidth))
	}
}

// writeLinkage writes what customers did by the class of one answer.
func writeLinkage(w io.Writer, r *linkageReport, name string, s *linkageSection) {
	page.WriteRule(w, fmt.Sprintf("AFTER THE %s  %s later", name, figure.WholeTime(int64(r.FollowDays)*86400)), "of those followed")
	const nameWidth = 16
	line := func(name, customers, followed, stayed, stay, ordered, order, revenue, paid string) {
		text := figure.Left(name, nameWidth) + figure.Right(customers, 10) + figure.Right(followed, 9)
		if len(r.Exits) > 0 {
			text += figure.Right(stayed, 8) + "  " + figure.Left(stay, 14)
		}
		if s.Classes != nil && s.Classes[0].Ordered != nil {
			text += figure.Right(ordered, 8) + "  " + figure.Left(order, 14)
			text += figure.Right(revenue, 9) + "  " + figure.Left(paid, 8)
		}
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}
	line("class", "customers", "followed", "stayed", "interval*", "ordered", "interval*", "revenue", "± *")
	cells := func(p *figure.Share) (share, interval string) {
		if p == nil {
			return "-", ""
		}
		return figure.InPercent(p.Rate), figure.ShareInterval(p.Interval)
	}
	for i := range s.Classes {
		c := &s.Classes[i]
		stayed, stay := cells(c.Retained)
		ordered, order := cells(c.Ordered)
		paid := ""
		if c.RevenueInterval != (cx.Interval{}) {
			paid = figure.AmountIn((c.RevenueInterval.High-c.RevenueInterval.Low)/2, 7)
		}
		line(c.Class, figure.Compact(c.Customers, 9), figure.Compact(c.Followed, 8), stayed, stay, ordered, order, figure.ExactIn(c.Revenue, 8), paid)
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
	head := figure.Left("had, of those followed", nameWidth)
	for _, c := range s.Classes {
		head += figure.Right(c.Class, classWidth)
	}
	fmt.Fprintln(w, "\n"+strings.TrimRight(head, " "))
	for i, o := range s.Classes[0].Outcomes {
		if i == most {
			fmt.Fprintf(w, "… %s more, see -json\n", figure.Thousands(int64(len(s.Classes[0].Outcomes)-i)))
			return
		}
		text := figure.Left(figure.Printable(o.Key), nameWidth)
		for _, c := range s.Classes {
			text += figure.Right(figure.InPercent(c.Outcomes[i].Rate), classWidth)
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
			value, interval := figure.Fixed(100*d.Difference.Difference, 1)+" pp", figure.ShareInterval(d.AdjustedInterval)
			if f.Figure == "revenue" {
				value = figure.AmountIn(d.Difference.Difference, 9)
				interval = figure.AmountIn(d.AdjustedInterval.Low, 7) + " to " + figure.AmountIn(d.AdjustedInterval.High, 7)
			}
			p := "p " + figure.PValue(d.AdjustedP)
			if d.Difference.Skewed {
				p += ", skewed: not to be trusted"
			}
			fmt.Fprintln(w, strings.TrimRight("  "+figure.Left(figure.Printable(f.Figure), 18)+figure.Left(d.Class+" less "+d.Other, 32)+figure.Right(value, 11)+"  "+
				figure.Left(interval, 20)+p, " "))
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
	page.WriteRule(w, head, fmt.Sprintf("%s of %s who gave all answers", figure.Thousands(p.Left), figure.Count(p.Customers, "customer")))
	if len(p.Predictors) == 0 {
		fmt.Fprintln(w, figure.Clip(figure.Printable(r.Reason("predictors")), figure.PageWidth))
		return
	}
	fmt.Fprintln(w, figure.Left("answer", 8)+figure.Right("AUC", 7)+"  "+figure.Left("interval*", 15)+"0.5 is a coin, 1 is perfect")
	for _, m := range p.Predictors {
		interval := ""
		if m.Interval != (cx.Interval{}) {
			interval = figure.Fixed(m.Interval.Low, 3) + " to " + figure.Fixed(m.Interval.High, 3)
		}
		fmt.Fprintln(w, strings.TrimRight(figure.Left(strings.ToUpper(m.Key), 8)+figure.Right(figure.Fixed(m.AUC.Value, 3), 7)+"  "+figure.Left(interval, 15)+
			figure.Bar(max(0, 2*m.AUC.Value-1), 40), " "))
	}
	for _, d := range p.Differences {
		if d.Tested {
			verdict := ""
			if d.AdjustedP > 1-r.Level {
				verdict = ", not told apart"
			}
			fmt.Fprintf(w, "%s less %s  %s, interval %s to %s, p %s%s\n", strings.ToUpper(d.Class), strings.ToUpper(d.Other),
				figure.Fixed(d.Difference.Difference, 3), figure.Fixed(d.AdjustedInterval.Low, 3), figure.Fixed(d.AdjustedInterval.High, 3), figure.PValue(d.AdjustedP), verdict)
		}
	}
}
