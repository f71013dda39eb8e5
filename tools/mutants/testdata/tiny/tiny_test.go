package tiny

import "testing"

func TestBalance(t *testing.T) {
	if got, err := Balance(Money{3}, Money{2}, Money{1}); got != (Money{7}) || err != nil {
		t.Errorf("Balance = %v, %v", got, err)
	}
	if _, err := Balance(Money{1}, Money{2}, Money{1}); err == nil {
		t.Error("Balance of less: no error")
	}
}

func TestSum(t *testing.T) {
	if sum, large := Sum([]int{1, 5, -1, -1, 9}); sum != 26 || large != 1 {
		t.Errorf("Sum = %v, %v", sum, large)
	}
}

func TestGuarded(t *testing.T) {
	if Guarded(nil) || Guarded([]int{7}) || Guarded([]int{1, 2}) || !Guarded([]int{1, 7}) {
		t.Error("Guarded is wrong")
	}
}

func TestLeftOut(t *testing.T) { t.Error("fails on the source as it is") }

func TestStack(t *testing.T) {
	var s Stack[any]
	s.Push("a")
	s.Push("b")
	s.Push(nil)
	if top, ok := s.Pop(); top != "b" || !ok {
		t.Errorf("Pop = %v, %t", top, ok)
	}
	if top, ok := s.Pop(); top != "a" || !ok {
		t.Errorf("Pop = %v, %t", top, ok)
	}
	if top, ok := s.Pop(); ok {
		t.Errorf("Pop of none = %v", top)
	}
}
