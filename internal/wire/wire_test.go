package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/fault"
	"github.com/cxmetrics/cx/internal/wire"
)

// Word is a text that is written in capitals, and read from them.
type Word string

func (w Word) MarshalText() ([]byte, error) {
	if w == "bad" {
		return nil, fault.Invalid("word is bad")
	}
	return []byte(strings.ToUpper(string(w))), nil
}

func (w *Word) UnmarshalText(text []byte) error {
	if string(text) == "BAD" {
		return fault.Invalid("word is bad")
	}
	if string(text) == "FOREIGN" {
		return errors.New("an error of another package, with the text FOREIGN")
	}
	*w = Word(strings.ToLower(string(text)))
	return nil
}

// Pair is a struct with its own JSON form, of a kind that has none here.
type Pair map[string]int

func (p Pair) MarshalJSON() ([]byte, error) {
	if len(p) > 1 {
		return nil, fault.Invalid("pair has too many")
	}
	return fmt.Appendf(nil, `"%d"`, len(p)), nil
}

func (p *Pair) UnmarshalJSON(data []byte) error {
	if len(data) != 3 {
		return fault.Invalid("pair is not one digit")
	}
	*p = Pair{string(data[1:2]): 1}
	return nil
}

// Written only has a method to encode, Read one to decode.
type Written struct {
	N int `json:"n"`
}

func (w Written) MarshalJSON() ([]byte, error) { return json.Marshal([]int{w.N}) }

type Read struct {
	N int `json:"n"`
}

func (r *Read) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, &r.N) }

// Maybe is zero by its own account.
type Maybe struct {
	Set   bool    `json:"set"`
	Value float64 `json:"value"`
}

func (m *Maybe) IsZero() bool { return !m.Set }

type Inner struct {
	Low  float64 `json:"low"`
	High float64 `json:"high,omitzero"`
}

// Every has a field of each kind.
type Every struct {
	Bool     bool            `json:"bool"`
	Int      int             `json:"int"`
	Small    int8            `json:"small,omitempty"`
	Large    int64           `json:"large"`
	Uint     uint16          `json:"uint"`
	Float    float64         `json:"float"`
	Text     string          `json:"text"`
	Word     Word            `json:"word,omitzero"`
	At       time.Time       `json:"at,omitzero"`
	Amount   decimal.Decimal `json:"amount"`
	Wait     time.Duration   `json:"wait_seconds"`
	Pair     Pair            `json:"pair,omitzero"`
	Written  Written         `json:"written"`
	Read     Read            `json:"read"`
	Maybe    Maybe           `json:"maybe,omitzero"`
	Inner    Inner           `json:"inner"`
	Texts    []string        `json:"texts,omitempty"`
	Lists    [][]int         `json:"lists"`
	Inners   []Inner         `json:"inners,omitempty"`
	Array    [2]int64        `json:"array"`
	Pointer  *Inner          `json:"pointer,omitempty"`
	Nothing  *int            `json:"nothing,omitempty"`
	Hidden   string          `json:"-"`
	internal int
}

const everyText = `{"bool":true,"int":-5,"small":7,"large":9223372036854775807,"uint":65535,"float":0.25,"text":"a\u003cb \"é\"",` +
	`"word":"HELLO","at":"2026-11-16T09:30:00.5Z","amount":"12.5","wait_seconds":"90.000000001","pair":"1","written":[3],` +
	`"read":{"n":4},"maybe":{"set":true,"value":1e+21},"inner":{"low":1e-7},"texts":["x","y"],"lists":[[1,2],[]],` +
	`"inners":[{"low":1,"high":2}],"array":[3,4],"pointer":{"low":5}}`

func every() Every {
	return Every{
		Bool: true, Int: -5, Small: 7, Large: math.MaxInt64, Uint: 65535, Float: .25, Text: `a<b "é"`, Word: "hello",
		At: time.Date(2026, 11, 16, 9, 30, 0, 5e8, time.UTC), Amount: decimal.New(125, -1), Wait: 90*time.Second + 1, Pair: Pair{"x": 1},
		Written: Written{3}, Read: Read{4}, Maybe: Maybe{true, 1e21}, Inner: Inner{Low: 1e-7}, Texts: []string{"x", "y"},
		Lists: [][]int{{1, 2}, nil}, Inners: []Inner{{1, 2}}, Array: [2]int64{3, 4}, Pointer: &Inner{Low: 5}, Hidden: "hidden", internal: 1,
	}
}

func ptr[T any](v T) *T { return &v }

// Encodings do not share memory, however large they are, and plans are made once,
// whoever comes first.
func TestConcurrent(t *testing.T) {
	type fresh struct {
		Text string   `json:"text"`
		List []string `json:"list,omitempty"`
	}
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			v := fresh{Text: strings.Repeat(string(rune('a'+i)), 1<<(2*i))}
			want, _ := json.Marshal(v)
			first, err := wire.Encode(&v)
			for range 100 {
				again, _ := wire.Encode(&fresh{Text: "another"})
				if string(again) != `{"text":"another"}` {
					t.Errorf("Encode = %s", again)
				}
			}
			if err != nil || string(first) != string(want) {
				t.Errorf("Encode of %d bytes = %.50s, %v", len(v.Text), first, err)
			}
			var back fresh
			if _, err := wire.Decode(first, "fresh", &back); err != nil || back.Text != v.Text {
				t.Errorf("Decode = %.50s, %v", back.Text, err)
			}
		})
	}
	group.Wait()
}
