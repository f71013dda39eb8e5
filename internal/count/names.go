package count

// Names numbers strings, such as the customers of rows, in the order of their first use. It
// is an [Index] for very many strings: it looks up a [Batch] at once, so that the processor
// fetches the places of all of them side by side, and a place holds a string of up to 16
// bytes itself. The empty string is one like any other. There are at most 2^31 - 1 numbers.
//
// No choice of strings makes it slow: the hash has a seed of its own in each table.
type Names struct{ places }

// NewNames returns a table without strings, whose Keys are all strings by number.
func NewNames() *Names { return &Names{newPlaces(true)} }

// NewNumbers returns a table without strings, which does not keep those of up to 16 bytes:
// Keys is of no use.
func NewNumbers() *Names { return &Names{newPlaces(false)} }

// Number sets the numbers of the first n strings of a batch, with new ones for new strings.
// It returns false, and has numbered only some of them, if there are no more numbers.
func (x *Names) Number(m *Batch, n int) bool {
	x.reserve(n)
	x.fetch(m, n)
	for i := range m.Names[:n] {
		e := x.at(m, i)
		if e.value == 0 && !x.add(e, m.Names[i], m.a[i], m.b[i], uint64(x.used)) {
			return false
		}
		m.Numbers[i] = int32(e.value & valueBits)
	}
	return true
}

// Look sets the numbers of the first n strings of a batch, and -1 for those without one.
func (x *Names) Look(m *Batch, n int) {
	x.reserve(0)
	x.fetch(m, n)
	for i := range m.Names[:n] {
		m.Numbers[i] = -1
		if e := x.at(m, i); e.value != 0 {
			m.Numbers[i] = int32(e.value & valueBits)
		}
	}
}

// Find returns the number of a string, and -1 for one without a number.
func (x *Names) Find(s string) int {
	x.reserve(0)
	a, b := x.key(s)
	if e := x.place(s, a, b, x.hash(a, b, sizeOf(s))); e.value != 0 {
		return int(e.value & valueBits)
	}
	return -1
}

// Slot returns the number of a string, a new one for a new string, and -1 if there are no
// more numbers.
func (x *Names) Slot(s string) int {
	x.reserve(1)
	a, b := x.key(s)
	e := x.place(s, a, b, x.hash(a, b, sizeOf(s)))
	if e.value == 0 && !x.add(e, s, a, b, uint64(x.used)) {
		return -1
	}
	return int(e.value & valueBits)
}
