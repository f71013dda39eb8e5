// Package store keeps rows and the tallies over them in SQLite or PostgreSQL. A batch of rows
// and the tallies that it changes are one durable transaction, so that the tallies always
// equal a count of the rows.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Store is the database. Its methods may be called from many goroutines, and several
// processes may have the same database open.
type Store struct {
	dialect dialect
	read    *sql.DB
	write   *sql.DB // the same as read in PostgreSQL

	prepared map[string]*sql.Stmt // by their texts

	batches chan *batch     // of answers, to the committer
	stop    <-chan struct{} // closed by close
	close   context.CancelFunc
	stopped chan struct{} // closed when the committer has ended

	listeners listeners
	decoded   decoded
	months    months
	built     builds
}

// Open opens a database and brings its tables up to date: PostgreSQL by an address that begins
// with postgres://, and else the SQLite file of that name, which is made if it is missing.
func Open(ctx context.Context, dsn string) (*Store, error) {
	running, cancel := context.WithCancel(context.Background())
	s := &Store{batches: make(chan *batch), stop: running.Done(), close: cancel, stopped: make(chan struct{})}
	var err error
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		err = s.openPostgres(dsn)
	} else {
		err = s.openSQLite(dsn)
	}
	if err == nil {
		err = s.migrate(ctx)
	}
	if err == nil {
		err = s.prepare(ctx)
	}
	if err != nil {
		cancel()
		return nil, errors.Join(err, s.closeDatabase())
	}
	go s.commitBatches(running)
	return s, nil
}

func (s *Store) openPostgres(dsn string) error {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return errors.New("the address of PostgreSQL is not valid") // the driver's error repeats it
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(8)
	db.SetConnMaxIdleTime(5 * time.Minute)
	s.dialect, s.read, s.write = postgres(), db, db
	return nil
}

// openSQLite opens the file twice: SQLite has one writer at a time, so that those of this
// process wait for one connection in line, and not for the file by trying again. With
// synchronous(FULL) a commit is on the disk when it returns. NORMAL, which is faster, may lose
// the last commits when the power fails.
func (s *Store) openSQLite(file string) error {
	if file == "" || strings.HasPrefix(file, ":") {
		return errors.New("the database is neither a file nor an address that begins with postgres://")
	}
	file, err := filepath.Abs(file)
	if err != nil {
		return fmt.Errorf("find the database: %w", err)
	}
	const pragmas = "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"
	name := "file:" + (&url.URL{Path: filepath.ToSlash(file)}).EscapedPath() + "?" + pragmas
	if s.write, err = sql.Open("sqlite", name+"&_txlock=immediate"); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	s.write.SetMaxOpenConns(1)
	if s.read, err = sql.Open("sqlite", name); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	s.read.SetMaxOpenConns(8)
	s.read.SetMaxIdleConns(8)
	s.dialect = sqliteDialect()
	return nil
}

// Close closes the database. Batches that are not written yet get ErrClosed, that which is
// being written among them, all of which is rolled back.
func (s *Store) Close() error {
	s.close()
	<-s.stopped
	return s.closeDatabase()
}

func (s *Store) closeDatabase() error {
	var err error
	if s.read != nil {
		err = s.read.Close()
	}
	if s.write != nil && s.write != s.read {
		err = errors.Join(err, s.write.Close())
	}
	return err
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if err := s.read.QueryRowContext(ctx, "SELECT 1").Scan(&one); err != nil {
		return fmt.Errorf("ask the database: %w", err)
	}
	return nil
}

// Busy reports whether an error says that the database cannot take the write now, and may
// take it later: it is locked, full, restarting or gone.
func Busy(err error) bool {
	if errors.Is(err, ErrClosed) || errors.Is(err, context.DeadlineExceeded) || retryable(err) {
		return true
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY:
			return true
		}
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code[:2] {
		case "08", "53", "57", "58": // connection, resources, an operator, the system
			return true
		}
		return pg.Code == "25006" // read-only: a standby
	}
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// retryable reports whether a transaction that failed was rolled back only because another
// was in its way, or because its connection broke before it began.
func retryable(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == sqlite3.SQLITE_BUSY || lite.Code()&0xff == sqlite3.SQLITE_LOCKED
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		// Serialization failure, deadlock, and a session that an operator ended: rolled back.
		return pg.Code == "40001" || pg.Code == "40P01" || pg.Code == "57P01"
	}
	return pgconn.SafeToRetry(err)
}
