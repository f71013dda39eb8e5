package reference

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	gocmp "github.com/google/go-cmp/cmp"
)

// funnelDay is the instant from which random events count their minutes.
var funnelDay = instant("2026-03-02T09:00:00Z")

// journey is one way to take steps: indexes of events in order of time.
type journey []int

// bestJourney searches all ways to take the steps of a rule, and returns the one that the
// documentation of FunnelOf names, and whether it is decided. It is slow, and shares no
// idea with the package.
func bestJourney(events []cx.Event, rule cx.FunnelRule, asOf time.Time) (best journey, decided bool) {
	horizon := rule.Window
	if all := rule.StepWindow * time.Duration(len(rule.Steps)-1); all > 0 && (horizon == 0 || all < horizon) {
		horizon = all
	}
	isDecided := func(start int) bool { return horizon == 0 || events[start].At.Add(horizon).Before(asOf) }
	better := func(a, b journey) bool {
		if len(a) != len(b) {
			return len(a) > len(b)
		}
		for i := range a {
			if c := events[a[i]].At.Compare(events[b[i]].At); c != 0 {
				return c < 0
			}
		}
		return slices.Compare(a, b) < 0
	}
	var all []journey
	var extend func(j journey)
	extend = func(j journey) {
		if len(j) > 0 {
			all = append(all, slices.Clone(j))
		}
		if len(j) == len(rule.Steps) {
			return
		}
		for i := range events {
			if events[i].Name != rule.Steps[len(j)] {
				continue
			}
			if len(j) > 0 {
				last, first := j[len(j)-1], j[0]
				if i > last && slices.ContainsFunc(events[last:i], func(e cx.Event) bool { return slices.Contains(rule.Exclude, e.Name) }) {
					continue
				}
				if i <= last || rule.Order == cx.FunnelStrict && i != last+1 ||
					rule.StepWindow > 0 && events[i].At.Sub(events[last].At) > rule.StepWindow ||
					rule.Window > 0 && events[i].At.Sub(events[first].At) > rule.Window {
					continue
				}
			}
			extend(append(slices.Clone(j), i))
		}
	}
	extend(nil)
	for _, j := range all {
		decided = decided || isDecided(j[0])
	}
	for _, j := range all {
		if decided == isDecided(j[0]) && (best == nil || better(j, best)) {
			best = j
		}
	}
	return best, decided
}

