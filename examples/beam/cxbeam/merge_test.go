package cxbeam_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/beam/cxbeam"
)

// journey is how a value of a type goes through prism: as JSON in, decoded by a DoFn of the
// worker, once by itself through a GroupByKey and, merged with itself, through a Combine.
type journey struct {
	send  func(s beam.Scope, data string)
	merge func(data string) (accumulator, merged string, err error)
}

var journeys = map[string]journey{}

// travels makes the journey of a type.
func travels[T any, P cx.Tally[T]]() {
	// Not register.DoFn1x3 and the like, whose code for so many types takes 8 GB to compile.
	beam.RegisterType(reflect.TypeFor[decodeOne[T]]())
	beam.RegisterType(reflect.TypeFor[arrived[T]]())
	beam.RegisterType(reflect.TypeFor[combined[T]]())
	kind := kindOf[T]()
	journeys[kind] = journey{
		send: func(s beam.Scope, data string) {
			s = s.Scope(kind)
			byKey := beam.ParDo(s, &decodeOne[T]{}, beam.Create(s, data, data))
			beam.ParDo0(s, &arrived[T]{}, beam.GroupByKey(s, byKey))
			beam.ParDo0(s, &combined[T]{}, beam.CombinePerKey(s, &cxbeam.Merge[T, P]{}, byKey))
		},
		merge: mergeTwice[T, P],
	}
}

func kindOf[T any]() string {
	kind, _, _ := strings.Cut(reflect.TypeFor[T]().Name(), "[")
	return kind
}

// decodeOne and the others are types, since Beam cannot find the instances of a generic
// function again: they all have one name.
type decodeOne[T any] struct{}

func (*decodeOne[T]) ProcessElement(data string) (string, T, error) {
	var value T
	err := json.Unmarshal([]byte(data), &value)
	return kindOf[T](), value, err
}

// landed is what came out, as JSON by the type and by where. The workers of prism are in the
// process.
var landed struct {
	sync.Mutex
	values map[string][]string
}

func land(where string, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		data = []byte(err.Error())
	}
	landed.Lock()
	defer landed.Unlock()
	landed.values[where] = append(landed.values[where], string(data))
}

type arrived[T any] struct{}

func (*arrived[T]) ProcessElement(kind string, values func(*T) bool) {
	for value := *new(T); values(&value); value = *new(T) {
		land(kind+" grouped", value)
	}
}

type combined[T any] struct{}

func (*combined[T]) ProcessElement(kind string, value T) { land(kind+" combined", value) }

// mergeTwice adds an input to an accumulator, as a bundle does that then fails, and adds it
// to the same accumulator again, as the bundle does that is tried in its place.
func mergeTwice[T any, P cx.Tally[T]](data string) (accumulator, merged string, err error) {
	var before, input T
	if err := json.Unmarshal([]byte(data), &before); err != nil {
		return "", "", err
	}
	if err := json.Unmarshal([]byte(data), &input); err != nil {
		return "", "", err
	}
	fn := &cxbeam.Merge[T, P]{}
	if _, err = fn.MergeAccumulators(before, input); err != nil {
		return "", "", err
	}
	after, err := fn.MergeAccumulators(before, input)
	if err != nil {
		return "", "", err
	}
	one, err := json.Marshal(before)
	if err != nil {
		return "", "", err
	}
	two, err := json.Marshal(after)
	return string(one), string(two), err
}

func init() {
	travels[cx.Acquisition]()
	travels[cx.Amounts]()
	travels[cx.Apdex]()
	travels[cx.Attainment]()
	travels[cx.Backlog]()
	travels[cx.Basket]()
	travels[cx.CES]()
	travels[cx.CSAT]()
	travels[cx.Choices]()
	travels[cx.Churn]()
	travels[cx.ClosedLoop]()
	travels[cx.Clustered]()
	travels[cx.Cohorts]()
	travels[cx.CompetingRisks]()
	travels[cx.CrossTab]()
	travels[cx.Dispositions]()
	travels[cx.Drivers]()
	travels[cx.Durations]()
	travels[cx.Engagement]()
	travels[cx.Fieldwork]()
	travels[cx.Funnel]()
	travels[cx.HoursOfDay]()
	travels[cx.Incidence]()
	travels[cx.Lifecycle]()
	travels[cx.Linkage]()
	travels[cx.Loyalty]()
	travels[cx.Movements]()
	travels[cx.NPS]()
	travels[cx.Paths]()
	travels[cx.PeakEnd]()
	travels[cx.Phrases]()
	travels[cx.Promises]()
	travels[cx.Promotion]()
	travels[cx.Proportion]()
	travels[cx.Ratings]()
	travels[cx.Recommendations]()
	travels[cx.Referrals]()
	travels[cx.Repeat]()
	travels[cx.Retention]()
	travels[cx.Sentiment]()
	travels[cx.Support]()
	travels[cx.Survival]()
	travels[cx.Transitions]()
	travels[cx.Trials]()
	travels[cx.Uptime]()
	travels[cx.WeightedNPS]()
	travels[cx.WeightedRatings]()
	travels[cx.Themes[cx.CSAT]]()
}

// TestMerge_prism sends a full value of each type through prism: alone, and merged.
func TestMerge_prism(t *testing.T) {
	landed.values = map[string][]string{}
	want := map[string][]string{}
	p, s := beam.NewPipelineWithRoot()
	for _, kind := range slices.Sorted(maps.Keys(journeys)) {
		data := encoded(t, full()[kind])
		_, merged, err := journeys[kind].merge(data)
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		journeys[kind].send(s, data)
		want[kind+" grouped"], want[kind+" combined"] = []string{data, data}, []string{merged}
	}
	ptest.RunAndValidate(t, p)
	if len(want) != 2*len(full()) {
		t.Errorf("%d types travel of %d", len(want)/2, len(full()))
	}
	for where, values := range want {
		if got := landed.values[where]; !slices.Equal(got, values) {
			t.Errorf("%s: got %v, want %v", where, got, values)
		}
	}
}

// TestMerge_again checks that the AddInput of a bundle that has failed leaves no trace in the
// accumulator, whatever the type: it has been added once when the bundle is tried again.
func TestMerge_again(t *testing.T) {
	for kind, value := range full() {
		data := encoded(t, value)
		accumulator, merged, err := journeys[kind].merge(data)
		if err != nil || accumulator != data || merged == data {
			t.Errorf("%s: accumulator %s, merged %s, %v, want the accumulator as it was: %s", kind, accumulator, merged, err, data)
		}
	}
}

// TestMerge_refused checks that two tallies that do not go together fail the job.
func TestMerge_refused(t *testing.T) {
	fn := &cxbeam.Merge[cx.CSAT, *cx.CSAT]{}
	five, seven := must(cx.CSATOf([]int{1}, cx.SatisfactionScale(5))), must(cx.CSATOf([]int{1}, cx.SatisfactionScale(7)))
	if got, err := fn.MergeAccumulators(five, seven); err == nil || fmt.Sprint(got) != fmt.Sprint(five) {
		t.Errorf("got %v, %v", got, err)
	}
}
