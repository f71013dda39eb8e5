package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
)

//go:embed templates static
var files embed.FS

type templates struct{ page, message, signIn *template.Template }

// parseTemplates reads the templates, each with the layout around it.
func parseTemplates() (templates, error) {
	functions := template.FuncMap{"minute": minute, "score": scoreText, "printable": chart.Printable, "segment": segmentName}
	read := func(name string) (*template.Template, error) {
		t, err := template.New("layout.html").Funcs(functions).ParseFS(files, "templates/layout.html", "templates/"+name)
		if err != nil {
			return nil, fmt.Errorf("read the templates: %w", err)
		}
		return t, nil
	}
	var t templates
	var err error
	if t.page, err = read("page.html"); err != nil {
		return t, err
	}
	if t.message, err = read("message.html"); err != nil {
		return t, err
	}
	t.signIn, err = read("signin.html")
	return t, err
}

// shown is what the templates are given.
type shown struct {
	Page     *page
	View     view
	Menu     []named
	Presets  []preset
	Segments []string
	Asked    []question
	Alerts   []Alert
	Theme    string
	Styles   string // the address of the style sheet
	Scripts  []string
	Token    string
	Name     string // of the one who calls back, from the last time
	SignedIn bool
	KeysOff  bool // the keys of one letter do nothing
	Bare     bool // without menu and filters
	Message  string
	Back     string
	Updated  string
}

// Enough is what is said in place of a number.
func (shown) Enough() string { return "not enough answers" }

// Selected reports whether a question is the one that a page shows.
func (s shown) Selected(q question) bool { return s.View.question().ID == q.ID }

// Chosen reports whether the days beside are chosen one by one.
func (s shown) Chosen() bool {
	return s.View.Compare != "" && s.View.Compare != "none" && s.View.Compare != "year"
}

// AgainstSince and AgainstUntil are the days beside, where they are chosen.
func (s shown) AgainstSince() string {
	if !s.Chosen() {
		return ""
	}
	return daysOf(s.View.Against).Since.String()
}

func (s shown) AgainstUntil() string {
	if !s.Chosen() {
		return ""
	}
	return daysOf(s.View.Against).Until.String()
}

// choice is a button of a switch.
type choice struct{ ID, Name string }

// Themes returns the choices of colors.
func (shown) Themes() []choice {
	return []choice{{"system", "System"}, {"light", "Light"}, {"dark", "Dark"}}
}

// Walled and Unwall are the addresses of the page with and without its controls.
func (s shown) Walled() string { return s.View.with(func(v *view) { v.Wall = true }).Address() }

func (s shown) Unwall() string { return s.View.with(func(v *view) { v.Wall = false }).Address() }

// Recounts reports whether the page has figures that were made from rows a while ago.
func (s shown) Recounts() bool {
	switch s.Page.Name {
	case "journey", "cohorts", "survival", "tickets", "callback":
		return !s.View.Wall
	}
	return false
}

// Chips returns the filters that are set, of those that the page has.
func (s shown) Chips() []chip {
	chips := s.View.Chips()
	if !s.Page.ByDays && s.View.Segment != "" {
		return chips[:1]
	}
	if !s.Page.ByDays {
		return nil
	}
	return chips
}

// Compares reports whether the page shows two periods.
func (s shown) Compares() bool { return s.Page.ByDays && s.Page.Name != "callback" }

// Day writes a day for a field of a form.
func (shown) Day(d cx.Date) string {
	if d == (cx.Date{}) {
		return ""
	}
	return d.String()
}

// frame returns what all pages have.
func (s *server) frame(w http.ResponseWriter, r *http.Request) shown {
	_, reader := s.session(r)
	f := shown{Menu: pages(), Presets: presets(), Asked: questions(), Theme: themeOf(r), Token: s.token(w, r), Name: remembered(r, "cx_name"),
		SignedIn: reader, KeysOff: remembered(r, "cx_keys") == "off", Back: r.URL.RequestURI(), Updated: s.now().UTC().Format("15:04")}
	f.Styles = "/assets/" + s.assets[f.Theme+".css"].address(f.Theme+".css")
	for _, name := range []string{"live.js", "keys.js"} {
		f.Scripts = append(f.Scripts, "/assets/"+s.assets[name].address(name))
	}
	return f
}

