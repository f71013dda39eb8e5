package wire

// skip returns the place of the first byte from data[i] on that is no blank of JSON.
func skip(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	return i
}

// extent returns the end of the value that begins at data[i], if it is valid JSON.
// It is, if plain is true: a text in ASCII without escapes, a whole number, or a
// word. Of any other value only json.Valid says whether it is. Nothing here is
// recursive, so that no depth of brackets does harm.
func extent(data []byte, i int) (end int, plain bool) {
	if i == len(data) {
		return i, false
	}
	switch data[i] {
	case '"':
		return extentOfText(data, i)
	case '{', '[':
		return extentOfBrackets(data, i), false
	}
	return extentOfWord(data, i)
}

// extentOfText is extent for a text.
func extentOfText(data []byte, i int) (end int, plain bool) {
	plain = true
	for i++; i < len(data); i++ {
		switch c := data[i]; {
		case c == '"':
			return i + 1, plain
		case c == '\\':
			plain = false
			i++
		case c < ' ' || c > '~':
			plain = false
		}
	}
	return len(data), false
}

// extentOfBrackets returns the end of a list or an object.
func extentOfBrackets(data []byte, i int) int {
	for depth := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			end, _ := extentOfText(data, i)
			i = end - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(data)
}

// extentOfWord is extent for a number, true, false and null.
func extentOfWord(data []byte, i int) (end int, plain bool) {
	begin := i
	for i < len(data) {
		switch data[i] {
		case ',', ':', '"', '{', '}', '[', ']', ' ', '\n', '\t', '\r':
			return i, isPlainWord(data[begin:i])
		}
		i++
	}
	return i, isPlainWord(data[begin:])
}

// isPlainWord reports whether a word is a whole number without a point and an
// exponent, true, false or null.
func isPlainWord(word []byte) bool {
	switch string(word) {
	case "true", "false", "null", "0":
		return true
	}
	if len(word) > 0 && word[0] == '-' {
		word = word[1:]
	}
	if len(word) == 0 || word[0] == '0' {
		return false
	}
	for _, c := range word {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
