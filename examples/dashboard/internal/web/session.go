package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
)

// A session is a cookie of a random text with its signature. Forms carry a token that is made
// of it: a page of somebody else neither sends the cookie nor knows the token.
const (
	sessionCookie = "cx_session"
	maxForm       = 64 << 10
)

// sign returns the signature of a text for a purpose.
func (s *server) sign(purpose, text string) string {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte(purpose + "\x00" + text))
	return hex.EncodeToString(mac.Sum(nil))
}

// signed reports whether a signature is right.
func (s *server) signed(purpose, text, signature string) bool {
	return hmac.Equal([]byte(s.sign(purpose, text)), []byte(signature))
}

// session returns the session of a request, "" for none, and whether it has signed in.
func (s *server) session(r *http.Request) (id string, reader bool) {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return "", false
	}
	id, signature, _ := strings.Cut(cookie.Value, ".")
	if s.signed("reader", id, signature) {
		return id, true
	}
	if s.signed("visitor", id, signature) {
		return id, false
	}
	return "", false
}

// begin starts a session.
func (s *server) begin(w http.ResponseWriter, purpose string) (id string) {
	id = rand.Text()
	s.remember(w, sessionCookie, id+"."+s.sign(purpose, id))
	return id
}

// remember sets a cookie. A blank value takes it back.
func (s *server) remember(w http.ResponseWriter, name, value string) {
	cookie := &http.Cookie{Name: name, Value: url.QueryEscape(value), Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode, MaxAge: 30 * 24 * 3600}
	if value == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, cookie)
}

// remembered returns the value of a cookie.
func remembered(r *http.Request, name string) string {
	cookie, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	value, err := url.QueryUnescape(cookie.Value)
	if err != nil || len(value) > 200 {
		return ""
	}
	return value
}

// token returns that of the forms of a page, and starts a session where there is none.
func (s *server) token(w http.ResponseWriter, r *http.Request) string {
	id, _ := s.session(r)
	if id == "" {
		id = s.begin(w, "visitor")
	}
	return s.sign("form", id)
}

// form reads a form, and reports whether it carries the token of its session.
func (s *server) form(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.fail(w, r, http.StatusBadRequest, "The form is not readable, or too long.")
		return false
	}
	id, _ := s.session(r)
	if id == "" || !s.signed("form", id, r.PostForm.Get("token")) {
		s.fail(w, r, http.StatusForbidden, "The form is of another session, as when the service was started again. Go back, load the page again, and send it once more.")
		return false
	}
	return true
}

// reader lets those through who may read: all, where there are no tokens; else who has signed
// in or sends a token.
func (s *server) reader(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, reader := s.session(r)
		bearer, hasBearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		switch {
		case len(s.ReadTokens) == 0, reader, hasBearer && s.knows(bearer):
			next(w, r)
		case r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "/v1/") && r.URL.Path != "/changes":
			http.Redirect(w, r, "/signin?"+url.Values{"back": {r.URL.RequestURI()}}.Encode(), http.StatusSeeOther)
		default:
			w.Header().Set("WWW-Authenticate", "Bearer")
			s.fail(w, r, http.StatusUnauthorized, "Sign in, or send a token.")
		}
	}
}

// knows reports whether a token is one of a reader, in a time that tells nothing of them.
func (s *server) knows(token string) bool {
	sum, known := sha256.Sum256([]byte(token)), 0
	for _, one := range s.ReadTokens {
		want := sha256.Sum256([]byte(one))
		known |= subtle.ConstantTimeCompare(sum[:], want[:])
	}
	return known == 1
}

// signInPage asks for a token.
func (s *server) signInPage(w http.ResponseWriter, r *http.Request) {
	s.renderSignIn(w, r, http.StatusOK, "")
}

// signIn begins a session of a reader.
func (s *server) signIn(w http.ResponseWriter, r *http.Request) {
	if !s.form(w, r) {
		return
	}
	if len(s.ReadTokens) > 0 && !s.knows(r.PostForm.Get("secret")) {
		s.renderSignIn(w, r, http.StatusUnauthorized, "That is none of the tokens.")
		return
	}
	s.begin(w, "reader")
	http.Redirect(w, r, localPath(r.PostForm.Get("back"), "/"), http.StatusSeeOther)
}

// signOut ends a session.
func (s *server) signOut(w http.ResponseWriter, r *http.Request) {
	if !s.form(w, r) {
		return
	}
	s.remember(w, sessionCookie, "")
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// theme chooses the colors.
func (s *server) theme(w http.ResponseWriter, r *http.Request) {
	if !s.form(w, r) {
		return
	}
	theme := r.PostForm.Get("theme")
	if theme != "light" && theme != "dark" {
		theme = ""
	}
	s.remember(w, "cx_theme", theme)
	http.Redirect(w, r, localPath(r.PostForm.Get("back"), "/"), http.StatusSeeOther)
}

// keys turns the keys of one letter on or off.
func (s *server) keys(w http.ResponseWriter, r *http.Request) {
	if !s.form(w, r) {
		return
	}
	off := ""
	if r.PostForm.Get("keys") == "off" {
		off = "off"
	}
	s.remember(w, "cx_keys", off)
	http.Redirect(w, r, "/help", http.StatusSeeOther)
}

// themeOf returns the colors that a reader chose: light, dark or system.
func themeOf(r *http.Request) string {
	if theme := remembered(r, "cx_theme"); theme == "light" || theme == "dark" {
		return theme
	}
	return "system"
}
