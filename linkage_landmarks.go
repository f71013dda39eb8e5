package cx

import (
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/wire"
)

// NoAnswer is the class of customers who gave no answer: they were invited, or
// are known, and stayed silent. Show what they do later next to what those who
// answered do.
const NoAnswer = "no answer"

// Landmark is the instant from which a customer is followed, and the Class in which the
// customer then was: that of an answer, or [NoAnswer]. A Customer has one landmark, At.
// What a customer does later cannot change the class, and what came before does not count.
type Landmark struct {
	Customer string    `json:"customer"`
	At       time.Time `json:"at"`
	Class    string    `json:"class"`
}

// validate says what is wrong with a row.
func (l *Landmark) validate() error {
	if err := checkCustomer(l.Customer); err != nil {
		return err
	}
	if err := checkInstant(l.At); err != nil {
		return err
	}
	return checkName("class", l.Class)
}

// MarshalJSON encodes a landmark. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (l Landmark) MarshalJSON() ([]byte, error) { return wire.Encode(&l) }

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse l, nil if they do not: for [Sift], and for one row at the door of a host.
func (l Landmark) Validate() error { return l.validate() }

// UnmarshalJSON decodes a landmark. It refuses unknown and repeated keys, and what
// [LinkageOf] refuses. On error l is unchanged.
func (l *Landmark) UnmarshalJSON(data []byte) error {
	return decode(data, "landmark", l, (*Landmark).validate)
}

// Landmarks is one landmark for each customer, and the rows that made none. Every row is
// counted once: as one of Rows, or as one left out.
type Landmarks struct {
	// Rows are the landmarks: of those who answered, in the order of their first rows, then
	// of those who did not, in that of their first invitations.
	Rows []Landmark `json:"rows,omitempty"`
	// Repeated is the number of answers after the first of a customer.
	Repeated int64 `json:"repeated,omitzero"`
	// Anonymous is the number of answers in the window without a customer.
	Anonymous int64 `json:"anonymous,omitzero"`
	// Outside is the number of answers outside the window.
	Outside int64 `json:"outside,omitzero"`
	// Answered is the number of invitations of customers who answered.
	Answered int64 `json:"answered,omitzero"`
	// Reminders is the number of invitations after the first, of customers who did not.
	Reminders int64 `json:"reminders,omitzero"`
	// InvitedOutside is the number of invitations outside the window.
	InvitedOutside int64 `json:"invited_outside,omitzero"`
}

// LandmarksOf returns the landmark of each customer in a window: the first answer, with
// the class that the function gives it, or, for those invited who did not answer, the
// first invitation in the window, with the class [NoAnswer]; the end of the window if
// their invitations have no instant. The window is that of the days by the clocks of the
// calendar's location, whose grain does not matter. It does not modify the slices.
//
// The class is any text: that of [Scale.Class] for NPS, CSAT and CES, a single rating, a
// cause. It gets a pointer into responses and must not modify it.
//
// LandmarksOf returns an error wrapping [ErrInvalid] if class is nil, the window is not
// valid or leaves the years 1900 to 2200, or there are more than 2,147,483,647 customers; and a [*RowError] at the first row
//   - of responses whose instant is missing or outside those years ([ErrInvalid]), or
//     whose question is not that of the first row ([ErrMismatch]);
//   - whose class is blank, is not UTF-8, or is NoAnswer ([ErrInvalid]);
//   - of invited whose customer is blank, or whose instant is outside those years
//     ([ErrInvalid]).
func LandmarksOf(responses []Response, class func(*Response) string, invited []Invitation, window Period, c Calendar) (Landmarks, error) {
	if class == nil {
		return Landmarks{}, errNilFunc()
	}
	from, until, err := windowOf(window, c)
	if err != nil {
		return Landmarks{}, err
	}
	g := landmarkGatherer{from: from, until: until, customers: count.NewNumbers()}
	if err := g.answer(responses); err != nil {
		return Landmarks{}, err
	}
	if err := g.classify(responses, class); err != nil {
		return Landmarks{}, err
	}
	if err := g.invite(invited); err != nil {
		return Landmarks{}, err
	}
	return g.landmarks, nil
}

// landmarkGatherer gathers the landmarks of a window: of answers, then of invitations.
type landmarkGatherer struct {
	from, until time.Time
	landmarks   Landmarks
	customers   *count.Names // by number: those of the landmarks
	first       []int32      // by landmark: the row of the answer
}

