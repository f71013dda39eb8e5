package cx_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// walks returns the events of customers, each with a path of two names: two in five are common,
// some of them more than others, and the others are any of a million.
func walks(customers int, seed uint64) []cx.Event {
	random := rand.New(rand.NewPCG(seed, 17))
	name := func() string {
		if random.IntN(5) < 2 {
			return "page " + strconv.Itoa(int(math.Pow(300, random.Float64())))
		}
		return "item " + strconv.Itoa(random.IntN(1_000_000))
	}
	var events []cx.Event
	for c := range customers {
		customer := fmt.Sprintf("%07d-%d", c, seed)
		for i := range 2 {
			events = append(events, cx.Event{Customer: customer, Name: name(), At: funnelDay.Add(time.Duration(i) * time.Minute)})
		}
	}
	return events
}

// shuffled returns the events in another order, each customer's in order of time or not.
func shuffled(events []cx.Event) []cx.Event {
	events = slices.Clone(events)
	rand.New(rand.NewPCG(5, 17)).Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	return events
}

// pairsOf counts the pairs of names of walks in a map.
func pairsOf(events []cx.Event) map[string]int64 {
	counts := make(map[string]int64)
	for i := 0; i < len(events); i += 2 {
		counts[events[i].Name+">"+events[i+1].Name]++
	}
	return counts
}

// checkListed checks rows and the rest against all counts. Slack is how much more than its count
// a row may have.
func checkListed(t *testing.T, what string, want, rows, slack map[string]int64, rest, most int64) {
	t.Helper()
	total, listed := int64(0), int64(0)
	for key, n := range want {
		total += n
		row, ok := rows[key]
		listed += row
		if !ok && n > most || ok && (row > n || n > row+slack[key]) {
			t.Fatalf("%s: %s is there %d times, in the rows %d and at most %d more, and in the rest at most %d", what, key, n, row, slack[key], most)
		}
	}
	if rest != total-listed || len(rows) > 100_000 {
		t.Errorf("%s: %d rows of %d, and a rest of %d, want %d", what, len(rows), len(want), rest, total-listed)
	}
}

func pathRows(p cx.Paths) (rows, slack map[string]int64) {
	rows, slack = make(map[string]int64), make(map[string]int64)
	for _, r := range p.Rows {
		key := strings.Join(r.Names, ">")
		rows[key], slack[key] = r.Customers, r.RestMax
	}
	return rows, slack
}

func transitionRows(n cx.Transitions) (rows, slack map[string]int64) {
	rows, slack = make(map[string]int64), make(map[string]int64)
	for _, r := range n.Rows {
		rows[r.From+">"+r.To], slack[r.From+">"+r.To] = r.Count, r.RestMax
	}
	return rows, slack
}

// Of more paths and transitions than are listed, the commonest are, as a map of all counts them,
// and whatever the order of the rows. Up to 200,000 different ones the bound is the lowest that
// there is; of more, some numbers of customers of one path are in doubt.
func TestCommonest(t *testing.T) {
	cxtest.Long(t)
	for _, test := range []struct{ customers, distinct int }{{210_000, 150_000}, {450_000, 300_001}} {
		events := walks(test.customers, 1)
		want := pairsOf(events)
		if len(want) < test.distinct {
			t.Fatalf("%d different paths, want %d", len(want), test.distinct)
		}
		var counts []int64
		for _, n := range want {
			counts = append(counts, n)
		}
		slices.Sort(counts)
		lowest := counts[len(counts)-1-100_000]
		paths := cxtest.Must(cx.PathsOf(events, 2, late))
		transitions := cxtest.Must(cx.TransitionsOf(events, late))
		t.Logf("%d customers, %d different: %d rows, rest %d of at most %d", test.customers, len(want), len(paths.Rows), paths.Rest, paths.RestMax)
		rows, slack := pathRows(paths)
		checkListed(t, "paths", want, rows, nil, paths.Rest, paths.RestMax)
		for key, more := range slack {
			if more != 0 || rows[key] <= paths.RestMax {
				t.Fatalf("%s has %d customers, and perhaps %d more, with a rest of at most %d", key, rows[key], more, paths.RestMax)
			}
		}
		rows, _ = transitionRows(transitions)
		checkListed(t, "transitions", want, rows, nil, transitions.Rest, transitions.RestMax)
		for what, most := range map[string]int64{"paths": paths.RestMax, "transitions": transitions.RestMax} {
			if most < lowest || most > lowest+2 || len(want) <= 200_000 && most != lowest {
				t.Errorf("%s: at most %d of the rest, want %d", what, most, lowest)
			}
		}
		if paths.Total() != int64(test.customers) || transitions.Total() != int64(test.customers) || transitions.Customers != int64(test.customers) {
			t.Errorf("totals %d, %d, %d, want %d", paths.Total(), transitions.Total(), transitions.Customers, test.customers)
		}
		other := shuffled(events)
		if diff := cxtest.Diff(paths, cxtest.Must(cx.PathsOf(other, 2, late))); diff != "" {
			t.Errorf("paths depend on the order of rows (-sorted +shuffled):\n%.500s", diff)
		}
		if diff := cxtest.Diff(transitions, cxtest.Must(cx.TransitionsOf(other, late))); diff != "" {
			t.Errorf("transitions depend on the order of rows (-sorted +shuffled):\n%.500s", diff)
		}
		_, err := transitions.Share("page 1", "page 1")
		cxtest.Refuses(t, "Share", err, cx.ErrUndefined)
	}
}

