package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// buildReport builds the report of examples/report.
func buildReport(folder string) (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/cxmetrics/cx").Output()
	if err != nil {
		return "", fmt.Errorf("finding cx: %w", err)
	}
	root := string(bytes.TrimSpace(out))
	binary := filepath.Join(folder, "report")
	said, err := exec.Command("go", "-C", filepath.Join(root, "examples", "report"), "build", "-o", binary, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building the report: %w: %s", err, said)
	}
	return binary, nil
}

// writeFile writes a file of lines.
func writeFile(name string, n int, header string, line func(b []byte, i int) []byte) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(w, header)
	var b []byte
	for i := range n {
		b = append(line(b[:0], i), '\n')
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// reports is a run of the report, whose time is that of the whole program, and what it says as JSON.
func reports[T any](binary string, show func(T) result, arguments ...string) run {
	return func() (spent, func() (result, error), error) {
		var out, said bytes.Buffer
		cmd := exec.Command(binary, append(arguments, "-json")...)
		cmd.Stdout, cmd.Stderr = &out, &said
		cmd.Env = append(os.Environ(), "GOMAXPROCS=2")
		stop := stopwatch()
		err := cmd.Run()
		took := stop()
		if err != nil {
			return spent{}, nil, fmt.Errorf("%w: %s", err, said.String())
		}
		took.processor = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		return took, func() (result, error) {
			var found T
			err := json.Unmarshal(out.Bytes(), &found)
			return show(found), err
		}, nil
	}
}

var plans = []string{"Consumer", "Enterprise", "Mid market", "Public", "Small business"}

func surveyReport(n int, b *bench) (heat, error) {
	n /= 2
	file := filepath.Join(b.folder, "survey.csv")
	r := rand.New(rand.NewPCG(13, 0))
	err := writeFile(file, n, "answered,segment,score,comment", func(b []byte, i int) []byte {
		at := firstDay.Add(time.Duration(r.IntN(366*86400)) * time.Second)
		b = append(at.AppendFormat(b, time.DateTime), ',')
		b = append(append(b, plans[r.IntN(len(plans))]...), ',')
		b = append(strconv.AppendInt(b, int64(max(r.IntN(11), r.IntN(11))), 10), ",c"...)
		return strconv.AppendInt(b, int64(i), 10)
	})
	if err != nil {
		return heat{}, err
	}
	b.files = append(b.files, file)
	type tally struct {
		Tally struct{ Promoters, Passives, Detractors int64 }
	}
	type survey struct {
		NPS struct {
			Distribution []struct{ Rating, Answers int64 }
			Points       []struct {
				Period string
				tally
			}
			Ranking []struct {
				Key string
				tally
			}
		}
	}
	show := func(s survey) result {
		var rows [][]int64
		for _, d := range s.NPS.Distribution {
			rows = append(rows, []int64{0, d.Rating, d.Answers, 0, 0})
		}
		for i, p := range s.NPS.Points {
			rows = append(rows, []int64{1, int64(i + 1), p.Tally.Promoters, p.Tally.Detractors, p.Tally.Promoters + p.Tally.Passives + p.Tally.Detractors})
		}
		for _, g := range s.NPS.Ranking {
			for i, name := range plans {
				if name == g.Key {
					rows = append(rows, []int64{2, int64(i), g.Tally.Promoters, g.Tally.Detractors, g.Tally.Promoters + g.Tally.Passives + g.Tally.Detractors})
				}
			}
		}
		return result{exact: rows}
	}
	names := "['Consumer', 'Enterprise', 'Mid market', 'Public', 'Small business']"
	counts := func(from, n string) string {
		return fill(`
			SELECT 0, score::BIGINT, {n}, 0, 0 FROM {from} GROUP BY 2
			UNION ALL
			SELECT 1, month(answered), {n} FILTER (score >= 9), {n} FILTER (score <= 6), {n} FROM {from} GROUP BY 2
			UNION ALL
			SELECT 2, list_position({names}, segment) - 1, {n} FILTER (score >= 9), {n} FILTER (score <= 6), {n} FROM {from} GROUP BY 2`,
			"{n}", n, "{from}", from, "{names}", names)
	}
	typed := "read_csv('" + file + "', header = true, columns = {answered: 'TIMESTAMP', segment: 'VARCHAR', score: 'UTINYINT', comment: 'VARCHAR'})"
	script := func(name, first, query string) side {
		return side{name: name, run: timed(func() ([][]int64, error) {
			if err := b.duck.exec(first); err != nil {
				return nil, err
			}
			return b.duck.numbers(query)
		}, func(rows [][]int64) result { return result{exact: rows} })}
	}
	cubed := `WITH cube AS (SELECT date_trunc('month', answered) answered, segment, score, count(*) n FROM {file} GROUP BY ALL)
		` + counts("cube", "sum(n)")
	cubed = castSums(cubed)
	return heat{
		job: "a page of a survey in CSV", rows: n,
		cx: []side{{
			name: "`report survey`", goals: []goal{{peer: "DuckDB", times: 1}},
			run: reports(b.report, show, "survey", "-nps", "score", "-at", "answered", "-by", "segment", file),
		}},
		peers: []peer{{name: "DuckDB", ways: []side{
			script("into a table, types found", "CREATE OR REPLACE TEMP TABLE survey AS SELECT answered, segment, score FROM read_csv('"+file+"')", counts("survey", "count(*)")),
			script("into a table, types given", "CREATE OR REPLACE TEMP TABLE survey AS SELECT answered, segment, score FROM "+typed, counts("survey", "count(*)")),
			b.duck.way("one pass, types given", fill(cubed, "{file}", typed)),
		}}},
	}, nil
}

// castSums makes whole numbers of the sums of counts.
func castSums(query string) string {
	return "SELECT COLUMNS(*)::BIGINT FROM (" + query + ")"
}

func ordersReport(n int, b *bench) (heat, error) {
	n /= 10
	file := filepath.Join(b.folder, "orders.csv")
	r := rand.New(rand.NewPCG(14, 0))
	err := writeFile(file, n, "customer,ordered,amount", func(b []byte, i int) []byte {
		u := r.Float64()
		b = fmt.Appendf(b, "C%07d,", int(u*u*float64(n/5)))
		at := firstDay.Add(time.Duration(r.IntN(daysOfRows*86400)) * time.Second)
		b = append(at.AppendFormat(b, time.DateTime), ',')
		return fmt.Appendf(b, "%d.%02d", 5+r.IntN(195), r.IntN(100))
	})
	if err != nil {
		return heat{}, err
	}
	b.files = append(b.files, file)
	type orders struct {
		Cohorts cx.Cohorts
		Revenue decimal.Decimal
		Repeat  struct{ Tally cx.Repeat }
	}
	show := func(o orders) result {
		found := triangle(o.Cohorts)
		for i, cell := range found.exact {
			found.exact[i] = append(cell, 0)
		}
		t := o.Repeat.Tally
		found.exact = append(found.exact, []int64{-1, t.Customers, t.Repeaters, t.RepeatOrders}, []int64{-2, t.GapDays, o.Revenue.Shift(2).IntPart(), 0})
		return found
	}
	typed := "read_csv('" + file + "', header = true, columns = {customer: 'VARCHAR', ordered: 'TIMESTAMP', amount: 'DECIMAL(18, 2)'})"
	way := func(name, source string) side {
		return side{name: name, run: timed(func() (found [][]int64, err error) {
			if err := b.duck.exec("CREATE OR REPLACE TEMP TABLE visits AS SELECT customer, ordered AS moment, amount FROM " + source); err != nil {
				return nil, err
			}
			rows, err := b.duck.numbers(fill(setsOfMonths(), "{key}", "customer", "{month}", monthParts, "{table}", "visits"))
			if err != nil {
				return nil, err
			}
			for _, cell := range cellsOfColumns(rows) {
				found = append(found, append(cell, 0))
			}
			rows, err = b.duck.numbers(`
				WITH o AS (SELECT customer c, moment::DATE AS day, sum(amount) amount FROM visits GROUP BY 1, 2),
				customers AS (SELECT c, count(*) n, max(day) - min(day) span, sum(amount) amount FROM o GROUP BY 1)
				SELECT -1, count(*), count(*) FILTER (n > 1), sum(n - 1)::BIGINT FROM customers
				UNION ALL
				SELECT -2, sum(span)::BIGINT, (100 * sum(amount))::BIGINT, 0 FROM customers`)
			return append(found, rows...), err
		}, func(rows [][]int64) result { return result{exact: rows} })}
	}
	return heat{
		job: "a page of orders in CSV", rows: n,
		cx: []side{{
			name: "`report orders`, all sections", goals: []goal{{peer: "DuckDB", text: "2 s"}},
			run: reports(b.report, show, "orders", "-customer", "customer", "-at", "ordered", "-amount", "amount", "-as-of", "2026-01-01", file),
		}},
		peers: []peer{{name: "DuckDB", ways: []side{way("its triangle and repeat orders alone, types found", "read_csv('"+file+"')"), way("its triangle and repeat orders alone, types given", typed)}}},
	}, nil
}
