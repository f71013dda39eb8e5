package main

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/fileio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/transforms/stats"
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/beam/cxbeam"
)

// What a worker needs to find the functions again that the pipeline names: pointers to
// DoFns, and each type that is emitted or iterated over.
func init() {
	register.DoFn3x0(&pathFn{})
	register.DoFn4x1(&readFn{})
	register.DoFn4x1(&rowsFn{})
	register.DoFn6x1(&customersFn{})
	register.DoFn8x1(&writeFn{})
	register.Combiner1[cx.NPS](&cxbeam.Merge[cx.NPS, *cx.NPS]{})
	register.Combiner1[cx.Amounts](&cxbeam.Merge[cx.Amounts, *cx.Amounts]{})
	register.Combiner1[cx.Cohorts](&cxbeam.Merge[cx.Cohorts, *cx.Cohorts]{})
	register.Combiner1[cx.Funnel](&cxbeam.Merge[cx.Funnel, *cx.Funnel]{})
	register.Combiner1[cx.Linkage](&cxbeam.Merge[cx.Linkage, *cx.Linkage]{})

	register.Emitter1[string]()
	register.Emitter2[int, Block]()
	register.Emitter2[Tag, int64]()
	register.Emitter2[string, cx.NPS]()
	register.Emitter2[string, cx.Amounts]()
	register.Emitter1[cx.Cohorts]()
	register.Emitter1[cx.Funnel]()
	register.Emitter1[cx.Linkage]()

	register.Iter1[Block]()
	register.Iter2[Tag, int64]()
	register.Iter2[string, cx.NPS]()
	register.Iter2[string, cx.Amounts]()
	register.Iter1[cx.Cohorts]()
	register.Iter1[cx.Funnel]()
	register.Iter1[cx.Linkage]()
}

// Block is rows of one file whose customers are in one shard. A pipeline of blocks is
// several times as fast as one of rows, each of which would be an element with its overhead.
type Block struct{ Rows []Row }

// blockRows bounds the rows of a block.
const blockRows = 500

// build adds the pipeline: files into blocks, blocks into tallies, tallies into one file.
func build(s beam.Scope, patterns, out string, rules Rules, shards int) error {
	if shards < 1 {
		return errors.New("there is no shard")
	}
	var blocks, counts []beam.PCollection
	for _, pattern := range strings.Split(patterns, ",") {
		// The files of a pattern go to the workers in any order, and a bundle has some of them.
		matches := fileio.MatchFiles(s, pattern, fileio.MatchEmptyDisallow())
		paths, m := beam.ParDo2(s, &pathFn{}, matches)
		b, c := beam.ParDo2(s, &readFn{Shards: shards}, beam.Reshuffle(s, paths))
		blocks, counts = append(blocks, b), append(counts, m, c)
	}
	all := beam.Flatten(s, blocks...)

	// What needs no other row of the customer is counted where the rows are read.
	nps, amounts := beam.ParDo2(s, &rowsFn{rules}, all)
	nps = beam.CombinePerKey(s, &cxbeam.Merge[cx.NPS, *cx.NPS]{}, nps)
	amounts = beam.CombinePerKey(s, &cxbeam.Merge[cx.Amounts, *cx.Amounts]{}, amounts)

	// The rest is counted by shard, where all rows of its customers come together.
	cohorts, funnels, linkages, n := beam.ParDo4(s, &customersFn{rules}, beam.GroupByKey(s, all))
	counts = append(counts, n)
	cohorts = beam.Combine(s, &cxbeam.Merge[cx.Cohorts, *cx.Cohorts]{}, cohorts)
	funnels = beam.Combine(s, &cxbeam.Merge[cx.Funnel, *cx.Funnel]{}, funnels)
	linkages = beam.Combine(s, &cxbeam.Merge[cx.Linkage, *cx.Linkage]{}, linkages)

	beam.ParDo0(s, &writeFn{out, rules}, beam.Impulse(s),
		beam.SideInput{Input: stats.SumPerKey(s, beam.Flatten(s, counts...))},
		beam.SideInput{Input: nps}, beam.SideInput{Input: amounts},
		beam.SideInput{Input: cohorts}, beam.SideInput{Input: funnels}, beam.SideInput{Input: linkages})
	return nil
}

// pathFn takes the name of a file, and counts it.
type pathFn struct{}

// ProcessElement emits the name.
func (*pathFn) ProcessElement(file fileio.FileMetadata, emit func(string), count func(Tag, int64)) {
	emit(file.Path)
	count(Tag{file.Path, matched}, 1)
}

// bundles is shown by the runner.
var bundles = beam.NewCounter("cx", "bundles that read files")

// readFn reads a file into blocks. It keeps nothing between files, so that a bundle that
// fails and is tried again leaves nothing behind.
type readFn struct{ Shards int }

// StartBundle counts the bundles.
func (*readFn) StartBundle(ctx context.Context, _ func(int, Block), _ func(Tag, int64)) {
	bundles.Inc(ctx, 1)
}

