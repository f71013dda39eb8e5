// Command sqlcounts takes counts from SQL straight into tallies: the database counts
// promoters, passives and detractors, and nothing loops over answers. It ranks the
// plans, keeps each tally as JSON in a column, and merges what the column holds.
//
// Copy the statements, and readCounts, keep and readKept, which are plain database/sql.
// Leave out driver.go: it is no database, and answers these statements with fixed rows.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/cxmetrics/cx"
)

// countsQuery counts the classes of 0..10, and all answers beside them: one without a
// score, or with a score outside the scale, is in no class. Where the database has no
// FILTER, write sum(CASE WHEN score BETWEEN 9 AND 10 THEN 1 ELSE 0 END).
const countsQuery = `
SELECT coalesce(plan, 'unknown'),
       count(*) FILTER (WHERE score BETWEEN 9 AND 10) AS promoters,
       count(*) FILTER (WHERE score BETWEEN 7 AND 8)  AS passives,
       count(*) FILTER (WHERE score BETWEEN 0 AND 6)  AS detractors,
       count(*)                                       AS answers
FROM answers
WHERE answered_at >= $1 AND answered_at < $2
GROUP BY 1`

const keepStatement = `
INSERT INTO nps_by_plan (quarter, plan, tally) VALUES ($1, $2, $3)
ON CONFLICT (quarter, plan) DO UPDATE SET tally = excluded.tally`

const keptQuery = `SELECT quarter, tally FROM nps_by_plan`

func main() {
	db := sql.OpenDB(newSampleDB()) // yours: sql.Open("pgx", "postgres://...")
	defer db.Close()
	if err := run(context.Background(), db, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sqlcounts:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, db *sql.DB, out io.Writer) error {
	quarter, err := cx.ParsePeriod("2026-Q3")
	if err != nil {
		return err
	}
	groups, answers, err := readCounts(ctx, db, quarter)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "The database counts%s\n\nNPS by plan, %v\n", countsQuery, quarter)
	if err := printRanking(out, groups, answers); err != nil {
		return err
	}
	if err := keep(ctx, db, quarter, groups); err != nil {
		return err
	}
	quarters, err := readKept(ctx, db)
	if err != nil {
		return err
	}
	return printKept(out, groups, quarters)
}

// readCounts returns a tally for each plan, and how many answers there were in all.
func readCounts(ctx context.Context, db *sql.DB, quarter cx.Period) (groups []cx.Group[string, cx.NPS], answers int64, err error) {
	calendar := cx.Calendar{} // days in UTC; set Location for those of your customers
	from, err := calendar.StartOf(quarter.Start)
	if err != nil {
		return nil, 0, err
	}
	to, err := calendar.StartOf(quarter.End)
	if err != nil {
		return nil, 0, err
	}
	rows, err := db.QueryContext(ctx, countsQuery, from, to)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var g cx.Group[string, cx.NPS]
		var all int64
		if err := rows.Scan(&g.Key, &g.Tally.Promoters, &g.Tally.Passives, &g.Tally.Detractors, &all); err != nil {
			return nil, 0, err
		}
		groups, answers = append(groups, g), answers+all
	}
	return groups, answers, rows.Err()
}

// keep writes each tally as JSON, which decodes to the same value. To keep a quarter
// again overwrites it, so that nothing counts twice.
func keep(ctx context.Context, db *sql.DB, quarter cx.Period, groups []cx.Group[string, cx.NPS]) error {
	for _, g := range groups {
		tally, err := json.Marshal(g.Tally)
		if err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx, keepStatement, quarter.String(), g.Key, string(tally)); err != nil {
			return err
		}
	}
	return nil
}

// readKept merges the tallies of the column to one for each quarter, in order.
func readKept(ctx context.Context, db *sql.DB) ([]cx.Group[string, cx.NPS], error) {
	rows, err := db.QueryContext(ctx, keptQuery)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var shards [][]cx.Group[string, cx.NPS]
	for rows.Next() {
		var g cx.Group[string, cx.NPS]
		var tally []byte
		if err := rows.Scan(&g.Key, &tally); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(tally, &g.Tally); err != nil {
			return nil, err
		}
		shards = append(shards, []cx.Group[string, cx.NPS]{g})
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return cx.MergeGroups(shards...)
}
