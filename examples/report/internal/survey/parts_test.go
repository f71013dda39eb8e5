package survey

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/table"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// partsText is a file of some blocks, with rows and cells of all kinds. special is put in place
// of the cell of a column in some of the last rows, # in it is the number of the row.
type partsText struct {
	rows    int
	comma   string
	at      func(*rand.Rand) string
	quotes  bool
	special map[string]string
	each    int // of so many of the last rows one is special
}

var partsColumns = []string{"at", "nps", "csat", "by", "too", "user", "n", "w", "multi", "why", "p", "q", "d"}

// write writes the file.
func (f partsText) write(random *rand.Rand) string {
	pick := func(texts ...string) string { return texts[random.IntN(len(texts))] }
	rarely := func(cell string, texts ...string) string {
		if random.IntN(200) == 0 {
			return pick(texts...)
		}
		return cell
	}
	var b strings.Builder
	b.WriteString(strings.Join(partsColumns, f.comma) + "\n")
	from := f.rows / 2
	for i := range f.rows {
		cells := []string{
			rarely(f.at(random), "", "yesterday", "2026-02-30 10:00:00", "2026-01-31", "2026-01-31T10:00:00Z", " 2026-03-29 02:30:00 "),
			rarely(fmt.Sprint(random.IntN(11)), "", "12", "x", "N/A", "9.0", "7 - good", " 8 ", "1/2"),
			rarely(fmt.Sprint(1+random.IntN(5)), "", "9", "-"),
			rarely(fmt.Sprint("segment ", random.IntN(7)), "", " segment 1 ", strings.Repeat("x", 300), fmt.Sprint("rare ", random.IntN(50))),
			pick("a", "b", "c"),
			rarely(fmt.Sprint("user ", random.IntN(2000)), ""),
			rarely(fmt.Sprint(random.IntN(4)), "0", "", "-1"),
			rarely(fmt.Sprint(1+random.IntN(90)), "0", "x", ""),
			rarely(pick("one", "two", "one|two", "three| one |two"), "", "NA", fmt.Sprint("option ", random.IntN(40))),
			pick("good", "bad", "neither"),
			fmt.Sprint(random.IntN(50)), fmt.Sprint(random.IntN(50)), rarely(fmt.Sprint(random.IntN(50)), ""),
		}
		if f.quotes && random.IntN(4) == 0 {
			cells[9] = pick(`"good, but ""late"""`, "\"two\nlines\"", `""`)
			cells[3] = `"` + cells[3] + `"`
		}
		for column, cell := range f.special {
			if i > from && random.IntN(f.each) == 0 {
				cells[indexOf(column)] = strings.NewReplacer("#", fmt.Sprint(i), "$", shape(i), "¤", pick("€", "£")).Replace(cell)
			}
		}
		row := strings.Join(cells, f.comma)
		if random.IntN(500) == 0 {
			row = pick("", "x", row+f.comma+"y", row+f.comma+f.comma, `a"b`+f.comma+row, "\r")
		}
		b.WriteString(row + rarely("\n", "\r\n"))
	}
	return b.String()
}

// shape returns a text whose shape is that of few others.
func shape(i int) string {
	return strings.NewReplacer("0", "a", "1", "9", "0b", "-").Replace(fmt.Sprintf("x%016b", i))
}

func indexOf(column string) int {
	for i, name := range partsColumns {
		if name == column {
			return i
		}
	}
	panic("no column " + column)
}

func isoTimes(random *rand.Rand) string {
	return time.Unix(1.7e9+random.Int64N(4e7), 0).UTC().Format(time.DateTime)
}

func slashTimes(layout string) func(*rand.Rand) string {
	return func(random *rand.Rand) string { return time.Unix(1.7e9+random.Int64N(4e7), 0).UTC().Format(layout) }
}

// firstDays are of the first days of months: no row tells their order.
func firstDays(random *rand.Rand) string {
	return fmt.Sprintf("%02d/%02d/2026 10:00", 1+random.IntN(12), 1+random.IntN(12))
}

