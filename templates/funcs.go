package templates

import (
	"errors"
	"html/template"
	"io"
)

// The functions that belong to a request.
const (
	nameFlash   = "flash"
	nameFlashes = "flashes"
	nameSession = "session"
	nameOld     = "old"
)

// nameScript is the function that belongs to none.
const nameScript = "flashscript"

// errOutside is what a placeholder returns.
var errOutside = errors.New("templates: this function belongs to a request: execute the template through a Set (templates.New)")

// Funcs returns the functions of this package, for the parser of html/template to
// know their names; a [Set] then puts those of the request in their place. Call it
// before parsing:
//
//	base := template.New("pages").Funcs(templates.Funcs())
//
// The functions are
//
//   - {{flash KEY}}: the message that came in under a key, or "";
//   - {{flashes}}: all messages, in order, each with .Level and .Text;
//   - {{session KEY}}: a value of the session, or "";
//   - {{old FIELD}} and {{old FIELD DEFAULT}}: what the user had typed into a form
//     field before the redirect; the default, or "", where no such field came in;
//   - {{flashscript}} and {{flashscript NONCE}}: see [Script].
//
// Values are plain strings, which html/template escapes by context. Executed
// without a Set, all but flashscript return an error. A function of your own that
// you add under one of these names afterwards is left alone, as html/template
// itself has it. The map is a new one at each call.
func Funcs() template.FuncMap {
	outside := func(...any) (any, error) { return nil, errOutside }
	return template.FuncMap{
		nameFlash:   outside,
		nameFlashes: outside,
		nameSession: outside,
		nameOld:     outside,
		nameScript:  scriptElement,
	}
}

// stranger is a value that no function of the user expects.
type stranger struct{}

// isPlaceholder tells whether name still is the function of Funcs in the set of
// base, which must not have been executed: the user may have put one of theirs in
// its place, and html/template has no way to ask. A call finds out. It has so many
// arguments, of such a type, that only a function that takes anything is really
// called; then it gets to see values of a type that it does not know.
func isPlaceholder(base *template.Template, name string) (bool, error) {
	copied, err := base.Clone()
	if err != nil {
		return false, err
	}
	probe, err := copied.New("satchel.probe").Delims("{{", "}}").Parse("{{" + name + " . . . . . . . .}}")
	if err != nil {
		return false, nil //nolint:nilerr // there is no function of this name at all
	}
	return errors.Is(probe.Execute(io.Discard, stranger{}), errOutside), nil
}
