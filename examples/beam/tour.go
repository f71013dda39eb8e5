package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
)

// tour counts a sample with Beam and in a loop.
func (o options) tour(ctx context.Context, out io.Writer) error {

	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	folder, err := os.MkdirTemp("", "beam")
	if err != nil {
		return fmt.Errorf("make the sample: %w", err)
	}
	defer os.RemoveAll(folder)
	if err := writeSample(folder, sampleRows(20_000), ".csv", ".jsonl", ".parquet"); err != nil {
		return err
	}
	if err := spoil(folder); err != nil {
		return err
	}
	o.in = filepath.Join(folder, "answers-*") + "," + filepath.Join(folder, "orders-*") + "," + filepath.Join(folder, "events-*")
	o.out = filepath.Join(folder, "figures.json")
	if err := o.count(ctx); err != nil {
		return err
	}
	counted, err := os.ReadFile(o.out)
	if err != nil {
		return fmt.Errorf("read the figures: %w", err)
	}
	var figures Figures
	if err := json.Unmarshal(counted, &figures); err != nil {
		return fmt.Errorf("read the figures: %w", err)
	}
	if err := figures.print(out); err != nil {
		return err
	}
	byLoop, err := loop(ctx, o.in, o.rules)
	if err != nil {
		return err
	}
	data, err := byLoop.encode()
	if err != nil {
		return err
	}
	if !bytes.Equal(counted, data) {
		return errors.New("the figures of the loop are others")
	}
	_, err = fmt.Fprint(out, "\nOne loop over the same files gives the same figures, byte for byte.\n")
	return err
}

// spoil adds lines to files that cannot be counted.
func spoil(folder string) error {
	for name, lines := range map[string]string{
		"answers-000.csv":  "c0000001,pro,2026-02-03T10:00:00Z,11\n\"c0000001,pro,2026-02-03T10:00:00Z,9\n",
		"orders-000.csv":   "c0000001,pro,2026-02-03T10:00:00Z\n",
		"orders-001.jsonl": `{"customer":"c0000001","segment":"pro","at":"3 February","amount":12.50}` + "\n",
	} {
		file, err := os.OpenFile(filepath.Join(folder, name), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			return fmt.Errorf("make the sample: %w", err)
		}
		_, err = file.WriteString(lines)
		if err := errors.Join(err, file.Close()); err != nil {
			return fmt.Errorf("make the sample: %w", err)
		}
	}
	return nil
}
