package main

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"

	"github.com/cxmetrics/cx"
)

// level is the confidence level of all intervals, and 1 - level the level of all tests.
const level = 0.95

// A method is what prints a level or a P, and how often it keeps to it.
type method struct {
	name   string
	of     []string // the exported names that it tries
	note   string   // what a user should know of its error rate
	sizes  []size
	truths []truth
	slow   int // tries are so many times fewer
	band   band
}

// A size is that of a sample, and of another where two are compared.
type size struct{ n, other int }

func (s size) String() string {
	if s.other > 0 {
		return fmt.Sprintf("%d : %d", s.n, s.other)
	}
	return fmt.Sprint(s.n)
}

// smaller returns the size of the smaller sample.
func (s size) smaller() int {
	if s.other > 0 {
		return min(s.n, s.other)
	}
	return s.n
}

// A truth is a world to draw samples from. Its try draws one, and reports a hit: an interval that
// holds the truth, or a test that finds a difference where there is none.
type truth struct {
	name string
	try  func(size) func(*rand.Rand) (hit bool, err error)
}

// A band is what a method must keep to from a size on, in percent over its truths.
type band struct {
	from        int
	low, high   float64 // of the mean
	least, most float64 // of each truth
}

// intervals is the band of an interval of 95 %, exact that of one which is never too narrow, fitted
// that of a fitted model, whose errors are those of large samples, and tests that of a test at 5 %.
var (
	intervals = band{from: 10, low: 93.5, high: 98, least: 90, most: 100}
	exact     = band{from: 10, low: 94.5, high: 100, least: 94.5, most: 100}
	fitted    = band{from: 200, low: 91.5, high: 99, least: 90, most: 100}
	tests     = band{from: 30, high: 6, most: 8}
)

// A cell is what came of the tries of one truth at one size.
type cell struct{ tries, hits, undefined int }

// percent returns the hits of the tries that had a result.
func (c cell) percent() float64 { return 100 * float64(c.hits) / float64(c.tries-c.undefined) }

// A column is what came of all truths at one size.
type column []cell

// counts reports whether a cell has enough results to say something: a hundredth of its tries.
func (c cell) counts() bool { return 100*(c.tries-c.undefined) >= c.tries && c.tries > c.undefined }

// mean returns the mean of the truths; least and most are the extremes among them.
func (c column) mean() (mean, least, most float64) {
	least = math.Inf(1)
	n := 0
	for _, v := range c {
		if !v.counts() {
			continue
		}
		p := v.percent()
		mean += p
		n++
		least, most = min(least, p), max(most, p)
	}
	return mean / float64(n), least, most
}

// undefined returns the percentage of tries without a result.
func (c column) undefined() float64 {
	tries, undefined := 0, 0
	for _, v := range c {
		tries += v.tries
		undefined += v.undefined
	}
	return 100 * float64(undefined) / float64(tries)
}

// simulate tries each method at each size and truth. What it returns depends on the seed and the
// number of tries alone. An error other than that of an undefined figure ends it.
func simulate(methods []method, tries int, seed uint64) (map[string][]column, error) {
	type job struct {
		m    *method
		size size
		t    truth
		into *cell
	}
	results := make(map[string][]column)
	var jobs []job
	for i := range methods {
		m := &methods[i]
		columns := make([]column, len(m.sizes))
		for k, s := range m.sizes {
			columns[k] = make(column, len(m.truths))
			for j, t := range m.truths {
				jobs = append(jobs, job{m, s, t, &columns[k][j]})
			}
		}
		results[m.name] = columns
	}

	todo := make(chan job)
	var workers sync.WaitGroup
	var first error
	var once sync.Once
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for j := range todo {
				name := fmt.Sprintf("%s, %s, %s", j.m.name, j.size, j.t.name)
				c, err := tryCell(j.t.try(j.size), max(tries/max(j.m.slow, 1), 1), seed, name)
				if err != nil {
					once.Do(func() { first = fmt.Errorf("%s: %w", name, err) })
				}
				*j.into = c
			}
		})
	}
	for _, j := range jobs {
		todo <- j
	}
	close(todo)
	workers.Wait()
	return results, first
}

