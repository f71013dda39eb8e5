package table

import "strings"

// scanner takes a written time apart.
type scanner struct {
	text    string
	at      int
	parts   [3]int
	digits  [3]int // of the parts
	certain bool   // the parts are the year, the month and the day
	timed   bool   // the time came with the date
	month   bool   // there is no day

	hour, minute, second, nano int
}

func (s *scanner) rest() string { return s.text[s.at:] }
func (s *scanner) end() bool    { return strings.TrimLeft(s.rest(), " ") == "" }

func (s *scanner) blanks() {
	for s.at < len(s.text) && s.text[s.at] == ' ' {
		s.at++
	}
}

// number takes up to so many digits.
func (s *scanner) number(most int) (n, digits int) {
	for s.at < len(s.text) && digits < most && s.text[s.at] >= '0' && s.text[s.at] <= '9' {
		n = 10*n + int(s.text[s.at]-'0')
		s.at++
		digits++
	}
	return n, digits
}

// take takes a character, if it is next.
func (s *scanner) take(characters string) byte {
	if s.at < len(s.text) && strings.IndexByte(characters, s.text[s.at]) >= 0 {
		s.at++
		return s.text[s.at-1]
	}
	return 0
}

// word takes letters.
func (s *scanner) word() string {
	from := s.at
	for s.at < len(s.text) && (s.text[s.at]|0x20 >= 'a' && s.text[s.at]|0x20 <= 'z') {
		s.at++
	}
	return s.text[from:s.at]
}

var months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
var weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// named returns the number of a name, from 1, of which at least three letters are
// written; 0 is none.
func named(names []string, word string) int {
	word = strings.ToLower(word)
	for i, name := range names {
		if word == name || word == name[:3] || word == "sept" && name == "september" {
			return i + 1
		}
	}
	return 0
}

// date takes a date: three numbers with one sign between them, or a month as a word.
func (s *scanner) date() bool {
	if word := s.word(); word != "" {
		if named(weekdays, word) > 0 {
			s.take(".")
			s.take(",")
			s.blanks()
			word = s.word()
		}
		if word != "" {
			return s.monthFirst(word)
		}
	}
	n, digits := s.number(8)
	s.parts[0], s.digits[0] = n, digits
	switch digits {
	case 8: // 20260131
		s.parts = [3]int{n / 10_000, n / 100 % 100, n % 100}
		s.certain = true
		return s.dateEnds()
	case 4, 1, 2:
	default:
		return false
	}
	sign := s.take("-/. ")
	if sign == 0 {
		return false
	}
	if sign == '.' {
		s.blanks()
	}
	if word := s.word(); word != "" { // 31 Jan 2026
		month := named(months, word)
		s.take(".")
		if s.take("-/ ,") == 0 || month == 0 || digits > 2 {
			return false
		}
		s.blanks()
		year, yearDigits := s.number(4)
		s.parts, s.certain = [3]int{year, month, n}, true
		return yearDigits == 4 && s.dateEnds()
	}
	if sign == ' ' {
		return false
	}
	s.parts[1], s.digits[1] = s.number(2)
	if digits == 4 && s.digits[1] == 2 && sign == '-' && s.end() {
		s.parts[2], s.certain, s.month = 1, true, true
		return true
	}
	if s.digits[1] == 0 || s.take(string(sign)) == 0 {
		return false
	}
	if sign == '.' {
		s.blanks()
	}
	s.parts[2], s.digits[2] = s.number(4)
	s.certain = digits == 4
	switch {
	case s.digits[2] == 0, s.digits[2] == 3, s.certain && s.digits[2] > 2, digits > 2 && !s.certain:
		return false
	}
	return s.dateEnds()
}

// monthFirst takes Jan 31, 2026 after the month, or Jan 31 08:30:00 UTC 2026.
func (s *scanner) monthFirst(word string) bool {
	month := named(months, word)
	s.take(".")
	s.blanks()
	day, digits := s.number(2)
	if month == 0 || digits == 0 {
		return false
	}
	s.take(",")
	s.blanks()
	before := *s
	year, yearDigits := s.number(4)
	if yearDigits == 4 && s.dateEnds() {
		s.parts, s.certain = [3]int{year, month, day}, true
		return true
	}
	*s = before
	if !s.time() {
		return false
	}
	s.blanks()
	if zone := s.word(); zone != "" {
		if zone != "UTC" && zone != "GMT" {
			return false
		}
		s.blanks()
	} else {
		return false
	}
	if year, yearDigits = s.number(4); yearDigits != 4 {
		return false
	}
	s.parts, s.certain, s.timed = [3]int{year, month, day}, true, true
	s.text, s.at = "Z", 0
	return true
}

// dateEnds reports whether a date is over, and takes what is between it and the time.
func (s *scanner) dateEnds() bool {
	if s.at == len(s.text) {
		return true
	}
	s.take(",")
	from := s.at
	if s.take("Tt") != 0 && s.rest() == "" {
		return false
	}
	s.blanks()
	if rest := s.rest(); rest != "" && (rest[0] < '0' || rest[0] > '9') {
		return false
	}
	return s.at > from || s.at == len(s.text)
}

// time takes a time: 8:30, 08:30:00.25, 083000, 8:30 PM.
func (s *scanner) time() bool {
	var digits int
	s.hour, digits = s.number(2)
	if digits == 0 {
		return false
	}
	colon := s.take(":") != 0
	short := false
	if colon || digits == 2 {
		if s.minute, digits = s.number(2); digits != 2 {
			return false
		}
		switch {
		case colon && s.take(":") != 0, !colon && s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '9':
			if s.second, digits = s.number(2); digits != 2 {
				return false
			}
			if s.take(".,") != 0 && !s.fraction() {
				return false
			}
		}
	} else {
		short = true // 8 PM
	}
	before := s.at
	s.blanks()
	switch half := strings.ToUpper(s.word()); half {
	case "AM", "PM":
		if s.hour < 1 || s.hour > 12 {
			return false
		}
		s.hour %= 12
		if half == "PM" {
			s.hour += 12
		}
	default:
		s.at = before
		if short {
			return false
		}
	}
	return s.hour < 24 && s.minute < 60 && s.second < 60
}

// fraction takes the digits of a second.
func (s *scanner) fraction() bool {
	unit, digits := 100_000_000, 0
	for s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '9' {
		s.nano += int(s.text[s.at]-'0') * unit
		unit /= 10
		s.at++
		digits++
	}
	return digits > 0
}

const noZone = 1 << 20 // seconds

// zone takes a zone: Z, UTC, GMT, an offset, or one after the other. Names of zones say
// nothing for certain: CST is one of three.
func (s *scanner) zone() (seconds int, err error) {
	s.blanks()
	if s.end() {
		return noZone, nil
	}
	switch s.word() {
	case "Z", "z", "UTC", "GMT":
		s.blanks()
		if s.end() {
			return 0, nil
		}
	case "":
	default:
		return 0, errZone
	}
	sign := s.take("+-")
	hours, digits := s.number(2)
	minutes, minuteDigits := 0, 0
	if s.take(":"); digits == 2 || s.at < len(s.text) {
		minutes, minuteDigits = s.number(2)
	}
	if sign == 0 || digits == 0 || minuteDigits == 1 || hours > 14 || minutes > 59 || !s.end() {
		return 0, errZone
	}
	seconds = hours*3600 + minutes*60
	if sign == '-' {
		seconds = -seconds
	}
	return seconds, nil
}