// The funnel is that of a search of all journeys, for events sorted by customer, shuffled,
// and in shards.
func TestFunnelAgainstSearch(t *testing.T) {
	cxtest.Long(t)
	seen := map[string]int{}
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 7))
		steps := strings.Split([]string{"abc", "ab", "aab", "aba", "abcd", "aa"}[r.IntN(6)], "")
		rule := cx.FunnelRule{Steps: steps, Order: []cx.FunnelOrder{"", cx.FunnelOrdered, cx.FunnelStrict}[r.IntN(3)]}
		if r.IntN(3) > 0 {
			rule.Window = time.Duration(r.IntN(12)+1) * time.Minute
		}
		if r.IntN(3) == 0 {
			rule.StepWindow = time.Duration(r.IntN(6)+1) * time.Minute
		}
		if r.IntN(3) == 0 {
			rule.Exclude, rule.Base = []string{"x"}, []cx.FunnelBase{cx.FunnelBaseAll, cx.FunnelBaseUnstopped}[r.IntN(2)]
		}
		asOf := funnelDay.Add(time.Duration(20+r.IntN(20)) * time.Minute)
		customers := make([][]cx.Event, 4)
		for c := range customers {
			for range r.IntN(12) {
				customers[c] = append(customers[c], cx.Event{
					Customer: strconv.Itoa(c), Name: string("aabbcdx"[r.IntN(7)]), Segment: strconv.Itoa(r.IntN(2)),
					At: funnelDay.Add(time.Duration(r.IntN(30)) * time.Minute),
				})
			}
		}
		want := cx.Funnel{
			Order: cmp.Or(rule.Order, cx.FunnelOrdered), WindowSeconds: rule.Window.Seconds(), StepWindowSeconds: rule.StepWindow.Seconds(), AsOf: asOf,
			Exclude: rule.Exclude, Base: rule.Base,
		}
		for _, name := range steps {
			want.Steps = append(want.Steps, cx.FunnelStep{Name: name})
		}
		segments := map[string]int64{}
		var times []cx.Lifespan
		for _, events := range customers {
			events = slices.Clone(events)
			slices.SortStableFunc(events, func(a, b cx.Event) int { return a.At.Compare(b.At) })
			events = slices.DeleteFunc(events, func(e cx.Event) bool { return !e.At.Before(asOf) })
			j, decided := bestJourney(events, rule, asOf)
			if j == nil {
				continue
			}
			free := rule
			free.Exclude = nil
			if unstopped, _ := bestJourney(events, free, asOf); decided && len(unstopped) > len(j) {
				want.Stopped++
				seen["stopped"]++
				if rule.Base == cx.FunnelBaseUnstopped {
					continue
				}
			}
			first := slices.IndexFunc(events, func(e cx.Event) bool { return e.Name == steps[0] })
			segments[events[first].Segment]++
			start := events[j[0]].At
			if last := len(steps) - 1; len(j) == len(steps) {
				times = append(times, cx.Lifespan{Exit: events[j[last]].At.Sub(start).Seconds(), Churned: true})
			} else {
				observed := asOf.Sub(start)
				if rule.Window > 0 {
					observed = min(observed, rule.Window)
				}
				if rule.StepWindow > 0 {
					observed = min(observed, rule.StepWindow*time.Duration(last))
				}
				times = append(times, cx.Lifespan{Exit: observed.Seconds()})
			}
			seen[fmt.Sprint("decided ", decided)]++
			seen[fmt.Sprint("steps ", len(j))]++
			for i := range j {
				if !decided {
					want.Steps[i].Undecided++
					continue
				}
				want.Steps[i].Customers++
				if i > 0 {
					seconds := strconv.Itoa(int(events[j[i]].At.Sub(events[j[i-1]].At).Seconds()))
					want.Steps[i].Seconds = want.Steps[i].Seconds.Add(dec(seconds))
				}
			}
			if decided && len(j) == len(steps) {
				want.Events += int64(j[len(j)-1] - j[0] + 1)
				want.Seconds = want.Seconds.Add(dec(strconv.Itoa(int(events[j[len(j)-1]].At.Sub(start).Seconds()))))
			}
		}
		sorted := slices.Concat(customers...)
		check := func(what string, f cx.Funnel, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(want, f); diff != "" {
				t.Fatalf("seed %d, %s, %v, asOf %v of %v (-want +got):\n%s", seed, what, rule, asOf, sorted, diff)
			}
		}
		f, err := cx.FunnelOf(sorted, rule, asOf)
		check("sorted", f, err)
		mixed := interleave(r, customers)
		f, err = cx.FunnelOf(mixed, rule, asOf)
		check("shuffled", f, err)
		var merged cx.Funnel
		for _, shard := range customers {
			part, err := cx.FunnelOf(shard, rule, asOf)
			if err != nil {
				t.Fatal(err)
			}
			if err := merged.Merge(part); err != nil {
				t.Fatal(err)
			}
		}
		check("shards", merged, nil)

		groups, err := cx.FunnelsBySegment(mixed, rule, asOf)
		if err != nil {
			t.Fatal(err)
		}
		merged = cx.Funnel{}
		for _, g := range groups {
			if n := g.Tally.Steps[0].Customers + g.Tally.Steps[0].Undecided; n != segments[g.Key] {
				t.Fatalf("seed %d: %d customers in segment %s, want %d", seed, n, g.Key, segments[g.Key])
			}
			if err := merged.Merge(g.Tally); err != nil {
				t.Fatal(err)
			}
		}
		if len(groups) > 0 {
			check("segments", merged, nil)
		}

		got, err := cx.ConversionLifespans(sorted, rule, asOf)
		if diff := gocmp.Diff(times, got); diff != "" || err != nil {
			t.Fatalf("seed %d, %v: ConversionLifespans: %v (-want +got):\n%s", seed, rule, err, diff)
		}
		byExit := func(a, b cx.Lifespan) int { return cmp.Compare(a.Exit, b.Exit) }
		var pooled []cx.Lifespan
		bySegment, err := cx.ConversionLifespansBySegment(mixed, rule, asOf)
		for _, g := range bySegment {
			pooled = append(pooled, g.Tally...)
		}
		slices.SortFunc(pooled, byExit)
		slices.SortFunc(times, byExit)
		if len(pooled) != len(times) || err != nil || !slices.EqualFunc(times, pooled, func(a, b cx.Lifespan) bool { return a.Exit == b.Exit }) {
			t.Fatalf("seed %d: ConversionLifespansBySegment = %v, %v, want %v", seed, pooled, err, times)
		}
	}
	for _, what := range []string{"stopped", "decided true", "decided false", "steps 1", "steps 2", "steps 3", "steps 4"} {
		if seen[what] < 10 {
			t.Errorf("%s: seen %d times only", what, seen[what])
		}
	}
}

