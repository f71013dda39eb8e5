package reference

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// hostileCase is a line of the corpus of inputs that a server may pass on. The
// README beside the corpus explains the shapes.
type hostileCase struct {
	ID, Kind, Expect string
	Input            hostileInput
}

type hostileInput struct {
	Metric      string
	Value       *struct{ Float, Int string }
	Values      []int
	Scale       []int
	MergeScales [][2]int `json:"merge_scales"`
	Text        *string
	Texts       []string
	Hex         string
	Repeat      string
	Times       int
	New         json.RawMessage // of an amount; a number in other kinds
	Float       string
	Ratio       *struct{ Num, Den string }
	Zero        bool
	Field       string
	Unix        string
	Nsec        int64
	TZ          string
	LocalNoon   string   `json:"local_noon"`
	SameInstant []string `json:"same_instant"`
	Pair        []string
	Unit        string
	Date        string
	WeekStart   string `json:"week_start"`
	Anchor, At  string
	Window      []string
	Matrix      *struct{ Signups []string }
	GroupKeys   int `json:"group_keys_distinct"`
	KeyBytes    int `json:"key_bytes"`
	Rows        []struct{ Customer, Signup string }
	Mutate      json.RawMessage `json:"mutate_valid"`
	API         string
}

// decimalsCase sets a variable of the decimal package, as TestVectors_hostileDecimals and
// TestHostileDecimals of the package itself set all of them.
const decimalsCase = "s-money-008"

// elsewhere are the cases of the optional corpus that other tests cover, or that need what
// is not built yet.
var elsewhere = []string{
	// The contract of every type that decodes JSON tries these on its states.
	"s-state-001", "s-state-002", "s-state-003", "s-state-004", "s-state-005",
	decimalsCase,
	"s-money-007", "s-cohort-001", "s-cohort-002", "s-cohort-003", // in retention_hostile_test.go
	"s-time-001", // an end time that may be zero: no type has one
	"s-text-005", // words of a comment
}

// readHostile reads cases, and fails on a key that this test does not know.
func readHostile(t *testing.T, lines []byte) []hostileCase {
	t.Helper()
	var cases []hostileCase
	scanner := bufio.NewScanner(bytes.NewReader(lines))
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		line := bytes.TrimSpace(scanner.Bytes())
		if len(line) == 0 {
			continue
		}
		var c hostileCase
		if err := json.Unmarshal(line, &c); err != nil || c.ID == "" || c.Expect == "" {
			t.Fatalf("case %.100s: %v", line, err)
		}
		cases = append(cases, c)
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return cases
}

