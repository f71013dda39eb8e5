package count

import (
	"maps"
	"slices"
)

// Table is values by key, and is a value itself, as a [Log] is: a copy is a table of its own,
// and costs nothing until it is changed. Each change is in the log; what the table was before
// the log is sealed, and never written to again. A change costs the keys that it changes, and
// once in so many the whole table.
//
// The zero Table is empty and ready for Stage.
type Table[V any] struct {
	sealed *sealed[V]
	recent Log[cell[V]]
	live   *live[V]
}

// sealed is the part of a table that nobody writes to.
type sealed[V any] struct {
	keys   []string
	values []V            // by the place of the key
	places map[string]int // of the keys
}

// cell is a change: the value that the key of a place has from now on. The first change of a
// new key has the place behind all others.
type cell[V any] struct {
	place int
	key   string
	value V
}

// live is what a table is at the end of its log, for the one table that may append there. Its
// owner alone reads what is in it, except the owner, which never changes. It is in step with
// the log of a table if the table is its owner and has n changes: n only grows, and a new log
// has a live of its own.
type live[V any] struct {
	owner *Table[V]
	n     int
	keys  []string // new ones, which the sealed part does not have
	index map[string]int
	// values has those of all keys, the first known of them by committed changes.
	values []V
	known  int

	staged []V   // what is to be committed
	at     []int // the places of it
}

// TableOf returns the table of values by different keys, which it keeps.
func TableOf[V any](keys []string, values []V) Table[V] {
	if len(keys) == 0 {
		return Table[V]{}
	}
	places := make(map[string]int, len(keys))
	for i, key := range keys {
		places[key] = i
	}
	return Table[V]{sealed: &sealed[V]{slices.Clip(keys), slices.Clip(values), places}}
}

// base returns the sealed part, which may be empty.
func (t *Table[V]) base() *sealed[V] {
	if t.sealed == nil {
		return &sealed[V]{}
	}
	return t.sealed
}

// Rows returns the keys and their values, in the order in which the keys came. The slices are
// the caller's own.
func (t *Table[V]) Rows() ([]string, []V) {
	base := t.base()
	keys, values := slices.Clone(base.keys), slices.Clone(base.values)
	for _, c := range t.recent.Entries() {
		if c.place == len(keys) {
			keys, values = append(keys, c.key), append(values, c.value)
		} else {
			values[c.place] = c.value
		}
	}
	return keys, values
}

// Get returns the value of a key, and whether there is one.
func (t *Table[V]) Get(key string) (v V, ok bool) {
	for _, c := range slices.Backward(t.recent.Entries()) {
		if c.key == key {
			return c.value, true
		}
	}
	base := t.base()
	if i, ok := base.places[key]; ok {
		return base.values[i], true
	}
	return v, false
}

// own returns what the table is, for it to change.
func (t *Table[V]) own() *live[V] {
	n := len(t.recent.Entries())
	if l := t.live; l != nil && l.owner == t && l.n == n {
		return l
	}
	keys, values := t.Rows()
	l := &live[V]{owner: t, n: n, keys: keys[len(t.base().keys):], index: map[string]int{}, values: values, known: len(values)}
	for i, key := range l.keys {
		l.index[key] = len(t.base().keys) + i
	}
	t.live = l
	return l
}

// Stage changes the values of keys, that of a new one from zero, for Commit to keep. A key that
// is there twice is changed once. There are at most LogRoom keys. After an error of change
// nothing is staged. Until Commit the table is as it was.
func (t *Table[V]) Stage(keys []string, change func(*V) error) error {
	t.Drop()
	l := t.own()
	if l.n+len(keys) > LogRoom {
		l = t.seal(l)
	}
	for _, key := range keys {
		place, ok := t.base().places[key]
		if !ok {
			place, ok = l.index[key]
		}
		if !ok {
			var zero V
			place = len(l.values)
			l.keys, l.values = append(l.keys, key), append(l.values, zero)
			l.index[key] = place
		}
		if slices.Contains(l.at, place) {
			continue
		}
		l.at, l.staged = append(l.at, place), append(l.staged, l.values[place])
		if err := change(&l.staged[len(l.staged)-1]); err != nil {
			t.Drop()
			return err
		}
	}
	return nil
}

// Len returns the number of keys, with those that are staged.
func (t *Table[V]) Len() int { return len(t.own().values) }

// Drop forgets what is staged.
func (t *Table[V]) Drop() {
	l := t.own()
	for _, key := range l.keys[len(l.keys)-(len(l.values)-l.known):] {
		delete(l.index, key)
	}
	l.keys, l.values = l.keys[:len(l.keys)-(len(l.values)-l.known)], l.values[:l.known]
	clear(l.staged)
	l.at, l.staged = l.at[:0], l.staged[:0]
}

// Commit keeps what is staged.
func (t *Table[V]) Commit() {
	l := t.own()
	for i, place := range l.at {
		l.values[place] = l.staged[i]
		c := cell[V]{place, t.key(l, place), l.staged[i]}
		if !t.recent.Append(c) {
			t.recent.Room()
			t.recent.Append(c)
		}
	}
	l.n, l.known = len(t.recent.Entries()), len(l.values)
	clear(l.staged)
	l.at, l.staged = l.at[:0], l.staged[:0]
}

// key returns the key of a place.
func (t *Table[V]) key(l *live[V], place int) string {
	if n := len(t.base().keys); place >= n {
		return l.keys[place-n]
	}
	return t.base().keys[place]
}

// seal makes all that the table is its sealed part, and begins a log.
func (t *Table[V]) seal(l *live[V]) *live[V] {
	base := t.base()
	next := &sealed[V]{base.keys, slices.Clone(l.values), base.places}
	if len(l.keys) > 0 {
		next.keys = slices.Concat(base.keys, l.keys)
		next.places = make(map[string]int, len(next.keys))
		maps.Copy(next.places, base.places)
		maps.Copy(next.places, l.index)
	}
	l.n = -1 // no longer in step with any log
	t.sealed = next
	t.recent.Restart()
	t.live = &live[V]{owner: t, index: map[string]int{}, values: l.values, known: l.known, staged: l.staged, at: l.at}
	return t.live
}
