package table

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf16"
)

// kind is the kind of a file.
type kind int

const (
	textFile kind = iota
	gzipFile
	workbookFile
	jsonFile
)

// refused are the files that are known and not read, by their first bytes.
var refused = []struct{ start, what string }{
	{"PAR1", "the file is .parquet: examples/report/parquet writes it as CSV, as with: go -C examples/report/parquet run . FILE.parquet | report survey -"},
	{"%PDF", "the file is a PDF: export the table as .csv or .xlsx"},
	{"BZh", "the file is packed with bzip2: unpack it with bunzip2"},
	{"\x28\xb5\x2f\xfd", "the file is packed with zstd: unpack it with unzstd"},
	{"\xfd7zXZ\x00", "the file is packed with xz: unpack it with unxz"},
	{"SQLite format 3\x00", "the file is a SQLite database: export the table as .csv"},
	{"\xff\xfe\x00\x00", "the file is UTF-32: save it as UTF-8"},
	{"\x00\x00\xfe\xff", "the file is UTF-32: save it as UTF-8"},
}

// sniff tells the kind of a file by its first bytes, never by its name.
func sniff(in *bufio.Reader) (kind, error) {
	start, err := in.Peek(512)
	if err != nil && err != io.EOF {
		return 0, err
	}
	for _, r := range refused {
		if bytes.HasPrefix(start, []byte(r.start)) {
			return 0, errors.New(r.what)
		}
	}
	switch {
	case bytes.HasPrefix(start, []byte("\x1f\x8b")):
		return gzipFile, nil
	case bytes.HasPrefix(start, []byte("PK\x03\x04")), bytes.HasPrefix(start, []byte("PK\x05\x06")):
		return workbookFile, nil
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return 0, compoundError(in)
	}
	switch text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte(utf8Mark)), " \t\r\n"); {
	case bytes.HasPrefix(text, []byte("{")), bytes.HasPrefix(text, []byte("[")):
		return jsonFile, nil
	case markup(text):
		return 0, errors.New("the file is HTML or XML, whatever its name says: open it in a spreadsheet and save it as .xlsx or .csv")
	}
	return textFile, nil
}

// markup reports whether text begins as HTML or XML do.
func markup(text []byte) bool {
	for _, start := range []string{"<!doctype", "<html", "<?xml", "<table", "<meta"} {
		if len(text) >= len(start) && bytes.EqualFold(text[:len(start)], []byte(start)) {
			return true
		}
	}
	return false
}

// compoundError says which of two kinds of files it is that begin alike.
func compoundError(in io.Reader) error {
	const most = 4 << 20 // the list of the parts may be anywhere
	all, err := io.ReadAll(io.LimitReader(in, most))
	if err != nil {
		return err
	}
	var name []byte
	for _, unit := range utf16.Encode([]rune("EncryptedPackage")) {
		name = append(name, byte(unit), byte(unit>>8))
	}
	if bytes.Contains(all, name) {
		return errors.New("the workbook is protected by a password: save it without one")
	}
	return errors.New("the file is an old .xls workbook: save it as .xlsx or .csv")
}
