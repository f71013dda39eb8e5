package cx

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// nilIfEmpty returns list, nil if it has no elements.
func nilIfEmpty[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

// fields names the keys of a JSON object and the variables they decode into.
type fields map[string]any

// decodeObject decodes a JSON object whose keys are among those of into, each at
// most once and in this very spelling. A null value, of the object or of a
// field, leaves its variables alone; ok is false for a null object and after an
// error. No error repeats any of data.
func decodeObject(data []byte, what string, into fields) (ok bool, err error) {
	if bytes.Equal(bytes.TrimSpace(data), []byte("null")) {
		return false, nil
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return false, invalid("%s is not a JSON object", what)
	}
	seen := make(map[string]bool, len(into))
	for dec.More() {
		var value json.RawMessage
		t, err := dec.Token()
		if err != nil {
			return false, invalid("%s is not valid JSON", what)
		}
		key, _ := t.(string)
		target := into[key]
		if target == nil {
			return false, invalid("%s has an unknown key", what)
		}
		if seen[key] {
			return false, invalid("%s has the key %q twice", what, key)
		}
		seen[key] = true
		if err := dec.Decode(&value); err != nil {
			return false, invalid("%s is not valid JSON", what)
		}
		if string(value) == "null" {
			continue
		}
		if err := decodeValue(value, target); err != nil {
			if errors.Is(err, ErrInvalid) {
				return false, err
			}
			return false, invalid("%s: %q has a value of another kind", what, key)
		}
	}
	if _, err := dec.Token(); err != nil {
		return false, invalid("%s is not valid JSON", what)
	}
	if _, err := dec.Token(); err != io.EOF {
		return false, invalid("%s has text after its end", what)
	}
	return true, nil
}

// decodeValue decodes one JSON value. Amounts are texts within the bound of
// [ParseMoney]; whole numbers have no point and no exponent.
func decodeValue(value json.RawMessage, target any) error {
	switch target := target.(type) {
	case *int64:
		v, err := strconv.ParseInt(string(value), 10, 64)
		*target = v
		return err
	case *decimal.Decimal:
		var s string
		if err := json.Unmarshal(value, &s); err != nil {
			return err
		}
		d, err := ParseMoney(s)
		*target = d
		return err
	}
	return json.Unmarshal(value, target)
}

// amount is a decimal as it stands in JSON: a text that depends on no variable of
// the decimal package.
type amount decimal.Decimal

// MarshalText encodes an amount within the bound of [ParseMoney].
func (a amount) MarshalText() ([]byte, error) {
	if err := exact.Check("amount", decimal.Decimal(a)); err != nil {
		return nil, err
	}
	return []byte(exact.Text(decimal.Decimal(a))), nil
}

// UnmarshalText decodes an amount as [ParseMoney] does.
func (a *amount) UnmarshalText(text []byte) error {
	d, err := ParseMoney(string(text))
	if err == nil {
		*a = amount(d)
	}
	return err
}
