package survey

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// The columns of a table of segments.
const (
	rankColumn = 1 + iota
	answersColumn
	scoreColumn
	lowColumn
	highColumn
	othersColumn
	betterColumn
	pColumn
)

// segmentLines writes the table of the segments on the text screen, the best first. Of many it
// writes both ends of the ranking, and counts the others.
func (q *questionPage[T]) segmentLines(t page.Table, by string) []string {
	lines := []string{segmentLine("", figure.Printable(by), "answers", q.name, "interval*  vs others       p")}
	shown, small := t.Cells(), 0
	for len(t.Rows) > figure.MostSegments && len(shown) > 0 && shown[len(shown)-1].Text(rankColumn) == "" {
		shown = shown[:len(shown)-1]
		small++
	}
	const half = figure.MostSegments / 2
	hidden := len(shown) - figure.MostSegments
	for i, c := range shown {
		switch {
		case i < half || i >= half+hidden:
			lines = append(lines, rankingLine(c))
		case i == half:
			lines = append(lines, fmt.Sprintf("   … %s more, see -json", figure.Thousands(int64(hidden))))
		}
	}
	if t.Note != "" {
		lines = append(lines, "   "+t.Note)
	}
	if small > 0 {
		lines = append(lines, fmt.Sprintf(" - %s under %d answers, not ranked", figure.Count(int64(small), "segment"), q.MinimumBase))
	}
	return lines
}

// chanceLine says how far apart the best and the worst are, and would be by chance alone.
func chanceLine[T any](r *report, s ranking[T], u figure.Unit) string {
	if s.GapByChance == 0 {
		return ""
	}
	best, worst, apart := s.Ranking[0].Score, s.Ranking[0].Score, false
	for _, g := range s.Ranking {
		if g.Rank > 0 {
			worst = g.Score
		}
		apart = apart || g.Tested && g.AdjustedP <= 1-r.Level && !g.Ranking.Difference.Skewed
	}
	u.Signed = false
	line := "best to worst " + u.Estimate(math.Abs(best.InexactFloat64()-worst.InexactFloat64())) +
		", by chance alone " + u.Estimate(s.GapByChance)
	if !apart {
		line += ", not told apart"
	}
	return line
}

// rankingLine writes one segment.
func rankingLine(c page.Cells) string {
	rank, test := c.Text(rankColumn), figure.Left(c.Interval(lowColumn, highColumn), 12)
	switch better := c.Text(betterColumn); {
	case rank == "":
		rank = "-"
		test += "  " + better
	case c.Text(othersColumn) != "":
		arrow, _, _ := strings.Cut(better, " ")
		test += figure.Right(c.Show(othersColumn), 7) + figure.Left(arrow, 2) + figure.Right(c.Show(pColumn), 7)
	}
	return segmentLine(rank, c.Text(0), c.Show(answersColumn), c.Show(scoreColumn), test)
}

func segmentLine(rank, segment, answers, score, test string) string {
	return figure.Right(rank, 2) + " " + figure.Left(segment, 14) + " " + figure.Right(answers, 7) + " " + figure.Right(score, 6) + "  " + test
}

// mark returns an arrow for a segment that differs from the others, up for better.
func mark[T any](g cx.Ranking[string, T], level float64, scale cx.Scale) string {
	switch higher := g.Difference.Difference > 0; {
	case g.AdjustedP > 1-level, g.Difference.Skewed:
		return ""
	case higher != scale.LowerIsBetter:
		return "▲"
	}
	return "▼"
}

// severalNote says how to read several rankings.
const severalNote = "each column of segments is a family of tests of its own: p is adjusted within it, not across"

// severalBy reports whether there are several rankings.
func (r *report) severalBy() bool {
	return r.NPS != nil && r.NPS.AlsoBy != nil || r.CSAT != nil && r.CSAT.AlsoBy != nil || r.CES != nil && r.CES.AlsoBy != nil
}

// segmentP returns the p value of a segment, or that there is none to be trusted.
func segmentP[T any](g cx.Ranking[string, T]) string {
	if g.Difference.Skewed {
		return "skewed"
	}
	return figure.PValue(g.AdjustedP)
}

// skewedNote says why a segment has no p.
const skewedNote = "skewed: few answers far from all others, and a segment that is small beside them: no test of means holds"

// hasSkewed reports whether a segment of any question is so compared.
func (r *report) hasSkewed() bool {
	return isSkewed(r.NPS, r.By) || isSkewed(r.CSAT, r.By) || isSkewed(r.CES, r.By)
}

func isSkewed[T any](s *section[T], by string) bool {
	return s != nil && slices.ContainsFunc(s.rankings(by), func(by byRanking[T]) bool {
		return slices.ContainsFunc(by.Ranking, func(g segment[T]) bool { return g.Ranking.Difference.Skewed })
	})
}
