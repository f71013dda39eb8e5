package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A ledger is all that is counted up to some offsets.
type ledger struct {
	at       map[int32]int64
	tallies  tallies
	rejected map[reason]int64
}

func ledgerIn(ctx context.Context, q queryer, topic string) (ledger, error) {
	at, err := offsetsOf(ctx, q, topic)
	if err != nil {
		return ledger{}, err
	}
	sums, err := talliesIn(ctx, q)
	if err != nil {
		return ledger{}, err
	}
	rejected, err := rejectedIn(ctx, q, topic)
	return ledger{at, sums, rejected}, err
}

// errDiffers means that something was counted twice or not at all.
var errDiffers = errors.New("the database holds something else than the recount")

// verify counts anew and compares, also while consumers write: it reads one moment of the
// database. It counts the rows where they are kept. Without them it reads the topic again,
// which must still hold its first record.
func verify(ctx context.Context, src source, st *store, out io.Writer) error {
	tx, err := st.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelSerializable})
	if err != nil {
		return fmt.Errorf("read the database: %w", err)
	}
	defer tx.Rollback()
	kept, err := ledgerIn(ctx, tx, st.topic)
	if err != nil {
		return fmt.Errorf("read the database: %w", err)
	}
	again := ledger{kept.at, tallies{}, kept.rejected}
	if st.rows {
		err = again.countRows(ctx, tx)
	} else {
		again.rejected = map[reason]int64{}
		err = again.countTopic(ctx, src, st.log)
	}
	if err != nil {
		return err
	}
	return report(out, kept, again)
}

func report(out io.Writer, kept, again ledger) error {
	if !maps.Equal(kept.tallies, again.tallies) || !maps.Equal(kept.rejected, again.rejected) {
		return errDiffers
	}
	answers, rejected := int64(0), int64(0)
	for _, tally := range kept.tallies {
		answers += tally.Total()
	}
	for _, n := range kept.rejected {
		rejected += n
	}
	_, err := fmt.Fprintf(out, "equal to a recount: %d answers in %d tallies, %d records rejected\n", answers, len(kept.tallies), rejected)
	return err
}

// silence is how long a recount waits for a record that should be there.
const silence = 10 * time.Second

// countTopic counts the topic from its first record up to the offsets.
func (l *ledger) countTopic(ctx context.Context, src source, log *slog.Logger) error {
	left := map[int32]kgo.Offset{}
	for part := range l.at {
		left[part] = kgo.NewOffset().At(0) // out of range, and an error, where the topic has lost it
	}
	if len(left) == 0 {
		return nil
	}
	client, err := kgo.NewClient(append(src.reading(log), kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{src.topic: maps.Clone(left)}))...)
	if err != nil {
		return fmt.Errorf("make a client: %w", err)
	}
	defer client.Close()
	for len(left) > 0 {
		wait, cancel := context.WithTimeout(ctx, silence)
		fetches := client.PollRecords(wait, src.batch)
		cancel()
		for _, e := range fetches.Errors() {
			return fmt.Errorf("read partition %d again: %w", e.Partition, e.Err)
		}
		for r := range fetches.RecordsAll() {
			to := l.at[r.Partition]
			if r.Offset >= to-1 {
				delete(left, r.Partition)
			}
			if r.Offset >= to {
				continue // not counted yet
			}
			a, why := answerOf(r, false)
			if why != "" {
				l.rejected[why]++
			} else if err := l.tallies.add(a); err != nil {
				return err
			}
		}
	}
	return nil
}

// countRows counts the rows.
func (l *ledger) countRows(ctx context.Context, q queryer) error {
	return each(ctx, q, func(rows *sql.Rows) error {
		var a answer
		var at string
		if err := rows.Scan(&a.Segment, &a.Score, &at); err != nil {
			return err
		}
		var err error
		if a.At, err = time.Parse(time.RFC3339Nano, at); err != nil {
			return errors.New("the time of a row cannot be read")
		}
		if a.Week, err = weekly.PeriodOf(a.At); err != nil {
			return err
		}
		return l.tallies.add(a)
	}, `SELECT segment, score, at FROM answers`)
}
