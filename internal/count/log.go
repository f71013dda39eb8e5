package count

// LogRoom is the largest number of entries of a [Log]: enough that making new counts of a
// thousand buckets costs little for each of them.
const LogRoom = 1536

// Log is the last entries of a value that is copied by assignment, as a tally is: whatever
// is appended to the one copy, the others do not see. Beside it the value keeps what it has
// made of the entries before, and never writes to that again.
//
// Copies share the memory of the entries that they have in common. The log that the memory
// was made for is its owner, and it alone appends there, behind all that a copy may read.
// Any other log begins memory of its own with its first entry, and so does an owner that
// an assignment has taken back to fewer entries than it once had. So a copy costs nothing
// until it is written to, and copies may be read and written to at the same time.
//
// The zero Log is empty and ready for Append.
type Log[E any] struct {
	shared *entries[E]
	n      int // how many of the shared entries are in this log
}

// entries is the memory of the entries of a log and its copies.
type entries[E any] struct {
	owner *Log[E] // never changes, so that a copy may read it at any time, and is no reused address
	n     int     // how many are written; no copy looks at it
	list  []E     // with room for more; an entry that is written is never written again
}

// Append appends an entry. It returns false, and does nothing, if the log has no room of its
// own: then Room or Restart makes some. Append is small enough to be compiled into its caller.
func (l *Log[E]) Append(e E) bool {
	s := l.shared
	if s == nil || s.owner != l || s.n != l.n || uint(l.n) >= uint(len(s.list)) {
		return false
	}
	s.list[l.n] = e
	l.n++
	s.n = l.n
	return true
}

// Full reports whether the log has all the entries that it can have: then they are to be
// folded, and Restart.
func (l *Log[E]) Full() bool { return l.n >= LogRoom }

// Room makes room for an entry in a log that is not full.
func (l *Log[E]) Room() {
	list := make([]E, min(max(4, 2*l.n), LogRoom))
	copy(list, l.Entries())
	l.shared = &entries[E]{owner: l, n: l.n, list: list}
}

// Restart empties the log, which was full, and makes room for as many entries again.
func (l *Log[E]) Restart() {
	l.shared, l.n = &entries[E]{owner: l, list: make([]E, LogRoom)}, 0
}

// Entries returns the entries, in the order of Append. They are not to be changed.
func (l *Log[E]) Entries() []E {
	if l.shared == nil {
		return nil
	}
	return l.shared.list[:l.n:l.n]
}
