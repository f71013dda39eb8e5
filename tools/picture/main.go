// Command picture draws the text of its standard input, as a terminal shows it, to a PNG
// file on its standard output:
//
//	go -C examples/report run . | go run -C tools ./picture '$ go -C examples/report run .' > docs/report.png
//
// Its argument is a line above the text: the command that wrote it. The font is Go Mono,
// which is a part of the program; block elements are drawn as the rectangles that they are,
// since fonts leave gaps between them.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"os"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// The sizes in pixels. A README shows the picture at half its size, so that it is sharp on
// a screen of any density.
const (
	fontSize   = 30
	cellWidth  = 18 // the advance of Go Mono, 0.6 of its size
	cellHeight = 36
	baseline   = 27 // below the top of a cell
	margin     = 36
)

// shades is the number of colors between paper and ink.
const shades = 16

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

// run draws what it reads below the lines of the arguments.
func run(head []string, in io.Reader, out io.Writer) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	lines := append(head, strings.Split(strings.TrimRight(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), "\n")...)
	picture, err := drawText(lines)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(out)
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	return errors.Join(encoder.Encode(buffered, picture), buffered.Flush())
}

// drawText returns the picture of lines.
func drawText(lines []string) (*image.Paletted, error) {
	parsed, err := opentype.Parse(gomono.TTF)
	if err != nil {
		return nil, err
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: fontSize, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, err
	}
	columns := 0
	for _, line := range lines {
		columns = max(columns, len([]rune(line)))
	}
	bounds := image.Rect(0, 0, 2*margin+columns*cellWidth, 2*margin+len(lines)*cellHeight)
	ink := image.NewGray(bounds) // 255 is ink
	for row, line := range lines {
		for column, r := range []rune(line) {
			at := image.Pt(margin+column*cellWidth, margin+row*cellHeight)
			if shape, ok := block(r); ok {
				draw.Draw(ink, shape.Add(at), image.White, image.Point{}, draw.Src)
				continue
			}
			dot := fixed.P(at.X, at.Y+baseline)
			glyph, mask, maskAt, _, ok := face.Glyph(dot, r)
			if !ok {
				return nil, fmt.Errorf("line %d: the font has no %q", row+1, r)
			}
			draw.DrawMask(ink, glyph, image.White, image.Point{}, mask, maskAt, draw.Over)
		}
	}
	return shade(ink), nil
}

// block returns the rectangle of a block element or a horizontal line in its cell.
func block(r rune) (image.Rectangle, bool) {
	eighth := func(of, n int) int { return int(math.Round(float64(of) * float64(n) / 8)) }
	// Blocks end above the next line, so that bars of two lines do not touch.
	const top, bottom = 3, cellHeight - 3
	switch {
	case r == '─':
		return image.Rect(0, cellHeight/2-1, cellWidth, cellHeight/2+1), true
	case r >= '▁' && r <= '█':
		height := eighth(bottom-top, int(r-'▁')+1)
		return image.Rect(0, bottom-height, cellWidth, bottom), true
	case r >= '▉' && r <= '▏':
		return image.Rect(0, top, eighth(cellWidth, 7-int(r-'▉')), bottom), true
	default:
		return image.Rectangle{}, false
	}
}

// shade returns a picture in few colors, which compresses well.
func shade(ink *image.Gray) *image.Paletted {
	paper, pen := color.RGBA{R: 255, G: 255, B: 255, A: 255}, color.RGBA{R: 31, G: 35, B: 40, A: 255}
	palette := make(color.Palette, shades)
	mix := func(a, b uint8, i int) uint8 { return uint8((int(a)*(shades-1-i) + int(b)*i) / (shades - 1)) }
	for i := range palette {
		palette[i] = color.RGBA{R: mix(paper.R, pen.R, i), G: mix(paper.G, pen.G, i), B: mix(paper.B, pen.B, i), A: 255}
	}
	picture := image.NewPaletted(ink.Rect, palette)
	for i, v := range ink.Pix {
		picture.Pix[i] = uint8((int(v)*(shades-1) + 127) / 255)
	}
	return picture
}
