package days

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"
	"time"
	_ "time/tzdata" // so that every machine has the zones
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	location, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return location
}

// zoneOfBytes makes a zone in the format of RFC 8536, with one change in its table, to
// the same offset in seconds, and the rule for the time after it. It is what a zone looks
// like in the slim form of the data, whatever form a machine has.
func zoneOfBytes(t *testing.T, change time.Time, offset int32, rule string) *time.Location {
	t.Helper()
	var data bytes.Buffer
	for _, n := range []uint32{0, 1} { // the header of the old form, and of the new
		data.WriteString("TZif2" + string(make([]byte, 15)))
		for _, count := range []uint32{0, 0, 0, n, 2 * n, 4 * n} {
			_ = binary.Write(&data, binary.BigEndian, count)
		}
	}
	_ = binary.Write(&data, binary.BigEndian, change.Unix())
	data.WriteByte(1)
	for range 2 {
		_ = binary.Write(&data, binary.BigEndian, offset)
		data.Write([]byte{0, 0})
	}
	data.WriteString("ABC\x00\n" + rule + "\n")
	location, err := time.LoadLocationFromTZData("of bytes", data.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return location
}

// zones have something odd about them: changes at midnight, days that were skipped or
// came twice, offsets with seconds, a table that ends in the middle of a winter.
func zones(t *testing.T) []*time.Location {
	t.Helper()
	list := []*time.Location{
		time.UTC, time.FixedZone("", 14*3600), time.FixedZone("", -1), time.FixedZone("far", 40*3600),
		zoneOfBytes(t, time.Date(2007, 11, 4, 6, 0, 0, 0, time.UTC), -5*3600, "EST5EDT,M3.2.0,M11.1.0"),
		zoneOfBytes(t, time.Date(2019, 1, 20, 10, 0, 0, 0, time.UTC), -9*3600, "AKST9AKDT,M3.2.0,M11.1.0"),
	}
	for _, name := range []string{
		"Africa/Monrovia", "America/Havana", "America/New_York", "America/Sao_Paulo", "America/St_Johns", "Antarctica/Casey",
		"Asia/Beirut", "Asia/Manila", "Australia/Lord_Howe", "Europe/Amsterdam", "Europe/Oslo", "Pacific/Apia", "Pacific/Kwajalein",
	} {
		list = append(list, zone(t, name))
	}
	return list
}

// checkClock compares a clock with the time package.
func checkClock(t *testing.T, c *Clock, location *time.Location, at time.Time) {
	t.Helper()
	year, month, n := at.In(location).Date()
	wantDay, wantHour := Of(year, month, n), at.In(location).Hour()
	day, ok := c.Day(at)
	if !ok || day != wantDay {
		t.Fatalf("%v: Day(%v) = %d, %t, want %d", location, at, day, ok, wantDay)
	}
	day, hour, ok := c.Hour(at)
	if !ok || day != wantDay || hour != wantHour {
		t.Fatalf("%v: Hour(%v) = %d, %d, %t, want %d, %d", location, at, day, hour, ok, wantDay, wantHour)
	}
	if day := c.DayAt(at.Unix()); day != wantDay {
		t.Fatalf("%v: DayAt(%v) = %d, want %d", location, at, day, wantDay)
	}
}

func TestClock(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, location := range zones(t) {
		c := NewClock(location)
		for _, years := range [][2]int{{2, 9998}, {1840, 1930}, {1930, 2020}, {2016, 2021}, {2020, 2100}} {
			from := time.Date(years[0], 1, 1, 0, 0, 0, 0, time.UTC).Unix()
			to := time.Date(years[1], 1, 1, 0, 0, 0, 0, time.UTC).Unix()
			for range 2000 {
				checkClock(t, c, location, time.Unix(from+random.Int64N(to-from), random.Int64N(1e9)))
			}
		}
	}
	if c := NewClock(nil); !c.UTC() || !NewClock(time.UTC).UTC() || NewClock(time.FixedZone("", 0)).UTC() {
		t.Error("UTC is not that of nil and of time.UTC alone")
	} else {
		checkClock(t, c, time.UTC, time.Date(2024, 2, 29, 23, 59, 59, 999, time.UTC))
	}
}

// The seconds around each change of the clocks, and around midnight, in both orders.
func TestClock_aroundChanges(t *testing.T) {
	for _, location := range zones(t) {
		var instants []time.Time
		end := time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		for second := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).Unix(); second < end; {
			s := StretchAt(location, second)
			second = s.To
			for _, d := range []int64{-90000, -3601, -1, 0, 1, 60, 3600, 90000} {
				if s.To != math.MaxInt64 {
					instants = append(instants, time.Unix(s.To+d, 0))
				}
			}
		}
		for year := 1990; year < 2060; year++ {
			for _, d := range []time.Duration{-25 * time.Hour, -1, 0, 1, 13 * time.Hour} {
				instants = append(instants, time.Date(year, 12, 31, 0, 0, 0, 0, location).Add(d))
			}
		}
		c := NewClock(location)
		for i := range instants {
			checkClock(t, c, location, instants[i])
		}
		c = NewClock(location)
		for i := range instants {
			checkClock(t, c, location, instants[len(instants)-1-i])
		}
	}
}

