package cx_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// retailNPS is a benchmark with both a range and values.
func retailNPS() cx.Benchmark {
	return cx.Benchmark{
		Name: "NPS of shops", Metric: "nps", Scale: cx.RecommendScale(11), Industry: "retail", Country: "NO", Source: "a study of 2026",
		Period: period("2026-Q1"), Low: dec("-18"), Median: dec("9"), High: dec("41"),
		Values: decs("-18", "-5", "2", "9", "9", "14", "30", "41"),
	}
}

const benchmarkState = `{"name":"n","metric":"nps","scale":{"min":0,"max":10,"bottom_max":6,"top_min":9},"industry":"i","country":"c","source":"s",` +
	`"period":"2026-Q1","low":"-18","median":"9","high":"41.5","values":["-18","9","9"]}`

func benchmarkContract(*testing.T) cxtest.Contract {
	bad := func(change string) string { return `{"metric":"nps","source":"s",` + change + `}` }
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs: []cxtest.Codec{cxtest.CodecOf[cx.Benchmark](benchmarkState).WithBad(
			`{"metric":" ","source":"s"}`, `{"metric":"nps","source":""}`, bad(`"low":"1"`), bad(`"low":"1","median":"1","high":"2"`),
			bad(`"low":"3","median":"2","high":"1"`), bad(`"values":["2","1"]`), bad(`"values":["1",null]`), bad(`"values":["NaN"]`),
			bad(`"values":["1e-500000"]`), bad(`"scale":{"min":1,"max":5,"bottom_max":4,"top_min":2}`), bad(`"period":"2026-Q5"`),
			bad(`"values":[`+strings.Repeat("1,", 100_000)+`1]`),
		)},
	}
}

func TestBenchmark_Contract(t *testing.T) { benchmarkContract(t).Run(t) }

func FuzzBenchmarkJSON(f *testing.F) {
	cxtest.FuzzCodecs(f, []cxtest.Codec{cxtest.CodecOf[cx.Benchmark](benchmarkState)}, cx.ErrInvalid)
}

func TestBenchmarkJSON(t *testing.T) {
	cxtest.Golden(t, "benchmark", map[string]any{
		"benchmark": retailNPS(), "benchmark_range": cx.Benchmark{Metric: "churn_rate", Source: "a study", Low: dec("0.01"), Median: dec("0.03"), High: dec("0.08")},
	})
}

// By hand: 25 is half of the way from 9 to 41, -40 is 22 below -18, of which 27 are half.
func TestBenchmark_Position(t *testing.T) {
	b := retailNPS()
	for value, want := range map[string]string{"-18": "0", "0": "0.33333333", "9": "0.5", "25": "0.75", "41": "1", "55": "1.21875", "-40": "-0.40740741"} {
		got, err := b.Position(dec(value))
		cxtest.Exactly(t, "Position("+value+")", got, err, want)
	}
	// Of four values below 9 there are 3, and 2 are equal.
	for value, want := range map[string]string{"-19": "0", "-18": "0.0625", "9": "0.5", "9.0": "0.5", "10": "0.625", "41": "0.9375", "50": "1"} {
		got, err := b.Percentile(dec(value))
		cxtest.Exactly(t, "Percentile("+value+")", got, err, want)
	}
	alike := cx.Benchmark{Metric: "nps", Source: "s", Values: slices.Repeat(decs("7"), 3)}
	got, err := alike.Percentile(dec("7"))
	cxtest.Exactly(t, "among equals", got, err, "0.5")
	for _, value := range []decimal.Decimal{decimal.New(5, 1_000_000), dec("12345678901234567890123456789012345")} {
		_, err = b.Position(value)
		cxtest.Refuses(t, "Position of a bomb", err, cx.ErrInvalid)
		_, err = b.Percentile(value)
		cxtest.Refuses(t, "Percentile of a bomb", err, cx.ErrInvalid)
	}
	huge := cx.Benchmark{Metric: "m", Source: "s", Low: dec("-9e34"), Median: dec("1e-34"), High: dec("9e34")}
	got, err = huge.Position(dec("9e34"))
	cxtest.Exactly(t, "the ends of amounts", got, err, "1")
}