// What is listed in one tally only may be in the rest of the other. By hand: of 9 customers with
// a in the first, and none listed in the second, whose rest has at most 3 of one path, the sum has
// 9 to 12. b is exact, for both list it.
func TestPaths_mergeRest(t *testing.T) {
	path := func(name string, customers, cut, more int64) cx.Path {
		return cx.Path{Names: []string{name}, Customers: customers, Cut: cut, RestMax: more}
	}
	east := cx.Paths{Length: 1, AsOf: late, Rows: []cx.Path{path("a", 9, 4, 0), path("b", 5, 0, 0)}, Rest: 20, RestMax: 2}
	west := cx.Paths{Length: 1, AsOf: late, Rows: []cx.Path{path("b", 7, 7, 0), path("c", 4, 1, 0)}, Rest: 6, RestMax: 3}
	sum := east
	if err := sum.Merge(west); err != nil {
		t.Fatal(err)
	}
	want := cx.Paths{Length: 1, AsOf: late, Rows: []cx.Path{path("a", 9, 4, 3), path("b", 12, 7, 0), path("c", 4, 1, 2)}, Rest: 26, RestMax: 5}
	if diff := cxtest.Diff(want, sum); diff != "" || sum.Total() != 51 {
		t.Errorf("total %d, want 51 (-want +got):\n%s", sum.Total(), diff)
	}
	if east.Rows[0].RestMax != 0 || west.Rows[1].RestMax != 0 {
		t.Error("Merge has changed its arguments")
	}
	// All paths of a third are listed: what it does not list has nobody there.
	if err := sum.Merge(cx.Paths{Length: 1, AsOf: late, Rows: []cx.Path{path("a", 1, 0, 0), path("d", 2, 0, 0)}}); err != nil {
		t.Fatal(err)
	}
	want.Rows = []cx.Path{path("a", 10, 4, 3), path("b", 12, 7, 0), path("c", 4, 1, 2), path("d", 2, 0, 5)}
	if diff := cxtest.Diff(want, sum); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	full := cx.Paths{Length: 1, AsOf: late, Rest: math.MaxInt64 - 3, RestMax: 1}
	cxtest.Unmerged(t, "too large a rest", east, full, cx.ErrInvalid)
	row := cx.Transition{From: "a", To: "b", Count: 9, Customers: 2}
	transitions := cx.Transitions{AsOf: late, Customers: 9, Rows: []cx.Transition{row}, Rest: 3, RestMax: 3}
	cxtest.Unmerged(t, "too large a rest", transitions, cx.Transitions{AsOf: late, Customers: 9, Rest: math.MaxInt64, RestMax: 1}, cx.ErrInvalid)
	if err := transitions.Merge(cx.Transitions{AsOf: late, Customers: 2, Rest: 4, RestMax: 1}); err != nil {
		t.Fatal(err)
	}
	row.RestMax = 1
	if diff := cxtest.Diff(cx.Transitions{AsOf: late, Customers: 11, Rows: []cx.Transition{row}, Rest: 7, RestMax: 4}, transitions); diff != "" {
		t.Errorf("transitions (-want +got):\n%s", diff)
	}
}

