package cxtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/fault"
	"github.com/cxmetrics/cx/internal/wire"
)

// recordState is a record as the right coder writes it.
const recordState = `{"count":3,"amount":"12.5","name":"pro","open":true,"list":[1,2],"inner":{"count":4}}`

// form is the fields of a record.
type form struct {
	Count  int64           `json:"count"`
	Amount decimal.Decimal `json:"amount"`
	Name   letters         `json:"name"`
	Open   bool            `json:"open"`
	List   []int64         `json:"list"`
	Inner  inner           `json:"inner"`
	Share  float64         `json:"-"`
}

type inner struct {
	Count int64 `json:"count"`
}

// letters is a text in memory that a decoder may share with its input.
type letters []byte

func (l letters) MarshalText() ([]byte, error) { return l, nil }

func (l *letters) UnmarshalText(text []byte) error {
	*l = append(letters(nil), text...) // nil for an empty text
	return nil
}

// coder is how a record is decoded, encoded and queried: as it should be, or broken.
type coder interface {
	decode(f *form, data []byte) error
	encode(f form) ([]byte, error)
	share(f form) float64
}

// recordOf is a type whose methods are those of a coder.
type recordOf[C coder] form

func (r *recordOf[C]) UnmarshalJSON(data []byte) error {
	var c C
	return c.decode((*form)(r), data)
}

func (r recordOf[C]) MarshalJSON() ([]byte, error) {
	var c C
	return c.encode(form(r))
}

// Fraction is the query of a record.
func (r recordOf[C]) Fraction() float64 {
	var c C
	return c.share(form(r))
}

// right is the coder that does all as it should.
type right struct{}

func (right) decode(f *form, data []byte) error {
	var decoded form
	keys, err := wire.Decode(data, "record", &decoded)
	if err != nil || keys.Null() {
		return err
	}
	for _, n := range append(decoded.List, decoded.Count, decoded.Inner.Count) {
		if n < 0 {
			return fault.Invalid("record: a count is negative")
		}
	}
	if decoded.Amount.Sign() < 0 {
		return fault.Invalid("record: amount is negative")
	}
	*f = decoded
	return nil
}

func (right) encode(f form) ([]byte, error) { return wire.Encode(&f) }

func (right) share(form) float64 { return 0.5 }

// loosely decodes, and takes all that is refused with such a text.
func loosely(f *form, data []byte, refusal string) error {
	if err := (right{}).decode(f, data); err == nil || !strings.Contains(err.Error(), refusal) {
		return err
	}
	return nil
}

// The coders that are broken, each in one way.
type (
	takesUnknownKeys     struct{ right }
	takesRepeatedKeys    struct{ right }
	takesCapitals        struct{ right }
	takesMore            struct{ right }
	takesLess            struct{ right }
	takesOtherKinds      struct{ right }
	takesNegativeCounts  struct{ right }
	takesNegativeAmounts struct{ right }
	takesAnyAmount       struct{ right }
	takesNulls           struct{ right }
	takesHalves          struct{ right }
	wantsTexts           struct{ right }
	keepsBytes           struct{ right }
	changesBytes         struct{ right }
	changesOnError       struct{ right }
	resetsOnNull         struct{ right }
	refusesNull          struct{ right }
	repeatsText          struct{ right }
	hasOwnErrors         struct{ right }
	hasBareErrors        struct{ right }
	decodesNoNumber      struct{ right }
	writesOtherKeys      struct{ right }
	writesLess           struct{ right }
	writesNothing        struct{ right }
	writesInAnyOrder     struct{ right }
	answersNoNumber      struct{ right }
)

func (takesUnknownKeys) decode(f *form, data []byte) error { return loosely(f, data, "unknown key") }

func (takesRepeatedKeys) decode(f *form, data []byte) error { return loosely(f, data, "twice") }

func (takesNegativeCounts) decode(f *form, data []byte) error {
	return loosely(f, data, "count is negative")
}

func (takesNegativeAmounts) decode(f *form, data []byte) error {
	return loosely(f, data, "amount is negative")
}

func (takesLess) decode(f *form, data []byte) error { return loosely(f, data, "is not valid JSON") }

func (takesOtherKinds) decode(f *form, data []byte) error { return loosely(f, data, " wants ") }

func (takesAnyAmount) decode(f *form, data []byte) error { return loosely(f, data, "amount") }

func (takesNulls) decode(f *form, data []byte) error { return loosely(f, data, "is null") }

func (takesHalves) decode(f *form, data []byte) error { return loosely(f, data, "has no ") }

