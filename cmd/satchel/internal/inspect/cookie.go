package inspect

import (
	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// Cookie is one cookie of a text.
type Cookie struct {
	Name        string `json:"name"` // empty for a bare value
	Scope       Scope  `json:"scope"`
	Format      Format `json:"format"`
	Description string `json:"description"`

	// Counts tells whether the program takes this one, of all that were sent; null where no
	// program was asked.
	Counts *bool `json:"counts"`

	// Verified is null where there was nothing to verify with.
	Verified *bool          `json:"verified"`
	Reason   satchel.Reason `json:"reason"`  // why it is not verified: ReasonUnsigned, or as satchel.ReasonOf has it
	Verdict  string         `json:"verdict"` // the reason in words; or why it does not count
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
	Advice     []string    `json:"advice"`      // what to think about of the attributes

	// Differences is what Play and satchel would not make the same of.
	Differences []string `json:"differences"`
	Notes       []string `json:"notes"` // about the text that was pasted

	read bool // the program looks at it, whatever it looks like
}

// inspect says what one cookie is.
func (s *Settings) inspect(c *pasted, o *opinion, ring keyring.Ring) Cookie {
	inner := c.unquoted()
	l := lookAt(inner, s)
	r := Cookie{
		Name:        c.name,
		Scope:       s.scopeOf(c),
		Format:      l.format,
		Description: l.description,
		KeyID:       l.keyID,
		Header:      Header{},
		Claims:      []Claim{},
		Size:        len(c.name) + len(c.value),
		Limit:       satchel.MaxCookieSize,
		Faults:      []string{},
		Advice:      []string{},
		Differences: []string{},
		Notes:       []string{},
	}
	r.readAttributes(c, s.Now)
	if c.name == "" {
		r.Size += len(s.Name)
	}
	if r.Size > r.Limit && c.setCookie == "" {
		r.Faults = append(r.Faults, "Size: browsers drop a cookie that is so large, and tell nobody")
	}
	r.Notes = append(r.Notes, c.notes...)
	if inner != c {
		r.Notes = append(r.Notes, "the value stands in double quotes, and they belong to it: Play takes them off, satchel refuses it so")
	}
	if l.jwt != nil {
		r.Header, r.Claims = headerOf(l.jwt), s.claimsOf(l.jwt)
	}
	content := l.content(inner.value, s.DataClaim)
	if f, checked := s.check(c, inner, &l, o, ring); checked {
		r.report(s, f)
		if f.token.KeyID != "" {
			content = f.token
		}
		if s.Program != nil {
			r.Counts, r.read = &o.counts, o.read
			if o.read {
				r.Scope = o.scope
			}
		}
	}
	r.describe(s, &l, &content)
	r.Differences = append(r.Differences, s.differences(inner, &l, &r, &content)...)
	return r
}

// check verifies a cookie, and lets the program decide. inner is the cookie without quotes
// around its value, which nobody accepts with them.
func (s *Settings) check(c, inner *pasted, l *look, o *opinion, ring keyring.Ring) (f *finding, checked bool) {
	if !s.checks() || !l.format.Ours() && !o.read {
		return nil, false
	}
	f = new(finding)
	if l.format.Ours() {
		*f = s.verify(inner, l, ring)
	}
	if inner != c {
		f.reason, f.words = satchel.ReasonMalformed, "the value stands in double quotes, and they belong to it"
	}
	if s.Program == nil {
		return f, true
	}
	if c.sent() == "" {
		*o = s.bareOpinion(c, l, f)
	}
	s.heed(o, f)
	if c.sent() == "" && f.reason != "" && len(s.Program.config.Readers) > 0 {
		f.words += "; a cookie of another name, which a reader opens, needs that name in front (NAME=value)"
	}
	return f, true
}

// report takes over what a verification has found out.
func (r *Cookie) report(s *Settings, f *finding) {
	verified := f.reason == ""
	r.Verified, r.Reason, r.Verdict, r.Reading = &verified, f.reason, f.words, f.reading
	if f.keyID != "" {
		r.KeyID = f.keyID
	}
	if r.Scope == "" && f.reading != nil {
		r.Scope = f.reading.Scope
	}
	if s.Application != "" && s.Program == nil && f.reading != nil && f.reading.Profile != satchel.Native {
		r.Notes = append(r.Notes, "the name of the application does not count: only the keys of the profile native depend on it")
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

// Ours tells whether a cookie has a form of satchel's or Play's, or is one that the
// program reads.
func (r *Cookie) Ours() bool { return r.Format.Ours() || r.read }
