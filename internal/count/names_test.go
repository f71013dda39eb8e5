package count_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx/internal/count"
)

// checkNames compares the numbers of strings with those of a map: looked up together, in
// batches of a random size, and one by one.
func checkNames(t *testing.T, what string, names []string) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	batched, single := count.NewNames(), count.NewNames()
	numbers := make(map[string]int)
	var keys []string
	var batch count.Batch
	for len(names) > 0 {
		n := copy(batch.Names[:1+random.IntN(count.BatchSize)], names)
		if random.IntN(3) == 0 {
			n = copy(batch.Names[:], names)
		}
		before := batched.Len()
		if !batched.Number(&batch, n) {
			t.Fatalf("%s: there are no more numbers", what)
		}
		known := batch
		single.Look(&known, n)
		for i, name := range names[:n] {
			want, ok := numbers[name]
			if got := int(known.Numbers[i]); ok && want < before && got != want || (!ok || want >= before) && got != -1 {
				t.Fatalf("%s: Look for %d bytes = %d, want %d of %d", what, len(name), got, want, before)
			}
			if got := batched.Find(name); ok && got != want {
				t.Fatalf("%s: Find for %d bytes = %d, want %d", what, len(name), got, want)
			}
			if !ok {
				want = len(keys)
				numbers[name] = want
				keys = append(keys, name)
			}
			if one := single.Slot(name); int(batch.Numbers[i]) != want || one != want {
				t.Fatalf("%s: numbers of %d bytes are %d, %d, want %d", what, len(name), batch.Numbers[i], one, want)
			}
		}
		names = names[n:]
	}
	if !slices.Equal(batched.Keys, keys) || !slices.Equal(single.Keys, keys) || batched.Len() != len(keys) {
		t.Errorf("%s: the keys are not those in the order of their first use", what)
	}
}

func TestNames(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	text := func(n int, letters string) string {
		all := []rune(letters)
		var b strings.Builder
		for range n {
			b.WriteRune(all[random.IntN(len(all))])
		}
		return b.String()
	}
	rows := func(n int, name func(i int) string) (names []string) {
		for i := range n {
			names = append(names, name(i))
		}
		return names
	}
	checkNames(t, "none", nil)
	checkNames(t, "all lengths, two letters", rows(100_000, func(int) string { return text(random.IntN(41), "ab") }))
	checkNames(t, "all lengths, zeros", rows(20_000, func(int) string { return text(random.IntN(41), "\x00\x01") }))
	checkNames(t, "not ASCII", rows(50_000, func(int) string { return text(random.IntN(12), "aé€😀\u0301") }))
	checkNames(t, "one prefix", rows(50_000, func(int) string { return "customer-" + text(1+random.IntN(12), "01") }))
	checkNames(t, "one suffix", rows(50_000, func(int) string { return text(1+random.IntN(12), "01") + "@example.com" }))
	checkNames(t, "one prefix and suffix", rows(50_000, func(int) string { return "account-" + text(10, "01") + "-account" }))
	checkNames(t, "all new", rows(70_000, strconv.Itoa))
	checkNames(t, "one", rows(100_000, func(int) string { return "C1" }))
	checkNames(t, "a million empty ones", make([]string, 1_000_000))
	long := []string{strings.Repeat("x", 1<<20), strings.Repeat("x", 1<<20-1) + "y", "y" + strings.Repeat("x", 1<<20-1)}
	checkNames(t, "long", rows(300, func(i int) string { return long[i%3] }))
	for n := range 5 { // 8 to 2048 places: all sizes around what one more batch makes grow
		for more := range 3 {
			checkNames(t, "growth", rows(count.BatchSize<<n/2+more-1, strconv.Itoa))
		}
	}
}

