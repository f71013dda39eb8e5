package outcomes

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// Document makes the document of a report of answers and outcomes.
func (r *linkageReport) Document() *page.Document {
	p := topic.NewPage(&r.Head, "Answers")
	if r.Answers == 0 {
		p.Add(page.Section{ID: "answers", Title: "Answers", Line: "there are no answers"})
	}
	for _, q := range []struct {
		name    string
		section *linkageSection
	}{{"NPS", r.NPS}, {"CSAT", r.CSAT}, {"CES", r.CES}} {
		if q.section != nil {
			addLinkage(p, r, q.name, q.section)
		}
	}
	addPredictors(p, r)
	p.AddCounts(p.Main(page.Count{Name: "counted", N: r.Answers}, page.Count{Name: "as of later days", N: r.Later}),
		topic.FileCounts(r.Outcomes.Source, "rows of outcomes", r.Outcomes.Rows, r.Outcomes.Rejected, page.Count{Name: "of them with an amount", N: r.Outcomes.Orders}))
	p.AddNotes("each customer counts once, by the first answer, and is followed forward only",
		"followed: for all of "+figure.WholeTime(int64(r.FollowDays)*86400)+"; who could not be is in no rate",
		"p by Holm, interval by Bonferroni over the pairs of one figure, of classes with 30 customers or more",
		"what differs goes with the answer; that does not make the answer its cause")
	return &p.Document
}

// addLinkage adds what customers did by the class of one answer.
func addLinkage(p *topic.Page, r *linkageReport, name string, s *linkageSection) {
	id, after := strings.ToLower(name), figure.WholeTime(int64(r.FollowDays)*86400)+" later"
	t := page.Table{Name: id + "-classes", Caption: "What customers did, " + after, Table: chart.Table{Columns: []chart.Column{chart.Text("class"),
		chart.Number("customers", figure.Counted), chart.Number("followed", figure.Counted)}}}
	ordered := s.Classes != nil && s.Classes[0].Ordered != nil
	if len(r.Exits) > 0 {
		t.Columns = append(t.Columns, chart.Number("stayed", figure.Shared), chart.Number("stayed, from", figure.Shared), chart.Number("stayed, to", figure.Shared))
	}
	if ordered {
		t.Columns = append(t.Columns, chart.Number("ordered", figure.Shared), chart.Number("ordered, from", figure.Shared), chart.Number("ordered, to", figure.Shared),
			chart.Number("revenue", figure.Amounts), chart.Number("±", figure.Amounts))
	}
	var stayed []topic.NamedRate
	revenue := chart.Bars{Head: chart.Head{ID: id + "-revenue", Title: "Revenue of a customer, " + after, About: "The mean revenue of the customers of each class, with its interval.", Bare: true},
		Of: "class", X: chart.Axis{Title: "revenue", Unit: figure.Amounts}, Intervals: true, Aside: "followed"}
	cells := func(r *figure.Share) []string {
		if r == nil {
			return make([]string, 3)
		}
		return topic.RateCells(*r)[:3]
	}
	for _, c := range s.Classes {
		row := []string{c.Class, figure.Whole(c.Customers), figure.Whole(c.Followed)}
		if len(r.Exits) > 0 {
			row = append(row, cells(c.Retained)...)
			if c.Retained != nil {
				stayed = append(stayed, topic.NamedRate{Name: c.Class, Rate: *c.Retained})
			}
		}
		if ordered {
			low, high := figure.Ends(c.RevenueInterval)
			row = append(append(row, cells(c.Ordered)...), figure.Amounts.Plain(figure.AsNumber(c.Revenue)), figure.Amounts.Plain((high-low)/2))
			revenue.Rows = append(revenue.Rows, chart.Bar{Name: c.Class, Value: figure.AsNumber(c.Revenue), Low: low, High: high, Aside: figure.Whole(c.Followed)})
		}
		t.Rows = append(t.Rows, row)
	}
	var blocks []page.Block
	if len(stayed) > 0 {
		blocks = append(blocks, p.RateBars(id+"-stayed", "Stayed, "+after, stayed))
	}
	if ordered {
		blocks = append(blocks, page.Picture{Chart: revenue})
	}
	t.Text = classText(len(r.Exits) > 0, ordered)
	p.Add(page.Section{ID: id, Title: "After the " + name, Line: after, Aside: "of those followed",
		Blocks: append(blocks, t, outcomeTable(id, s), differenceTable(id, s, 1-p.Level))})
}

