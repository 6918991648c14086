package satcheltest

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Bounds of a jar: 3000 is the draft's (section 6.1), 180 is Chromium's, where the
// draft asks for 50 at least.
const (
	maxPerDomain = 180
	maxCookies   = 3000
)

// store is section 5.7, from step 7 on; the caller holds the lock. The steps come in
// the draft's order but for the cheap ones, which no result depends on.
func (j *Jar) store(received setCookie, from origin, now time.Time) error {
	c := stored{Cookie: Cookie{
		Name: received.name, Value: received.value, Domain: received.domain, Path: received.path,
		Secure: received.secure, HTTPOnly: received.httpOnly, Partitioned: received.partitioned, SameSite: received.sameSite,
	}}
	if received.expires != nil {
		c.Expires = *received.expires
	}
	if err := j.settleDomain(&c, from); err != nil {
		return err
	}
	if c.Path == "" {
		c.Path = defaultPath(from.path)
	}
	if err := j.checkFlags(&c, from); err != nil {
		return err
	}
	if err := checkPrefix(&c, received.hasPath); err != nil {
		return err
	}
	c.created = j.tick()
	c.used = c.created
	if i := slices.IndexFunc(j.cookies, c.replaces); i >= 0 {
		if from.script && j.cookies[i].HTTPOnly {
			return errors.New("a script cannot replace an HttpOnly cookie (section 5.7, step 23)")
		}
		c.created = j.cookies[i].created
		j.cookies = slices.Delete(j.cookies, i, i+1)
	}
	if received.deletes(now) {
		return nil // stored and evicted at once
	}
	j.cookies = append(j.cookies, c)
	j.evict(c.Domain)
	return nil
}

func (c *stored) replaces(old stored) bool {
	return old.Name == c.Name && old.Domain == c.Domain && old.HostOnly == c.HostOnly && old.Path == c.Path
}

// settleDomain is steps 8 to 10.
func (j *Jar) settleDomain(c *stored, from origin) error {
	suffix := j.PublicSuffix
	if suffix == nil {
		suffix = isPublicSuffix
	}
	switch {
	case !isASCII(c.Domain):
		return errors.New("its Domain is not in ASCII (section 5.7, step 8)")
	case c.Domain != "" && suffix(c.Domain):
		if c.Domain != from.host {
			return errors.New("its Domain is a public suffix (section 5.7, step 9)")
		}
		c.Domain = ""
	case !domainMatches(from.host, c.Domain) && c.Domain != "":
		return errors.New("its Domain is not the host's (section 5.7, step 10)")
	}
	if c.Domain == "" {
		c.HostOnly, c.Domain = true, from.host
	}
	return nil
}

// checkFlags is steps 13 to 19.
func (j *Jar) checkFlags(c *stored, from origin) error {
	switch {
	case c.Secure && !from.secure:
		return errors.New("it is Secure, and the connection is not (section 5.7, step 13): use https or localhost")
	case c.HTTPOnly && from.script:
		return errors.New("HttpOnly, from a script (section 5.7, step 15)")
	case !c.Secure && !from.secure && slices.ContainsFunc(j.cookies, c.overlays):
		return errors.New("it would hide a Secure cookie, and the connection is not secure (section 5.7, step 16)")
	case c.SameSite != http.SameSiteNoneMode && from.site != SameSite && !from.site.navigates():
		return errors.New("its SameSite keeps it out of requests in another site's page (section 5.7, step 18)")
	case c.SameSite == http.SameSiteNoneMode && !c.Secure:
		return errors.New("SameSite=None needs Secure (section 5.7, step 19)")
	case c.Partitioned && !c.Secure:
		return errors.New("it is Partitioned, which needs Secure (CHIPS)")
	}
	return nil
}

// overlays is "leave secure cookies alone", which asks about paths in one direction
// only.
func (c *stored) overlays(old stored) bool {
	return old.Name == c.Name && old.Secure && pathMatches(c.Path, old.Path) &&
		(domainMatches(old.Domain, c.Domain) || domainMatches(c.Domain, old.Domain))
}

// checkPrefix is steps 20 to 22, and the two prefixes of the draft that follows
// (layered cookies), which Chromium has had since version 140.
func checkPrefix(c *stored, hasPath bool) error {
	name := lowerASCII(c.Name)
	if name == "" {
		value := lowerASCII(c.Value)
		for _, prefix := range []string{"__secure-", "__host-", "__http-"} {
			if strings.HasPrefix(value, prefix) {
				return errors.New("nameless, with a value that looks like a prefix (section 5.7, step 22)")
			}
		}
	}
	hostHTTP := strings.HasPrefix(name, "__host-http-")
	switch {
	case strings.HasPrefix(name, "__secure-") && !c.Secure:
		return errors.New("__Secure- needs Secure (section 5.7, step 20)")
	case strings.HasPrefix(name, "__host-") && !(c.Secure && c.HostOnly && hasPath && c.Path == "/"):
		return errors.New("__Host- needs Secure, Path=/ and no Domain (section 5.7, step 21)")
	case (hostHTTP || strings.HasPrefix(name, "__http-")) && !(c.Secure && c.HTTPOnly):
		return errors.New("__Http- and __Host-Http- need Secure and HttpOnly (layered cookies)")
	}
	return nil
}

// retrieve is section 5.8.3; the caller holds the lock.
func (j *Jar) retrieve(to origin) []Cookie {
	j.expire()
	var list []*stored
	for i := range j.cookies {
		if c := &j.cookies[i]; c.goesTo(to) {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b *stored) int {
		return cmp.Or(cmp.Compare(len(b.Path), len(a.Path)), byCreation(*a, *b))
	})
	access := j.tick()
	cookies := make([]Cookie, len(list))
	for i, c := range list {
		c.used = access
		cookies[i] = c.Cookie
	}
	return cookies
}

func (c *stored) goesTo(to origin) bool {
	switch {
	case c.HostOnly && to.host != c.Domain,
		!c.HostOnly && !domainMatches(to.host, c.Domain),
		!pathMatches(to.path, c.Path),
		c.Secure && !to.secure,
		c.HTTPOnly && to.script:
		return false
	case to.site == SameSite || c.SameSite == http.SameSiteNoneMode:
		return true
	}
	return to.site == CrossSiteNavigation && c.SameSite != http.SameSiteStrictMode
}

// expire drops what has ended, and returns the time; the caller holds the lock.
func (j *Jar) expire() time.Time {
	now := j.now()
	j.cookies = slices.DeleteFunc(j.cookies, func(c stored) bool { return !c.Expires.IsZero() && !now.Before(c.Expires) })
	return now
}

// evict keeps the bounds after a cookie for domain came in, by the draft's order:
// those without Secure first, and of these the one that was not used for longest.
func (j *Jar) evict(domain string) {
	count := 0
	for i := range j.cookies {
		if j.cookies[i].Domain == domain {
			count++
		}
	}
	if count > maxPerDomain {
		j.drop(func(a, b stored) bool {
			return a.Domain == domain && (b.Domain != domain || !a.Secure && b.Secure || a.Secure == b.Secure && a.used < b.used)
		})
	}
	if len(j.cookies) > maxCookies {
		j.drop(func(a, b stored) bool { return a.used < b.used })
	}
}

// drop removes the cookie that goes before all others.
func (j *Jar) drop(before func(a, b stored) bool) {
	first := 0
	for i := range j.cookies {
		if before(j.cookies[i], j.cookies[first]) {
			first = i
		}
	}
	j.cookies = slices.Delete(j.cookies, first, first+1)
}

func byCreation(a, b stored) int { return cmp.Compare(a.created, b.created) }