// tryCell counts the hits of a cell, whose random numbers depend on the seed and its name.
func tryCell(try func(*rand.Rand) (bool, error), tries int, seed uint64, name string) (cell, error) {
	h := fnv.New64a()
	h.Write([]byte(name))
	r := rand.New(rand.NewPCG(seed, h.Sum64()))
	c := cell{tries: tries}
	for range tries {
		hit, err := try(r)
		switch {
		case errors.Is(err, cx.ErrUndefined):
			c.undefined++
		case err != nil:
			return c, err
		case hit:
			c.hits++
		}
	}
	return c, nil
}

// faults says where a method is outside its band by more than chance explains: three standard
// errors of the simulation.
func (m *method) faults(columns []column) []string {
	var faults []string
	for k, s := range m.sizes {
		if s.smaller() < m.band.from {
			continue
		}
		mean, least, most := columns[k].mean()
		if math.IsNaN(mean) {
			faults = append(faults, fmt.Sprintf("%s, %s: no try had a result", m.name, s))
			continue
		}
		var one, all float64 // tries with a result: of the truth with the fewest, and in all
		one = math.Inf(1)
		for _, c := range columns[k] {
			if c.counts() {
				one = min(one, float64(c.tries-c.undefined))
				all += float64(c.tries - c.undefined)
			}
		}
		check := func(what string, got, low, high, tries float64) {
			slack := func(p float64) float64 {
				p = min(max(p, 1), 99)
				return 3 * math.Sqrt(p*(100-p)/tries)
			}
			if got < low-slack(low) || got > high+slack(high) {
				faults = append(faults, fmt.Sprintf("%s, %s: %s %.1f %%, want %.1f..%.1f", m.name, s, what, got, low, high))
			}
		}
		check("mean", mean, m.band.low, m.band.high, all)
		check("least", least, m.band.least, 100, one)
		check("most", most, 0, m.band.most, one)
	}
	return faults
}

// memo keeps the results of a function whose argument comes again and again: the counts of a
// small sample.
func memo[K comparable, V any](f func(K) (V, error)) func(K) (V, error) {
	type result struct {
		v   V
		err error
	}
	known := make(map[K]result)
	return func(k K) (V, error) {
		got, ok := known[k]
		if !ok {
			got.v, got.err = f(k)
			if len(known) < 1<<16 {
				known[k] = got
			}
		}
		return got.v, got.err
	}
}

// holds reports whether an interval holds a value, with room for rounding. An estimate without an
// interval is undefined.
func holds(iv cx.Interval, err error, value float64) (bool, error) {
	if err == nil && iv == (cx.Interval{}) {
		return false, cx.ErrUndefined
	}
	slack := 1e-9 * (1 + math.Abs(value))
	return iv.Low-slack <= value && value <= iv.High+slack, err
}

// finds reports whether a test finds a difference, by the P that is to be read.
func finds(c cx.Comparison, err error) (bool, error) {
	p := c.P
	if c.ExactP > 0 {
		p = c.ExactP
	}
	return p <= 1-level, err
}

// unlessSkewed leaves out a comparison that is marked as not to be trusted.
func unlessSkewed(c cx.Comparison, err error) (cx.Comparison, error) {
	if err == nil && c.Skewed {
		return c, cx.ErrUndefined
	}
	return c, err
}

// draw adds n draws from shares to counts.
func draw(r *rand.Rand, n int, shares []float64, counts []int64) {
	for range n {
		u := r.Float64()
		k := 0
		for k < len(shares)-1 && u >= shares[k] {
			u -= shares[k]
			k++
		}
		counts[k]++
	}
}

// binomial returns the successes of n tries.
func binomial(r *rand.Rand, n int, p float64) int64 {
	var count int64
	for range n {
		if r.Float64() < p {
			count++
		}
	}
	return count
}
