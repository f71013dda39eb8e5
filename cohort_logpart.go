package cx

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"sort"
	"time"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/exact"
)

// logPart is whole customers. It never changes, so that copies of a log share it.
type logPart struct {
	customers []string // ascending, except in a log that is asked what does not depend on it
	ends      []int    // by customer: of the activities
	// By customer, then in order of time, the refunds of an instant last.
	at      []int64    // nanoseconds
	amounts exact.List // or none if all are 0
	buyers  int64      // customers with an activity that is no refund
}

// logBuilder makes a part of rows in any order.
type logBuilder struct {
	activities []Activity
	shard      Shard
	given      int64      // activities of the shard
	of         []int32    // by row: the number of the customer, -1 for a row to leave out
	amounts    exact.List // by row, or none if all are 0
	names      []string   // by number
	counts     []int      // by number: the rows
}

// number checks the rows, and numbers and counts their customers.
func (b *logBuilder) number(c Calendar, asOf time.Time) error {
	clock, names, batch := days.NewClock(c.Location), count.NewNames(), new(count.Batch)
	var at [count.BatchSize]int // the rows of the batch
	n := 0
	flush := func() error {
		if !names.Number(batch, n) {
			return invalid("activity log: there are more than %d customers", math.MaxInt32)
		}
		for len(b.counts) < names.Len() {
			b.counts = append(b.counts, 0)
		}
		for i, c := range batch.Numbers[:n] {
			b.of[at[i]] = c
			b.counts[c]++
		}
		n = 0
		return nil
	}
	for i := range b.activities {
		a := &b.activities[i]
		if err := a.validate(); err != nil {
			return &RowError{Row: i, Err: err}
		}
		b.of[i] = -1
		of := b.shard.has(a.Customer)
		if of {
			b.given++
		}
		if !a.At.Before(asOf) {
			continue
		}
		if !a.isRefund() {
			if _, err := dayOf(clock, a.At); err != nil {
				return &RowError{Row: i, Err: err}
			}
		}
		if !of {
			continue
		}
		if !a.Amount.IsZero() {
			if b.amounts.Len() == 0 {
				b.amounts = exact.NewList(len(b.activities))
			}
			b.amounts.Set(i, a.Amount)
		}
		batch.Names[n], at[n] = a.Customer, i
		if n++; n == count.BatchSize {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	err := flush()
	b.names = names.Keys
	return err
}

// part puts the rows to their customers, in ascending order or in that of the numbers.
func (b *logBuilder) part(ascending bool) *logPart {
	p := &logPart{customers: b.names, ends: make([]int, len(b.names))}
	next := b.counts // by number: where its next row goes
	total := 0
	place := func(rank, number int) {
		n := b.counts[number]
		next[number] = total
		total += n
		p.ends[rank] = total
	}
	if ascending && !slices.IsSorted(b.names) {
		p.customers = make([]string, len(b.names))
		for rank, name := range inOrder(b.names) {
			p.customers[rank] = b.names[name.number]
			place(rank, int(name.number))
		}
	} else {
		for i := range b.names {
			place(i, i)
		}
	}
	p.at = make([]int64, total)
	paid := b.amounts.Len() > 0
	if paid {
		p.amounts = exact.NewList(total)
	}
	for i, c := range b.of {
		if c < 0 {
			continue
		}
		k := next[c]
		next[c]++
		p.at[k] = b.activities[i].At.UnixNano()
		if paid {
			p.amounts.Copy(k, &b.amounts, i)
		}
	}
	p.sort()
	return p
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
	s := logOrder{p, 0, 0}
	for _, s.to = range p.ends {
		for i := s.from + 1; i < s.to; i++ {
			if !p.less(i, i-1) {
				continue
			}
			if s.Len() > 24 {
				sort.Sort(&s)
				break
			}
			for j := i; j > s.from && p.less(j, j-1); j-- {
				p.swap(j, j-1)
			}
		}
		if p.firstOrder(s.from, s.to) < s.to {
			p.buyers++
		}
		s.from = s.to
	}
}

func (p *logPart) less(i, j int) bool {
	return p.at[i] < p.at[j] || p.at[i] == p.at[j] && p.isRefund(j) && !p.isRefund(i)
}

func (p *logPart) swap(i, j int) {
	p.at[i], p.at[j] = p.at[j], p.at[i]
	if p.amounts.Len() > 0 {
		p.amounts.Swap(i, j)
	}
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

func (s *logOrder) Len() int           { return s.to - s.from }
func (s *logOrder) Less(i, j int) bool { return s.part.less(s.from+i, s.from+j) }
func (s *logOrder) Swap(i, j int)      { s.part.swap(s.from+i, s.from+j) }

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
			if next[i] < len(p.customers) && (part < 0 || p.customers[next[i]] < l.parts[part].customers[next[part]]) {
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
	c.name = p.customers[n]
	c.from, c.to = p.span(n)
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
