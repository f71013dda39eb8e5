package cx

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"sort"
	"time"

	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/exact"
)

// logPart is whole customers. It never changes, so that copies of a log share it.
type logPart struct {
	customers []string // ascending; none in a log that is asked what does not depend on them
	ends      []int    // by customer: of the activities
	// By customer, then in order of time, the refunds of an instant last.
	at      []int64    // nanoseconds
	amounts exact.List // or none if all are 0
	buyers  int64      // customers with an activity that is no refund
	// In a log that is asked for days alone, in place of the activities: the days of those that
	// are no refunds, by customer, ascending, each once.
	days []int32
}

// numberedName is the number of a name, and the 8 bytes in which it begins to differ from
// others.
type numberedName struct {
	bytes  uint64
	number int32
}

// inOrder returns the numbers of different names in ascending order. Names often begin alike:
// what all of them begin with is left out of the 8 bytes that nearly always decide.
func inOrder(names []string) []numberedName {
	if len(names) == 0 {
		return nil
	}
	alike := len(names[0])
	for _, name := range names {
		n := 0
		for n < min(alike, len(name)) && name[n] == names[0][n] {
			n++
		}
		alike = n
	}
	order := make([]numberedName, len(names))
	for i, name := range names {
		var first [8]byte
		copy(first[:], name[alike:])
		order[i] = numberedName{binary.BigEndian.Uint64(first[:]), int32(i)}
	}
	slices.SortFunc(order, func(a, b numberedName) int {
		if a.bytes != b.bytes {
			return cmp.Compare(a.bytes, b.bytes)
		}
		return cmp.Compare(names[a.number], names[b.number])
	})
	return order
}

// isRefund reports whether activity i is a refund.
func (p *logPart) isRefund(i int) bool { return p.amounts.Len() > 0 && p.amounts.Sign(i) < 0 }

// sort puts the activities of each customer in order, and counts the buyers.
func (p *logPart) sort() {
	const few = 24
	from := 0
	for _, to := range p.ends {
		if to-from <= few {
			p.insert(from, to)
		} else if s := (&logOrder{p, from, to}); !sort.IsSorted(s) {
			sort.Sort(s)
		}
		if p.firstOrder(from, to) < to {
			p.buyers++
		}
		from = to
	}
}

// insert is sort for the few activities of a customer.
func (p *logPart) insert(from, to int) {
	for i := from + 1; i < to; i++ {
		at, j := p.at[i], i
		if p.at[i-1] < at {
			continue
		}
		for refund := p.isRefund(i); j > from && (p.at[j-1] > at || p.at[j-1] == at && !refund && p.isRefund(j-1)); j-- {
			p.at[j] = p.at[j-1]
		}
		p.at[j] = at
		if p.amounts.Len() > 0 {
			p.amounts.Move(i, j)
		}
	}
}

// sortDays puts the days of each customer in order, each once.
func (p *logPart) sortDays() {
	from, n := 0, 0
	for i, to := range p.ends {
		own := p.days[from:to]
		slices.Sort(own)
		n += copy(p.days[n:], slices.Compact(own))
		from, p.ends[i] = to, n
	}
	p.days = p.days[:n]
}

// firstOrder returns the first of some activities that is no refund, to if there is none.
func (p *logPart) firstOrder(from, to int) int {
	for from < to && p.isRefund(from) {
		from++
	}
	return from
}

// logOrder is the activities of one customer, for [sort.Sort].
type logOrder struct {
	part     *logPart
	from, to int
}

func (s *logOrder) Len() int { return s.to - s.from }

func (s *logOrder) Less(i, j int) bool {
	p, i, j := s.part, s.from+i, s.from+j
	return p.at[i] < p.at[j] || p.at[i] == p.at[j] && p.isRefund(j) && !p.isRefund(i)
}

func (s *logOrder) Swap(i, j int) {
	p, i, j := s.part, s.from+i, s.from+j
	p.at[i], p.at[j] = p.at[j], p.at[i]
	if p.amounts.Len() > 0 {
		p.amounts.Swap(i, j)
	}
}

// loggedCustomer is what a log has of one customer before an instant.
type loggedCustomer struct {
	name     string
	part     *logPart
	from, to int     // of the activities
	first    int     // the first of them that is no refund, to if there is none
	days     []int32 // by activity
	active   []int32 // the days of those that are no refunds, ascending, each once
}

// allTime is an instant behind all activities, in nanoseconds.
const allTime = math.MaxInt64

