package satchel

import (
	"net/http"
	"net/url"
	"strings"
)

// Redirect is [http.Redirect], and the messages that the handler has set are for the page
// that it goes to: other pages leave them alone, so that two tabs do not take each
// other's. Where that page redirects once more, they follow. SetTarget, if called,
// wins. A message whose cookie has no room for the path is for any page, as after
// http.Redirect. It panics as [SessionFrom] does.
func Redirect(w http.ResponseWriter, r *http.Request, location string, code int) {
	x := exchangeFrom(r.Context(), innermostKey{})
	x.mu.Lock()
	x.flash.rarely().aimed = !x.flash.has().targeted
	x.mu.Unlock()
	http.Redirect(w, r, location, code)
}

// SetTarget makes the messages that go out with this response wait for a page with this
// path, as the browser asks for it; other pages leave them alone. Query and a slash at
// the end do not count; an empty text means any page. What is not fetched in time is gone,
// as any message.
//
// It takes room in the cookie for each message. It fails, and changes nothing, with
// [ErrCommitted] and with a [*SizeError]. It has no effect with the policy
// [NextRequest], with an unsigned flash and in the Play profiles, where it would hide
// the message from Play.
func (f *Flash) SetTarget(path string) error {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.writing(); err != nil {
		return err
	}
	if path != "" {
		path = f.exchange.resolve(path)
	}
	if err := f.retarget(path); err != nil {
		return err
	}
	f.rarely().targeted = true
	return nil
}

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
		if err := f.out.add(s, f.exchange.scopes.clock(), pair); err != nil {
			rare.target, f.out = before, old
			return err
		}
	}
	return nil
}

// path returns the path of the request, in the form of targets.
func (x *Exchange) path() string {
	asked, err := url.ParseRequestURI(x.uri)
	if err != nil {
		return "" // "*", or an adapter that does not say: no message is for it
	}
	return targetPath(asked.Path)
}

// resolve returns the path of a URL that a page of this request refers to, in the form of
// targets; empty for another host, and for what is no URL.
func (x *Exchange) resolve(reference string) string {
	to, err := url.Parse(reference)
	if err != nil || to.Opaque != "" || to.Host != "" && !strings.EqualFold(to.Host, x.host) {
		return ""
	}
	base, err := url.ParseRequestURI(x.uri)
	if err != nil {
		base = &url.URL{Path: "/"}
	}
	return targetPath(base.ResolveReference(to).Path)
}

// targetPath writes a path as it stands in a key: escaped, so without spaces, and
// without the slash at the end for which http.ServeMux redirects; empty for what is no
// path of a page, as the star of OPTIONS.
func targetPath(path string) string {
	if path != "" && path[0] != '/' {
		return ""
	}
	if trimmed := strings.TrimRight(path, "/"); trimmed != "" {
		return (&url.URL{Path: trimmed}).EscapedPath()
	}
	return "/"
}

// redirectPath returns the path of the page to which a response sends the client, in the
// form of targets, and whether it sends it anywhere. The path is empty where it is on
// another host, or in a form of HX-Location that is no URL: then it is any page's.
func (x *Exchange) redirectPath(status int, header http.Header) (path string, redirects bool) {
	for _, name := range []string{"Location", "Hx-Redirect", "Hx-Location", "X-Inertia-Location"} {
		if location := header[name]; len(location) == 1 && (name != "Location" || status >= 300 && status <= 399) {
			if strings.HasPrefix(location[0], "{") {
				return "", true
			}
			return x.resolve(location[0]), true
		}
	}
	return "", false
}