// A sum of more paths than are listed: of two tallies without a rest the same as the tally of all
// events, and of three or more nothing that is said is wrong.
func TestCommonest_merge(t *testing.T) {
	cxtest.Long(t)
	var all []cx.Event
	for seed := range uint64(2) {
		all = append(all, walks(90_000, seed)...)
	}
	paths := cxtest.Must(cx.PathsOf(all[:180_000], 2, late))
	transitions := cxtest.Must(cx.TransitionsOf(all[:180_000], late))
	if paths.Rest != 0 || transitions.Rest != 0 {
		t.Fatalf("shards with a rest: %d and %d", paths.Rest, transitions.Rest)
	}
	if err := paths.Merge(cxtest.Must(cx.PathsOf(all[180_000:], 2, late))); err != nil {
		t.Fatal(err)
	}
	if err := transitions.Merge(cxtest.Must(cx.TransitionsOf(all[180_000:], late))); err != nil {
		t.Fatal(err)
	}
	if diff := cxtest.Diff(cxtest.Must(cx.PathsOf(all, 2, late)), paths); diff != "" || paths.Rest == 0 {
		t.Errorf("paths (-all +merged):\n%.500s", diff)
	}
	if diff := cxtest.Diff(cxtest.Must(cx.TransitionsOf(all, late)), transitions); diff != "" || transitions.Rest == 0 {
		t.Errorf("transitions (-all +merged):\n%.500s", diff)
	}
	for seed := range uint64(2) {
		more := walks(150_000, seed+2)
		all = append(all, more...)
		if err := paths.Merge(cxtest.Must(cx.PathsOf(more, 2, late))); err != nil {
			t.Fatal(err)
		}
		if err := transitions.Merge(cxtest.Must(cx.TransitionsOf(more, late))); err != nil {
			t.Fatal(err)
		}
		rows, slack := pathRows(paths)
		checkListed(t, "merged paths", pairsOf(all), rows, slack, paths.Rest, paths.RestMax)
		rows, slack = transitionRows(transitions)
		checkListed(t, "merged transitions", pairsOf(all), rows, slack, transitions.Rest, transitions.RestMax)
		for _, v := range []any{paths, transitions} {
			if _, err := json.Marshal(v); err != nil {
				t.Error(err)
			}
		}
	}
	// Where no path has more customers than another, none is listed.
	flat := cx.Paths{Length: 1, AsOf: late}
	other := cx.Paths{Length: 1, AsOf: late}
	for i := range 60_000 {
		flat.Rows = append(flat.Rows, cx.Path{Names: []string{fmt.Sprintf("%05d", i)}, Customers: 3})
		other.Rows = append(other.Rows, cx.Path{Names: []string{fmt.Sprintf("x%05d", i)}, Customers: 3})
	}
	if err := flat.Merge(other); err != nil {
		t.Fatal(err)
	}
	if diff := cxtest.Diff(cx.Paths{Length: 1, AsOf: late, Rest: 360_000, RestMax: 3}, flat); diff != "" {
		t.Errorf("flat (-want +got):\n%.500s", diff)
	}
}

// A rest that no events have is refused by every query.
func TestPaths_impossibleRest(t *testing.T) {
	path := cx.Path{Names: []string{"a"}, Customers: 9}
	for what, p := range map[string]cx.Paths{
		"a negative rest":     {Length: 1, AsOf: late, Rest: -1},
		"a part of nothing":   {Length: 1, AsOf: late, RestMax: 1},
		"a rest of no path":   {Length: 1, AsOf: late, Rest: 1},
		"more than the rest":  {Length: 1, AsOf: late, Rest: 1, RestMax: 2},
		"too many":            {Length: 1, AsOf: late, Rest: math.MaxInt64, RestMax: 2, Rows: []cx.Path{path}},
		"a row of no rest":    {Length: 1, AsOf: late, Rows: []cx.Path{{Names: path.Names, Customers: 9, RestMax: 1}}},
		"a row below nothing": {Length: 1, AsOf: late, Rest: 2, RestMax: 1, Rows: []cx.Path{{Names: path.Names, Customers: 9, RestMax: -1}}},
	} {
		cxtest.Refuses(t, what, p.Merge(cx.Paths{}), cx.ErrInvalid)
		if p.Total() != 0 {
			t.Errorf("%s: Total() = %d", what, p.Total())
		}
	}
	row := cx.Transition{From: "a", To: "b", Count: 9, Customers: 2, RestMax: 2}
	for what, n := range map[string]cx.Transitions{
		"more than the rest":  {AsOf: late, Customers: 2, Rest: 1, RestMax: 2},
		"a rest of nobody":    {AsOf: late, Rest: 1, RestMax: 1},
		"too many":            {AsOf: late, Customers: 2, Rest: math.MaxInt64, RestMax: 2, Rows: []cx.Transition{row}},
		"a row of no rest":    {AsOf: late, Customers: 2, Rest: 1, RestMax: 1, Rows: []cx.Transition{row}},
		"a row below nothing": {AsOf: late, Customers: 2, Rows: []cx.Transition{{From: "a", To: "b", Count: 1, Customers: 1, RestMax: -1}}},
	} {
		cxtest.Refuses(t, what, n.Merge(cx.Transitions{}), cx.ErrInvalid)
	}
}

