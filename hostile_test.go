package cx_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"maps"
	"math"
	"math/big"
	"os"
	"reflect"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// hostileCase is a line of the corpus of inputs that a server may pass on. The
// README beside the corpus explains the shapes.
type hostileCase struct {
	ID, Kind, Expect string
	Input            hostileInput
}

type hostileInput struct {
	Metric         string
	Value          *struct{ Float, Int string }
	Values         []int
	Scale          []int
	MergeScales    [][2]int `json:"merge_scales"`
	Text           *string
	Texts          []string
	Hex            string
	Repeat         string
	Times          int
	New            json.RawMessage // of an amount; a number in other kinds
	Float          string
	Ratio          *struct{ Num, Den string }
	DecimalGlobals map[string]int `json:"host_sets_decimal_global"`
	Zero           bool
	Field          string
	Unix           string
	Nsec           int64
	TZ             string
	LocalNoon      string   `json:"local_noon"`
	SameInstant    []string `json:"same_instant"`
	Pair           []string
	Unit           string
	Date           string
	WeekStart      string `json:"week_start"`
	Anchor, At     string
	Window         []string
	Matrix         *struct{ Signups []string }
	GroupKeys      int `json:"group_keys_distinct"`
	KeyBytes       int `json:"key_bytes"`
	Rows           []struct{ Customer, Signup string }
	Mutate         *stateMutation `json:"mutate_valid"`
	API            string
}

type stateMutation struct {
	Op, Text, Name string
	To             json.RawMessage
}

// notYetCovered are the cases of the shared corpus that need what is not built yet, and
// those of the lifecycle, which lifelaws_test.go runs.
var notYetCovered = []string{
	"s-money-007", "s-cohort-001", "s-cohort-002", "s-cohort-003", // in lifelaws_test.go
	"s-time-001", // an end time that may be zero: no type has one
	"s-text-005", // words of a comment
}

