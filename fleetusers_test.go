package satchel_test

import (
	"fmt"
	"net/http"
	"time"

	"github.com/satchel-go/satchel"
)

// act is what a request is for.
type act uint8

const (
	goToPage   act = iota // somebody goes to a page, which reads the session
	poll                  // a script reads it
	changePair            // a script changes a pair
	signIn
	signOut
)

func (a act) header() http.Header {
	if a == poll || a == changePair {
		return fetchHeader
	}
	return pageHeader
}

// fleetUser is somebody with a browser, whose jar has one cookie.
type fleetUser struct {
	name    string
	cookie  fleetCookie
	refused bool      // the last visit found nobody logged in
	away    time.Time // until then nothing is heard of them
	slow    int       // requests under way that may write
	opened  time.Time // when a node saw them last as logged in
	paged   time.Time // when a page came to them last
	thief   bool
}

// fleetCookie is what a browser holds, and what is known of it.
type fleetCookie struct {
	loginData

	value  string
	key    string    // its name in events
	issued time.Time // by the clock of the node that wrote it
	start  time.Time // of the session, where a node has noted it
}

func (f *fleet) addUsers(count int) {
	for i := range count {
		f.users = append(f.users, &fleetUser{name: fmt.Sprintf("user %d", i)})
	}
}

// settle logs all of them in, in the course of a time.
func (f *fleet) settle(length time.Duration) {
	for _, u := range f.users {
		f.run(length/time.Duration(len(f.users)), 0)
		f.request(u, f.anyNode(), signIn)
	}
}

// visit lets somebody do something somewhere.
func (f *fleet) visit() {
	u := f.users[f.random.IntN(len(f.users))]
	if len(f.thieves) > 0 && f.random.IntN(20) == 0 {
		f.forge()
		return
	}
	if u.away.After(f.now) {
		return
	}
	n := f.anyNode()
	draw := f.random.IntN(1000)
	switch {
	case u.cookie.value == "" || u.refused:
		switch {
		case draw < 700:
			f.request(u, n, signIn)
		case draw < 900:
			f.request(u, n, goToPage)
		default:
			f.request(u, n, poll)
		}
	case draw < 560:
		f.request(u, n, goToPage)
	case draw < 740:
		f.request(u, n, poll)
	case draw < 880:
		f.request(u, n, changePair)
	case draw < 920:
		f.cross(u, n)
	case draw < 930:
		f.request(u, n, signIn) // again, as somebody does who has forgotten
	case draw < 970:
		if u.slow == 0 || f.crossOut {
			f.request(u, n, signOut)
		}
	case draw < 974:
		u.away = f.now.Add(oneDay + f.upTo(4*oneDay))
	default:
		u.away = f.now.Add(f.upTo(oneDay))
	}
}

// request is one that is answered at once. Some answers get lost.
func (f *fleet) request(u *fleetUser, n *fleetNode, what act) {
	v := f.send(u, n, what)
	got, written := f.answer(u, v)
	if what == goToPage && f.random.IntN(100) == 0 {
		return
	}
	f.receive(u, v, got, written)
}

// cross lets a slow request of somebody be overtaken by another one, and perhaps by more
// while it is under way. What a slow answer sets counts as of the session that it began
// with.
func (f *fleet) cross(u *fleetUser, n *fleetNode) {
	f.crossed++
	slow := f.send(u, n, act(f.random.IntN(int(changePair)+1)))
	if slow.deed != poll {
		u.slow++
	}
	f.after(time.Second+f.upTo(time.Minute), func() {
		if slow.deed != poll {
			u.slow--
		}
		got, written := f.answer(u, slow)
		f.receive(u, slow, got, written)
	})
	fast := act(f.random.IntN(int(signIn) + 1))
	if f.crossOut || slow.deed == poll && u.slow == 0 {
		fast = []act{fast, signOut}[f.random.IntN(2)]
	}
	f.request(u, f.anyNode(), fast)
}

