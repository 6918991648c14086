package inspect

import (
	"slices"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/token"
)

// mismatch says what of a reading is not as it is expected; empty where all is.
func (s *Settings) mismatch(c *pasted, f *finding) string {
	r := f.reading
	name, scope := s.nameOf(c), s.scopeOf(c)
	switch {
	case s.Profile != nil && r.Profile != *s.Profile:
		return "it is authentic in the profile " + r.Profile.String() + ", not in " + s.Profile.String()
	case r.Scope != "" && scope != "" && r.Scope != scope:
		return "it is the token of a " + string(r.Scope) + ", not of a " + string(scope)
	case r.Profile == satchel.Native && name != "" && baseName(name) != r.Name:
		return "its key is that of the cookie " + r.Name + ", so under the name " + shorten(name) + " a program refuses it"
	}
	return ""
}

// judge tells whether an authentic token counts.
func (s *Settings) judge(c *pasted, f *finding) (reason satchel.Reason, words string) {
	if mismatch := s.mismatch(c, f); mismatch != "" {
		reason = satchel.ReasonSignature
		if f.reading.Profile == satchel.Play && f.reading.Scope != "" {
			reason = satchel.ReasonPurpose
		}
		return reason, mismatch
	}
	if size := len(s.nameOf(c)) + len(c.value); size > satchel.MaxCookieSize {
		return satchel.ReasonOversized, "it is longer than a browser keeps, so no browser has sent it"
	}
	err := f.token.ValidAt(s.Now, s.ClockSkew)
	if err == nil && f.reading.Scope != Flash {
		err = s.startOf(&f.token)
	}
	if err != nil {
		return satchel.ReasonOf(err), s.explain(satchel.ReasonOf(err), &f.token)
	}
	return "", ""
}

// startOf looks at the dates among the pairs of a session, as every program does.
func (s *Settings) startOf(t *token.Token) error {
	for _, pair := range t.Pairs {
		if pair.Key != startedKey && pair.Key != renewedKey && pair.Key != activeKey {
			continue
		}
		at, isDate := seconds(pair.Value)
		switch {
		case !isDate:
			return satchel.ErrMalformed
		case at.After(s.Now.Add(s.ClockSkew)):
			return satchel.ErrPremature
		}
	}
	return nil
}

// ask lets the program decide: it knows limits and readers, and which cookies are its own.
func (s *Settings) ask(c *pasted, f *finding) {
	name := s.nameOf(c)
	isSession, isFlash := name == s.Program.SessionCookieName(), s.Program.IsFlashCookie(name)
	if name == "" {
		isFlash = s.Scope == Flash || f.reading != nil && f.reading.Scope == Flash
		isSession = !isFlash
	}
	var err error
	var t satchel.Token
	switch {
	case isSession:
		t, err = s.Program.DecodeSession(c.value)
	case isFlash:
		t, err = s.Program.DecodeFlash(c.value)
	default:
		if slices.Contains(s.Readers, name) && f.reason == "" {
			return // a reader opens it, as authentic as it is
		}
		f.reason = satchel.ReasonSignature
		f.words = "the program reads no cookie of this name: its own are " + s.Program.SessionCookieName() + " and " + s.Program.FlashCookieName()
		return
	}
	if err == nil && t.KeyID == "" {
		f.reason, f.words = ReasonUnsigned, "the program takes it, and nothing signs it: anybody who can set a cookie can have written it"
		return
	}
	if err == nil {
		f.reason, f.words, f.keyID = "", "", t.KeyID
		f.token = token.Token{IssuedAt: t.IssuedAt, NotBefore: t.NotBefore, ExpiresAt: t.ExpiresAt, KeyID: t.KeyID, Purpose: t.Purpose}
		for _, pair := range t.Pairs {
			f.token.Pairs = append(f.token.Pairs, token.Pair(pair))
		}
		return
	}
	if reason := satchel.ReasonOf(err); reason != f.reason {
		f.reason, f.words = reason, s.explain(reason, &f.token)
		if reason == satchel.ReasonAlgorithm && f.reading != nil {
			f.words = "signed with " + f.reading.Algorithm + ", and the program expects another algorithm"
		}
	}
}
