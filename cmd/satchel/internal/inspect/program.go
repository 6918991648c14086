package inspect

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/rings"
)

// Program is what a program with a configuration makes of cookies. Nobody repeats the
// library's rules here: it gets a request with the cookies, and is asked what it has found
// in it. It is safe for concurrent use.
type Program struct {
	scopes *satchel.Scopes
	config satchel.Config
	keys   []satchel.Key
}

// NewProgram makes the program of a configuration. readKeys reads its file of keys once more,
// since a refusal is explained with the keys. now is the time by its clock. Errors are those of
// [satchel.New], and behind them those of [rings.Of].
func NewProgram(config satchel.Config, readKeys func(name string) ([]byte, error), now time.Time) (*Program, error) {
	config.Clock = func() time.Time { return now }
	config.OnEvent = func(ctx context.Context, event satchel.Event) {
		if heard, asked := ctx.Value(heardKey{}).(*[]satchel.Event); asked {
			*heard = append(*heard, event)
		}
	}
	scopes, err := satchel.New(config)
	if err != nil {
		return nil, err
	}
	keys, err := rings.Of(&config, readKeys)
	if err != nil {
		return nil, err
	}
	return &Program{scopes, config, keys}, nil
}

// heardKey is where a request has the place for its events.
type heardKey struct{}

// receives lets the program read the session and the flash of a request with the cookies,
// and returns its events. The request is one of a script, so that nothing would be written
// anew, and no response is ever made.
func (p *Program) receives(cookies string) ([]satchel.Event, error) {
	var heard []satchel.Event
	x, err := p.scopes.Begin(context.WithValue(context.Background(), heardKey{}, &heard), satchel.Request{
		Method: http.MethodGet, Host: "localhost", URI: "/", RemoteAddr: "127.0.0.1:1", TLS: true,
		Header: http.Header{"Cookie": {cookies}, "Sec-Fetch-Mode": {"cors"}, "Sec-Fetch-Dest": {"empty"}},
	})
	if err != nil {
		return nil, err
	}
	defer x.Close()
	x.Session().Len()
	x.Flash().Len()
	return heard, nil
}

// settings returns how the program reads a cookie of a scope, to explain what it says.
func (p *Program) settings(s *Settings, scope Scope) Settings {
	cookie := &p.config.Session
	if scope == Flash {
		cookie = &p.config.Flash
	}
	of := *s
	of.Application = p.config.Application
	if of.DataClaim = cookie.JWT.DataClaim; of.DataClaim == "" {
		of.DataClaim = defaultDataClaim
	}
	switch of.ClockSkew = cookie.JWT.ClockSkew; of.ClockSkew {
	case 0:
		of.ClockSkew = defaultClockSkew
	case satchel.None:
		of.ClockSkew = 0
	}
	return of
}

// The defaults of satchel.JWTConfig.
const (
	defaultDataClaim = "data"
	defaultClockSkew = 5 * time.Minute
)

// names says which cookies the program has for its own.
func (p *Program) names() string {
	return p.scopes.SessionCookieName() + " and " + p.scopes.FlashCookieName()
}

// opinion is what the program makes of one cookie.
type opinion struct {
	read   bool           // it is one that the program looks at
	scope  Scope          // which it takes it for
	opened bool           // it is taken, if no other cookie stands in its way
	reason satchel.Reason // why it is not
	keyID  string
	counts bool   // of all that were sent, it is the one that the program takes
	beside string // why it does not count although it is opened
}

// judge asks the program for its opinion of each cookie, alone and together with the
// others: the first valid one of a name wins, and a reader of another name is not asked
// where the session's own cookie is there.
func (p *Program) judge(cookies []pasted) []opinion {
	opinions := make([]opinion, len(cookies))
	for i := range cookies {
		opinions[i] = p.alone(&cookies[i])
	}
	all := make([]string, len(cookies))
	for i := range cookies {
		all[i] = cookies[i].text()
	}
	events, err := p.receives(strings.Join(all, "; "))
	if err != nil {
		return opinions
	}
	for _, event := range events {
		if event.Outcome == satchel.Opened {
			p.count(cookies, opinions, event.Cookie)
		}
	}
	for i := range opinions {
		opinions[i].beside = p.standsBeside(cookies, opinions, i)
	}
	return opinions
}

// alone asks for one cookie in a request of its own.
func (p *Program) alone(c *pasted) opinion {
	name := c.sent()
	o := opinion{scope: Session}
	if p.scopes.IsFlashCookie(name) {
		o.scope = Flash
	}
	if name == "" {
		return o
	}
	events, err := p.receives(c.text())
	if err != nil {
		return o
	}
	for _, event := range events {
		switch event.Outcome { //nolint:exhaustive // the others are about names
		case satchel.Opened:
			o.read, o.opened, o.keyID = true, true, event.KeyID
		case satchel.Rejected:
			o.read, o.opened, o.reason = true, false, event.Reason // also behind the other: a message that has waited too long
			if event.KeyID != "" {
				o.keyID = event.KeyID
			}
		}
	}
	if own := o.scope == Flash || name == p.scopes.SessionCookieName(); own && !o.read && c.value != "" {
		o.read, o.reason = true, satchel.ReasonOversized // beyond what is looked at of a header
	}
	return o
}

// count marks the cookie that an event of all cookies is about: the first of the name that
// is valid and not marked yet. A slot has the name of the flash in events.
func (p *Program) count(cookies []pasted, opinions []opinion, name string) {
	seen := map[string]bool{}
	for i := range cookies {
		sent := cookies[i].sent()
		if !opinions[i].opened || seen[sent] || sent != name && !(name == p.scopes.FlashCookieName() && opinions[i].scope == Flash) {
			continue
		}
		if seen[sent] = true; !opinions[i].counts {
			opinions[i].counts = true
			return
		}
	}
}

// standsBeside says why a valid cookie does not count.
func (p *Program) standsBeside(cookies []pasted, opinions []opinion, i int) string {
	name := cookies[i].sent()
	if !opinions[i].opened || opinions[i].counts {
		return ""
	}
	for j := range cookies[:i] {
		if opinions[j].counts && cookies[j].sent() == name {
			return "an earlier cookie of the name is valid, and the program takes the first one"
		}
	}
	if opinions[i].scope == Session && name != p.scopes.SessionCookieName() {
		return "a reader is asked only where the session has no cookie of its own, and there is one, or another reader takes it before"
	}
	return "there are more cookies of the name, or more of the header, than the program looks at"
}

// bare asks for a value without a name: under the program's own one.
func (p *Program) bare(value string, scope Scope) opinion {
	name := p.scopes.SessionCookieName()
	if scope == Flash {
		name = p.scopes.FlashCookieName()
	}
	o := p.alone(&pasted{name: name, value: value})
	o.counts = o.opened
	return o
}
