package templates

import (
	"context"
	"fmt"
	"html/template"
	"net/url"

	"github.com/satchel-go/satchel"
)

// request is what the functions read: the scopes that the template can get to.
type request struct {
	flash   *satchel.Flash
	session *satchel.Session
	form    url.Values // decoded at the first {{old}}
}

// ask gets the scopes. Asking is what makes a response vary by cookie, and a
// message delivered; it has to come before the first byte, and with it the header,
// leaves.
func ask(ctx context.Context, wanted scopes) request {
	var r request
	if wanted.flash {
		r.flash = satchel.FlashFrom(ctx)
	}
	if wanted.session {
		r.session = satchel.SessionFrom(ctx)
	}
	return r
}

// boundCopy is a copy of the set whose functions read one request, at any time
// another one. It serves one execution at a time.
type boundCopy struct {
	templates *template.Template
	request   request
}

// newCopy copies the set and binds the functions that are ours. It costs as much as
// parsing, and html/template escapes a copy anew when it is first executed; hence
// copies are used again.
func newCopy(base *template.Template, ours map[string]bool) (*boundCopy, error) {
	templates, err := base.Clone()
	if err != nil {
		return nil, err
	}
	c := &boundCopy{templates: templates}
	functions := template.FuncMap{}
	for name, function := range map[string]any{
		nameFlash:   c.flash,
		nameFlashes: c.flashes,
		nameSession: c.session,
		nameOld:     c.old,
	} {
		if ours[name] {
			functions[name] = function
		}
	}
	templates.Funcs(functions)
	return c, nil
}

func (c *boundCopy) flash(key string) string { return c.request.flash.Get(key) }

func (c *boundCopy) flashes() []satchel.Message { return c.request.flash.Messages() }

func (c *boundCopy) session(key string) string { return c.request.session.Get(key) }

// old goes by whether the field came in, not by whether it is empty: a user who
// emptied a field and failed to save does not find the old text in it again.
func (c *boundCopy) old(field string, otherwise ...any) (string, error) {
	if len(otherwise) > 1 {
		return "", fmt.Errorf("templates: old takes a field and one default, not %d", len(otherwise))
	}
	if c.request.form == nil {
		c.request.form = c.request.flash.Form()
	}
	if values := c.request.form[field]; len(values) > 0 {
		return values[0], nil
	}
	if len(otherwise) == 0 || otherwise[0] == nil {
		return "", nil
	}
	return fmt.Sprint(otherwise[0]), nil
}
