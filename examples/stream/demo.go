package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
)

const (
	demoTopic = "answers"
	demoParts = 4
)

// demonstrate counts a sample that a broker in this process holds. The consumers are
// processes of their own: this program with -brokers. The first is killed.
func demonstrate(ctx context.Context, out io.Writer, log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	folder, err := os.MkdirTemp("", "stream")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(demoParts, demoTopic))
	if err != nil {
		return fmt.Errorf("start a broker: %w", err)
	}
	defer cluster.Close()
	records, err := sample(1, 20_000, 100)
	if err != nil {
		return err
	}
	want, err := loop(records)
	if err != nil {
		return err
	}
	twice := slices.DeleteFunc(slices.Clone(records[:200]), func(m made) bool { return m.why != "" })
	want.rejected[repeated] = int64(len(twice))
	sent := slices.Concat(records, twice)
	if err := produce(ctx, cluster.ListenAddrs(), demoTopic, demoParts, sent); err != nil {
		return err
	}
	fmt.Fprintf(out, "A topic of %d partitions holds %d records: 20000 answers, %d of them sent twice, and 100 that are none.\n", demoParts, len(sent), len(twice))

	db := filepath.Join(folder, "stream.db")
	st, err := openStore(ctx, db, demoTopic, true, log)
	if err != nil {
		return err
	}
	defer st.db.Close()
	args := []string{"-brokers", strings.Join(cluster.ListenAddrs(), ","), "-topic", demoTopic, "-db", db, "-rows", "-batch", "500", "-debug"}
	batches := 0
	if err := live(ctx, args, func() (os.Signal, error) {
		if batches++; batches == 3 {
			return os.Kill, nil
		}
		return nil, nil
	}); err != nil {
		return err
	}
	at, err := st.offsets(ctx)
	if err != nil {
		return err
	}
	if n := total(at); n == 0 || n == int64(len(sent)) {
		return errors.New("the first consumer was not killed in between")
	}
	fmt.Fprintln(out, "The first consumer is killed after its third batch. The second begins where the database says.")
	if err := live(ctx, args, func() (os.Signal, error) {
		at, err := st.offsets(ctx)
		if total(at) == int64(len(sent)) {
			return os.Interrupt, err
		}
		return nil, err
	}); err != nil {
		return err
	}

	fmt.Fprintln(out)
	if err := printFigures(ctx, st, written, out); err != nil {
		return err
	}
	kept, err := ledgerIn(ctx, st.db, demoTopic)
	if err != nil {
		return err
	}
	if !maps.Equal(kept.tallies, want.tallies) || !maps.Equal(kept.rejected, want.rejected) {
		return errDiffers
	}
	fmt.Fprintln(out, "\nequal to a loop over the answers as they were made")
	return verify(ctx, source{}, st, out)
}

func total(at map[int32]int64) int64 {
	var all int64
	for _, next := range at {
		all += next
	}
	return all
}

// live runs a consumer in a process of its own, until stop, asked after each of its batches,
// returns a signal.
func live(ctx context.Context, args []string, stop func() (os.Signal, error)) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	child := exec.CommandContext(ctx, self, args...)
	child.Env = slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "CX_") })
	lines, err := child.StderrPipe()
	if err != nil {
		return err
	}
	if err := child.Start(); err != nil {
		return fmt.Errorf("start a consumer: %w", err)
	}
	var last string
	var sent os.Signal
	for scanner := bufio.NewScanner(lines); scanner.Scan(); {
		last = scanner.Text()
		if sent != nil || !strings.Contains(last, `"msg":"counted"`) {
			continue
		}
		if sent, err = stop(); err != nil {
			sent = os.Kill
		}
		if sent != nil && child.Process.Signal(sent) != nil {
			sent = os.Kill // a system without interrupts
			child.Process.Kill()
		}
	}
	if ended := child.Wait(); ended != nil && sent != os.Kill {
		return fmt.Errorf("a consumer ended: %w: %s", ended, last)
	}
	return err
}
