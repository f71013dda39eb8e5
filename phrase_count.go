package cx

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// phraseCounter counts phrases as the paths of a tree, in which a phrase is the child of
// that without its last word. So a phrase is found by two numbers, and its words are kept
// once.
type phraseCounter struct {
	tokens      func(string) []string // nil is Words
	longest     int
	tally       Phrases
	pass        int  // the number of words of the phrases that are counted in this pass,
	passes      bool // if there are several; else all are counted in one
	text        int  // the number of the text in the pass, from 1
	numbers     map[string]int32
	words       []phraseWord // by number
	nodes       []phraseNode
	before      int // how many nodes are of earlier passes
	children    map[uint64]int32
	lower       []byte  // room for a word in lower case
	line, paths []int32 // of one text: the numbers of its words, and the phrases that begin there
}

// phraseWord is a word, and the phrase of that word alone, or noPhrase.
type phraseWord struct {
	text string
	node int32
	stop bool
}

// phraseNode is a phrase, or the beginning of one.
type phraseNode struct {
	parent, word int32
	texts        int64
	last         int // the last text that contains it
}

// What is in place of the number of a word or a phrase.
const (
	noPhrase = -1
	barrier  = -1
	rareWord = -2 // in fewer texts than the minimum
)

func newPhraseCounter(rule PhraseRule) (*phraseCounter, error) {
	c := &phraseCounter{
		tokens: rule.Tokens, longest: max(rule.Longest, 1), passes: rule.Minimum > 1,
		numbers: make(map[string]int32), children: make(map[uint64]int32),
	}
	if rule.Longest < 0 || rule.Longest > maxPhraseWords {
		return nil, &RangeError{What: "longest phrase", Got: int64(rule.Longest), Min: 0, Max: maxPhraseWords}
	}
	if rule.Minimum < 0 {
		return nil, invalid("minimum of the phrases is negative")
	}
	c.tally.Longest, c.tally.Minimum = c.longest, max(rule.Minimum, 1)
	tokens := rule.Tokens
	if tokens == nil {
		tokens = Words
	}
	for i, stop := range rule.Stop {
		list := tokens(stop)
		if len(list) != 1 || checkWord(list[0]) != nil {
			return nil, &RowError{Of: "stop", Row: i, Err: invalid("stop word is not one word")}
		}
		if _, found := c.numbers[list[0]]; !found {
			c.addWord(strings.Clone(list[0]), true)
		}
	}
	return c, nil
}

func (c *phraseCounter) addWord(word string, stop bool) int32 {
	number := int32(len(c.words))
	c.numbers[word] = number
	c.words = append(c.words, phraseWord{text: word, node: noPhrase, stop: stop})
	return number
}

// begin begins a pass over the texts. It returns false if there is none left.
func (c *phraseCounter) begin() bool {
	c.pass++
	c.text, c.before = 0, len(c.nodes)
	return c.pass == 1 || c.passes && c.pass <= c.longest
}

// first reports whether the pass is the first, or the only one.
func (c *phraseCounter) first() bool { return c.pass == 1 }

// add counts the phrases of a text.
func (c *phraseCounter) add(text string) error {
	if len(text) > maxTextBytes {
		if c.first() {
			c.tally.Oversized++
		}
		return nil
	}
	c.text++
	if c.first() {
		c.tally.Texts++
		if isBroken(text) {
			c.tally.Broken++
		}
	}
	if err := c.read(text); err != nil {
		return err
	}
	if len(c.line) == 0 {
		if c.first() {
			c.tally.Empty++
		}
		return nil
	}
	return c.count()
}

// read numbers the words of a text.
func (c *phraseCounter) read(text string) error {
	c.line = c.line[:0]
	if c.tokens == nil {
		s := wordScanner{text: text}
		for s.next() {
			if s.barrier && len(c.line) > 0 {
				c.line = append(c.line, barrier)
			}
			word := text[s.from:s.to]
			if s.changed {
				c.lower = appendLower(c.lower[:0], word)
				if number, found := c.numbers[string(c.lower)]; found { // without a new string
					c.line = append(c.line, number)
					continue
				}
				word = string(c.lower)
			}
			if err := c.readWord(word); err != nil {
				return err
			}
		}
		return nil
	}
	for _, word := range c.tokens(text) {
		if word == "" {
			if len(c.line) > 0 {
				c.line = append(c.line, barrier)
			}
			continue
		}
		if err := c.readWord(word); err != nil {
			return err
		}
	}
	return nil
}

func (c *phraseCounter) readWord(word string) error {
	number, found := c.numbers[word]
	switch {
	case found:
	case !c.first():
		number = rareWord
	default:
		if err := checkWord(word); err != nil {
			return err
		}
		number = c.addWord(strings.Clone(word), false) // the text is not kept
	}
	c.line = append(c.line, number)
	return nil
}

