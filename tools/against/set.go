package main

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"

	"github.com/cxmetrics/cx"
)

// A set is a random table of customers. The columns are those that R reads, by their names.
type set struct {
	id int
	n  int

	lifespans []cx.Lifespan
	entered   bool    // some enter late
	last      float64 // the last exit
	group     []int
	groups    int
	first     []int // answers on 0..10
	second    []int // answers that go with first, on 0..10
	outcome   []bool
	amounts   []int // cents
	times     []float64
	taus      []float64 // for restricted means
	p         []float64
	planned   []int    // shares of the groups, in percent
	drivers   [3][]int // ratings on 1..5
	rated     []int    // the outcome of the drivers, on 0..10
	buyers    []cx.PurchaseHistory
}

// benchmarks are the constants that shares are compared with, by the last digit of the id.
var benchmarks = [10]float64{0.5, 0.1, 0.9, 0.01, 0.25, 0.75, 0.99, 0.4, 0.6, 0.05}

func (s *set) benchmark() float64 { return benchmarks[s.id%10] }

// drawSet draws the set of an id. It depends on the seed and the id alone.
func drawSet(seed uint64, id int) *set {
	r := rand.New(rand.NewPCG(seed, uint64(id)))
	s := &set{id: id}
	// From 1 to 5,000, evenly on the scale of logarithms; every 25th set is tiny.
	s.n = min(int(math.Exp(r.Float64()*math.Log(5001))), 5000)
	if id%25 == 0 {
		s.n = 1 + r.IntN(6)
	}
	s.drawGroups(r)
	s.drawLifespans(r)
	s.drawAnswers(r)
	s.drawAmounts(r)
	s.drawP(r)
	if id%buyersEvery == 0 {
		s.drawBuyers(r)
	}
	return s
}

// extreme draws a share that is often near 0 or 1, and sometimes one of them.
func extreme(r *rand.Rand) float64 {
	switch r.IntN(16) {
	case 0:
		return 0
	case 1:
		return 1
	case 2, 3, 4:
		return math.Pow(r.Float64(), 6)
	case 5, 6, 7:
		return 1 - math.Pow(r.Float64(), 6)
	}
	return r.Float64()
}

// drawGroups draws 2 to 5 groups, which may be as unlike as 1 to 100.
func (s *set) drawGroups(r *rand.Rand) {
	s.groups = 2 + r.IntN(4)*r.IntN(2)
	weights := make([]float64, s.groups)
	sum := 0.0
	for i := range weights {
		weights[i] = math.Pow(0.01, r.Float64()*float64(r.IntN(2)))
		sum += weights[i]
	}
	s.group = make([]int, s.n)
	for i := range s.group {
		u := r.Float64() * sum
		for g, w := range weights {
			if s.group[i] = g; u < w {
				break
			}
			u -= w
		}
	}
	left := 100
	for i := range s.groups - 1 {
		share := 1 + r.IntN(left-(s.groups-1-i))
		s.planned = append(s.planned, share)
		left -= share
	}
	s.planned = append(s.planned, left)
}

// drawLifespans draws lifespans in days, with ties or in thousandths of a day.
func (s *set) drawLifespans(r *rand.Rand) {
	grid := []float64{1, 0.25, 0.001, 100}[r.IntN(4)]
	shape := 0.4 + 2*r.Float64()
	seen := 50 * math.Exp(3*r.Float64()) // the longest observation
	if r.IntN(8) == 0 {
		seen = math.Inf(1)
	}
	none := r.IntN(20) == 0 // nobody churns
	late := r.IntN(3) == 0
	effect := r.Float64() * 2 * float64(r.IntN(2))
	round := func(t float64) float64 { return math.Round(1e4*grid*math.Ceil(t/grid)) / 1e4 }
	for i := range s.n {
		scale := 300 * math.Exp(-effect*float64(s.group[i]))
		exit := scale * math.Pow(r.ExpFloat64(), 1/shape)
		l := cx.Lifespan{Exit: round(min(exit, 5000)), Churned: !none}
		if until := seen * r.Float64(); until < exit {
			l.Exit, l.Churned = round(until), false
		}
		l.Exit = max(l.Exit, grid)
		if late && r.IntN(2) == 0 {
			// An entry is before the exit.
			l.Entry = round(r.Float64()*l.Exit) - grid
			l.Entry = math.Round(1e4*max(l.Entry, 0)) / 1e4
		}
		s.lifespans = append(s.lifespans, l)
		s.entered = s.entered || l.Entry > 0
		s.last = max(s.last, l.Exit)
	}
	first, some := s.last, s.lifespans[r.IntN(s.n)].Exit
	for _, l := range s.lifespans {
		first = min(first, l.Exit)
	}
	at := func(share float64) float64 { return math.Round(share*s.last*1e3) / 1e3 }
	s.times = []float64{0, at(0.1), at(0.3), at(0.6), some, s.last}
	s.taus = []float64{max(at(0.4), first), some, s.last} // R has no mean before the first exit
}