// holds reports whether an instant lies in the window.
func (g *landmarkGatherer) holds(t time.Time) bool { return !t.Before(g.from) && t.Before(g.until) }

// answer finds the first answer of each customer.
func (g *landmarkGatherer) answer(responses []Response) error {
	return eachNumbered("responses", len(responses), g.customers.Number, func(row int) (string, error) {
		r := &responses[row]
		if r.Question != responses[0].Question {
			return "", mismatch("the question is not that of the first row")
		}
		if err := checkInstant(r.At); err != nil {
			return "", err
		}
		switch {
		case !g.holds(r.At):
			g.landmarks.Outside++
			return "", nil
		case checkCustomer(r.Customer) != nil:
			g.landmarks.Anonymous++
			return "", nil
		}
		return r.Customer, nil
	}, func(row, n int) error {
		if n == len(g.first) {
			g.first = added(g.first, int32(row))
			return nil
		}
		g.landmarks.Repeated++
		if responses[row].At.Before(responses[g.first[n]].At) {
			g.first[n] = int32(row)
		}
		return nil
	})
}

// classify makes the landmarks of those who answered.
func (g *landmarkGatherer) classify(responses []Response, class func(*Response) string) error {
	var refused *RowError // the first row of those whose class is not valid
	g.landmarks.Rows = slices.Grow(g.landmarks.Rows, len(g.first))
	for _, i := range g.first {
		r := &responses[i]
		name := class(r)
		err := checkName("class", name)
		if err == nil && name == NoAnswer {
			err = invalid("class of an answer is that of no answer")
		}
		if err != nil && (refused == nil || int(i) < refused.Row) {
			refused = &RowError{Of: "responses", Row: int(i), Err: err}
		}
		g.landmarks.Rows = append(g.landmarks.Rows, Landmark{Customer: r.Customer, At: r.At, Class: name})
	}
	if refused != nil {
		return refused
	}
	return nil
}

// invite adds the landmarks of those who did not answer.
func (g *landmarkGatherer) invite(invited []Invitation) error {
	l := &g.landmarks
	return eachNumbered("invited", len(invited), g.customers.Number, func(row int) (string, error) {
		v := &invited[row]
		if err := v.validate(); err != nil {
			return "", err
		}
		if !v.At.IsZero() && !g.holds(v.At) {
			l.InvitedOutside++
			return "", nil
		}
		return v.Customer, nil
	}, func(row, n int) error {
		v := &invited[row]
		at := v.At
		if at.IsZero() {
			at = g.until.UTC()
		}
		switch {
		case n == len(l.Rows):
			l.Rows = added(l.Rows, Landmark{Customer: v.Customer, At: at, Class: NoAnswer})
		case n < len(g.first):
			l.Answered++
		default:
			l.Reminders++
			if at.Before(l.Rows[n].At) {
				l.Rows[n].At = at
			}
		}
		return nil
	})
}

// windowOf returns the first instant of the days of a window, and the first after them.
func windowOf(window Period, c Calendar) (from, until time.Time, err error) {
	if err := window.Validate(); err != nil {
		return from, until, err
	}
	if from, err = c.StartOf(window.Start); err != nil {
		return from, until, err
	}
	if until, err = c.StartOf(window.End); err != nil {
		return from, until, err
	}
	if err := checkInstant(from); err != nil {
		return from, until, err
	}
	return from, until, checkInstant(until)
}

// landmarkIndex checks landmarks, and numbers their customers, of whom each has one.
func landmarkIndex(landmarks []Landmark) (*count.Names, error) {
	customers, m := count.NewNumbers(), new(count.Batch)
	customers.Reserve(len(landmarks))
	for from := 0; from < len(landmarks); from += count.BatchSize {
		rows := landmarks[from:min(from+count.BatchSize, len(landmarks))]
		var err error
		n := 0
		for n < len(rows) {
			if err = rows[n].validate(); err != nil {
				break
			}
			m.Names[n] = rows[n].Customer
			n++
		}
		if !customers.Number(m, n) {
			return nil, errCustomers()
		}
		for i, number := range m.Numbers[:n] {
			if int(number) != from+i {
				return nil, &RowError{Of: "landmarks", Row: from + i, Err: invalid("customer has a landmark already")}
			}
		}
		if err != nil {
			return nil, &RowError{Of: "landmarks", Row: from + n, Err: err}
		}
	}
	return customers, nil
}
