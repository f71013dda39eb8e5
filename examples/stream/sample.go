package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// made is a record of the sample, with what is known of it without reading it.
type made struct {
	value  string
	answer answer // of a good one
	why    reason // of a bad one
}

// epoch is when the sample begins, a Monday.
var epoch = time.Date(2026, time.October, 5, 0, 0, 0, 0, time.UTC)

// sample makes up answers of eight weeks, with so many bad records among them. The seed decides
// over all of it.
func sample(seed uint64, answers, bad int) ([]made, error) {
	random := rand.New(rand.NewPCG(seed, 0))
	segments := []string{"free", "pro", "team"}
	all := make([]made, 0, answers+bad)
	for i := range answers {
		kind := random.IntN(len(segments))
		a := answer{
			ID:       fmt.Sprintf("a-%d", i),
			Customer: fmt.Sprintf("c-%d", random.IntN(1+answers/3)),
			Segment:  segments[kind],
			Score:    min(10, 4+random.IntN(5+kind)+random.IntN(3)),
			At:       epoch.Add(time.Duration(random.Int64N(int64(8 * 7 * 24 * time.Hour)))).Truncate(time.Second),
		}
		var err error
		if a.Week, err = weekly.PeriodOf(a.At); err != nil {
			return nil, err
		}
		value, err := json.Marshal(message{a.ID, a.Customer, a.Segment, &a.Score, &a.At})
		if err != nil {
			return nil, err
		}
		all = append(all, made{value: string(value), answer: a})
	}
	for i := range bad {
		all = append(all, badRecords[i%len(badRecords)])
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all, nil
}

// badRecords are what a topic has to expect.
var badRecords = []made{
	{value: `NPS: 9`, why: notAnswer},
	{value: ``, why: notAnswer}, // a tombstone
	{value: `{"id":"b","customer":"c","segment":"pro","score":"9","at":"2026-10-05T08:00:00Z"}`, why: notAnswer},
	{value: `{"id":"b","customer":"c","segment":"pro","at":"2026-10-05T08:00:00Z"}`, why: noScore},
	{value: `{"id":"b","customer":"c","segment":"pro","score":11,"at":"2026-10-05T08:00:00Z"}`, why: offScale},
	{value: `{"id":"b","customer":"c","segment":"pro","score":9,"at":"2098-10-05T08:00:00Z"}`, why: tooLate},
	{value: `{"id":"b","customer":"c","segment":"pro","score":9,"at":"1970-01-01T00:00:00Z"}`, why: absurdTime},
	{value: `{"id":"b","customer":"c","segment":"","score":9,"at":"2026-10-05T08:00:00Z"}`, why: badSegment},
	{value: `{"id":"b","customer":"c","segment":"a\u0000b","score":9,"at":"2026-10-05T08:00:00Z"}`, why: badSegment},
	{value: `{"comment":"` + strings.Repeat("long ", 20_000) + `"}`, why: tooLong},
}

// written is the time of all records of the sample: two months after the first answer.
var written = epoch.AddDate(0, 2, 0)

// produce writes the records to the topic, in turn to each of its partitions.
func produce(ctx context.Context, brokers []string, topic string, partitions int, records []made) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(brokers...), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		return fmt.Errorf("make a producer: %w", err)
	}
	defer client.Close()
	const most = 10_000
	for begin := 0; begin < len(records); begin += most {
		batch := make([]*kgo.Record, 0, most)
		for i := begin; i < min(begin+most, len(records)); i++ {
			batch = append(batch, &kgo.Record{Topic: topic, Partition: int32(i % partitions), Timestamp: written, Value: []byte(records[i].value)})
		}
		if err := client.ProduceSync(ctx, batch...).FirstErr(); err != nil {
			return fmt.Errorf("produce: %w", err)
		}
	}
	return nil
}

// loop counts the sample as it was made, without reading a record: what the database must hold.
func loop(records []made) (ledger, error) {
	l := ledger{tallies: tallies{}, rejected: map[reason]int64{}}
	for _, m := range records {
		if m.why != "" {
			l.rejected[m.why]++
		} else if err := l.tallies.add(m.answer); err != nil {
			return ledger{}, err
		}
	}
	return l, nil
}
