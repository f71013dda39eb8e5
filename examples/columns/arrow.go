package main

import (
	"errors"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/cxmetrics/cx"
)

// ofRecord counts a record whose columns are the segment, the day and the score. Nothing is
// copied, except where there are nulls: then the row of an error is one of those without.
func ofRecord(record arrow.RecordBatch) ([]cx.Group[string, trend], error) {
	if record.NumCols() == 3 {
		switch scores := record.Column(2).(type) {
		case *array.Uint8:
			return ofArrays(record, scores.Uint8Values())
		case *array.Int8:
			return ofArrays(record, scores.Int8Values())
		}
	}
	return nil, errors.New("the record has not three columns, or its score is neither uint8 nor int8")
}

func ofArrays[S cx.Integer](record arrow.RecordBatch, scores []S) ([]cx.Group[string, trend], error) {
	segment, isDictionary := record.Column(0).(*array.Dictionary)
	day, isDate := record.Column(1).(*array.Date32)
	if !isDictionary || !isDate {
		return nil, errors.New("the segment is no dictionary, or the day no date32")
	}
	index, isInt32 := segment.Indices().(*array.Int32)
	texts, isString := segment.Dictionary().(*array.String)
	if !isInt32 || !isString || texts.NullN() > 0 {
		return nil, errors.New("the segment is no dictionary of texts by int32, without nulls")
	}
	names := make([]string, texts.Len())
	for i := range names {
		names[i] = texts.Value(i)
	}
	keys, days := index.Int32Values(), day.Date32Values()
	if segment.NullN()+day.NullN()+record.Column(2).NullN() > 0 {
		whole := 0
		k, d, s := make([]int32, len(keys)), make([]arrow.Date32, len(days)), make([]S, len(scores))
		for i := range keys {
			if segment.IsValid(i) && day.IsValid(i) && record.Column(2).IsValid(i) {
				k[whole], d[whole], s[whole] = keys[i], days[i], scores[i]
				whole++
			}
		}
		keys, days, scores = k[:whole], d[:whole], s[:whole]
	}
	return trends(names, keys, days, scores)
}
