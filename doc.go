// Package cx measures customer experience: NPS, CSAT, CES and what surrounds them.
package cx
