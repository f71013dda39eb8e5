package cx

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
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
// [GroupByQuestion] takes several. All fields except Score are optional: an empty
// string says nothing, and the zero At is no time.
type Response struct {
	ID         string    `json:"id,omitzero"`         // names the answer, so that one delivered twice counts once
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

// MarshalJSON encodes a response. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (r Response) MarshalJSON() ([]byte, error) { return wire.Encode(&r) }

// UnmarshalJSON decodes a response. It refuses unknown and repeated keys, null, and a
// response without a score: that is a question nobody answered, not a 0. On error r is
// unchanged.
func (r *Response) UnmarshalJSON(data []byte) error {
	return decode(data, "response", r, nil)
}

// ParseRating parses a whole number in plain decimal digits with an optional
// minus sign, as in a form or a file. The tally that it is added to decides
// whether its scale has such a rating.
//
// ParseRating returns an error wrapping [ErrInvalid] if s has any other
// character (a blank, a plus sign, a point, an exponent), is empty, or does not
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

// RatingFromFloat converts a rating that a decoder returned as a float64. It
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

// CustomerBucket returns in which of n buckets, 0..n-1, a customer is: the same on every
// machine and in every year, without a table to keep. So a customer keeps the arm of an
// experiment, and who is in a sample of 10 % stays in one of 20 %.
//
//	the first 8 bytes of SHA-256(salt, a zero byte, customer), big-endian, · n / 2^64, cut off
//
// Whether customers share a bucket of one salt says nothing of another salt: give each
// experiment and each survey its own. The salt may be empty. The buckets are equally large
// except for chance, whatever the customers are called: of customers numbered 1 to 10,000, each
// of 10 buckets has between 972 and 1,045.
//
// CustomerBucket returns an error wrapping [ErrInvalid] if the customer is blank, since
// all who are not known would be in one bucket, or n is below 1.
func CustomerBucket(salt, customer string, n int) (int, error) {
	if err := checkCustomer(customer); err != nil {
		return 0, err
	}
	if n < 1 {
		return 0, &RangeError{What: "number of buckets", Got: int64(n), Min: 1, Max: math.MaxInt}
	}
	return bucketOf(salt, customer, n), nil
}

// bucketOf is CustomerBucket for a customer who is not blank, and n above 0.
func bucketOf(salt, customer string, n int) int {
	bucket, _ := bits.Mul64(customerHash(salt, customer), uint64(n))
	return int(bucket)
}

// customerHash returns a number of 64 bits for a customer. SHA-256 is slower than others, but
// spreads names that differ in one digit as evenly as any: in 100 buckets of 100,000 numbered
// customers, chi-square with 99 degrees of freedom is 108, and 7,500 by FNV-1a.
func customerHash(salt, customer string) uint64 {
	var room [128]byte // on the stack, for most
	sum := sha256.Sum256(append(append(append(room[:0], salt...), 0), customer...))
	return binary.BigEndian.Uint64(sum[:])
}

// addCount returns a + b, both at least 0.
func addCount(what string, a, b int64) (int64, error) {
	if a > math.MaxInt64-b {
		return 0, invalid("%s: total exceeds the largest int64", what)
	}
	return a + b, nil
}

// leave replaces a tally by what is left of it. err says why no data have that.
func leave[T any](what string, tally *T, left T, err error) error {
	if err != nil {
		return invalid("%s: what is taken away was not counted", what)
	}
	*tally = left
	return nil
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

// mergeCounted merges two sorted slices into a new one.
func mergeCounted[T any](a, b []T, compare func(a, b T) int, add func(*T, T) error) ([]T, error) {
	var all []T
	for len(a) > 0 || len(b) > 0 {
		order := 0
		switch {
		case len(b) == 0:
			order = -1
		case len(a) == 0:
			order = 1
		default:
			order = compare(a[0], b[0])
		}
		if order > 0 {
			all, b = append(all, b[0]), b[1:]
			continue
		}
		all, a = append(all, a[0]), a[1:]
		if order == 0 {
			if err := add(&all[len(all)-1], b[0]); err != nil {
				return nil, err
			}
			b = b[1:]
		}
	}
	return all, nil
}

// topCounted returns the n elements with the highest counts.
func topCounted[T any](all []T, n int, count func(T) int64, compare func(a, b T) int) []T {
	if n <= 0 || len(all) == 0 {
		return nil
	}
	top := slices.Clone(all)
	slices.SortFunc(top, func(a, b T) int { return cmp.Or(cmp.Compare(count(b), count(a)), compare(a, b)) })
	return slices.Clip(top[:min(n, len(top))])
}
