module github.com/cxmetrics/cx/examples/internal/chart

go 1.26.0
