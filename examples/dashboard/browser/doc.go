// Package browser tests the pages of the dashboard in a real browser. It is a module of its
// own, so that the service needs nothing of it.
package browser
