package main

import (
	"bytes"
	"os"
	"testing"
)

// TestSample checks that sample.csv is what the generator writes.
func TestSample(t *testing.T) {
	want, err := os.ReadFile("../sample.csv")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := write(&got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the generator writes %d bytes that differ from the %d of sample.csv: run go generate ./examples/report",
			got.Len(), len(want))
	}
	if got.Len() > 150_000 {
		t.Errorf("sample.csv has %d bytes, want at most 150,000", got.Len())
	}
}
