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

// The tickets of a shop in thirteen weeks.
const (
	ticketRows = 600
	ticketDays = 91
)

var ticketStart = time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)

// desk is a way to reach the service. Weight is its share, reply and work are the usual
// minutes to the first reply and from there to the resolution, and once how many of 100
// tickets need no second reply.
type desk struct {
	name                      string
	weight, reply, work, once int
}

var desks = []desk{
	{"chat", 30, 3, 25, 74},
	{"email", 42, 210, 700, 58},
	{"phone", 20, 2, 18, 70},
	{"web", 8, 340, 1100, 55},
}

// badTickets is the cells that the report must refuse, by row and column.
var badTickets = map[int]map[int]string{
	77:  {3: "2025-10-32 09:00"}, // no such day
	205: {4: "2025-09-01 09:00"}, // replied to before the question
	333: {6: "two"},              // a word
	418: {1: ""},                 // without a customer
}

// writeTickets writes tickets, by the time at which they were opened. What had not happened
// when the thirteen weeks were over is blank.
func writeTickets(w io.Writer) error {
	g := generator{rand.NewPCG(2025, 12)}
	weights := make([]int, len(desks))
	for i, d := range desks {
		weights[i] = d.weight
	}
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "ticket,customer,channel,opened,first_reply,resolved,replies,reopens,escalated")
	const gap = ticketDays * 24 * 60 / ticketRows
	end := ticketStart.AddDate(0, 0, ticketDays)
	for row := range ticketRows {
		d := desks[g.pick(weights)]
		opened := ticketStart.Add(time.Duration(row*gap+g.below(gap)) * time.Minute)
		// Most waits are near the usual one, and a few are much longer.
		wait := func(usual int) time.Duration {
			minutes := 1 + g.below(2*usual)
			if g.percent(15) {
				minutes *= 2 + g.below(8)
			}
			return time.Duration(minutes) * time.Minute
		}
		reply := opened.Add(wait(d.reply))
		replies, reopens, escalated := 1, 0, 0
		if !g.percent(d.once) {
			replies += 1 + g.below(3)
		}
		resolved := reply.Add(time.Duration(replies) * wait(d.work))
		if g.percent(6) {
			reopens, replies = 1, replies+1
			resolved = resolved.Add(24 * time.Hour)
		}
		if replies > 1 && g.percent(25) {
			escalated = 1
		}
		cells := []string{
			fmt.Sprintf("T-%04d", row+1), fmt.Sprintf("SIM-%04d", 1+g.below(400)), d.name,
			opened.Format("2006-01-02 15:04"), "", "", "0", "0", strconv.Itoa(escalated),
		}
		if reply.Before(end) {
			cells[4], cells[6] = reply.Format("2006-01-02 15:04"), "1"
		}
		if resolved.Before(end) && !g.percent(2) {
			cells[5] = resolved.Format("2006-01-02 15:04")
			cells[6], cells[7] = strconv.Itoa(replies), strconv.Itoa(reopens)
		}
		for column, text := range badTickets[row] {
			cells[column] = text
		}
		fmt.Fprintln(out, strings.Join(cells, ","))
	}
	return out.Flush()
}
