// Package browser tests the pages of the report in a real browser. It is a module of its
// own, so that the report needs nothing of it.
package browser
