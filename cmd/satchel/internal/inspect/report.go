package inspect

import (
	"errors"
	"maps"
	"slices"
)

// Report is what a text holds. Its JSON is a part of the command line's interface.
type Report struct {
	Cookies []Cookie `json:"cookies"`
	LeftOff int      `json:"left_off"` // cookies beyond MaxCookies

	ofProgram bool // a program was asked
}

// ErrNoSuchCookie is the error for a text with cookies, of which none has Settings.Name.
var ErrNoSuchCookie = errors.New("there is no cookie of that name among those in the text")

// Inspect says what a text holds: a bare value, NAME=value, a Cookie header, Set-Cookie
// lines. Errors are for a text without a cookie, and for keys of which none signs; they
// never repeat the text.
func Inspect(text string, settings Settings) (Report, error) {
	found, err := paste(text, &settings)
	if err != nil {
		return Report{}, err
	}
	if found = settings.pick(found); len(found) == 0 {
		return Report{}, ErrNoSuchCookie
	}
	r := Report{Cookies: []Cookie{}, LeftOff: max(len(found)-MaxCookies, 0), ofProgram: settings.Program != nil}
	opinions := make([]opinion, len(found))
	if settings.Program != nil {
		settings.Keys = settings.Program.keys
		opinions = settings.Program.judge(found)
	}
	ring, err := ringOf(settings.Keys, settings.Now)
	if err != nil {
		return Report{}, err
	}
	for _, i := range firstRead(opinions)[:min(len(found), MaxCookies)] {
		of := settings
		if of.Program != nil {
			of = of.Program.settings(&of, of.scopeOf(&found[i]))
		}
		r.Cookies = append(r.Cookies, of.inspect(&found[i], &opinions[i], ring))
	}
	return r, nil
}

// firstRead orders cookies for a report that may not have room for all: those that a
// program reads come first then.
func firstRead(opinions []opinion) []int {
	var order, others []int
	for i := range opinions {
		if opinions[i].read || len(opinions) <= MaxCookies {
			order = append(order, i)
		} else {
			others = append(others, i)
		}
	}
	return append(order, others...)
}

// Ours returns how many of the cookies are ours.
func (r *Report) Ours() int {
	count := 0
	for i := range r.Cookies {
		if r.Cookies[i].Ours() {
			count++
		}
	}
	return count
}

// Valid tells whether there are cookies of ours, and all of them are verified. Where a
// program was asked, those count that it reads, and what it has made of all of them: of
// several cookies for the session one is enough, and so it is for the flash.
func (r *Report) Valid() bool {
	if !r.ofProgram {
		return r.Ours() > 0 && !slices.ContainsFunc(r.Cookies, func(c Cookie) bool { return c.Ours() && !c.Valid() })
	}
	good := map[Scope]bool{}
	for i := range r.Cookies {
		if c := &r.Cookies[i]; c.read {
			good[c.Scope] = good[c.Scope] || c.Valid() && *c.Counts
		}
	}
	return len(good) > 0 && !slices.Contains(slices.Collect(maps.Values(good)), false)
}