// count counts the phrases of the words in c.line.
func (c *phraseCounter) count() error {
	longest := c.longest
	if c.passes {
		longest = c.pass
	}
	paths := c.paths[:0]
	for _, number := range c.line {
		node := int32(noPhrase)
		if number >= 0 {
			word := &c.words[number]
			if c.first() && !word.stop {
				if word.node == noPhrase {
					var err error
					if word.node, err = c.addNode(noPhrase, number); err != nil {
						return err
					}
				}
				c.see(word.node)
			}
			node = word.node
		}
		paths = append(paths, node)
	}
	c.paths = paths
	for n := 2; n <= longest; n++ {
		counts := !c.passes || n == c.pass
		for i := 0; i+n <= len(paths); i++ {
			if paths[i] == noPhrase {
				continue
			}
			// What is left without the first word is a phrase, too, unless it begins with a stop word.
			number, next := c.line[i+n-1], c.line[i+1]
			if number < 0 || next < 0 || n == c.longest && c.words[number].stop || !c.words[next].stop && paths[i+1] == noPhrase {
				paths[i] = noPhrase
				continue
			}
			key := uint64(paths[i])<<32 | uint64(number)
			node, found := c.children[key]
			switch {
			case !found && !counts:
				node = noPhrase
			case !found:
				var err error
				if node, err = c.addNode(paths[i], number); err != nil {
					return err
				}
				c.children[key] = node
			}
			paths[i] = node
			if counts {
				c.see(node)
			}
		}
		// The last of the line have no phrase of n words.
		for i := max(0, len(paths)-n+1); i < len(paths); i++ {
			paths[i] = noPhrase
		}
	}
	return nil
}

// see counts the text for a phrase, once.
func (c *phraseCounter) see(node int32) {
	if n := &c.nodes[node]; n.last != c.text {
		n.last = c.text
		n.texts++
	}
}

func (c *phraseCounter) addNode(parent, word int32) (int32, error) {
	if len(c.nodes) >= maxPhrases {
		return 0, invalid("there are more than %d different phrases: raise Minimum, or lower Longest", maxPhrases)
	}
	c.nodes = append(c.nodes, phraseNode{parent: parent, word: word})
	return int32(len(c.nodes) - 1), nil
}

// end ends a pass: it forgets the phrases that are in fewer texts than the minimum.
func (c *phraseCounter) end() {
	for i := range c.nodes {
		c.nodes[i].last = 0
	}
	if !c.passes {
		return
	}
	c.nodes = append(c.nodes[:c.before], slices.DeleteFunc(c.nodes[c.before:], func(n phraseNode) bool { return n.texts < c.tally.Minimum })...)
	if c.first() {
		words := c.words
		c.words, c.numbers = nil, make(map[string]int32)
		for _, word := range words {
			if word.stop {
				c.addWord(word.text, true)
			}
		}
		for i := range c.nodes {
			n := &c.nodes[i]
			n.word = c.addWord(words[n.word].text, false)
			c.words[n.word].node = int32(i)
		}
		return
	}
	c.children = make(map[uint64]int32)
	for i, n := range c.nodes {
		if n.parent != noPhrase {
			c.children[uint64(n.parent)<<32|uint64(n.word)] = int32(i)
		}
	}
}

// phrases returns the tally of all passes.
func (c *phraseCounter) phrases() Phrases {
	c.children, c.numbers = nil, nil
	byText := make([]int32, len(c.words))
	for i := range byText {
		byText[i] = int32(i)
	}
	slices.SortFunc(byText, func(a, b int32) int { return strings.Compare(c.words[a].text, c.words[b].text) })
	rank := make([]int32, len(c.words))
	for i, number := range byText {
		rank[number] = int32(i)
	}
	// The children of each node are together, in order. No word has a byte below the blank, so
	// that a tree walked in this order has its phrases in theirs.
	order := make([]int32, len(c.nodes))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(c.nodes[a].parent, c.nodes[b].parent), cmp.Compare(rank[c.nodes[a].word], rank[c.nodes[b].word]))
	})
	from := make([]int32, len(c.nodes)+2) // of the children of each node, by its number + 1
	for i := range c.nodes {
		from[c.nodes[i].parent+2]++
	}
	for i := range from[1:] {
		from[i+1] += from[i]
	}
	p := c.tally
	var text []byte
	var walk func(parent int32)
	walk = func(parent int32) {
		length := len(text)
		for _, node := range order[from[parent+1]:from[parent+2]] {
			word := &c.words[c.nodes[node].word]
			if text = text[:length]; length > 0 {
				text = append(text, ' ')
			}
			text = append(text, word.text...)
			if !word.stop {
				p.Rows = append(p.Rows, Phrase{Text: string(text), Texts: c.nodes[node].texts})
			}
			walk(node)
		}
	}
	walk(noPhrase)
	return p
}

// isBroken reports whether bytes of a text are not UTF-8, or are UTF-8 that was read as
// Latin-1 and written as UTF-8 again: a character that is the first byte of another, and
// those of its other bytes behind it.
func isBroken(text string) bool {
	for i := 0; ; {
		next := strings.IndexByte(text[i:], 0xC2) // before a character that is another byte
		if next < 0 {
			return !utf8.ValidString(text)
		}
		i += next
		if i >= 2 && text[i-2] == 0xC3 {
			lead, rest := text[i-1]|0x40, 1 // of the character
			switch {
			case lead >= 0xF0:
				rest = 3
			case lead >= 0xE0:
				rest = 2
			}
			if lead >= 0xC2 && lead <= 0xF4 && hasContinuations(text[i:], rest) {
				return true
			}
		}
		i++
	}
}

// hasContinuations reports whether a text begins with so many of U+0080..U+00BF.
func hasContinuations(text string, n int) bool {
	for _, r := range text {
		if n == 0 {
			return true
		}
		if r < 0x80 || r > 0xBF {
			return false
		}
		n--
	}
	return n == 0
}
