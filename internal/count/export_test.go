package count

// NewNamesOf returns a table with the given secrets, for at most so many keys.
func NewNamesOf(s0, s1 uint64, most int) *Names {
	x := NewNames()
	x.s0, x.s1, x.most = s0, s1, most
	return x
}

// Probes returns how many places the table looks at to find each of its keys once.
func (x *Names) Probes() (probes int) {
	mask := uint64(len(x.list) - 1)
	for j, e := range x.list {
		if e.value != 0 {
			probes += int((uint64(j)-x.hashOf(e))&mask) + 1
		}
	}
	return probes
}
