package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// progress sums up what was counted, for one line every ten seconds.
type progress struct {
	since             time.Time
	records, rejected int
}

func (p *progress) add(log *slog.Logger, records, rejected int, behind map[int32]int64) {
	if p.since.IsZero() {
		p.since = time.Now()
	}
	p.records, p.rejected = p.records+records, p.rejected+rejected
	if time.Since(p.since) < 10*time.Second {
		return
	}
	var all int64
	for _, n := range behind {
		all += n
	}
	log.Info("progress", "records", p.records, "rejected", p.rejected, "behind", all)
	*p = progress{since: time.Now()}
	clear(behind) // a partition that another consumer has by now is not behind here
}

// clientLog passes on what the Kafka client warns of: a broker that cannot be reached is no
// error of a poll, since the client tries again forever.
type clientLog struct{ log *slog.Logger }

func (clientLog) Level() kgo.LogLevel { return kgo.LogLevelWarn }

func (l clientLog) Log(level kgo.LogLevel, message string, pairs ...any) {
	at := slog.LevelWarn
	if level == kgo.LogLevelError {
		at = slog.LevelError
	}
	l.log.Log(context.Background(), at, message, pairs...)
}
