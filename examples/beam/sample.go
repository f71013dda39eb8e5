package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/shopspring/decimal"
)

// sampleRows makes up rows of a year, in no order. Promoters buy more and leave less.
func sampleRows(n int) []Row {
	random := rand.New(rand.NewPCG(2026, 11))
	year := time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)
	rows := make([]Row, n)
	for i := range rows {
		customer := random.IntN(n/10 + 1)
		mood := customer * 7919 % 11 // of the customer, always the same
		segment := []string{"enterprise", "free", "pro", "team"}[customer%4]
		row := Row{Kind: events, Customer: fmt.Sprintf("c%07d", customer)}
		row.At = year.Add(time.Duration(customer%180*24+random.IntN(180*24)) * time.Hour) // full hours: many at one instant
		switch k := random.IntN(20); {
		case k < 6:
			row.Kind, row.Segment, row.Score = answers, segment, min(10, max(0, mood+random.IntN(5)-1))
			if random.IntN(20) == 0 {
				row.Customer = ""
			}
		case k < 8+mood/2:
			row.Kind, row.Segment, row.Amount = orders, segment, decimal.New(int64(random.IntN(20000)+99), -2)
			if random.IntN(25) == 0 {
				row.Amount = row.Amount.Neg()
			}
		default:
			names := []string{"visit", "visit", "signup", "purchase", "help", "renewal", "cancel"}
			n := random.IntN(len(names) - min(1, mood/6))
			row.Name = names[n]
			if n < 4 { // in the first ten days
				row.At = year.Add(time.Duration(customer%180*24+random.IntN(10*24)) * time.Hour)
			}
		}
		rows[i] = row
	}
	return rows
}

// writeSample writes the rows of each kind to as many files as there are extensions.
func writeSample(folder string, rows []Row, extensions ...string) error {
	files := map[string][]Row{}
	for i, row := range rows {
		name := fmt.Sprintf("%s-%03d%s", row.Kind, i%len(extensions), extensions[i%len(extensions)])
		files[name] = append(files[name], row)
	}
	for name, rows := range files {
		name = filepath.Join(folder, name)
		var err error
		switch filepath.Ext(name) {
		case ".csv":
			err = writeCSV(name, rows)
		case ".jsonl":
			err = writeJSONL(name, rows)
		default:
			err = writeParquet(name, rows)
		}
		if err != nil {
			return fmt.Errorf("write the sample: %w", err)
		}
	}
	return nil
}

// columnOf returns the text of a column.
func (r *Row) columnOf(column string) string {
	switch column {
	case "customer":
		return r.Customer
	case "segment":
		return r.Segment
	case "at":
		return r.At.Format(time.RFC3339)
	case "score":
		return strconv.Itoa(r.Score)
	case "amount":
		return r.Amount.String()
	}
	return r.Name
}

func writeCSV(name string, rows []Row) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	out := csv.NewWriter(file)
	columns := columnsOf[rows[0].Kind]
	if err := out.Write(columns); err != nil {
		return err
	}
	line := make([]string, len(columns))
	for i := range rows {
		for j, column := range columns {
			line[j] = rows[i].columnOf(column)
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return errors.Join(out.Error(), file.Close())
}

func writeJSONL(name string, rows []Row) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	out := json.NewEncoder(file)
	for i := range rows {
		object := map[string]any{}
		for _, column := range columnsOf[rows[i].Kind] {
			object[column] = rows[i].columnOf(column)
			if column == "score" || column == "amount" {
				object[column] = json.Number(rows[i].columnOf(column))
			}
		}
		if err := out.Encode(object); err != nil {
			return err
		}
	}
	return file.Close()
}

// The rows of Parquet files.
type (
	answerRow struct {
		Customer *string   `parquet:"customer,optional"`
		Segment  string    `parquet:"segment,dict"`
		At       time.Time `parquet:"at,timestamp(microsecond)"`
		Score    int32     `parquet:"score"`
	}
	orderRow struct {
		Customer string    `parquet:"customer"`
		Segment  string    `parquet:"segment,dict"`
		At       time.Time `parquet:"at,timestamp(microsecond)"`
		Amount   int64     `parquet:"amount,decimal(2:18)"`
	}
	eventRow struct {
		Customer string    `parquet:"customer"`
		At       time.Time `parquet:"at,timestamp(millisecond)"`
		Name     string    `parquet:"name,dict"`
	}
)

func writeParquet(name string, rows []Row) error {
	switch rows[0].Kind {
	case answers:
		return writeRows(name, rows, func(r *Row) answerRow {
			row := answerRow{nil, r.Segment, r.At, int32(r.Score)}
			if r.Customer != "" {
				row.Customer = &r.Customer
			}
			return row
		})
	case orders:
		return writeRows(name, rows, func(r *Row) orderRow {
			return orderRow{r.Customer, r.Segment, r.At, r.Amount.Shift(2).IntPart()}
		})
	}
	return writeRows(name, rows, func(r *Row) eventRow { return eventRow{r.Customer, r.At, r.Name} })
}

func writeRows[T any](name string, rows []Row, of func(*Row) T) error {
	columns := make([]T, len(rows))
	for i := range rows {
		columns[i] = of(&rows[i])
	}
	return parquet.WriteFile(name, columns)
}
