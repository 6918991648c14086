package satchel_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/satchel-go/satchel"
)

// fleetNode is one program of the fleet, with a clock of its own.
type fleetNode struct {
	fleet   *fleet
	number  int
	skew    time.Duration
	scopes  *satchel.Scopes // nil for an application of Play
	play    *playNode
	path    string // of its file of keys; empty for none
	version int    // how often it was updated
	since   time.Time
	written satchel.Event  // the last one of this outcome
	refused satchel.Reason // at the last visit
}

func (n *fleetNode) clock() time.Time { return n.fleet.now.Add(n.skew) }

// update puts a new process in the place of the old one. What is under way ends with the
// old one, as in a shutdown that waits.
func (n *fleetNode) update(config satchel.Config) {
	config.Clock, config.OnEvent = n.clock, n.hear
	scopes, err := satchel.New(config)
	if err != nil {
		n.fleet.Fatalf("node %d: %v", n.number, err)
	}
	n.scopes, n.since = scopes, n.fleet.now
	n.version++
}

// rewrite puts other keys into the file of the node, which goes on running. A second
// later it is due to be read.
func (n *fleetNode) rewrite(keys ...satchel.Key) {
	var text strings.Builder
	for _, key := range keys {
		text.WriteString(string(key.Secret) + " state=" + key.State.String() + "\n")
	}
	if n.path == "" {
		n.path = filepath.Join(n.fleet.TempDir(), strconv.Itoa(n.number))
	}
	must(n.fleet.T, os.WriteFile(n.path, []byte(text.String()), 0o600))
	n.fleet.now = n.fleet.now.Add(time.Second)
	n.version++
}

func (n *fleetNode) hear(_ context.Context, e satchel.Event) {
	switch e.Outcome {
	case satchel.Written:
		n.written = e
		if e.Reason == satchel.ReasonResigned {
			n.fleet.resigned++
		}
	case satchel.Rejected:
		n.refused = e.Reason
	case satchel.Opened:
	case satchel.Keys:
		if e.Reason == satchel.ReasonUnreadable {
			n.fleet.wrongf("node %d: %v", n.number, e)
		}
	default:
		n.fleet.wrongf("node %d: %v", n.number, e)
	}
}

// loginData is what the application keeps in a session.
type loginData struct{ user, login, color string }

// fleetVisit is a request that a node has begun to answer.
type fleetVisit struct {
	node     *fleetNode
	deed     act
	sent     fleetCookie
	saw      loginData
	exchange *satchel.Exchange // nil for an application of Play
	pairs    map[string]string // Play's
	version  int
}

// The headers by which browsers tell a page from what a script fetches.
var (
	pageHeader  = http.Header{"Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"}}
	fetchHeader = http.Header{"Sec-Fetch-Mode": {"cors"}, "Sec-Fetch-Dest": {"empty"}}
)

// begin takes a request, and looks who is logged in.
func (n *fleetNode) begin(sent fleetCookie, what act) *fleetVisit {
	n.refused = ""
	v := &fleetVisit{node: n, deed: what, sent: sent, version: n.version}
	if n.play != nil {
		v.pairs = n.play.read(sent.value)
		v.saw = loginData{v.pairs["user"], v.pairs["login"], v.pairs["color"]}
		return v
	}
	header := what.header().Clone()
	if sent.value != "" {
		header["Cookie"] = []string{"other=1; " + n.scopes.SessionCookieName() + "=" + sent.value}
	}
	var err error
	v.exchange, err = n.scopes.Begin(n.fleet.Context(), satchel.Request{
		Method: http.MethodGet, Host: "example.com", URI: "/", RemoteAddr: "192.0.2.1:1", TLS: true, Header: header,
	})
	must(n.fleet.T, err)
	s := v.exchange.Session()
	v.saw = loginData{s.Get("user"), s.Get("login"), s.Get("color")}
	return v
}

// answer does the deed, which makes the session of after, and returns the cookie that
// comes of it; written is false where the response sets none.
func (v *fleetVisit) answer(after loginData) (got fleetCookie, written bool) {
	n := v.node
	if v.exchange == nil {
		return n.play.answer(v, after)
	}
	s, t := v.exchange.Session(), n.fleet.T
	switch v.deed {
	case signIn:
		must(t, s.Renew())
		if s.Len() > 0 {
			n.fleet.wrongf("Renew keeps %v", collect(s.All()))
		}
		must(t, s.Set("user", after.user))
		must(t, s.Set("login", after.login))
		must(t, s.Set("color", after.color))
	case changePair:
		if v.saw.user != "" {
			must(t, s.Set("color", after.color))
		}
	case signOut:
		promise, err := s.Logout()
		must(t, err)
		if v.saw.user != "" && promise != n.fleet.promises {
			n.fleet.wrongf("Logout promises %v, want %v", promise, n.fleet.promises)
		}
	default:
	}
	header := http.Header{}
	must(t, v.exchange.Commit(http.StatusOK, header))
	v.exchange.Close()
	lines := header["Set-Cookie"]
	switch {
	case len(lines) == 0:
		return fleetCookie{}, false
	case len(lines) > 1:
		n.fleet.wrongf("a response has %d cookies", len(lines))
	}
	return n.took(v, after, lines[0], n.written.KeyID)
}

// took is what a browser makes of a line.
func (n *fleetNode) took(v *fleetVisit, after loginData, line, key string) (got fleetCookie, written bool) {
	c, err := http.ParseSetCookie(line)
	must(n.fleet.T, err)
	if c.MaxAge < 0 {
		return fleetCookie{}, true
	}
	return fleetCookie{value: c.Value, loginData: after, key: key, issued: n.clock().Truncate(time.Second), start: v.startOf(after)}, true
}

// startOf returns when the session of a cookie that is written now began, by the clock of
// the node that noted it; zero where nobody has.
func (v *fleetVisit) startOf(after loginData) time.Time {
	switch {
	case v.deed == signIn && v.exchange != nil:
		return v.node.clock().Truncate(time.Second)
	case v.deed == signIn:
		return time.Time{}
	case v.exchange != nil && v.sent.start.IsZero() && v.node.fleet.starts != nil && v.node.fleet.starts(v.node):
		return v.sent.issued
	}
	return v.sent.start
}
