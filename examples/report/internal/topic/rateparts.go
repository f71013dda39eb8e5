package topic

import (
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// RateCells are the cells of a rate: share, from, to, count and of.
func RateCells(r figure.Share) []string {
	low, high := figure.Ends(r.Interval)
	return []string{figure.PercentCell(figure.AsNumber(r.Rate)), figure.PercentCell(low), figure.PercentCell(high), figure.Whole(r.Count), figure.Whole(r.Base)}
}

// RateColumns are the columns of RateCells.
func RateColumns(what string) []chart.Column {
	return []chart.Column{chart.Text(what), chart.Number("share", figure.Shared), chart.Number("from", figure.Shared), chart.Number("to", figure.Shared),
		chart.Number("count", figure.Counted), chart.Number("of", figure.Counted)}
}

// NamedRate is a row of a table of rates.
type NamedRate struct {
	Name string
	Rate figure.Share
}

// RateTable is a table of rates.
func RateTable(name, caption, what string, rates []NamedRate) page.Table {
	t := page.Table{Name: name, Caption: caption, Table: chart.Table{Columns: RateColumns(what)}}
	for _, r := range rates {
		t.Rows = append(t.Rows, append([]string{r.Name}, RateCells(r.Rate)...))
	}
	return t
}

// RateFigure is a rate as a key figure.
func (p *Page) RateFigure(name string, r figure.Share, of string) page.Figure {
	low, high := figure.Ends(r.Interval)
	return page.Figure{Name: name, Unit: figure.Shared, Value: figure.PercentCell(figure.AsNumber(r.Rate)), Low: figure.PercentCell(low), High: figure.PercentCell(high),
		Level: figure.Percent(p.Level), Base: r.Base, Of: "of " + of}
}

// RateBars draws rates with their intervals, beside a table that has them.
func (p *Page) RateBars(id, title string, rates []NamedRate) page.Block {
	c := chart.Bars{Head: chart.Head{ID: id, Title: title, About: "Each share with its interval.", Bare: true},
		Of: "share", X: chart.Axis{Title: "share", Unit: figure.Shared}, Intervals: true, Aside: "of"}
	for _, r := range rates[:min(len(rates), MostBars)] {
		low, high := figure.Ends(r.Rate.Interval)
		c.Rows = append(c.Rows, chart.Bar{Name: r.Name, Value: 100 * figure.AsNumber(r.Rate.Rate), Low: 100 * low, High: 100 * high, Aside: figure.Whole(r.Rate.Base)})
	}
	return page.Picture{Chart: c}
}

// Named is the name of a segment.
func Named(key string) string {
	if key == "" {
		return "(blank)"
	}
	return key
}
