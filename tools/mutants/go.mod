module github.com/cxmetrics/cx/tools/mutants

go 1.26.0
