package table

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
)

// Dates is how the dates of a column are written.
type Dates string

const (
	AutoDates Dates = "auto"   // as ISO 8601 or with the month as a word; else a day above 12 tells
	DayFirst  Dates = "dmy"    // 31/01/2026
	MonthHead Dates = "mdy"    // 01/31/2026
	YearFirst Dates = "ymd"    // 26/01/31
	Serial    Dates = "excel"  // days since 1900, as 46053.5
	Unix      Dates = "unix"   // seconds since 1970
	UnixMilli Dates = "unixms" // milliseconds since 1970
)

// ParseDates parses the name of a way to write dates.
func ParseDates(text string) (Dates, error) {
	switch d := Dates(text); d {
	case AutoDates, DayFirst, MonthHead, YearFirst, Serial, Unix, UnixMilli:
		return d, nil
	}
	return "", errors.New("want auto, dmy, mdy, ymd, excel, unix or unixms")
}

// Clock reads the times of a column.
type Clock struct {
	Dates Dates          // "" is AutoDates
	In    *time.Location // of times that name no zone
	Days  *time.Location // of days without a time, which are the same days everywhere

	Months bool // a month without a day is its first day

	flag     string
	place    int
	order    order
	book     bool // a number is a serial
	from1904 bool
	line     func(place int) int

	inStarts, dayStarts *starts // of In and Days
}

// order is what auto has found out.
type order struct {
	first   Dates // what dates begin with, "" if no row has told
	decided int   // the line that told
	against int   // the line that told otherwise
}

// Watch lets a clock read the column that a flag names: the order of day and month is
// that of the first row that tells, and the rows before it wait for it.
func (r *Reader) Watch(flag string, place int, c *Clock) {
	c.flag, c.place, c.book, c.from1904 = flag, place, r.workbook, r.from1904
	c.line = func(place int) int { return r.line(place) }
	r.clocks = append(r.clocks, c)
}

// CheckZone refuses a column whose name says UTC if times without a zone would be read
// in another.
func (r *Reader) CheckZone(flag string, place int, in *time.Location) error {
	name := strings.ToLower(r.names[place].String())
	if says := strings.Contains(name, "(utc)") || strings.HasSuffix(name, " utc") || strings.HasSuffix(name, "_utc"); !says || in.String() == "UTC" {
		return nil
	}
	return flagErrorf("-%s: the column %q says UTC, and its times would be read as those of %s: say -times-in UTC, or -times-in %s",
		flag, r.names[place], in, in)
}

var (
	errNoTime  = errors.New("no time")
	errNotTime = errors.New("not a time of a known form")
	errYear    = errors.New("a time outside the years 2 to 9998")
	errMonth   = errors.New("a month without a day")
	errZone    = errors.New("a zone that is neither UTC, GMT nor an offset as +01:00")
	errOrder   = errors.New("a date that may begin with the day or the month: say -dates dmy or -dates mdy")
	errTwoYear = errors.New("a year of two digits: say -dates dmy, mdy or ymd")
)

// Seconds reads one time, in seconds since 1970.
func (c *Clock) Seconds(cell string) (int64, error) {
	if c.Dates != Serial && c.Dates != Unix && c.Dates != UnixMilli {
		if t, ok := c.iso(cell); ok {
			if at, ok := c.unix(t); ok {
				return at, nil
			}
		}
	}
	t, err := c.Parse(cell)
	return t.Unix(), err
}

// Parse reads one time. The years are those whose periods all lie within the years
// 1 to 9999 of package cx, whatever the zone and the grain.
func (c *Clock) Parse(cell string) (time.Time, error) {
	if cell == "" {
		return time.Time{}, errNoTime
	}
	switch c.Dates {
	case Serial, Unix, UnixMilli:
		return c.number(cell, c.Dates)
	}
	if c.book && isNumber(cell) {
		return c.number(cell, Serial)
	}
	if t, ok := c.iso(cell); ok {
		if at, ok := c.unix(t); ok {
			return time.Unix(at, 0).In(t.zone), nil
		}
	}
	s := scanner{text: cell}
	if !s.date() {
		return time.Time{}, errNotTime
	}
	if s.month && !c.Months {
		return time.Time{}, errMonth
	}
	year, month, day, err := c.ordered(&s)
	if err != nil {
		return time.Time{}, err
	}
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return time.Time{}, errNotTime
	}
	if year < 2 || year > 9998 {
		return time.Time{}, errYear
	}
	if s.rest() == "" && !s.timed {
		return startOf(year, month, day, c.Days)
	}
	if !s.timed && !s.time() {
		return time.Time{}, errNotTime
	}
	zone, err := s.zone()
	if err != nil {
		return time.Time{}, err
	}
	if !s.end() {
		return time.Time{}, errNotTime
	}
	if zone != noZone {
		t := time.Date(year, time.Month(month), day, s.hour, s.minute, s.second, s.nano, time.UTC)
		return t.Add(-time.Duration(zone) * time.Second), nil
	}
	t := time.Date(year, time.Month(month), day, s.hour, s.minute, s.second, s.nano, c.In)
	if t.Day() != day { // clocks skip midnight there
		return startOf(year, month, day, c.In)
	}
	return t, nil
}

