package cx_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"log/slog"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// rowsContract is what Column, Sift and Distinct promise.
func rowsContract(*testing.T) cxtest.Contract {
	scores := []int{9, 11, 3, 9}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs: []cxtest.Codec{
			cxtest.CodecOf[cx.Column[cx.NPS]](`{"promoters":3,"passives":2,"detractors":1}`).WithCounts("promoters", "passives", "detractors"),
			cxtest.CodecOf[cx.Column[cx.Amounts]](`{"count":2,"sum":"3","squares":"5"}`).WithCounts("count"),
		},
		Calls: []cxtest.Call{
			{Func: "Sift", Args: []any{scores}, Do: func() (any, error) {
				kept, refused, dropped := cx.Sift(scores, func(score *int) error { return cx.RecommendScale(11).Check(*score) })
				return []any{kept, refused, dropped}, nil
			}},
			{Func: "Distinct", Args: []any{scores}, Do: func() (any, error) {
				kept, dropped := cx.Distinct(scores, func(score *int) int { return *score })
				return []any{kept, dropped}, nil
			}},
		},
	}
}

func TestRows_Contract(t *testing.T) { rowsContract(t).Run(t) }

func FuzzColumnJSON(f *testing.F) { cxtest.FuzzCodecs(f, rowsContract(nil).Codecs, cx.ErrInvalid) }

// Rows with an ID have it first; rows without one are encoded as before there were any.
func TestRows_golden(t *testing.T) {
	at := instant("2026-11-16T09:30:00Z")
	cxtest.Golden(t, "rows", map[string]any{
		"response": cx.Response{ID: "r-7", Question: "recommend", Score: 9},
		"event":    cx.Event{ID: "e-7", Customer: "ada", Name: "cart", At: at},
		"activity": cx.Activity{ID: "o-7", Customer: "ada", At: at, Amount: dec("12.50")},
		"column":   cx.Column[cx.Period]{V: period("2026-W47")},
	})
}

// table is a database of one column and one row, for database/sql. It hands bytes out as
// drivers do: they are its own, and it overwrites them when the row is closed.
type table struct{ cell driver.Value }

func (c *table) Connect(context.Context) (driver.Conn, error) { return c, nil }
func (c *table) Driver() driver.Driver                        { return nil }
func (c *table) Prepare(string) (driver.Stmt, error)          { return nil, errors.New("not prepared") }
func (c *table) Begin() (driver.Tx, error)                    { return nil, errors.New("no transactions") }
func (c *table) Close() error                                 { return nil }

func (c *table) ExecContext(_ context.Context, _ string, args []driver.NamedValue) (driver.Result, error) {
	c.cell = args[0].Value
	return driver.RowsAffected(1), nil
}

func (c *table) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return &cell{value: c.cell}, nil
}

type cell struct {
	value driver.Value
	read  bool
}

func (c *cell) Columns() []string { return []string{"cell"} }

func (c *cell) Next(dest []driver.Value) error {
	if c.read {
		return io.EOF
	}
	c.read, dest[0] = true, c.value
	return nil
}

func (c *cell) Close() error {
	if data, ok := c.value.([]byte); ok {
		copy(data, strings.Repeat("x", len(data)))
	}
	return nil
}

// throughSQL writes a value to a column, compares what the driver gets, reads it as text
// and as bytes, and compares the value.
func throughSQL[T any](t *testing.T, name string, v T, want driver.Value) {
	t.Helper()
	column := &table{}
	db := sql.OpenDB(column)
	defer db.Close()
	if _, err := db.Exec("INSERT", cx.Column[T]{V: v}); err != nil || column.cell != want {
		t.Errorf("%s: the driver gets %v, %v, want %v", name, column.cell, err, want)
		return
	}
	cells := []driver.Value{want}
	if text, ok := want.(string); ok {
		cells = append(cells, []byte(text))
	}
	for _, column.cell = range cells {
		var back cx.Column[T]
		if err := db.QueryRow("SELECT").Scan(&back); err != nil {
			t.Errorf("%s: Scan of a %T: %v", name, column.cell, err)
		} else if diff := cmp.Diff(v, back.V); diff != "" {
			t.Errorf("%s: Scan of a %T (-want +got):\n%s", name, column.cell, diff)
		}
	}
}