func (wantsTexts) decode(f *form, data []byte) error {
	if bytes.Contains(data, []byte(`"amount":12`)) {
		return fault.Invalid("record: the amount is no text")
	}
	return right{}.decode(f, data)
}

func (takesCapitals) decode(f *form, data []byte) error {
	return right{}.decode(f, bytes.ToLower(data))
}

// It reads the first value of a stream.
func (takesMore) decode(f *form, data []byte) error {
	var first json.RawMessage
	if json.NewDecoder(bytes.NewReader(data)).Decode(&first) != nil {
		first = data
	}
	return right{}.decode(f, first)
}

func (keepsBytes) decode(f *form, data []byte) error {
	err := right{}.decode(f, data)
	if i := bytes.Index(data, []byte("pro")); err == nil && i > 0 {
		f.Name = data[i : i+len("pro")]
	}
	return err
}

func (changesBytes) decode(f *form, data []byte) error {
	err := right{}.decode(f, data)
	if err == nil && len(data) > 0 {
		data[len(data)-1] = ' '
	}
	return err
}

func (changesOnError) decode(f *form, data []byte) error {
	f.Count = 0
	return right{}.decode(f, data)
}

func (resetsOnNull) decode(f *form, data []byte) error {
	if string(bytes.TrimSpace(data)) == "null" {
		*f = form{}
	}
	return right{}.decode(f, data)
}

func (refusesNull) decode(f *form, data []byte) error {
	if string(bytes.TrimSpace(data)) == "null" {
		return fault.Invalid("record is null")
	}
	return right{}.decode(f, data)
}

func (repeatsText) decode(f *form, data []byte) error {
	if err := (right{}).decode(f, data); err != nil {
		return fault.Invalid("record: no record is %.200q", data)
	}
	return nil
}

func (hasOwnErrors) decode(f *form, data []byte) error {
	if err := (right{}).decode(f, data); err != nil {
		return errors.New("cx: invalid")
	}
	return nil
}

func (hasBareErrors) decode(f *form, data []byte) error {
	if err := (right{}).decode(f, data); err != nil {
		return unprefixed{err}
	}
	return nil
}

func (decodesNoNumber) decode(f *form, data []byte) error {
	err := right{}.decode(f, data)
	f.Share = math.NaN()
	return err
}

func (writesOtherKeys) encode(f form) ([]byte, error) {
	text, err := right{}.encode(f)
	return bytes.Replace(text, []byte("count"), []byte("number"), 1), err
}

func (writesLess) encode(f form) ([]byte, error) {
	f.List = nil
	return right{}.encode(f)
}

func (writesNothing) encode(form) ([]byte, error) { return nil, errors.New("no encoding") }

// ordered says whether the keys were in order when they were last written.
var ordered bool

func (writesInAnyOrder) encode(f form) ([]byte, error) {
	text, err := right{}.encode(f)
	if ordered = !ordered; !ordered && err == nil {
		text = []byte(`{"inner":` + string(text[bytes.Index(text, []byte(`"inner":`))+len(`"inner":`):len(text)-1]) + "," +
			string(text[1:bytes.Index(text, []byte(`,"inner":`))]) + "}")
	}
	return text, err
}

func (answersNoNumber) share(form) float64 { return math.NaN() }

// recordCodec is the codec of the records of a coder.
func recordCodec[C coder]() Codec {
	return CodecOf[recordOf[C], *recordOf[C]](recordState).WithCounts("count", "list").WithAmounts("amount").WithBad(`{"count":3,"list":[-1]}`)
}

// checkCodec is the check of a codec.
func checkCodec(c Codec) func(testing.TB) {
	return func(t testing.TB) { c.check(t, fault.ErrInvalid) }
}

