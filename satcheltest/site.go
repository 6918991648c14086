package satcheltest

// SiteContext says from where a browser makes a request, as far as SameSite asks
// (RFC 6265bis section 5.2). The zero value is [SameSite].
type SiteContext uint8

const (
	// SameSite is a request that a page of the same site makes, or a person with the
	// address bar or a bookmark. It sends and sets every cookie.
	SameSite SiteContext = iota

	// CrossSiteNavigation is a link on another site's page: the browser goes to a page
	// with a safe method. It sends Lax and None, and sets every cookie.
	CrossSiteNavigation

	// CrossSitePost is a form on another site's page: the browser goes to a page with
	// an unsafe method. It sends None only, and sets every cookie. The two minutes
	// during which Chromium also sends a cookie that names no SameSite are left out;
	// section 5.6.7.2 has them as a choice.
	CrossSitePost

	// CrossSite is an image, a frame or a script's request in another site's page. It
	// sends None only and sets None only.
	CrossSite
)

// navigates tells whether a page is gone to at the top level.
func (c SiteContext) navigates() bool { return c == CrossSiteNavigation || c == CrossSitePost }
