package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// rounds is how often each of the two runs. The quickest counts: the others waited.
const rounds = 3

// took is the time on the clock and that of the processors.
type took struct{ wall, cpu time.Duration }

// race prints how long prism takes for rows of CSV files, and one loop. Each is a process of
// its own, that of prism with its workers, so that its times and memory are its own.
func race(ctx context.Context, rows int, out io.Writer) error {
	folder, err := os.MkdirTemp("", "beam")
	if err != nil {
		return fmt.Errorf("make the sample: %w", err)
	}
	defer os.RemoveAll(folder)
	if err := writeSample(folder, sampleRows(rows), ".csv"); err != nil {
		return err
	}
	in := "-in=" + filepath.Join(folder, "answers*") + "," + filepath.Join(folder, "orders*") + "," + filepath.Join(folder, "events*")
	var best [2]took
	var files [2][]byte
	for round := range rounds {
		for i, name := range []string{"loop", "prism"} {
			file := filepath.Join(folder, name+".json")
			run, err := timed(ctx, in, "-out="+file, fmt.Sprintf("-loop=%t", name == "loop"))
			if err != nil {
				return fmt.Errorf("run %s: %w", name, err)
			}
			fmt.Fprintf(out, "%-6s %6.2f s, %6.2f s of processors\n", name, run.wall.Seconds(), run.cpu.Seconds())
			if round == 0 {
				best[i] = run
			}
			best[i] = took{min(best[i].wall, run.wall), min(best[i].cpu, run.cpu)}
			if files[i], err = os.ReadFile(file); err != nil {
				return fmt.Errorf("read the figures: %w", err)
			}
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		return errors.New("the figures are not the same")
	}
	_, err = fmt.Fprintf(out, "%d rows: prism takes %.2f times the time of one loop, %.2f times its processors; the figures are the same.\n",
		rows, float64(best[1].wall)/float64(best[0].wall), float64(best[1].cpu)/float64(best[0].cpu))
	return err
}

// timed runs this program with other flags.
func timed(ctx context.Context, flags ...string) (took, error) {
	program, err := os.Executable()
	if err != nil {
		return took{}, err
	}
	command := exec.CommandContext(ctx, program, flags...)
	start := time.Now()
	if output, err := command.CombinedOutput(); err != nil {
		return took{}, fmt.Errorf("%w: %s", err, output)
	}
	state := command.ProcessState
	return took{time.Since(start), state.UserTime() + state.SystemTime()}, nil
}