func TestColumn(t *testing.T) {
	throughSQL(t, "tally", cx.NPS{Promoters: 3, Detractors: 1}, `{"promoters":3,"passives":0,"detractors":1}`)
	throughSQL(t, "zero tally", cx.NPS{}, `{"promoters":0,"passives":0,"detractors":0}`)
	throughSQL(t, "amounts", cx.Amounts{Count: 1, Sum: dec("50.3"), Squares: dec("2530.09"), Cubes: dec("127263.527")}, `{"count":1,"sum":"50.3","squares":"2530.09","cubes":"127263.527"}`)
	throughSQL(t, "date", date("2026-11-22"), "2026-11-22")
	throughSQL(t, "zero date", cx.Date{}, nil)
	throughSQL(t, "period", period("2026-W47"), "2026-W47")
	throughSQL(t, "zero period", cx.Period{}, nil)
	throughSQL(t, "amount", dec("1234.50"), "1234.5")
	throughSQL(t, "a text of another package", slog.LevelWarn, "WARN")
	throughSQL(t, "instant", instant("2026-11-22T12:00:00Z"), "2026-11-22T12:00:00Z")
	throughSQL(t, "groups", []cx.Group[string, cx.Proportion]{{Key: "pro", Tally: cx.Proportion{Count: 1, Base: 2}}},
		`[{"key":"pro","tally":{"count":1,"base":2}}]`)
	throughSQL(t, "no groups", []cx.Group[string, cx.NPS](nil), nil)
	throughSQL(t, "no tally", (*cx.NPS)(nil), nil)
	throughSQL(t, "pointer to a date", new(date("2026-11-22")), `"2026-11-22"`)

	// A column that is read again and again holds nothing of the row before.
	again := cx.Column[cx.NPS]{V: cx.NPS{Promoters: 1}}
	for _, src := range []any{nil, "null", []byte(" null ")} {
		if err := again.Scan(src); err != nil || again.V != (cx.NPS{}) {
			t.Errorf("Scan(%v) = %v, %v, want no data", src, again.V, err)
		}
		again.V.Promoters = 1
	}
	// Drivers hand a DATE over as midnight, in UTC or in a zone that is UTC.
	for _, midnight := range []time.Time{instant("2026-11-22"), instant("2026-11-22").In(time.FixedZone("", 3600))} {
		var day cx.Column[cx.Date]
		if err := day.Scan(midnight); err != nil || day.V != date("2026-11-22") {
			t.Errorf("Scan(%v) = %v, %v", midnight, day.V, err)
		}
	}
}

// unread is a type of the caller's, whose decoder says too much.
type unread struct{}

var errUnread = errors.New("hunter2 is not mine")

func (*unread) UnmarshalJSON([]byte) error { return errUnread }

func TestColumn_Scan_refuses(t *testing.T) {
	refuse := func(name string, column sql.Scanner, srcs ...any) {
		t.Helper()
		before := cxtest.JSON(t, column)
		for _, src := range srcs {
			err := column.Scan(src)
			cxtest.Refuses(t, name, err, cx.ErrInvalid)
			if err != nil && strings.Contains(err.Error(), secretText) {
				t.Errorf("%s: %v repeats the column", name, err)
			}
			if after := cxtest.JSON(t, column); after != before {
				t.Errorf("%s: Scan(%v) turned %s into %s", name, src, before, after)
			}
		}
	}
	midnight := instant("2026-11-22")
	others := []any{int64(5), 5.5, true, secretText, []byte(secretText), ""}
	refuse("tally", &cx.Column[cx.NPS]{V: cx.NPS{Promoters: 1}}, append(others[:5:5], midnight, "", "{", `{"promoters":-1}`, `{} {}`, `{"Promoters":1}`)...)
	refuse("date", &cx.Column[cx.Date]{V: date("2026-11-21")}, append(others[:5:5], "2026-02-30", midnight.Add(1), midnight.Add(-time.Hour),
		time.Date(2026, 11, 22, 0, 0, 0, 0, time.FixedZone("", 3600)), time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC))...)
	refuse("period", &cx.Column[cx.Period]{V: period("2026")}, append(others[:5:5], midnight, "2026-W54")...)
	refuse("amount", &cx.Column[decimal.Decimal]{V: dec("7.5")}, append(others, midnight, "NaN", "1e999999999")...)
	refuse("instant", &cx.Column[time.Time]{V: midnight}, append(others, midnight)...)
	refuse("texts", &cx.Column[[]string]{V: []string{"a"}}, append(others, `["hunter2",5]`, `[`)...)
	refuse("a type of the caller's", &cx.Column[unread]{}, `{}`)
	if err := new(cx.Column[unread]).Scan(`{}`); !errors.Is(err, errUnread) {
		t.Errorf("Scan = %v, want the caller's own error within", err)
	}
}

