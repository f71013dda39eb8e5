package sample

import (
	"math/rand/v2"
	"time"

	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// callbacks is what a team made of the answers: nearly all of the older ones were called, most
// of them in time, and those of the last days wait. An answer that needs no call has one, too,
// which changes nothing.
func callbacks(answers []store.Answer) []store.Callback {
	rng := rand.New(rand.NewPCG(2026, 12))
	var all []store.Callback
	for _, a := range answers {
		wait := time.Duration(rng.ExpFloat64() * float64(22*time.Hour)).Truncate(time.Minute)
		c := store.Callback{Answer: a, Owner: []string{"Ann", "Ben", "Carla", "Deniz"}[rng.IntN(4)], Note: []string{"Sent a new one.", "Explained the bill.", "Gave the money back.", ""}[rng.IntN(4)]}
		c.Claimed = a.At.Add(wait / 2)
		c.Called, c.Done = a.At.Add(wait), a.At.Add(wait+10*time.Minute)
		forgotten := rng.IntN(100)
		if a.Comment == "" || !c.Done.Before(End()) || a.At.After(End().AddDate(0, 0, -12)) && forgotten < 25 {
			continue
		}
		all = append(all, c)
	}
	return all
}
