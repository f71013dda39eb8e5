package cx

import (
	"math"
	"time"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/exact"
)

// logRule says what a log is asked.
type logRule struct {
	shard Shard // whose customers
	names bool  // who they are, in ascending order
	days  bool  // the days alone
}

// logBuilder makes a part of rows in any order.
type logBuilder struct {
	activities []Activity
	rule       logRule
	asOf       time.Time
	clock      *days.Clock
	span       uint64     // the seconds before asOf, which need no second look
	given      int64      // activities of the shard
	of         []int32    // by row: 1 more than the number of the customer, 0 for a row to leave out
	days       []int32    // by row, if they are asked for
	amounts    exact.List // by row, or none if they are not asked for or all are 0
	names      *count.Names
}

func newLogBuilder(activities []Activity, c Calendar, asOf time.Time, rule logRule) *logBuilder {
	return &logBuilder{activities: activities, rule: rule, asOf: asOf, clock: days.NewClock(c.Location), span: uint64(asOf.Unix() - firstActivity)}
}

// build makes the part, which may have no customers.
func (b *logBuilder) build() (*logPart, error) {
	var p *logPart
	var err error
	if customers, rows, sorted := b.measure(); sorted {
		p, err = b.sorted(customers, rows)
	} else if err = b.number(); err == nil {
		p = b.part()
	}
	switch {
	case err != nil:
		return nil, err
	case b.rule.days:
		p.sortDays()
	default:
		p.sort()
	}
	return p, nil
}

// measure returns whether the rows are in ascending order of the customer, and at least as many
// customers and rows as there are before asOf.
func (b *logBuilder) measure() (customers, rows int, sorted bool) {
	if b.rule.shard.Of > 1 {
		return 0, 0, false
	}
	last := ""
	for i := range b.activities {
		a := &b.activities[i]
		if a.Customer != last {
			if a.Customer < last {
				return 0, 0, false
			}
			last = a.Customer
			customers++
		}
		if uint64(a.At.Unix()-firstActivity) <= b.span {
			rows++
		}
	}
	return customers, rows, true
}

// logBatch is rows that were checked together: those to keep.
type logBatch struct {
	count.Batch // has the customers
	n           int
	rows        [count.BatchSize]int
	days        [count.BatchSize]int32
	amounts     [count.BatchSize]exact.Packed
	touched     int64 // what it is does not matter
}

// read checks the rows from..to.
func (b *logBuilder) read(m *logBatch, from, to int) error {
	for i := from; i < to; i++ { // the processor fetches them side by side
		a := &b.activities[i]
		if a.Customer != "" {
			m.touched += int64(a.Customer[0])
		}
		m.touched += a.Amount.CoefficientInt64()
	}
	n := 0
	for i := from; i < to; i++ {
		a := &b.activities[i]
		second := a.At.Unix()
		amount, packed := exact.Pack(a.Amount)
		late := false
		if uint64(second-firstActivity) >= b.span || !packed || doubtful(a.Customer) {
			if err := a.validate(); err != nil {
				return &RowError{Row: i, Err: err}
			}
			late = !a.At.Before(b.asOf)
		}
		of := b.rule.shard.has(a.Customer)
		if of {
			b.given++
		}
		if late {
			continue
		}
		day := 0
		if amount >= 0 { // no refund
			if day = b.clock.DayAt(second); day < days.First || day > days.Last {
				return &RowError{Row: i, Err: errTime(a.At)}
			}
		}
		if of {
			m.Names[n], m.rows[n], m.days[n], m.amounts[n] = a.Customer, i, int32(day), amount
			n++
		}
	}
	m.n = n
	return nil
}

// batches calls do with all rows, a batch at a time.
func (b *logBuilder) batches(do func(m *logBatch) error) error {
	m := new(logBatch)
	for from := 0; from < len(b.activities); from += count.BatchSize {
		if err := b.read(m, from, min(from+count.BatchSize, len(b.activities))); err != nil {
			return err
		}
		if err := do(m); err != nil {
			return err
		}
	}
	return nil
}

