// Package special computes the special functions of the estimates: quantiles and tails
// of the normal distribution, of Student's, of chi square and of Poisson's, the family
// of the gamma function, one hypergeometric function, and the run length of a cumulative
// sum. They are accurate to 1e-12 relative, where a function says nothing else, and return
// the same on every processor, except for the last digits of math.Exp and its like.
//
// A product that is added to something is in float64(…): the compiler may otherwise
// fuse the two on some processors, and the figures would differ between them.
//
// The arguments are those that each function names. Of others a function returns some
// number, or none, NaN.
//
// General sources are the NIST Digital Library of Mathematical Functions, dlmf.nist.gov,
// and M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964).
package special
