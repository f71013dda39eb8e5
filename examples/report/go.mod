module github.com/cxmetrics/cx/examples/report

go 1.26.0

require (
	github.com/cxmetrics/cx v0.0.0
	github.com/cxmetrics/cx/examples/internal/chart v0.0.0
	github.com/google/go-cmp v0.7.0
	github.com/shopspring/decimal v1.6.0
)

replace (
	github.com/cxmetrics/cx => ../..
	github.com/cxmetrics/cx/examples/internal/chart => ../internal/chart
)
