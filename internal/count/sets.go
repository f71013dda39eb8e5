package count

// Sets is sets of small numbers by string, such as those of the months in which customers
// were active: a table like [Names], whose places hold the sets themselves, and with them all
// that a row looks for. A set has the numbers from 0 to [ValueBits] - 1, as bits.
type Sets struct{ places }

// NewSets returns a table without strings.
func NewSets() *Sets { return &Sets{newPlaces(false)} }

// Mark adds the sets of the first n strings of a batch to theirs. It returns false, and has
// added only some of them, if there are more than 2^31 - 1 strings.
func (x *Sets) Mark(m *Batch, n int) bool {
	x.reserve(n)
	x.fetch(m, n)
	for i := range m.Names[:n] {
		e := x.at(m, i)
		if e.value == 0 && !x.add(e, m.Names[i], m.a[i], m.b[i], 0) {
			return false
		}
		e.value |= m.Sets[i]
	}
	return true
}

// Look sets the sets of the first n strings of a batch, empty ones for those without one.
func (x *Sets) Look(m *Batch, n int) {
	x.reserve(0)
	x.fetch(m, n)
	for i := range m.Names[:n] {
		m.Sets[i] = x.at(m, i).value & valueBits
	}
}

// All yields the sets of all strings, in no order.
func (x *Sets) All(yield func(set uint64) bool) {
	for i := range x.list {
		if v := x.list[i].value; v != 0 && !yield(v&valueBits) {
			return
		}
	}
}
