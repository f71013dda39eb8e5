package cx

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// Places is the number of decimal places to which every exact figure (a score,
// a rate, an amount) is rounded, once, at the end, half away from zero.
const Places = exact.Places

// Integer is the constraint of a slice of ratings: any integer type.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 |
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

// Stage names a stage of the customer journey. The zero Stage is no stage.
type Stage string

// Response is one answer that a customer gave to one rating question.
//
// A question that the customer left unanswered has no Response. A slice of
// responses holds one Question: [GroupBy] and [Trend] refuse two, and
// [GroupByQuestion] takes several. All fields but Score are optional: an empty
// string says nothing, and the zero At is no time.
type Response struct {
	Question   string    `json:"question,omitzero"`   // the question's name
	Customer   string    `json:"customer,omitzero"`   // who answered; blank is anonymous
	At         time.Time `json:"at,omitzero"`         // the instant of the answer
	Score      int       `json:"score"`               // the rating, on the question's scale
	Segment    string    `json:"segment,omitzero"`    // a plan, a country, an age group
	Channel    string    `json:"channel,omitzero"`    // phone, email, SMS, web, app, chat, social, store
	Team       string    `json:"team,omitzero"`       // who served the customer
	Stage      Stage     `json:"stage,omitzero"`      // stage of the journey
	Touchpoint string    `json:"touchpoint,omitzero"` // where in that stage
	Account    string    `json:"account,omitzero"`    // the company that the customer works for
	Language   string    `json:"language,omitzero"`   // language of the comment
	Comment    string    `json:"comment,omitzero"`    // the open text
	Themes     []string  `json:"themes,omitempty"`    // what the comment speaks of
}

// UnmarshalJSON decodes a response. It refuses unknown and repeated keys, and a
// response without a score: that is a question nobody answered, not a 0. A null
// field is an absent one. On error r is unchanged.
func (r *Response) UnmarshalJSON(data []byte) error {
	return decodeKeys(data, "response", r, func(_ *Response, keys wire.Keys) error {
		if !keys.Has("score") {
			return invalid("response has no score: an unanswered question is no response")
		}
		return nil
	})
}

// ParseRating parses a whole number in plain decimal digits with an optional
// minus sign, as it stands in a form or a file. Whether a scale has such a
// rating is the business of the tally it is added to.
//
// ParseRating returns an error wrapping [ErrInvalid] if s has any other
// character (a blank, a sign plus, a point, an exponent), is empty, or does not
// fit 32 bits.
func ParseRating(s string) (int, error) {
	digits := strings.TrimPrefix(s, "-")
	if len(digits) == 0 || len(digits) > 10 {
		return 0, invalid("rating is not a whole number of 1 to 10 digits")
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, invalid("rating is not a whole number in decimal digits")
		}
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || v < math.MinInt32 || v > math.MaxInt32 {
		return 0, &RangeError{What: "rating", Got: v, Min: math.MinInt32, Max: math.MaxInt32}
	}
	return int(v), nil
}

// RatingFromFloat converts a rating that a decoder handed over as a float64. It
// never rounds: 8.5 belongs to no class of a scale.
//
// RatingFromFloat returns an error wrapping [ErrInvalid] if f is not a number,
// not whole, or does not fit 32 bits.
func RatingFromFloat(f float64) (int, error) {
	switch {
	case math.IsNaN(f):
		return 0, invalid("rating is not a number")
	case f != math.Trunc(f):
		return 0, invalid("rating is not a whole number")
	case f < math.MinInt32 || f > math.MaxInt32:
		return 0, &RangeError{What: "rating", Got: saturate(f), Min: math.MinInt32, Max: math.MaxInt32}
	}
	return int(f), nil
}

// saturate returns the int64 nearest to f.
func saturate(f float64) int64 {
	switch {
	case f >= math.MaxInt64:
		return math.MaxInt64
	case f <= math.MinInt64:
		return math.MinInt64
	}
	return int64(f)
}

