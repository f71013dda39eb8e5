package main

import (
	"encoding/json"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cxmetrics/cx"
	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	mostBytes      = 64 << 10  // of a record
	mostCharacters = 100       // of an id, a customer, a segment
	ahead          = time.Hour // that an answer may be later than its record, for clocks that differ
)

// weekly says which week an instant is in. With another grain or location the tallies that
// are there are wrong: start with an empty database.
var weekly = cx.Calendar{Grain: cx.Week}

// A message is the JSON of a record. Other fields are not looked at.
type message struct {
	ID       string     `json:"id"`
	Customer string     `json:"customer"`
	Segment  string     `json:"segment"`
	Score    *int       `json:"score"`
	At       *time.Time `json:"at"`
}

// An answer is a record that counts.
type answer struct {
	ID       string // with rows alone
	Customer string // with rows alone
	Segment  string
	Score    int
	At       time.Time
	Week     cx.Period
}

// A reason says why a record is not counted, and repeats nothing of it.
type reason string

const (
	tooLong     reason = "the record is longer than 64 KiB"
	notAnswer   reason = "not a JSON object with the fields of an answer"
	noScore     reason = "no score"
	offScale    reason = "the score is not one of 0..10"
	noTime      reason = "no time"
	absurdTime  reason = "the time is not in the years 2000 to 2099"
	tooLate     reason = "the time is later than the record"
	badSegment  reason = "the segment is not a text of 1 to 100 characters"
	badID       reason = "the id is not a text of 1 to 100 characters"
	badCustomer reason = "the customer is not a text of 1 to 100 characters"
	repeated    reason = "an answer with this id is counted"
)

// answerOf reads a record, or says why it cannot be counted. It asks no clock: a record that
// is read again, after a restart or by a recount, gets the same verdict. So the future
// begins at the time of the record, not now.
func answerOf(r *kgo.Record, rows bool) (answer, reason) {
	if len(r.Value) > mostBytes {
		return answer{}, tooLong
	}
	var in message
	if json.Unmarshal(r.Value, &in) != nil {
		return answer{}, notAnswer
	}
	switch {
	case in.Score == nil:
		return answer{}, noScore
	case new(cx.NPS).Add(*in.Score) != nil:
		return answer{}, offScale
	case in.At == nil:
		return answer{}, noTime
	case in.At.UTC().Year() < 2000 || in.At.UTC().Year() > 2099: // a clock that was never set, or another unit
		return answer{}, absurdTime
	case in.At.After(r.Timestamp.Add(ahead)):
		return answer{}, tooLate
	case !isName(in.Segment):
		return answer{}, badSegment
	case rows && !isName(in.ID):
		return answer{}, badID
	case rows && !isName(in.Customer):
		return answer{}, badCustomer
	}
	week, err := weekly.PeriodOf(*in.At)
	if err != nil {
		return answer{}, absurdTime
	}
	return answer{in.ID, in.Customer, in.Segment, *in.Score, in.At.UTC(), week}, ""
}

// isName refuses what a database would refuse, or print badly: PostgreSQL has no text with a
// NUL, and would stop the topic there forever.
func isName(s string) bool {
	isBad := func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) }
	return strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= mostCharacters && !strings.ContainsFunc(s, isBad)
}
