package inspect

import (
	"errors"
	"slices"
	"strings"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// Report is what a text holds. Its JSON is a part of the command line's interface.
type Report struct {
	Cookies []Cookie `json:"cookies"`
	LeftOff int      `json:"left_off"` // cookies beyond MaxCookies
}

// Cookie is one cookie of a text.
type Cookie struct {
	Name        string `json:"name"` // empty for a bare value
	Scope       Scope  `json:"scope"`
	Format      Format `json:"format"`
	Description string `json:"description"`

	// Verified is null where there was nothing to verify with.
	Verified *bool          `json:"verified"`
	Reason   satchel.Reason `json:"reason"`  // why it is not verified: ReasonUnsigned, or as satchel.ReasonOf has it
	Verdict  string         `json:"verdict"` // the reason in words
	Reading  *Reading       `json:"reading"` // in which it is authentic, verified or not
	KeyID    string         `json:"key_id"`  // the secret that it is authentic under; without that, the key that it names

	Header     Header      `json:"header"`
	Claims     []Claim     `json:"claims"`
	Dates      Dates       `json:"dates"`
	Readable   bool        `json:"readable"` // false where the content is encrypted or damaged
	Pairs      []Pair      `json:"pairs"`
	PairsTotal int         `json:"pairs_total"` // those beyond MaxPairs too
	Size       int         `json:"size"`        // of name and value in bytes
	Limit      int         `json:"limit"`       // beyond which browsers drop it
	Attributes *Attributes `json:"attributes"`  // of a Set-Cookie line
	Deletes    bool        `json:"deletes"`     // it is a Set-Cookie line that takes the cookie away
	Faults     []string    `json:"faults"`      // what is wrong with the attributes and the size

	// Differences is what Play and satchel would not make the same of.
	Differences []string `json:"differences"`
	Notes       []string `json:"notes"` // about the text that was pasted
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
	if len(found) > 1 && settings.Name != "" {
		found = slices.DeleteFunc(found, func(c pasted) bool { return c.name != settings.Name })
		if len(found) == 0 {
			return Report{}, ErrNoSuchCookie
		}
	}
	ring, err := ringOf(settings.Keys, settings.Now)
	if err != nil {
		return Report{}, err
	}
	r := Report{Cookies: []Cookie{}, LeftOff: max(len(found)-MaxCookies, 0)}
	for i := range found[:min(len(found), MaxCookies)] {
		of := settings
		if of.OfFlash != nil && of.scopeOf(&found[i]) == Flash {
			of.DataClaim, of.ClockSkew = of.OfFlash.DataClaim, of.OfFlash.ClockSkew
		}
		r.Cookies = append(r.Cookies, of.inspect(&found[i], ring))
	}
	return r, nil
}

func (s *Settings) inspect(c *pasted, ring keyring.Ring) Cookie {
	l := lookAt(c, s)
	r := Cookie{
		Name:        c.name,
		Scope:       s.scopeOf(c),
		Format:      l.format,
		Description: l.description,
		KeyID:       l.keyID,
		Header:      Header{},
		Claims:      []Claim{},
		Attributes:  attributesOf(c),
		Size:        len(c.name) + len(c.value),
		Limit:       satchel.MaxCookieSize,
		Faults:      []string{},
		Differences: []string{},
		Notes:       []string{},
	}
	if r.Attributes != nil {
		r.Deletes = r.Attributes.deletes(s.Now)
		r.Faults = append(r.Faults, r.Attributes.faults(c.name, s.Now)...)
	}
	if c.name == "" {
		r.Size += len(s.Name)
	}
	if r.Size > r.Limit {
		r.Faults = append(r.Faults, "Size: browsers drop a cookie that is so large, and tell nobody")
	}
	r.Notes = append(r.Notes, c.notes...)
	if l.jwt != nil {
		r.Header, r.Claims = headerOf(l.jwt), s.claimsOf(l.jwt)
	}
	content := l.content(c.value, s.DataClaim)
	if s.checks() && l.format.Ours() {
		f := s.verify(c, &l, ring)
		r.report(&f)
		if f.token.KeyID != "" {
			content = f.token
		}
	}
	r.describe(s, &l, &content)
	r.Differences = append(r.Differences, s.differences(c, &l, &r, &content)...)
	return r
}

// report takes over what a verification has found out.
func (r *Cookie) report(f *finding) {
	verified := f.reason == ""
	r.Verified, r.Reason, r.Verdict, r.Reading = &verified, f.reason, f.words, f.reading
	if f.keyID != "" {
		r.KeyID = f.keyID
	}
	if r.Scope == "" && f.reading != nil {
		r.Scope = f.reading.Scope
	}
}

// describe takes over the content.
func (r *Cookie) describe(s *Settings, l *look, content *token.Token) {
	r.Dates = s.datesOf(content)
	r.Pairs, r.PairsTotal = s.pairsOf(l.format, content), len(content.Pairs)
	switch l.format {
	case JWT:
		_, err := l.jwt.readUnverified(s.DataClaim)
		r.Readable = err == nil
	case Sealed:
		r.Readable = content.KeyID != ""
	case SignedForm:
		r.Readable = len(formRules(l.body)) == 0
	default:
		r.Readable = l.format == Form
	}
}

// Valid tells whether a cookie was verified.
func (r *Cookie) Valid() bool { return r.Verified != nil && *r.Verified }

// Ours returns how many of the cookies have a form of satchel's or Play's.
func (r *Report) Ours() int {
	count := 0
	for i := range r.Cookies {
		if r.Cookies[i].Format.Ours() {
			count++
		}
	}
	return count
}

// AllValid tells whether all cookies of ours are verified. Those of other programs do not
// count.
func (r *Report) AllValid() bool {
	return !slices.ContainsFunc(r.Cookies, func(c Cookie) bool { return c.Format.Ours() && !c.Valid() })
}

// differences finds what Play and satchel would not make the same of. A token of Native
// is nothing to Play in any case.
func (s *Settings) differences(c *pasted, l *look, r *Cookie, content *token.Token) []string {
	var found []string
	add := func(text string) { found = append(found, text) }
	if r.Reading != nil && r.Reading.Profile == satchel.Native {
		return nil
	}
	switch l.format {
	case JWT:
		for _, rule := range l.jwt.rules(c.value, s.DataClaim) {
			add("satchel refuses it: " + rule.String())
		}
		if purpose := textOf(last(l.jwt.claims, purposeClaim)); purpose != "" && r.Scope != "" && purpose != string(r.Scope) {
			add("satchel refuses it as a " + string(r.Scope) + ", since it was made for the " + shorten(purpose) + "; Play takes it as either")
		}
	case SignedForm:
		for _, rule := range formRules(l.body) {
			add("satchel refuses it: " + rule.String())
		}
		add("Play 2.6 to 3.x takes this form for ever; satchel in the profile play25, or until the date of a reader (Readers)")
	case Form:
		for _, rule := range formRules(c.value) {
			add("satchel refuses it: " + rule.String())
		}
		add("Play takes an unsigned flash by default; satchel in the profile play25, or with InsecureUnsignedFlash")
	default: // nothing to Play
		return nil
	}
	if r.Size > r.Limit {
		add("satchel refuses what is longer than a browser keeps; Play has no limit")
	}
	for _, pair := range content.Pairs {
		if strange(pair.Key) {
			add("a key is blank, has blanks at its ends, or is exp, nbf or iat: Play 3.1 changes or refuses it when it writes the session anew")
			break
		}
	}
	return found
}

// strange tells whether Play 3.1 would not write a key as it is.
func strange(key string) bool {
	return strings.TrimSpace(key) != key || key == "" || slices.Contains([]string{"exp", "nbf", "iat"}, key)
}
