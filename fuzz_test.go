package satchel_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// Whatever its key, its text and its path are, a message comes back as it went.
func FuzzMessage(f *testing.F) {
	for _, seed := range []struct{ key, text, path string }{
		{"success", "saved", "/items"}, {"", "", ""}, {"a b c", "x\ny", "/a b"}, {"- - -", "-", "-"},
		{"satchel.form", "a=b", "/%20"}, {"satchel.message - - x", "text", "/é/"}, {"1 2", "", "//x//"},
	} {
		f.Add(seed.key, seed.text, seed.path, int64(1700000000))
	}
	f.Fuzz(func(t *testing.T, key, text, path string, born int64) {
		date := time.Unix(born, 0)
		target := ""
		if path != "" {
			target = satchel.TargetPath(path)
		}
		if strings.ContainsAny(target, " \t\r\n") {
			t.Fatalf("the path %q stands as %q", path, target)
		}
		travels, backKey, backText, backTarget, backBorn := satchel.Carry(key, text, target, date)
		if backKey != key || backText != text || backTarget != target || !date.IsZero() && !backBorn.Equal(date) {
			t.Errorf("%q %q for %q of %d travels as %q and comes back as %q %q for %q of %v", key, text, target, born, travels, backKey, backText, backTarget, backBorn)
		}
	})
}

// Whatever the header says, a path is one of this host or none, and the verdict is one
// of the known ones: the response is never refused, and its message is deleted or stays.
func FuzzDelivery(f *testing.F) {
	f.Add("GET", "document", "navigate", "text/html", "", "/next", "text/html", "", 303)
	f.Add("POST", "empty", "cors", "*/*", "prefetch", "https://elsewhere.example/", "application/json", "attachment", 200)
	f.Add("HEAD", "", "", "", "prefetch;prerender", "{", ";", ";", 101)
	f.Add("GET", "iframe", "", "image/*", "", "//[", "text/plain", "inline", 404)
	scopes, err := satchel.New(satchel.Config{Secrets: []satchel.Secret{firstSecret}})
	if err != nil {
		f.Fatal(err)
	}
	value, err := scopes.EncodeFlash(pair("success", "saved")...)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, method, dest, mode, accept, purpose, location, contentType, disposition string, status int) {
		x, err := scopes.Begin(t.Context(), satchel.Request{Method: method, Host: "example.com", URI: "/page", TLS: true, Header: http.Header{
			"Cookie": {flashName + "=" + value}, "Sec-Fetch-Dest": {dest}, "Sec-Fetch-Mode": {mode}, "Accept": {accept}, "Sec-Purpose": {purpose},
		}})
		if err != nil {
			return // a page fetched ahead
		}
		flash := x.Flash()
		read := status%2 == 0
		if read {
			flash.Len() // one that has only written shows nothing
		}
		if err := flash.SetTarget(location); err != nil {
			t.Skip() // too long
		}
		header := http.Header{"Location": {location}, "Content-Type": {contentType}, "Content-Disposition": {disposition}}
		if err := x.Commit(status, header); err != nil {
			t.Fatal(err)
		}
		lines := header["Set-Cookie"]
		if len(lines) > 1 || len(lines) == 1 && !strings.HasPrefix(lines[0], flashName+"=; Max-Age=0; ") {
			t.Errorf("the cookies are %q", lines)
		}
		if delivered := len(lines) == 1; delivered != (flash.Get("success") == "saved") && delivered {
			t.Error("it is deleted, and the page could not show it")
		}
		if delivered := len(lines) == 1; delivered && (status >= 300 && status <= 399 || status >= 500 || status == 204) {
			t.Errorf("status %d deletes it", status)
		}
		if _, err := url.Parse(location); err != nil && read && len(lines) == 0 && status < 300 && dest == "document" && contentType == "text/html" && disposition == "" && purpose == "" && method == "GET" {
			t.Error("a location that is no URL keeps a page from showing it")
		}
	})
}
