package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// bodyError says why a request as a whole is refused. It repeats nothing of the body.
type bodyError struct {
	status int
	text   string
}

func (e *bodyError) Error() string { return e.text }

// readAll reads a body of up to maxBody bytes.
func readAll(w http.ResponseWriter, r *http.Request) ([]byte, *bodyError) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, &bodyError{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body has more than %d bytes", maxBody)}
	}
	if err != nil {
		return nil, &bodyError{http.StatusBadRequest, "the body ends early"}
	}
	return body, nil
}

// split returns the objects of a body, which is an array of them or one.
func split(body []byte) ([]json.RawMessage, *bodyError) {
	body = bytes.TrimSpace(body)
	if len(body) > 0 && body[0] == '{' {
		if !json.Valid(body) {
			return nil, &bodyError{http.StatusBadRequest, "the body is not JSON"}
		}
		return []json.RawMessage{body}, nil
	}
	if len(body) == 0 || body[0] != '[' {
		return nil, &bodyError{http.StatusBadRequest, "the body is not a JSON object or an array of them"}
	}
	var rows []json.RawMessage
	if err := json.Unmarshal(body, &rows); err != nil {
		return nil, &bodyError{http.StatusBadRequest, "the body is not JSON"}
	}
	if len(rows) > maxRows {
		return nil, &bodyError{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body has more than %d rows", maxRows)}
	}
	return rows, nil
}

// fail replies why the request as a whole is refused.
func fail(w http.ResponseWriter, status int, text string) {
	reply(w, status, map[string]string{"error": text})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // if the client has gone, nobody is there to be told
}
