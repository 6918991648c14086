package e2e_test

import (
	"github.com/chromedp/cdproto/network"
)

// tamper changes one character in the signature of a cookie in the browser's jar,
// as the user of a browser can.
func (p *tab) tamper(name string) {
	p.testing.Helper()
	cookie := p.cookie(name)
	if cookie == nil {
		p.testing.Fatalf("there is no cookie %s to tamper with", name)
	}
	value := []byte(cookie.Value)
	at := 3 // within the signature of Play 2.5, within the header of a JWT
	if value[at] == 'a' {
		value[at] = 'b'
	} else {
		value[at] = 'a'
	}
	call(p, network.SetCookie, network.SetCookieParams{
		Name: name, Value: string(value), URL: p.url, HTTPOnly: new(true), SameSite: cookie.SameSite,
	})
}
