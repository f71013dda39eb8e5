package store

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/cxmetrics/cx"
)

// What has no tally is made from the rows, which takes longer than a page may: cohorts and
// curves depend on the instant at which they are looked at. It is kept for buildAge.
const (
	buildAge  = 5 * time.Minute
	maxBuilds = 64
	chunk     = 1_000 // customers
)

// Built is what was made from rows, At an instant.
type Built[T any] struct {
	Value T
	At    time.Time
}

// builds keeps what was built. One build runs at a time, which bounds the memory.
type builds struct {
	one sync.Mutex // held by the one that builds
	mu  sync.Mutex // guards all
	all map[any]Built[any]
}

// Rebuild forgets what was built from rows: the next call builds it again.
func (s *Store) Rebuild() {
	s.built.mu.Lock()
	defer s.built.mu.Unlock()
	clear(s.built.all)
}

func (b *builds) get(key any) (Built[any], bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept, found := b.all[key]
	return kept, found && time.Since(kept.At) < buildAge
}

func (b *builds) put(key any, value any) Built[any] {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all == nil || len(b.all) >= maxBuilds {
		b.all = make(map[any]Built[any])
	}
	b.all[key] = Built[any]{value, time.Now()}
	return b.all[key]
}

// built returns what is kept of a key or, if that is missing or old, builds it.
func built[T any](s *Store, key any, build func() (T, error)) (Built[T], error) {
	kept, found := s.built.get(key)
	if !found {
		s.built.one.Lock()
		defer s.built.one.Unlock()
		if kept, found = s.built.get(key); !found { // another may have built it
			value, err := build()
			if err != nil {
				return Built[T]{}, err
			}
			kept = s.built.put(key, value)
		}
	}
	return Built[T]{kept.Value.(T), kept.At}, nil
}

// Orders is what the orders of a segment tell of its customers.
type Orders struct {
	Cohorts cx.Cohorts // by month
	Repeat  cx.Repeat
}

// Orders returns the cohorts of a segment, or of all if it is blank, as known at asOf.
func (s *Store) Orders(ctx context.Context, segment string, asOf time.Time) (Built[Orders], error) {
	type key struct {
		segment string
		asOf    cx.Date
	}
	day, err := cx.Calendar{}.DateOf(asOf)
	if err != nil {
		return Built[Orders]{}, fmt.Errorf("find the day: %w", err)
	}
	return built(s, key{segment, day}, func() (Orders, error) {
		var log cx.ActivityLog
		rows := s.Activities(ctx, Filter{Segment: segment})
		for chunk, err := range cx.ChunksBy(rows, func(a *Activity) string { return a.Customer }, chunk) {
			if err != nil {
				return Orders{}, err
			}
			activities := make([]cx.Activity, len(chunk))
			for i, a := range chunk {
				activities[i] = a.Activity()
			}
			part, err := cx.ActivityLogOf(activities, cx.Calendar{}, asOf)
			if err != nil {
				return Orders{}, fmt.Errorf("log the orders: %w", err)
			}
			if err := log.Merge(part); err != nil {
				return Orders{}, fmt.Errorf("log the orders: %w", err)
			}
		}
		var orders Orders
		if log.Total() == 0 {
			return orders, nil
		}
		if orders.Cohorts, err = log.Cohorts(cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}); err != nil {
			return Orders{}, fmt.Errorf("make the cohorts: %w", err)
		}
		if orders.Repeat, err = log.Repeat(); err != nil {
			return Orders{}, fmt.Errorf("count repeat orders: %w", err)
		}
		return orders, nil
	})
}

// Plan is how long the subscriptions of a plan last, in days.
type Plan struct {
	Name      string
	Lifespans []cx.Lifespan // for cx.LogRank
	Survival  cx.Survival
}

// Plans returns the survival of each plan, in order of their names, as known on a day. A plan
// without subscriptions before that day is left out.
func (s *Store) Plans(ctx context.Context, asOf cx.Date) (Built[[]Plan], error) {
	type key struct{ asOf cx.Date }
	return built(s, key{asOf}, func() ([]Plan, error) {
		byName := make(map[string][]Subscription)
		for sub, err := range s.Subscriptions(ctx) {
			if err != nil {
				return nil, err
			}
			byName[sub.Plan] = append(byName[sub.Plan], sub)
		}
		var plans []Plan
		for name, subs := range byName {
			lifespans, err := cx.LifespansOf(subs, func(s *Subscription) (start, end cx.Date) { return s.Start, s.End }, asOf)
			if err != nil {
				return nil, fmt.Errorf("measure the subscriptions: %w", err)
			}
			if len(lifespans) == 0 {
				continue
			}
			survival, err := cx.SurvivalOf(lifespans)
			if err != nil {
				return nil, fmt.Errorf("make a curve: %w", err)
			}
			plans = append(plans, Plan{name, lifespans, survival})
		}
		slices.SortFunc(plans, func(a, b Plan) int { return cmp.Compare(a.Name, b.Name) })
		return plans, nil
	})
}

// Support returns the tally of the tickets of a filter, as known at asOf.
func (s *Store) Support(ctx context.Context, f Filter, rule cx.SupportRule) (Built[cx.Support], error) {
	type key struct {
		filter Filter
		asOf   cx.Date
	}
	day, err := cx.Calendar{}.DateOf(rule.AsOf)
	if err != nil {
		return Built[cx.Support]{}, fmt.Errorf("find the day: %w", err)
	}
	return built(s, key{f, day}, func() (cx.Support, error) {
		var support cx.Support
		for chunk, err := range chunks(s.Tickets(ctx, f), verifyChunk) {
			if err != nil {
				return cx.Support{}, err
			}
			tickets := make([]cx.Ticket, len(chunk))
			for i, t := range chunk {
				tickets[i] = t.Ticket()
			}
			part, err := cx.SupportOf(tickets, rule)
			if err != nil {
				return cx.Support{}, fmt.Errorf("count tickets: %w", err)
			}
			if err := support.Merge(part); err != nil {
				return cx.Support{}, fmt.Errorf("count tickets: %w", err)
			}
		}
		return support, nil
	})
}

// chunks cuts rows that need not stay together, such as tickets.
func chunks[T any](rows iter.Seq2[T, error], size int) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		var chunk []T
		for row, err := range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			if chunk = append(chunk, row); len(chunk) == size {
				if !yield(chunk, nil) {
					return
				}
				chunk = nil
			}
		}
		if len(chunk) > 0 {
			yield(chunk, nil)
		}
	}
}
