package table

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Join adds the columns of a second file to the rows that have its key.
type Join struct {
	File        string
	Key, Theirs string // the columns of the key, in the file and in the second
}

// ParseOn parses KEY or KEY=THEIRS.
func ParseOn(text string) (key, theirs string) {
	key, theirs, ok := strings.Cut(text, "=")
	if !ok {
		theirs = key
	}
	return clean(key), clean(theirs)
}

// join is a second file.
type join struct {
	Join
	in     *os.File
	table  *Reader
	key    int            // the column of the file
	theirs int            // and of the second file
	width  int            // columns of the file
	places []int          // of the second file, of the columns that are added
	used   []int          // of those, the ones that are asked for
	rows   map[string]int // by key: the place of the cells, twice for several
	cells  []string

	missing, twice int64 // rows of the file
}

const twice = -1

// maxJoined bounds the second file, in bytes of the cells that are kept.
const maxJoined = 512 << 20

// openJoin reads the header of the second file, whose columns are added.
func (r *Reader) openJoin(o Join) error {
	in, err := os.Open(o.File)
	if err != nil {
		return err
	}
	j := &join{Join: o, in: in, width: len(r.names)}
	if j.table, err = Open(in, Options{Encoding: r.options.Encoding, Decimal: r.options.Decimal}); err == nil {
		j.theirs, err = j.table.Find("on", o.Theirs)
	}
	if err != nil {
		in.Close()
		if question, ok := err.(*FlagError); ok {
			return flagErrorf("%s in %s", question.Text, filepath.Base(o.File))
		}
		return fmt.Errorf("%s: %w", filepath.Base(o.File), err)
	}
	for place, n := range j.table.names {
		if place != j.theirs {
			j.places = append(j.places, place)
			r.names = append(r.names, n)
		}
	}
	r.nameColumns()
	if j.key, err = r.Find("on", o.Key); err == nil && j.key >= j.width {
		err = flagErrorf("-on: the file itself has no column %q", o.Key)
	}
	if err != nil {
		in.Close()
		return err
	}
	r.join = j
	return nil
}

// load reads the second file, of which the columns are kept that are asked for.
func (j *join) load(asked []int) error {
	defer j.in.Close()
	j.rows = map[string]int{}
	for _, place := range asked {
		if place >= j.width {
			j.used = append(j.used, place)
			j.table.ask(j.places[place-j.width])
		}
	}
	size := 0
	for {
		cells, err := j.table.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(j.File), err)
		}
		key := clean(cells[j.theirs])
		if _, known := j.rows[key]; known {
			j.rows[key] = twice
			continue
		}
		j.rows[strings.Clone(key)] = len(j.cells)
		size += len(key) + 64
		for _, place := range j.used {
			cell := cells[j.places[place-j.width]]
			j.cells = append(j.cells, strings.Clone(cell))
			size += len(cell) + 16
		}
		if size > maxJoined {
			return fmt.Errorf("%s: more than %d MiB to join: keep the columns and rows that are needed", filepath.Base(j.File), maxJoined>>20)
		}
	}
}

// add adds the cells of the second file to a row. A row without them, or with those of
// two, has blank ones.
func (j *join) add(cells []string) []string {
	at, known := j.rows[clean(cells[j.key])]
	for range j.places {
		cells = append(cells, "")
	}
	switch {
	case !known:
		j.missing++
	case at == twice:
		j.twice++
	default:
		for i, place := range j.used {
			cells[place] = j.cells[at+i]
		}
	}
	return cells
}

// Unjoined returns the number of rows whose key the second file lacks, and of those whose
// key it has twice.
func (r *Reader) Unjoined() (missing, twice int64) {
	if r.join == nil {
		return 0, 0
	}
	return r.join.missing, r.join.twice
}