// ownHostileCases stand beside the shared ones, and run without them.
const ownHostileCases = `
{"id":"o-rating-01","kind":"rating","input":{"metric":"nps","value":{"float":"+Inf"}},"expect":"reject"}
{"id":"o-rating-02","kind":"rating","input":{"metric":"nps","value":{"float":"-Inf"}},"expect":"reject"}
{"id":"o-rating-03","kind":"rating","input":{"metric":"nps","value":{"float":"1e300"}},"expect":"reject"}
{"id":"o-rating-04","kind":"rating","input":{"metric":"nps","value":{"float":"9.9999999999"}},"expect":"reject"}
{"id":"o-rating-05","kind":"rating","input":{"metric":"nps","value":{"float":"4294967305"}},"expect":"reject"}
{"id":"o-rating-06","kind":"rating","input":{"metric":"nps","value":{"float":"9223372036854775808"}},"expect":"reject"}
{"id":"o-rating-07","kind":"rating","input":{"metric":"nps","value":{"float":"5e-324"}},"expect":"reject"}
{"id":"o-rating-08","kind":"rating","input":{"metric":"nps","value":{"float":"10"}},"expect":"accept:nps=100"}
{"id":"o-rating-09","kind":"rating","input":{"metric":"nps","value":{"float":"-0"}},"expect":"accept:nps=-100"}
{"id":"o-rating-10","kind":"rating","input":{"metric":"nps","value":{"int":"-1"}},"expect":"reject"}
{"id":"o-rating-11","kind":"rating","input":{"metric":"nps","value":{"int":"266"}},"expect":"reject"}
{"id":"o-rating-12","kind":"rating","input":{"metric":"nps","value":{"int":"65546"}},"expect":"reject"}
{"id":"o-rating-13","kind":"rating","input":{"metric":"nps","value":{"int":"4294967306"}},"expect":"reject"}
{"id":"o-rating-14","kind":"rating","input":{"metric":"nps","value":{"int":"9223372036854775807"}},"expect":"reject"}
{"id":"o-rating-15","kind":"rating","input":{"metric":"nps","value":{"int":"-9223372036854775808"}},"expect":"reject"}
{"id":"o-rating-16","kind":"rating","input":{"metric":"nps","text":""},"expect":"reject"}
{"id":"o-rating-17","kind":"rating","input":{"metric":"nps","text":"9 "},"expect":"reject"}
{"id":"o-rating-18","kind":"rating","input":{"metric":"nps","text":"+9"},"expect":"reject"}
{"id":"o-rating-19","kind":"rating","input":{"metric":"nps","text":"9.0"},"expect":"reject"}
{"id":"o-rating-20","kind":"rating","input":{"metric":"nps","text":"0x9"},"expect":"reject"}
{"id":"o-rating-21","kind":"rating","input":{"metric":"nps","text":"1_0"},"expect":"reject"}
{"id":"o-rating-22","kind":"rating","input":{"metric":"nps","text":"\uff19"},"expect":"reject"}
{"id":"o-rating-23","kind":"rating","input":{"metric":"nps","text":"\u0669"},"expect":"reject"}
{"id":"o-rating-24","kind":"rating","input":{"metric":"nps","text":"9\u0000"},"expect":"reject"}
{"id":"o-rating-25","kind":"rating","input":{"metric":"nps","text":"--9"},"expect":"reject"}
{"id":"o-rating-26","kind":"rating","input":{"metric":"nps","text":"99999999999999999999"},"expect":"reject"}
{"id":"o-rating-27","kind":"rating","input":{"metric":"nps","repeat":"9","times":1000000},"expect":"reject"}
{"id":"o-rating-28","kind":"rating","input":{"metric":"csat","scale":[0,11],"values":[5]},"expect":"reject"}
{"id":"o-rating-29","kind":"rating","input":{"metric":"csat","scale":[5,1],"values":[5]},"expect":"reject"}
{"id":"o-rating-30","kind":"rating","input":{"metric":"csat","scale":[1,2000],"values":[5]},"expect":"reject"}
{"id":"o-rating-31","kind":"rating","input":{"metric":"csat","scale":[0,10],"values":[5,11]},"expect":"reject"}
{"id":"o-rating-32","kind":"rating","input":{"metric":"csat","merge_scales":[[1,5],[1,7]]},"expect":"reject"}
{"id":"o-rating-33","kind":"rating","input":{"metric":"nps","values":[]},"expect":"empty"}
{"id":"o-money-01","kind":"money","input":{"text":"1e-999999999"},"expect":"reject"}
{"id":"o-money-02","kind":"money","input":{"text":"1e99999999999999999999"},"expect":"reject"}
{"id":"o-money-03","kind":"money","input":{"text":"NaN"},"expect":"reject"}
{"id":"o-money-04","kind":"money","input":{"text":"Infinity"},"expect":"reject"}
{"id":"o-money-05","kind":"money","input":{"text":"0x1F"},"expect":"reject"}
{"id":"o-money-06","kind":"money","input":{"text":"1_000"},"expect":"reject"}
{"id":"o-money-07","kind":"money","input":{"text":"1.2.3"},"expect":"reject"}
{"id":"o-money-08","kind":"money","input":{"text":"."},"expect":"reject"}
{"id":"o-money-09","kind":"money","input":{"text":"-"},"expect":"reject"}
{"id":"o-money-10","kind":"money","input":{"text":"+-1"},"expect":"reject"}
{"id":"o-money-11","kind":"money","input":{"text":"1e"},"expect":"reject"}
{"id":"o-money-12","kind":"money","input":{"text":"1e1e1"},"expect":"reject"}
{"id":"o-money-13","kind":"money","input":{"text":"\u0661\u0662"},"expect":"reject"}
{"id":"o-money-14","kind":"money","input":{"text":"12\n"},"expect":"reject"}
{"id":"o-money-15","kind":"money","input":{"text":""},"expect":"reject"}
{"id":"o-money-16","kind":"money","input":{"repeat":"0","times":300000},"expect":"reject"}
{"id":"o-money-17","kind":"money","input":{"new":{"coef":"1","exp":-1000000}},"expect":"reject"}
{"id":"o-money-18","kind":"money","input":{"new":{"coef":"1","exp":2147483647}},"expect":"reject"}
{"id":"o-money-19","kind":"money","input":{"new":{"coef":"1","exp":-2147483648}},"expect":"reject"}
{"id":"o-money-20","kind":"money","input":{"new":{"coef":"0","exp":1000000}},"expect":"reject"}
{"id":"o-money-21","kind":"money","input":{"float":"-1e300"},"expect":"reject"}
{"id":"o-money-22","kind":"money","input":{"float":"5e-324"},"expect":"reject"}
{"id":"o-money-23","kind":"money","input":{"texts":["-0","0","0.00","0e5"]},"expect":"equal"}
{"id":"o-money-24","kind":"money","input":{"texts":["1e3","1000","1000.000","+1E3","0.1e4"]},"expect":"equal"}
{"id":"o-money-25","kind":"money","input":{"texts":["1","1.00000001"]},"expect":"different"}
{"id":"o-money-26","kind":"money","input":{"host_sets_decimal_global":{"DivisionPrecision":-3,"MarshalJSONWithoutQuotes":1,"TrimTrailingZeros":0,"PowPrecisionNegativeExponent":0}},"expect":"unchanged"}
{"id":"o-time-01","kind":"time","input":{"unix":"-62135596800"},"expect":"reject"}
{"id":"o-time-02","kind":"time","input":{"unix":"-62135596801"},"expect":"reject"}
{"id":"o-time-03","kind":"time","input":{"unix":"9223372036854775807"},"expect":"reject"}
{"id":"o-time-04","kind":"time","input":{"unix":"-9223372036854775808"},"expect":"reject"}
{"id":"o-time-05","kind":"time","input":{"zero":true,"field":"at"},"expect":"reject"}
{"id":"o-time-06","kind":"time","input":{"tz":"Pacific/Apia","local_noon":"2011-12-31","unit":"day"},"expect":"accept:day=2011-12-31"}
{"id":"o-time-07","kind":"time","input":{"tz":"Africa/Cairo","local_noon":"2023-04-28","unit":"day"},"expect":"accept:day=2023-04-28"}
{"id":"o-time-08","kind":"time","input":{"tz":"America/Sao_Paulo","local_noon":"2018-11-04","unit":"day"},"expect":"accept:day=2018-11-04"}
{"id":"o-time-09","kind":"time","input":{"same_instant":["2024-03-10T06:59:59Z","2024-03-10T01:59:59-05:00","2024-03-10T20:59:59+14:00"]},"expect":"equal"}
{"id":"o-time-10","kind":"time","input":{"pair":["0001-01-01T00:00:01Z","9999-12-31T23:59:59Z"],"want":"days between"},"expect":"reject-or-exact:days=3652058"}
{"id":"o-period-01","kind":"period","input":{"unit":"iso-week","date":"2027-01-01"},"expect":"accept:week=2026-W53"}
{"id":"o-period-02","kind":"period","input":{"unit":"iso-week","date":"2023-02-29"},"expect":"reject"}
{"id":"o-period-03","kind":"period","input":{"unit":"calendar-month","anchor":"2024-01-31","at":"2024-02-29"},"expect":"accept:index=1"}
{"id":"o-period-04","kind":"period","input":{"unit":"calendar-month","anchor":"2023-12-31","at":"2024-01-01"},"expect":"accept:index=1"}
{"id":"o-period-05","kind":"period","input":{"window":["2024-01-01T00:00:00Z","2024-01-01T00:00:00Z"]},"expect":"reject"}
{"id":"o-period-06","kind":"period","input":{"window":["0001-01-02T00:00:00Z","9999-12-31T00:00:00Z"]},"expect":"reject"}
{"id":"o-cohort-01","kind":"cohort","input":{"matrix":{"signups":["1950-01-01","2060-01-01"],"unit":"day"}},"expect":"reject"}
{"id":"o-cohort-02","kind":"cohort","input":{"rows":[{"customer":"","signup":"2024-01-01"},{"customer":"\t","signup":"2024-01-01"}]},"expect":"bounded"}
{"id":"o-text-01","kind":"text","input":{"repeat":"\ud83d\ude00","times":100000},"expect":"bounded"}
{"id":"o-text-02","kind":"text","input":{"hex":"c0af80eda080"},"expect":"accept:utf8=valid"}
{"id":"o-text-03","kind":"text","input":{"text":"\u0000\u001b[31m\r\n\u2028\u202e"},"expect":"accept:verbatim=data"}
{"id":"o-state-01","kind":"state","input":{"hex":""},"expect":"reject"}
{"id":"o-state-02","kind":"state","input":{"hex":"5b5d"},"expect":"reject"}
{"id":"o-state-03","kind":"state","input":{"hex":"7b7d7b7d"},"expect":"reject"}
{"id":"o-state-04","kind":"state","input":{"hex":"7bff7d"},"expect":"reject"}
{"id":"o-state-05","kind":"state","input":{"hex":"efbbbf7b7d"},"expect":"reject"}
{"id":"o-state-06","kind":"state","input":{"repeat":"[","times":1000000},"expect":"reject"}
{"id":"o-state-07","kind":"state","input":{"repeat":"{\"a\":","times":200000},"expect":"reject"}
{"id":"o-state-08","kind":"state","input":{"mutate_valid":{"op":"append","text":"{}"}},"expect":"reject"}
{"id":"o-state-09","kind":"state","input":{"mutate_valid":{"op":"append","text":"\u0000"}},"expect":"reject"}
{"id":"o-state-10","kind":"state","input":{"mutate_valid":{"op":"field","name":"any-count","to":9223372036854775808}},"expect":"reject"}
{"id":"o-state-11","kind":"state","input":{"mutate_valid":{"op":"field","name":"any-count","to":1.5}},"expect":"reject"}
{"id":"o-state-12","kind":"state","input":{"mutate_valid":{"op":"field","name":"any-count","to":1e1}},"expect":"reject"}
{"id":"o-state-13","kind":"state","input":{"mutate_valid":{"op":"field","name":"any-count","to":"1"}},"expect":"reject"}
{"id":"o-state-14","kind":"state","input":{"mutate_valid":{"op":"field","name":"any-count","to":true}},"expect":"reject"}
{"id":"o-state-15","kind":"state","input":{"mutate_valid":{"op":"field","name":"any-count","to":[1]}},"expect":"reject"}
{"id":"o-state-16","kind":"state","input":{"mutate_valid":{"op":"field","name":"sum","to":"1e999999999"}},"expect":"reject"}
{"id":"o-state-17","kind":"state","input":{"mutate_valid":{"op":"field","name":"sum","to":1e300}},"expect":"reject"}
{"id":"o-state-18","kind":"state","input":{"mutate_valid":{"op":"field","name":"sum","to":"-1"}},"expect":"reject"}
{"id":"o-state-19","kind":"state","input":{"mutate_valid":{"op":"twice"}},"expect":"reject"}
{"id":"o-state-20","kind":"state","input":{"mutate_valid":{"op":"capital"}},"expect":"reject"}
{"id":"o-state-21","kind":"state","input":{"mutate_valid":{"op":"cut"}},"expect":"reject"}
`