// send begins a request, and judges what the node makes of the cookie.
func (f *fleet) send(u *fleetUser, n *fleetNode, what act) *fleetVisit {
	f.visits++
	v := n.begin(u.cookie, what)
	opened, sent := v.saw.user != "", &v.sent
	refuses := sent.value == "" || f.refuses != nil && f.refuses(n, sent)
	u.refused = !opened
	if u.thief {
		f.forged++
	}
	switch {
	case f.ended[sent.login] && opened:
		f.resurrected++
		f.wrongf("node %d shows a session of %s that was ended", n.number, u.name)
	case f.ended[sent.login]:
		f.laid++
	case opened && v.saw != sent.loginData:
		f.wrongf("node %d shows %+v to %s, who has %+v", n.number, v.saw, u.name, sent.loginData)
	case opened && refuses:
		f.wrongf("node %d opens a cookie of key %s that it has to refuse", n.number, sent.key)
	case opened:
		u.opened = f.now
	case sent.value != "" && !u.thief:
		f.dropped[sent.login] = true
		f.drops = append(f.drops, drop{f.now, n, *u})
		fallthrough
	case sent.value != "":
		if !refuses {
			f.wrongf("node %d, updated %d times, sees %s as logged out, who has a cookie of key %s (%s)", n.number, n.version, u.name, sent.key, n.refused)
		}
	}
	if u.thief && opened {
		f.forgedOpened++
	} else if u.thief {
		f.forgedRefused++
	}
	return v
}

// answer ends a request, and judges what it writes.
func (f *fleet) answer(u *fleetUser, v *fleetVisit) (got fleetCookie, written bool) {
	after := v.saw
	switch v.deed {
	case signIn:
		f.signIns++
		f.logins++
		if f.promises != satchel.CookieDeleted {
			f.ended[v.saw.login] = v.saw.login != "" // Renew puts the session of before onto the list
		}
		after = loginData{u.name, fmt.Sprintf("login %d", f.logins), "blue"}
		f.born[after.login] = f.now
	case changePair:
		after.color = fmt.Sprintf("color %d", f.random.IntN(1000))
	case signOut:
		f.signOuts++
		f.ended[v.saw.login] = v.saw.login != ""
		f.keepCopy(u, v)
	default:
	}
	got, written = v.answer(after)
	current := v.version == v.node.version // it was not updated meanwhile
	switch {
	case written && v.deed == poll:
		f.wrongf("node %d writes a cookie where nothing but a script has read", v.node.number)
	case written && v.saw.user == "" && (v.deed == goToPage || v.deed == changePair):
		f.wrongf("node %d writes a cookie for somebody who is not logged in", v.node.number)
	case !written && v.deed == goToPage && v.saw.user != "" && current && f.resigns != nil && f.resigns(v.node, &v.sent):
		f.wrongf("node %d, updated %d times, does not sign anew what has the key %s", v.node.number, v.version, v.sent.key)
	case written && got.value != "" && f.signer != nil && current && got.key != f.signer(v.node):
		f.wrongf("node %d, updated %d times, signs with the key %s", v.node.number, v.version, got.key)
	}
	return got, written
}

// receive puts what came into the jar.
func (f *fleet) receive(u *fleetUser, v *fleetVisit, got fleetCookie, written bool) {
	if v.deed == goToPage && v.saw.user != "" {
		u.paged = f.now
	}
	if written {
		u.cookie, u.refused = got, false
	}
}

// keepCopy lets somebody try a copy of a cookie whose session has been ended.
func (f *fleet) keepCopy(u *fleetUser, v *fleetVisit) {
	if f.replays == 0 || v.saw.login == "" {
		return
	}
	f.after(f.upTo(f.replays), func() {
		f.request(&fleetUser{name: u.name, cookie: v.sent}, f.anyNode(), changePair)
	})
}