// The list of the long strings grows in few steps, not beyond what the table has room for, nor
// far beyond the long strings.
func TestNames_growth(t *testing.T) {
	const total = 100_000
	for _, test := range []struct{ shorts, steps int }{{0, 5}, {1, 5}, {99, 3}, {total, 0}} {
		for _, reserved := range []bool{false, true} {
			names, steps, room := count.NewNumbers(), 0, 0
			if reserved {
				names.Reserve(total)
			}
			for i := range total {
				name := strconv.Itoa(i)
				if i%(test.shorts+1) == test.shorts {
					name = "a string of more than 16 bytes " + name
				}
				names.Slot(name)
				if cap(names.Keys) != room {
					steps, room = steps+1, cap(names.Keys)
				}
			}
			// An allocation may be larger than what is asked for, by up to a quarter.
			if most := min(9*len(names.Keys)+count.BatchSize, names.Room()); room > most+most/4 {
				t.Errorf("reserved %t, %d short strings for each long one: room for %d of %d long strings", reserved, test.shorts, room, len(names.Keys))
			}
			if reserved && steps > test.steps {
				t.Errorf("%d short strings for each long one: the list grows %d times", test.shorts, steps)
			}
		}
	}
}

// A table without more numbers says so, and still knows those it has.
func TestNames_full(t *testing.T) {
	names := count.NewNamesOf(1, 2, 300)
	var batch count.Batch
	for i := range count.BatchSize {
		batch.Names[i] = strconv.Itoa(i)
	}
	if !names.Number(&batch, count.BatchSize) {
		t.Fatalf("full with %d", names.Len())
	}
	for i := range count.BatchSize {
		batch.Names[i] = strconv.Itoa(i + 44)
	}
	if !names.Number(&batch, count.BatchSize) || names.Len() != 300 {
		t.Fatalf("full with %d", names.Len())
	}
	batch.Names[7] = "new"
	if names.Number(&batch, count.BatchSize) || names.Slot("new") != -1 || names.Len() != 300 {
		t.Errorf("not full with %d", names.Len())
	}
	if number := names.Slot("299"); number != 299 {
		t.Errorf("Slot(299) = %d", number)
	}
}

// unfold returns a key of 16 bytes with two given words.
func unfold(a, b uint64) string {
	return string(binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, a), b))
}

// Keys made to share a place are only slow for the table whose secrets they are made with:
// in any other they are found with about as many looks as random keys.
func TestNames_hostile(t *testing.T) {
	const n = 100_000
	random := rand.New(rand.NewPCG(5, 6))
	s0, s1 := random.Uint64(), random.Uint64()
	// What the hash does to the second word of a key of 16 bytes.
	second := s1 ^ uint64(17*0x9E3779B97F4A7C15&(1<<64-1))
	kinds := []struct {
		name string
		key  func(i uint64) string
	}{
		{"numbers", func(i uint64) string { return strconv.FormatUint(i, 10) }},
		{"padded numbers", func(i uint64) string { return fmt.Sprintf("C%012d", i) }},
		{"long padded numbers", func(i uint64) string { return fmt.Sprintf("customer-%020d-customer", i) }},
		{"one end", func(i uint64) string { return fmt.Sprintf("%020d-account", i) }},
		{"first words", func(i uint64) string { return unfold(i, 0) }},
		{"second words", func(i uint64) string { return unfold(0, i) }},
		{"high bits", func(i uint64) string { return unfold(0, i<<47) }},
		{"high bits of both", func(i uint64) string { return unfold(i>>8<<55, i<<56) }},
		{"two words alike", func(i uint64) string { return unfold(i, i) }},
		{"two words apart", func(i uint64) string { return unfold(i, ^i) }},
		{"zeros", func(i uint64) string { return strings.Repeat("\x00", int(i%17)) + strconv.FormatUint(i, 2) }},
		{"a first factor of 0", func(i uint64) string { return unfold(s0, i) }},
		{"a second factor of 0", func(i uint64) string { return unfold(i, second) }},
		{"a first factor of 1", func(i uint64) string { return unfold(s0^1, second^i<<40) }},
		{"a second factor of 1", func(i uint64) string { return unfold(s0^i<<40, second^1) }},
		{"a power of two", func(i uint64) string { return unfold(s0^1<<32, second^(i<<20)) }},
	}
	probes := func(key func(uint64) string, x *count.Names) int {
		for i := range uint64(n) {
			x.Slot(key(i))
		}
		if x.Len() != n {
			t.Fatalf("%d keys, want %d", x.Len(), n)
		}
		return x.Probes()
	}
	fair := probes(func(uint64) string { return unfold(random.Uint64(), random.Uint64()) }, count.NewNamesOf(3, 4, n))
	if fair > 3*n {
		t.Errorf("%d looks for %d random keys", fair, n)
	}
	for _, kind := range kinds {
		for range 2 {
			if got := probes(kind.key, count.NewNamesOf(random.Uint64(), random.Uint64(), n)); got > 3*fair {
				t.Errorf("%s: %d looks, %d for random keys", kind.name, got, fair)
			}
		}
	}
	// The keys are as bad as they can be for their own table, so the test tests something.
	x := count.NewNamesOf(s0, s1, n)
	for i := range uint64(1000) {
		x.Slot(unfold(s0, i))
	}
	if x.Probes() != 1000*1001/2 {
		t.Errorf("%d looks for 1000 keys of one place", x.Probes())
	}
}

