package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
)

// readFile shows the rows of a file one by one: those that can be counted to take, and why
// to refuse for the others. An error is one of the file as a whole.
func readFile(ctx context.Context, name string, take func(Row), refuse func(reason string)) error {
	kind, err := kindOf(name)
	if err != nil {
		return err
	}
	files, err := filesystem.New(ctx, name)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	defer files.Close()
	in, err := files.OpenRead(ctx, name)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	defer in.Close()
	add := func(c *cells) {
		row, refused := c.row(kind)
		if refused != "" {
			refuse(refused)
			return
		}
		take(row)
	}
	switch path.Ext(name) {
	case ".csv":
		err = readCSV(in, columnsOf[kind], add, refuse)
	case ".jsonl":
		err = readJSONL(in, add, refuse)
	case ".parquet":
		err = readParquet(in, columnsOf[kind], add, refuse)
	default:
		err = errors.New("it is neither .csv nor .jsonl nor .parquet")
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// kindOf returns the kind of the rows of a file.
func kindOf(name string) (string, error) {
	name = filepath.ToSlash(name)
	for _, part := range []string{path.Base(name), path.Base(path.Dir(name))} {
		for kind := range columnsOf {
			if strings.HasPrefix(part, kind) {
				return kind, nil
			}
		}
	}
	return "", fmt.Errorf("read %s: neither its name nor its folder's begins with answers, orders or events", name)
}

// maxLine bounds the memory that a file of lines takes.
const maxLine = 1 << 20

// lines shows each line that is not blank, without its end, to line. A line is a row, so that
// one bad row cannot take those after it with it.
func lines(in io.Reader, line func([]byte) error, refuse func(string)) error {
	r := bufio.NewReaderSize(in, maxLine)
	for first := true; ; first = false {
		text, err := r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			for errors.Is(err, bufio.ErrBufferFull) {
				_, err = r.ReadSlice('\n')
			}
			refuse(badLength)
			text = nil
		}
		if err != nil && err != io.EOF {
			return err
		}
		if first {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		if text = bytes.TrimRight(text, "\r\n"); len(text) > 0 {
			if err := line(text); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}

// readCSV reads lines of cells between commas, after one with the names of the columns.
func readCSV(in io.Reader, wanted []string, add func(*cells), refuse func(string)) error {
	var header []string
	err := lines(in, func(line []byte) error {
		row, err := split(string(line))
		switch {
		case header == nil && err != nil:
			return errors.New("the first line, of the names of the columns, cannot be read")
		case header == nil:
			header = row
			return hasColumns(header, wanted)
		case err != nil:
			refuse(badQuotes)
			return nil
		case len(row) != len(header):
			refuse(badCells)
			return nil
		}
		var c cells
		for i, text := range row {
			c.set(header[i], text)
		}
		add(&c)
		return nil
	}, refuse)
	if err == nil && header == nil {
		return errors.New("it is empty: the names of the columns are missing")
	}
	return err
}

// split returns the cells of a line, which has no line break within quotes.
func split(line string) ([]string, error) {
	if !strings.Contains(line, `"`) {
		return strings.Split(line, ","), nil
	}
	return csv.NewReader(strings.NewReader(line)).Read()
}

// hasColumns refuses a file in which a column is missing.
func hasColumns(header, wanted []string) error {
	for _, column := range wanted {
		if !slices.Contains(header, column) {
			return fmt.Errorf("it has no column %s", column)
		}
	}
	return nil
}

// readJSONL reads lines that are JSON objects. A number keeps its digits, and may be a text.
func readJSONL(in io.Reader, add func(*cells), refuse func(string)) error {
	return lines(in, func(line []byte) error {
		var o struct {
			Customer string      `json:"customer"`
			Segment  string      `json:"segment"`
			At       string      `json:"at"`
			Score    json.Number `json:"score"`
			Amount   json.Number `json:"amount"`
			Name     string      `json:"name"`
		}
		if err := json.Unmarshal(line, &o); err != nil {
			refuse(badJSON)
			return nil
		}
		add(&cells{o.Customer, o.Segment, o.At, o.Score.String(), o.Amount.String(), o.Name})
		return nil
	}, refuse)
}