const hostileCorpus = "../shared/hostile/corpus.jsonl"

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

func TestHostileOwn(t *testing.T) {
	cxtest.Long(t)
	for _, c := range readHostile(t, []byte(ownHostileCases)) {
		t.Run(c.ID, func(t *testing.T) { runHostile(t, c) })
	}
}

func TestHostileCorpus(t *testing.T) {
	cxtest.Long(t)
	lines, err := os.ReadFile(hostileCorpus)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the optional corpus %s is not there", hostileCorpus)
	}
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range readHostile(t, lines) {
		ids = append(ids, c.ID)
		if slices.Contains(notYetCovered, c.ID) {
			continue
		}
		t.Run(c.ID, func(t *testing.T) { runHostile(t, c) })
	}
	for _, id := range notYetCovered {
		if !slices.Contains(ids, id) {
			t.Errorf("%s is listed as not yet covered, and is not in the corpus", id)
		}
	}
}

// runHostile runs a case twice, and checks its answer and its limits.
func runHostile(t *testing.T, c hostileCase) {
	run := hostileRunner(t, c)
	if run == nil {
		t.Fatalf("no test knows what to do with %s: write one, or list it as not yet covered", c.ID)
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
	if allocated(func() { _, _ = run() }) > 64<<20 {
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
			tally, err := cx.CSATOf(s, in.Values)
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

func moneyRunner(t *testing.T, in hostileInput) func() (string, error) {
	// weigh gives an amount that no parser has seen to whatever takes one.
	weigh := func(amount decimal.Decimal) (string, error) {
		var w cx.WeightedNPS
		if err := w.Add(9, dec("2.5")); err != nil {
			t.Fatal(err)
		}
		err := unchangedAfter(t, &w, func(w *cx.WeightedNPS) error { return w.Add(9, amount) })
		_, ofErr := cx.WeightedNPSOf([]int{9}, []decimal.Decimal{amount})
		_, literalErr := cx.WeightedNPS{Promoters: amount, Squares: amount, Answers: 1}.Score()
		_, jsonErr := cx.Change{Total: amount}.MarshalJSON()
		for what, err := range map[string]error{"WeightedNPSOf": ofErr, "a literal": literalErr, "Change": jsonErr} {
			if amount.Sign() >= 0 || what == "Change" {
				cxtest.Refuses(t, what, err, cx.ErrInvalid)
			}
		}
		return "", err
	}
	switch {
	case in.Texts != nil:
		return func() (string, error) {
			seen := make(map[string]bool)
			for _, text := range in.Texts {
				d, err := cx.ParseMoney(text)
				if err != nil {
					return "", err
				}
				data, err := json.Marshal(cx.Change{Total: d})
				if err != nil {
					return "", err
				}
				wire, err := d.MarshalBinary()
				if err != nil {
					return "", err
				}
				seen[fmt.Sprintf("%s %s %x %d", d, data, wire, d.Exponent())] = true
			}
			if len(seen) == 1 {
				return "equal", nil
			}
			return "different", nil
		}
	case in.Text != nil:
		return func() (string, error) {
			d, err := cx.ParseMoney(*in.Text)
			if err != nil && !cmp.Equal(d, decimal.Decimal{}) {
				t.Errorf("ParseMoney = %v beside its error", d)
			}
			return d.String(), err
		}
	case in.New != nil:
		var parts struct {
			Coef int64 `json:",string"`
			Exp  int32
		}
		if err := json.Unmarshal(in.New, &parts); err != nil {
			t.Fatal(err)
		}
		amount := decimal.New(parts.Coef, parts.Exp)
		return func() (string, error) { return weigh(amount) }
	case in.Float != "":
		f, err := strconv.ParseFloat(in.Float, 64)
		if err != nil {
			t.Fatal(err)
		}
		return func() (string, error) { return weigh(decimal.NewFromFloat(f)) }
	case in.DecimalGlobals != nil:
		return func() (string, error) {
			before, err := figuresOfDecimals()
			if err != nil {
				return "", err
			}
			restore := setDecimalGlobals(t, in.DecimalGlobals)
			after, err := figuresOfDecimals()
			restore()
			if err == nil && before != after {
				return before + " became " + after, nil
			}
			return "unchanged", err
		}
	}
	return nil
}

// setDecimalGlobals sets variables of the decimal module, and returns the way back.
func setDecimalGlobals(t *testing.T, values map[string]int) (restore func()) {
	precision, quotes, zeros := decimal.DivisionPrecision, decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros
	power := decimal.PowPrecisionNegativeExponent
	for name, v := range values {
		switch name {
		case "DivisionPrecision":
			decimal.DivisionPrecision = v
		case "MarshalJSONWithoutQuotes":
			decimal.MarshalJSONWithoutQuotes = v != 0
		case "TrimTrailingZeros":
			decimal.TrimTrailingZeros = v != 0
		case "PowPrecisionNegativeExponent":
			decimal.PowPrecisionNegativeExponent = v
		default:
			t.Fatalf("the decimal module has no variable %s", name)
		}
	}
	return func() {
		decimal.DivisionPrecision, decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros = precision, quotes, zeros
		decimal.PowPrecisionNegativeExponent = power
	}
}

// figuresOfDecimals returns one text of exact figures of every kind.
func figuresOfDecimals() (string, error) {
	var figures []string
	var all error
	add := func(d decimal.Decimal, err error) {
		figures = append(figures, d.StringFixed(12))
		all = errors.Join(all, err)
	}
	n := cx.NPS{Promoters: 2, Passives: 1}
	add(n.Score())
	tally, err := cx.RatingsOf(cx.SatisfactionScale(7), []int{1, 5, 7, 7, 2, 3, 3})
	add(tally.Mean())
	add(tally.Median())
	add(tally.Rescaled())
	add(tally.NetBox(2))
	add(cx.CSAT(tally).Score())
	add(cx.CES(tally).NetEase())
	add(cx.Proportion{Count: 2, Total: 7}.Rate())
	w, weightErr := cx.WeightedNPSOf([]int{10, 3, 8}, []decimal.Decimal{dec("1.10"), dec("0.7"), dec("3")})
	add(w.Score())
	add(w.EffectiveSize())
	shares, shareErr := cx.Shares([]int64{1, 1, 4})
	for _, s := range shares {
		add(s, shareErr)
	}
	change, changeErr := cx.ChangeOf(
		[]cx.Group[string, cx.NPS]{npsGroup("a", 1, 2, 0), npsGroup("b", 5, 5, 1)},
		[]cx.Group[string, cx.NPS]{npsGroup("a", 7, 0, 4), npsGroup("b", 0, 3, 0)})
	add(change.Mix, changeErr)
	add(change.Rate, err)
	data, jsonErr := json.Marshal([]any{w, change, tally, n})
	return strings.Join(figures, " ") + string(data), errors.Join(all, weightErr, jsonErr)
}

// datesOf returns the dates of instants in UTC.
func datesOf(t *testing.T, texts []string) ([]cx.Date, []time.Time) {
	t.Helper()
	var dates []cx.Date
	var instants []time.Time
	for _, text := range texts {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		d, err := cx.Calendar{}.DateOf(at)
		if err != nil {
			t.Fatal(err)
		}
		dates, instants = append(dates, d), append(instants, at)
	}
	return dates, instants
}

func timeRunner(t *testing.T, in hostileInput) func() (string, error) {
	// everywhere gives an instant to whatever takes one.
	everywhere := func(at time.Time) (string, error) {
		rows := []cx.Response{{At: at, Score: 9, Customer: secretText}}
		_, err := cx.Calendar{}.DateOf(at)
		_, periodErr := cx.Calendar{Grain: cx.Month}.PeriodOf(at)
		points, trendErr := cx.Trend(rows, cx.Calendar{Grain: cx.Week}, cx.Period{}, cx.NPS{})
		both, bothErr := cx.GroupTrend(rows, bySegment, cx.Calendar{}, cx.Period{Start: date("2024-01-01"), End: date("2024-02-01")}, cx.NPS{})
		kept, _, keepErr := cx.Deduplicate(rows, cx.KeepLatest, cx.Calendar{})
		for what, err := range map[string]error{"PeriodOf": periodErr, "Trend": trendErr, "GroupTrend": bothErr, "Deduplicate": keepErr} {
			cxtest.Refuses(t, what, err, cx.ErrInvalid)
		}
		if points != nil || both != nil || kept != nil {
			t.Errorf("a value beside an error: %v, %v, %v", points, both, kept)
		}
		return "", err
	}
	switch {
	case in.Zero:
		return func() (string, error) { return everywhere(time.Time{}) }
	case in.Unix != "":
		seconds, err := strconv.ParseInt(in.Unix, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return func() (string, error) { return everywhere(time.Unix(seconds, in.Nsec)) }
	case in.LocalNoon != "":
		c := cx.Calendar{Location: zoneAt(t, in.TZ)}
		noon, err := time.ParseInLocation("2006-01-02 15:04", in.LocalNoon+" 12:00", c.Location)
		if err != nil {
			t.Fatal(err)
		}
		return func() (string, error) {
			d, err := c.DateOf(noon)
			if err != nil {
				return "", err
			}
			points, err := cx.Trend([]cx.Response{{At: noon, Score: 9}}, c, cx.Period{}, cx.NPS{})
			if err != nil || len(points) != 1 || points[0].Period.Start != d || points[0].Period.String() != d.String() {
				t.Errorf("Trend = %v, %v, want one point on %v", points, err, d)
			}
			return in.Unit + "=" + d.String(), err
		}
	case in.SameInstant != nil:
		return func() (string, error) {
			dates, instants := datesOf(t, in.SameInstant)
			var rows []cx.Response
			for i := range dates {
				if dates[i] != dates[0] {
					return "different", nil
				}
				rows = append(rows, cx.Response{At: instants[i], Score: 9, Customer: "c"})
			}
			points, err := cx.Trend(rows, cx.Calendar{}, cx.Period{}, cx.NPS{})
			if err != nil || len(points) != 1 {
				return fmt.Sprint(points), err
			}
			kept, _, err := cx.Deduplicate(rows, cx.KeepLatest, cx.Calendar{})
			if len(kept) != 1 || !kept[0].At.Equal(instants[0]) {
				return fmt.Sprint(kept), err
			}
			return "equal", err
		}
	case in.Pair != nil:
		return func() (string, error) {
			dates, _ := datesOf(t, in.Pair)
			days, err := dates[1].DaysSince(dates[0])
			between, betweenErr := cx.Day.Between(dates[0], dates[1])
			if between != days || betweenErr != nil {
				t.Errorf("Between = %d, %v, DaysSince = %d", between, betweenErr, days)
			}
			return fmt.Sprint("days=", days), err
		}
	}
	return nil
}

func periodRunner(in hostileInput) func() (string, error) {
	index := func(g cx.Grain) func() (string, error) {
		return func() (string, error) {
			from, err := cx.ParseDate(in.Anchor)
			if err != nil {
				return "", err
			}
			to, err := cx.ParseDate(in.At)
			if err != nil {
				return "", err
			}
			n, err := g.Between(from, to)
			return fmt.Sprint("index=", n), err
		}
	}
	switch {
	case in.Unit == "iso-week":
		return func() (string, error) {
			d, err := cx.ParseDate(in.Date)
			if err != nil {
				return "", err
			}
			p, err := cx.Week.PeriodOf(d)
			return "week=" + p.String(), err
		}
	case in.Unit == "calendar-month":
		return index(cx.Month)
	case in.Unit == "week" && in.WeekStart == "sunday":
		return index(cx.WeekFromSunday)
	case len(in.Window) == 2:
		return func() (string, error) {
			var p cx.Period
			var err error
			if p.Start, err = cx.ParseDate(in.Window[0][:10]); err != nil {
				return "", err
			}
			if p.End, err = cx.ParseDate(in.Window[1][:10]); err != nil {
				return "", err
			}
			_, err = cx.Trend(nil, cx.Calendar{}, p, cx.NPS{})
			_, periodsErr := cx.Day.Periods(p)
			if fmt.Sprint(err) != fmt.Sprint(periodsErr) {
				return "", fmt.Errorf("Trend says %w, Periods %w", err, periodsErr)
			}
			return p.String(), err
		}
	}
	return nil
}

// groupRunner covers what of the cohort cases is grouping, dates and customers.
func groupRunner(in hostileInput) func() (string, error) {
	switch {
	case in.Matrix != nil:
		var rows []cx.Response
		for _, text := range in.Matrix.Signups {
			at, err := time.Parse(time.DateOnly, text)
			if err != nil {
				return nil
			}
			rows = append(rows, cx.Response{At: at, Score: 9})
		}
		return func() (string, error) {
			points, err := cx.Trend(rows, cx.Calendar{}, cx.Period{}, cx.NPS{})
			return fmt.Sprint(len(points)), err
		}
	case in.GroupKeys > 0:
		rows := make([]cx.Response, in.GroupKeys)
		for i := range rows {
			rows[i] = cx.Response{Segment: fmt.Sprintf("%0*d", in.KeyBytes, i), Score: i % 11}
		}
		return func() (string, error) {
			groups, err := cx.GroupBy(rows, bySegment, cx.NPS{})
			if err == nil && len(groups) != len(rows) {
				return fmt.Sprint(len(groups)), fmt.Errorf("%d groups of %d keys", len(groups), len(rows))
			}
			return fmt.Sprint(len(groups)), err
		}
	case in.Rows != nil:
		var rows []cx.Response
		for _, r := range in.Rows {
			at, err := time.Parse(time.DateOnly, r.Signup)
			if err != nil {
				return nil
			}
			rows = append(rows, cx.Response{Customer: r.Customer, At: at})
		}
		return func() (string, error) {
			// A blank customer is anonymous, and nobody's duplicate.
			kept, dropped, err := cx.Deduplicate(rows, cx.KeepLatest, cx.Calendar{})
			if len(kept) != len(rows) || dropped != 0 {
				return "", fmt.Errorf("%d rows stay, %d are dropped", len(kept), dropped)
			}
			return fmt.Sprint(len(kept)), err
		}
	}
	return nil
}

// textRunner covers what happens to texts: they are kept, and named by no error.
func textRunner(t *testing.T, in hostileInput) func() (string, error) {
	text := ""
	switch {
	case in.Text != nil:
		text = *in.Text
	case in.Hex != "":
		raw, err := hex.DecodeString(in.Hex)
		if err != nil {
			t.Fatal(err)
		}
		text = string(raw)
	default:
		return nil
	}
	row := cx.Response{
		Question: text, Customer: text, At: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Score: 9, Segment: text,
		Channel: text, Team: text, Stage: cx.Stage(text), Touchpoint: text, Account: text, Language: text, Comment: text,
		Themes: []string{text},
	}
	return func() (string, error) {
		rows := []cx.Response{row, row}
		groups, err := cx.GroupBy(rows, bySegment, cx.NPS{})
		if err != nil || len(groups) != 1 || groups[0].Key != text {
			return fmt.Sprint(len(groups)), err
		}
		kept, _, err := cx.Deduplicate(rows, cx.KeepLatest, cx.Calendar{})
		if err != nil || kept[0].Comment != text {
			return "", err
		}
		data, err := json.Marshal(row)
		if err != nil || !utf8.Valid(data) {
			return fmt.Sprint(utf8.Valid(data)), err
		}
		var back cx.Response
		if err := json.Unmarshal(data, &back); err != nil {
			return "", err
		}
		// No error repeats what it refuses.
		rows[1].Score = 11
		_, badScore := cx.GroupBy(rows, bySegment, cx.NPS{})
		rows[1].Score, rows[1].Question = 9, "other"
		_, badQuestion := cx.GroupBy(rows, bySegment, cx.NPS{})
		_, twice := cx.RankGroups([]cx.Group[string, cx.NPS]{groups[0], groups[0]}, 1, 0.95)
		_, badGrain := cx.Trend(rows, cx.Calendar{Grain: cx.Grain(text)}, cx.Period{}, cx.NPS{})
		_, _, badKeep := cx.Deduplicate(rows, cx.Keep(text), cx.Calendar{})
		_, badDate := cx.ParseDate(text)
		_, badPeriod := cx.ParsePeriod(text)
		_, badRating := cx.ParseRating(text)
		_, badMoney := cx.ParseMoney(text)
		badKey := json.Unmarshal([]byte(`{"score":9,`+string(mustJSON(t, text))+`:1}`), &back)
		for _, err := range []error{badScore, badQuestion, twice, badGrain, badKeep, badDate, badPeriod, badRating, badMoney, badKey} {
			if err == nil {
				t.Errorf("%.20q was accepted somewhere", text)
				continue
			}
			cxtest.ErrorText(t, "refusal", err)
			if len(text) > 1 && strings.Contains(err.Error(), text) {
				t.Errorf("%q repeats %.20q", err, text)
			}
		}
		if in.Hex != "" {
			return "utf8=valid", nil
		}
		if back.Comment == text && back.Segment == text && back.Themes[0] == text {
			return "verbatim=data", nil
		}
		return "changed", nil
	}
}

func mustJSON(t testing.TB, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// wireType is a type that decodes JSON: a valid state, a value of the type to be
// the receiver, and where the state has counts and sums.
type wireType struct {
	name   string
	valid  string
	fresh  func() json.Unmarshaler
	counts []string // texts in valid, each a key with its number
	sums   []string // each a key with its amount
}

// wireTypes are the types with a decoder of their own for objects.
func wireTypes(t testing.TB) []wireType {
	five := `{"min":1,"max":5,"bottom_max":2,"top_min":4}`
	histogram := `{"scale":` + five + `,"counts":[1,0,2,0,7]}`
	ratings := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{3, 1, 4, 1, 5}}
	inCounts := []string{`[1`, `,2`, `,7`}
	var weighted cx.WeightedNPS
	if err := weighted.Add(9, dec("1.5")); err != nil {
		t.Fatal(err)
	}
	return append([]wireType{
		{
			"NPS", `{"promoters":3,"passives":2,"detractors":1}`,
			func() json.Unmarshaler { return &cx.NPS{Promoters: 4} },
			[]string{`"promoters":3`, `"passives":2`, `"detractors":1`}, nil,
		},
		{"Ratings", histogram, func() json.Unmarshaler { r := ratings; return &r }, inCounts, nil},
		{"CSAT", histogram, func() json.Unmarshaler { r := cx.CSAT(ratings); return &r }, inCounts, nil},
		{"CES", histogram, func() json.Unmarshaler { r := cx.CES(ratings); return &r }, inCounts, nil},
		{
			"Proportion", `{"count":3,"total":7}`,
			func() json.Unmarshaler { return &cx.Proportion{Count: 1, Total: 2} },
			[]string{`"count":3`, `"total":7`}, nil,
		},
		{
			"Recommendations", `{"promoters":{"count":3,"total":4},"passives":{"count":0,"total":1},"detractors":{"count":0,"total":2}}`,
			func() json.Unmarshaler { return &cx.Recommendations{Promoters: cx.Proportion{Total: 1}} },
			[]string{`"count":3`, `"total":4`, `"total":2`}, nil,
		},
		{
			"WeightedNPS", `{"promoters":"1.5","passives":"0","detractors":"2","squares":"6.25","answers":2}`,
			func() json.Unmarshaler { w := weighted; return &w },
			[]string{`"answers":2`}, []string{`"promoters":"1.5"`, `"detractors":"2"`, `"squares":"6.25"`},
		},
		{
			"Change", `{"total":"-7","mix":"-12","rate":"5"}`,
			func() json.Unmarshaler { return &cx.Change{Total: dec("1"), Mix: dec("1")} },
			nil, nil,
		},
		{
			"Scale", five,
			func() json.Unmarshaler { s := cx.EffortScale(7); return &s },
			nil, nil,
		},
		{
			"Response", `{"question":"q","customer":"c","at":"2024-01-01T00:00:00Z","score":9,"themes":["price"]}`,
			func() json.Unmarshaler { return &cx.Response{Score: 3, Themes: []string{"staff"}} },
			nil, nil,
		},
		{
			"Group", `{"key":"a","tally":{"promoters":3,"passives":2,"detractors":1}}`,
			func() json.Unmarshaler { return &cx.Group[string, cx.NPS]{Key: "b", Tally: cx.NPS{Passives: 1}} },
			[]string{`"promoters":3`, `"passives":2`}, nil,
		},
		{
			"Point", `{"period":"2026-W47","tally":` + histogram + `}`,
			func() json.Unmarshaler {
				return &cx.Point[cx.CSAT]{Period: cx.Period{Start: date("2024-01-01"), End: date("2024-01-02")}, Tally: cx.CSAT(ratings)}
			},
			inCounts, nil,
		},
	}, slices.Concat(lifecycleWireTypes(), lifetimeWireTypes(), orderWireTypes(), spendWireTypes(), touchWireTypes(), funnelWireTypes(), journeyWireTypes(), supportWireTypes(), linkageWireTypes())...)
}

// TestWireTypesComplete: every exported type with UnmarshalJSON stands in the list
// above, and decodes its valid state.
func TestWireTypesComplete(t *testing.T) {
	var names []string
	for _, w := range wireTypes(t) {
		names = append(names, w.name)
		v := w.fresh()
		if err := json.Unmarshal([]byte(w.valid), v); err != nil {
			t.Errorf("%s: %v", w.name, err)
		}
		if again := string(mustJSON(t, v)); again != w.valid {
			t.Errorf("%s: %s is written as %s", w.name, w.valid, again)
		}
		before := mustJSON(t, v)
		if err := json.Unmarshal([]byte(" null "), v); err != nil || !bytes.Equal(mustJSON(t, v), before) {
			t.Errorf("%s: null changed the receiver, or %v", w.name, err)
		}
	}
	scope := loadSource(t).pkg.Scope()
	for _, name := range scope.Names() {
		named, ok := scope.Lookup(name).Type().(*types.Named)
		if !ok || !scope.Lookup(name).Exported() {
			continue
		}
		for i := range named.NumMethods() {
			if named.Method(i).Name() == "UnmarshalJSON" && !slices.Contains(names, name) {
				t.Errorf("%s decodes JSON, and is not in the list", name)
			}
		}
	}
}

// mutateState returns the texts that an operation makes of a valid state.
func mutateState(t *testing.T, w wireType, m stateMutation) []string {
	t.Helper()
	replace := func(places []string) []string {
		var texts []string
		for _, place := range places {
			keep := place[:1] // the bracket or comma of a list
			if key, _, ok := strings.Cut(place, ":"); ok {
				keep = key + ":"
			}
			if strings.Count(w.valid, place) == 0 {
				t.Fatalf("%s has no %s", w.name, place)
			}
			texts = append(texts, strings.Replace(w.valid, place, keep+string(m.To), 1))
		}
		return texts
	}
	first, rest, _ := strings.Cut(w.valid[1:], ":") // the first key
	switch m.Op {
	case "append":
		return []string{w.valid + m.Text}
	case "version":
		return []string{
			`{"version":` + string(m.To) + `,` + w.valid[1:],
			strings.TrimSuffix(w.valid, "}") + `,"version":` + string(m.To) + `}`,
		}
	case "field":
		switch m.Name {
		case "any-count":
			return replace(w.counts)
		case "sum":
			return replace(w.sums)
		}
	case "twice":
		return []string{strings.TrimSuffix(w.valid, "}") + "," + first + ":null}", strings.TrimSuffix(w.valid, "}") + "," + w.valid[1:]}
	case "capital":
		return []string{"{" + strings.ToUpper(first) + ":" + rest}
	case "cut":
		var texts []string
		for i := range len(w.valid) {
			texts = append(texts, w.valid[:i])
		}
		return texts
	}
	t.Fatalf("no test knows the operation %v", m)
	return nil
}

// refuseState gives a text to a decoder, directly and through json.Unmarshal, which
// keeps its own error for what is no JSON at all.
func refuseState(t *testing.T, w wireType, text string) error {
	t.Helper()
	receiver := w.fresh()
	err := receiver.UnmarshalJSON([]byte(text))
	through := json.Unmarshal([]byte(text), receiver)
	if err == nil || through == nil {
		t.Errorf("%s accepts %.60q: %v, %v", w.name, text, err, through)
	}
	if diff := cmp.Diff(w.fresh(), receiver); diff != "" {
		t.Errorf("%s: the refusal of %.60q changed the receiver (-before +after)\n%s", w.name, text, diff)
	}
	return err
}

func stateRunner(t *testing.T, in hostileInput) func() (string, error) {
	refuse := func(texts func(wireType) []string) func() (string, error) {
		return func() (string, error) {
			var all error
			for _, w := range wireTypes(t) {
				for _, text := range texts(w) {
					err := refuseState(t, w, text)
					if err != nil {
						cxtest.Refuses(t, fmt.Sprintf("%s %.60q", w.name, text), err, cx.ErrInvalid)
						all = err
					}
				}
			}
			return "", all
		}
	}
	switch {
	case in.Mutate != nil:
		return refuse(func(w wireType) []string { return mutateState(t, w, *in.Mutate) })
	case in.Text != nil:
		return refuse(func(wireType) []string { return []string{*in.Text} })
	case strings.HasPrefix(in.API, "merge"):
		return func() (string, error) {
			a, b := cx.Ratings{}, cx.Ratings{Scale: cx.EaseScale(7), Counts: [11]int64{1, 2, 3, 4, 5, 6, 7}}
			if err := json.Unmarshal([]byte(`{"scale":{"min":1,"max":7,"bottom_max":3,"top_min":5},"counts":[9,0,0,0,1,0,0]}`), &a); err != nil {
				return "", err
			}
			ab, ba := a, b
			if err := errors.Join(ab.Merge(b), ba.Merge(a)); err != nil {
				return "", err
			}
			var light, heavy cx.WeightedNPS
			if err := errors.Join(light.Add(10, dec("0.10")), heavy.Add(0, dec("2.500"))); err != nil {
				return "", err
			}
			lh, hl := light, heavy
			if err := errors.Join(lh.Merge(heavy), hl.Merge(light)); err != nil {
				return "", err
			}
			if !bytes.Equal(mustJSON(t, ab), mustJSON(t, ba)) || !bytes.Equal(mustJSON(t, lh), mustJSON(t, hl)) {
				return "different", nil
			}
			return "equal", nil
		}
	case strings.HasPrefix(in.API, "change the input"):
		return func() (string, error) {
			ratings, weights := []int{10, 9, 3}, []decimal.Decimal{dec("1"), dec("2"), dec("3")}
			rows := []cx.Response{{Score: 9, Segment: "a", Themes: []string{"x"}}, {Score: 2, Segment: "b"}}
			results := func() (string, error) {
				n, err := cx.NPSOf(ratings)
				w, weightErr := cx.WeightedNPSOf(ratings, weights)
				g, groupErr := cx.GroupBy(rows, bySegment, cx.NPS{})
				kept, _, keepErr := cx.Deduplicate(rows, cx.KeepAll, cx.Calendar{})
				all := []any{n, w, g, kept}
				before := mustJSON(t, all)
				for i := range ratings {
					ratings[i], weights[i] = 0, dec("7")
				}
				rows[0], rows[1] = cx.Response{}, cx.Response{Segment: "c"}
				after := mustJSON(t, all)
				ratings, weights = []int{10, 9, 3}, []decimal.Decimal{dec("1"), dec("2"), dec("3")}
				rows = []cx.Response{{Score: 9, Segment: "a", Themes: []string{"x"}}, {Score: 2, Segment: "b"}}
				if !bytes.Equal(before, after) {
					return string(before) + " became " + string(after), nil
				}
				return "unchanged", errors.Join(err, weightErr, groupErr, keepErr)
			}
			return results()
		}
	case in.API == "":
		raw, err := hex.DecodeString(in.Hex)
		if err != nil {
			t.Fatal(err)
		}
		return refuse(func(wireType) []string { return []string{string(raw)} })
	}
	return nil
}

// sliceCalls calls each exported function that takes a slice, and returns its slice
// arguments. The results are spoiled: they must not share memory with them.
func sliceCalls(t *testing.T) map[string]func() (args []any, spoil func()) {
	c := cx.Calendar{Grain: cx.Month}
	fail := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	scores := func() []int { return []int{10, 0, 7, 9, 3, 3} }
	ratings := func() []int8 { return []int8{5, 1, 4, 2, 3, 3} }
	rows := func() []cx.Response {
		var rows []cx.Response
		for i, score := range []int{9, 3, 7, 10, 0, 9} {
			rows = append(rows, cx.Response{
				Customer: fmt.Sprint(i % 3), Segment: fmt.Sprint(2 - i%3), Score: score, Themes: []string{"b", "a"},
				At: time.Date(2024, time.Month(6-i), 15, 0, 0, 0, 0, time.UTC),
			})
		}
		return rows
	}
	groups := func() []cx.Group[string, cx.NPS] {
		return []cx.Group[string, cx.NPS]{npsGroup("z", 1, 2, 3), npsGroup("a", 9, 0, 1), npsGroup("m", 40, 30, 20)}
	}
	points := func() []cx.Point[visitors] {
		var points []cx.Point[visitors]
		for month := range 4 {
			var v visitors
			v.Add(fmt.Sprint(month % 2))
			points = append(points, cx.Point[visitors]{Period: period(fmt.Sprintf("2024-%02d", month+1)), Tally: v})
		}
		return points
	}
	spoilPoints := func(points []cx.Point[visitors]) {
		for i := range points {
			points[i].Period = cx.Period{}
			points[i].Tally.Add("spoiler")
		}
	}
	pooled := func() []cx.Group[string, visitors] {
		return []cx.Group[string, visitors]{{Key: "b", Tally: points()[0].Tally}, {Key: "a", Tally: points()[1].Tally}}
	}
	trends := func() []cx.Group[string, []cx.Point[visitors]] {
		return []cx.Group[string, []cx.Point[visitors]]{{Key: "b", Tally: points()}, {Key: "a", Tally: points()}}
	}
	spoilDecimals := func(ds []decimal.Decimal) {
		for i := range ds {
			ds[i] = dec("99")
		}
	}
	addScore := func(n *cx.NPS, r *cx.Response) error { return n.Add(r.Score) }
	nothing := func() {}
	return map[string]func() ([]any, func()){
		"NPSOf": func() ([]any, func()) {
			s := scores()
			_, err := cx.NPSOf(s)
			fail(err)
			return []any{s}, nothing
		},
		"RatingsOf": func() ([]any, func()) {
			r := ratings()
			_, err := cx.RatingsOf(cx.SatisfactionScale(5), r)
			fail(err)
			return []any{r}, nothing
		},
		"CSATOf": func() ([]any, func()) {
			r := ratings()
			_, err := cx.CSATOf(cx.SatisfactionScale(5), r)
			fail(err)
			return []any{r}, nothing
		},
		"CESOf": func() ([]any, func()) {
			r := ratings()
			_, err := cx.CESOf(cx.EffortScale(5), r)
			fail(err)
			return []any{r}, nothing
		},
		"WeightedNPSOf": func() ([]any, func()) {
			s, w := scores(), []decimal.Decimal{dec("3"), dec("1.10"), dec("2"), dec("0"), dec("5"), dec("4")}
			_, err := cx.WeightedNPSOf(s, w)
			fail(err)
			return []any{s, w}, nothing
		},
		"DifferencePaired": func() ([]any, func()) {
			a, b := scores(), []int{9, 9, 0, 1, 7, 8}
			_, err := cx.DifferencePaired(cx.RecommendScale(11), a, b, 0.95)
			fail(err)
			return []any{a, b}, nothing
		},
		"Shares": func() ([]any, func()) {
			counts := []int64{5, 0, 3}
			got, err := cx.Shares(counts)
			fail(err)
			return []any{counts}, func() { spoilDecimals(got) }
		},
		"RoundedShares": func() ([]any, func()) {
			counts := []int64{5, 0, 3}
			got, err := cx.RoundedShares(counts, 0)
			fail(err)
			return []any{counts}, func() { spoilDecimals(got) }
		},
		"Holm": func() ([]any, func()) {
			p := []float64{0.04, 0.01, 0.03}
			got, err := cx.Holm(p)
			fail(err)
			return []any{p}, func() { clear(got) }
		},
		"BenjaminiHochberg": func() ([]any, func()) {
			p := []float64{0.04, 0.01, 0.03}
			got, err := cx.BenjaminiHochberg(p)
			fail(err)
			return []any{p}, func() { clear(got) }
		},
		"GroupBy": func() ([]any, func()) {
			r := rows()
			got, err := cx.GroupBy(r, bySegment, cx.NPS{})
			fail(err)
			return []any{r}, func() { clear(got) }
		},
		"GroupByQuestion": func() ([]any, func()) {
			r := rows()
			got, err := cx.GroupByQuestion(r, cx.NPS{})
			fail(err)
			return []any{r}, func() { clear(got) }
		},
		"Trend": func() ([]any, func()) {
			r := rows()
			got, err := cx.Trend(r, c, cx.Period{}, cx.NPS{})
			fail(err)
			return []any{r}, func() { clear(got) }
		},
		"GroupTrend": func() ([]any, func()) {
			r := rows()
			got, err := cx.GroupTrend(r, bySegment, c, cx.Period{}, cx.NPS{})
			fail(err)
			return []any{r}, func() { clear(got) }
		},
		"GroupFunc": func() ([]any, func()) {
			r := rows()
			got, err := cx.GroupFunc(r, bySegment, addScore, cx.NPS{})
			fail(err)
			return []any{r}, func() { clear(got) }
		},
		"TrendFunc": func() ([]any, func()) {
			r := rows()
			got, err := cx.TrendFunc(r, answeredAt, addScore, c, cx.Period{}, cx.NPS{})
			fail(err)
			return []any{r}, func() { clear(got) }
		},
		"GroupTrendFunc": func() ([]any, func()) {
			r := rows()
			got, err := cx.GroupTrendFunc(r, bySegment, answeredAt, addScore, c, cx.Period{}, cx.NPS{})
			fail(err)
			return []any{r}, func() { clear(got) }
		},
		"MergeGroups": func() ([]any, func()) {
			a, b := pooled(), pooled()
			got, err := cx.MergeGroups(a, b)
			fail(err)
			return []any{a, b}, func() { got[0].Tally.Add("spoiler"); got[1].Tally.Add("spoiler") }
		},
		"MergePoints": func() ([]any, func()) {
			a, b := points(), points()
			got, err := cx.MergePoints(a, b)
			fail(err)
			return []any{a, b}, func() { spoilPoints(got) }
		},
		"MergeGroupTrends": func() ([]any, func()) {
			a, b := trends(), trends()
			got, err := cx.MergeGroupTrends(a, b)
			fail(err)
			return []any{a, b}, func() { spoilPoints(got[0].Tally); spoilPoints(got[1].Tally) }
		},
		"Rolling": func() ([]any, func()) {
			p := points()
			got, err := cx.Rolling(p, 3)
			fail(err)
			return []any{p}, func() { spoilPoints(got) }
		},
		"RankGroups": func() ([]any, func()) {
			g := groups()
			got, err := cx.RankGroups(g, 5, 0.95)
			fail(err)
			return []any{g}, func() { clear(got) }
		},
		"SuppressSmall": func() ([]any, func()) {
			g := groups()
			shown, hidden, err := cx.SuppressSmall(g, 7)
			fail(err)
			return []any{g}, func() { clear(shown); clear(hidden) }
		},
		"ChangeOf": func() ([]any, func()) {
			a, b := groups(), groups()[1:]
			_, err := cx.ChangeOf(a, b)
			fail(err)
			return []any{a, b}, nothing
		},
		"Deduplicate": func() ([]any, func()) {
			r := rows()
			kept, _, err := cx.Deduplicate(r, cx.KeepFirst, c)
			fail(err)
			return []any{r}, func() { clear(kept) }
		},
	}
}

// TestSlicesAreNotModified checks every exported function with a slice among its
// parameters: it neither changes the slice nor hands its memory out.
func TestSlicesAreNotModified(t *testing.T) {
	calls := sliceCalls(t)
	maps.Copy(calls, lifecycleSliceCalls(t))
	maps.Copy(calls, journeySliceCalls(t))
	maps.Copy(calls, funnelSliceCalls(t))
	maps.Copy(calls, lifetimeSliceCalls(t))
	maps.Copy(calls, orderSliceCalls(t))
	maps.Copy(calls, spendSliceCalls(t))
	maps.Copy(calls, touchSliceCalls(t))
	maps.Copy(calls, funnelSliceCalls(t))
	maps.Copy(calls, supportSliceCalls(t))
	maps.Copy(calls, linkageSliceCalls(t))
	for name, call := range calls {
		// A second call, without the spoiling, makes the arguments anew.
		want, _ := call()
		got, spoil := call()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s is not the same twice (-want +got)\n%s", name, diff)
		}
		spoil()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s shares memory with its argument (-want +got)\n%s", name, diff)
		}
		if len(got) == 0 {
			t.Errorf("%s shows no arguments", name)
		}
	}
	scope := loadSource(t).pkg.Scope()
	for _, name := range scope.Names() {
		f, ok := scope.Lookup(name).(*types.Func)
		if !ok || !f.Exported() {
			continue
		}
		for v := range f.Signature().Params().Variables() {
			if _, isSlice := v.Type().Underlying().(*types.Slice); isSlice && calls[name] == nil {
				t.Errorf("%s takes a slice, and is not in the list", name)
			}
		}
	}
	// Decoders get the caller's bytes, and may not keep them.
	for _, w := range wireTypes(t) {
		data := []byte(w.valid)
		v := w.fresh()
		if err := v.UnmarshalJSON(data); err != nil || string(data) != w.valid {
			t.Errorf("%s changed its text to %s, %v", w.name, data, err)
		}
		before := mustJSON(t, v)
		for i := range data {
			data[i] = 'x'
		}
		if after := mustJSON(t, v); !bytes.Equal(before, after) {
			t.Errorf("%s kept the bytes that it decoded: %s became %s", w.name, before, after)
		}
	}
}

// TestSliceArgumentsUnsorted makes sure that the calls above would show a change:
// their arguments are in no order that a function might sort them into.
func TestSliceArgumentsUnsorted(t *testing.T) {
	for name, call := range sliceCalls(t) {
		args, _ := call()
		for _, arg := range args {
			v := reflect.ValueOf(arg)
			ascending := true
			for i := 1; i < v.Len(); i++ {
				a, b := fmt.Sprint(v.Index(i-1).Interface()), fmt.Sprint(v.Index(i).Interface())
				ascending = ascending && a <= b
			}
			// Points have to be in the order of time, and two groups are in some order.
			if ascending && v.Len() > 2 && !strings.Contains(v.Type().String(), "Point") {
				t.Errorf("%s: argument %v is sorted", name, arg)
			}
		}
	}
}

// TestResultsCompare: every exported struct is comparable by go-cmp without options,
// filled as the functions fill it.
func TestResultsCompare(t *testing.T) {
	n := cx.NPS{Promoters: 15, Passives: 13, Detractors: 8}
	other := cx.NPS{Promoters: 12, Passives: 7, Detractors: 12}
	difference, err := n.Difference(other, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	interval, err := n.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	ratings, err := cx.RatingsOf(cx.SatisfactionScale(5), []int{1, 5})
	if err != nil {
		t.Fatal(err)
	}
	weighted, err := cx.WeightedNPSOf([]int{10, 0}, []decimal.Decimal{dec("1"), dec("3")})
	if err != nil {
		t.Fatal(err)
	}
	groups := []cx.Group[string, cx.NPS]{{Key: "a", Tally: n}, {Key: "b", Tally: other}}
	ranking, err := cx.RankGroups(groups, 30, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	change, err := cx.ChangeOf(groups[:1], groups)
	if err != nil {
		t.Fatal(err)
	}
	_, rowErr := cx.NPSOf([]int{10, 11})
	var row *cx.RowError
	var outside *cx.RangeError
	if !errors.As(rowErr, &row) || !errors.As(rowErr, &outside) {
		t.Fatal(rowErr)
	}
	values := map[string]any{
		"CES": cx.CES(ratings), "CSAT": cx.CSAT(ratings), "Change": change, "Comparison": difference,
		"Date": date("2024-02-29"), "Group": groups[0], "Interval": interval, "NPS": n, "Period": period("2024-Q1"),
		"Point":      cx.Point[cx.CSAT]{Period: period("2024-Q1"), Tally: cx.CSAT(ratings)},
		"Proportion": cx.Proportion{Count: 1, Total: 2}, "RangeError": outside, "Ranking": ranking[0], "Ratings": ratings,
		"Recommendations": cx.Recommendations{Promoters: cx.Proportion{Count: 1, Total: 2}},
		"Response":        cx.Response{At: time.Now(), Themes: []string{"price"}}, "RowError": row, "Scale": cx.EaseScale(7),
		"WeightedNPS": weighted,
	}
	maps.Copy(values, lifecycleValues(t))
	maps.Copy(values, journeyValues(t))
	maps.Copy(values, funnelValues(t))
	maps.Copy(values, lifetimeStructs(t))
	maps.Copy(values, orderValues())
	maps.Copy(values, spendValues())
	maps.Copy(values, touchValues(t))
	maps.Copy(values, funnelValues(t))
	maps.Copy(values, supportValues(t))
	maps.Copy(values, linkageValues(t))
	for name, v := range values {
		if diff := cmp.Diff(v, v); diff != "" {
			t.Errorf("%s differs from itself:\n%s", name, diff)
		}
		zero := reflect.Zero(reflect.TypeOf(v)).Interface()
		if cmp.Equal(v, zero) {
			t.Errorf("%s: the value %v shows nothing", name, v)
		}
	}
	// An argument, not a result: a location has no exported fields.
	arguments := []string{"Calendar", "CohortRule", "BusinessHours", "SLARule", "SupportRule"}
	scope := loadSource(t).pkg.Scope()
	for _, name := range scope.Names() {
		object, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !object.Exported() || slices.Contains(arguments, name) {
			continue
		}
		s, isStruct := object.Type().Underlying().(*types.Struct)
		if !isStruct {
			continue
		}
		if values[name] == nil {
			t.Errorf("%s is not in the list", name)
		}
		for f := range s.Fields() {
			if !f.Exported() {
				t.Errorf("%s has the unexported field %s", name, f.Name())
			}
		}
	}
}

// TestCountersDoNotWrap: what no hostile text can bring, a literal can.
func TestCountersDoNotWrap(t *testing.T) {
	full := cx.NPS{Promoters: math.MaxInt64}
	groups := func(n cx.NPS) []cx.Group[string, cx.NPS] { return []cx.Group[string, cx.NPS]{{Key: "a", Tally: n}} }
	points := func(n cx.NPS) []cx.Point[cx.NPS] { return []cx.Point[cx.NPS]{{Period: period("2024"), Tally: n}} }
	one := cx.NPS{Detractors: 1}
	_, err := cx.MergeGroups(groups(full), groups(one))
	cxtest.Refuses(t, "MergeGroups", err, cx.ErrInvalid)
	_, err = cx.MergePoints(points(full), points(one))
	cxtest.Refuses(t, "MergePoints", err, cx.ErrInvalid)
	_, err = cx.Rolling([]cx.Point[cx.NPS]{{Period: period("2024"), Tally: full}, {Period: period("2025"), Tally: one}}, 2)
	cxtest.Refuses(t, "Rolling", err, cx.ErrInvalid)
	_, err = cx.ChangeOf(append(groups(full), groups(one)...), groups(one))
	cxtest.Refuses(t, "ChangeOf", err, cx.ErrInvalid)
	if change, err := cx.ChangeOf(groups(full), groups(full)); err == nil && !change.Total.IsZero() {
		t.Errorf("ChangeOf of a full tally and itself = %v", change)
	}
}
