package satchel

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// Redirect is [http.Redirect], and the messages that the handler has set are for the page
// that it goes to: other pages leave them alone, so that two tabs do not take each
// other's. Where that page redirects once more, they follow. SetTarget, if called before,
// wins. A message whose cookie has no room for the path is for any page, as after
// http.Redirect. The flash is that of [FlashFrom], of the innermost manager. It panics as
// [SessionFrom] does.
func Redirect(w http.ResponseWriter, r *http.Request, location string, code int) {
	x := exchangeFrom(r.Context(), innermostKey{})
	x.mu.Lock()
	f := x.makeFlash()
	f.rarely().aimed = !f.has().targeted
	x.mu.Unlock()
	http.Redirect(w, r, location, code)
}

// SetTarget makes the messages that go out with this response wait for a page with this
// path, as the Path of its URL has it; other pages leave them alone. A query, a fragment and a
// slash at the end do not count; an empty text means any page. What is not fetched in time is gone,
// as any message. The path is that of the page as the browser asks for it: an adapter that
// leaves Request.URI empty shows no such message.
//
// It takes room in the cookie for each message. It fails, and changes nothing, for a text
// that does not begin with one slash, with [ErrCommitted] and with a [*SizeError]. It has no
// effect with the policy [NextRequest], with an unsigned flash and in the Play profiles,
// where it would hide the message from Play.
func (f *Flash) SetTarget(target string) error {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.writing(); err != nil {
		return err
	}
	if target != "" {
		if end := strings.IndexAny(target, "?#"); end >= 0 {
			target = target[:end]
		}
		if !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "//") {
			return errNoPath
		}
		target = targetPath(target)
	}
	if err := f.retarget(target); err != nil {
		return err
	}
	f.rarely().targeted = true
	return nil
}

// errNoPath is what SetTarget says of a text that is none of a page.
var errNoPath = errors.New("satchel: SetTarget: a path of this host begins with one slash; an empty text means any page")

// retarget gives all that goes out another target, if there is room for it.
func (f *Flash) retarget(target string) error {
	s := f.config()
	if !s.marks {
		return nil
	}
	rare, old := f.rarely(), f.out
	before := rare.target
	rare.target, f.out = target, bag{}
	for _, pair := range old.list {
		pair.Key = f.carriedKey(plainKey(pair.Key))
		if err := f.out.add(s, f.exchange.scopes.clock, pair); err != nil {
			rare.target, f.out = before, old
			return err
		}
	}
	return nil
}

// path returns the path of the request, in the form of targets. It is worked out once: a
// URI may have a megabyte, and there may be many messages.
func (f *Flash) path() string {
	rare := f.rarely()
	if !rare.pathKnown {
		rare.pathKnown = true
		if asked, err := url.ParseRequestURI(f.exchange.uri); err == nil {
			rare.path = targetPath(asked.Path)
		} // else "*", or an adapter that does not say: no message is for it
	}
	return rare.path
}

// resolve returns the path of a URL that a page of this request refers to, in the form of
// targets; empty for another host, and for what is no URL.
func (x *Exchange) resolve(reference string) string {
	to, err := url.Parse(strings.TrimSpace(reference)) // net/http trims a field's value
	if err != nil || to.Opaque != "" || to.Host != "" && !strings.EqualFold(to.Host, x.host) {
		return ""
	}
	base, err := url.ParseRequestURI(x.uri)
	if err != nil {
		base = &url.URL{Path: "/"}
	}
	return targetPath(base.ResolveReference(to).Path)
}

// targetPath writes a path as it stands in a key: clean, as browsers and http.ServeMux make
// it, without the slash at the end for which the latter redirects, and escaped, so without
// spaces. A long one is a digest, so that it pushes no message out of the cookie. It is
// empty for what is no path of a page, as the star of OPTIONS.
func targetPath(decoded string) string {
	if decoded != "" && decoded[0] != '/' {
		return ""
	}
	target := (&url.URL{Path: path.Clean("/" + decoded)}).EscapedPath()
	if len(target) > maxTarget {
		digest := sha256.Sum256([]byte(target))
		return "~" + base64.RawURLEncoding.EncodeToString(digest[:16])
	}
	return target
}

// maxTarget is the length beyond which a path is a digest.
const maxTarget = 64

// redirectPath returns the path of the page to which a response sends the client, in the
// form of targets, and whether it sends it anywhere; a 304 does not. The path is empty
// where nobody knows, or it is on another host: then it is any page's.
func (x *Exchange) redirectPath(status int, header http.Header) (target string, redirects bool) {
	if status >= 300 && status <= 399 {
		location := header["Location"]
		return x.resolveFirst(location), len(location) > 0
	}
	for _, name := range []string{"Hx-Redirect", "Hx-Location", "X-Inertia-Location"} {
		if location := header[name]; len(location) > 0 && !strings.HasPrefix(location[0], "{") {
			return x.resolveFirst(location), true
		}
	}
	return "", true
}

func (x *Exchange) resolveFirst(location []string) string {
	if len(location) == 0 {
		return ""
	}
	return x.resolve(location[0])
}