// seconds returns how long a function takes.
func seconds(f func()) float64 {
	start := time.Now()
	f()
	return time.Since(start).Seconds()
}

// BenchmarkNames numbers 2 million rows of 200,000 customers: the metric is how many times
// as fast it is as a map.
func BenchmarkNames(b *testing.B) {
	random := rand.New(rand.NewPCG(7, 8))
	for _, kind := range []struct{ name, format string }{{"8 bytes", "C%07d"}, {"16 bytes", "customer%08d"}, {"36 bytes", "3f2504e0-4f89-11d3-9a0c-%012d"}} {
		rows := make([]string, 2_000_000)
		for i := range rows {
			rows[i] = fmt.Sprintf(kind.format, random.IntN(len(rows)/10))
		}
		b.Run(kind.name, func(b *testing.B) {
			var batch count.Batch
			var table, plain []float64
			for b.Loop() {
				table = append(table, seconds(func() {
					names := count.NewNames()
					for from := 0; from < len(rows); from += count.BatchSize {
						names.Number(&batch, copy(batch.Names[:], rows[from:]))
					}
				}))
				plain = append(plain, seconds(func() {
					numbers := make(map[string]int32)
					for _, name := range rows {
						if _, ok := numbers[name]; !ok {
							numbers[name] = int32(len(numbers))
						}
					}
				}))
			}
			slices.Sort(table)
			slices.Sort(plain)
			b.ReportMetric(plain[len(plain)/2]/table[len(table)/2], "x-map")
		})
	}
}

// Parts are about equal, and those of a name of any length, whatever it begins with or ends in.
func TestPart(t *testing.T) {
	const n = 60_000
	for _, format := range []string{"%d", "C%07d", "customer%08d", "customer-%08d", "%d@example.com", "3f2504e0-4f89-11d3-9a0c-%012d", "%040d", "%016x"} {
		for _, of := range []int{1, 2, 3, 7, 64} {
			parts := make([]int, of)
			for i := range n {
				parts[count.Part(fmt.Sprintf(format, i), of)]++
			}
			for part, names := range parts {
				// Six standard deviations of a binomial count.
				if d := float64(names) - n/float64(of); d*d > 36*n/float64(of) {
					t.Errorf("%s: part %d of %d has %d names of %d", format, part, of, names, n)
				}
			}
		}
	}
	if part := count.Part("", 1<<31-1); part < 0 || part >= 1<<31-1 {
		t.Errorf("Part = %d", part)
	}
}

// Each byte of a string moves it, whatever its length.
func TestPart_eachByte(t *testing.T) {
	for n := range 60 {
		s := strings.Repeat("a", n)
		part := count.Part(s, math.MaxInt32)
		for i := range n {
			if count.Part(s[:i]+"b"+s[i+1:], math.MaxInt32) == part {
				t.Errorf("byte %d of %d tells nothing", i, n)
			}
		}
		if n > 0 && count.Part(s[1:], math.MaxInt32) == part {
			t.Errorf("%d bytes are as %d", n, n-1)
		}
	}
}
