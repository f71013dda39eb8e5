package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	"github.com/cxmetrics/cx/examples/beam/cxbeam"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"
)

// role names the environment variable that makes the binary of the tests the program, a
// worker or prism, so that they are processes of their own.
const role = "CX_BEAM_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "program":
		main()
	case "worker":
		// Prism starts a worker as the boot program of a container, which would ask where
		// the rest is. At prism all is at one address.
		var id, endpoint string
		for _, arg := range os.Args[1:] {
			name, value, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
			switch name {
			case "id":
				id = strings.Trim(value, "'")
			case "provision_endpoint":
				endpoint = value
			}
		}
		os.Args = []string{os.Args[0], "-worker", "-id=" + id, "-control_endpoint=" + endpoint, "-logging_endpoint=" + endpoint}
		main()
	case "prism":
		if _, err := prism.CreateJobServer(context.Background(), prism.Options{}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		time.Sleep(5 * time.Minute) // the test ends it before
	default:
		cxbeam.Register()
		ptest.Main(m)
	}
}

// process is the binary of the tests in a role.
func process(ctx context.Context, t *testing.T, as string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(ctx, program, args...)
	command.Env = append(os.Environ(), role+"="+as)
	return command
}

// startPrism starts prism in a process of its own and returns its address.
func startPrism(t *testing.T) string {
	t.Helper()
	command := process(t.Context(), t, "prism")
	stderr, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := command.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = command.Wait() // which says that it was killed
	})
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if _, endpoint, ok := strings.Cut(lines.Text(), "endpoint="); ok {
			go func() { // or prism waits for somebody to read its log
				for lines.Scan() {
				}
			}()
			return strings.TrimSpace(endpoint)
		}
	}
	t.Fatalf("prism ends without an address: %v", lines.Err())
	return ""
}

// TestProcesses runs prism, the program and, the second time, its worker as processes: all
// that a worker knows then has come over the wire.
func TestProcesses(t *testing.T) {
	rows, folder := sampleRows(20_000), t.TempDir()
	if err := writeSample(folder, rows, ".csv", ".parquet"); err != nil {
		t.Fatal(err)
	}
	rules := testRules()
	want := encodedFigures(t, figuresOf(t, rows, rules))
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	worker, err := json.Marshal(map[string]any{"command": program, "env": map[string]string{role: "worker"}})
	if err != nil {
		t.Fatal(err)
	}
	endpoint := startPrism(t)
	for name, flags := range map[string][]string{
		"a worker in the program":          {"-environment_type=LOOPBACK"},
		"a worker in a process of its own": {"-environment_type=PROCESS", "-environment_config=" + string(worker), "-worker_binary=" + program},
	} {
		out := filepath.Join(folder, "figures.json")
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		flags = append(flags, "-runner=universal", "-endpoint="+endpoint, "-in="+patterns(folder), "-out="+out, "-as-of=2026-10-01T00:00:00Z")
		if log, err := process(ctx, t, "program", flags...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, log)
			continue
		}
		got, err := os.ReadFile(out)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: the figures are not those of the loop: %v", name, err)
		}
		if err := os.Remove(out); err != nil {
			t.Error(err)
		}
	}
}

// TestCoders checks that the job fails where money would be lost.
func TestCoders(t *testing.T) {
	folder := t.TempDir()
	if err := writeSample(folder, sampleRows(2_000), ".csv"); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(folder, "figures.json")
	log, err := process(t.Context(), t, "program", "-coders=none", "-in="+patterns(folder), "-out="+out).CombinedOutput()
	if err == nil || !strings.Contains(string(log), "as it has unexported fields") {
		t.Errorf("it ends with %v and\n%s", err, log)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("there are figures")
	}
}
