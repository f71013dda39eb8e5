package chart

import (
	"html/template"
	"strings"
)

// Spark draws numbers as a small line without axes, for the side of a figure. What it
// shows is in a table elsewhere.
type Spark struct {
	Label  string // what it shows, for those who hear it
	Values []float64
}

var spark = template.Must(template.New("spark").Funcs(template.FuncMap{"printable": Printable}).Parse(
	`<svg class="chart spark" role="img" aria-label="{{printable .Label}}" width="120.0" height="28.0" viewBox="0 0 120.0 28.0">` +
		`{{range .Shapes}}{{if .D}}<path class="{{.Class}}" d="{{.D}}"/>{{else}}<circle class="{{.Class}}" cx="{{.X}}" cy="{{.Y}}" r="2.5"/>{{end}}{{end}}</svg>`))

// SVG draws the line, from the lowest to the highest, with gaps for what is not there.
func (c Spark) SVG() (template.HTML, error) {
	if len(c.Values) > mostPoints {
		return "", errMany(len(c.Values), "values", mostPoints)
	}
	if err := check(c.Values...); err != nil {
		return "", err
	}
	low, high := 0.0, 0.0
	points := make([]Point, len(c.Values))
	last := -1
	for i, v := range c.Values {
		points[i] = Point{X: float64(i), Y: v}
		if finite(v) {
			if last < 0 {
				low, high = v, v
			}
			low, high, last = min(low, v), max(high, v), i
		}
	}
	if low == high {
		low, high = low-1, high+1
	}
	x := scale{low: 0, high: float64(max(len(points)-1, 1)), from: 4, to: 116}
	y := scale{low: low, high: high, from: 24, to: 4}
	type drawn struct{ Class, D, X, Y string }
	var shapes []drawn
	runs(points, there, func(run []Point) {
		var d strings.Builder
		for _, p := range run {
			to(&d, map[bool]string{true: "M", false: "L"}[d.Len() == 0], x.at(p.X), y.at(p.Y))
		}
		if len(run) == 1 {
			shapes = append(shapes, drawn{Class: "dot dot-1", X: number(x.at(run[0].X)), Y: number(y.at(run[0].Y))})
			return
		}
		shapes = append(shapes, drawn{Class: "line line-1", D: d.String()})
	})
	if last >= 0 {
		shapes = append(shapes, drawn{Class: "dot dot-1", X: number(x.at(float64(last))), Y: number(y.at(points[last].Y))})
	}
	var out strings.Builder
	err := spark.Execute(&out, map[string]any{"Label": c.Label, "Shapes": shapes})
	return template.HTML(out.String()), err
}
