package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
)

// file writes rows of a schema by the package that others write such files with.
func file(t testing.TB, columns parquet.Group, rows ...parquet.Row) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewWriter(&b, parquet.NewSchema("rows", columns))
	if _, err := w.WriteRows(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// converted is what the program writes of a file.
func converted(t testing.TB, text []byte) (out, notes string, status int) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "rows.parquet")
	if err := os.WriteFile(name, text, 0o666); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr strings.Builder
	status = run([]string{name}, &stdout, &stderr)
	return stdout.String(), stderr.String(), status
}

func sixteen(n int64) []byte {
	v := big.NewInt(n)
	if n < 0 {
		v.Add(v, new(big.Int).Lsh(big.NewInt(1), 128))
	}
	return v.FillBytes(make([]byte, 16))
}

// julian is so many nanoseconds of the day that is 20484 days after 1970-01-01.
func julian(nanoseconds uint64) parquet.Value {
	return parquet.Int96Value(deprecated.Int96{uint32(nanoseconds), uint32(nanoseconds >> 32), 2_440_588 + 20484})
}

// TestTypes writes one column of each type. The instant is 2026-01-31 08:30:00 UTC, the day
// 20484 days after 1970-01-01.
func TestTypes(t *testing.T) {
	const seconds = 1_769_848_200
	text := func(s string) parquet.Value { return parquet.ByteArrayValue([]byte(s)) }
	for _, c := range []struct {
		name  string
		node  parquet.Node
		value parquet.Value
		want  string
	}{
		{"text", parquet.String(), text("a,\"b\"\nö"), "\"a,\"\"b\"\"\nö\""},
		{"blank text", parquet.String(), text(""), `""`},
		{"enum", parquet.Enum(), text("team"), "team"},
		{"bytes that are text", parquet.Leaf(parquet.ByteArrayType), text("9"), "9"},
		{"boolean", parquet.Leaf(parquet.BooleanType), parquet.BooleanValue(true), "true"},
		{"int32", parquet.Int(32), parquet.Int32Value(-9), "-9"},
		{"int8", parquet.Int(8), parquet.Int32Value(-9), "-9"},
		{"int64", parquet.Int(64), parquet.Int64Value(-1 << 63), "-9223372036854775808"},
		{"uint32", parquet.Uint(32), parquet.Int32Value(-1), "4294967295"},
		{"uint64", parquet.Uint(64), parquet.Int64Value(-1), "18446744073709551615"},
		{"float", parquet.Leaf(parquet.FloatType), parquet.FloatValue(0.1), "0.1"},
		{"double", parquet.Leaf(parquet.DoubleType), parquet.DoubleValue(1e21), "1000000000000000000000"},
		{"decimal in an int32", parquet.Decimal(2, 9, parquet.Int32Type), parquet.Int32Value(-5), "-0.05"},
		{"decimal in an int64", parquet.Decimal(2, 18, parquet.Int64Type), parquet.Int64Value(1250), "12.50"},
		{"decimal in bytes", parquet.Decimal(2, 38, parquet.FixedLenByteArrayType(16)), parquet.FixedLenByteArrayValue(sixteen(1250)), "12.50"},
		{"decimal below 0 in bytes", parquet.Decimal(2, 38, parquet.FixedLenByteArrayType(16)), parquet.FixedLenByteArrayValue(sixteen(-1250)), "-12.50"},
		{"decimal without fraction", parquet.Decimal(0, 18, parquet.Int64Type), parquet.Int64Value(7), "7"},
		{"date", parquet.Date(), parquet.Int32Value(20484), "2026-01-31"},
		{"date before 1970", parquet.Date(), parquet.Int32Value(-1), "1969-12-31"},
		{"instant in milliseconds", parquet.Timestamp(parquet.Millisecond), parquet.Int64Value(seconds * 1000), "2026-01-31T08:30:00Z"},
		{"instant in microseconds", parquet.Timestamp(parquet.Microsecond), parquet.Int64Value(seconds*1_000_000 + 250_000), "2026-01-31T08:30:00.25Z"},
		{"instant in nanoseconds", parquet.Timestamp(parquet.Nanosecond), parquet.Int64Value(seconds * 1_000_000_000), "2026-01-31T08:30:00Z"},
		{"time without a zone", parquet.TimestampAdjusted(parquet.Microsecond, false), parquet.Int64Value(seconds * 1_000_000), "2026-01-31 08:30:00"},
		{"time of the day", parquet.Time(parquet.Millisecond), parquet.Int32Value(30_600_000), "08:30:00"},
		{"Julian day", parquet.Leaf(parquet.Int96Type), julian(30_600_300_000_000), "2026-01-31T08:30:00.3Z"},
		{"UUID", parquet.UUID(), parquet.FixedLenByteArrayValue(sixteen(255)), "00000000-0000-0000-0000-0000000000ff"},
		{"none", parquet.Optional(parquet.Int(32)), parquet.NullValue(), `""`},
		{"one of an optional column", parquet.Optional(parquet.Int(32)), parquet.Int32Value(5).Level(0, 1, 0), "5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, notes, status := converted(t, file(t, parquet.Group{"n": c.node}, parquet.Row{c.value.Level(0, c.value.DefinitionLevel(), 0)}))
			if want := "n\n" + c.want + "\n"; out != want || status != 0 || notes != "" {
				t.Errorf("status %d, got %q, want %q; notes %q", status, out, want, notes)
			}
		})
	}
}