// startOf returns the beginning of a day. Where clocks skip midnight there is no 00:00,
// and package time takes the hour before, which lies on another day.
func startOf(year, month, day int, zone *time.Location) (time.Time, error) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone)
	if t.Day() == day {
		return t, nil
	}
	return cx.Calendar{Location: zone}.StartOf(cx.Date{Year: year, Month: time.Month(month), Day: day})
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// ordered returns the parts of a date in their order.
func (c *Clock) ordered(s *scanner) (year, month, day int, err error) {
	a, b, third := s.parts[0], s.parts[1], s.parts[2]
	if s.certain {
		return a, b, third, nil
	}
	if s.digits[2] <= 2 {
		switch c.Dates {
		case YearFirst:
			return century(a), b, third, nil
		case DayFirst:
			return century(third), b, a, nil
		case MonthHead:
			return century(third), a, b, nil
		}
		return 0, 0, 0, errTwoYear
	}
	switch c.Dates {
	case DayFirst:
		return third, b, a, nil
	case MonthHead:
		return third, a, b, nil
	case YearFirst:
		return 0, 0, 0, errNotTime
	}
	switch {
	case a == b:
		return third, a, b, nil
	case a > 12 && b > 12:
		return 0, 0, 0, errNotTime
	case a > 12:
		c.tell(DayFirst)
	case b > 12:
		c.tell(MonthHead)
	}
	switch c.order.first {
	case DayFirst:
		return third, b, a, nil
	case MonthHead:
		return third, a, b, nil
	}
	return 0, 0, 0, errOrder
}

// century is that of POSIX.
func century(year int) int {
	if year < 69 {
		return 2000 + year
	}
	return 1900 + year
}

// tell remembers an order that a row tells.
func (c *Clock) tell(first Dates) {
	line := 0
	if c.line != nil {
		line = c.line(c.place)
	}
	if o := &c.order; o.first == "" {
		o.first, o.decided = first, line
	} else if o.first != first && o.against == 0 {
		o.against = max(1, line)
	}
}

// waits reports whether a date can only be read when a later row tells its order.
func (c *Clock) waits(cell string) bool {
	if c.order.first != "" || c.Dates != AutoDates && c.Dates != "" {
		return false
	}
	if len(cell) > 4 && cell[4] == '-' { // as an ISO date is
		return false
	}
	s := scanner{text: clean(cell)}
	if c.book && isNumber(s.text) || !s.date() || s.certain || s.digits[2] <= 2 {
		return false
	}
	_, _, _, err := c.ordered(&s)
	return err == errOrder
}

// conflict is the question of a column whose rows tell two orders.
func (c *Clock) conflict() error {
	first, second := "day", "month"
	if c.order.first == MonthHead {
		first, second = second, first
	}
	return flagErrorf("-%s: the date on line %d begins with the %s, and that on line %d with the %s: say which holds with -dates dmy or -dates mdy",
		c.flag, c.order.decided, first, c.order.against, second)
}

// note says what the clock found out.
func (c *Clock) note(column string) string {
	switch c.order.first {
	case DayFirst:
		return fmt.Sprintf("dates of %s begin with the day, as line %d tells", column, c.order.decided)
	case MonthHead:
		return fmt.Sprintf("dates of %s begin with the month, as line %d tells", column, c.order.decided)
	}
	return ""
}

// isNumber reports whether a cell is a plain number.
func isNumber(cell string) bool {
	digits := false
	for i := range len(cell) {
		switch c := cell[i]; {
		case c >= '0' && c <= '9':
			digits = true
		case c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E':
			return false
		}
	}
	_, err := strconv.ParseFloat(cell, 64)
	return digits && err == nil
}

// number reads a time that is a number.
func (c *Clock) number(cell string, dates Dates) (time.Time, error) {
	f, err := strconv.ParseFloat(cell, 64)
	if err != nil || !isNumber(cell) {
		return time.Time{}, errNotTime
	}
	var t time.Time
	switch dates {
	case Serial:
		return c.serial(f)
	case Unix, UnixMilli:
		perSecond := 1.0
		if dates == UnixMilli {
			perSecond = 1000
		}
		seconds := math.Floor(f / perSecond)
		if math.Abs(seconds) > 1<<40 {
			return time.Time{}, errYear
		}
		t = time.Unix(int64(seconds), int64((f-seconds*perSecond)*1e9/perSecond)).UTC()
	}
	if t.Year() < 2 || t.Year() > 9998 {
		return time.Time{}, errYear
	}
	return t, nil
}

// serial reads the days since the beginning of 1900 or 1904, to the millisecond. Of 1900
// those up to February are refused: spreadsheets have a 29 February there.
func (c *Clock) serial(days float64) (time.Time, error) {
	const first, last = 61, 2_958_466
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	least := float64(first)
	if c.from1904 {
		epoch, least = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC), 0
	}
	if !(days >= least && days < last) {
		return time.Time{}, errors.New("no day that a spreadsheet counts")
	}
	whole := math.Floor(days)
	day := epoch.AddDate(0, 0, int(whole))
	milliseconds := math.Round((days - whole) * 86_400_000)
	if milliseconds == 0 {
		return startOf(day.Year(), int(day.Month()), day.Day(), c.Days)
	}
	wall := day.Add(time.Duration(milliseconds) * time.Millisecond)
	return time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), c.In), nil
}
