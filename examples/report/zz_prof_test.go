package main

import (
	"io"
	"strings"
	"testing"
)

func TestZProf(t *testing.T) {
	if n := run([]string{"orders", "-customer", "customer", "-at", "ordered", "-amount", "amount", "/tmp/duck/orders1m.csv"}, strings.NewReader(""), io.Discard, io.Discard); n != 0 {
		t.Fatal(n)
	}
}