func TestCodec(t *testing.T) {
	with := func(old, new string) string { return "recordOf accepts " + strings.Replace(recordState, old, new, 1) }
	more := func(member string) string { return with(`}}`, `},`+member+`}`) }
	try(t,
		trial{"right", "", checkCodec(recordCodec[right]())},
		trial{"unknown key", more(`"version":2`), checkCodec(recordCodec[takesUnknownKeys]())},
		trial{"unknown key, first", with(`{`, `{"version":2,`), checkCodec(recordCodec[takesUnknownKeys]())},
		trial{"empty key", more(`"":null`), checkCodec(recordCodec[takesUnknownKeys]())},
		trial{"repeated key", more(`"amount":"12.5"`), checkCodec(recordCodec[takesRepeatedKeys]())},
		trial{"repeated key, another value", more(`"amount":"12.5"`), checkCodec(recordCodec[takesRepeatedKeys]())},
		trial{"capitals", with(`"list"`, `"LIST"`), checkCodec(recordCodec[takesCapitals]())},
		trial{"trailing letter", "recordOf accepts " + recordState + "x", checkCodec(recordCodec[takesMore]())},
		trial{"trailing object", "recordOf accepts " + recordState + "{}", checkCodec(recordCodec[takesMore]())},
		trial{"cut off", `recordOf accepts {"count":3,"amount":"12.5","na: <nil>, unexpected end`, checkCodec(recordCodec[takesLess]())},
		trial{"a comma too many", with(`}}`, `},}`), checkCodec(recordCodec[takesLess]())},
		trial{"another bracket", with(`}}`, `}]`), checkCodec(recordCodec[takesLess]())},
		trial{"a text for a number", with(`3`, `"text of the caller"`), checkCodec(recordCodec[takesOtherKinds]())},
		trial{"a number for a text", with(`"pro"`, `1.5`), checkCodec(recordCodec[takesOtherKinds]())},
		trial{"a number for a word", with(`true`, `1`), checkCodec(recordCodec[takesOtherKinds]())},
		trial{"an object for a list", with(`[1,2]`, `{"key":"text of the caller"}`), checkCodec(recordCodec[takesOtherKinds]())},
		trial{"a list for an object", with(`{"count":4}`, `[[]]`), checkCodec(recordCodec[takesOtherKinds]())},
		trial{"negative count", with(`3`, `-1`), checkCodec(recordCodec[takesNegativeCounts]())},
		trial{"negative count in a list", with(`[1,2]`, `[1,-1]`), checkCodec(recordCodec[takesNegativeCounts]())},
		trial{"negative count within", with(`4`, `-1`), checkCodec(recordCodec[takesNegativeCounts]())},
		trial{"bad state", `recordOf accepts {"count":3,"list":[-1],"amount":"0","name":"","open":false,"inner":{"count":0}}`, checkCodec(recordCodec[takesNegativeCounts]())},
		trial{"negative amount", with(`12.5`, `-1`), checkCodec(recordCodec[takesNegativeAmounts]())},
		trial{"an amount that is a word", with(`"12.5"`, `true`), checkCodec(recordCodec[takesAnyAmount]())},
		trial{"an amount that is a bomb", with(`12.5`, `1e999999999`), checkCodec(recordCodec[takesAnyAmount]())},
		trial{"null for a number", with(`3`, `null`), checkCodec(recordCodec[takesNulls]())},
		trial{"null in a list", with(`[1,2]`, `[1,null]`), checkCodec(recordCodec[takesNulls]())},
		trial{"null within", with(`4`, `null`), checkCodec(recordCodec[takesNulls]())},
		trial{"no list", with(`,"list":[1,2]`, ``), checkCodec(recordCodec[takesHalves]())},
		trial{"no count within", with(`{"count":4}`, `{}`), checkCodec(recordCodec[takesHalves]())},
		trial{"refuses a number for an amount", "recordOf refuses " + strings.Replace(recordState, `"12.5"`, `12.5`, 1), checkCodec(recordCodec[wantsTexts]())},
		trial{"keeps the bytes", "the decoder keeps the bytes", checkCodec(recordCodec[keepsBytes]())},
		trial{"changes the bytes", "the decoder changed its text", checkCodec(recordCodec[changesBytes]())},
		trial{"changes the receiver", "changed the receiver", checkCodec(recordCodec[changesOnError]())},
		trial{"null resets", "null turned " + recordState, checkCodec(recordCodec[resetsOnNull]())},
		trial{"null is an error", "null: cx: record is null", checkCodec(recordCodec[refusesNull]())},
		trial{"the error repeats the text", "the error repeats the text", checkCodec(recordCodec[repeatsText]())},
		trial{"an error of its own", "want one wrapping", checkCodec(recordCodec[hasOwnErrors]())},
		trial{"an error without a prefix", "is not one line", checkCodec(recordCodec[hasBareErrors]())},
		trial{"a value that differs from itself", "a value differs from itself", checkCodec(recordCodec[decodesNoNumber]())},
		trial{"other keys", "is written as {\"number\":3", checkCodec(recordCodec[writesOtherKeys]())},
		trial{"an encoder that leaves out", "is written as ", checkCodec(recordCodec[writesLess]())},
		trial{"no encoding", "no encoding", checkCodec(recordCodec[writesNothing]())},
		trial{"a query without a number", "Fraction returns NaN", checkCodec(recordCodec[answersNoNumber]())},
	)
}