// Of 300,002 paths of one customer each, more than are counted at once, and 1,000 of two, those of
// two are listed, and of the rest none has more than one: the bound that the comment of PathsOf
// states. The names of two paths each, one after the other, are one text.
func TestCommonest_once(t *testing.T) {
	var events []cx.Event
	visit := func(names ...string) {
		customer := fmt.Sprintf("%06d", len(events)/2)
		for i, name := range names {
			events = append(events, cx.Event{Customer: customer, Name: name, At: funnelDay.Add(time.Duration(i) * time.Minute)})
		}
	}
	for i := range 1000 {
		visit("home", strconv.Itoa(i))
	}
	for i := range 150_001 {
		digits := fmt.Sprintf("%06d", i)
		visit(digits[:2], digits[2:])
		visit(digits[:3], digits[3:])
	}
	for i := range 1000 {
		visit("home", strconv.Itoa(i))
	}
	paths, transitions := cxtest.Must(cx.PathsOf(events, 2, late)), cxtest.Must(cx.TransitionsOf(events, late))
	if paths.Rest != 300_002 || paths.RestMax != 1 || len(paths.Rows) != 1000 {
		t.Errorf("%d paths, a rest of %d and at most %d", len(paths.Rows), paths.Rest, paths.RestMax)
	}
	if transitions.Rest != 300_002 || transitions.RestMax != 1 || len(transitions.Rows) != 1000 || transitions.Customers != 302_002 {
		t.Errorf("%d transitions of %d customers, a rest of %d and at most %d",
			len(transitions.Rows), transitions.Customers, transitions.Rest, transitions.RestMax)
	}
	for i := range 1000 {
		if p, n := paths.Rows[i], transitions.Rows[i]; p.Names[0] != "home" || p.Customers != 2 || n.From != "home" || n.Count != 2 || n.Customers != 2 {
			t.Fatalf("row %d: %v and %v, want two customers from home", i, p, n)
		}
	}
}

// By hand: of 110,000 paths in two tallies, 40,000 have 3 customers and perhaps 2 of the rest of the
// other, 20,000 have 3 and 4, and 50,000 have 4. They are too many, and the last are the fewest.
func TestPaths_mergeMany(t *testing.T) {
	tally := func(from, to int, customers int64) cx.Paths {
		p := cx.Paths{Length: 1, AsOf: late}
		for i := from; i < to; i++ {
			p.Rows = append(p.Rows, cx.Path{Names: []string{fmt.Sprintf("%06d", i)}, Customers: customers})
		}
		return p
	}
	sum, other := tally(0, 60_000, 3), tally(40_000, 110_000, 4)
	other.Rest, other.RestMax = 10, 2
	if err := sum.Merge(other); err != nil {
		t.Fatal(err)
	}
	want := tally(0, 60_000, 7)
	for i := range want.Rows[:40_000] {
		want.Rows[i].Customers, want.Rows[i].RestMax = 3, 2
	}
	want.Rest, want.RestMax = 10+50_000*4, 4
	same := func(a, b cx.Path) bool {
		return a.Names[0] == b.Names[0] && a.Customers == b.Customers && a.RestMax == b.RestMax
	}
	if !slices.EqualFunc(want.Rows, sum.Rows, same) || sum.Rest != want.Rest || sum.RestMax != want.RestMax {
		t.Errorf("%d rows, a rest of %d and at most %d, want %d, %d and %d", len(sum.Rows), sum.Rest, sum.RestMax, len(want.Rows), want.Rest, want.RestMax)
	}
	// No tally lists more than 100,000.
	full := tally(0, 100_000, 1)
	if err := full.Merge(cx.Paths{}); err != nil {
		t.Error(err)
	}
	full.Rows = append(full.Rows, cx.Path{Names: []string{"x"}, Customers: 1})
	cxtest.Refuses(t, "100,001 paths", full.Merge(cx.Paths{}), cx.ErrInvalid)
	pairs := cx.Transitions{AsOf: late, Customers: 1}
	for _, p := range full.Rows[:100_000] {
		pairs.Rows = append(pairs.Rows, cx.Transition{From: p.Names[0], To: "x", Count: 1, Customers: 1})
	}
	if err := pairs.Merge(cx.Transitions{}); err != nil {
		t.Error(err)
	}
	pairs.Rows = append(pairs.Rows, cx.Transition{From: "x", To: "x", Count: 1, Customers: 1})
	cxtest.Refuses(t, "100,001 transitions", pairs.Merge(cx.Transitions{}), cx.ErrInvalid)
}
