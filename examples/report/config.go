package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

// maxConfig bounds a config file, in bytes.
const maxConfig = 1 << 20

// Flags whose value in a config file may be a list: those that may be repeated, and those
// whose texts have commas between them.
var (
	repeatedFlags = []string{"nps", "csat", "ces", "na", "where", "by"}
	listFlags     = append([]string{"churn", "steps", "exit", "ended-by"}, ticketEventFlags()...)
)

// ticketEventFlags returns the flags of the events of a log of tickets.
func ticketEventFlags() []string {
	var flags []string
	for _, e := range ticketEvents {
		flags = append(flags, e.flag)
	}
	return flags
}

// settings sets the flags that a config file names.
type settings struct {
	set   *flag.FlagSet
	given map[string]bool // on the command line, which wins
	o     *options
}

// readConfig sets the flags that the command line does not give.
func (o *options) readConfig(set *flag.FlagSet, files []string) error {
	text, err := readSmall(o.configFile)
	if err != nil {
		return err
	}
	s := &settings{set, map[string]bool{}, o}
	set.Visit(func(f *flag.Flag) { s.given[f.Name] = true })
	if len(files) > 0 {
		s.given["sample"], s.given["tickets"] = true, true
	}
	if s.given["csat-scale"] || s.given["csat-points"] { // two names of one flag
		s.given["csat-scale"], s.given["csat-points"] = true, true
	}
	var values map[string]toml.Primitive
	meta, err := toml.Decode(text, &values)
	if err != nil {
		return s.errorOf(err)
	}
	for _, key := range meta.Keys() {
		var take any = &setting{s, key[0]}
		value := values[key[0]]
		if len(key) > 1 {
			var inner map[string]toml.Primitive
			if err := meta.PrimitiveDecode(value, &inner); err != nil {
				return s.errorOf(err)
			}
			take, value = &label{s, key[0], key[1]}, inner[key[1]]
		} else if key[0] == "labels" && meta.Type(key...) == "Hash" {
			continue
		}
		if err := meta.PrimitiveDecode(value, take); err != nil {
			return s.errorOf(err)
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
		return "", &usageError{text: fmt.Sprintf("-config: %s has more than %s bytes", filepath.Base(name), thousands(maxConfig))}
	}
	return string(text), nil
}

// errorOf says in which line of the file an error is.
func (s *settings) errorOf(err error) error {
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
	return &usageError{text: "-config: " + filepath.Base(s.o.configFile) + ": " + text}
}

// setting is a key of the file and sets its flag.
type setting struct {
	*settings
	key string
}

// UnmarshalTOML takes the value of the key.
func (s *setting) UnmarshalTOML(value any) error {
	if s.key == "not_applicable" {
		return s.setNotApplicable(value)
	}
	f := s.set.Lookup(s.key)
	if f == nil || s.key == "config" {
		return fmt.Errorf("%q is no flag, and not labels or not_applicable", s.key)
	}
	texts, err := s.texts(f, value)
	if err != nil || s.given[s.key] {
		return err
	}
	for _, text := range texts {
		if err := s.set.Set(s.key, text); err != nil {
			return fmt.Errorf("%s: %w", s.key, err)
		}
	}
	return nil
}

// texts returns a value as the command line would have it.
func (s *setting) texts(f *flag.Flag, value any) ([]string, error) {
	boolean, _ := f.Value.(interface{ IsBoolFlag() bool })
	isSwitch := boolean != nil && boolean.IsBoolFlag()
	if on, ok := value.(bool); ok == isSwitch && ok {
		return []string{strconv.FormatBool(on)}, nil
	}
	if isSwitch {
		return nil, fmt.Errorf("%s: want true or false", s.key)
	}
	list, isList := value.([]any)
	repeated, joined := slices.Contains(repeatedFlags, s.key), slices.Contains(listFlags, s.key)
	if !isList {
		text, ok := plainValue(value)
		switch {
		case !ok && (repeated || joined):
			return nil, fmt.Errorf("%s: want a text, a number or a list of them", s.key)
		case !ok:
			return nil, fmt.Errorf("%s: want a text or a number", s.key)
		}
		return []string{text}, nil
	}
	if !repeated && !joined {
		return nil, fmt.Errorf("%s: want a text or a number, not a list", s.key)
	}
	var texts []string
	for _, element := range list {
		text, ok := plainValue(element)
		if !ok || joined && strings.Contains(text, ",") {
			return nil, fmt.Errorf("%s: want a list of texts or numbers, without commas where they are names", s.key)
		}
		texts = append(texts, text)
	}
	if joined && texts != nil {
		texts = []string{strings.Join(texts, ",")}
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

// label is a key of a table, of which there is labels alone.
type label struct {
	*settings
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
	if l.given["labels"] {
		return nil
	}
	if err := l.o.words.AddLabel(l.text, rating); err != nil {
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
		if s.given["na"] {
			continue
		}
		if err := s.o.words.AddNotApplicable(text); err != nil {
			return fmt.Errorf("not_applicable: %w", err)
		}
	}
	return nil
}