func TestColumn_Value_refuses(t *testing.T) {
	for name, column := range map[string]driver.Valuer{
		"tally":  cx.Column[cx.WeightedNPS]{V: cx.WeightedNPS{Promoters: decimal.New(1, 1_000_000)}},
		"date":   cx.Column[cx.Date]{V: cx.Date{Year: 2026, Month: 2, Day: 30}},
		"period": cx.Column[cx.Period]{V: cx.Period{Start: date("2026-11-22")}},
		"amount": cx.Column[decimal.Decimal]{V: decimal.New(1, 1_000_000)},
	} {
		value, err := column.Value()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if _, jsonErr := column.(json.Marshaler).MarshalJSON(); value != nil || jsonErr == nil {
			t.Errorf("%s: Value = %v beside its error; MarshalJSON: %v", name, value, jsonErr)
		}
	}
}

func TestColumn_JSON(t *testing.T) {
	// It is the JSON of the value, also that of an amount, whatever the decimal package says.
	row := struct {
		Tally cx.Column[cx.NPS]             `json:"tally"`
		Day   cx.Column[cx.Date]            `json:"day"`
		Sum   cx.Column[decimal.Decimal]    `json:"sum"`
		Names cx.Column[map[string]float64] `json:"names"`
	}{cx.Column[cx.NPS]{V: cx.NPS{Promoters: 1}}, cx.Column[cx.Date]{V: date("2026-11-22")}, cx.Column[decimal.Decimal]{V: dec("12.50")}, cx.Column[map[string]float64]{V: map[string]float64{"a": 1}}}
	const want = `{"tally":{"promoters":1,"passives":0,"detractors":0},"day":"2026-11-22","sum":"12.5","names":{"a":1}}`
	cxtest.UnderHostileDecimals(t, func(t *testing.T) {
		if got := cxtest.JSON(t, row); got != want {
			t.Errorf("JSON = %s, want %s", got, want)
		}
	})
	back := row
	if err := json.Unmarshal([]byte(want), &back); err != nil || cmp.Diff(row, back) != "" {
		t.Errorf("decoded %v, %v, want %v", back, err, row)
	}
	// A bad element leaves the map as it was.
	if err := json.Unmarshal([]byte(`{"a":2,"b":"x"}`), &back.Names); err == nil || back.Names.V["a"] != 1 {
		t.Errorf("a bad map: %v, %v", back.Names.V, err)
	}
}

// Beside the JSON and the text of it, the column and the interface around the text are all
// that is allocated.
func TestColumn_allocations(t *testing.T) {
	var sink driver.Value
	column := cx.Column[cx.NPS]{V: cx.NPS{Promoters: 462}}
	own := testing.AllocsPerRun(100, func() { _, _ = json.Marshal(&column.V) })
	if got := testing.AllocsPerRun(100, func() { sink, _ = column.Value() }); got > own+3 {
		t.Errorf("Value allocates %v times, its JSON %v", got, own)
	}
	_ = sink
}

// visit is a row of a cursor.
type visit struct {
	customer string
	number   int
}

// cursor returns rows of customers, so many of each, and then an error if it is not nil.
func cursor(err error, customers ...string) iter.Seq2[visit, error] {
	return func(yield func(visit, error) bool) {
		for i, customer := range customers {
			if !yield(visit{customer, i}, nil) {
				return
			}
		}
		if err != nil {
			yield(visit{"never", -1}, err)
		}
	}
}

