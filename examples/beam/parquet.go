package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
	"github.com/shopspring/decimal"
)

// errCell says that a value cannot be read, without it.
var errCell = errors.New("a value cannot be read")

// readParquet reads the columns by their names and logical types. A null is a blank cell.
func readParquet(in io.Reader, wanted []string, add func(*cells), refuse func(string)) error {
	file, err := openParquet(in)
	if err != nil {
		return err
	}
	schema := file.Schema()
	texts := make([]func(parquet.Value) (string, error), len(schema.Columns()))
	for _, column := range wanted {
		leaf, ok := schema.Lookup(column)
		if !ok || leaf.MaxRepetitionLevel > 0 {
			return fmt.Errorf("it has no column %s", column)
		}
		if texts[leaf.ColumnIndex], err = textOf(leaf.Node.Type()); err != nil {
			return fmt.Errorf("column %s: %w", column, err)
		}
	}
	names := schema.Columns()
	buffer := make([]parquet.Row, 256)
	for _, group := range file.RowGroups() {
		rows := group.Rows()
		for {
			n, err := rows.ReadRows(buffer)
			for _, row := range buffer[:n] {
				var c cells
				if c.fill(row, names, texts) != nil {
					refuse(badCell)
					continue
				}
				add(&c)
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				return errors.Join(err, rows.Close())
			}
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	return nil
}

// openParquet opens a file, of which it reads pieces where the storage can, and else all.
func openParquet(in io.Reader) (*parquet.File, error) {
	if pieces, ok := in.(interface {
		io.ReaderAt
		io.Seeker
	}); ok {
		size, err := pieces.Seek(0, io.SeekEnd)
		if err != nil {
			return nil, err
		}
		return parquet.OpenFile(pieces, size)
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	return parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
}

func (c *cells) fill(row parquet.Row, names [][]string, texts []func(parquet.Value) (string, error)) error {
	for _, value := range row {
		i := value.Column()
		if texts[i] == nil || value.IsNull() {
			continue
		}
		text, err := texts[i](value)
		if err != nil {
			return err
		}
		c.set(names[i][0], text)
	}
	return nil
}

// textOf returns how the values of a type are written: instants as RFC 3339, decimals and
// integers as digits. There is no float: it has lost the digits already.
func textOf(t parquet.Type) (func(parquet.Value) (string, error), error) {
	var logical format.LogicalType
	if l := t.LogicalType(); l != nil {
		logical = *l
	}
	switch l := logical.Value.(type) {
	case *format.TimestampType:
		if !l.IsAdjustedToUTC {
			return nil, errors.New("it is a local time, of which nobody knows the zone")
		}
		return func(v parquet.Value) (string, error) { return instantOf(v.Int64(), l.Unit) }, nil
	case *format.DecimalType:
		return func(v parquet.Value) (string, error) { return decimalOf(v, l.Scale), nil }, nil
	}
	switch t.Kind() {
	case parquet.Int32, parquet.Int64:
		return func(v parquet.Value) (string, error) { return strconv.FormatInt(integerOf(v), 10), nil }, nil
	case parquet.ByteArray:
		return func(v parquet.Value) (string, error) { return string(v.ByteArray()), nil }, nil
	}
	return nil, errors.New("it is neither text nor integer, decimal or instant")
}

func integerOf(v parquet.Value) int64 {
	if v.Kind() == parquet.Int32 {
		return int64(v.Int32())
	}
	return v.Int64()
}

func instantOf(n int64, unit format.TimeUnit) (string, error) {
	var t time.Time
	switch unit.Value.(type) {
	case *format.MilliSeconds:
		t = time.UnixMilli(n)
	case *format.MicroSeconds:
		t = time.UnixMicro(n)
	case *format.NanoSeconds:
		t = time.Unix(0, n)
	default:
		return "", errCell
	}
	return t.UTC().Format(time.RFC3339Nano), nil
}

// decimalOf writes the integer that a decimal of a scale is.
func decimalOf(v parquet.Value, scale int32) string {
	if v.Kind() == parquet.Int32 || v.Kind() == parquet.Int64 {
		return decimal.New(integerOf(v), -scale).String()
	}
	// Two's complement, the highest byte first.
	digits := slices.Clone(v.ByteArray())
	n := new(big.Int).SetBytes(digits)
	if len(digits) > 0 && digits[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(digits))))
	}
	return decimal.NewFromBigInt(n, -scale).String()
}
