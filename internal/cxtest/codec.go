package cxtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Codec is a type with a JSON form of its own. Its decoder must take its state and write
// it again, and must refuse all else with the receiver as it was.
type Codec struct {
	// Type is the name of the type.
	Type string
	// State is a valid state, as the type itself writes it, in which every key occurs that
	// can occur with the others.
	State string
	// Counts are the keys, at any depth, of numbers or lists of numbers that are counts.
	Counts []string
	// Amounts are the keys of amounts that cannot be negative.
	Amounts []string
	// Needed are the keys that the tags let be absent, but not with the others of the state:
	// "steps", or "rows.active" within rows.
	Needed []string
	// Bad are states of the right form that no value of the type has. Keys that they lack
	// are those of the zero value.
	Bad []string

	// Of is the type.
	Of reflect.Type

	fresh func() json.Unmarshaler
}

// CodecOf returns the codec of a type from a valid state.
func CodecOf[T any, P interface {
	*T
	json.Unmarshaler
}](state string) Codec {
	return Codec{
		Type: typeName(reflect.TypeFor[T]()), Of: reflect.TypeFor[T](), State: state,
		fresh: func() json.Unmarshaler { return P(new(T)) },
	}
}

// typeName returns the name of a type without its type arguments.
func typeName(kind reflect.Type) string {
	name, _, _ := strings.Cut(kind.Name(), "[")
	return name
}

// WithCounts returns the codec with the keys of its counts.
func (c Codec) WithCounts(keys ...string) Codec { c.Counts = keys; return c }

// WithAmounts returns the codec with the keys of its amounts that cannot be negative.
func (c Codec) WithAmounts(keys ...string) Codec { c.Amounts = keys; return c }

// WithNeeded returns the codec with keys that must not be absent from its state, although
// they may be from another.
func (c Codec) WithNeeded(keys ...string) Codec { c.Needed = keys; return c }

// WithBad returns the codec with states that no value has.
func (c Codec) WithBad(states ...string) Codec { c.Bad = states; return c }

// decoded returns a pointer to a value in the valid state.
func (c Codec) decoded(t testing.TB) json.Unmarshaler {
	t.Helper()
	v := c.fresh()
	if err := v.UnmarshalJSON([]byte(c.State)); err != nil {
		t.Fatalf("%s of %s: %v", c.Type, c.State, err)
	}
	return v
}

// value returns what a pointer points to.
func value(pointer json.Unmarshaler) any { return reflect.ValueOf(pointer).Elem().Interface() }

// check checks the codec. The error of all refusals is invalid.
func (c Codec) check(t testing.TB, invalid error) {
	t.Helper()
	v := c.decoded(t)
	if again := JSON(t, v); again != c.State {
		t.Errorf("%s is written as %s", c.State, again)
	}
	if err := json.Unmarshal([]byte(c.State), c.fresh()); err != nil {
		t.Errorf("Unmarshal(%s): %v", c.State, err)
	}
	for _, null := range []string{"null", " null\n"} {
		if err := v.UnmarshalJSON([]byte(null)); err != nil {
			t.Errorf("null: %v", err)
		}
		if again := JSON(t, v); again != c.State {
			t.Errorf("null turned %s into %s", c.State, again)
		}
	}
	c.checkBytes(t)
	c.checkKeys(t, invalid)
	c.checkEncoder(t, invalid)
	for _, text := range slices.Concat(c.otherTexts(), c.otherMembers(t), c.otherNumbers(t), c.bad(t)) {
		c.Refuses(t, text, invalid)
	}
	if diff := cmp.Diff(value(v), value(v)); diff != "" {
		t.Errorf("a value differs from itself:\n%s", diff)
	}
	Query(t, value(v))
}

// bad returns the bad states, each with the keys that its type requires.
func (c Codec) bad(t testing.TB) []string {
	t.Helper()
	texts := make([]string, len(c.Bad))
	for i, text := range c.Bad {
		texts[i] = Completed(t, c.Of, text)
	}
	return texts
}

// checkBytes checks that the decoder neither changes nor keeps the caller's bytes.
func (c Codec) checkBytes(t testing.TB) {
	t.Helper()
	data := []byte(c.State)
	v := c.fresh()
	if err := v.UnmarshalJSON(data); err != nil || string(data) != c.State {
		t.Errorf("the decoder changed its text to %s, %v", data, err)
	}
	copy(data, bytes.Repeat([]byte("x"), len(data)))
	if after := JSON(t, v); after != c.State {
		t.Errorf("the decoder keeps the bytes: %s became %s", c.State, after)
	}
}