// collect returns the customers of each chunk, and the error.
func collect(t *testing.T, chunks iter.Seq2[[]visit, error]) (list []string, last error) {
	t.Helper()
	number := 0
	for chunk, err := range chunks {
		if last != nil {
			t.Fatal("something comes after the error")
		}
		if last = err; err != nil && chunk != nil {
			t.Error("there are rows beside the error")
		}
		names := ""
		for _, v := range chunk {
			if v.number != number {
				t.Errorf("row %d is where row %d belongs", v.number, number)
			}
			number++
			names += v.customer
		}
		if err == nil {
			list = append(list, names)
		}
	}
	return list, last
}

func byCustomer(v *visit) string { return v.customer }

func TestChunksBy(t *testing.T) {
	broken := errors.New("the connection is gone")
	tests := []struct {
		name, customers string
		err             error
		least           int
		want            string
		row             int // of a *RowError, -1 for none
	}{
		{"nothing", "", nil, 1, "", -1},
		{"one row", "a", nil, 1, "a", -1},
		{"each customer", "aabccc", nil, 1, "aa b ccc", -1},
		{"two at least", "aabccc", nil, 2, "aa bccc", -1},
		{"three at least", "aabccc", nil, 3, "aab ccc", -1},
		{"four at least", "aabccc", nil, 4, "aabccc", -1},
		{"the last is smaller", "aabbbc", nil, 2, "aa bbb c", -1},
		{"all", "aabccc", nil, math.MaxInt, "aabccc", -1},
		{"blank and zero keys are keys", "  ab", nil, 1, "   a b", -1},
		{"an error first", "", broken, 1, "", -1},
		{"an error half-way", "aabcc", broken, 1, "aa b", -1},
		{"an error in the first chunk", "aab", broken, 9, "", -1},
		{"out of order", "aacbd", nil, 1, "aa", 3},
		{"out of order at once", "ba", nil, 1, "", 1},
		{"the order of a locale", "aBc", nil, 1, "", 1},
		{"back to a customer who is complete", "aba", nil, 1, "a", 2},
	}
	for _, tt := range tests {
		chunks := cx.ChunksBy(cursor(tt.err, strings.Split(tt.customers, "")...), byCustomer, tt.least)
		if tt.customers == "" {
			chunks = cx.ChunksBy(cursor(tt.err), byCustomer, tt.least)
		}
		for range 2 { // a sequence that starts anew gives the same again
			got, err := collect(t, chunks)
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%s: chunks %q, want %q", tt.name, got, tt.want)
			}
			switch {
			case tt.row >= 0:
				checkRowError(t, tt.name, err, cx.ErrInvalid, tt.row)
			case err != tt.err:
				t.Errorf("%s: error %v, want %v", tt.name, err, tt.err)
			}
		}
	}
}

func TestChunksBy_arguments(t *testing.T) {
	rows := cursor(nil, "a", "b")
	for name, chunks := range map[string]iter.Seq2[[]visit, error]{
		"least 0":  cx.ChunksBy(rows, byCustomer, 0),
		"least -1": cx.ChunksBy(rows, byCustomer, math.MinInt),
		"no rows":  cx.ChunksBy(nil, byCustomer, 1),
		"no key":   cx.ChunksBy[visit, string](rows, nil, 1),
	} {
		got, err := collect(t, chunks)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if got != nil {
			t.Errorf("%s: chunks %q", name, got)
		}
	}
	// Not a number is refused first and last; -0 and 0 are one key.
	numbers := []float64{math.Inf(-1), math.Copysign(0, -1), 0, 1, math.NaN()}
	for from, row := range map[int]int{0: 4, 4: 0} {
		rows := cursor(nil, make([]string, len(numbers)-from)...)
		chunks := cx.ChunksBy(rows, func(v *visit) float64 { return numbers[from+v.number] }, 1)
		got, err := collect(t, chunks)
		checkRowError(t, "NaN", err, cx.ErrInvalid, row)
		if from == 0 && len(got) != 2 {
			t.Errorf("%d chunks before it, want those of -Inf and of 0", len(got))
		}
	}
}

