package cx

import (
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/wire"
)

// Path is a sequence of events from a customer's first on, and the number of
// customers who began with it. Cut is the number of those who went on after it:
// their path is longer than the length that was asked for. RestMax is how many of the
// Rest may have taken it, too, at most: 0 unless tallies with a rest were merged.
type Path struct {
	Names     []string `json:"names"` // of the events, in order of time
	Customers int64    `json:"customers"`
	Cut       int64    `json:"cut,omitzero"`
	RestMax   int64    `json:"rest_max,omitzero"`
}

// Paths is the tally of the paths of customers, each cut to one length. They are
// also called flows. Shards with other customers merge. The zero Paths is no data
// and the identity of Merge.
//
// Rest is 0 if all paths are listed. Of more than 100,000 different ones, Rows has the
// commonest: all that more than RestMax customers took.
type Paths struct {
	Length  int       `json:"length"`            // events that a path has at most
	AsOf    time.Time `json:"as_of"`             // up to which events counted
	Rows    []Path    `json:"rows,omitempty"`    // in order of the names
	Rest    int64     `json:"rest,omitzero"`     // customers who are in no row
	RestMax int64     `json:"rest_max,omitzero"` // of the rest who took one path, at most
}

// maxPathLength is the longest path that can be asked for.
const maxPathLength = 100

// PathsOf counts the paths of customers: the names of their first events in order of time,
// at most length of them, as known at asOf: events at asOf or later are left out. A path
// that is longer counts with its beginning, and in Cut. A path of one page is
// also called a bounce. If two events have one instant, the later row is the
// later event. For paths of only some events, leave the others out. Bytes of a
// name that are not UTF-8 count as U+FFFD. It does not modify events.
//
// Beyond 100,000 different paths it lists the commonest, counted exactly, and in Rest the
// number of the other customers. No path of theirs has more than RestMax: so many customers of
// one path are possible, not counted. It is 1 where fewer than 100,000 paths have two customers,
// and a million or so have one; of many more it is higher. Shorter paths, or coarser names, leave
// less of a rest. It does not depend on the order of the customers.
//
// Its memory grows with the different paths, up to that limit, and, unless the events are in
// ascending order of the customer, with the events.
//
// PathsOf returns an error wrapping [ErrInvalid] if length is not in 1..100 or asOf
// is outside the years 1900 to 2200, or beyond the limits of [FunnelOf] on events in another
// order; and a [*RowError] at the first row whose customer or name is blank, or whose
// instant is missing or is outside those years.
func PathsOf(events []Event, length int, asOf time.Time) (Paths, error) {
	if err := checkPathLength(length); err != nil {
		return Paths{}, err
	}
	if err := checkInstant(asOf); err != nil {
		return Paths{}, err
	}
	c, err := visitCustomers(events, asOf, indexRule{}, func() *pathCounter {
		return &pathCounter{length: length, rows: len(events), index: count.NewIndex[string](), slots: make(map[string]int)}
	})
	if err != nil {
		return Paths{}, err
	}
	p := Paths{Length: length, AsOf: asOf.UTC(), Rows: c.paths}
	if c.many != nil {
		var counts []commonCount
		counts, p.Rest, p.RestMax = c.many.end(c.customers)
		for _, n := range counts {
			p.Rows = append(p.Rows, Path{Names: namesOf(n.key, c.many.names), Customers: n.count, Cut: n.customers})
		}
	}
	slices.SortFunc(p.Rows, comparePaths)
	return p, nil
}

func checkPathLength(length int) error {
	if length < 1 || length > maxPathLength {
		return &RangeError{What: "length of the paths", Got: int64(length), Min: 1, Max: maxPathLength}
	}
	return nil
}

func comparePaths(a, b Path) int { return slices.Compare(a.Names, b.Names) }

// pathCounter counts the paths of customers, from 100,001 on only the commonest.
type pathCounter struct {
	length, rows int
	index        *count.Index[string]
	slots        map[string]int // by the numbers of the names
	paths        []Path
	many         *commonest // nil until there are too many
	customers    int64      // of the pass
	names        []string   // of the customer in hand
	key          []byte
}

func (c *pathCounter) visit(customer *timeline) error {
	c.names = c.names[:0]
	for i := range min(customer.len(), c.length) {
		c.names = append(c.names, validName(customer.event(i)))
	}
	cut := int64(0)
	if customer.len() > c.length {
		cut = 1
	}
	c.customers++
	switch {
	case c.many == nil:
		c.count(cut)
	case !c.many.second:
		c.many.see(c.names, 1)
	default:
		if n := c.many.find(c.names); n != nil {
			n.count++
			n.customers += cut
		}
	}
	return nil
}

// count counts the customer in hand, as long as all paths have a row.
func (c *pathCounter) count(cut int64) {
	c.key = appendNames(c.key[:0], c.names, c.index)
	slot, ok := c.slots[string(c.key)]
	if !ok {
		slot = len(c.paths)
		if slot == maxPaths {
			c.many = newCommonest(c.rows)
			for _, p := range c.paths {
				c.many.see(p.Names, p.Customers)
			}
			c.many.see(c.names, 1)
			c.index, c.slots, c.paths = nil, nil, nil
			return
		}
		c.slots[string(c.key)] = slot
		c.paths = append(c.paths, Path{Names: slices.Clone(c.names)})
	}
	p := &c.paths[slot]
	p.Customers++
	p.Cut += cut
}

