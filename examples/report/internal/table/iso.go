package table

import "time"

// isoTime is a time in one of the forms that most files have: 2026-01-31,
// 2026-01-31 08:30:00, with a T in place of the blank, and with a Z after it.
type isoTime struct {
	day    int64 // since 1970
	second int64 // of the day
	zone   *time.Location
}

// iso reads such a time quickly.
func (c *Clock) iso(cell string) (t isoTime, ok bool) {
	switch len(cell) {
	default:
		return t, false
	case len("2026-01-31"):
		t.zone = c.Days
	case len("2026-01-31 08:30:00"):
		t.zone = c.In
	case len("2026-01-31T08:30:00Z"):
		if t.zone = time.UTC; cell[19] != 'Z' {
			return t, false
		}
	}
	if t.day, ok = isoDay(cell); ok && len(cell) > len("2026-01-31") {
		t.second, ok = isoSecond(cell[10:])
	}
	return t, ok
}

// unix returns the seconds since 1970, unless the clocks change near that day.
func (c *Clock) unix(t isoTime) (int64, bool) {
	if t.zone == time.UTC {
		return t.day*secondsOfDay + t.second, true
	}
	days := &c.inStarts
	if t.zone != c.In {
		days = &c.dayStarts
	}
	if *days == nil {
		*days = &starts{}
	}
	start, ok := (*days).start(t.day, t.zone)
	return start + t.second, ok
}

const secondsOfDay = 24 * 60 * 60

// digits returns the first eight bytes of text less those of a form, whose digits are 0, and
// whether they are digits where the form has digits, and else the same.
func digits(text string, form, others uint64) (uint64, bool) {
	_ = text[7]
	d := uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
		uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
	d ^= form
	const six, high = 0x0606060606060606, 0xf0f0f0f0f0f0f0f0
	return d, d&others == 0 && (d|(d+six))&high == 0
}

// pair returns the number of two digits.
func pair(d uint64, place int) int64 {
	return int64(d>>(8*place)&15)*10 + int64(d>>(8*place+8)&15)
}

// daysBefore are the days of a year before each month, the first of which is 1.
var daysBefore = [13]int16{0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}

// isoDay returns the days from 1970 to a day that is written as 2026-01-31.
func isoDay(text string) (int64, bool) {
	const form, others = 0x2d30302d30303030, 0xff0000ff00000000 // 0000-00-
	d, ok := digits(text, form, others)
	tens, ones := text[8]-'0', text[9]-'0'
	year, month, day := 100*pair(d, 0)+pair(d, 2), pair(d, 5), 10*int64(tens)+int64(ones)
	if !ok || tens > 9 || ones > 9 || year < 2 || year > 9998 || month < 1 || month > 12 || day < 1 || day > 28 && day > int64(daysIn(int(year), int(month))) {
		return 0, false
	}
	leap := int64(0)
	if month > 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		leap = 1
	}
	const to1970 = 719_162 // days from the first of the year 1
	year--
	return 365*year + year/4 - year/100 + year/400 + int64(daysBefore[month]) + leap + day - 1 - to1970, true
}

// isoSecond returns the second of a time that is written as T08:30:00.
func isoSecond(text string) (int64, bool) {
	if text[0] != ' ' && text[0] != 'T' {
		return 0, false
	}
	const form, others = 0x30303a30303a3030, 0x0000ff0000ff0000 // 00:00:00
	d, ok := digits(text[1:], form, others)
	hour, minute, second := pair(d, 0), pair(d, 3), pair(d, 6)
	return 3600*hour + 60*minute + second, ok && hour < 24 && minute < 60 && second < 60
}

// starts are the days of a zone that were asked for last.
type starts [256]struct {
	at    int64 // of the beginning of the day, in seconds since 1970
	day   int32
	known bool
	even  bool // the clocks do not change near it
}

// start returns when a day begins, unless the clocks change near it.
func (s *starts) start(day int64, zone *time.Location) (int64, bool) {
	e := &s[day&255]
	if !e.known || e.day != int32(day) {
		noon := time.Unix(day*secondsOfDay+secondsOfDay/2, 0).In(zone)
		_, offset := noon.Zone()
		before, after := noon.ZoneBounds()
		const near = 3 * 24 * time.Hour
		e.even = (before.IsZero() || noon.Sub(before) > near) && (after.IsZero() || after.Sub(noon) > near)
		e.at, e.day, e.known = day*secondsOfDay-int64(offset), int32(day), true
	}
	return e.at, e.even
}
