package main

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"slices"
	"sync"
)

// sampleDB is what a database is to this program: it knows three statements and no SQL.
// It holds made-up counts of one quarter, and the column that the program writes, where
// the tallies of the quarter before are already.
type sampleDB struct {
	mu     sync.Mutex
	counts [][]driver.Value // plan, promoters, passives, detractors, answers
	kept   [][]driver.Value // quarter, plan, tally
}

func newSampleDB() *sampleDB {
	return &sampleDB{
		counts: [][]driver.Value{
			{"Business", int64(180), int64(120), int64(100), int64(401)},
			{"Enterprise", int64(66), int64(24), int64(10), int64(100)},
			{"Free", int64(150), int64(140), int64(190), int64(484)},
			{"Partner", int64(12), int64(6), int64(4), int64(22)},
			{"Team", int64(210), int64(130), int64(80), int64(421)},
			{"Trial", int64(0), int64(0), int64(0), int64(2)},
		},
		kept: [][]driver.Value{
			{"2026-Q2", "Business", `{"promoters":171,"passives":118,"detractors":105}`},
			{"2026-Q2", "Enterprise", `{"promoters":58,"passives":24,"detractors":12}`},
			{"2026-Q2", "Free", `{"promoters":139,"passives":131,"detractors":188}`},
			{"2026-Q2", "Team", `{"promoters":176,"passives":121,"detractors":93}`},
		},
	}
}

// Connect and Driver make it a driver.Connector, for sql.OpenDB.
func (db *sampleDB) Connect(context.Context) (driver.Conn, error) { return sampleConn{db}, nil }
func (db *sampleDB) Driver() driver.Driver                        { return nil }

// sampleConn is a connection: it answers queries and runs statements directly.
type sampleConn struct{ db *sampleDB }

var errUnknown = errors.New("the sample database does not know this statement")

func (c sampleConn) Prepare(string) (driver.Stmt, error) { return nil, errUnknown }
func (c sampleConn) Begin() (driver.Tx, error)           { return nil, errUnknown }
func (c sampleConn) Close() error                        { return nil }

func (c sampleConn) QueryContext(_ context.Context, query string, _ []driver.NamedValue) (driver.Rows, error) {
	c.db.mu.Lock()
	defer c.db.mu.Unlock()
	switch query {
	case countsQuery:
		return &sampleRows{columns: 5, rows: c.db.counts}, nil
	case keptQuery:
		rows := make([][]driver.Value, 0, len(c.db.kept))
		for _, row := range c.db.kept {
			rows = append(rows, []driver.Value{row[0], row[2]})
		}
		return &sampleRows{columns: 2, rows: rows}, nil
	}
	return nil, errUnknown
}

func (c sampleConn) ExecContext(_ context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if query != keepStatement || len(args) != 3 {
		return nil, errUnknown
	}
	c.db.mu.Lock()
	defer c.db.mu.Unlock()
	row := []driver.Value{args[0].Value, args[1].Value, args[2].Value}
	same := func(kept []driver.Value) bool { return kept[0] == row[0] && kept[1] == row[1] }
	if i := slices.IndexFunc(c.db.kept, same); i >= 0 {
		c.db.kept[i] = row
	} else {
		c.db.kept = append(c.db.kept, row)
	}
	return driver.RowsAffected(1), nil
}

// sampleRows hands out rows one by one.
type sampleRows struct {
	columns int
	rows    [][]driver.Value
}

func (r *sampleRows) Columns() []string { return make([]string, r.columns) }
func (r *sampleRows) Close() error      { return nil }

func (r *sampleRows) Next(dest []driver.Value) error {
	if len(r.rows) == 0 {
		return io.EOF
	}
	copy(dest, r.rows[0])
	r.rows = r.rows[1:]
	return nil
}