// render writes a page.
func (s *server) render(w http.ResponseWriter, r *http.Request, status int, p *page, v view) {
	f := s.frame(w, r)
	f.Page, f.View = p, v
	if s.Alerts != nil {
		f.Alerts = s.Alerts()
	}
	if p.BySegment {
		var err error
		if f.Segments, err = s.store.Segments(r.Context()); err != nil {
			s.failed(w, r, err)
			return
		}
	}
	s.execute(w, r, status, s.templates.page, f)
}

// execute writes a template, whole or not at all.
func (s *server) execute(w http.ResponseWriter, r *http.Request, status int, t *template.Template, f shown) {
	var out bytes.Buffer
	if err := t.Execute(&out, f); err != nil {
		s.log(r, err)
		http.Error(w, "The page cannot be made.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(out.Bytes())
}

// fail answers with a message, as text where a program asks.
func (s *server) fail(w http.ResponseWriter, r *http.Request, status int, message string) {
	if strings.HasPrefix(r.URL.Path, "/v1/") {
		http.Error(w, message, status)
		return
	}
	f := s.frame(w, r)
	f.Page, f.Message, f.Bare = &page{Title: http.StatusText(status)}, message, true
	f.Back = "/"
	s.execute(w, r, status, s.templates.message, f)
}

// renderSignIn asks for a token.
func (s *server) renderSignIn(w http.ResponseWriter, r *http.Request, status int, message string) {
	f := s.frame(w, r)
	f.Page, f.Message, f.Bare = &page{Title: "Sign in"}, message, true
	back := r.URL.Query().Get("back")
	if r.Method == http.MethodPost {
		back = r.PostForm.Get("back")
	}
	f.Back = localPath(back, "/")
	s.execute(w, r, status, s.templates.signIn, f)
}

// asset is a file that does not change while the service runs.
type asset struct {
	kind, sum string
	data      []byte
}

// address is a name that changes with the content, so that a browser may keep it for good.
func (a asset) address(name string) string { return name + "?" + a.sum }

// schemes is where the style sheets say which colors are those of the dark.
const schemes = "@media screen and (prefers-color-scheme: dark)"

// readAssets returns the scripts, and a style sheet for each choice of colors: one follows the
// system, and in the others its condition is always or never true.
func readAssets() (map[string]asset, error) {
	own, err := files.ReadFile("static/style.css")
	if err != nil {
		return nil, fmt.Errorf("read the style sheet: %w", err)
	}
	css := string(chart.Style()) + string(chart.GridStyle()) + string(own)
	assets := make(map[string]asset)
	add := func(name, kind string, data []byte) {
		sum := sha256.Sum256(data)
		assets[name] = asset{kind, hex.EncodeToString(sum[:6]), data}
	}
	add("system.css", "text/css; charset=utf-8", []byte(css))
	add("dark.css", "text/css; charset=utf-8", []byte(strings.ReplaceAll(css, schemes, "@media screen")))
	add("light.css", "text/css; charset=utf-8", []byte(strings.ReplaceAll(css, schemes, "@media not all")))
	for _, name := range []string{"live.js", "keys.js"} {
		data, err := files.ReadFile("static/" + name)
		if err != nil {
			return nil, fmt.Errorf("read a script: %w", err)
		}
		add(name, "text/javascript; charset=utf-8", data)
	}
	return assets, nil
}

// asset serves a file.
func (s *server) asset(w http.ResponseWriter, r *http.Request) {
	a, ok := s.assets[r.PathValue("name")]
	if !ok {
		s.fail(w, r, http.StatusNotFound, "There is no such file.")
		return
	}
	w.Header().Set("Content-Type", a.kind)
	if r.URL.RawQuery == a.sum {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	w.Write(a.data)
}