// ProcessElement emits the rows by shard, and how many there were.
func (f *readFn) ProcessElement(ctx context.Context, name string, emit func(int, Block), count func(Tag, int64)) error {
	pending := make([]Block, f.Shards)
	n := 0
	counts, err := countFile(ctx, name, func(row Row) {
		// Answers without a customer need no shard, and have one so that none has them all.
		shard := n % f.Shards
		if row.Customer != "" {
			shard = int(crc32.ChecksumIEEE([]byte(row.Customer)) % uint32(f.Shards))
		}
		n++
		b := &pending[shard]
		if b.Rows = append(b.Rows, row); len(b.Rows) == blockRows {
			emit(shard, *b)
			*b = Block{}
		}
	})
	if err != nil {
		return err
	}
	for shard, b := range pending {
		if len(b.Rows) > 0 {
			emit(shard, b)
		}
	}
	for tag, n := range counts {
		count(tag, n)
	}
	return nil
}

// rowsFn counts the rows of a block by themselves.
type rowsFn struct{ Rules Rules }

// ProcessElement emits the NPS by segment and week, and the amounts by segment.
func (f *rowsFn) ProcessElement(_ int, block Block, nps func(string, cx.NPS), amounts func(string, cx.Amounts)) error {
	trends, sales, err := f.Rules.rowTallies(block.Rows)
	if err != nil {
		return err
	}
	for _, t := range trends {
		for _, p := range t.Tally {
			if p.Tally.Total() > 0 {
				nps(p.Period.String()+" "+t.Key, p.Tally)
			}
		}
	}
	for _, s := range sales {
		amounts(s.Key, s.Tally)
	}
	return nil
}

// customersFn counts the customers of a shard.
type customersFn struct{ Rules Rules }

// ProcessElement holds all rows of a shard in memory: there must be enough shards.
func (f *customersFn) ProcessElement(_ int, blocks func(*Block) bool, cohorts func(cx.Cohorts), funnels func(cx.Funnel), linkages func(cx.Linkage), count func(Tag, int64)) error {
	var rows []Row
	for b := (Block{}); blocks(&b); b = (Block{}) {
		rows = append(rows, b.Rows...)
	}
	c, n, l, err := f.Rules.customerTallies(rows)
	if err != nil {
		return err
	}
	cohorts(c)
	funnels(n)
	linkages(l)
	count(Tag{"", sharded}, int64(len(rows)))
	return nil
}

// writeFn writes the figures. If it is tried again, it writes the same file again.
type writeFn struct {
	Out   string
	Rules Rules
}

// ProcessElement gets all that is left: one tally for each key.
func (f *writeFn) ProcessElement(ctx context.Context, _ []byte, counts func(*Tag, *int64) bool,
	nps func(*string, *cx.NPS) bool, amounts func(*string, *cx.Amounts) bool,
	cohorts func(*cx.Cohorts) bool, funnels func(*cx.Funnel) bool, linkages func(*cx.Linkage) bool) error {
	figures, err := f.Rules.empty()
	if err != nil {
		return err
	}
	byTag := map[Tag]int64{}
	for tag, n := (Tag{}), int64(0); counts(&tag, &n); {
		byTag[tag] += n
	}
	var points [][]trend
	for key, tally := "", (cx.NPS{}); nps(&key, &tally); {
		week, segment, _ := strings.Cut(key, " ")
		period, err := cx.ParsePeriod(week)
		if err != nil {
			return fmt.Errorf("the week of a tally: %w", err)
		}
		points = append(points, []trend{{Key: segment, Tally: []cx.Point[cx.NPS]{{Period: period, Tally: tally}}}})
	}
	var parts [][]sales
	for key, tally := "", (cx.Amounts{}); amounts(&key, &tally); {
		parts = append(parts, []sales{{Key: key, Tally: tally}})
	}
	if figures.NPS, err = cx.MergeGroupTrends(points...); err != nil {
		return fmt.Errorf("NPS by segment and week: %w", err)
	}
	if figures.Amounts, err = cx.MergeGroups(parts...); err != nil {
		return fmt.Errorf("amounts by segment: %w", err)
	}
	_, rows := byTag[Tag{"", sharded}]
	err = errors.Join(figures.setCounts(byTag), figures.balance(byTag),
		mergeOne(&figures.Cohorts, cohorts, rows), mergeOne(&figures.Funnel, funnels, rows), mergeOne(&figures.Linkage, linkages, rows))
	if err != nil {
		return err
	}
	return figures.write(ctx, f.Out)
}

// mergeOne merges the tally of all, which there is if there are rows.
func mergeOne[T any, P cx.Tally[T]](into P, tallies func(*T) bool, rows bool) error {
	var tally T
	if !tallies(&tally) && rows {
		return fmt.Errorf("there is no %T: something failed before", tally)
	}
	if err := into.Merge(tally); err != nil {
		return fmt.Errorf("merge a %T: %w", tally, err)
	}
	return nil
}

// write writes a file of any storage that Beam knows.
func (f Figures) write(ctx context.Context, name string) error {
	data, err := f.encode()
	if err != nil {
		return err
	}
	files, err := filesystem.New(ctx, name)
	if err != nil {
		return fmt.Errorf("write the figures: %w", err)
	}
	defer files.Close()
	if err := filesystem.Write(ctx, files, name, data); err != nil {
		return fmt.Errorf("write the figures: %w", err)
	}
	return nil
}