// Refuses checks that the decoder refuses a text, directly and through json.Unmarshal,
// which keeps its own error for what is no JSON at all, and leaves the receiver alone.
func (c Codec) Refuses(t testing.TB, text string, invalid error) {
	t.Helper()
	v := c.decoded(t)
	shown := text[:min(len(text), 200)]
	err := v.UnmarshalJSON([]byte(text))
	if through := json.Unmarshal([]byte(text), v); err == nil || through == nil {
		t.Errorf("%s accepts %s: %v, %v", c.Type, shown, err, through)
		return
	}
	Refuses(t, c.Type+" of "+shown, err, invalid)
	if strings.Contains(err.Error(), "text of the caller") {
		t.Errorf("%s of %s: the error repeats the text: %v", c.Type, shown, err)
	}
	if diff := Diff(value(c.decoded(t)), value(v)); diff != "" {
		t.Errorf("%s of %s changed the receiver (-before +after):\n%s", c.Type, shown, diff)
	}
}

// otherTexts are texts that are no object, or not that object alone.
func (c Codec) otherTexts() []string {
	state := c.State
	texts := []string{
		``, ` `, `{`, `}`, `[]`, `[` + state + `]`, `0`, `5`, `""`, `"text of the caller"`, `true`, `nul`, `{"`, `{1:2}`, `{,}`,
		`{"a"}`, `{"a":}`, `{} {}`, `{}{}`, "{\xff}", "\x00", "\ufeff" + state, `{"\u0000":1}`, strings.Repeat("[", 100_000), strings.Repeat(`{"a":`, 10_000),
		state + `x`, state + `{}`, state + "\x00", state + state, state[:len(state)-1] + `,}`, state[:len(state)-1] + `]`,
	}
	for i := range len(state) {
		texts = append(texts, state[:i])
	}
	return texts
}

// member is a key of a JSON object and its value.
type member struct {
	key   string
	value json.RawMessage
}

// members splits a JSON object.
func members(t testing.TB, state string) (list []member) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(state))
	if _, err := dec.Token(); err != nil {
		t.Fatal(err)
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		m := member{key: key.(string)}
		if err := dec.Decode(&m.value); err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	return list
}

// object joins the members of a JSON object.
func object(list ...member) string {
	var b strings.Builder
	for i, m := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		key, _ := json.Marshal(m.key)
		b.Write(key)
		b.WriteByte(':')
		b.Write(m.value)
	}
	return "{" + b.String() + "}"
}

// otherMembers are objects with a key too many, twice or in another spelling, or with a
// value of another kind.
func (c Codec) otherMembers(t testing.TB) []string {
	valid := members(t, c.State)
	with := func(m member) string { return object(append(slices.Clone(valid), m)...) }
	texts := []string{
		with(member{"version", json.RawMessage(`2`)}),
		with(member{"", json.RawMessage(`null`)}),
		with(member{strings.Repeat("long", 1000), json.RawMessage(`"text of the caller"`)}),
		`{"version":2,` + c.State[1:],
	}
	for i, m := range valid {
		texts = append(texts, with(m))
		changed := func(m member) {
			list := slices.Clone(valid)
			list[i] = m
			texts = append(texts, object(list...))
		}
		changed(member{strings.ToUpper(m.key), m.value})
		changed(member{m.key + "\x00", m.value})
		for _, other := range otherKinds(m.value) {
			changed(member{m.key, json.RawMessage(other)})
		}
	}
	return texts
}

// otherKinds are values of other kinds than that of a value, which its first byte tells. A
// text of a number may be an amount, which may be a number.
func otherKinds(value json.RawMessage) []string {
	switch first := value[0]; first {
	case '"':
		kinds := []string{`[[]]`, `{"key":"text of the caller"}`, `true`}
		if json.Valid(value[1 : len(value)-1]) {
			return kinds
		}
		return append(kinds, `1.5`)
	case '[':
		return []string{`1.5`, `"text of the caller"`, `{"key":"text of the caller"}`, `true`, `[[[]]]`}
	case '{':
		return []string{`1.5`, `"text of the caller"`, `[[]]`, `true`, `{"key":"text of the caller"}`}
	case 't', 'f':
		return []string{`1.5`, `"text of the caller"`, `[[]]`, `{"key":"text of the caller"}`, `1`}
	}
	return []string{`"text of the caller"`, `[[]]`, `{"key":"text of the caller"}`, `true`, `1e999`}
}

