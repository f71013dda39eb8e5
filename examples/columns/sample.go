package main

import (
	"path/filepath"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/parquet-go/parquet-go"
)

type answer struct {
	Segment string `parquet:"segment,dict"`
	Day     int32  `parquet:"day,date"` // from 1970-01-01
	Score   uint8  `parquet:"score,dict"`
}

// sample makes answers of five weeks up, from Monday 2026-10-26 on.
func sample(n int) []answer {
	answers := make([]answer, n)
	for i := range answers {
		mixed := uint32(i) * 2654435761 >> 8
		answers[i] = answer{
			Segment: []string{"team", "enterprise", "free", "pro"}[mixed%4],
			Day:     20752 + int32(i*35/n),
			Score:   uint8(10 - mixed/4%11*(mixed%4+2)/6),
		}
	}
	return answers
}

// recordOf puts a row with a null before each hundredth answer.
func recordOf(answers []answer) (arrow.RecordBatch, error) {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "segment", Type: &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32, ValueType: arrow.BinaryTypes.String}, Nullable: true},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "score", Type: arrow.PrimitiveTypes.Uint8, Nullable: true},
	}, nil))
	defer b.Release()
	add := func(a answer, null int) error {
		for i, cell := range []string{a.Segment, arrow.Date32(a.Day).FormattedString(), strconv.Itoa(int(a.Score))} {
			if i == null {
				b.Field(i).AppendNull()
			} else if err := b.Field(i).AppendValueFromString(cell); err != nil {
				return err
			}
		}
		return nil
	}
	for i, a := range answers {
		if i%100 == 99 {
			if err := add(a, i/100%3); err != nil {
				return nil, err
			}
		}
		if err := add(a, -1); err != nil {
			return nil, err
		}
	}
	return b.NewRecordBatch(), nil
}

// writeFile writes groups of 3,000 rows.
func writeFile(folder string, answers []answer) (string, error) {
	name := filepath.Join(folder, "answers.parquet")
	return name, parquet.WriteFile(name, answers, parquet.MaxRowsPerRowGroup(3000))
}