// answer is a row as programs write it.
type answer struct {
	Customer struct {
		ID string `parquet:"id"`
	} `parquet:"customer"`
	Key    [16]byte `parquet:"key"`
	Score  *int32   `parquet:"score,optional"`
	Themes []string `parquet:"themes,list"`
}

func rowsOf(t testing.TB, rows ...answer) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[answer](&b, parquet.MaxRowsPerRowGroup(2))
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func answers() []answer {
	nine := int32(9)
	rows := make([]answer, 3)
	for i := range rows {
		rows[i].Customer.ID = fmt.Sprintf("c%d", i)
	}
	rows[0].Score, rows[0].Themes = &nine, []string{"price", "support"}
	rows[2].Themes = []string{"price"}
	return rows
}

// TestStructs reads groups, lists, missing values and several groups of rows, and says what is
// left out.
func TestStructs(t *testing.T) {
	out, notes, status := converted(t, rowsOf(t, answers()...))
	if want := "customer.id,score,themes\nc0,9,price;support\nc1,,\nc2,,price\n"; out != want || status != 0 {
		t.Errorf("status %d, got %q, want %q", status, out, want)
	}
	for _, want := range []string{`column "key" is left out: it is bytes`, `column "themes" is a list`} {
		if !strings.Contains(notes, want) {
			t.Errorf("the notes %q lack %q", notes, want)
		}
	}
}

// schema is a file whose footer claims so many columns, and no rows.
func schema(columns int) []byte {
	footer := []byte{0x15, 2, 0x19, 0xfc}
	footer = binary.AppendUvarint(footer, uint64(columns+1))
	footer = append(footer, 0x48, 1, 'r', 0x15) // the root: its name, and its children, below
	footer = binary.AppendUvarint(footer, 2*uint64(columns))
	footer = append(footer, 0)
	for range columns {
		footer = append(footer, 0x15, 2, 0x25, 0, 0x18, 1, 'c', 0)
	}
	footer = append(footer, 0x16, 0, 0x19, 0x0c, 0)
	text := append([]byte("PAR1"), footer...)
	text = binary.LittleEndian.AppendUint32(text, uint32(len(footer)))
	return append(text, "PAR1"...)
}

func TestRefused(t *testing.T) {
	whole := rowsOf(t, answers()...)
	semicolon := answers()
	semicolon[1].Themes = []string{"a;b"}
	for _, c := range []struct {
		name string
		text []byte
		want string
	}{
		{"no file of this kind", []byte("nps,score\n9,10\n8,7\n"), "no Parquet file"},
		{"empty", nil, "no Parquet file"},
		{"cut short", whole[:len(whole)-20], "cut short"},
		{"nothing between its ends", []byte("PAR1\x00\x00\x00\x00PAR1"), "damaged"},
		{"a footer longer than the file", []byte("PAR1\xff\xff\xff\x00PAR1"), "damaged"},
		{"encrypted", []byte("PARE\x00\x00\x00\x00PARE"), "encrypted"},
		{"a million columns", schema(1_000_000), "more than 100000 columns"},
		{"a million million columns", append([]byte("PAR1\x15\x02\x19\xfc\xff\xff\xff\xff\x7f"), "\x09\x00\x00\x00PAR1"...), "more than 100000 columns"},
		{"no columns", schema(0), ""},
		{"a text with a semicolon in a list", rowsOf(t, semicolon...), `row 2, column "themes": a text in a list has a semicolon`},
		{"bytes that are no text", file(t, parquet.Group{"a": parquet.Leaf(parquet.ByteArrayType)}, parquet.Row{parquet.ByteArrayValue([]byte("\xff")).Level(0, 0, 0)}), `row 1, column "a": bytes that are no UTF-8`},
		{"a long text", file(t, parquet.Group{"a": parquet.String()}, parquet.Row{parquet.ByteArrayValue(make([]byte, maxCell+1)).Level(0, 0, 0)}), `row 1, column "a": a text is longer than 1024 KiB`},
		{"a year that is none", file(t, parquet.Group{"a": parquet.Timestamp(parquet.Millisecond)}, parquet.Row{parquet.Int64Value(1<<60).Level(0, 0, 0)}), "outside the years"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, notes, status := converted(t, c.text); status != 1 || !strings.Contains(notes, c.want) {
				t.Errorf("status %d, %q, want %q", status, notes, c.want)
			}
		})
	}
	for _, args := range [][]string{nil, {"-"}, {"a", "b"}, {"-h"}} {
		var out, notes strings.Builder
		if status := run(args, &out, &notes); status != 2 || !strings.Contains(notes.String(), "usage") {
			t.Errorf("%q: status %d, %q", args, status, notes.String())
		}
	}
	for name, want := range map[string]string{t.TempDir(): "no regular file", filepath.Join(t.TempDir(), "x"): "no such file"} {
		var out, notes strings.Builder
		if status := run([]string{name}, &out, &notes); status != 1 || !strings.Contains(notes.String(), want) {
			t.Errorf("status %d, %q, want %q", status, notes.String(), want)
		}
	}
}

// TestDamaged changes a byte of a file at a time, and cuts it anywhere: it is read, or refused
// without a panic.
func TestDamaged(t *testing.T) {
	whole := rowsOf(t, answers()...)
	check := func(text []byte) {
		var out, notes strings.Builder
		if err := writeCSV(bytes.NewReader(text), int64(len(text)), &out, &notes); err != nil && err.Error() == "" {
			t.Error("an error says nothing")
		}
	}
	for i := range whole {
		check(whole[:i])
		for _, b := range []byte{0, 1, 0x7f, 0xff} {
			text := bytes.Clone(whole)
			text[i] = b
			check(text)
		}
	}
}
