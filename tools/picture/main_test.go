package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"
)

// TestReport checks that docs/report.png is the picture of the page that the tests of the
// report expect. Pixels may differ by one shade, as platforms round.
func TestReport(t *testing.T) {
	page, err := os.ReadFile("../../examples/report/testdata/sample.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := run([]string{"$ go -C examples/report run .", ""}, bytes.NewReader(page), &got); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../docs/report.png")
	if err != nil {
		t.Fatal(err)
	}
	if size := len(want); size > 150_000 {
		t.Errorf("docs/report.png has %d bytes, want at most 150,000", size)
	}
	a, b := decode(t, got.Bytes()), decode(t, want)
	if a.Rect != b.Rect {
		t.Fatalf("the picture has the bounds %v, docs/report.png %v: draw it again", a.Rect, b.Rect)
	}
	for i := range a.Pix {
		if d := int(a.Pix[i]) - int(b.Pix[i]); d < -1 || d > 1 {
			t.Fatalf("docs/report.png is not the page: draw it again (pixel %d)", i)
		}
	}
}

// decode returns a picture in the colors of its palette.
func decode(t *testing.T, data []byte) *image.Paletted {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	paletted, ok := picture.(*image.Paletted)
	if !ok {
		t.Fatalf("the picture is a %T", picture)
	}
	return paletted
}

// TestBlocks checks the rectangles of the elements of bars.
func TestBlocks(t *testing.T) {
	full, ok := block('█')
	if !ok || full != image.Rect(0, 3, cellWidth, cellHeight-3) {
		t.Errorf("full block is %v", full)
	}
	last := image.Rectangle{}
	for _, r := range "▁▂▃▄▅▆▇█" {
		shape, ok := block(r)
		if !ok || shape.Dy() <= last.Dy() || shape.Dx() != cellWidth || shape.Max.Y != full.Max.Y {
			t.Errorf("%c is %v", r, shape)
		}
		last = shape
	}
	last = image.Rectangle{}
	for _, r := range "▏▎▍▌▋▊▉█" {
		shape, ok := block(r)
		if !ok || shape.Dx() <= last.Dx() || shape.Dy() != full.Dy() || shape.Min.X != 0 {
			t.Errorf("%c is %v", r, shape)
		}
		last = shape
	}
	if _, ok := block('x'); ok {
		t.Error("x is a block")
	}
}

// TestUnknown checks that a character without a glyph is an error, not a gap.
func TestUnknown(t *testing.T) {
	err := run(nil, strings.NewReader("a\nb\u4e00"), &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("error %v, want one of line 2", err)
	}
}
