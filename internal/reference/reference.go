// Package reference checks package cx against what does not come from it: the data sets
// of other projects with figures that were counted elsewhere, inputs that an attacker or a
// sloppy host sends, and plain implementations of the same definitions, slow and obvious, on
// random rows.
//
// It has tests alone. Those that need the optional data skip where they are not there.
package reference