// addCount returns a + b, both at least 0.
func addCount(what string, a, b int64) (int64, error) {
	if a > math.MaxInt64-b {
		return 0, invalid("%s: total exceeds the largest int64", what)
	}
	return a + b, nil
}

// sumCounts returns the sum of counts.
func sumCounts(what string, counts ...int64) (int64, error) {
	var total int64
	for _, c := range counts {
		if c < 0 {
			return 0, invalid("%s: a count is negative", what)
		}
		var err error
		if total, err = addCount(what, total, c); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// histogram counts ratings 0..15. The second result is the bitwise or of all
// ratings: if it exceeds 15, some rating lies outside and the counts mean
// nothing. Eight lanes keep an addition from waiting for the one before it.
func histogram[I Integer](ratings []I) (counts [16]int64, all uint64) {
	if bytes, ok := any(ratings).([]uint8); ok && len(bytes) >= 4096 {
		return histogramBytes(bytes)
	}
	var lanes [8][16]int64
	for len(ratings) >= 8 {
		r := ratings[:8:8]
		a, b, c, d := uint64(r[0]), uint64(r[1]), uint64(r[2]), uint64(r[3])
		e, f, g, h := uint64(r[4]), uint64(r[5]), uint64(r[6]), uint64(r[7])
		all |= a | b | c | d | e | f | g | h
		lanes[0][a&15]++
		lanes[1][b&15]++
		lanes[2][c&15]++
		lanes[3][d&15]++
		lanes[4][e&15]++
		lanes[5][f&15]++
		lanes[6][g&15]++
		lanes[7][h&15]++
		ratings = ratings[8:]
	}
	for _, r := range ratings {
		all |= uint64(r)
		lanes[0][r&15]++
	}
	for _, lane := range lanes {
		for i, n := range lane {
			counts[i] += n
		}
	}
	return counts, all
}

// histogramBytes is histogram for bytes, eight at a time. A table turns a pair
// of ratings into a word of sixteen counters of 4 bits; twelve such words are
// added in two sums before a counter could overflow, and then widened to bytes.
func histogramBytes(ratings []uint8) (counts [16]int64, all uint64) {
	const (
		block  = 240 // ratings until a counter of 8 bits could overflow
		nibble = 0x0f0f0f0f0f0f0f0f
	)
	var pair [256]uint64
	for v := range pair {
		pair[v] = 1<<(4*(v&15)) + 1<<(4*(v>>4))
	}
	for len(ratings) >= block {
		var even, odd uint64
		for i := 0; i < block; i += 24 {
			r := ratings[i : i+24 : i+24]
			a := binary.LittleEndian.Uint64(r)
			b := binary.LittleEndian.Uint64(r[8:])
			c := binary.LittleEndian.Uint64(r[16:])
			all |= a | b | c
			a |= a >> 4
			b |= b >> 4
			c |= c >> 4
			x := pair[uint8(a)] + pair[uint8(a>>16)] + pair[uint8(b)] +
				pair[uint8(b>>16)] + pair[uint8(c)] + pair[uint8(c>>16)]
			y := pair[uint8(a>>32)] + pair[uint8(a>>48)] + pair[uint8(b>>32)] +
				pair[uint8(b>>48)] + pair[uint8(c>>32)] + pair[uint8(c>>48)]
			even += x&nibble + y&nibble
			odd += x>>4&nibble + y>>4&nibble
		}
		for i := range 8 {
			counts[2*i] += int64(even >> (8 * i) & 255)
			counts[2*i+1] += int64(odd >> (8 * i) & 255)
		}
		ratings = ratings[block:]
	}
	for _, r := range ratings {
		all |= uint64(r)
		counts[r&15]++
	}
	// all holds eight ratings side by side.
	all |= all >> 32
	all |= all >> 16
	all |= all >> 8
	return counts, all & 255
}
