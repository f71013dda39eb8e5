package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/cxmetrics/cx"
	"github.com/parquet-go/parquet-go"
)

// ofFile counts a file with the columns segment, day and score. Each group of rows has a
// dictionary of its own, so it is counted by itself, and the counts are merged by name.
func ofFile(name string) ([]cx.Group[string, trend], error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(in, info.Size())
	if err != nil {
		return nil, err
	}
	var shards [][]cx.Group[string, trend]
	for _, group := range file.RowGroups() {
		var columns [3][]int32
		var names []string
		for i, name := range []string{"segment", "day", "score"} {
			texts := &names
			if i > 0 {
				texts = nil
			}
			leaf, ok := file.Schema().Lookup(name)
			if !ok || leaf.MaxRepetitionLevel > 0 {
				return nil, fmt.Errorf("the file has no column %s", name)
			}
			if columns[i], err = readColumn(group.ColumnChunks()[leaf.ColumnIndex], texts); err != nil {
				return nil, fmt.Errorf("column %s: %w", name, err)
			}
		}
		shard, err := trends(names, columns[0], columns[1], columns[2])
		if err != nil {
			return nil, err
		}
		shards = append(shards, shard)
	}
	return cx.MergeGroupTrends(shards...)
}

// readColumn copies a column of numbers page by page, or of texts, with names, their indices.
func readColumn(chunk parquet.ColumnChunk, names *[]string) ([]int32, error) {
	pages := chunk.Pages()
	defer pages.Close()
	var column []int32
	for {
		page, err := pages.ReadPage()
		if err == io.EOF {
			return column, nil
		}
		if err != nil {
			return nil, err
		}
		dictionary, data := page.Dictionary(), page.Data()
		switch kind := chunk.Type().Kind(); {
		case page.NumNulls() > 0:
			return nil, errors.New("it has nulls: leave such rows out when the file is written")
		case names != nil && (kind != parquet.ByteArray || dictionary == nil):
			return nil, errors.New("it is no dictionary of texts")
		case names == nil && kind != parquet.Int32:
			return nil, errors.New("it is no int32")
		case names != nil || dictionary == nil:
			column = append(column, data.Int32()...)
		default:
			numbers := dictionary.Page().Data()
			for _, index := range data.Int32() {
				if index < 0 || int(index) >= dictionary.Len() {
					return nil, errors.New("a number is not in its dictionary")
				}
				column = append(column, numbers.Int32()[index])
			}
		}
		for names != nil && len(*names) < dictionary.Len() {
			*names = append(*names, dictionary.Index(int32(len(*names))).Clone().String())
		}
		parquet.Release(page)
	}
}
