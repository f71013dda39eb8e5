package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"testing"
	"time"
)

var errBroken = errors.New("the connection broke")

// faults breaks one call to the database, or that and all after it.
type faults struct {
	at      int  // the call that breaks, from 1; 0 is none
	answer  bool // the call is done, and only its answer is lost
	forever bool // the process is gone: nothing after it is done
	end     context.CancelFunc
	calls   int
}

func (f *faults) do(call func() error) error {
	f.calls++
	broken := f.calls == f.at
	if broken && f.forever {
		f.end()
	}
	if broken && !f.answer || f.forever && f.calls > f.at {
		return errBroken
	}
	if err := call(); err != nil {
		return err
	}
	if broken {
		return errBroken
	}
	return nil
}

// faulty is a driver.Connector of connections with faults.
type faulty struct {
	real    driver.Driver
	address string
	*faults
}

func (f faulty) Driver() driver.Driver { return f.real }

func (f faulty) Connect(context.Context) (driver.Conn, error) {
	c, err := f.real.Open(f.address)
	return faultyConn{c, f.faults}, err
}

type faultyConn struct {
	driver.Conn
	*faults
}

func (c faultyConn) BeginTx(ctx context.Context, o driver.TxOptions) (tx driver.Tx, err error) {
	err = c.do(func() error { tx, err = c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o); return err })
	if err != nil && tx != nil {
		tx.Rollback() // as the server does when a connection ends
	}
	return faultyTx{tx, c.faults}, err
}

func (c faultyConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (r driver.Result, err error) {
	err = c.do(func() error { r, err = c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args); return err })
	return r, err
}

func (c faultyConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (r driver.Rows, err error) {
	err = c.do(func() error { r, err = c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args); return err })
	if err != nil && r != nil {
		r.Close()
	}
	return r, err
}

type faultyTx struct {
	driver.Tx
	*faults
}

func (t faultyTx) Commit() error {
	err := t.do(t.Tx.Commit)
	if errors.Is(err, errBroken) {
		t.Tx.Rollback() // no effect after a commit
	}
	return err
}

// TestCrash breaks each call to the database in turn: once before it is done and once after,
// once as a passing fault, which the consumer outlives, and once as the end of the process,
// after which another one goes on. What is counted in the end is always the same.
func TestCrash(t *testing.T) {
	// Of one week, so that there are few tallies.
	records := slices.DeleteFunc(sampled(t, 7, 120, 6), func(m made) bool { return m.why == "" && m.answer.At.After(epoch.AddDate(0, 0, 7)) })
	want := slices.Clone(records)
	for _, m := range records[:4] { // a producer sends again in doubt
		records = append(records, m)
		if m.why == "" {
			m.why = repeated
		}
		want = append(want, m)
	}
	poll := polled(records)
	onDatabases(t, func(t *testing.T, name string) {
		kind, address := addressOf(name)
		plain, err := sql.Open(kind, address)
		if err != nil {
			t.Fatal(err)
		}
		defer plain.Close()
		whole := opened(t, name, true)
		try := func(f *faults) error {
			for _, table := range []string{"offsets", "tallies", "rejected", "answers"} {
				if _, err := whole.db.Exec(`DELETE FROM ` + table); err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			f.end = cancel
			st := *whole
			st.db = sql.OpenDB(faulty{plain.Driver(), address, f})
			defer st.db.Close()
			st.patience = 3 * time.Second // so the first wait is 5 ms
			return saveAll(ctx, &st, poll, 16)
		}
		none := &faults{}
		if err := try(none); err != nil {
			t.Fatal(err)
		}
		calls := none.calls
		if calls < 40 {
			t.Fatalf("there are only %d calls", calls)
		}
		for at := 1; at <= calls && !t.Failed(); at++ {
			for _, f := range []*faults{{at: at}, {at: at, answer: true}, {at: at, forever: true}, {at: at, answer: true, forever: true}} {
				err := try(f)
				if f.forever {
					if !errors.Is(err, errBroken) {
						t.Errorf("call %d of %d: a dead process returns %v", at, calls, err)
					}
					err = saveAll(t.Context(), whole, poll, 16)
				}
				if err != nil {
					t.Errorf("call %d of %d, answer lost %v, dead %v: %v", at, calls, f.answer, f.forever, err)
				}
				holds(t, whole, want)
			}
		}
	})
}
