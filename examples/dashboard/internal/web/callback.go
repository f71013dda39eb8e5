package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
	"github.com/cxmetrics/cx/examples/internal/chart"
)

const (
	contactWithin = 48 * time.Hour // a team edits it
	shownCalls    = 50
	shownDone     = 10
)

// caseRule says who is to be called back, and how soon.
func caseRule() cx.CaseRule {
	return cx.CaseRule{Scale: store.Scale(store.NPS), Contact: contactWithin}
}

// call is an answer to call back about.
type call struct {
	store.Callback
	Question question
	Due      time.Time
	Overdue  bool
	State    string // open, claimed, called or done
	Token    string // of the forms
	Back     string // the address of the page
}

// callCard is how many callbacks wait.
func (s *server) callCard(ctx context.Context, v view) (card, error) {
	c := card{ID: "callbacks", Name: "To call back", Of: "overdue", Definition: "callback", Rows: v.Page("/callback"), About: "Unhappy customers who left a comment"}
	n, err := s.store.CountCallbacks(ctx, v.filter(v.Period), s.now().Add(-contactWithin))
	if err != nil {
		return c, fmt.Errorf("count callbacks: %w", err)
	}
	c.Figure = figure{Value: float64(n.Open), Low: none, High: none, Base: n.Overdue}
	return c, nil
}

// callback is the page of the customers to call back.
func (s *server) callback(ctx context.Context, v view) (*page, error) {
	p := &page{Title: "Call back", BySegment: true, ByDays: true,
		About: "Detractors and dissatisfied customers who left a comment in these days, the oldest unanswered first. They are to be called within 48 hours."}
	open, err := s.store.Callbacks(ctx, v.filter(v.Period), shownCalls)
	if err != nil {
		return nil, fmt.Errorf("read callbacks: %w", err)
	}
	done, err := s.store.DoneCallbacks(ctx, v.filter(v.Period), shownDone)
	if err != nil {
		return nil, fmt.Errorf("read callbacks: %w", err)
	}
	waiting, err := s.callCard(ctx, v)
	if err != nil {
		return nil, err
	}
	loop, err := s.store.ClosedLoop(ctx, v.filter(v.Period), caseRule(), s.now())
	if err != nil {
		return nil, fmt.Errorf("count callbacks: %w", err)
	}
	waiting.Rows = ""
	p.Cards = append([]card{waiting}, loopCards(loop.Value)...)
	for _, c := range open {
		p.Calls = append(p.Calls, s.callOf(c))
	}
	if n := int64(waiting.Figure.Value) - int64(len(open)); n > 0 {
		p.Notes = append(p.Notes, counted.Text(float64(n))+" more wait behind these.")
	}
	p.Notes = append(p.Notes, "The share and the time were counted at "+loop.At.UTC().Format("15:04")+" UTC.")
	if len(done) > 0 {
		t := &table{Columns: []column{text("answered"), text("customer"), text("score"), text("comment"), text("called"), text("done"), text("by"), text("note")}}
		for _, c := range done {
			t.Rows = append(t.Rows, row{Cells: []cell{words(minute(c.Answer.At)), words(c.Answer.Customer), words(scoreText(c.Answer)), words(c.Answer.Comment),
				words(minute(c.Called)), words(minute(c.Done)), words(c.Owner), words(c.Note)}})
		}
		p.Sections = append(p.Sections, section{ID: "done", Title: "Done", Table: t, Wide: true})
	}
	return p, nil
}

// callOf returns what the page shows of a callback.
func (s *server) callOf(c store.Callback) call {
	q, _ := questionNamed(c.Answer.Question)
	one := call{Callback: c, Question: q, Due: c.Answer.At.Add(contactWithin), State: "open"}
	one.Overdue = c.Called.IsZero() && s.now().After(one.Due)
	switch {
	case !c.Done.IsZero():
		one.State = "done"
	case !c.Called.IsZero():
		one.State = "called"
	case !c.Claimed.IsZero():
		one.State = "claimed"
	}
	return one
}

// loopCards are the share that was called in time and how long it took.
func loopCards(loop cx.ClosedLoop) []card {
	percent, hours := chart.Unit{Places: 1, Suffix: "%"}, chart.Unit{Places: 1, Suffix: " h"}
	// Those that still wait past their time count as missed, and others have no verdict yet.
	share := cx.Proportion{Count: loop.Contacted.Attained, Base: loop.Contacted.Attained + loop.Contacted.Missed}
	in := card{ID: "in-time", Name: "Called in time", About: "Within 48 hours, of those whose time is over", Unit: percent, Of: "callbacks", Definition: "callback",
		Figure: figure{Value: none, Low: none, High: none, Base: share.Base}}
	if f, err := shareFigure(share); err == nil {
		in.Figure = f
	}
	half := card{ID: "to-contact", Name: "Half are called within", About: "Of those who were called", Unit: hours, Of: "called", Definition: "callback",
		Figure: figure{Value: none, Low: none, High: none, Base: loop.ToContact.Total()}}
	if half.Figure.Base >= minBase {
		if q, err := loop.ToContact.Median(); err == nil {
			half.Figure.Value = q.Hours()
			if i, err := loop.ToContact.QuantileInterval(.5, level); err == nil && i.LowReached && i.HighReached {
				half.Figure.Low, half.Figure.High = i.Low.Hours(), i.High.Hours()
			}
		}
	}
	return []card{in, half}
}

// scoreText writes a score with its question.
func scoreText(a store.Answer) string {
	q, _ := questionNamed(a.Question)
	return fmt.Sprintf("%s %d of %d", q.Name, a.Score, store.Scale(a.Question).Max)
}

// minute writes an instant to the minute.
func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04")
}

// step is a form of the list: claim, call or done.
func (s *server) step(w http.ResponseWriter, r *http.Request) {
	if !s.form(w, r) {
		return
	}
	id, now := r.PostForm.Get("id"), s.now()
	var err error
	switch r.PathValue("step") {
	case "claim":
		owner := strings.TrimSpace(r.PostForm.Get("owner"))
		if err = s.store.Claim(r.Context(), id, owner, now); err == nil {
			s.remember(w, "cx_name", owner)
		}
	case "called":
		err = s.store.Call(r.Context(), id, now)
	case "done":
		err = s.store.Done(r.Context(), id, strings.TrimSpace(r.PostForm.Get("note")), now)
	default:
		s.fail(w, r, http.StatusNotFound, "There is no such step.")
		return
	}
	switch {
	case err == nil:
		http.Redirect(w, r, localPath(r.PostForm.Get("back"), "/callback"), http.StatusSeeOther)
	case errors.Is(err, store.ErrTaken):
		s.fail(w, r, http.StatusConflict, "Somebody else has this callback by now, or it is at another step. Go back and look again.")
	case errors.Is(err, store.ErrNotFound):
		s.fail(w, r, http.StatusNotFound, "There is no such callback: the answer was erased or corrected.")
	case store.Busy(err):
		s.fail(w, r, http.StatusServiceUnavailable, "The database is busy. Go back and try again.")
	case r.Context().Err() != nil:
	default:
		s.log(r, err)
		s.fail(w, r, http.StatusBadRequest, "The name is missing or longer than 200 bytes, or the note longer than 10,000.")
	}
}

// localPath returns an address of this service, or another where it is none.
func localPath(address, other string) string {
	if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n\t") {
		return other
	}
	return address
}
