// Package load measures the service: how many answers a second it takes over loopback, how
// long a request waits, and how long a page takes over many answers.
package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// Options say how much to do.
type Options struct {
	Answers, Writers, Batch, Fill int
	Token                         string
}

// Now is the instant of the last answers. The pages take it for now.
func Now() time.Time { return time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) }

const fillDays = 3 * 365

// Run fills an empty store, sends answers to the handler and prints what it measured. The
// answers stay in the store.
func Run(ctx context.Context, s *store.Store, handler http.Handler, o Options, out io.Writer) error {
	if o.Answers < 0 || o.Fill < 0 || o.Writers < 1 || o.Writers > 64 || o.Batch < 1 || o.Batch > 1_000 || max(o.Answers, o.Fill) > 20_000_000 {
		return errors.New("answers and fill are 0 to 20000000, writers 1 to 64, batch 1 to 1000")
	}
	segments, err := s.Segments(ctx)
	if err != nil {
		return err
	}
	if len(segments) > 0 {
		return errors.New("the database has answers: load needs an empty one")
	}
	if err := fill(ctx, s, o.Fill, out); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	serving := make(chan error, 1)
	go func() { serving <- server.Serve(listener) }()
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: o.Writers}}
	address := "http://" + listener.Addr().String()
	err = measure(ctx, s, client, address, o, out)
	client.CloseIdleConnections()
	err = errors.Join(err, server.Close())
	if served := <-serving; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

func measure(ctx context.Context, s *store.Store, client *http.Client, address string, o Options, out io.Writer) error {
	if o.Answers > 0 {
		if err := write(ctx, client, address, o, out); err != nil {
			return err
		}
	}
	if o.Fill > 0 {
		if err := read(ctx, s, client, address, out); err != nil {
			return err
		}
	}
	return recount(ctx, s, o, out)
}

// write sends batches, every fifth of them twice.
func write(ctx context.Context, client *http.Client, address string, o Options, out io.Writer) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	batches := make(chan []store.Answer, o.Writers)
	var writers sync.WaitGroup
	var added, requests atomic.Int64
	times := make([][]time.Duration, o.Writers)
	begin, cpu := time.Now(), userTime()
	for w := range o.Writers {
		writers.Go(func() {
			for batch := range batches {
				start := time.Now()
				n, err := post(ctx, client, address+"/v1/answers", o.Token, batch)
				if err != nil {
					cancel(err)
					return
				}
				times[w] = append(times[w], time.Since(start))
				added.Add(int64(n))
				requests.Add(1)
			}
		})
	}
	send(ctx, batches, o)
	writers.Wait()
	took, used := time.Since(begin), userTime()-cpu
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if added.Load() != int64(o.Answers) {
		return fmt.Errorf("%d of %d answers were added", added.Load(), o.Answers)
	}
	all := slices.Sorted(slices.Values(slices.Concat(times...)))
	fmt.Fprintf(out, "%d writers sent %d answers in %d requests of %d, every fifth twice: %.0f answers/s\n",
		o.Writers, o.Answers, requests.Load(), o.Batch, float64(o.Answers)/took.Seconds())
	fmt.Fprintf(out, "A request took %s (p50), %s (p99), %s at most.\n", at(all, .5), at(all, .99), at(all, 1))
	if used > 0 {
		fmt.Fprintf(out, "Client and service used %.0f µs of user time for an answer, of %.0f µs that passed.\n",
			float64(used.Microseconds())/float64(o.Answers), float64(took.Microseconds())/float64(o.Answers))
	}
	return nil
}

// send makes the batches. Those that come twice come at once, mostly to two writers.
func send(ctx context.Context, batches chan<- []store.Answer, o Options) {
	defer close(batches)
	rng := rand.New(rand.NewPCG(1, 2))
	for i, n := 0, 0; i < o.Answers; n++ {
		batch := make([]store.Answer, min(o.Batch, o.Answers-i))
		for j := range batch { // of the last week, as it is for a service that runs
			batch[j] = answer(rng, fmt.Sprintf("load-%d", i), Now().Add(-time.Duration(rng.Int64N(int64(7*24*time.Hour)))))
			i++
		}
		times := 1
		if n%5 == 0 {
			times = 2
		}
		for range times {
			select {
			case batches <- batch:
			case <-ctx.Done():
				return
			}
		}
	}
}

func answer(rng *rand.Rand, id string, at time.Time) store.Answer {
	q := store.Questions()[rng.IntN(3)]
	scale := store.Scale(q)
	a := store.Answer{
		ID: id, Customer: fmt.Sprintf("c-%d", rng.IntN(100_000)), Segment: fmt.Sprintf("Segment %d", rng.IntN(6)), Question: q,
		At: at.UTC(), Score: scale.Min + rng.IntN(scale.Points()), Channel: "web", Stage: "purchase",
	}
	if rng.IntN(10) == 0 {
		a.Comment = "The delivery came a day late, and nobody said so."
	}
	return a
}

// at returns a quantile of times in order.
func at(times []time.Duration, share float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	return times[min(int(share*float64(len(times))), len(times)-1)].Round(100 * time.Microsecond)
}

// fill adds answers of three years.
func fill(ctx context.Context, s *store.Store, n int, out io.Writer) error {
	rng := rand.New(rand.NewPCG(3, 4))
	begin := time.Now()
	for i := 0; i < n; {
		batch := make([]store.Answer, min(5_000, n-i))
		for j := range batch {
			batch[j] = answer(rng, fmt.Sprintf("fill-%08d", i), Now().Add(-time.Duration(rng.Int64N(int64(fillDays*24*time.Hour)))))
			i++
		}
		if _, err := s.AddAnswers(ctx, batch); err != nil {
			return fmt.Errorf("fill: %w", err)
		}
	}
	if n > 0 {
		fmt.Fprintf(out, "%d answers of three years were filled in, %.0f a second in batches of 5000.\n", n, float64(n)/time.Since(begin).Seconds())
	}
	return nil
}

// recount checks that all answers are counted once.
func recount(ctx context.Context, s *store.Store, o Options, out io.Writer) error {
	mismatches, err := s.Verify(ctx)
	if err != nil {
		return err
	}
	if len(mismatches) > 0 {
		return fmt.Errorf("%d tallies are not the count of their rows", len(mismatches))
	}
	tallies, err := s.Tallies(ctx, store.Filter{})
	if err != nil {
		return err
	}
	var total int64
	for _, t := range tallies {
		total += t.Ratings.Total()
	}
	if total != int64(o.Answers+o.Fill) {
		return fmt.Errorf("%d answers are counted, not %d", total, o.Answers+o.Fill)
	}
	fmt.Fprintf(out, "The %d answers are in %d tallies, each the count of its rows.\n", total, len(tallies))
	return nil
}