// drawAnswers draws answers whose distribution may be anything, and an outcome.
func (s *set) drawAnswers(r *rand.Rand) {
	high, spread := extreme(r), 0.5+10*r.Float64()
	points := []int{11, 11, 5, 2}[r.IntN(4)] // the fewer, the more ties
	draw := func(center float64) int {
		x := math.Round(center + spread*r.NormFloat64()/2)
		return int(min(max(x, 0), float64(points-1))) * (10 / (points - 1))
	}
	rate, together, tells := extreme(r), r.Float64(), r.Float64()*2
	for range s.n {
		a := draw(high * float64(points-1))
		b := a
		if r.Float64() > together {
			b = draw(float64(points-1) * r.Float64())
		}
		s.first, s.second = append(s.first, a), append(s.second, b)
		u := math.Pow(r.Float64(), math.Exp(tells*(float64(a)/5-1)))
		s.outcome = append(s.outcome, u < rate)
		common := r.NormFloat64()
		sum := 0.0
		for d := range s.drivers {
			x := min(max(math.Round(3+common+r.NormFloat64()), 1), 5)
			s.drivers[d] = append(s.drivers[d], int(x))
			sum += x * float64(d)
		}
		s.rated = append(s.rated, int(min(max(math.Round(sum-4+2*r.NormFloat64()), 0), 10)))
	}
}

// drawAmounts draws amounts, lognormal or alike, some negative.
func (s *set) drawAmounts(r *rand.Rand) {
	sigma, refunds := 2*r.Float64()*float64(min(r.IntN(10), 1)), r.Float64()*0.1
	for range s.n {
		a := int(math.Round(5000 * math.Exp(sigma*r.NormFloat64())))
		if sigma > 0 && r.Float64() < refunds {
			a = -a
		}
		s.amounts = append(s.amounts, a)
	}
}

// drawP draws p values, many of them small or tied, some 0 or 1.
func (s *set) drawP(r *rand.Rand) {
	power := 1 + 5*r.Float64()
	for range min(s.n, 200) {
		p := math.Round(1e6*math.Pow(r.Float64(), power)) / 1e6
		switch r.IntN(20) {
		case 0:
			p = 0.05
		case 1:
			p = 1
		}
		s.p = append(s.p, p)
	}
}

// buyersEvery is the sample of sets to which BG/NBD is fitted.
const buyersEvery = 20

// drawBuyers draws 200 to 700 customers of BG/NBD, seen for half a year to a year.
func (s *set) drawBuyers(r *rand.Rand) {
	shape, alpha := 0.3+r.Float64(), 3+10*r.Float64()
	a, b := 0.3+r.Float64(), 1.5+3*r.Float64()
	for range 200 + r.IntN(500) {
		days := 180 + r.IntN(180)
		row := cx.PurchaseHistory{Age: float64(days) / 8, Unit: cx.Week}
		rate := drawGamma(r, shape) / alpha
		x, y := drawGamma(r, a), drawGamma(r, b)
		for t := r.ExpFloat64() / rate; t < row.Age; t += r.ExpFloat64() / rate {
			// Eighths of a week, so that the text has few digits; one order at a time.
			if at := math.Ceil(t*8) / 8; at > row.Recency && at <= row.Age {
				row.Frequency++
				row.Recency = at
			}
			if r.Float64() < x/(x+y) {
				break
			}
		}
		s.buyers = append(s.buyers, row)
	}
}

// drawGamma draws from a gamma distribution, by Marsaglia and Tsang (2000).
func drawGamma(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return drawGamma(r, shape+1) * math.Pow(r.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	for {
		x := r.NormFloat64()
		v := math.Pow(1+x/math.Sqrt(9*d), 3)
		if v > 0 && math.Log(1-r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// writeSets writes a line for each column of each set: its name and its numbers.
func writeSets(file string, sets []*set, wanted []string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	fmt.Fprint(w, "families")
	for _, name := range wanted {
		fmt.Fprint(w, " ", name)
	}
	fmt.Fprintln(w)
	for _, s := range sets {
		s.write(w)
	}
	fmt.Fprintln(w, "done")
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing the sets: %w", err)
	}
	return f.Close()
}

func (s *set) write(w *bufio.Writer) {
	column := func(name string, n int, at func(i int) float64) {
		w.WriteString(name)
		for i := range n {
			w.WriteByte(' ')
			w.WriteString(strconv.FormatFloat(at(i), 'g', -1, 64))
		}
		w.WriteByte('\n')
	}
	one := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	whole := func(name string, x []int) {
		column(name, len(x), func(i int) float64 { return float64(x[i]) })
	}
	column("set", 1, func(int) float64 { return float64(s.id) })
	column("entry", s.n, func(i int) float64 { return s.lifespans[i].Entry })
	column("exit", s.n, func(i int) float64 { return s.lifespans[i].Exit })
	column("churned", s.n, func(i int) float64 { return one(s.lifespans[i].Churned) })
	whole("group", s.group)
	whole("first", s.first)
	whole("second", s.second)
	column("outcome", s.n, func(i int) float64 { return one(s.outcome[i]) })
	whole("cents", s.amounts)
	column("times", len(s.times), func(i int) float64 { return s.times[i] })
	column("taus", len(s.taus), func(i int) float64 { return s.taus[i] })
	column("p", len(s.p), func(i int) float64 { return s.p[i] })
	whole("planned", s.planned)
	column("benchmark", 1, func(int) float64 { return s.benchmark() })
	for d := range s.drivers {
		whole(fmt.Sprint("driver", d+1), s.drivers[d])
	}
	whole("rated", s.rated)
	if s.buyers != nil {
		column("frequency", len(s.buyers), func(i int) float64 { return float64(s.buyers[i].Frequency) })
		column("recency", len(s.buyers), func(i int) float64 { return s.buyers[i].Recency })
		column("age", len(s.buyers), func(i int) float64 { return s.buyers[i].Age })
	}
	w.WriteString("end\n")
}
