package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A source is a topic, and how it is read.
type source struct {
	brokers []string
	topic   string
	group   string        // none: this consumer reads all partitions
	batch   int           // records in one transaction at most
	refresh time.Duration // how often it looks for new partitions
}

// connection are the options of every client. TLS and a login go here: kgo.DialTLS, kgo.SASL.
func (src source) connection(log *slog.Logger) []kgo.Opt {
	return []kgo.Opt{
		kgo.SeedBrokers(src.brokers...),
		kgo.ClientID("cx-stream"),
		kgo.WithLogger(clientLog{log}),
		kgo.MetadataMaxAge(src.refresh),
		kgo.MetadataMinAge(min(src.refresh, 5*time.Second)),
	}
}

// reading are the options of every client that reads the topic.
func (src source) reading(log *slog.Logger) []kgo.Opt {
	return append(src.connection(log),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),      // not the answers of transactions that were aborted
		kgo.ConsumeStartOffset(kgo.NewOffset().AtStart()), // of a partition that nobody has read
		// Without this line the client goes back a minute where the broker has lost records,
		// and counts that minute twice. Here it stops.
		kgo.ConsumeResetOffset(kgo.NoResetOffset()),
		kgo.FetchMaxWait(200*time.Millisecond),
		kgo.FetchMaxBytes(16<<20),
		kgo.MaxDecompressBatchBytes(64<<20),
	)
}

// A consumer counts the records of its partitions.
type consumer struct {
	source
	store  *store
	log    *slog.Logger
	client *kgo.Client

	mu sync.Mutex
	at map[int32]int64 // where each partition was read to, unread if nowhere: by the guard's word

	behind   map[int32]int64 // how many offsets each partition has beyond that
	progress progress
}

// consume counts until ctx is done, which is no error: what was polled and not saved by then
// is read again by the next consumer.
func consume(ctx context.Context, src source, st *store, log *slog.Logger) error {
	c := &consumer{source: src, store: st, log: log, at: map[int32]int64{}, behind: map[int32]int64{}}
	admin, err := kgo.NewClient(src.connection(log)...)
	if err != nil {
		return fmt.Errorf("make a client: %w", err)
	}
	defer admin.Close()
	fresh, err := c.newPartitions(ctx, admin)
	if err != nil {
		return unlessDone(ctx, err)
	}
	options := src.reading(log)
	if src.group == "" {
		options = append(options, kgo.ConsumePartitions(fresh))
	} else {
		options = append(options,
			kgo.ConsumerGroup(src.group),
			kgo.ConsumeTopics(src.topic),
			kgo.DisableAutoCommit(),            // the offsets are in the database, and nowhere else
			kgo.BlockRebalanceOnPoll(),         // a partition stays here from the poll to the commit
			kgo.AdjustFetchOffsetsFn(c.assign), // and begins where the database says
		)
	}
	if c.client, err = kgo.NewClient(options...); err != nil {
		return fmt.Errorf("make a client: %w", err)
	}
	defer c.client.CloseAllowingRebalance()
	log.Info("counting", "topic", src.topic, "group", src.group, "partitions", len(fresh[src.topic]))
	look := time.Now().Add(src.refresh)
	for ctx.Err() == nil {
		if err := c.poll(ctx); err != nil {
			return unlessDone(ctx, err)
		}
		c.client.AllowRebalance()
		if src.group != "" || time.Now().Before(look) {
			continue // a group looks for itself
		}
		look = time.Now().Add(src.refresh)
		if fresh, err = c.newPartitions(ctx, admin); err != nil {
			log.Warn("looking for new partitions: trying again later", "error", err)
			continue
		}
		c.client.AddConsumePartitions(fresh)
	}
	return nil
}

// unlessDone leaves out the error of a stop that was asked for.
func unlessDone(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// poll counts the records of one poll.
func (c *consumer) poll(ctx context.Context) error {
	wait, cancel := context.WithTimeout(ctx, c.refresh)
	defer cancel()
	fetches := c.client.PollRecords(wait, c.batch)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, e := range fetches.Errors() {
		var session *kgo.ErrGroupSession
		switch {
		case wait.Err() != nil && errors.Is(e.Err, wait.Err()):
		case errors.As(e.Err, &session): // the client joins again, and assign reads the offsets again
			c.log.Warn("lost the group: joining again", "error", e.Err)
		default:
			return fmt.Errorf("read partition %d: %w", e.Partition, e.Err)
		}
	}
	records := fetches.Records()
	if len(records) == 0 {
		return nil
	}
	c.mu.Lock()
	at := maps.Clone(c.at)
	c.mu.Unlock()
	b, err := batchOf(records, at, c.store.rows)
	if err != nil {
		return err
	}
	if err := c.store.save(ctx, b); err != nil {
		return err
	}
	c.mu.Lock()
	for _, a := range b.advances {
		c.at[a.part] = a.next
	}
	c.mu.Unlock()
	fetches.EachPartition(func(p kgo.FetchTopicPartition) {
		if n := len(p.Records); n > 0 {
			c.behind[p.Partition] = p.HighWatermark - p.Records[n-1].Offset - 1
		}
	})
	c.log.Debug("counted", "records", len(records), "rejected", len(b.rejected))
	c.progress.add(c.log, len(records), len(b.rejected), c.behind)
	return nil
}

// newPartitions returns the partitions of the topic that this consumer does not have yet,
// with the offsets to begin at.
func (c *consumer) newPartitions(ctx context.Context, admin *kgo.Client) (map[string]map[int32]kgo.Offset, error) {
	topics, err := kadm.NewClient(admin).ListTopics(ctx, c.topic)
	if err != nil {
		return nil, fmt.Errorf("list the partitions: %w", err)
	}
	if err := topics[c.topic].Err; err != nil {
		return nil, fmt.Errorf("list the partitions: %w", err)
	}
	fresh := map[int32]kgo.Offset{}
	for part := range topics[c.topic].Partitions {
		if _, ok := c.at[part]; !ok {
			fresh[part] = kgo.Offset{}
		}
	}
	if len(fresh) == 0 || c.group != "" {
		return map[string]map[int32]kgo.Offset{c.topic: fresh}, nil
	}
	return c.assign(ctx, map[string]map[int32]kgo.Offset{c.topic: fresh})
}

// assign takes partitions, and returns the offsets at which the database says they begin.
func (c *consumer) assign(ctx context.Context, assigned map[string]map[int32]kgo.Offset) (map[string]map[int32]kgo.Offset, error) {
	stored, err := c.store.offsets(ctx)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for part := range assigned[c.topic] {
		if next, ok := stored[part]; ok {
			c.at[part] = next
			assigned[c.topic][part] = kgo.NewOffset().At(next)
		} else {
			c.at[part] = unread
			assigned[c.topic][part] = kgo.NewOffset().AtStart()
		}
	}
	return assigned, nil
}
