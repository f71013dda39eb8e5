package main

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// column is a column that has cells.
type column struct {
	name  string
	list  bool
	write func(parquet.Value) (string, error) // nil: it is left out
	what  string                              // it is, if it is left out
}

// columnsOf returns the columns of a file, in the order of their values in a row.
func columnsOf(file *parquet.File) []column {
	var columns []column
	var walk func(c *parquet.Column, path []string)
	walk = func(c *parquet.Column, path []string) {
		if !c.Leaf() {
			for _, child := range c.Columns() {
				walk(child, append(path[:len(path):len(path)], child.Name()))
			}
			return
		}
		column := column{name: nameOf(path), list: c.MaxRepetitionLevel() > 0}
		if c.MaxRepetitionLevel() > 1 {
			column.what = "a list of lists"
		} else {
			column.write, column.what = writerOf(c.Type())
		}
		columns = append(columns, column)
	}
	walk(file.Root(), nil)
	return columns
}

// nameOf returns the name of a column: those above it and its own with points between them, as
// customer.id, and of a list that of the list.
func nameOf(path []string) string {
	if n := len(path); n > 2 && (path[n-2] == "list" || path[n-2] == "bag") {
		switch path[n-1] {
		case "element", "item", "array_element":
			path = path[:n-2]
		}
	}
	return strings.Join(path, ".")
}

// writerOf returns how the values of a type are written, or what they are if they are not.
func writerOf(t parquet.Type) (write func(parquet.Value) (string, error), what string) {
	if logical := t.LogicalType(); logical != nil && logical.Value != nil {
		switch l := logical.Value.(type) {
		case *format.DecimalType:
			if l.Scale < 0 || l.Scale > maxScale {
				return nil, fmt.Sprintf("of a scale outside 0-%d", maxScale)
			}
			return func(v parquet.Value) (string, error) { return decimalOf(v, int(l.Scale)) }, ""
		case *format.DateType:
			return func(v parquet.Value) (string, error) {
				return time.Unix(0, 0).UTC().AddDate(0, 0, int(v.Int32())).Format(time.DateOnly), nil
			}, ""
		case *format.TimestampType:
			return func(v parquet.Value) (string, error) { return timestampOf(v.Int64(), l.Unit, l.IsAdjustedToUTC) }, ""
		case *format.TimeType:
			return func(v parquet.Value) (string, error) { return timeOf(v, l.Unit) }, ""
		case *format.IntType:
			if !l.IsSigned {
				return unsigned, ""
			}
		case *format.UUIDType:
			return func(v parquet.Value) (string, error) {
				b := v.ByteArray()
				if len(b) != 16 {
					return "", errDamaged
				}
				return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
			}, ""
		case *format.NullType:
			return func(parquet.Value) (string, error) { return "", nil }, ""
		case *format.StringType, *format.EnumType, *format.JsonType:
		default:
			return nil, "of the type " + logical.String()
		}
	}
	switch t.Kind() {
	case parquet.Boolean:
		return func(v parquet.Value) (string, error) { return strconv.FormatBool(v.Boolean()), nil }, ""
	case parquet.Int32:
		return func(v parquet.Value) (string, error) { return strconv.FormatInt(int64(v.Int32()), 10), nil }, ""
	case parquet.Int64:
		return func(v parquet.Value) (string, error) { return strconv.FormatInt(v.Int64(), 10), nil }, ""
	case parquet.Int96:
		return int96Of, ""
	case parquet.Float:
		return func(v parquet.Value) (string, error) {
			return strconv.FormatFloat(float64(v.Float()), 'f', -1, 32), nil
		}, ""
	case parquet.Double:
		return func(v parquet.Value) (string, error) { return strconv.FormatFloat(v.Double(), 'f', -1, 64), nil }, ""
	case parquet.ByteArray:
		return textOf, ""
	}
	return nil, "bytes"
}

func textOf(v parquet.Value) (string, error) {
	b := v.ByteArray()
	switch {
	case len(b) > maxCell:
		return "", fmt.Errorf("a text is longer than %d KiB", maxCell>>10)
	case !utf8.Valid(b):
		return "", errors.New("bytes that are no UTF-8 text: write the column as text, or leave it out")
	}
	return string(b), nil
}

func unsigned(v parquet.Value) (string, error) {
	if v.Kind() == parquet.Int32 {
		return strconv.FormatUint(uint64(v.Uint32()), 10), nil
	}
	return strconv.FormatUint(v.Uint64(), 10), nil
}

// maxScale and maxDecimal bound the digits of a decimal.
const maxScale, maxDecimal = 100, 64 // digits, bytes

// decimalOf writes an integer with a point before its last digits.
func decimalOf(v parquet.Value, scale int) (string, error) {
	n := new(big.Int)
	switch v.Kind() {
	case parquet.Int32:
		n.SetInt64(int64(v.Int32()))
	case parquet.Int64:
		n.SetInt64(v.Int64())
	default: // two's complement, the highest byte first
		b := v.ByteArray()
		if len(b) > maxDecimal {
			return "", errDamaged
		}
		if n.SetBytes(b); len(b) > 0 && b[0] >= 0x80 {
			n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
		}
	}
	sign := ""
	if n.Sign() < 0 {
		sign = "-"
	}
	digits := n.Abs(n).String()
	if len(digits) <= scale {
		digits = strings.Repeat("0", scale+1-len(digits)) + digits
	}
	if scale == 0 {
		return sign + digits, nil
	}
	point := len(digits) - scale
	return sign + digits[:point] + "." + digits[point:], nil
}

// timestampOf writes an instant, or a time of the day of nobody knows which zone, which has none.
func timestampOf(n int64, unit format.TimeUnit, utc bool) (string, error) {
	var t time.Time
	switch unit.Value.(type) {
	case *format.MilliSeconds:
		t = time.UnixMilli(n)
	case *format.MicroSeconds:
		t = time.UnixMicro(n)
	case *format.NanoSeconds:
		t = time.Unix(0, n)
	default:
		return "", errDamaged
	}
	if t = t.UTC(); t.Year() < 1 || t.Year() > 9999 {
		return "", errors.New("a time outside the years 1 to 9999")
	}
	if utc {
		return t.Format("2006-01-02T15:04:05.999999999Z"), nil
	}
	return t.Format("2006-01-02 15:04:05.999999999"), nil
}

func timeOf(v parquet.Value, unit format.TimeUnit) (string, error) {
	n, scale := v.Int64(), time.Duration(0)
	if v.Kind() == parquet.Int32 {
		n = int64(v.Int32())
	}
	if unit.Value != nil {
		scale = unit.Value.Duration()
	}
	if n < 0 || scale == 0 || n >= int64(24*time.Hour/scale) {
		return "", errDamaged
	}
	return time.Unix(0, 0).UTC().Add(time.Duration(n) * scale).Format("15:04:05.999999999"), nil
}

// int96Of writes the time of older programs: the nanoseconds of a day of UTC, and the Julian day.
func int96Of(v parquet.Value) (string, error) {
	const day1970 = 2_440_588
	i := v.Int96()
	nanoseconds := uint64(i[1])<<32 | uint64(i[0])
	if nanoseconds >= uint64(24*time.Hour) {
		return "", errDamaged
	}
	t := time.Unix((int64(i[2])-day1970)*86_400, int64(nanoseconds)).UTC()
	if t.Year() < 1 || t.Year() > 9999 {
		return "", errors.New("a time outside the years 1 to 9999")
	}
	return t.Format("2006-01-02T15:04:05.999999999Z"), nil
}
