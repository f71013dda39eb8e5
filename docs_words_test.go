package cx_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// plainWords is what comments and documents do not say, and what they say instead: they
// are in the American English of today, which most of their readers have learned.
var plainWords = []struct{ pattern, instead string }{
	{`(?:stands?|stood) in`, "is in"},
	{`but for`, "except"},
	{`save for`, "except"},
	{`mend(?:s|ed|ing)?`, "fix"},
	{`(?:metric|numbers|scale|question) of which`, "whose"},
	{`whilst`, "while"},
	{`catalogues?`, "catalog"},
	{`programmes?`, "program"},
	{`behaviours?`, "behavior"},
	{`licences?`, "license"},
	{`colour\w*`, "color"},
	{`recognis\w+`, "recognize"},
	{`organis\w+`, "organize"},
	{`analys(?:e|ed|ing)`, "analyze"},
	{`centre[ds]?`, "center"},
	{`favour\w*`, "favor"},
	{`lest`, "so that ... not"},
	{`thus`, "so"},
	{`hence`, "so"},
	{`thereof`, "of it"},
	{`herein`, "here"},
	{`upon`, "on"},
	{`ere`, "before"},
	{`nor has`, "and has no"},
}

// notProse matches what the words are not looked for in: code and names in a document or a
// comment, as programmeGain and [Programme], and what stands in order.
var notProse = regexp.MustCompile("`[^`\n]*`|\\[[A-Z][\\w.]*\\]|[a-z]\\w*[A-Z]\\w*|\\b[A-Z]\\w*[.(]\\w*|\\bProgramme\\b|in (?:any )?order")

// firstWord matches the name that a comment of Go begins with.
var firstWord = regexp.MustCompile(`^\w+`)

// TestPlainWords looks for old and British turns in the comments of all Go files and in the
// documents.
func TestPlainWords(t *testing.T) {
	var patterns []string
	for _, word := range plainWords {
		patterns = append(patterns, "(\\b(?:"+word.pattern+")\\b)")
	}
	words := regexp.MustCompile("(?i)" + strings.Join(patterns, "|"))
	check := func(path, text string) {
		text = strings.Join(strings.Fields(notProse.ReplaceAllString(text, "")), " ")
		for _, match := range words.FindAllStringSubmatchIndex(text, -1) {
			begin, end := match[0], match[1]
			for i, word := range plainWords {
				if match[2*i+2] >= 0 {
					t.Errorf("%s: say %q: %s", path, word.instead, text[max(0, begin-40):min(len(text), end+40)])
				}
			}
		}
	}
	for path, text := range documents(t) {
		check(path, fencedBlocks.ReplaceAllString(text, ""))
	}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, group := range file.Comments {
			check(path, firstWord.ReplaceAllString(group.Text(), ""))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
