package satchel_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// playNode is what an application on Play does with its session: it knows one secret,
// keeps all pairs when it writes, and no claims but its own.
type playNode struct {
	node   *fleetNode
	secret satchel.Secret
	key    string // its name in events
}

// playClaims is the payload.
type playClaims struct {
	Data     map[string]string `json:"data"`
	Expires  int64             `json:"exp,omitempty"`
	From     int64             `json:"nbf,omitempty"`
	IssuedAt int64             `json:"iat,omitempty"`
}

func claimsOf(value string) (claims playClaims) {
	if parts := strings.Split(value, "."); len(parts) == 3 {
		payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
		_ = json.Unmarshal(payload, &claims)
	}
	return claims
}

// playTolerance is for dates, in seconds.
const playTolerance = 5 * 60

// read returns the pairs of a token; none where it is refused.
func (p *playNode) read(value string) map[string]string {
	claims := claimsOf(value)
	text, signature, _ := strings.Cut(strings.Replace(value, ".", "|", 1), ".")
	text = strings.Replace(text, "|", ".", 1)
	signed := jwt("HS256", []byte(p.secret), "")
	now := p.node.clock().Unix()
	switch {
	case value == "",
		!strings.HasPrefix(value, signed[:strings.IndexByte(signed, '.')+1]),
		signature != base64.RawURLEncoding.EncodeToString(sum(sha256.New, []byte(p.secret), text)),
		claims.Expires != 0 && now-playTolerance > claims.Expires,
		now+playTolerance < claims.From:
		return nil
	}
	return claims.Data
}

// answer writes all pairs anew where one changes, as withSession does.
func (p *playNode) answer(v *fleetVisit, after loginData) (got fleetCookie, written bool) {
	pairs := v.pairs
	switch {
	case v.deed == signOut:
		return p.node.took(v, after, "PLAY_SESSION=; Max-Age=0; Path=/", p.key)
	case v.deed == signIn:
		pairs = map[string]string{"user": after.user, "login": after.login, "color": after.color}
	case v.deed == changePair && pairs != nil:
		pairs["color"] = after.color
	default:
		return fleetCookie{}, false
	}
	now := p.node.clock().Unix()
	payload, err := json.Marshal(playClaims{Data: pairs, From: now, IssuedAt: now})
	must(p.node.fleet.T, err)
	line := "PLAY_SESSION=" + jwt("HS256", []byte(p.secret), string(payload)) + "; SameSite=Lax; Path=/; HTTPOnly"
	return p.node.took(v, after, line, p.key)
}

// Play knows one secret. When it gets another one, it refuses who still has a cookie of
// the old one, until a page of a Go node has signed it anew; that is all that it refuses.
// The Go nodes refuse nobody but whose session is over by the limits: these hold from the
// first page on that a Go node has served (before, nobody notes the start, and Play dates
// the session anew whenever it writes), however often Play writes the session after that.
// Play itself knows no limits, only the expiry that a Go node has written last.
func TestFleetSharesSessionsWithPlayWhileItsSecretChanges(t *testing.T) {
	limits := satchel.Limits{Idle: 4 * time.Hour, Absolute: 12 * time.Hour}
	eachSeed(t, fleetUsers/4, func(f *fleet) {
		old, fresh := nameOf(t, oldKey), nameOf(t, newKey)
		config := func(keys ...satchel.Key) satchel.Config {
			return satchel.Config{Profile: satchel.Play, Keys: keys, Limits: limits, Session: satchel.CookieConfig{Secure: true}}
		}
		f.deploy(fleetNodes, fleetSkew, config(satchel.Key{Secret: oldKey}))
		var inGo []*fleetNode
		for i, n := range f.nodes {
			if i%2 == 0 {
				inGo = append(inGo, n)
				continue
			}
			n.scopes, n.play = nil, &playNode{node: n, secret: oldKey, key: old}
		}
		f.starts = func(*fleetNode) bool { return true }
		var oldestInGo, oldestInPlay time.Duration
		over := func(n *fleetNode, c *fleetCookie) bool {
			start := c.start
			if start.IsZero() {
				start = c.issued
			}
			age := n.clock().Sub(start)
			if n.play != nil {
				expires := claimsOf(c.value).Expires
				if expires != 0 && n.clock().Unix()-playTolerance > expires {
					return true
				}
				oldestInPlay = max(oldestInPlay, age)
				return false
			}
			if age >= limits.Absolute || n.clock().Sub(c.issued) >= limits.Idle {
				return true
			}
			oldestInGo = max(oldestInGo, age)
			return false
		}
		f.refuses = func(n *fleetNode, c *fleetCookie) bool { return over(n, c) || n.play != nil && n.play.key != c.key }
		f.resigns = func(n *fleetNode, c *fleetCookie) bool { return n.play == nil && n.version == 3 && c.key == old }
		update := func(keys []satchel.Key) {
			for _, n := range inGo {
				f.after(f.upTo(time.Hour), func() { n.update(config(keys...)) })
			}
			f.run(time.Hour, len(f.users))
		}
		f.settle(2 * time.Hour)
		f.run(12*time.Hour, 12*len(f.users))
		update(stagedKeys)
		for _, n := range f.nodes {
			if n.play != nil {
				n.play.secret, n.play.key = newKey, fresh
			}
		}
		before, switched := len(f.drops), f.now
		update(activatedKeys)
		f.run(oneDay, 24*len(f.users))
		strangers, last := map[string]bool{}, switched
		for i := range f.drops[before:] {
			d := &f.drops[before+i]
			if c := &d.user.cookie; d.node.play != nil && c.key == old {
				strangers[c.login], last = true, d.at
			}
		}
		f.Logf("Play saw %d sessions as none for their key, the last one %v after the switch; the oldest session was %v in Go, %v in Play",
			len(strangers), last.Sub(switched).Round(time.Minute), oldestInGo.Round(time.Minute), oldestInPlay.Round(time.Minute))
		if len(strangers) == 0 || oldestInPlay < limits.Absolute {
			f.Error("Play saw everybody, or nobody for long: the scenario shows nothing")
		}
	})
}

// nameOf is the name of a key in events.
func nameOf(t *testing.T, secret satchel.Secret) string {
	t.Helper()
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{secret}})
	must(t, err)
	return scopes.KeyUse()[0].ID
}
