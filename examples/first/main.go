// Command first is the program at the beginning of the README.
package main

import (
	"fmt"
	"log"

	"github.com/cxmetrics/cx"
)

func main() {
	n, err := cx.NPSOf([]int{10, 9, 9, 8, 7, 10, 3, 9, 6, 10})
	if err != nil {
		log.Fatal(err) // an answer outside 0..10
	}
	score, err := n.Score()
	if err != nil {
		log.Fatal(err) // no answers: undefined is an error, never 0
	}
	interval, err := n.Interval(0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("NPS %s, 95%% interval %.1f to %.1f, of %d answers\n",
		score.StringFixed(1), interval.Low, interval.High, n.Total())
}
