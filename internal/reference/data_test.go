package reference

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// shared is the folder of the optional data.
var shared = filepath.Join("..", "..", "..", "shared")

// open opens a file of the optional data, unpacked, and skips the test if it is not there.
func open(t testing.TB, name string) io.Reader {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(shared, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the optional file shared/%s is not there", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(name, ".gz") {
		return bytes.NewReader(data)
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// records reads a CSV file of the optional data, each record by its header.
func records(t testing.TB, name string) []map[string]string {
	t.Helper()
	return table(t, "data/"+name)
}

// table reads a CSV file of the optional files, each record by its header.
func table(t testing.TB, name string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(open(t, name)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	list := make([]map[string]string, len(rows)-1)
	for i, row := range rows[1:] {
		list[i] = map[string]string{}
		for j, key := range rows[0] {
			list[i][key] = row[j]
		}
	}
	return list
}

// figures decodes the counted figures of a folder of the optional data.
func figures(t testing.TB, folder string, into any) {
	t.Helper()
	if err := json.NewDecoder(open(t, "data/"+folder+"/reference.json")).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// dec parses a decimal of the test's own text.
func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// instant parses a day, as midnight UTC, or an instant of RFC 3339.
func instant(s string) time.Time {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	panic("not a time: " + s)
}

// date parses a date of the test's own text.
func date(s string) cx.Date {
	d, err := cx.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// period parses a period of the test's own text.
func period(s string) cx.Period {
	p, err := cx.ParsePeriod(s)
	if err != nil {
		panic(err)
	}
	return p
}

// zone loads a time zone.
func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	location, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return location
}

// rounded returns an exact figure as the package rounds it: half away from zero, as
// FloatString does.
func rounded(r *big.Rat) decimal.Decimal { return dec(r.FloatString(8)) }

// segment returns the segment of a response.
func segment(r *cx.Response) string { return r.Segment }

// number parses a number of the data.
func number(t testing.TB, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