// The cases of this package are run with and without those of the optional corpus.
func TestHostileOwn(t *testing.T) {
	cxtest.Long(t)
	lines, err := os.ReadFile(filepath.Join("testdata", "hostile.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range readHostile(t, lines) {
		t.Run(c.ID, func(t *testing.T) { runHostile(t, c) })
	}
}

func TestHostileCorpus(t *testing.T) {
	cxtest.Long(t)
	lines, err := io.ReadAll(open(t, "hostile/corpus.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range readHostile(t, lines) {
		ids = append(ids, c.ID)
		if slices.Contains(elsewhere, c.ID) {
			continue
		}
		t.Run(c.ID, func(t *testing.T) { runHostile(t, c) })
	}
	for _, id := range elsewhere {
		if !slices.Contains(ids, id) {
			t.Errorf("%s is listed as covered elsewhere, and is not in the corpus", id)
		}
	}
}

// runHostile runs a case twice, and checks its answer and its limits.
func runHostile(t *testing.T, c hostileCase) {
	run := hostileRunner(t, c)
	if run == nil {
		t.Fatalf("no test knows what to do with %s: write one, or list it as covered elsewhere", c.ID)
	}
	figure, err := run()
	again, againErr := run()
	if figure != again || fmt.Sprint(err) != fmt.Sprint(againErr) {
		t.Errorf("%s gives %s, %v, and then %s, %v", c.ID, figure, err, again, againErr)
	}
	if err != nil {
		if !errors.Is(err, cx.ErrInvalid) && !errors.Is(err, cx.ErrMismatch) && !errors.Is(err, cx.ErrUndefined) {
			t.Errorf("%s: error %v wraps none of the package's", c.ID, err)
		}
		cxtest.ErrorText(t, c.ID, err)
	}
	switch kind, want, _ := strings.Cut(c.Expect, ":"); kind {
	case "reject":
		if err == nil || errors.Is(err, cx.ErrNoData) {
			t.Errorf("%s = %s, %v, want a refusal", c.ID, figure, err)
		}
	case "accept":
		if err != nil || figure != want {
			t.Errorf("%s = %s, %v, want %s", c.ID, figure, err, want)
		}
	case "reject-or-exact":
		if err == nil && figure != want {
			t.Errorf("%s = %s, want %s", c.ID, figure, want)
		}
	case "empty":
		if !errors.Is(err, cx.ErrNoData) {
			t.Errorf("%s = %s, %v, want ErrNoData", c.ID, figure, err)
		}
	case "bounded":
	case "equal", "different", "unchanged":
		if err != nil || figure != kind {
			t.Errorf("%s = %s, %v, want %s", c.ID, figure, err, kind)
		}
	default:
		t.Fatalf("%s expects %q, which no test knows", c.ID, c.Expect)
	}
	checkLimits(t, c, run)
}

// checkLimits checks that a case ends and bounds its memory. How long it may take on a
// machine of its own is a matter for benchmarks: a test that measures time fails on a
// busy one.
func checkLimits(t *testing.T, c hostileCase, run func() (string, error)) {
	t.Helper()
	// All that is allocated bounds the heap; if that is too much, watch the heap.
	if cxtest.Allocated(func() { _, _ = run() }) > 64<<20 {
		if heap := peakHeap(func() { _, _ = run() }); heap > 64<<20 {
			t.Errorf("%s needs %d MiB of new heap, want at most 64", c.ID, heap>>20)
		}
	}
}

// peakHeap returns the most bytes that a call had on the heap, as far as a look
// each half millisecond sees, with the garbage collected early.
func peakHeap(call func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	debug.FreeOSMemory()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	before := sample[0].Value.Uint64()
	done, peak := make(chan struct{}), make(chan uint64)
	go func() {
		most := before
		for {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64())
			select {
			case <-done:
				peak <- most - before
				return
			case <-time.After(500 * time.Microsecond):
			}
		}
	}()
	call()
	close(done)
	return <-peak
}

// hostileRunner returns the call that a case means, nil if it means none. What the
// case's input needs is made beforehand.
func hostileRunner(t *testing.T, c hostileCase) func() (string, error) {
	in := c.Input
	if in.Repeat != "" {
		text := strings.Repeat(in.Repeat, in.Times)
		in.Text = &text
	}
	switch c.Kind {
	case "rating":
		return ratingRunner(t, in)
	case "money":
		return moneyRunner(t, in)
	case "time":
		return timeRunner(t, in)
	case "period":
		return periodRunner(in)
	case "state":
		return stateRunner(t, in)
	case "cohort":
		return groupRunner(in)
	case "text":
		return textRunner(t, in)
	}
	return nil
}

// unchangedAfter calls something that may refuse, and checks that a refusal leaves
// the receiver as it was.
func unchangedAfter[T any](t *testing.T, receiver *T, call func(*T) error) error {
	t.Helper()
	before := *receiver
	err := call(receiver)
	if err != nil && !reflect.DeepEqual(before, *receiver) {
		t.Errorf("the refusal %v changed the receiver from %v to %v", err, before, *receiver)
	}
	return err
}

func ratingRunner(t *testing.T, in hostileInput) func() (string, error) {
	// nps adds a rating to a tally in every way there is.
	nps := func(rating int64) (string, error) {
		fromSlice, sliceErr := cx.NPSOf([]int64{rating})
		n := cx.NPS{}
		err := unchangedAfter(t, &n, func(n *cx.NPS) error {
			if int64(int(rating)) != rating {
				return sliceErr // a 32-bit int has no such rating
			}
			return n.Add(int(rating))
		})
		if (err == nil) != (sliceErr == nil) || n != fromSlice {
			t.Errorf("Add gives %v, %v, NPSOf %v, %v", n, err, fromSlice, sliceErr)
		}
		if err != nil {
			return "", err
		}
		return npsFigure(n)
	}
	switch {
	case in.Value != nil && in.Value.Float != "":
		f, err := strconv.ParseFloat(in.Value.Float, 64)
		if err != nil {
			t.Fatal(err)
		}
		return func() (string, error) {
			var figure string
			var err error
			for range 3 {
				var rating int
				if rating, err = cx.RatingFromFloat(f); err == nil {
					figure, err = nps(int64(rating))
				} else if rating != 0 {
					t.Errorf("RatingFromFloat(%v) = %d beside its error", f, rating)
				}
			}
			return figure, err
		}
	case in.Value != nil:
		rating, err := strconv.ParseInt(in.Value.Int, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return func() (string, error) { return nps(rating) }
	case in.Text != nil:
		return func() (string, error) {
			rating, err := cx.ParseRating(*in.Text)
			if err != nil {
				return "", err
			}
			return nps(int64(rating))
		}
	case in.MergeScales != nil:
		return func() (string, error) {
			a := cx.CSAT{Scale: cx.SatisfactionScale(in.MergeScales[0][1])}
			b := cx.CSAT{Scale: cx.SatisfactionScale(in.MergeScales[1][1])}
			if err := errors.Join(a.Add(1), b.Add(1)); err != nil {
				t.Fatal(err)
			}
			return "merged", unchangedAfter(t, &a, func(a *cx.CSAT) error { return a.Merge(b) })
		}
	case in.Metric == "csat" && len(in.Scale) == 2:
		return func() (string, error) {
			s := cx.Scale{Min: in.Scale[0], Max: in.Scale[1], BottomMax: in.Scale[0] + 1, TopMin: in.Scale[1] - 1}
			tally, err := cx.CSATOf(in.Values, s)
			if err != nil {
				return "", err
			}
			score, err := tally.Score()
			return "csat=" + score.String(), err
		}
	case in.Metric == "nps" && in.Values != nil:
		return func() (string, error) {
			n, err := cx.NPSOf(in.Values)
			if err != nil {
				return "", err
			}
			return npsFigure(n)
		}
	}
	return nil
}

// npsFigure returns the score as an exact fraction, and checks the rounded one.
func npsFigure(n cx.NPS) (string, error) {
	score, err := n.Score()
	if err != nil {
		return "", err
	}
	exact := big.NewRat(100*(n.Promoters-n.Detractors), n.Total())
	if !score.Equal(rounded(exact)) {
		return "nps=" + score.String(), nil
	}
	return "nps=" + exact.RatString(), nil
}
