// Package cxbeam lets the tallies of package cx travel in an Apache Beam pipeline without
// losing a cent, and merges them: copy it.
//
// Beam encodes a struct field by field, leaves out the fields that are not exported without
// a word, and does not ask for MarshalJSON. A decimal has no other fields: the sum of
// [cx.Amounts] arrives as 0, and the job succeeds. [Register] calls the three lines against
// that, each of which catches what the others cannot:
//
//	cxbeam.Strict()  // a struct with a field that would be lost fails the job
//	cxbeam.Fields()  // decimals and instants travel as text, in any struct
//	cxbeam.Tallies() // tallies travel as their JSON, which is checked when it arrives
//
// They come before beam.Init, in every program of the pipeline: that which submits it and
// the workers, which are usually the same one.
//
// A tally is an element, or a value of a key, by itself. In a struct of the pipeline's own
// the coder of the tally is not asked: one that hides fields, such as [cx.Durations], fails
// the job there.
package cxbeam

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/coder"
	"github.com/cxmetrics/cx"
)

// Register calls Strict, Fields and Tallies. Call it once, before beam.Init.
func Register() {
	Strict()
	Fields()
	Tallies()
}

// Strict makes Beam refuse a struct with fields that it would leave out.
func Strict() { coder.RequireAllFieldsExported(true) }

// Tally registers the coder and the [Merge] of one type of tally. Tallies does it for those
// of package cx; this is for a tally of the pipeline's own, and for [cx.Themes] of another
// tally. The type encodes as JSON all that it counts.
func Tally[T any, P cx.Tally[T]]() {
	beam.RegisterCoder(reflect.TypeFor[T](), encode, decode)
	// Not register.Combiner1, which makes code for each type: a merge takes longer than the
	// reflection that it would save.
	beam.RegisterType(reflect.TypeFor[Merge[T, P]]())
}

// encode and decode are the coder of every tally. They have names because Beam sends the
// workers names of functions.
func encode(tally beam.T) ([]byte, error) {
	data, err := json.Marshal(tally)
	if err != nil {
		return nil, fmt.Errorf("encode a %T: %w", tally, err)
	}
	return data, nil
}

func decode(t reflect.Type, data []byte) (beam.T, error) {
	tally := reflect.New(t)
	if err := json.Unmarshal(data, tally.Interface()); err != nil {
		return nil, fmt.Errorf("decode a %v: %w", t, err)
	}
	return tally.Elem().Interface(), nil
}