// read reads a file in parts, row by row, and row by row with each answer kept.
func readInParts(t *testing.T, text string, set func(*Flags)) (surveys [3]*survey, reports [3]string, errs [3]error) {
	t.Helper()
	for way := range surveys {
		o := &Flags{}
		o.File, o.NPS, o.NPSScale, o.CSATScale, o.CESScale, o.Every, o.TZ, o.Level = "-", []string{"nps"}, cx.RecommendScale(11), cx.SatisfactionScale(5), cx.EaseScale(7), cx.Month, time.UTC, 0.95
		set(o)
		if err := o.CheckTable(); err != nil {
			t.Fatal(err)
		}
		if err := o.Check(nil); err != nil {
			t.Fatal(err)
		}
		if !o.inParts() {
			t.Fatal("the file is not read in parts")
		}
		in, p := strings.NewReader(text), &topic.Progress{}
		s, err := func() (*survey, error) {
			if way == 0 {
				return readSurvey(in, o, p)
			}
			r, err := newWhole(o)
			if err != nil {
				return nil, err
			}
			if way == 2 {
				r.daily = false
				for i := range r.answers {
					r.answers[i].cells, r.before[i].cells = nil, nil
				}
			}
			if err := r.ReadRows(o.Input(in), p, r.Find, r.Add); err != nil {
				return nil, err
			}
			return r.finish(p)
		}()
		if surveys[way], errs[way] = s, err; err != nil {
			continue
		}
		report, err := newReport(s, o)
		if err != nil {
			t.Fatal(err)
		}
		report.SetReading(&s.Counts, &o.Common)
		b, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		reports[way] = string(b)
	}
	return surveys, reports, errs
}