// What a contract itself may have wrong.
func TestCodec_states(t *testing.T) {
	codec := recordCodec[right]()
	state := func(state string) Codec { c := codec; c.State = state; return c }
	try(t,
		trial{"a state that is refused", `recordOf of {"no":1}: cx: record has an unknown key`, checkCodec(state(`{"no":1}`))},
		trial{"a state in another form", "is written as", checkCodec(state(strings.Replace(recordState, ":", ": ", 1)))},
		trial{"a count that is not there", `has no number "counts"`, checkCodec(codec.WithCounts("count", "counts"))},
		trial{"a count that is a text", `has no number "name"`, checkCodec(codec.WithCounts("name"))},
		trial{"an amount that is not there", `has no number "sum"`, checkCodec(codec.WithAmounts("sum"))},
		trial{"an amount that is a number", `has no number "count"`, checkCodec(codec.WithCounts().WithAmounts("count"))},
		trial{"a bad state that is good", `recordOf accepts {"count":3,"amount":"0","name":"","open":false,"list":[],"inner":{"count":0}}`, checkCodec(codec.WithBad(`{"count":3}`))},
	)
	if codec.Type != "recordOf" || codec.Of.Name() == codec.Type {
		t.Errorf("the codec is of %s, %v", codec.Type, codec.Of)
	}
}

// A state that is no JSON is the fault of a contract, not of a type.
func TestCodec_noJSON(t *testing.T) {
	split := func(state string) func(testing.TB) { return func(t testing.TB) { members(t, state) } }
	find := func(state string) func(testing.TB) { return func(t testing.TB) { places(t, state) } }
	try(t,
		trial{"members of an object", "", split(`{"a":1,"b":[2]}`)},
		trial{"members of nothing", "EOF", split(``)},
		trial{"members without a key", "invalid character", split(`{1:2}`)},
		trial{"members without a value", "EOF", split(`{"a":`)},
		trial{"places in an object", "", find(`{"a":1,"b":[2,{"c":"3"}]}`)},
		trial{"places in nothing", "EOF", find(``)},
		trial{"places without a key", "invalid character", find(`{1:2}`)},
		trial{"places without a value", "EOF", find(`{"a":`)},
		trial{"places in an open object", "EOF", find(`{"a":1`)},
		trial{"places in an open list", "EOF", find(`{"a":[1`)},
	)
}

// checkTextOf is the check of any text by a codec.
func checkTextOf(c Codec, text string) func(testing.TB) {
	return func(t testing.TB) { c.checkText(t, []byte(text), fault.ErrInvalid) }
}

// zeroState is the zero record.
const zeroState = `{"count":0,"amount":"0","name":"","open":false,"list":[],"inner":{"count":0}}`

func TestCheckText(t *testing.T) {
	one := strings.Replace(zeroState, `"count":0`, `"count":1`, 1)
	try(t,
		trial{"right", "", checkTextOf(recordCodec[right](), recordState)},
		trial{"right, refused", "", checkTextOf(recordCodec[right](), `{`)},
		trial{"right, null", "", checkTextOf(recordCodec[right](), `null`)},
		trial{"an error of its own", "want one wrapping", checkTextOf(recordCodec[hasOwnErrors](), `{`)},
		trial{"changes the receiver", "an error changed the receiver", checkTextOf(recordCodec[decodesNoNumber](), `{`)},
		trial{"a query without a number", "Fraction returns NaN", checkTextOf(recordCodec[answersNoNumber](), zeroState)},
		trial{"no encoding", "no encoding", checkTextOf(recordCodec[writesNothing](), one)},
		trial{"no encoding of the zero value", "no encoding", checkTextOf(recordCodec[writesNothing](), zeroState)},
		trial{"other keys", "and refuses it", checkTextOf(recordCodec[writesOtherKeys](), one)},
		trial{"other keys of the zero value", "", checkTextOf(recordCodec[writesOtherKeys](), zeroState)},
		trial{"an encoder that leaves out", "decodes to another value", checkTextOf(recordCodec[writesLess](), strings.Replace(zeroState, `[]`, `[1]`, 1))},
		trial{"an encoder without an order", "and then as", checkTextOf(recordCodec[writesInAnyOrder](), one)},
	)
}

func FuzzRecord(f *testing.F) {
	codecs := []Codec{recordCodec[right](), recordCodec[right]()}
	if os.Getenv(broken) == "fuzzed codec" {
		codecs[1] = recordCodec[writesLess]()
	}
	FuzzCodecs(f, codecs, fault.ErrInvalid)
}