// otherNumbers are states in which a count or an amount is one that cannot be.
func (c Codec) otherNumbers(t testing.TB) (texts []string) {
	counts := []string{`-1`, `1.5`, `1e1`, `"1"`, `true`, `[1]`, `9223372036854775808`, `99999999999999999999999999`}
	amounts := []string{`"-1"`, `-1`, `-0.5e1`, `[1]`, `true`, `1e300`, `1e-500000`, `"1e999999999"`, `"1e-500000"`, `"NaN"`, `""`, `"1,5"`, `"text of the caller"`}
	found := map[string]bool{}
	for _, p := range places(t, c.State) {
		others := amounts
		if slices.Contains(c.Counts, p.key) && !p.text {
			others = counts
		} else if !slices.Contains(c.Amounts, p.key) || !p.text {
			continue
		}
		found[p.key] = true
		for _, other := range others {
			texts = append(texts, c.State[:p.start]+other+c.State[p.end:])
		}
	}
	for _, key := range slices.Concat(c.Counts, c.Amounts) {
		if !found[key] {
			t.Fatalf("%s: %s has no number %q", c.Type, c.State, key)
		}
	}
	return texts
}

// place is where a number or a text is in a state, and the key that it belongs to.
type place struct {
	key        string
	start, end int
	text       bool
}

// places returns where the numbers and texts of a state are.
func places(t testing.TB, state string) (list []place) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(state))
	dec.UseNumber()
	var walk func(key string) bool
	walk = func(key string) bool {
		token, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		end := int(dec.InputOffset())
		switch token := token.(type) {
		case json.Number:
			list = append(list, place{key, end - len(token), end, false})
		case string:
			list = append(list, place{key, end - len(token) - len(`""`), end, true})
		case json.Delim:
			for dec.More() {
				if token == '[' {
					walk(key)
					continue
				}
				inner, err := dec.Token()
				if err != nil {
					t.Fatal(err)
				}
				walk(inner.(string))
			}
			if _, err := dec.Token(); err != nil {
				t.Fatal(err)
			}
		}
		return true
	}
	walk("")
	return list
}

// FuzzCodecs decodes texts into the type that the first argument picks. What is refused
// leaves the zero value. What is accepted answers every query without a panic, and encodes
// to a text that decodes to the same value. What the encoder refuses all the same, as the
// zero value of a type that needs more, or a year that JSON does not have, must be invalid.
func FuzzCodecs(f *testing.F, codecs []Codec, invalid error) {
	for i, c := range codecs {
		for _, text := range append([]string{c.State, c.State[:len(c.State)/2], `null`, `{}`, `{"a":1,"a":1}`}, c.bad(f)...) {
			f.Add(uint8(i), []byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		codecs[int(kind)%len(codecs)].checkText(t, data, invalid)
	})
}

// checkText checks what the decoder makes of a text of any kind, as [FuzzCodecs] says.
func (c Codec) checkText(t testing.TB, data []byte, invalid error) {
	t.Helper()
	zero, v := value(c.fresh()), c.fresh()
	if err := v.UnmarshalJSON(data); err != nil {
		Refuses(t, c.Type, err, invalid)
		if diff := Diff(zero, value(v)); diff != "" {
			t.Errorf("%s: an error changed the receiver (-before +after):\n%s", c.Type, diff)
		}
		return
	}
	Query(t, value(v))
	state, err := json.Marshal(v)
	if err != nil {
		if !errors.Is(err, invalid) {
			t.Errorf("Marshal(%+v): %v", v, err)
		}
		return
	}
	back := c.fresh()
	if err := back.UnmarshalJSON(state); err != nil {
		if !cmp.Equal(zero, value(v)) {
			t.Errorf("%s writes %s and refuses it: %v", c.Type, state, err)
		}
		return
	}
	if diff := Diff(value(v), value(back)); diff != "" {
		t.Errorf("%s of %s, written as %s, decodes to another value:\n%s", c.Type, data, state, diff)
	}
	if again := JSON(t, back); again != string(state) {
		t.Errorf("%s is written as %s and then as %s", c.Type, state, again)
	}
}
