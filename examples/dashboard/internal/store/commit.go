package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrClosed says that the store was closed before the batch was written.
var ErrClosed = errors.New("the store is closed")

// A commit waits for the disk, so that batches of many callers share one: while a commit runs,
// those that come wait, and the next transaction has all of them.
const (
	maxShared     = 64    // batches in a transaction
	maxSharedRows = 5_000 // rows, before the last batch
	commitTimeout = 30 * time.Second
)

// batch is the answers of a caller of AddAnswers.
type batch struct {
	ctx     context.Context
	answers []encodedAnswer
	done    chan outcome // of room for one
}

type outcome struct {
	added int
	err   error
}

// AddAnswers adds answers and counts them in the tallies, in one transaction that is durable
// when it returns. Answers whose ID was there before, or was erased, change nothing: added is
// the number of the others. On an error nothing was added; but if the error is that of ctx, all
// may have been, and it is right to send them again.
func (s *Store) AddAnswers(ctx context.Context, answers []Answer) (added int, err error) {
	if len(answers) == 0 {
		return 0, nil
	}
	b := &batch{ctx, make([]encodedAnswer, len(answers)), make(chan outcome, 1)}
	for i, a := range answers { // here, and not by the one committer, for which all wait
		if err := a.Check(); err != nil {
			return 0, fmt.Errorf("answer %d: %w", i, err)
		}
		if b.answers[i], err = encodeAnswer(a); err != nil {
			return 0, err
		}
	}
	select {
	case s.batches <- b:
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-s.stop:
		return 0, ErrClosed
	}
	select {
	case o := <-b.done:
		return o.added, o.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// commitBatches writes batches until the store is closed.
func (s *Store) commitBatches(running context.Context) {
	defer close(s.stopped)
	for {
		select {
		case <-running.Done():
			return
		case b := <-s.batches:
			s.commitShared(running, s.gather(b))
		}
	}
}

// gather returns a batch and those that wait.
func (s *Store) gather(b *batch) []*batch {
	shared, rows := []*batch{b}, len(b.answers)
	for len(shared) < maxShared && rows < maxSharedRows {
		select {
		case b := <-s.batches:
			if b.ctx.Err() == nil { // else its caller has gone
				shared, rows = append(shared, b), rows+len(b.answers)
			}
		default:
			return shared
		}
	}
	return shared
}

// commitShared writes batches in one transaction. If that fails because of one of them, each
// has its own.
func (s *Store) commitShared(running context.Context, shared []*batch) {
	outcomes, err := s.commit(running, shared)
	if err != nil && running.Err() != nil {
		err = ErrClosed
	}
	if err != nil && len(shared) > 1 && !Busy(err) {
		for _, b := range shared {
			s.commitShared(running, []*batch{b})
		}
		return
	}
	if err == nil {
		s.changed()
	}
	for i, b := range shared {
		if err != nil {
			b.done <- outcome{err: err}
		} else {
			b.done <- outcome{added: outcomes[i]}
		}
	}
}

// commit writes batches, and returns how many answers each of them added. Of two batches with
// the same ID the first adds it.
func (s *Store) commit(running context.Context, shared []*batch) (added []int, err error) {
	ctx, cancel := context.WithTimeout(running, commitTimeout)
	defer cancel()
	var answers []encodedAnswer
	for _, b := range shared {
		answers = append(answers, b.answers...)
	}
	var inserted map[string]bool
	err = s.transact(ctx, func(tx transaction) error {
		var err error
		inserted, err = s.insertAnswers(ctx, tx, answers)
		return err
	})
	if err != nil {
		return nil, err
	}
	added = make([]int, len(shared))
	for i, b := range shared {
		for _, a := range b.answers {
			if inserted[a.ID] {
				added[i]++
				delete(inserted, a.ID)
			}
		}
	}
	return added, nil
}
