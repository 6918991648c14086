package inspect

import (
	"errors"
	"slices"
	"strings"

	"github.com/satchel-go/satchel"
)

// mismatch says what of a reading is not as it is expected; empty where all is.
func (s *Settings) mismatch(c *pasted, f *finding) string {
	r := f.reading
	name, scope := c.sent(), s.scopeOf(c)
	switch {
	case s.Profile != nil && r.Profile != *s.Profile:
		return "it is authentic in the profile " + r.Profile.String() + ", not in " + s.Profile.String()
	case s.Sealed != nil && *s.Sealed && r.Algorithm != sealing:
		return "it is signed, and not sealed, as is expected"
	case s.Sealed != nil && !*s.Sealed && r.Algorithm == sealing:
		return "it is sealed, and not signed, as is expected"
	case r.Scope != "" && scope != "" && r.Scope != scope:
		return "it is the token of a " + string(r.Scope) + ", not of a " + string(scope)
	case r.Profile == satchel.Native && name != "" && !slices.Contains(keyNames(name, r.Scope), r.Name):
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
	if size := len(c.sent()) + len(c.value); size > satchel.MaxCookieSize {
		return satchel.ReasonOversized, explanations[satchel.ReasonOversized]
	}
	program, err := f.reading.program(s, f.keyID)
	if err != nil {
		return satchel.ReasonSignature, "satchel would refuse to start with the secret that signed it: " + firstClause(err)
	}
	scope := f.reading.Scope
	if scope == "" {
		scope = s.scopeOf(c)
	}
	decode := program.DecodeSession
	if scope == Flash {
		decode = program.DecodeFlash
	}
	if _, err := decode(c.value); err != nil {
		return satchel.ReasonOf(err), s.explain(satchel.ReasonOf(err), &f.token)
	}
	return "", ""
}

// firstClause is what is wrong with a configuration, without advice for programmers.
func firstClause(err error) string {
	text := err.Error()
	if fault, is := errors.AsType[*satchel.ConfigError](err); is {
		text = fault.Problem
	}
	text, _, _ = strings.Cut(text, "; ")
	return text
}

// heed takes the program's word for what a verification has found out.
func (s *Settings) heed(o *opinion, f *finding) {
	switch {
	case !o.read:
		f.reason = satchel.ReasonSignature
		f.words = "the program reads no cookie of this name: its own are " + s.Program.names()
	case s.Scope != "" && s.Scope != o.scope:
		f.reason = satchel.ReasonPurpose
		f.words = "to the program it is a " + string(o.scope) + ", not a " + string(s.Scope)
	case o.opened && o.keyID == "":
		f.reason, f.words = ReasonUnsigned, "the program takes it, and nothing signs it: anybody who can set a cookie can have written it"
	case o.opened:
		f.reason, f.words, f.keyID = "", "", o.keyID
	case o.reason != f.reason:
		f.reason, f.words = o.reason, s.explain(o.reason, &f.token)
		if o.reason == satchel.ReasonAlgorithm && f.reading != nil {
			f.words = "signed with " + f.reading.Algorithm + ", and the program expects another algorithm"
		}
	}
	if o.beside != "" {
		f.words = "it does not count: " + o.beside
	}
}

// bareOpinion asks for a value without a name: a flash where it looks or is expected so.
func (s *Settings) bareOpinion(c *pasted, l *look, f *finding) opinion {
	scope := s.Scope
	switch {
	case scope != "":
	case l.format == Form:
		scope = Flash
	case f.reading != nil:
		scope = f.reading.Scope
	}
	if scope == "" {
		scope = Session
	}
	return s.Program.bare(c.value, scope)
}