// classText is how the text screen writes the classes.
func classText(exits, ordered bool) *page.Text {
	line := func(name, customers, followed, stayed, stay, orders, order, revenue, paid string) string {
		text := figure.Left(name, 16) + figure.Right(customers, 10) + figure.Right(followed, 9)
		if exits {
			text += figure.Right(stayed, 8) + "  " + figure.Left(stay, 14)
		}
		if ordered {
			text += figure.Right(orders, 8) + "  " + figure.Left(order, 14) + figure.Right(revenue, 9) + "  " + figure.Left(paid, 8)
		}
		return text
	}
	return &page.Text{
		Head: line("class", "customers", "followed", "stayed", "interval*", "ordered", "interval*", "revenue", "± *"),
		Line: func(c page.Cells) string {
			at, stayed, stay, orders, order, revenue, paid := 3, "", "", "", "", "", ""
			if exits {
				stayed, stay, at = c.Show(at), c.Interval(at+1, at+2), at+3
			}
			if ordered {
				orders, order = c.Show(at), c.Interval(at+1, at+2)
				revenue, paid = c.Fit(at+3, 8), strings.TrimSuffix(c.Fit(at+4, 7), "-")
			}
			return line(c.Text(0), c.Fit(1, 9), c.Fit(2, 8), stayed, stay, orders, order, revenue, paid)
		},
	}
}