// TestParts counts files in parts, and checks that all is as if they were read row by row,
// with the same first bad rows and the same errors, and with each answer kept.
func TestParts(t *testing.T) {
	joined := filepath.Join(t.TempDir(), "joined.csv")
	if err := os.WriteFile(joined, []byte("user,plan\nuser 1,free\nuser 2,paid\nuser 3,a\nuser 3,b\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	all := func(o *Flags) { o.At, o.By = "at", []string{"by"} }
	with := func(change func(*Flags)) func(*Flags) {
		return func(o *Flags) {
			all(o)
			change(o)
		}
	}
	date := func(month time.Month, day int) cx.Date { return cx.Date{Year: 2024, Month: month, Day: day} }
	for _, c := range []struct {
		name string
		file partsText
		set  func(*Flags)
		want string // of an error
	}{
		{name: "plain", set: all},
		{name: "quotes", file: partsText{quotes: true}, set: all},
		{name: "semicolons", file: partsText{comma: ";"}, set: all},
		{name: "decimal commas", file: partsText{comma: ";", special: map[string]string{"w": "1,5"}}, set: with(func(o *Flags) { o.By, o.Weight = nil, "w" })},
		{name: "no time", set: func(o *Flags) { o.By = []string{"by"} }},
		{name: "zone", set: with(func(o *Flags) { o.TZ, o.TimesIn = oslo, time.UTC })},
		{name: "times of the zone", set: with(func(o *Flags) { o.TZ = oslo; o.Every = cx.Week })},
		{name: "questions and columns", set: with(func(o *Flags) { o.CSAT, o.By, o.Trailing = []string{"csat"}, []string{"by", "too", "user"}, 7 })},
		{name: "one question in columns", set: with(func(o *Flags) { o.NPS = []string{"nps", "d"} })},
		{name: "latest", set: with(func(o *Flags) { o.Customer, o.Keep, o.By = "user", cx.KeepLatest, []string{"by", "too"} })},
		{name: "first", set: with(func(o *Flags) { o.Customer, o.Keep = "user", cx.KeepFirst })},
		{name: "all of customers", set: with(func(o *Flags) { o.Customer, o.Keep = "user", cx.KeepAll })},
		{name: "weights", set: with(func(o *Flags) { o.Weight = "w"; o.By = []string{"too"} })},
		{name: "counts", set: with(func(o *Flags) { o.Count = "n" })},
		{name: "ready counts", set: with(func(o *Flags) { o.NPS, o.Promoters, o.Passives, o.Detractors = nil, "p", "q", "d" })},
		{name: "choices", set: with(func(o *Flags) { o.Choices, o.Split = "multi", "|" })},
		{name: "too many choices", file: partsText{special: map[string]string{"multi": "#|one|1#|2#|3#|4#|5#|6#|7#|8#"}}, set: with(func(o *Flags) { o.Choices, o.Split = "multi", "|" })},
		{name: "chosen days", set: with(func(o *Flags) { o.Since, o.Until = date(2, 1), date(5, 31) })},
		{name: "against", set: with(func(o *Flags) {
			o.Since, o.Against = date(6, 1), cx.Period{Start: date(2, 1), End: date(4, 1)}
		})},
		{name: "where", set: with(func(o *Flags) { o.Where = []table.Condition{{Column: "why", Text: "good"}} })},
		{name: "join", set: with(func(o *Flags) { o.Join, o.On, o.By = joined, "user", []string{"plan"} })},
		{name: "not applicable", set: with(func(o *Flags) { o.NA = []string{"3"} })},
		{name: "day first", file: partsText{at: slashTimes("02/01/2006 15:04")}, set: all},
		{name: "month first", file: partsText{at: slashTimes("1/2/2006 3:04 PM")}, set: all},
		{name: "a late row tells", file: partsText{at: firstDays, special: map[string]string{"at": "31/01/2026"}}, set: all},
		{name: "no row tells", file: partsText{at: firstDays}, set: all, want: "say -dates dmy"},
		{name: "rows tell both", file: partsText{at: firstDays, special: map[string]string{"at": "31/01/2026", "why": "x"}}, set: all},
		{name: "order after ISO", file: partsText{special: map[string]string{"at": "31/01/2026"}}, set: all},
		{name: "contradiction", file: partsText{at: slashTimes("02/01/2006 15:04"), special: map[string]string{"at": "01/31/2026"}}, set: all, want: "the date on line"},
		{name: "many segments", file: partsText{special: map[string]string{"too": "#"}, each: 1, rows: 19_000}, set: with(func(o *Flags) { o.By = []string{"by", "too"} })},
		{name: "too many segments", file: partsText{special: map[string]string{"too": "#"}, each: 1, rows: 21_000}, set: with(func(o *Flags) { o.By = []string{"by", "too"} }), want: "more than 10,000 segments"},
		{name: "a fraction", file: partsText{special: map[string]string{"n": "0.5"}}, set: with(func(o *Flags) { o.Count = "n" }), want: "is no whole number"},
		{name: "a currency", file: partsText{special: map[string]string{"w": "€5"}}, set: with(func(o *Flags) { o.By, o.Weight = nil, "w" })},
		{name: "another currency", file: partsText{special: map[string]string{"nps": "¤9"}}, set: all, want: "another currency"},
		{name: "kinds of bad cells", file: partsText{special: map[string]string{"nps": "$", "at": "$"}, each: 1}, set: all},
		{name: "not UTF-8", file: partsText{special: map[string]string{"why": "\xff"}}, set: all, want: "is not UTF-8"},
		{name: "a quote", file: partsText{special: map[string]string{"why": `"open`}}, set: all},
		{name: "a long row", file: partsText{special: map[string]string{"why": strings.Repeat("long", table.MaxRowBytes/4)}}, set: all, want: "is longer than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, uint64(len(c.name))))
			if c.file.rows == 0 {
				c.file.rows = 8000
			}
			if c.file.each == 0 {
				c.file.each = 100
			}
			if c.file.comma == "" {
				c.file.comma = ","
			}
			if c.file.at == nil {
				c.file.at = isoTimes
			}
			text := c.file.write(random)
			surveys, reports, errs := readInParts(t, text, func(o *Flags) {
				o.AcceptLosses = 0.001
				c.set(o)
			})
			if fmt.Sprint(errs[0]) != fmt.Sprint(errs[1]) || fmt.Sprint(errs[1]) != fmt.Sprint(errs[2]) {
				t.Fatalf("errors %v, row by row %v and %v", errs[0], errs[1], errs[2])
			}
			if c.want != "" && (errs[0] == nil || !strings.Contains(errs[0].Error(), c.want)) {
				t.Fatalf("error %v, want %q", errs[0], c.want)
			}
			if c.want == "" && errs[0] != nil {
				t.Fatal(errs[0])
			}
			if !reflect.DeepEqual(surveys[0], surveys[1]) {
				t.Errorf("in parts:\n%+v\nrow by row:\n%+v", surveys[0], surveys[1])
			}
			if reports[0] != reports[1] {
				t.Errorf("in parts:\n%s\nrow by row:\n%s", reports[0], reports[1])
			}
			if reports[1] != reports[2] {
				t.Errorf("days counted together:\n%s\neach answer kept:\n%s", reports[1], reports[2])
			}
		})
	}
}