func errLoggedCustomers() error {
	return invalid("activity log: there are more than %d customers", math.MaxInt32)
}

// sorted makes a part of rows in ascending order of the customer.
func (b *logBuilder) sorted(customers, rows int) (*logPart, error) {
	p := &logPart{ends: make([]int, 0, customers)}
	if b.rule.names {
		p.customers = make([]string, 0, customers)
	}
	if b.rule.days {
		p.days = make([]int32, 0, rows)
	} else {
		p.at = make([]int64, 0, rows)
	}
	last := ""
	err := b.batches(func(m *logBatch) error {
		for i, name := range m.Names[:m.n] {
			if name != last {
				if len(p.ends) == math.MaxInt32 {
					return errLoggedCustomers()
				}
				last = name
				p.ends = append(p.ends, 0)
				if b.rule.names {
					p.customers = append(p.customers, name)
				}
			}
			a, amount := &b.activities[m.rows[i]], m.amounts[i]
			if !b.rule.days {
				if amount != 0 {
					if p.amounts.Len() == 0 {
						p.amounts = exact.NewList(rows)
					}
					p.amounts.Put(len(p.at), amount, a.Amount)
				}
				p.at = append(p.at, a.At.UnixNano())
			} else if amount >= 0 {
				p.days = append(p.days, m.days[i])
			}
			p.ends[len(p.ends)-1] = len(p.at) + len(p.days)
		}
		return nil
	})
	if p.amounts.Len() > 0 {
		p.amounts.Keep(len(p.at))
	}
	return p, err
}

// number checks the rows, and numbers their customers.
func (b *logBuilder) number() error {
	b.names, b.of = count.NewNumbers(), make([]int32, len(b.activities))
	if b.rule.names {
		b.names = count.NewNames()
	}
	if likely := len(b.activities) / 16 / max(b.rule.shard.Of, 1); likely > count.BatchSize {
		b.names.Reserve(likely)
	}
	if b.rule.days {
		b.days = make([]int32, len(b.activities))
	}
	return b.batches(func(m *logBatch) error {
		if !b.names.Number(&m.Batch, m.n) {
			return errLoggedCustomers()
		}
		for i, c := range m.Numbers[:m.n] {
			row, amount := m.rows[i], m.amounts[i]
			switch {
			case b.rule.days && amount < 0:
				continue
			case b.rule.days:
				b.days[row] = m.days[i]
			case amount != 0:
				if b.amounts.Len() == 0 {
					b.amounts = exact.NewList(len(b.activities))
				}
				b.amounts.Put(row, amount, b.activities[row].Amount)
			}
			b.of[row] = c + 1
		}
		return nil
	})
}

// part puts the rows to their customers, in ascending order or in that of the numbers.
func (b *logBuilder) part() *logPart {
	p := &logPart{ends: make([]int, b.names.Len())}
	next := make([]int, b.names.Len()) // by number: its rows, and then where its next row goes
	for _, c := range b.of {
		if c > 0 {
			next[c-1]++
		}
	}
	total := 0
	place := func(rank, number int) {
		n := next[number]
		next[number] = total
		total += n
		p.ends[rank] = total
	}
	if b.rule.names {
		p.customers = make([]string, len(b.names.Keys))
		for rank, name := range inOrder(b.names.Keys) {
			p.customers[rank] = b.names.Keys[name.number]
			place(rank, int(name.number))
		}
	} else {
		for i := range p.ends {
			place(i, i)
		}
	}
	if b.rule.days {
		p.days = make([]int32, total)
		for i, c := range b.of {
			if c > 0 {
				p.days[next[c-1]] = b.days[i]
				next[c-1]++
			}
		}
		return p
	}
	p.at = make([]int64, total)
	paid := b.amounts.Len() > 0
	if paid {
		p.amounts = exact.NewList(total)
	}
	for i, c := range b.of {
		if c == 0 {
			continue
		}
		k := next[c-1]
		next[c-1]++
		p.at[k] = b.activities[i].At.UnixNano()
		if paid {
			p.amounts.Copy(k, &b.amounts, i)
		}
	}
	return p
}
