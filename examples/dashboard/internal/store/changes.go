package store

import "sync"

// listeners are those who wait for changes.
type listeners struct {
	mu  sync.Mutex
	all map[chan struct{}]bool
}

// Changes returns a channel that gets a value after rows of this process were committed. What
// comes while nobody receives is one value. cancel ends it.
func (s *Store) Changes() (changes <-chan struct{}, cancel func()) {
	c := make(chan struct{}, 1)
	s.listeners.mu.Lock()
	defer s.listeners.mu.Unlock()
	if s.listeners.all == nil {
		s.listeners.all = make(map[chan struct{}]bool)
	}
	s.listeners.all[c] = true
	return c, func() {
		s.listeners.mu.Lock()
		defer s.listeners.mu.Unlock()
		delete(s.listeners.all, c)
	}
}

// changed tells all listeners.
func (s *Store) changed() {
	s.listeners.mu.Lock()
	defer s.listeners.mu.Unlock()
	for c := range s.listeners.all {
		select {
		case c <- struct{}{}:
		default: // it has a value already
		}
	}
}
