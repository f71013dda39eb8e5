package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"

	"github.com/cxmetrics/cx"
)

// maxBody is the largest body that is read, in bytes. A tally takes less than 200.
const maxBody = 1 << 10

// merger merges the tallies that the shards of one week post.
type merger struct {
	week   string
	shards []string // that are expected

	mu      sync.Mutex // guards what follows
	merged  cx.NPS
	counted map[string]bool // by shard, those in merged
}

func newMerger(week string, shards ...string) *merger {
	return &merger{week: week, shards: shards, counted: make(map[string]bool)}
}

func (m *merger) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /shards/{shard}", m.post)
	mux.HandleFunc("GET /score", m.get)
	return mux
}

// post counts the tally in the body.
func (m *merger) post(w http.ResponseWriter, r *http.Request) {
	tally, status, err := readTally(w, r)
	if err == nil {
		status, err = m.add(r.PathValue("shard"), tally)
	}
	if err != nil {
		reply(w, status, refusal{err.Error()})
		return
	}
	w.WriteHeader(status)
}

// readTally reads the tally in a body, or returns an error and the status that goes with
// it. The errors of package cx repeat nothing of the input, so a client may see them.
func readTally(w http.ResponseWriter, r *http.Request) (tally cx.NPS, status int, err error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return cx.NPS{}, http.StatusRequestEntityTooLarge, fmt.Errorf("the body has more than %d bytes", tooLarge.Limit)
	}
	if err != nil {
		return cx.NPS{}, http.StatusBadRequest, errors.New("the body ends early")
	}
	var read *cx.NPS
	if err := json.Unmarshal(body, &read); err != nil {
		return cx.NPS{}, http.StatusBadRequest, err
	}
	if read == nil {
		return cx.NPS{}, http.StatusBadRequest, errors.New("null is no tally")
	}
	return *read, http.StatusOK, nil
}

// add merges the tally of a shard. On error everything counted so far is as it was.
func (m *merger) add(shard string, tally cx.NPS) (status int, err error) {
	if !slices.Contains(m.shards, shard) {
		return http.StatusNotFound, errors.New("no such shard is expected")
	}
	// Merge refuses a scale other than its own. A tally without answers has none of its
	// own yet, and would take on that of the first shard, so the scale is checked here.
	if tally.Scale != (cx.Scale{}) {
		return http.StatusUnprocessableEntity, errors.New("the tally is not on the scale 0 to 10")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.counted[shard] {
		return http.StatusConflict, errors.New("the shard is counted already")
	}
	if err := m.merged.Merge(tally); err != nil {
		return http.StatusUnprocessableEntity, err
	}
	m.counted[shard] = true
	return http.StatusNoContent, nil
}

// report is the merged score to one decimal with its interval, the counts behind it, which
// may be merged further, and whose they are. It is preliminary until nobody is missing.
type report struct {
	Week    string      `json:"week"`
	Score   json.Number `json:"score"`
	Low     json.Number `json:"low"`
	High    json.Number `json:"high"`
	Answers int64       `json:"answers"`
	Tally   cx.NPS      `json:"tally"`
	Counted []string    `json:"counted"`
	Missing []string    `json:"missing,omitempty"`
}

// refusal says why a request was refused.
type refusal struct {
	Error string `json:"error"`
}

// get answers with the merged score. Before the first answer there is none, which is not
// a score of 0.
func (m *merger) get(w http.ResponseWriter, _ *http.Request) {
	r, err := m.report()
	switch {
	case errors.Is(err, cx.ErrNoData):
		reply(w, http.StatusNotFound, refusal{err.Error()})
	case err != nil:
		reply(w, http.StatusInternalServerError, refusal{err.Error()})
	default:
		reply(w, http.StatusOK, r)
	}
}

func (m *merger) report() (report, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	score, err := m.merged.Score()
	if err != nil {
		return report{}, err
	}
	interval, err := m.merged.Interval(0.95)
	if err != nil {
		return report{}, err
	}
	r := report{
		Week: m.week, Tally: m.merged, Answers: m.merged.Total(), Score: json.Number(score.StringFixed(1)),
		Low: json.Number(fmt.Sprintf("%.1f", interval.Low)), High: json.Number(fmt.Sprintf("%.1f", interval.High)),
	}
	for _, shard := range m.shards {
		if m.counted[shard] {
			r.Counted = append(r.Counted, shard)
		} else {
			r.Missing = append(r.Missing, shard)
		}
	}
	return r, nil
}

// reply writes a value as JSON. Its error says that the client is gone, who need not know.
func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
