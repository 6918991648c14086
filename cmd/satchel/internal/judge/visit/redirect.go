package visit

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

// errForeignScheme is a redirect to what is no page.
var errForeignScheme = errors.New("redirects to what is neither http nor https")

// redirect returns the address that a response leads to, or nil.
func redirect(r judge.Response) (*url.URL, error) {
	location := r.Header.Get("Location")
	switch {
	case location == "" || r.Status < 300 || r.Status > 399 || r.Status == http.StatusNotModified:
		return nil, nil //nolint:nilnil // no redirect, and no fault
	case len(location) > maxAddress:
		return nil, fmt.Errorf("%s redirects to an address of more than %d bytes", Shown(r.URL), maxAddress)
	}
	next, err := r.URL.Parse(location)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s redirects to what is no address", Shown(r.URL))
	case next.Scheme != "http" && next.Scheme != "https" || next.Host == "":
		return nil, fmt.Errorf("%s %w", Shown(r.URL), errForeignScheme)
	}
	next.User = nil // no credential goes where a page says
	return next, nil
}

const maxAddress = 8 << 10

// Shown is an address without what may be secret in it.
func Shown(address *url.URL) string {
	text := address.Scheme + "://" + address.Host + address.EscapedPath()
	if len(text) > 200 {
		text = text[:200] + "…"
	}
	if address.RawQuery != "" {
		text += "?…"
	}
	return strings.ToValidUTF8(text, "…")
}

func placeOf(address *url.URL) string { return address.Scheme + "://" + strings.ToLower(address.Host) }
