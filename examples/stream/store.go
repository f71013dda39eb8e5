package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx
	_ "modernc.org/sqlite"             // the driver sqlite
)

// One schema and one set of statements serve both databases.
var schema = []string{
	`CREATE TABLE IF NOT EXISTS offsets (
		topic TEXT NOT NULL, part INTEGER NOT NULL, next BIGINT NOT NULL, PRIMARY KEY (topic, part))`,
	`CREATE TABLE IF NOT EXISTS tallies (
		segment TEXT NOT NULL, week TEXT NOT NULL, tally TEXT NOT NULL, PRIMARY KEY (segment, week))`,
	`CREATE TABLE IF NOT EXISTS rejected (
		topic TEXT NOT NULL, part INTEGER NOT NULL, off BIGINT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (topic, part, off))`,
	`CREATE TABLE IF NOT EXISTS answers (
		id TEXT PRIMARY KEY, customer TEXT NOT NULL, segment TEXT NOT NULL, score INTEGER NOT NULL, at TEXT NOT NULL)`,
	`CREATE INDEX IF NOT EXISTS answers_customer ON answers (customer)`,
}

// A store keeps where a topic was read to, and what was counted up to there.
type store struct {
	db       *sql.DB
	topic    string
	bytewise string        // the collation that orders texts as Go does
	rows     bool          // keep the answers as rows, too
	patience time.Duration // how long an error of the database is waited out
	log      *slog.Logger
}

// patience is less than the minute after which a group gives the partitions of a member
// that is still busy to another.
const patience = 30 * time.Second

// openStore opens a database: the address of PostgreSQL, or the name of a file of SQLite.
func openStore(ctx context.Context, name, topic string, rows bool, log *slog.Logger) (*store, error) {
	db, bytewise, err := openDatabase(name)
	if err != nil {
		return nil, err
	}
	s := &store{db, topic, bytewise, rows, patience, log}
	if err := s.migrate(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return s, nil
}

func openDatabase(name string) (db *sql.DB, bytewise string, err error) {
	driver, address := addressOf(name)
	bytewise = "BINARY"
	if driver == "pgx" {
		bytewise = `"C"`
		if _, err := pgx.ParseConfig(address); err != nil {
			return nil, "", errors.New("the address of the database cannot be read") // it may hold a password
		}
	}
	if db, err = sql.Open(driver, address); err != nil {
		return nil, "", fmt.Errorf("open the database: %w", err)
	}
	return db, bytewise, nil
}

func addressOf(name string) (driver, address string) {
	if strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://") {
		return "pgx", name
	}
	// A write locks at once, for a lock that is taken late can be refused at once. In a power
	// failure NORMAL may lose the last transactions, offsets and tallies alike: they are read again.
	settings := url.Values{
		"_pragma": {"journal_mode(WAL)", "busy_timeout(1000)", "synchronous(NORMAL)"},
		"_txlock": {"immediate"},
	}
	return "sqlite", "file:" + (&url.URL{Path: filepath.ToSlash(name)}).EscapedPath() + "?" + settings.Encode()
}

func (s *store) migrate(ctx context.Context) error {
	return s.retry(ctx, "make the tables", func(ctx context.Context, _ bool) error {
		for _, statement := range schema {
			if _, err := s.db.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// offsets returns where each partition was read to.
func (s *store) offsets(ctx context.Context) (map[int32]int64, error) {
	var at map[int32]int64
	err := s.retry(ctx, "read the offsets", func(ctx context.Context, _ bool) error {
		var err error
		at, err = offsetsOf(ctx, s.db, s.topic)
		return err
	})
	return at, err
}

type queryer interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}

func offsetsOf(ctx context.Context, q queryer, topic string) (map[int32]int64, error) {
	at := map[int32]int64{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var part int32
		var next int64
		if err := rows.Scan(&part, &next); err != nil {
			return err
		}
		at[part] = next
		return nil
	}, `SELECT part, next FROM offsets WHERE topic = $1`, topic)
	return at, err
}

func talliesIn(ctx context.Context, q queryer) (tallies, error) {
	kept := tallies{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var segment string
		var week cx.Column[cx.Period]
		var tally cx.Column[cx.NPS]
		if err := rows.Scan(&segment, &week, &tally); err != nil {
			return err
		}
		kept[cell{segment, week.V}] = tally.V
		return nil
	}, `SELECT segment, week, tally FROM tallies`)
	return kept, err
}

func rejectedIn(ctx context.Context, q queryer, topic string) (map[reason]int64, error) {
	counts := map[reason]int64{}
	err := each(ctx, q, func(rows *sql.Rows) error {
		var why reason
		var n int64
		if err := rows.Scan(&why, &n); err != nil {
			return err
		}
		counts[why] = n
		return nil
	}, `SELECT reason, count(*) FROM rejected WHERE topic = $1 GROUP BY reason`, topic)
	return counts, err
}

// each calls scan at each row of a query.
func each(ctx context.Context, q queryer, scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// retry waits out a database that is locked, restarts, or cannot be reached. All of its errors
// are tried again, for that does no harm: a transaction is all or nothing, and save
// finds out whether the one before came through. What a wait cannot fix is returned at once.
//
// A stop ends the waiting, and not a transaction under way: whether that came through would
// then be unknown while another consumer already asks for the offsets.
func (s *store) retry(ctx context.Context, what string, do func(ctx context.Context, again bool) error) error {
	end := time.Now().Add(s.patience)
	wait := s.patience / 600
	for again := false; ; again = true {
		attempt, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.patience)
		err := do(attempt, again)
		cancel()
		if err == nil {
			return nil
		}
		if errors.Is(err, errTaken) || errors.Is(err, cx.ErrInvalid) || ctx.Err() != nil || time.Now().After(end) {
			return fmt.Errorf("%s: %w", what, err)
		}
		s.log.Warn("the database refuses: trying again", "what", what, "error", err)
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", what, err)
		case <-time.After(wait):
		}
		wait = min(2*wait, s.patience/6)
	}
}
