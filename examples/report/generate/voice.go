package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// The answers of 800 customers over 40 weeks, with what they say and how they rate three
// aspects. Delivery falls from week 25 on.
const (
	voiceRows   = 800
	voiceWeeks  = 40
	voiceFallIn = 25
)

// aspects are what customers rate and speak of: how often of 100 each rating is given, from 1,
// before and after the fall, what the aspect weighs in the answer, and what those say who rate it
// low and high.
var aspects = []struct {
	name          string
	before, after []int
	weight        int
	themes        [2]string // of those who rate it low, and high
	low, high     []string
}{
	{"price", []int{10, 18, 30, 27, 15}, []int{10, 18, 30, 27, 15}, 2, [2]string{"high price", "fair price"},
		[]string{"Too expensive for what it is.", "The price goes up every year.", "I found it cheaper elsewhere."},
		[]string{"Good value for money.", "A fair price."}},
	{"service", []int{5, 10, 22, 38, 25}, []int{5, 10, 22, 38, 25}, 3, [2]string{"slow service", "good service"},
		[]string{"Nobody answers the phone.", "I had to wait for an answer for days.", "Support did not help."},
		[]string{"Friendly staff!", "Quick answers and friendly people.", "Support was very helpful."}},
	{"delivery", []int{4, 8, 20, 38, 30}, []int{22, 26, 24, 18, 10}, 4, [2]string{"late delivery", "fast delivery"},
		[]string{"Delivery was late again.", "The parcel came late and broken.", "No delivery on the day that was promised."},
		[]string{"Fast delivery.", "Everything came on time."}},
}

// writeVoice writes answers with comments, themes and the ratings of aspects.
func writeVoice(w io.Writer) error {
	g := generator{rand.NewPCG(2025, 28)}
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "at,customer,nps,price,service,delivery,themes,why")
	const gap = voiceWeeks * 7 * 24 * 60 / voiceRows // minutes
	for row := range voiceRows {
		at := time.Date(2025, time.January, 6, 0, 0, 0, 0, time.UTC).Add(time.Duration(row*gap+g.below(gap)) * time.Minute)
		cells := []string{at.Format(time.RFC3339), fmt.Sprintf("SIM-%04d", 1+row), ""}
		sum, weights := 0, 0
		var themes, said []string
		for _, a := range aspects {
			ratings := a.before
			if row >= voiceFallIn*voiceRows/voiceWeeks {
				ratings = a.after
			}
			rating := 1 + g.pick(ratings)
			sum, weights = sum+rating*a.weight, weights+a.weight
			cell := strconv.Itoa(rating)
			if g.percent(3) {
				cell = ""
			}
			cells = append(cells, cell)
			of, theme := a.low, a.themes[0]
			if rating > 3 {
				of, theme = a.high, a.themes[1]
			}
			if rating != 3 && g.percent(60) {
				themes, said = append(themes, theme), append(said, of[g.below(len(of))])
			}
		}
		// 1 to 5 become 0 to 10 and some noise.
		nps := max(0, min(10, (10*sum/weights-10)/4+g.below(3)))
		cells[2] = strconv.Itoa(nps)
		if g.percent(2) {
			cells[2] = ""
		}
		cells = append(cells, strings.Join(themes, ";"), strings.Join(said, " "))
		fmt.Fprintln(out, strings.Join(cells, ","))
	}
	return out.Flush()
}