// visit visits the customers in ascending order, with their activities before an instant. What
// it shows is of the next customer afterwards.
func (l *ActivityLog) visit(until int64, visit func(c *loggedCustomer) error) error {
	clock, next := days.NewClock(l.calendar.Location), make([]int, len(l.parts))
	var c loggedCustomer
	for {
		part := -1
		for i, p := range l.parts {
			if next[i] < len(p.ends) && (part < 0 || p.customers[next[i]] < l.parts[part].customers[next[part]]) {
				part = i
			}
		}
		if part < 0 {
			return nil
		}
		c.part = l.parts[part]
		c.set(next[part], until, clock)
		next[part]++
		if err := visit(&c); err != nil {
			return err
		}
	}
}

// set is to show a customer of the part.
func (c *loggedCustomer) set(n int, until int64, clock *days.Clock) {
	p := c.part
	if p.customers != nil {
		c.name = p.customers[n]
	}
	c.from, c.to = p.span(n)
	if p.at == nil {
		c.active = p.days[c.from:c.to]
		return
	}
	for c.to > c.from && p.at[c.to-1] >= until {
		c.to--
	}
	c.first = p.firstOrder(c.from, c.to)
	c.days, c.active = c.days[:0], c.active[:0]
	ascending := true
	for i := c.from; i < c.to; i++ {
		day := int32(clock.DayAt(secondOf(p.at[i])))
		c.days = append(c.days, day)
		if p.isRefund(i) {
			continue
		}
		if n := len(c.active); n == 0 || c.active[n-1] != day {
			// Clocks set back over midnight may put an earlier instant on a later day.
			ascending = ascending && (n == 0 || c.active[n-1] < day)
			c.active = append(c.active, day)
		}
	}
	if !ascending {
		slices.Sort(c.active)
		c.active = slices.Compact(c.active)
	}
}

// secondOf returns the second of Unix time of nanoseconds.
func secondOf(nanoseconds int64) int64 {
	second := nanoseconds / int64(time.Second)
	if nanoseconds < second*int64(time.Second) {
		second--
	}
	return second
}

// joined joins parts until each is more than twice as large as the next, so that they are few,
// and an activity is copied once each time that the log has doubled.
func joined(parts []*logPart) []*logPart {
	for {
		slices.SortFunc(parts, func(p, q *logPart) int { return cmp.Compare(len(q.at), len(p.at)) })
		i := len(parts) - 1
		for i > 0 && len(parts[i-1].at) > 2*len(parts[i].at) {
			i--
		}
		if i <= 0 {
			return parts
		}
		both := parts[i-1].join(parts[i])
		parts = append(slices.Delete(parts, i-1, i+1), both)
	}
}

// shares reports whether a customer is in both parts.
func (p *logPart) shares(q *logPart) bool {
	few, many := p.customers, q.customers
	if len(few) > len(many) {
		few, many = many, few
	}
	for _, name := range few {
		// The places grow: the next is sought near the last, at first.
		step := 1
		for step < len(many) && many[step] < name {
			step *= 2
		}
		n, found := slices.BinarySearch(many[:min(step+1, len(many))], name)
		if found {
			return true
		}
		many = many[n:]
	}
	return false
}

// join returns the customers of two parts, which share none.
func (p *logPart) join(q *logPart) *logPart {
	n, total := len(p.customers)+len(q.customers), len(p.at)+len(q.at)
	both := &logPart{customers: make([]string, 0, n), ends: make([]int, 0, n), at: make([]int64, 0, total), buyers: p.buyers + q.buyers}
	if p.amounts.Len() > 0 || q.amounts.Len() > 0 {
		both.amounts = exact.NewList(total)
	}
	for i, j := 0, 0; i < len(p.customers) || j < len(q.customers); {
		if j == len(q.customers) || i < len(p.customers) && p.customers[i] < q.customers[j] {
			both.append(p, i)
			i++
		} else {
			both.append(q, j)
			j++
		}
	}
	return both
}

// append appends customer n of another part.
func (p *logPart) append(q *logPart, n int) {
	from, to := q.span(n)
	for i := from; q.amounts.Len() > 0 && i < to; i++ {
		p.amounts.Copy(len(p.at)+i-from, &q.amounts, i)
	}
	p.customers, p.at = append(p.customers, q.customers[n]), append(p.at, q.at[from:to]...)
	p.ends = append(p.ends, len(p.at))
}

// span returns the activities of customer n.
func (p *logPart) span(n int) (from, to int) {
	if n > 0 {
		from = p.ends[n-1]
	}
	return from, p.ends[n]
}
