package table

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// sheetReader reads the XML of a part of a workbook.
type sheetReader struct {
	xml   *xml.Decoder
	limit *rowLimit
}

func newSheetReader(in io.Reader) sheetReader {
	limit := &rowLimit{in: in, left: MaxRowBytes}
	return sheetReader{xml.NewDecoder(limit), limit}
}

var errXML = errors.New("it is damaged: save the sheet as .csv")

// next returns the next token, valid until the call after.
func (s *sheetReader) next() (xml.Token, error) {
	token, err := s.xml.RawToken()
	switch {
	case err == nil:
		if start, ok := token.(xml.StartElement); ok && (start.Name.Local == "row" || start.Name.Local == "si") {
			s.limit.left = MaxRowBytes
		}
		return token, nil
	case err == io.EOF:
		return nil, io.EOF
	case s.limit.over:
		return nil, errors.New("it is longer than 1024 KiB: save the sheet as .csv")
	}
	return nil, errXML
}

// text returns the text within an element that has begun, up to its end, but not how it
// is pronounced.
func (s *sheetReader) text(element string) (string, error) {
	var text strings.Builder
	spoken, within := false, element == "v" // the texts of others are in t
	for {
		token, err := s.next()
		if err != nil {
			return "", unended(err)
		}
		switch t := token.(type) {
		case xml.CharData:
			if within && !spoken {
				text.Write(t)
			}
		case xml.StartElement:
			switch t.Name.Local {
			case "rPh":
				spoken = true
			case "t":
				within = true
			}
		case xml.EndElement:
			switch t.Name.Local {
			case element:
				return text.String(), nil
			case "rPh":
				spoken = false
			case "t":
				within = false
			}
		}
	}
}

// unended says that an end within something is a fault.
func unended(err error) error {
	if err == io.EOF {
		return errXML
	}
	return err
}

// attribute returns an attribute of an element, "" for none.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// number returns a whole number that is not negative.
func number(text string) (int, bool) {
	n, err := strconv.ParseUint(text, 10, 31)
	return int(n), err == nil
}

// columnOf returns the column of a cell, as 27 of AB12, from 0.
func columnOf(cell string) (int, bool) {
	n := 0
	for i := range len(cell) {
		c := cell[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			return n - 1, i > 0
		}
		if n = 26*n + int(c-'A') + 1; n > maxColumns {
			return maxColumns, true
		}
	}
	return 0, false
}

// roundNumber rounds a number to the 15 digits that a spreadsheet has: it keeps 0.3 as
// 0.30000000000000004.
func roundNumber(text string) string {
	const digits = 15
	if len(text) <= digits {
		return text
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', digits, 64), 64)
	if err != nil {
		return text
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
