package cx_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"
	_ "time/tzdata" // so that every machine has the zones

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// zoneNames are zones with something odd about them: changes at midnight, days
// that were skipped or came twice, offsets with minutes and seconds.
var zoneNames = []string{
	"Africa/Cairo", "Africa/Casablanca", "Africa/Monrovia", "America/Asuncion", "America/Havana", "America/Juneau",
	"America/Metlakatla", "America/Moncton", "America/New_York", "America/Nuuk", "America/Santiago", "America/Sao_Paulo",
	"America/St_Johns", "Antarctica/Casey", "Antarctica/Troll", "Asia/Amman", "Asia/Beirut", "Asia/Gaza", "Asia/Kathmandu",
	"Asia/Manila", "Asia/Pyongyang", "Asia/Tehran", "Atlantic/Azores", "Australia/Lord_Howe", "Europe/Amsterdam",
	"Europe/Dublin", "Europe/Lisbon", "Europe/Oslo", "Pacific/Apia", "Pacific/Chatham", "Pacific/Guam",
	"Pacific/Kiritimati", "Pacific/Kwajalein", "Pacific/Pago_Pago", "UTC",
}

func zoneAt(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// oddZones are the zones above, fixed ones, and two made of bytes.
func oddZones(t testing.TB) []*time.Location {
	t.Helper()
	zones := []*time.Location{
		nil, time.UTC,
		time.FixedZone("east", 14*3600), time.FixedZone("west", -14*3600),
		time.FixedZone("seconds", 5*3600+53*60+28), time.FixedZone("second", -1),
		midYearZone(t), slimZone(t),
	}
	for _, name := range zoneNames {
		zones = append(zones, zoneAt(t, name))
	}
	return zones
}

// zoneChange is an instant from which a zone has another offset, in seconds.
type zoneChange struct {
	at     time.Time
	offset int32
}

// zoneOfBytes makes a zone in the format of RFC 8536: an offset, changes of it, and
// the rule for the time after them.
func zoneOfBytes(t testing.TB, offset int32, changes []zoneChange, rule string) *time.Location {
	t.Helper()
	var data bytes.Buffer
	header := func(times, types, chars int) {
		data.WriteString("TZif2" + string(make([]byte, 15)))
		for _, n := range []int{0, 0, 0, times, types, chars} {
			_ = binary.Write(&data, binary.BigEndian, uint32(n))
		}
	}
	header(0, 0, 0)
	header(len(changes), len(changes)+1, 4)
	for _, c := range changes {
		_ = binary.Write(&data, binary.BigEndian, c.at.Unix())
	}
	for i := range changes {
		data.WriteByte(byte(i + 1))
	}
	for _, o := range append([]zoneChange{{offset: offset}}, changes...) {
		_ = binary.Write(&data, binary.BigEndian, o.offset)
		data.Write([]byte{0, 0})
	}
	data.WriteString("ABC\x00\n" + rule + "\n")
	loc, err := time.LoadLocationFromTZData("of bytes", data.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// slimZone has one change in its table and a rule for all years after it, as New
// York has in the slim form of the time zone data, whatever form a machine has.
func slimZone(t testing.TB) *time.Location {
	return zoneOfBytes(t, -5*3600, []zoneChange{
		{time.Date(2007, 11, 4, 6, 0, 0, 0, time.UTC), -5 * 3600},
	}, "EST5EDT,M3.2.0,M11.1.0")
}

// midYearZone has its last change in the middle of a winter, as Metlakatla has in
// the slim form of the data: an hour west, on 2019-01-20.
func midYearZone(t testing.TB) *time.Location {
	return zoneOfBytes(t, -8*3600, []zoneChange{
		{time.Date(2018, 11, 4, 10, 0, 0, 0, time.UTC), -8 * 3600},
		{time.Date(2019, 1, 20, 10, 0, 0, 0, time.UTC), -9 * 3600},
	}, "AKST9AKDT,M3.2.0,M11.1.0")
}

// locationUTC is what a nil Location of a Calendar stands for.
func locationUTC(loc *time.Location) *time.Location {
	if loc == nil {
		return time.UTC
	}
	return loc
}

// checkDates compares the dates of instants with those of the time package, one
// by one and as a trend by day, which remembers what it has seen of a zone.
func checkDates(t *testing.T, loc *time.Location, instants []time.Time) {
	t.Helper()
	c := cx.Calendar{Location: loc}
	want := make(map[cx.Date]int)
	for _, at := range instants {
		d := dateUTC(at.In(locationUTC(loc)))
		if got, err := c.DateOf(at); got != d || err != nil {
			t.Fatalf("%v: DateOf(%v) = %v, %v, want %v", loc, at, got, err, d)
		}
		want[d]++
	}
	instant := func(at *time.Time) time.Time { return *at }
	count := func(n *int, _ *time.Time) error { *n++; return nil }
	points, err := cx.TrendFunc(instants, instant, count, c, cx.Period{}, 0)
	if err != nil {
		t.Fatalf("%v: %v", loc, err)
	}
	for _, p := range points {
		if p.Tally != want[p.Period.Start] {
			t.Fatalf("%v: the trend has %d instants on %v, want %d", loc, p.Tally, p.Period.Start, want[p.Period.Start])
		}
		delete(want, p.Period.Start)
	}
	if len(want) > 0 {
		t.Fatalf("%v: the trend lacks %d days", loc, len(want))
	}
}

func TestDateOfInManyZones(t *testing.T) {
	cxtest.Long(t)
	random := rand.New(rand.NewPCG(1, 2))
	for _, loc := range oddZones(t) {
		for _, years := range []struct{ from, to int }{{1840, 1930}, {1930, 2020}, {2016, 2021}, {2020, 2100}} {
			from := time.Date(years.from, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
			to := time.Date(years.to, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
			instants := make([]time.Time, 2000)
			for i := range instants {
				instants[i] = time.Unix(from+random.Int64N(to-from), random.Int64N(1e9))
			}
			checkDates(t, loc, instants)
		}
	}
}

// TestDateOfAroundChanges looks at the seconds around each change of the clocks,
// around midnight of those days and around New Year, in both orders.
func TestDateOfAroundChanges(t *testing.T) {
	for _, loc := range oddZones(t) {
		loc := locationUTC(loc)
		var instants []time.Time
		around := func(at time.Time) {
			for _, d := range []time.Duration{-25 * time.Hour, -time.Second, -1, 0, 1, time.Second, time.Minute, time.Hour, 25 * time.Hour} {
				instants = append(instants, at.Add(d))
			}
		}
		for year := 2000; year < 2060; year++ {
			around(time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC))
			around(time.Date(year, 12, 31, 12, 0, 0, 0, time.UTC))
			around(time.Date(year, 1, 1, 0, 0, 0, 0, loc))
			for month := time.January; month <= time.December; month += 2 {
				_, end := time.Date(year, month, 1, 0, 0, 0, 0, loc).ZoneBounds()
				if end.IsZero() || end.Year() > 2060 {
					continue
				}
				around(end)
				around(time.Date(end.Year(), end.Month(), end.Day(), 0, 0, 0, 0, loc))
			}
		}
		checkDates(t, loc, instants)
		for i, j := 0, len(instants)-1; i < j; i, j = i+1, j-1 {
			instants[i], instants[j] = instants[j], instants[i]
		}
		checkDates(t, loc, instants)
	}
}

func TestDateOf(t *testing.T) {
	tests := []struct {
		name, zone, at string
		want           cx.Date
	}{
		{"nil is UTC", "", "2024-01-01T00:30:00+01:00", date("2023-12-31")},
		{"Oslo after midnight", "Europe/Oslo", "2023-12-31T23:30:00Z", date("2024-01-01")},
		{"Kathmandu, 5:45 east", "Asia/Kathmandu", "2024-01-01T18:14:59Z", date("2024-01-01")},
		{"Kathmandu a second later", "Asia/Kathmandu", "2024-01-01T18:15:00Z", date("2024-01-02")},
		// Noon of a day on which Lebanon meant to change its clocks.
		{"Beirut noon", "Asia/Beirut", "2023-03-30T12:00:00+03:00", date("2023-03-30")},
		// It does so at midnight, here to 2022-03-27, which began at 01:00.
		{"Beirut last second", "Asia/Beirut", "2022-03-26T21:59:59Z", date("2022-03-26")},
		{"Beirut first second", "Asia/Beirut", "2022-03-26T22:00:00Z", date("2022-03-27")},
		// Brazil's last summer began at midnight of 2018-11-04, which was 01:00.
		{"Sao Paulo last second", "America/Sao_Paulo", "2018-11-04T02:59:59Z", date("2018-11-03")},
		{"Sao Paulo first second", "America/Sao_Paulo", "2018-11-04T03:00:00Z", date("2018-11-04")},
		// And ended at midnight of 2019-02-17, which was 23:00 once more.
		{"Sao Paulo hour twice", "America/Sao_Paulo", "2019-02-17T02:30:00Z", date("2019-02-16")},
		// Samoa went from 29 to 31 December 2011.
		{"Apia before the date line", "Pacific/Apia", "2011-12-30T09:59:59Z", date("2011-12-29")},
		{"Apia after the date line", "Pacific/Apia", "2011-12-30T10:00:00Z", date("2011-12-31")},
		// St. John's had a minute of 7 November 2010 before an hour of the sixth.
		{"St. John's first minute", "America/St_Johns", "2010-11-07T02:30:30Z", date("2010-11-07")},
		{"St. John's hour twice", "America/St_Johns", "2010-11-07T02:31:00Z", date("2010-11-06")},
		{"St. John's midnight again", "America/St_Johns", "2010-11-07T03:30:00Z", date("2010-11-07")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, tt.at)
			if err != nil {
				t.Fatal(err)
			}
			var c cx.Calendar
			if tt.zone != "" {
				c.Location = zoneAt(t, tt.zone)
			}
			if got, err := c.DateOf(at); got != tt.want || err != nil {
				t.Errorf("DateOf(%s) = %v, %v, want %v", tt.at, got, err, tt.want)
			}
		})
	}
}

// TestDateOfOneInstant: an instant has one date, in whatever zone it
// was written down.
func TestDateOfOneInstant(t *testing.T) {
	utc := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, loc := range oddZones(t) {
		at := utc.In(locationUTC(loc))
		if got, err := (cx.Calendar{}).DateOf(at); got != date("2024-01-01") || err != nil {
			t.Errorf("DateOf(%v) = %v, %v, want 2024-01-01", at, got, err)
		}
	}
}

func TestDateOfLimits(t *testing.T) {
	east, west := time.FixedZone("", 14*3600), time.FixedZone("", -14*3600)
	end := time.Unix(253402300800, 0) // 10000-01-01T00:00:00Z
	tests := []struct {
		name string
		at   time.Time
		loc  *time.Location
		want cx.Date // zero: refused
	}{
		{"zero", time.Time{}, nil, cx.Date{}},
		{"zero elsewhere", time.Time{}.In(east), nil, cx.Date{}},
		{"zero in the east", time.Time{}, east, cx.Date{}},
		{"zero in the west", time.Time{}, west, cx.Date{}},
		{"after zero", time.Time{}.Add(1), nil, date("0001-01-01")},
		{"after zero in the west", time.Time{}.Add(1), west, cx.Date{}},
		{"year 0", time.Date(0, 12, 31, 23, 59, 59, 0, time.UTC), nil, cx.Date{}},
		{"year 0 in the east", time.Date(0, 12, 31, 12, 0, 0, 0, time.UTC), east, date("0001-01-01")},
		{"before year 0", time.Date(-1, 6, 1, 0, 0, 0, 0, time.UTC), nil, cx.Date{}},
		{"last second", end.Add(-1), nil, date("9999-12-31")},
		{"year 10000", end, nil, cx.Date{}},
		{"year 10000 in the west", end, west, date("9999-12-31")},
		{"year 10000 for the west too", end.Add(14 * time.Hour), west, cx.Date{}},
		{"last day in the east", end.Add(-14 * time.Hour), east, cx.Date{}},
		{"two days on", end.Add(48 * time.Hour), nil, cx.Date{}},
		{"far future", time.Unix(math.MaxInt64, 0), nil, cx.Date{}},
		{"far past", time.Unix(math.MinInt64, 0), nil, cx.Date{}},
		{"far future in a zone", time.Unix(math.MaxInt64, 0), east, cx.Date{}},
		{"far past in a zone", time.Unix(math.MinInt64, 0), west, cx.Date{}},
		{"wraps", time.Unix(1<<62, 0), zoneAt(t, "Europe/Oslo"), cx.Date{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := cx.Calendar{Location: tt.loc}
			got, err := c.DateOf(tt.at)
			rows := []cx.Response{{At: tt.at, Score: 5}}
			// Years, since the last day of the year 9999 is no whole period.
			points, trendErr := cx.Trend(rows, c, period("2024"), cx.NPS{})
			if got != tt.want {
				t.Errorf("DateOf = %v, %v, want %v", got, err, tt.want)
			}
			if tt.want == (cx.Date{}) {
				cxtest.Refuses(t, "DateOf", err, cx.ErrInvalid)
				cxtest.Refuses(t, "Trend", trendErr, cx.ErrInvalid)
				_, err := c.PeriodOf(tt.at)
				cxtest.Refuses(t, "PeriodOf", err, cx.ErrInvalid)
			} else if err != nil || trendErr != nil || len(points) != 366 {
				t.Errorf("DateOf: %v, Trend: %v, with %d points", err, trendErr, len(points))
			}
		})
	}
}

func TestCalendarPeriodOf(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, loc := range oddZones(t) {
		for range 200 {
			at := time.Unix(random.Int64N(4e9)-1e9, 0)
			local := at.In(locationUTC(loc))
			civil := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
			for _, g := range allGrains {
				got, err := cx.Calendar{Grain: g, Location: loc}.PeriodOf(at)
				if want := naivePeriod(g, civil); got != want || err != nil {
					t.Fatalf("%v, %q: PeriodOf(%v) = %v, %v, want %v", loc, g, at, got, err, want)
				}
			}
		}
	}
}

// firstSecond searches for the first second of a date or a later one, second by
// second. No zone has been 16 hours from UTC.
func firstSecond(loc *time.Location, d cx.Date) time.Time {
	second := midnightUTC(d).Unix() - 16*3600
	for dateUTC(time.Unix(second, 0).In(loc)).Compare(d) < 0 {
		second++
	}
	return time.Unix(second, 0).In(loc)
}

func TestStartOfBySearch(t *testing.T) {
	tests := []struct {
		zone  string
		dates []cx.Date
	}{
		{"Asia/Beirut", []cx.Date{date("2022-03-27"), date("2023-03-30"), date("2023-03-26"), date("2023-10-29")}},
		{"America/Sao_Paulo", []cx.Date{date("2018-11-04"), date("2018-02-18"), date("2019-02-17")}},
		{"Africa/Cairo", []cx.Date{date("2023-04-28"), date("2023-10-27"), date("2014-05-16")}},
		{"Pacific/Apia", []cx.Date{date("2011-12-29"), date("2011-12-30"), date("2011-12-31"), date("2012-01-01")}},
		{"Pacific/Kwajalein", []cx.Date{date("1993-08-20"), date("1993-08-21"), date("1993-08-22"), date("1969-09-30"), date("1969-10-01")}},
		{"Asia/Manila", []cx.Date{date("1844-12-30"), date("1844-12-31"), date("1845-01-01")}},
		{"America/St_Johns", []cx.Date{date("2010-03-14"), date("2010-11-06"), date("2010-11-07"), date("2010-11-08"), date("1988-04-03")}},
		{"America/Moncton", []cx.Date{date("1993-10-31"), date("2006-04-02"), date("2006-10-29")}},
		{"Antarctica/Casey", []cx.Date{date("2010-03-04"), date("2010-03-05"), date("2010-03-06")}},
		{"Pacific/Guam", []cx.Date{date("1969-01-26")}},
		{"America/Juneau", []cx.Date{date("1867-10-17"), date("1867-10-18"), date("1867-10-19"), date("1867-10-20")}},
		{"Asia/Kathmandu", []cx.Date{date("1985-12-31"), date("1986-01-01"), date("2024-01-01")}},
		{"Europe/Oslo", []cx.Date{date("2024-03-31"), date("2024-10-27")}},
		{"America/Havana", []cx.Date{date("2023-03-12"), date("2023-11-05")}}, // no midnight, two midnights
		{"Atlantic/Azores", []cx.Date{date("2024-03-31"), date("2024-10-27")}},
		{"Asia/Tehran", []cx.Date{date("2022-03-22"), date("2022-09-22")}},
		{"America/Santiago", []cx.Date{date("2023-09-03"), date("2023-04-02"), date("2050-09-04")}},
		{"Europe/Amsterdam", []cx.Date{date("1835-01-01"), date("1937-07-01")}},
		{"Africa/Monrovia", []cx.Date{date("1972-01-07"), date("1919-03-01")}},
	}
	for _, tt := range tests {
		loc := zoneAt(t, tt.zone)
		for _, d := range tt.dates {
			want := firstSecond(loc, d)
			if got, err := (cx.Calendar{Location: loc}).StartOf(d); !got.Equal(want) || err != nil {
				t.Errorf("%s: StartOf(%v) = %v, %v, want %v", tt.zone, d, got, err, want)
			}
		}
	}
	for _, loc := range []*time.Location{
		time.UTC, time.FixedZone("", 14*3600), time.FixedZone("", -14*3600), time.FixedZone("", 3*3600+1), slimZone(t), midYearZone(t),
	} {
		for _, d := range []cx.Date{date("0001-01-02"), date("1970-01-01"), date("2019-01-20"), date("2024-02-29"), date("2048-12-31"), date("2049-01-01"), date("9999-12-31")} {
			want := firstSecond(loc, d)
			if got, err := (cx.Calendar{Location: loc}).StartOf(d); !got.Equal(want) || err != nil {
				t.Errorf("%v: StartOf(%v) = %v, %v, want %v", loc, d, got, err, want)
			}
		}
	}
}

func TestStartOf(t *testing.T) {
	tests := []struct {
		name, zone string
		d          cx.Date
		want       string
	}{
		{"UTC", "", date("2024-02-29"), "2024-02-29T00:00:00Z"},
		{"the first day", "", date("0001-01-01"), "0001-01-01T00:00:00Z"},
		{"the last day", "", date("9999-12-31"), "9999-12-31T00:00:00Z"},
		{"Oslo", "Europe/Oslo", date("2024-03-31"), "2024-03-31T00:00:00+01:00"},
		{"Oslo the day after", "Europe/Oslo", date("2024-04-01"), "2024-04-01T00:00:00+02:00"},
		{"Beirut has no midnight", "Asia/Beirut", date("2022-03-27"), "2022-03-27T01:00:00+03:00"},
		{"Sao Paulo has no midnight", "America/Sao_Paulo", date("2018-11-04"), "2018-11-04T01:00:00-02:00"},
		{"Sao Paulo sets back to the eve", "America/Sao_Paulo", date("2019-02-17"), "2019-02-17T00:00:00-03:00"},
		{"Apia skips a day", "Pacific/Apia", date("2011-12-30"), "2011-12-31T00:00:00+14:00"},
		{"Apia after that", "Pacific/Apia", date("2011-12-31"), "2011-12-31T00:00:00+14:00"},
		{"Havana has midnight twice", "America/Havana", date("2023-11-05"), "2023-11-05T00:00:00-04:00"},
		// Where a day begins twice the first beginning counts.
		{"St. John's", "America/St_Johns", date("2010-11-07"), "2010-11-07T00:00:00-02:30"},
		{"Moncton", "America/Moncton", date("2006-10-29"), "2006-10-29T00:00:00-03:00"},
		{"Casey", "Antarctica/Casey", date("2010-03-05"), "2010-03-05T00:00:00+11:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var c cx.Calendar
			if tt.zone != "" {
				c.Location = zoneAt(t, tt.zone)
			}
			got, err := c.StartOf(tt.d)
			if text := got.Format(time.RFC3339); text != tt.want || err != nil {
				t.Errorf("StartOf(%v) = %s, %v, want %s", tt.d, text, err, tt.want)
			}
		})
	}
}

// TestStartOfLaws: the instant has the date or a later one, the second before has
// an earlier one, and if the clocks do not show midnight they have just changed.
func TestStartOfLaws(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, loc := range append(oddZones(t), time.FixedZone("far", 240*3600), time.FixedZone("far", -240*3600)) {
		c, loc := cx.Calendar{Location: loc}, locationUTC(loc)
		for range 500 {
			d, err := date("1850-01-01").AddDays(random.IntN(250 * 365))
			if err != nil {
				t.Fatal(err)
			}
			at, err := c.StartOf(d)
			if err != nil || at.Nanosecond() != 0 || at.Location() != loc {
				t.Fatalf("%v: StartOf(%v) = %v, %v", loc, d, at, err)
			}
			before := dateUTC(at.Add(-time.Second))
			if dateUTC(at).Compare(d) < 0 || before.Compare(d) >= 0 {
				t.Fatalf("%v: StartOf(%v) = %v", loc, d, at)
			}
			_, now := at.Zone()
			_, then := at.Add(-time.Second).Zone()
			if hour, minute, second := at.Clock(); hour+minute+second > 0 && now == then {
				t.Fatalf("%v: StartOf(%v) = %v, no midnight and no change of the clocks", loc, d, at)
			}
		}
	}
}

// TestStartOfBoundsPeriods: the rows of a period are those from its start to its
// end, where no clock was set back across midnight.
func TestStartOfBoundsPeriods(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for _, name := range []string{"Asia/Beirut", "America/Sao_Paulo", "Africa/Cairo", "Europe/Oslo", "Pacific/Apia", "America/Havana"} {
		for _, g := range allGrains {
			c := cx.Calendar{Grain: g, Location: zoneAt(t, name)}
			for range 300 {
				at := time.Unix(1_000_000_000+random.Int64N(800_000_000), 0)
				p, err := c.PeriodOf(at)
				if err != nil {
					t.Fatal(err)
				}
				start, err := c.StartOf(p.Start)
				if err != nil {
					t.Fatal(err)
				}
				end, err := c.StartOf(p.End)
				if err != nil {
					t.Fatal(err)
				}
				if at.Before(start) || !at.Before(end) {
					t.Fatalf("%s, %q: %v lies in %v, which runs from %v to %v", name, g, at, p, start, end)
				}
			}
		}
	}
}

// TestCalendarMemory: what a trend remembers of a zone does not grow with the rows.
// The last day of a leap year is the odd one: the time package's bounds of a zone
// without a table for that year leave it out.
func TestCalendarMemory(t *testing.T) {
	for _, day := range []time.Time{
		time.Date(2048, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(2048, 12, 30, 0, 0, 0, 0, time.UTC),
		time.Date(2020, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(2019, 1, 2, 0, 0, 0, 0, time.UTC),
		time.Date(2024, 3, 10, 0, 0, 0, 0, time.UTC),
	} {
		for i, loc := range []*time.Location{zoneAt(t, "America/New_York"), slimZone(t), midYearZone(t), zoneAt(t, "America/St_Johns")} {
			t.Run(fmt.Sprint(day.Format(time.DateOnly), i), func(t *testing.T) {
				rows := make([]time.Time, 80_000)
				for i := range rows {
					rows[i] = day.Add(time.Duration(i) * time.Second)
				}
				instant := func(at *time.Time) time.Time { return *at }
				count := func(n *int, _ *time.Time) error { *n++; return nil }
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				points, err := cx.TrendFunc(rows, instant, count, cx.Calendar{Location: loc}, cx.Period{}, 0)
				runtime.ReadMemStats(&after)
				if err != nil || len(points) > 2 {
					t.Fatalf("%d points, %v", len(points), err)
				}
				if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 128<<10 {
					t.Errorf("80,000 rows of one day allocated %d bytes", bytes)
				}
			})
		}
	}
}
