package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
)

// measured is what a metric is measured to be at a place, in two quarters. Before and
// after are its true values, in hundredths of its unit, or in ten-thousandths for a share;
// spread is the standard deviation of a single answer, 0 for a figure without an
// interval, and spreadOfShare for a share of the base.
type measured struct {
	metric, place, whose string // place is "stage/touchpoint", whose "channel/team"
	before, after        int
	spread, base         int
	target               string
}

const spreadOfShare = -1

var journeyRows = []measured{
	{"nps", "", "", 2400, 3100, 7400, 900, "30"},
	{"csat", "", "", 7600, 7700, spreadOfShare, 900, "80"},
	{"ces", "", "", 512, 548, 150, 620, "5.25"},
	{"share_of_voice", "awareness", "", 1840, 2210, spreadOfShare, 2400, "0.2"},
	{"visits", "awareness", "", 84000, 91000, 0, 92, "900"},
	{"site_traffic", "consideration", "", 61000, 60200, 0, 92, "650"},
	{"visual_prominence", "/shop window", "", 3100, 2200, spreadOfShare, 240, "0.3"},
	{"product_uplift", "/shop window", "", 900, 1250, 1300, 12, "0.1"},
	{"cart_completion", "purchase", "", 3350, 3120, spreadOfShare, 2600, "0.35"},
	{"uptime", "/web shop", "", 9990, 9992, 0, 92, "0.999"},
	{"drop_off", "/web shop", "", 5700, 6150, spreadOfShare, 3000, "0.5"},
	{"load_within", "/web shop", "", 9200, 9010, spreadOfShare, 3000, "0.95"},
	{"csat", "/web shop", "app", 7900, 7700, spreadOfShare, 410, "80"},
	{"csat", "/web shop", "browser", 7700, 6800, spreadOfShare, 530, "80"},
	{"store_conversion", "/city store", "", 22, 23, 0, 5200, "0.2"},
	{"basket_value", "/city store", "", 4150, 4420, 2900, 1190, "42"},
	{"csat", "/city store", "", 8600, 8700, spreadOfShare, 350, "85"},
	{"staff_questions", "/city store", "", 1240, 1180, 0, 5200, ""},
	{"returning_visitors", "retention", "", 3900, 4150, spreadOfShare, 2800, "0.4"},
	{"nps", "retention", "", 2800, 3300, 7000, 24, "30"},
	{"post_chat_satisfaction", "/support chat", "/day", 8400, 8500, spreadOfShare, 260, "80"},
	{"post_chat_satisfaction", "/support chat", "/night", 8200, 7000, spreadOfShare, 140, "80"},
	{"waiting_time", "/support chat", "", 5200, 4400, 3300, 380, "60"},
	{"csat", "/support chat", "", 7800, 7500, spreadOfShare, 400, "80"},
	{"bounce_rate", "advocacy", "", 4200, 4300, spreadOfShare, 800, ""},
}

// writeJourney writes the measurements of two quarters, and those of an earlier one of
// advocacy alone. A few rows are bad.
func writeJourney(w io.Writer) error {
	g := generator{rand.NewPCG(5, 5)}
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "metric,stage,touchpoint,channel,team,period,value,low,high,base,target")
	line := func(m measured, period string, truth int) {
		stage, touchpoint, _ := strings.Cut(m.place, "/")
		channel, team, _ := strings.Cut(m.whose, "/")
		value, half, scale := g.measure(m, truth)
		low, high := "", ""
		if half > 0 {
			low, high = decimalText(value-half, scale), decimalText(value+half, scale)
		}
		fmt.Fprintln(out, strings.Join([]string{m.metric, stage, touchpoint, channel, team, period,
			decimalText(value, scale), low, high, fmt.Sprint(m.base), m.target}, ","))
	}
	line(measured{"review_rating", "advocacy", "", 0, 0, 110, 140, "4.2"}, "2025-Q1", 410)
	for _, m := range journeyRows {
		line(m, "2025-Q3", m.before)
	}
	// The rows that the report must refuse, and one without a value.
	fmt.Fprintln(out, "csat,,city store,,,2025-Q3,112,,,350,85")
	fmt.Fprintln(out, "happiness,purchase,,,,2025-Q3,7,,,350,")
	fmt.Fprintln(out, "uptime,,web shop,,,2025-Q5,0.999,,,92,0.999")
	fmt.Fprintln(out, "ticket_volume,retention,,,,2025-Q4,,,,,4")
	for _, m := range journeyRows {
		line(m, "2025-Q4", m.after)
	}
	return out.Flush()
}

// measure returns a value, half the width of its interval, and by what both are to be
// divided.
func (g generator) measure(m measured, truth int) (value, half, scale int) {
	switch m.spread {
	case 0:
		return truth, 0, scaleOf(m.metric)
	case spreadOfShare:
		n := 0
		for range m.base {
			if g.below(10_000) < truth {
				n++
			}
		}
		// 1.96 * sqrt(p (1 - p) / base) for p = n / base, in ten-thousandths.
		of := int64(m.base)
		half = 196 * root(int64(n)*(of-int64(n))*10_000/of*10_000/of/of) / 100
		return n * 10_000 / m.base, half, scaleOf(m.metric)
	}
	// The sum of four draws is a hill about as wide as the error of a mean.
	half = 196 * m.spread / root(10_000*int64(m.base))
	value = truth
	for range 4 {
		value += g.below(half+1) - half/2
	}
	return value, max(half, 1), scaleOf(m.metric)
}

// scaleOf returns what the whole numbers of a metric are to be divided by.
func scaleOf(metric string) int {
	switch metric {
	case "share_of_voice", "visual_prominence", "cart_completion", "uptime", "drop_off", "load_within", "returning_visitors",
		"bounce_rate", "product_uplift":
		return 10_000
	}
	return 100
}

// root returns the whole part of a square root.
func root(n int64) int {
	r := int64(0)
	for bit := int64(1) << 30; bit > 0; bit >>= 1 {
		if (r+bit)*(r+bit) <= n {
			r += bit
		}
	}
	return int(r)
}

// decimalText writes a fraction.
func decimalText(n, scale int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%0*d", sign, n/scale, len(fmt.Sprint(scale))-1, n%scale)
}
