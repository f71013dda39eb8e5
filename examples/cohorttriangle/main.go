// Command cohorttriangle reads orders from a CSV file and prints the cohort triangle: of
// the customers who first ordered in a month, how many ordered again so many months later.
// A month that is not over yet is blank, never 0. A row that cannot be read is reported with
// its line and counted, and nothing is guessed in its place.
//
// Copy readOrders for the way from a file to activities, and printTriangle for the way
// from cohorts to a table. The file here is made up.
package main

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
)

//go:embed activities.csv
var activities string

// asOf is the day at whose start the file was written: it knows all orders before.
var asOf = cx.Date{Year: 2026, Month: 6, Day: 15}

// months are those of UTC; set Location for the clocks of your customers.
var months = cx.Calendar{Grain: cx.Month}

func main() {
	if err := run(strings.NewReader(activities), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "cohorttriangle:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	orders, bad, err := readOrders(in)
	if err != nil {
		return err
	}
	end, err := months.StartOf(asOf)
	if err != nil {
		return err
	}
	triangle, err := cx.CohortsOf(orders, cx.CohortRule{Calendar: months}, end)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "Customers who ordered again, so many months after the month of their first order")
	if err := printTriangle(out, triangle); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nA blank cell is a month that was not over on %v. The last two lines are of the\n", asOf)
	fmt.Fprintln(out, "cohorts that have come so far: all together, and what a customer has spent by then,")
	fmt.Fprintln(out, "the first month included.")
	fmt.Fprintf(out, "Based on %d orders of %d customers; %d rows that cannot be read are left out:\n",
		len(orders), triangle.Total(), len(bad))
	for _, b := range bad {
		fmt.Fprintf(out, "   line %d: %v\n", b.line, b.err)
	}
	return nil
}

// badRow is a row that cannot be read: the line where it starts, and why.
type badRow struct {
	line int
	err  error
}

// readOrders reads customer, date and amount. An error is one of the whole file; a bad
// row is returned beside the good ones.
func readOrders(in io.Reader) (orders []cx.Activity, bad []badRow, err error) {
	r := csv.NewReader(in)
	header, err := r.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("the header: %w", err)
	}
	if !slices.Equal(header, []string{"customer", "date", "amount"}) {
		return nil, nil, errors.New("the columns are not customer, date and amount")
	}
	for {
		record, err := r.Read()
		var malformed *csv.ParseError // too few fields, too many, or a quote astray
		switch {
		case err == io.EOF:
			return orders, bad, nil
		case errors.As(err, &malformed):
			bad = append(bad, badRow{malformed.StartLine, malformed.Err})
			continue
		case err != nil:
			return nil, nil, err
		}
		order, err := parseOrder(record[0], record[1], record[2])
		if err != nil {
			line, _ := r.FieldPos(0)
			bad = append(bad, badRow{line, err})
			continue
		}
		orders = append(orders, order)
	}
}

func parseOrder(customer, date, amount string) (cx.Activity, error) {
	if strings.TrimSpace(customer) == "" {
		return cx.Activity{}, errors.New("the customer is blank")
	}
	day, err := cx.ParseDate(date)
	if err != nil {
		return cx.Activity{}, err
	}
	if day.Compare(asOf) >= 0 {
		return cx.Activity{}, fmt.Errorf("the date is not before %v", asOf)
	}
	at, err := months.StartOf(day)
	if err != nil {
		return cx.Activity{}, err
	}
	paid, err := cx.ParseMoney(amount)
	if err != nil {
		return cx.Activity{}, err
	}
	return cx.Activity{Customer: customer, At: at, Amount: paid}, nil
}