// interleave mixes the rows of several customers, each customer's in their own order.
func interleave(r *rand.Rand, customers [][]cx.Event) []cx.Event {
	var mixed []cx.Event
	rest := slices.Clone(customers)
	for {
		rest = slices.DeleteFunc(rest, func(events []cx.Event) bool { return len(events) == 0 })
		if len(rest) == 0 {
			return mixed
		}
		i := r.IntN(len(rest))
		mixed = append(mixed, rest[i][0])
		rest[i] = rest[i][1:]
	}
}

// In any order, the funnel is that of a search over the windows that begin at each event of
// a step, whatever the order of the steps and of the rows.
func TestFunnelAnyOrderAgainstSearch(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(4000) {
		r := rand.New(rand.NewPCG(seed, 8))
		rule := cx.FunnelRule{
			Steps: strings.Split("abcd"[:1+r.IntN(4)], ""), Order: cx.FunnelAnyOrder, Window: time.Duration(r.IntN(15)) * time.Minute,
		}
		asOf := funnelDay.Add(time.Duration(15+r.IntN(20)) * time.Minute)
		var events []cx.Event
		for c := range 4 {
			for range r.IntN(12) {
				events = append(events, cx.Event{
					Customer: strconv.Itoa(c), Name: string("abcdx"[r.IntN(5)]), At: funnelDay.Add(time.Duration(r.IntN(30)) * time.Minute),
				})
			}
		}
		customers, undecided, did := make([]int64, len(rule.Steps)), make([]int64, len(rule.Steps)), map[string]int64{}
		for c := range 4 {
			var best map[string]bool // the steps of the window that counts
			var bestAt time.Time
			decided := false
			for _, begin := range events {
				if begin.Customer != strconv.Itoa(c) || !begin.At.Before(asOf) || !slices.Contains(rule.Steps, begin.Name) {
					continue
				}
				over := rule.Window == 0 || len(rule.Steps) == 1 || begin.At.Add(rule.Window).Before(asOf)
				if decided && !over {
					continue
				}
				if over && !decided {
					decided, best = true, nil // only decided windows count
				}
				has := map[string]bool{}
				for _, e := range events {
					in := !e.At.Before(begin.At) && e.At.Before(asOf) && (rule.Window == 0 || e.At.Sub(begin.At) <= rule.Window)
					if in && e.Customer == begin.Customer && slices.Contains(rule.Steps, e.Name) {
						has[e.Name] = true
					}
				}
				if len(has) > len(best) || len(has) == len(best) && begin.At.Before(bestAt) {
					best, bestAt = has, begin.At
				}
			}
			for k := range len(best) {
				if decided {
					customers[k]++
				} else {
					undecided[k]++
				}
			}
			for name := range best {
				if decided {
					did[name]++
				}
			}
			seen[fmt.Sprint(decided, len(best))]++
		}
		for range 4 {
			f, err := cx.FunnelOf(events, rule, asOf)
			if err != nil {
				t.Fatal(err)
			}
			for i, step := range f.Steps {
				want := cx.FunnelStep{Name: rule.Steps[i], Customers: customers[i], Undecided: undecided[i], Did: did[step.Name]}
				if diff := gocmp.Diff(want, step); diff != "" {
					t.Fatalf("seed %d: %v as of %v of %v: step %d (-want +got):\n%s", seed, rule, asOf, events, i, diff)
				}
			}
			r.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
			r.Shuffle(len(rule.Steps), func(i, j int) { rule.Steps[i], rule.Steps[j] = rule.Steps[j], rule.Steps[i] })
		}
	}
	for _, what := range []string{"true 1", "true 2", "true 3", "true 4", "false 1", "false 2", "false 3"} {
		if seen[what] < 10 {
			t.Errorf("%s: seen %d times only", what, seen[what])
		}
	}
}

