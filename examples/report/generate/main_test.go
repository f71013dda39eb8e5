package main

import (
	"bytes"
	"os"
	"testing"
)

// TestSamples checks that the samples are what the generator writes.
func TestSamples(t *testing.T) {
	for _, file := range files {
		want, err := os.ReadFile("../" + file.name)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := file.write(&got); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s: the generator writes %d bytes that differ from its %d: run go -C examples/report generate",
				file.name, got.Len(), len(want))
		}
		if got.Len() > 150_000 {
			t.Errorf("%s has %d bytes, want at most 150,000", file.name, got.Len())
		}
	}
}
