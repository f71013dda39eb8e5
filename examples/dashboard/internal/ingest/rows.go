package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
	"github.com/shopspring/decimal"
)

// checker is a row that knows whether it can be kept.
type checker interface{ Check() error }

// readRows reads rows, and says which are refused. latest is the last instant that a row may
// have.
func readRows[T checker](raw []json.RawMessage, latest time.Time, read func([]byte) (T, error)) (rows []T, refused []rowError) {
	for i, text := range raw {
		row, err := read(text)
		if err == nil {
			err = row.Check()
		}
		if err == nil {
			err = checkAhead(row, latest)
		}
		if err != nil {
			refused = append(refused, rowError{i, err.Error()})
			continue
		}
		rows = append(rows, row)
	}
	return rows, refused
}

// checkAhead refuses what has not happened yet: it would stand at the end of every trend.
func checkAhead(row checker, latest time.Time) error {
	var instants []time.Time
	switch row := row.(type) {
	case store.Answer:
		instants = []time.Time{row.At}
	case store.Activity:
		instants = []time.Time{row.At}
	case store.Subscription: // may start and end later
		instants = []time.Time{row.Updated}
	case store.Ticket:
		instants = []time.Time{row.Opened, row.FirstReply, row.Resolved, row.Updated}
	}
	for _, at := range instants {
		if at.After(latest) {
			return errors.New("an instant is more than a day ahead of the clock of this service")
		}
	}
	return nil
}

// The wire forms have pointers where a zero is not the same as nothing.
func readAnswer(data []byte) (store.Answer, error) {
	var wire struct {
		store.Answer
		Score *int `json:"score"`
	}
	if err := decode(data, &wire); err != nil {
		return store.Answer{}, err
	}
	if wire.Score == nil {
		return store.Answer{}, errors.New("score is missing")
	}
	wire.Answer.Score = *wire.Score
	return wire.Answer, nil
}

func readActivity(data []byte) (store.Activity, error) {
	var wire struct {
		store.Activity
		Amount *decimal.Decimal `json:"amount"`
	}
	if err := decode(data, &wire); err != nil {
		return store.Activity{}, err
	}
	if wire.Amount == nil {
		return store.Activity{}, errors.New("amount is missing")
	}
	wire.Activity.Amount = *wire.Amount
	return wire.Activity, nil
}

func readSubscription(data []byte) (store.Subscription, error) {
	var wire struct {
		store.Subscription
		Start  *cx.Date         `json:"start"`
		Amount *decimal.Decimal `json:"amount"`
	}
	if err := decode(data, &wire); err != nil {
		return store.Subscription{}, err
	}
	if wire.Start == nil || wire.Amount == nil {
		return store.Subscription{}, errors.New("start or amount is missing")
	}
	wire.Subscription.Start, wire.Subscription.Amount = *wire.Start, *wire.Amount
	return wire.Subscription, nil
}

func readTicket(data []byte) (store.Ticket, error) {
	var t store.Ticket
	err := decode(data, &t)
	return t, err
}

// decode decodes an object strictly. The errors of package json repeat what they found, so
// that they are said in other words.
func decode(data []byte, v any) error {
	if trimmed := bytes.TrimSpace(data); len(trimmed) == 0 || trimmed[0] != '{' {
		return errors.New("row is not an object")
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(v)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && known(wrong.Field) {
		return errors.New(wrong.Field + " has the wrong type")
	}
	if err != nil {
		return errors.New("row has a key that is not known, or a time, a day or an amount that is none")
	}
	return nil
}

// known reports whether a name is that of a field, and not one that a sender made up.
func known(field string) bool {
	switch field {
	case "id", "customer", "segment", "question", "at", "score", "channel", "stage", "comment", "amount", "plan", "start", "end",
		"updated", "opened", "first_reply", "resolved", "reopened":
		return true
	}
	return false
}
