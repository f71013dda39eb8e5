//go:build dataflow

package main

// Dataflow has a tag, since its client is large.
import _ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/dataflow"
