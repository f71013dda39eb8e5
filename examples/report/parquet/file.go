package main

import (
	"bufio"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// The limits on what a file may do to memory. The footer names the columns, and where their
// parts are.
const (
	maxFooter  = 64 << 20 // bytes
	maxColumns = 100_000
	maxCell    = 1 << 20 // bytes, as the report takes a row
)

var errDamaged = errors.New("the file is damaged")

// writeCSV writes a file as CSV. The package that reads it panics on some damaged files.
func writeCSV(in io.ReaderAt, size int64, out, notes io.Writer) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errDamaged
		}
	}()
	if err := checkFooter(in, size); err != nil {
		return err
	}
	file, err := parquet.OpenFile(in, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return errDamaged
	}
	columns := columnsOf(file)
	var header []string
	for _, c := range columns {
		switch {
		case c.write == nil:
			fmt.Fprintf(notes, "column %q is left out: it is %s\n", c.name, c.what)
			continue
		case c.list:
			fmt.Fprintf(notes, "column %q is a list: its cells have semicolons between them, for report -split \";\"\n", c.name)
		}
		header = append(header, c.name)
	}
	if len(header) == 0 {
		return errors.New("the file has no column of text, numbers or times")
	}
	buffered := bufio.NewWriterSize(out, 64<<10)
	w := &writer{csv: csv.NewWriter(buffered), plain: buffered, columns: columns, cells: header}
	if err := w.end(); err != nil {
		return err
	}
	for _, group := range file.RowGroups() {
		if err := w.group(group); err != nil {
			return err
		}
	}
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}

// checkFooter refuses what is no Parquet file, and a footer that would take too much memory,
// before it is read.
func checkFooter(in io.ReaderAt, size int64) error {
	const magic = "PAR1"
	var start [4]byte
	var end [8]byte
	if size < int64(len(start)+len(end)) {
		return errors.New("the file is no Parquet file, or cut short")
	}
	if _, err := in.ReadAt(start[:], 0); err != nil {
		return err
	}
	if _, err := in.ReadAt(end[:], size-int64(len(end))); err != nil {
		return err
	}
	switch {
	case string(start[:]) == "PARE" || string(end[4:]) == "PARE":
		return errors.New("the file is encrypted: write it without")
	case string(start[:]) != magic:
		return errors.New("the file is no Parquet file")
	case string(end[4:]) != magic:
		return errors.New("the file is cut short: its end is missing")
	}
	length := int64(binary.LittleEndian.Uint32(end[:4]))
	if length > size-int64(len(start)+len(end)) {
		return errDamaged
	}
	if length > maxFooter {
		return fmt.Errorf("the footer is longer than %d MiB: write fewer columns", maxFooter>>20)
	}
	// The footer begins with the version, and goes on with the list of the columns.
	head := make([]byte, min(length, 32))
	if _, err := in.ReadAt(head, size-int64(len(end))-length); err != nil {
		return err
	}
	n, ok := schemaSize(head)
	if !ok {
		return errDamaged
	}
	if n > maxColumns {
		return fmt.Errorf("the file has more than %d columns: write those that are needed", maxColumns)
	}
	return nil
}

// schemaSize returns the number of elements of the schema, as the beginning of a footer says
// it in the compact protocol of Thrift: an i32, and a list of structs.
func schemaSize(head []byte) (uint64, bool) {
	const i32Field, listField, structs = 0x15, 0x19, 0x0c
	if len(head) < 4 || head[0] != i32Field {
		return 0, false
	}
	_, width := binary.Uvarint(head[1:])
	if width <= 0 {
		return 0, false
	}
	if head = head[1+width:]; len(head) < 2 || head[0] != listField || head[1]&0x0f != structs {
		return 0, false
	}
	if n := head[1] >> 4; n < 15 {
		return uint64(n), true
	}
	n, width := binary.Uvarint(head[2:])
	return n, width > 0
}

// writer writes rows as CSV.
type writer struct {
	csv     *csv.Writer
	plain   io.Writer // that of the csv
	columns []column
	cells   []string // of a row
	row     int64    // its number, from 1
	text    strings.Builder
}

// group writes the rows of a group.
func (w *writer) group(group parquet.RowGroup) error {
	rows := group.Rows()
	defer rows.Close()
	buffer := make([]parquet.Row, 64)
	for {
		n, err := rows.ReadRows(buffer)
		for _, row := range buffer[:n] {
			if err := w.write(row); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil || n == 0 {
			return fmt.Errorf("the file is damaged after row %d", w.row)
		}
	}
}

// write writes a row, whose values are in the order of the columns.
func (w *writer) write(row parquet.Row) error {
	w.row++
	w.cells = w.cells[:0]
	next := 0
	for i := range w.columns {
		c := &w.columns[i]
		from := next
		for next < len(row) && row[next].Column() == i {
			next++
		}
		if c.write == nil {
			continue
		}
		cell, err := w.cell(c, row[from:next])
		if err != nil {
			return fmt.Errorf("row %d, column %q: %w", w.row, c.name, err)
		}
		w.cells = append(w.cells, cell)
	}
	if next != len(row) {
		return errDamaged
	}
	return w.end()
}

// cell returns what a cell says, of a list all that it has.
func (w *writer) cell(c *column, values []parquet.Value) (string, error) {
	if !c.list && len(values) > 1 {
		return "", errDamaged
	}
	w.text.Reset()
	written := 0
	for _, value := range values {
		if value.IsNull() {
			continue
		}
		text, err := c.write(value)
		if err != nil {
			return "", err
		}
		if !c.list {
			return text, nil
		}
		if strings.Contains(text, ";") {
			return "", errors.New("a text in a list has a semicolon: write the list as one text")
		}
		if written > 0 {
			w.text.WriteString(";")
		}
		if w.text.Len()+len(text) > maxCell {
			return "", fmt.Errorf("a list is longer than %d KiB", maxCell>>10)
		}
		w.text.WriteString(text)
		written++
	}
	return w.text.String(), nil
}

// end writes the cells of a row. A blank line would be no row.
func (w *writer) end() error {
	if len(w.cells) == 1 && w.cells[0] == "" {
		w.csv.Flush()
		_, err := io.WriteString(w.plain, "\"\"\n")
		return err
	}
	return w.csv.Write(w.cells)
}
