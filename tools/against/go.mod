module github.com/cxmetrics/cx/tools/against

go 1.26.0

require (
	github.com/cxmetrics/cx v0.0.0
	github.com/shopspring/decimal v1.6.0
)

replace github.com/cxmetrics/cx => ../..