// Whoever stops early stops the rows, and chunks stay what they were.
func TestChunksBy_stops(t *testing.T) {
	asked := 0
	rows := func(yield func(visit, error) bool) {
		for ; ; asked++ {
			if !yield(visit{strconv.Itoa(asked/3 + 10), asked}, nil) {
				return
			}
		}
	}
	var kept [][]visit
	for chunk, err := range cx.ChunksBy(rows, byCustomer, 3) {
		if kept = append(kept, chunk); err != nil || len(kept) == 4 {
			break
		}
	}
	if asked != 12 { // the row that shows that the fourth chunk is complete
		t.Errorf("%d rows were asked for", asked)
	}
	for i, chunk := range kept {
		want := []visit{{strconv.Itoa(i + 10), 3 * i}, {strconv.Itoa(i + 10), 3*i + 1}, {strconv.Itoa(i + 10), 3*i + 2}}
		if !slices.Equal(chunk, want) {
			t.Errorf("chunk %d = %v, want %v", i, chunk, want)
		}
	}
}

// A cursor of 25 MB is read in the memory of a chunk.
func TestChunksBy_memory(t *testing.T) {
	type wide struct {
		customer int
		_        [256]byte
	}
	rows := func(yield func(wide, error) bool) {
		for i := range 100_000 {
			if !yield(wide{customer: i / 10}, nil) {
				return
			}
		}
	}
	live := func() uint64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before, chunks, most := live(), 0, uint64(0)
	for _, err := range cx.ChunksBy(rows, func(r *wide) int { return r.customer }, 1000) {
		if chunks++; err != nil || chunks%20 == 0 {
			most = max(most, live())
		}
	}
	if chunks != 100 || most > before+4<<20 {
		t.Errorf("%d chunks, %d KiB at most, want 100 and no more than 4096", chunks, (most-before)>>10)
	}
}

// Chunks of customers, each counted alone and merged, are one loop over all rows.
func TestChunksBy_merged(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 14))
	var activities []cx.Activity
	var events []cx.Event
	for customer := range 300 {
		for range 1 + random.IntN(6) {
			name, at := "c"+strconv.Itoa(1000+customer), instant("2026-01-01").Add(time.Duration(random.IntN(150*24))*time.Hour)
			activities = append(activities, cx.Activity{Customer: name, At: at, Amount: decimal.New(int64(random.IntN(9000)), -2)})
			events = append(events, cx.Event{Customer: name, Name: []string{"visit", "cart", "order"}[random.IntN(3)], At: at})
		}
	}
	asOf, month := instant("2026-07-01"), cx.Calendar{Grain: cx.Month}
	byActivity := func(a *cx.Activity) string { return a.Customer }
	cxtest.Shards(t, chunked(t, activities, byActivity, 40), activities, func(rows []cx.Activity) (cx.Cohorts, error) {
		return cx.CohortsOf(rows, cx.CohortRule{Calendar: month}, asOf)
	})
	cxtest.Shards(t, chunked(t, activities, byActivity, 1), activities, func(rows []cx.Activity) (cx.Repeat, error) {
		return cx.RepeatOf(rows, cx.Calendar{}, asOf)
	})
	cxtest.Shards(t, chunked(t, activities, byActivity, 100), activities, func(rows []cx.Activity) (cx.Movements, error) {
		var before, after []cx.Subscription
		for _, a := range rows { // what a customer pays is that of his first row of each half
			half := &before
			if a.At.After(instant("2026-03-15")) {
				half = &after
			}
			if n := len(*half); n == 0 || (*half)[n-1].Customer != a.Customer {
				*half = append(*half, cx.Subscription{Customer: a.Customer, Amount: a.Amount})
			}
		}
		return cx.MovementsOf(before, after, nil)
	})
	rule := cx.FunnelRule{Steps: []string{"visit", "cart", "order"}, Window: 30 * 24 * time.Hour}
	cxtest.Shards(t, chunked(t, events, func(e *cx.Event) string { return e.Customer }, 7), events, func(rows []cx.Event) (cx.Funnel, error) {
		return cx.FunnelOf(rows, rule, asOf)
	})
}

// chunked returns the chunks of rows in a slice.
func chunked[R any](t *testing.T, rows []R, key func(*R) string, least int) (chunks [][]R) {
	t.Helper()
	cursor := func(yield func(R, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
	for chunk, err := range cx.ChunksBy(cursor, key, least) {
		if err != nil {
			t.Fatal(err)
		}
		chunks = append(chunks, chunk)
	}
	if len(chunks) < 10 {
		t.Fatalf("only %d chunks", len(chunks))
	}
	return chunks
}
