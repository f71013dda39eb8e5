package load

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// post sends a batch as a client does: what is not taken now, it sends again.
func post(ctx context.Context, client *http.Client, address, token string, batch []store.Answer) (added int, err error) {
	body, err := json.Marshal(batch)
	if err != nil {
		return 0, fmt.Errorf("encode answers: %w", err)
	}
	for try := 1; ; try++ {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
		if err != nil {
			return 0, fmt.Errorf("send answers: %w", err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Content-Type", "application/json")
		response, err := client.Do(request)
		if err != nil {
			return 0, fmt.Errorf("send answers: %w", err)
		}
		var taken struct {
			Added int `json:"added"`
		}
		err = json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&taken)
		_ = response.Body.Close() // it was read
		if response.StatusCode == http.StatusAccepted && err == nil {
			return taken.Added, nil
		}
		if again := response.StatusCode == http.StatusServiceUnavailable || response.StatusCode == http.StatusTooManyRequests; !again || try == 5 {
			return 0, fmt.Errorf("answers are not taken: status %d", response.StatusCode)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// pageReads is how often a page is read after the first time.
const pageReads = 10

// read reads all tallies, as a start of the service does, opens each page, the first time and
// then ten times, and prints how long each took.
func read(ctx context.Context, s *store.Store, client *http.Client, address string, out io.Writer) error {
	start := time.Now()
	if _, err := s.Tallies(ctx, store.Filter{}); err != nil {
		return err
	}
	fmt.Fprintf(out, "The tallies are in memory after %s.\n", time.Since(start).Round(time.Millisecond))
	for _, page := range []string{"/", "/trend", "/segments", "/journey", "/callback", "/data", "/?range=year&compare=year", "/?range=all", "/trend?range=all"} {
		first, err := get(ctx, client, address+page)
		if err != nil {
			return err
		}
		times, cpu := make([]time.Duration, pageReads), userTime()
		for i := range times {
			if times[i], err = get(ctx, client, address+page); err != nil {
				return err
			}
		}
		used := (userTime() - cpu) / pageReads
		fmt.Fprintf(out, "%-26s %6s first, then %6s at most, %6s of user time\n", page,
			first.Round(time.Millisecond), slices.Max(times).Round(time.Millisecond), used.Round(time.Millisecond))
	}
	return nil
}

// get reads a page, and returns how long that took.
func get(ctx context.Context, client *http.Client, address string) (time.Duration, error) {
	start := time.Now()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, fmt.Errorf("read a page: %w", err)
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, fmt.Errorf("read a page: %w", err)
	}
	_, err = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close() // it was read
	if err != nil || response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("read a page: status %d, %w", response.StatusCode, err)
	}
	return time.Since(start), nil
}