func TestBenchmark_Fits(t *testing.T) {
	b := retailNPS()
	for _, s := range []cx.Scale{cx.RecommendScale(11), {}} {
		if err := b.Fits("nps", s); err != nil {
			t.Errorf("Fits(nps, %v) = %v", s, err)
		}
	}
	rate := cx.Benchmark{Metric: "churn_rate", Source: "s"}
	if err := rate.Fits("churn_rate", cx.Scale{}); err != nil {
		t.Errorf("a metric without a scale: %v", err)
	}
	cxtest.Refuses(t, "another metric", b.Fits("csat", cx.RecommendScale(11)), cx.ErrMismatch)
	cxtest.Refuses(t, "another spelling", b.Fits("NPS", cx.RecommendScale(11)), cx.ErrMismatch)
	cxtest.Refuses(t, "another scale", b.Fits("nps", cx.RecommendScale(5)), cx.ErrMismatch)
	cxtest.Refuses(t, "a scale for none", rate.Fits("churn_rate", cx.SatisfactionScale(5)), cx.ErrMismatch)
	turned := cx.SatisfactionScale(5)
	csat := cx.Benchmark{Metric: "csat", Scale: turned, Source: "s"}
	turned.TopMin = 5 // the top box, not the top two
	cxtest.Refuses(t, "another class", csat.Fits("csat", turned), cx.ErrMismatch)
}

func TestBenchmark_refuses(t *testing.T) {
	for name, change := range map[string]func(*cx.Benchmark){
		"no source":        func(b *cx.Benchmark) { b.Source = " " },
		"no metric":        func(b *cx.Benchmark) { b.Metric = "" },
		"scale":            func(b *cx.Benchmark) { b.Scale.TopMin = 3 },
		"period":           func(b *cx.Benchmark) { b.Period.End = b.Period.Start },
		"half a range":     func(b *cx.Benchmark) { b.High = decimal.Decimal{} },
		"equal ends":       func(b *cx.Benchmark) { b.Low = b.Median },
		"equal high ends":  func(b *cx.Benchmark) { b.High = b.Median },
		"out of order":     func(b *cx.Benchmark) { b.Low, b.High = b.High, b.Low },
		"a bomb":           func(b *cx.Benchmark) { b.Low = decimal.New(-5, 1_000_000) },
		"values":           func(b *cx.Benchmark) { slices.Reverse(b.Values) },
		"a bomb of values": func(b *cx.Benchmark) { b.Values[0] = decimal.New(-5, 1_000_000) },
		"too many values":  func(b *cx.Benchmark) { b.Values = slices.Repeat(decs("1"), 100_001) },
	} {
		b := retailNPS()
		change(&b)
		cxtest.Refuses(t, name+": Fits", b.Fits("nps", cx.Scale{}), cx.ErrInvalid)
		_, err := b.Position(dec("1"))
		cxtest.Refuses(t, name+": Position", err, cx.ErrInvalid)
		_, err = b.Percentile(dec("1"))
		cxtest.Refuses(t, name+": Percentile", err, cx.ErrInvalid)
		_, err = b.MarshalJSON()
		cxtest.Refuses(t, name+": MarshalJSON", err, cx.ErrInvalid)
	}
	bare := cx.Benchmark{Metric: "nps", Source: "s"}
	_, err := bare.Position(dec("1"))
	cxtest.Refuses(t, "no range", err, cx.ErrUndefined)
	_, err = bare.Percentile(dec("1"))
	cxtest.Refuses(t, "no values", err, cx.ErrNoData)
	b := retailNPS()
	if _, err := b.Percentile(dec("1")); err != nil || !cmp.Equal(b, retailNPS()) {
		t.Errorf("Percentile changed the benchmark, or %v", err)
	}
}
