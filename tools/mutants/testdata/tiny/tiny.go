// Package tiny has one of everything that a mutant changes.
package tiny

import (
	"cmp"
	"errors"
)

const limit = 3 // stays constant

// Money has the methods of a decimal.
type Money struct{ cents int64 }

// Add adds.
func (m Money) Add(other Money) Money { return Money{m.cents + other.cents} }

// Sub subtracts.
func (m Money) Sub(other Money) Money { return Money{m.cents - other.cents} }

// Mul multiplies.
func (m Money) Mul(other Money) Money { return Money{m.cents * other.cents} }

// Cmp compares.
func (m Money) Cmp(other Money) int { return cmp.Compare(m.cents, other.cents) }

var errNegative = errors.New("negative")

// Balance nests mutants within mutants, and chains methods.
func Balance(a, b, c Money) (Money, error) {
	if a.Cmp(b) < 0 || a.Mul(b).Sub(c).Cmp(Money{}) < 0 && c.cents != 0 {
		return Money{}, errNegative
	}
	return a.Mul(b).Add(c), nil
}

// Sum has loops, literals, and a generic type.
func Sum[T int | float64](values []T) (sum T, large int) {
	for i := 0; i < len(values); i++ {
		sum += values[i] * 2
		switch {
		case values[i] > limit+1:
			large++
		case !(values[i] >= 0):
			large = max(large-1, 0)
		}
	}
	return sum, large
}

// Guarded evaluates its second operand only where it must.
func Guarded(values []int) bool { return len(values) > 1 && values[1] == 7 }

// Untested is not tested.
func Untested(x float64) float64 { return x / 2 }

// Stack has methods of a generic type.
type Stack[T any] struct{ items []T }

// Push has no result.
func (s *Stack[T]) Push(item T) {
	s.items = append(s.items, item)
}

// Pop has results without names, and a label.
func (s *Stack[T]) Pop() (T, bool) {
again:
	for len(s.items) > 0 {
		last := s.items[len(s.items)-1]
		s.items = s.items[:len(s.items)-1]
		if any(last) == nil {
			continue again
		}
		return last, true
	}
	return *new(T), false
}
