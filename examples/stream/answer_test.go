package main

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

func TestAnswerOf(t *testing.T) {
	const good = `{"id":"a","customer":"c","segment":"pro","score":9,"at":"2026-10-05T00:30:00+02:00","comment":"ok"}`
	with := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %s", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for name, c := range map[string]struct {
		value string
		rows  bool
		want  reason
	}{
		"good":                      {good, true, ""},
		"without names, not needed": {`{"segment":"pro","score":0,"at":"2026-10-05T00:30:00Z"}`, false, ""},
		"a segment of SQL":          {with(`"pro"`, `"'); DROP TABLE tallies; --"`), true, ""},
		"a segment of HTML":         {with(`"pro"`, `"<script>alert(1)</script>"`), true, ""},
		"a segment in Georgian":     {with(`"pro"`, `"`+strings.Repeat("ქ", 100)+`"`), true, ""},
		"an hour ahead":             {with("2026-10-05T00:30:00+02:00", "2026-12-05T01:00:00Z"), true, ""},

		"not JSON":                {"score=9", true, notAnswer},
		"half of it":              {good[:40], true, notAnswer},
		"two":                     {good + good, true, notAnswer},
		"a list":                  {"[" + good + "]", true, notAnswer},
		"deep":                    {strings.Repeat("[", mostBytes), true, notAnswer},
		"nothing":                 {"", true, notAnswer},
		"null":                    {"null", true, noScore},
		"a null score":            {with(`9`, `null`), true, noScore},
		"a score as a text":       {with(`9`, `"9"`), true, notAnswer},
		"half a point":            {with(`9`, `9.5`), true, notAnswer},
		"a score of 11":           {with(`9`, `11`), true, offScale},
		"a score of -1":           {with(`9`, `-1`), true, offScale},
		"a score beyond integers": {with(`9`, `99999999999999999999`), true, notAnswer},
		"no time":                 {`{"id":"a","customer":"c","segment":"pro","score":9}`, true, noTime},
		"a time without a zone":   {with("+02:00", ""), true, notAnswer},
		"a day that is none":      {with("10-05", "02-30"), true, notAnswer},
		"seconds since 1970":      {with(`"2026-10-05T00:30:00+02:00"`, "1790000000"), true, notAnswer},
		"before clocks were set":  {with("2026", "1970"), true, absurdTime},
		"year 1":                  {with("2026", "0001"), true, absurdTime},
		"year 9999":               {with("2026", "9999"), true, absurdTime},
		"later than the record":   {with("2026-10-05T00:30:00+02:00", "2026-12-05T01:00:01Z"), true, tooLate},
		"no segment":              {with(`"segment":"pro",`, ""), true, badSegment},
		"a blank segment":         {with(`pro`, " \u00a0"), true, badSegment},
		"a NUL in the segment":    {with(`pro`, `a\u0000b`), true, badSegment},
		"half a rune":             {with(`pro`, "a\xffb"), true, badSegment},
		"half a pair":             {with(`pro`, `\ud800`), true, badSegment},
		"a long segment":          {with(`pro`, strings.Repeat("x", 101)), true, badSegment},
		"no id":                   {with(`"id":"a"`, `"id":""`), true, badID},
		"no customer":             {with(`"customer":"c"`, `"customer":null`), true, badCustomer},
		"oversized":               {with(`ok`, strings.Repeat("x", mostBytes)), true, tooLong},
	} {
		a, why := answerOf(&kgo.Record{Value: []byte(c.value), Timestamp: written}, c.rows)
		if why != c.want || (why != "" && a != answer{}) {
			t.Errorf("%s: %v, %q, want %q", name, a, why, c.want)
		}
	}
	// The Monday of Oslo is still the Sunday of UTC.
	if a, _ := answerOf(&kgo.Record{Value: []byte(good), Timestamp: written}, true); a.Week.String() != "2026-W40" {
		t.Errorf("the week is %v", a.Week)
	}
}

// FuzzAnswerOf holds what the databases rely on.
func FuzzAnswerOf(f *testing.F) {
	for _, m := range badRecords {
		f.Add([]byte(m.value))
	}
	f.Add([]byte(`{"id":"a","customer":"c","segment":"pro","score":9,"at":"2026-10-05T00:30:00+02:00"}`))
	f.Fuzz(func(t *testing.T, value []byte) {
		a, why := answerOf(&kgo.Record{Value: value, Timestamp: written}, true)
		if why != "" {
			return
		}
		sums := tallies{}
		if err := sums.add(a); err != nil {
			t.Error(err)
		}
		if !isName(a.Segment) || a.At.After(written.Add(ahead)) || a.At.Location() != time.UTC {
			t.Errorf("%q is counted", value)
		}
	})
}

// TestSample holds that what is made is what is read.
func TestSample(t *testing.T) {
	for _, m := range sampled(t, rand.Uint64(), 1000, 40) {
		a, why := answerOf(&kgo.Record{Value: []byte(m.value), Timestamp: written}, true)
		if a != m.answer || why != m.why {
			t.Errorf("read %v %q, made %v %q", a, why, m.answer, m.why)
		}
	}
	if !json.Valid([]byte(sampled(t, 1, 1, 0)[0].value)) {
		t.Error("the sample is no JSON")
	}
}
