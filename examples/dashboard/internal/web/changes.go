package web

import (
	"fmt"
	"net/http"
	"time"
)

const (
	betweenChanges = time.Second      // however many answers come
	keepAlive      = 25 * time.Second // or a proxy takes the stream for dead
)

// changes is a stream of server-sent events, one after new rows. It ends with the service:
// a shutdown waits for every request.
func (s *server) changes(w http.ResponseWriter, r *http.Request) {
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		s.fail(w, r, http.StatusServiceUnavailable, "There are too many streams.")
		return
	}
	changes, cancel := s.store.Changes()
	defer cancel()
	control := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	send := func(text string) bool {
		// The time to write is that of one event, not that of the whole stream.
		if err := control.SetWriteDeadline(time.Now().Add(30 * time.Second)); err != nil {
			return false
		}
		if _, err := fmt.Fprint(w, text); err != nil {
			return false
		}
		return control.Flush() == nil
	}
	if !send("retry: 5000\n\n") {
		return
	}
	tick := time.NewTicker(keepAlive)
	defer tick.Stop()
	for {
		text := ": still here\n\n"
		select {
		case <-r.Context().Done():
			return
		case <-s.Stop:
			return
		case <-changes:
			text = "event: change\ndata: " + s.now().UTC().Format("15:04:05") + "\n\n"
		case <-tick.C:
		}
		if !send(text) {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-s.Stop:
			return
		case <-time.After(betweenChanges):
		}
	}
}