// outcomeTable has the rates of the outcomes by class.
func outcomeTable(id string, s *linkageSection) page.Table {
	t := page.Table{Name: id + "-outcomes", Caption: "What they had", Table: chart.Table{Columns: []chart.Column{chart.Text("had, of those followed")}}}
	for _, c := range s.Classes {
		t.Columns = append(t.Columns, chart.Number(c.Class, figure.Shared))
	}
	if len(s.Classes) == 0 {
		return t
	}
	const nameWidth, classWidth = 24, 19
	cells := func(name string, class func(i int) string) string {
		for i := range s.Classes {
			name += figure.Right(class(i), classWidth)
		}
		return name
	}
	t.Text = &page.Text{Gap: true, Most: 12, More: "… %s more, see -json",
		Head: cells(figure.Left("had, of those followed", nameWidth), func(i int) string { return s.Classes[i].Class }),
		Line: func(c page.Cells) string {
			return cells(figure.Left(c.Text(0), nameWidth), func(i int) string { return c.Show(i + 1) })
		}}
	for i, o := range s.Classes[0].Outcomes {
		row := []string{o.Key}
		for _, c := range s.Classes {
			row = append(row, figure.PercentCell(figure.AsNumber(c.Outcomes[i].Rate)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// differenceTable has the differences that were tested, the significant first.
func differenceTable(id string, s *linkageSection, alpha float64) page.Block {
	t := page.Table{Name: id + "-differences", Caption: "Differences of two classes", Table: chart.Table{Columns: []chart.Column{chart.Text("figure"),
		chart.Text("class"), chart.Text("less"), chart.Number("difference", figure.Counted), chart.Number("from", figure.Counted), chart.Number("to", figure.Counted), chart.Text("unit"), chart.Number("p", chart.Unit{Places: 3}), chart.Text("significant")}}}
	var others [][]string
	for _, f := range s.Differences {
		for _, d := range f.Pairs {
			if !d.Tested {
				continue
			}
			factor, write, in := 100.0, chart.Unit{Places: 1}, "pp"
			if f.Figure == "revenue" {
				factor, write, in = 1, figure.Amounts, ""
			}
			low, high := figure.Ends(d.AdjustedInterval)
			row := []string{f.Figure, d.Class, d.Other, write.Plain(factor * d.Difference.Difference), write.Plain(factor * low),
				write.Plain(factor * high), in, figure.PValue(d.AdjustedP), ""}
			if d.AdjustedP <= alpha {
				row[len(row)-1] = significant
				if d.Difference.Skewed {
					row[len(row)-1] = "skewed: not to be trusted"
				}
				t.Rows = append(t.Rows, row)
			} else {
				others = append(others, row)
			}
		}
	}
	if t.Rows == nil && others == nil {
		return page.Note("no difference tested: no two classes have 30 customers")
	}
	limit := strconv.FormatFloat(alpha, 'g', 3, 64)
	t.Text = &page.Text{Caption: "differences with p up to " + limit + ", adjusted", Most: 8, More: "  … %s more, see -json",
		None: fmt.Sprintf("no difference of %d tested has p up to %s, adjusted", len(t.Rows)+len(others), limit), Line: differenceLine}
	t.Caption += ", significant with p up to " + limit
	if t.Rows == nil && others != nil {
		t.Note = "No difference has p up to " + limit + "."
	}
	t.Rows = append(t.Rows, others...)
	return t
}

// differenceLine writes a difference that is significant.
func differenceLine(c page.Cells) string {
	verdict := c.Text(8)
	if verdict == "" {
		return ""
	}
	value, interval := c.Fit(3, 9), c.Fit(4, 7)+" to "+c.Fit(5, 7)
	if unit := c.Text(6); unit != "" {
		value, interval = c.Show(3)+" "+unit, c.Interval(4, 5)
	}
	p := "p " + c.Show(7)
	if verdict != significant {
		p += ", " + verdict
	}
	return "  " + figure.Left(c.Text(0), 18) + figure.Left(c.Text(1)+" less "+c.Text(2), 32) + figure.Right(value, 11) + "  " + figure.Left(interval, 20) + p
}

// significant is the verdict on a difference.
const significant = "significant"

// addPredictors ranks the answers by how well they tell who leaves.
func addPredictors(p *topic.Page, r *linkageReport) {
	s := r.Predictors
	if s == nil {
		return
	}
	section := page.Section{ID: "leaves", Title: "Who leaves",
		Aside: fmt.Sprintf("%s of %s who gave all answers", figure.Thousands(s.Left), figure.Count(s.Customers, "customer"))}
	section.About = section.Aside + " left."
	if len(s.Predictors) == 0 {
		section.Blocks = []page.Block{p.Why("predictors", "no answer tells who leaves")}
		p.Add(section)
		return
	}
	u := chart.Unit{Places: 3}
	c := chart.Bars{Head: chart.Head{ID: "auc-bars", Title: "How well each answer tells who leaves", About: "The AUC of each answer with its interval: 0.5 is a coin, 1 is perfect.", Bare: true},
		Of: "answer", X: chart.Axis{Title: "AUC", Unit: u}, Intervals: true, Reference: &chart.Reference{Value: 0.5, Label: "a coin"}}
	t := page.Table{Name: "predictors", Caption: "AUC: 0.5 is a coin, 1 is perfect", Table: chart.Table{Columns: []chart.Column{chart.Text("answer"),
		chart.Number("AUC", u), chart.Number("from", u), chart.Number("to", u)}}}
	t.Text = &page.Text{Head: figure.Left("answer", 8) + figure.Right("AUC", 7) + "  " + figure.Left("interval*", 15) + "0.5 is a coin, 1 is perfect",
		Line: func(c page.Cells) string {
			return figure.Left(c.Text(0), 8) + figure.Right(c.Show(1), 7) + "  " + figure.Left(c.Interval(2, 3), 15) + c.Bar(40)
		}}
	for _, m := range s.Predictors {
		low, high := figure.Ends(m.Interval)
		c.Rows = append(c.Rows, chart.Bar{Name: strings.ToUpper(m.Key), Value: m.AUC.Value, Low: low, High: high})
		t.Bars = append(t.Bars, max(0, 2*m.AUC.Value-1))
		t.Rows = append(t.Rows, []string{strings.ToUpper(m.Key), u.Plain(m.AUC.Value), u.Plain(low), u.Plain(high)})
	}
	pairs := page.Table{Name: "predictor-differences", Caption: "Differences of two answers", Table: chart.Table{Columns: []chart.Column{chart.Text("answer"), chart.Text("less"),
		chart.Number("difference", u), chart.Number("from", u), chart.Number("to", u), chart.Number("p", u), chart.Text("told apart")}}}
	pairs.Text = &page.Text{Line: func(c page.Cells) string {
		verdict := ""
		if c.Text(6) == "no" {
			verdict = ", not told apart"
		}
		return fmt.Sprintf("%s less %s  %s, interval %s, p %s%s", c.Text(0), c.Text(1), c.Show(2), c.Interval(3, 4), c.Show(5), verdict)
	}}
	for _, d := range s.Differences {
		if d.Tested {
			apart := "yes"
			if d.AdjustedP > 1-p.Level {
				apart = "no"
			}
			low, high := figure.Ends(d.AdjustedInterval)
			pairs.Rows = append(pairs.Rows, []string{strings.ToUpper(d.Class), strings.ToUpper(d.Other), u.Plain(d.Difference.Difference),
				u.Plain(low), u.Plain(high), figure.PValue(d.AdjustedP), apart})
		}
	}
	if best := s.Predictors[0].Key; len(s.Predictors) > 1 {
		section.Line = "highest AUC: " + strings.ToUpper(best)
		section.About += " The highest AUC is that of " + strings.ToUpper(best)
		if slices.ContainsFunc(s.Differences, func(d cx.ClassDifference) bool {
			return (d.Class == best || d.Other == best) && !(d.Tested && d.AdjustedP <= 1-p.Level)
		}) {
			section.Line += ", not told apart"
			section.About += ", not told apart"
		}
		section.About += "."
	}
	section.Blocks = []page.Block{page.Picture{Chart: c}, t, pairs}
	p.Add(section)
}
