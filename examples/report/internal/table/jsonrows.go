package table

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// jsonRows is a file of JSON objects, one a line or in an array. Objects within an object
// have names with a point, as customer.id; the parts of an array have a comma between
// them. The columns are the keys of the first rows.
type jsonRows struct {
	decoder *json.Decoder
	limit   *rowLimit
	array   bool
	places  map[string]int
	header  []string
	first   []flat // rows that were read for their keys
	cells   []string
	row     int
	ended   error
}

// flat is an object.
type flat struct {
	keys, values []string
	err          error
}

// The rows that are read for their keys, and the depth of objects.
const maxKeyRows, maxKeyBytes, maxDepth, maxKeys = 1000, 1 << 20, 16, 100_000

func newJSON(in *bufio.Reader, o Options) (*jsonRows, error) {
	in, err := decode(in, o.Encoding)
	if err != nil {
		return nil, err
	}
	j := &jsonRows{limit: &rowLimit{in: in, left: MaxRowBytes}, places: map[string]int{}}
	j.decoder = json.NewDecoder(j.limit)
	j.decoder.UseNumber()
	if start, _ := in.Peek(64); strings.HasPrefix(strings.TrimLeft(string(start), " \t\r\n"), "[") {
		j.array = true
		if _, err := j.decoder.Token(); err != nil {
			return nil, j.broken(err)
		}
	}
	size := 0
	for len(j.first) < maxKeyRows && size < maxKeyBytes {
		row, err := j.object()
		if err != nil {
			j.ended = err
			break
		}
		for i, key := range row.keys {
			if _, ok := j.places[key]; !ok && len(j.header) < maxKeys {
				j.places[key] = len(j.header)
				j.header = append(j.header, key)
			}
			size += len(key) + len(row.values[i])
		}
		j.first = append(j.first, row)
	}
	if j.ended != nil && j.ended != io.EOF {
		return nil, j.ended
	}
	return j, nil
}

// next returns the names of the columns, and then the rows.
func (j *jsonRows) next() ([]string, error) {
	if j.cells == nil {
		if len(j.header) == 0 {
			return nil, io.EOF
		}
		j.cells = make([]string, len(j.header))
		return j.header, nil
	}
	var row flat
	switch {
	case len(j.first) > 0:
		row, j.first = j.first[0], j.first[1:]
	case j.ended != nil:
		return nil, j.ended
	default:
		if row, j.ended = j.object(); j.ended != nil {
			return nil, j.ended
		}
	}
	j.row++
	if row.err != nil {
		return nil, &RowError{j.row, row.err.Error()}
	}
	clear(j.cells)
	seen := make(map[int]bool, len(row.keys))
	for i, key := range row.keys {
		place, ok := j.places[key]
		if !ok {
			continue
		}
		if seen[place] {
			return nil, &RowError{j.row, "an object with two values for one key"}
		}
		seen[place] = true
		j.cells[place] = row.values[i]
	}
	return j.cells, nil
}

func (j *jsonRows) line(int) int { return max(1, j.row) }

// object reads an object.
func (j *jsonRows) object() (flat, error) {
	j.limit.left = MaxRowBytes
	if j.array && !j.decoder.More() {
		if _, err := j.decoder.Token(); err != nil {
			return flat{}, j.broken(err)
		}
		return flat{}, io.EOF
	}
	token, err := j.decoder.Token()
	if err == io.EOF && !j.array {
		return flat{}, io.EOF
	}
	if err != nil {
		return flat{}, j.broken(err)
	}
	if token != json.Delim('{') {
		return flat{}, j.noJSON()
	}
	var row flat
	if err := j.value(&row, "", token, 0); err != nil {
		return flat{}, err
	}
	return row, nil
}

// value adds a value to a row.
func (j *jsonRows) value(row *flat, name string, token json.Token, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("row %d has objects within objects, more than %d deep", j.row+len(j.first)+1, maxDepth)
	}
	text := ""
	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return j.members(row, name, depth)
		}
		parts, err := j.elements(depth)
		if err != nil {
			return err
		}
		text = strings.Join(parts, ",")
	case string:
		text = v
	case json.Number:
		text = v.String()
	case bool:
		text = fmt.Sprint(v)
	}
	row.keys, row.values = append(row.keys, name), append(row.values, text)
	return nil
}

// members adds the members of an object, up to its end.
func (j *jsonRows) members(row *flat, name string, depth int) error {
	for j.decoder.More() {
		key, err := j.decoder.Token()
		if err != nil {
			return j.broken(err)
		}
		member := clean(fmt.Sprint(key))
		if name != "" {
			member = name + "." + member
		}
		token, err := j.decoder.Token()
		if err != nil {
			return j.broken(err)
		}
		if err := j.value(row, member, token, depth+1); err != nil {
			return err
		}
	}
	_, err := j.decoder.Token()
	return j.broken(err)
}

// elements returns the parts of an array, up to its end.
func (j *jsonRows) elements(depth int) ([]string, error) {
	var parts []string
	for j.decoder.More() {
		token, err := j.decoder.Token()
		if err != nil {
			return nil, j.broken(err)
		}
		var part flat
		if err := j.value(&part, "", token, depth+1); err != nil {
			return nil, err
		}
		parts = append(parts, part.values...)
	}
	_, err := j.decoder.Token()
	return parts, j.broken(err)
}

// noJSON says that a file begins as JSON and is none.
func (j *jsonRows) noJSON() error {
	row := j.row + len(j.first) + 1
	if row == 1 {
		return errors.New("the file begins as JSON, and its row 1 is no JSON object: want objects, one a line or in an array; of other text say -sep")
	}
	return fmt.Errorf("row %d is no JSON object: want objects, one a line or in an array", row)
}

// broken says where a file is no JSON, and not what it says there.
func (j *jsonRows) broken(err error) error {
	row := j.row + len(j.first) + 1
	switch _, syntax := errors.AsType[*json.SyntaxError](err); {
	case syntax:
		return j.noJSON()
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return fmt.Errorf("the JSON ends within row %d", row)
	case err == errLongRow:
		return fmt.Errorf("row %d is longer than %d KiB: is a closing quote missing?", row, MaxRowBytes>>10)
	}
	return err
}
