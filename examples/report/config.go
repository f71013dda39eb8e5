package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"

	fig "github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/table"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// maxConfig bounds a config file, in bytes.
const maxConfig = 1 << 20

// config is a config file, whose settings become flags of the command line.
type config struct {
	*line
	name   string
	onLine map[string]bool // flags of the command line, which win
	words  table.Words
}

// readConfig adds the flags of a file to those of a command line. A key is that of a flag, or a
// table of a kind of rows, whose keys are.
func readConfig(name string, l *line) (*config, error) {
	text, err := readSmall(name)
	if err != nil {
		return nil, err
	}
	c := &config{l, name, map[string]bool{}, table.Words{}}
	for _, f := range l.flags {
		c.onLine[f.name] = true
	}
	var values map[string]toml.Primitive
	meta, err := toml.Decode(text, &values)
	if err != nil {
		return nil, c.errorOf(err)
	}
	for _, key := range meta.Keys() {
		var take any = &setting{c, l.node, key[0]}
		value, kind := values[key[0]], c.kindOf(key[0])
		if len(key) > 1 {
			var inner map[string]toml.Primitive
			if err := meta.PrimitiveDecode(value, &inner); err != nil {
				return nil, c.errorOf(err)
			}
			take, value = &label{c, key[0], key[1]}, inner[key[1]]
			if kind != nil {
				take = &setting{c, kind, key[1]}
			}
		} else if (key[0] == "labels" || kind != nil) && meta.Type(key...) == "Hash" {
			continue
		}
		if err := meta.PrimitiveDecode(value, take); err != nil {
			return nil, c.errorOf(err)
		}
	}
	return c, nil
}

// kindOf returns the command of a kind of rows, nil if there is none of the name.
func (c *config) kindOf(name string) *kong.Node {
	for _, node := range c.app.Children {
		if node.Name == name && slices.Contains(kindNames, name) {
			return node
		}
	}
	return nil
}

// readSmall reads a file of a bounded size.
func readSmall(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("-config: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil {
		return "", fmt.Errorf("-config: %w", err)
	}
	if len(text) > maxConfig {
		return "", &topic.UsageError{Text: fmt.Sprintf("-config: %s has more than %s bytes", filepath.Base(name), fig.Thousands(maxConfig))}
	}
	return string(text), nil
}

// errorOf says in which line of the file an error is.
func (c *config) errorOf(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	at, ok := errors.AsType[toml.ParseError](err)
	switch {
	case ok && at.Position.Line == 0:
		text = at.Message
	case ok:
		text = fmt.Sprintf("line %d: %s", at.Position.Line, at.Message)
	}
	return &topic.UsageError{Text: "-config: " + filepath.Base(c.name) + ": " + text}
}

// setting is a key of the file and sets a flag of a kind of rows. Flags of other kinds than that
// of the command line are checked, and that is all.
type setting struct {
	*config
	kind *kong.Node
	key  string
}

// UnmarshalTOML takes the value of the key.
func (s *setting) UnmarshalTOML(value any) error {
	if s.key == "not_applicable" {
		return s.setNotApplicable(value)
	}
	f := flagOf(s.kind, s.key)
	if f == nil || s.key == "config" {
		return fmt.Errorf("%q is no flag of %s, and not labels or not_applicable", s.key, s.kind.Name)
	}
	texts, err := s.texts(f, value)
	if err != nil || s.kind != s.node || s.onLine[f.Name] {
		return err
	}
	s.flags = slices.DeleteFunc(s.flags, func(other flagText) bool { return other.name == f.Name })
	for _, text := range texts {
		s.flags = append(s.flags, flagText{f.Name, "=" + text})
	}
	return nil
}

// texts returns a value as the command line would have it.
func (s *setting) texts(f *kong.Flag, value any) ([]string, error) {
	if on, ok := value.(bool); ok == f.IsBool() && ok {
		return []string{strconv.FormatBool(on)}, nil
	}
	if f.IsBool() {
		return nil, fmt.Errorf("%s: want true or false", s.key)
	}
	takesList := f.Target.Kind() == reflect.Slice
	values, isList := value.([]any)
	if !isList {
		values = []any{value}
	} else if !takesList {
		return nil, fmt.Errorf("%s: want a text or a number, not a list", s.key)
	}
	var texts []string
	for _, element := range values {
		text, ok := plainValue(element)
		switch {
		case !ok && isList:
			return nil, fmt.Errorf("%s: want a list of texts or numbers", s.key)
		case !ok && takesList:
			return nil, fmt.Errorf("%s: want a text, a number or a list of them", s.key)
		case !ok:
			return nil, fmt.Errorf("%s: want a text or a number", s.key)
		case isList && slices.Contains([]string{"names", "churn"}, f.Tag.Type) && strings.Contains(text, ","):
			return nil, fmt.Errorf("%s: want a list of names without commas", s.key)
		}
		scan := kong.ScanFromTokens(kong.Token{Value: text, Type: kong.FlagValueToken})
		if err := f.Parse(scan, reflect.New(f.Target.Type()).Elem()); err != nil {
			if wrong, ok := errors.AsType[*topic.UsageError](err); ok {
				return nil, errors.New(strings.TrimPrefix(wrong.Text, "-"))
			}
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// plainValue returns a text, a number or a day as text.
func plainValue(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	case time.Time:
		return v.Format(time.DateOnly), v.Location().String() == "date-local"
	}
	return "", false
}

// label is a key of a table that is none of a kind, of which there is labels alone.
type label struct {
	*config
	table, text string
}

// UnmarshalTOML takes the rating of the label.
func (l *label) UnmarshalTOML(value any) error {
	if l.table != "labels" {
		return fmt.Errorf("%s: want a value, not a table", l.table)
	}
	rating, ok := plainValue(value)
	if !ok {
		return fmt.Errorf("labels: %q: want a whole number, or na for no answer", l.text)
	}
	if l.onLine["labels"] {
		return nil
	}
	if err := l.words.AddLabel(l.text, rating); err != nil {
		return fmt.Errorf("labels: %q: %w", l.text, err)
	}
	return nil
}

// setNotApplicable takes the texts of no answer.
func (s *setting) setNotApplicable(value any) error {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	for _, element := range list {
		text, ok := plainValue(element)
		if !ok {
			return errors.New("not_applicable: want a text, a number or a list of them")
		}
		if s.onLine["na"] || s.kind != s.node {
			continue
		}
		if err := s.words.AddNotApplicable(text); err != nil {
			return fmt.Errorf("not_applicable: %w", err)
		}
	}
	return nil
}
