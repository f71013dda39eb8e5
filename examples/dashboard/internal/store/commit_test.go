package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/cxmetrics/cx/examples/dashboard/internal/storetest"
)

// batchOf makes a batch as AddAnswers does.
func batchOf(t *testing.T, answers []Answer) *batch {
	t.Helper()
	b := &batch{t.Context(), nil, make(chan outcome, 1)}
	for _, a := range answers {
		encoded, err := encodeAnswer(a)
		if err != nil {
			t.Fatal(err)
		}
		b.answers = append(b.answers, encoded)
	}
	return b
}

// badBatch makes a batch that the checks let pass and the database does not.
func badBatch(t *testing.T, answers []Answer) *batch {
	t.Helper()
	b := batchOf(t, answers)
	b.answers[len(answers)/2].row = []byte(`["bad", null, "", "nps", "2026-09-01T10:30:00.000000Z", 9, "", "", "", ""]`)
	return b
}

// TestGather lets more callers wait than a transaction takes, one of whom has gone.
func TestGather(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Store{batches: make(chan *batch)}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		const callers = 3 * maxShared / 2
		for i := range callers {
			ctx := t.Context()
			if i == 0 {
				ctx = gone
			}
			go func() { s.batches <- &batch{ctx: ctx, answers: make([]encodedAnswer, 20)} }()
			synctest.Wait() // in this order
		}
		first := &batch{ctx: t.Context(), answers: make([]encodedAnswer, 20)}
		if n := len(s.gather(first)); n != maxShared {
			t.Errorf("%d batches share a transaction, not %d", n, maxShared)
		}
		if n := len(s.gather(<-s.batches)); n != callers-maxShared {
			t.Errorf("then %d batches share a transaction, not %d", n, callers-maxShared)
		}
		if shared := s.gather(first); len(shared) != 1 || shared[0] != first {
			t.Errorf("alone a batch has %d", len(shared))
		}
		large := &batch{ctx: t.Context(), answers: make([]encodedAnswer, maxSharedRows)}
		go func() { s.batches <- first }()
		synctest.Wait()
		if n := len(s.gather(large)); n != 1 {
			t.Errorf("%d batches share a transaction with a large one", n)
		}
		<-s.batches
	})
}

// TestShared writes batches in one transaction: what two of them have counts for the first.
func TestShared(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		all := random(rand.New(rand.NewPCG(18, 19)), "s", 60)
		shared := []*batch{batchOf(t, all[:20]), batchOf(t, all[10:40]), batchOf(t, all[:20]), batchOf(t, all[40:])}
		s.commitShared(t.Context(), shared)
		for i, want := range []int{20, 20, 0, 20} {
			if o := <-shared[i].done; o.err != nil || o.added != want {
				t.Errorf("batch %d added %d, %v, want %d", i, o.added, o.err, want)
			}
		}
		check(t, s, all)
		var version int
		if err := s.read.QueryRowContext(t.Context(), "SELECT max(version) FROM months").Scan(&version); err != nil || version != 1 {
			t.Errorf("the month has changed %d times, %v", version, err)
		}
	})
}

// TestSharedBad has a batch among others that the database refuses: the others are added.
func TestSharedBad(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		all := random(rand.New(rand.NewPCG(20, 21)), "b", 60)
		shared := []*batch{batchOf(t, all[:20]), badBatch(t, all[20:40]), batchOf(t, all[40:])}
		s.commitShared(t.Context(), shared)
		for i, want := range []int{20, 0, 20} {
			if o := <-shared[i].done; o.added != want || (o.err != nil) != (want == 0) || Busy(o.err) {
				t.Errorf("batch %d added %d, %v, want %d", i, o.added, o.err, want)
			}
		}
		check(t, s, slices.Concat(all[:20], all[40:]))
		add(t, s, 20, all...) // what is good of the bad one comes again
		check(t, s, all)
	})
}

// TestSharedKilled kills a process between the commits of batches that shared a transaction
// which failed.
func TestSharedKilled(t *testing.T) {
	all := random(rand.New(rand.NewPCG(22, 23)), "q", 60)
	if dsn := os.Getenv("DASHBOARD_TEST_SHARED_KILLED"); dsn != "" {
		s, err := Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		first := batchOf(t, all[:20])
		first.done = make(chan outcome) // has no room: the committer waits here
		go s.commitShared(t.Context(), []*batch{first, badBatch(t, all[20:40]), batchOf(t, all[40:])})
		for n := 0; n == 0; {
			if err := s.read.QueryRowContext(t.Context(), "SELECT count(*) FROM answers").Scan(&n); err != nil {
				t.Fatal(err)
			}
		}
		fmt.Println("the first is there")
		select {} // until it is killed
	}
	storetest.Each(t, func(t *testing.T, dsn string) {
		process := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestSharedKilled$")
		process.Env = append(os.Environ(), "DASHBOARD_TEST_SHARED_KILLED="+dsn)
		out, err := process.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "the first is there\n" {
			t.Errorf("the process says %q, %v", line, err)
		}
		if err := process.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = process.Wait() // that it was killed
		s := open(t, dsn)
		check(t, s, all[:20])
		add(t, s, 40, all...) // the clients send again
		check(t, s, all)
	})
}
