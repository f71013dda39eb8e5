package table

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// checkISO checks that a time which is read quickly is that of the slow way, which a blank
// at the end takes.
func checkISO(t *testing.T, c *Clock, cell string) {
	t.Helper()
	want, wantErr := c.Parse(cell + " ")
	got, err := c.Parse(cell)
	seconds, secondsErr := c.Seconds(cell)
	if got != want || err != wantErr || seconds != want.Unix() || secondsErr != wantErr {
		t.Fatalf("%q in %s and %s: %v, %v and %d, %v, want %v, %v", cell, c.In, c.Days, got, err, seconds, secondsErr, want, wantErr)
	}
}

// TestISO reads times in the forms that most files have, and nearly so.
func TestISO(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var clocks []*Clock
	for _, name := range []string{"UTC", "Europe/Oslo", "America/New_York", "Asia/Kolkata", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia",
		"Pacific/Kwajalein", "America/Juneau", "Antarctica/Troll", "Africa/Casablanca", "Asia/Manila"} {
		clocks = append(clocks, &Clock{In: zone(t, name), Days: time.UTC}, &Clock{In: time.UTC, Days: zone(t, name)}, &Clock{In: zone(t, name), Days: zone(t, name), Months: true})
	}
	forms := []string{time.DateOnly, time.DateTime, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z", "2006-01-02 15:04:05Z", "2006-01-02t15:04:05z", "2006-01-02T15:04"}
	check := func(c *Clock, at time.Time) {
		cell := at.Format(forms[random.IntN(len(forms))])
		checkISO(t, c, cell)
		b := []byte(cell)
		b[random.IntN(len(b))] = "0123456789-:Z /z\xff"[random.IntN(17)]
		checkISO(t, c, string(b))
	}
	for range 20_000 {
		check(clocks[random.IntN(len(clocks))], time.Unix(random.Int64N(4e9)-1e9, 0).UTC())
		check(clocks[random.IntN(len(clocks))], time.Date(1+random.IntN(9999), 1, 1+random.IntN(366), 0, 0, random.IntN(secondsOfDay), 0, time.UTC))
	}
	for _, c := range clocks { // all hours of the days on which clocks change
		for at := time.Date(1960, 1, 1, 0, 0, 0, 0, c.In); at.Year() < 2030; {
			_, end := at.ZoneBounds()
			if end.IsZero() {
				break
			}
			for h := range 4 * 24 {
				_, offset := end.Zone()
				check(c, end.UTC().Add(time.Duration(offset)*time.Second+time.Duration(h-2*24)*time.Hour))
			}
			at = end
		}
	}
	for year := 1; year < 2500; year++ {
		for _, day := range []string{"01-01", "02-28", "02-29", "03-01", "12-31", "04-31", "00-10", "13-10", "06-00"} {
			checkISO(t, clocks[0], fmt.Sprintf("%04d-%s", year, day))
		}
	}
}
