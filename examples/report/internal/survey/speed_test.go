package survey

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// plainTally is what a loop by hand counts: answers by month and by segment.
type plainTally struct {
	months   [12][11]int64
	segments map[string]*[11]int64
}

// countPlainly counts a file with a time, a segment and a score in front, whose form it does
// not check.
func countPlainly(text []byte) (t plainTally) {
	t.segments = map[string]*[11]int64{}
	for rest := text[bytes.IndexByte(text, '\n')+1:]; len(rest) > 0; {
		end := bytes.IndexByte(rest, '\n')
		line := rest[:end]
		rest = rest[end+1:]
		month := 10*(line[5]-'0') + line[6] - '0'
		line = line[bytes.IndexByte(line, ',')+1:]
		comma := bytes.IndexByte(line, ',')
		segment, line := line[:comma], line[comma+1:]
		score := line[0] - '0'
		if line[1] != ',' {
			score = 10*score + line[1] - '0'
		}
		t.months[month-1][score]++
		tally := t.segments[string(segment)]
		if tally == nil {
			tally = &[11]int64{}
			t.segments[string(segment)] = tally
		}
		tally[score]++
	}
	return t
}

// speedText returns a file for countPlainly, and the same with some cells in quotes.
func speedText(rows int) (plain, quoted []byte) {
	random := rand.New(rand.NewPCG(1, 2))
	segments := []string{"Small business", "Mid market", "Enterprise", "Consumer", "Public"}
	var texts [2]bytes.Buffer
	for i := range texts {
		texts[i].WriteString("answered,segment,score,comment\n")
	}
	for i := range rows {
		at := time.Unix(1735689600+random.Int64N(363*24*60*60), 0).UTC().Format(time.DateTime)
		segment, score := segments[random.IntN(len(segments))], random.IntN(11)
		fmt.Fprintf(&texts[0], "%s,%s,%d,c%d\n", at, segment, score, i)
		if i%3 == 0 {
			fmt.Fprintf(&texts[1], "%s,\"%s\",%d,\"c%d, and more\"\n", at, segment, score, i)
		} else {
			fmt.Fprintf(&texts[1], "%s,%s,%d,c%d\n", at, segment, score, i)
		}
	}
	return texts[0].Bytes(), texts[1].Bytes()
}

// BenchmarkSurvey reads and measures a file, and says how many times as long as counting by
// hand in a loop over the same rows that takes, by turns.
func BenchmarkSurvey(b *testing.B) {
	plain, quoted := speedText(500_000)
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
	o := &Flags{}
	o.File, o.NPS, o.NPSScale, o.At, o.By, o.Every, o.TZ, o.Level = "-", []string{"score"}, cx.RecommendScale(11), "answered", []string{"segment"}, cx.Month, time.UTC, 0.95
	if err := o.Check(nil); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		text []byte
	}{{"plain", plain}, {"quotes", quoted}, {"gzip", packed.Bytes()}} {
		b.Run(c.name, func(b *testing.B) {
			var loop, whole time.Duration
			for b.Loop() {
				start := time.Now()
				t := countPlainly(plain)
				loop += time.Since(start)
				start = time.Now()
				r, err := topic.Produce(o, io.Reader(bytes.NewReader(c.text)), &topic.Progress{}, readSurvey, newReport)
				whole += time.Since(start)
				if err != nil {
					b.Fatal(err)
				}
				n := int64(0)
				for _, tally := range t.segments {
					for score, count := range tally {
						if score >= 9 {
							n += count
						}
					}
				}
				if got := r.(*report).NPS.Tally.Promoters; got != n {
					b.Fatalf("%d promoters, by hand %d", got, n)
				}
			}
			b.ReportMetric(float64(whole)/float64(loop), "loops")
		})
	}
}