// An open funnel is that of a search of all ways to go on from the first event of any step.
func TestFunnelOpenAgainstSearch(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(6000) {
		r := rand.New(rand.NewPCG(seed, 9))
		rule := cx.FunnelRule{Steps: strings.Split("abcd"[:1+r.IntN(4)], ""), Order: []cx.FunnelOrder{cx.FunnelOrdered, cx.FunnelStrict}[r.IntN(2)], Open: true}
		if r.IntN(3) > 0 {
			rule.Window = time.Duration(r.IntN(12)+1) * time.Minute
		}
		if r.IntN(3) == 0 {
			rule.StepWindow = time.Duration(r.IntN(6)+1) * time.Minute
		}
		if r.IntN(3) == 0 {
			rule.Exclude, rule.Base = []string{"x"}, cx.FunnelBaseAll
		}
		asOf := funnelDay.Add(time.Duration(5+r.IntN(30)) * time.Minute)
		var events []cx.Event
		for range r.IntN(20) {
			events = append(events, cx.Event{Customer: "ada", Name: string("aabbcdx"[r.IntN(7)]), At: funnelDay.Add(time.Duration(r.IntN(30)) * time.Minute)})
		}
		f, err := cx.FunnelOf(events, rule, asOf)
		if err != nil {
			t.Fatal(err)
		}
		seenEvents := slices.SortedStableFunc(slices.Values(events), func(a, b cx.Event) int { return a.At.Compare(b.At) })
		seenEvents = slices.DeleteFunc(seenEvents, func(e cx.Event) bool { return !e.At.Before(asOf) })
		want := make([]cx.FunnelStep, len(rule.Steps))
		for i, name := range rule.Steps {
			want[i].Name = name
		}
		if first := slices.IndexFunc(seenEvents, func(e cx.Event) bool { return slices.Contains(rule.Steps, e.Name) }); first >= 0 {
			// The journeys of the rest of the steps that begin at that event, in a funnel that is
			// not open: others of its name are put out of the way.
			entry := slices.Index(rule.Steps, seenEvents[first].Name)
			rest := rule
			rest.Open, rest.Steps = false, rule.Steps[entry:]
			from := slices.Clone(seenEvents[first:])
			for i := 1; i < len(from); i++ {
				if from[i].Name == from[0].Name {
					from[i].Name = "again"
				}
			}
			// The windows are those of the whole rule.
			decided := rule.Window == 0 && rule.StepWindow == 0 || len(rule.Steps) == 1
			for _, horizon := range []time.Duration{rule.Window, rule.StepWindow * time.Duration(len(rule.Steps)-1)} {
				decided = decided || horizon > 0 && from[0].At.Add(horizon).Before(asOf)
			}
			j, _ := bestJourney(from, rest, asOf)
			for i := range j {
				step := &want[entry+i]
				switch {
				case !decided:
					step.Undecided++
					continue
				case i == 0:
					step.Entered++
				default:
					step.Seconds = dec(strconv.Itoa(int(from[j[i]].At.Sub(from[j[i-1]].At).Seconds())))
				}
				step.Customers++
			}
			seen[fmt.Sprint(decided, len(j))]++
		}
		if diff := gocmp.Diff(want, f.Steps); diff != "" {
			t.Fatalf("seed %d: %v as of %v of %v (-want +got):\n%s", seed, rule, asOf, events, diff)
		}
	}
	for _, what := range []string{"true 1", "true 2", "true 3", "false 1", "false 2", "false 3"} {
		if seen[what] < 5 {
			t.Errorf("%s: seen %d times only", what, seen[what])
		}
	}
}
