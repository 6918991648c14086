package templates

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"
)

// Script takes the elements that are marked with the attribute data-flash out of
// a page that the user leaves, so that Back and Forward do not show a message
// again. It is JavaScript, without the element around it. {{flashscript}} writes it
// into a page, anywhere; [ScriptHandler] serves it to a page whose policy forbids
// scripts inside.
//
// The header cannot do this. Cache-Control: no-store binds the browser's HTTP cache;
// the back-forward cache keeps the living page, its document and its scripts, and
// browsers put pages there that are no-store as well. Chromium gives one up when an
// HttpOnly cookie that it came with changes, such as the session; the flash, which the
// page itself has deleted, is none of these (seen with version 156).
//
// The moment is pagehide: the browser is leaving the page and has not frozen it yet,
// so what is frozen has no message, and nothing flickers when it comes back. The
// event's persisted tells whether the page may be kept; where it is not, nobody
// sees the document again, so there is no need to look. A download or a navigation
// that the user cancels does not fire it, as beforeunload would. A listener for
// pagehide keeps no page out of the cache, as one for unload does. On the way back,
// pageshow with persisted takes away what a script of the page may have put there
// since; the pageshow of a page that has just been loaded has no persisted, and must
// not touch the message.
//
// Loading the page again on pageshow, as is often advised, costs a request, shows
// the message until the answer is there, and throws away what the user had typed
// into the page.
const Script = `(function(){` +
	`function drop(){document.querySelectorAll("[data-flash]").forEach(function(e){e.remove()})}` +
	`addEventListener("pagehide",drop);` +
	`addEventListener("pageshow",function(e){if(e.persisted)drop()})` +
	`})()`

// ScriptHash is the hash of [Script] by which a Content-Security-Policy allows it
// inside a page, as script-src 'sha256-…' (in quotes), and by which a script element
// checks what [ScriptHandler] served, as integrity="sha256-…".
const ScriptHash = "sha256-CM/1eWnatMz3dqDgPjQ+VG7BlB8WHjH0UgRI4IpsInQ="

// scriptElement is {{flashscript}}. It is the only function that returns
// template.HTML: a constant, and a nonce of characters that mean nothing to HTML.
func scriptElement(nonce ...string) (template.HTML, error) {
	switch {
	case len(nonce) > 1:
		return "", fmt.Errorf("templates: flashscript takes one nonce, not %d", len(nonce))
	case len(nonce) == 0 || nonce[0] == "":
		return "<script>" + Script + "</script>", nil
	case !isNonce(nonce[0]):
		return "", errors.New("templates: the nonce for flashscript is not base64, as a Content-Security-Policy wants it")
	}
	return template.HTML(`<script nonce="` + nonce[0] + `">` + Script + "</script>"), nil //nolint:gosec // of base64 alone
}

// isNonce is the grammar of a nonce (Content Security Policy Level 3, section 2.3.1):
// base64 of either alphabet, with up to two = at the end.
func isNonce(text string) bool {
	digits := strings.TrimSuffix(strings.TrimSuffix(text, "="), "=")
	for i := range len(digits) {
		switch c := digits[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '+', c == '/', c == '-', c == '_':
		default:
			return false
		}
	}
	return digits != ""
}

// ScriptHandler serves [Script] as a file, for pages whose Content-Security-Policy
// forbids scripts inside:
//
//	<script src="/flash.js"></script>
//
// Caches keep it for a day, and ask by its hash afterwards. It reads no cookie;
// mount it outside [satchel.Scopes.Handler] where a profile of Play is used, since
// there any request ends the flash.
func ScriptHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Type", "text/javascript; charset=utf-8")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Cache-Control", "public, max-age=86400")
		header.Set("ETag", `"`+ScriptHash+`"`)
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(Script))
	})
}