// again begins another pass over the customers, if one is needed.
func (c *pathCounter) again() bool {
	if c.many == nil || !c.many.begin() {
		return false
	}
	c.customers = 0
	return true
}

// validate says what is impossible about a path.
func (p Path) validate() error {
	if len(p.Names) == 0 || slices.ContainsFunc(p.Names, isBlank) {
		return invalid("path has no names, or a blank one")
	}
	if p.Customers < 1 || p.Cut < 0 || p.Cut > p.Customers {
		return invalid("path has counts not in the order 0 <= cut <= customers, at least 1")
	}
	if p.RestMax < 0 {
		return invalid("path: the most that the rest may have of it is negative")
	}
	return nil
}

// validate says what is impossible about p.
func (p Paths) validate() error {
	if p.isZero() {
		return nil
	}
	if err := checkPathLength(p.Length); err != nil {
		return err
	}
	if err := checkInstant(p.AsOf); err != nil {
		return err
	}
	if len(p.Rows) > maxPaths {
		return &RangeError{What: "number of paths", Got: int64(len(p.Rows)), Min: 0, Max: maxPaths}
	}
	if err := checkRest("paths", p.Rest, p.RestMax); err != nil {
		return err
	}
	total := p.Rest
	for i, path := range p.Rows {
		err := path.validate()
		if err == nil && (len(path.Names) > p.Length || path.Cut > 0 && len(path.Names) < p.Length ||
			i > 0 && comparePaths(p.Rows[i-1], path) >= 0) {
			err = invalid("path is longer than the length, cut below it, or not in order")
		}
		if err == nil && path.RestMax > p.Rest {
			err = invalid("path: the rest may have more of it than there are")
		}
		if err != nil {
			return &RowError{Row: i, Err: err}
		}
		if total, err = addCount("paths", total, path.Customers); err != nil {
			return err
		}
	}
	return nil
}

// isZero reports whether p is the zero Paths.
func (p Paths) isZero() bool {
	return p.Length == 0 && p.AsOf.IsZero() && len(p.Rows) == 0 && p.Rest == 0 && p.RestMax == 0
}

// Merge adds the customers of another tally of paths of the same length as known at the
// same instant, who are not among those of p: a customer in both would count twice. The
// zero Paths adopts length and instant of other. On error p is unchanged.
//
// A path that one tally lists, and the other may have in its rest, is listed with the customers
// that are counted, and [Path.RestMax] is how many more there may be. Of more than 100,000
// different paths the commonest are listed, so that the rest also depends on the order in
// which tallies are merged; without a rest, and up to 100,000, nothing does. To count the
// commonest paths of shards exactly, give all events to [PathsOf].
//
// Merge returns an error if:
//   - the lengths or the instants differ ([ErrMismatch]);
//   - a tally is not valid, or a sum would exceed the largest int64 ([ErrInvalid]).
func (p *Paths) Merge(other Paths) error {
	if err := p.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	switch {
	case other.isZero():
		return nil
	case p.isZero():
		other.Rows = clonePaths(other.Rows)
		*p = other
		return nil
	case p.Length != other.Length || !p.AsOf.Equal(other.AsOf):
		return mismatch("the paths are of different lengths or instants")
	}
	if _, err := addCount("paths", p.Total(), other.Total()); err != nil {
		return err
	}
	sum := mergeListed(
		listing[Path]{clonePaths(p.Rows), p.Rest, p.RestMax}, listing[Path]{clonePaths(other.Rows), other.Rest, other.RestMax}, comparePaths,
		func(p *Path) (n, rest *int64) { return &p.Customers, &p.RestMax },
		func(to *Path, p Path) { to.Cut += p.Cut }) // at most Customers
	*p = Paths{Length: p.Length, AsOf: p.AsOf, Rows: sum.rows, Rest: sum.rest, RestMax: sum.most}
	return nil
}

// clonePaths returns paths that share no slice with those given.
func clonePaths(paths []Path) []Path {
	paths = slices.Clone(paths)
	for i := range paths {
		paths[i].Names = slices.Clone(paths[i].Names)
	}
	return paths
}

// Total returns the number of customers, 0 for counts that are not valid.
func (p Paths) Total() int64 {
	if p.validate() != nil {
		return 0
	}
	total := p.Rest
	for _, path := range p.Rows {
		total += path.Customers
	}
	return total
}

// Top returns the n paths that most customers took, the most frequent first, and
// equal ones in order of the names; fewer if there are fewer, and nil if n is not
// above 0. Total also counts the customers of the other paths.
func (p Paths) Top(n int) []Path {
	return clonePaths(topCounted(p.Rows, n, func(p Path) int64 { return p.Customers }, comparePaths))
}

// MarshalJSON encodes a tally. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (p Paths) MarshalJSON() ([]byte, error) { return wire.Encode(&p) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge
// would refuse. On error p is unchanged.
func (p *Paths) UnmarshalJSON(data []byte) error {
	return decode(data, "paths", p, (*Paths).validate)
}

// UnmarshalJSON decodes a path. It refuses unknown and repeated keys, blank names, and
// counts that are not in the order 0 <= cut <= customers. On error p is unchanged.
func (p *Path) UnmarshalJSON(data []byte) error {
	return decode(data, "path", p, (*Path).validate)
}