func TestClock_limits(t *testing.T) {
	east, west := time.FixedZone("", 14*3600), time.FixedZone("", -14*3600)
	tests := []struct {
		name     string
		location *time.Location
		at       time.Time
		ok       bool
	}{
		{"the zero time", nil, time.Time{}, false},
		{"the zero time elsewhere", east, time.Time{}, false},
		{"a nanosecond later", nil, time.Time{}.Add(1), true},
		{"a nanosecond later in the west", west, time.Time{}.Add(1), false},
		{"the year 0 of UTC in the east", east, time.Time{}.Add(-time.Hour), true},
		{"the year 0", nil, time.Time{}.Add(-1), false},
		{"the last nanosecond", nil, time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), true},
		{"the year 10000", nil, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), false},
		{"the year 10000 of UTC in the west", west, time.Date(10000, 1, 1, 13, 0, 0, 0, time.UTC), true},
		{"the last day in the east", east, time.Date(9999, 12, 31, 10, 0, 0, 0, time.UTC), false},
		{"the earliest time there is", nil, time.Unix(math.MinInt64, 0), false},
		{"the latest time there is", west, time.Unix(math.MaxInt64, 0), false},
	}
	for _, tt := range tests {
		c := NewClock(tt.location)
		day, ok := c.Day(tt.at)
		if ok != tt.ok || !ok && day != 0 {
			t.Errorf("%s: Day = %d, %t, want %t", tt.name, day, ok, tt.ok)
		}
		again, hour, ok := c.Hour(tt.at)
		if ok != tt.ok || again != day || !ok && hour != 0 {
			t.Errorf("%s: Hour = %d, %d, %t, want %d, %t", tt.name, again, hour, ok, day, tt.ok)
		}
	}
}

// A clock remembers a stretch for each change, not one for each instant.
func TestClock_memory(t *testing.T) {
	for _, location := range zones(t) {
		c := NewClock(location)
		from := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		for second := from; second < from+50*366*Seconds; second += 3571 {
			c.DayAt(second)
		}
		if len(c.known) > 200 { // at most three a year, and four in leap years
			t.Errorf("%v: %d stretches in 50 years", location, len(c.known))
		}
	}
}

// Stretches follow one another without a gap, and within one the time package has one
// offset.
func TestStretchAt(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, location := range zones(t) {
		second := time.Date(1850, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		end := time.Date(2150, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		for second < end {
			s := StretchAt(location, second)
			if s.From > second || s.To <= second {
				t.Fatalf("%v: %+v does not hold %d", location, s, second)
			}
			last := min(s.To, end) - 1
			for _, at := range []int64{second, last, second + random.Int64N(last-second+1), second + random.Int64N(last-second+1)} {
				if _, offset := time.Unix(at, 0).In(location).Zone(); int64(offset) != s.Offset {
					t.Fatalf("%v: %+v, but the offset at %d is %d", location, s, at, offset)
				}
				if other := StretchAt(location, at); other.Offset != s.Offset || other.From > at || other.To <= at {
					t.Fatalf("%v: %+v is at %d, %+v at %d", location, s, second, other, at)
				}
			}
			second = s.To
		}
	}
	if s := StretchAt(time.UTC, 0); s != (Stretch{math.MinInt64, math.MaxInt64, 0}) {
		t.Errorf("UTC: %+v", s)
	}
}

// Known nights, and a search by the time package.
func TestStart(t *testing.T) {
	tests := []struct{ name, zone, day, want string }{
		{"UTC", "UTC", "2024-02-29", "2024-02-29T00:00:00Z"},
		{"the first day", "UTC", "0001-01-01", "0001-01-01T00:00:00Z"},
		{"the last day", "UTC", "9999-12-31", "9999-12-31T00:00:00Z"},
		{"Oslo", "Europe/Oslo", "2024-04-01", "2024-04-01T00:00:00+02:00"},
		{"Beirut has no midnight", "Asia/Beirut", "2022-03-27", "2022-03-27T01:00:00+03:00"},
		{"Sao Paulo sets back to the eve", "America/Sao_Paulo", "2019-02-17", "2019-02-17T00:00:00-03:00"},
		{"Apia skips a day", "Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00"},
		{"Apia after that", "Pacific/Apia", "2011-12-31", "2011-12-31T00:00:00+14:00"},
		{"Havana has midnight twice", "America/Havana", "2023-11-05", "2023-11-05T00:00:00-04:00"},
		{"St. John's day begins twice", "America/St_Johns", "2010-11-07", "2010-11-07T00:00:00-02:30"},
	}
	for _, tt := range tests {
		date, err := time.Parse(time.DateOnly, tt.day)
		if err != nil {
			t.Fatal(err)
		}
		location := zone(t, tt.zone)
		got := time.Unix(Start(location, int(date.Unix()/Seconds)), 0).In(location).Format(time.RFC3339)
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	random := rand.New(rand.NewPCG(5, 6))
	for _, location := range zones(t) {
		for range 300 {
			n := Of(1850, time.January, 1) + random.IntN(250*365)
			start := Start(location, n)
			dayOf := func(second int64) int { return Of(time.Unix(second, 0).In(location).Date()) }
			if dayOf(start) < n || dayOf(start-1) >= n {
				t.Fatalf("%v: day %d starts at %v", location, n, time.Unix(start, 0).In(location))
			}
		}
	}
}
