package ingest

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"strings"
)

// Tokens are the hashes of the tokens of those who may write, so that the comparison takes the
// same time whatever the token and its length.
type Tokens [][sha256.Size]byte

// minToken is the shortest token. A token is random: openssl rand -hex 32.
const minToken = 16

// ParseTokens reads tokens, which stand one in a line or between commas.
func ParseTokens(text string) (Tokens, error) {
	var tokens Tokens
	for token := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' || r == ',' || r == ' ' }) {
		if len(token) < minToken {
			return nil, errors.New("a token has fewer than 16 characters")
		}
		tokens = append(tokens, sha256.Sum256([]byte(token)))
	}
	return tokens, nil
}

type verdict int

const (
	tokenMissing verdict = iota
	tokenWrong
	tokenRight
)

// check compares the header Authorization with all tokens.
func (t Tokens) check(header string) verdict {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return tokenMissing
	}
	sum, right := sha256.Sum256([]byte(token)), 0
	for _, want := range t {
		right |= subtle.ConstantTimeCompare(sum[:], want[:])
	}
	if right != 1 {
		return tokenWrong
	}
	return tokenRight
}

// Allow reports whether a header Authorization has one of the tokens.
func (t Tokens) Allow(header string) bool { return t.check(header) == tokenRight }
