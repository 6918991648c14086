package templates

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"sync"
	"sync/atomic"
)

// Set is a set of templates, those that are associated with the one given to
// [New], whose functions read the request that each is executed for. It is safe
// for concurrent use. Its zero value is of no use.
type Set struct {
	name  string // of the template given to New
	reach map[string]scopes
	ours  map[string]bool    // names of functions that the set binds
	base  *template.Template // never executed: html/template copies no other
	plain *template.Template // for templates that ask for nothing: it serves everybody

	// Copies that nobody uses. The pool follows the load, but the collector empties it:
	// a program with few requests would copy and escape for every one of them. So one
	// copy stays.
	kept atomic.Pointer[boundCopy]
	pool sync.Pool
}

// New makes a Set out of the templates that are associated with base. They have
// been parsed with [Funcs], and not executed yet: html/template cannot copy a
// template that has been. base itself stays as it is, and a template that is added
// to it later is not in the Set.
//
// A Set holds one copy of the templates for each execution that asks for a scope,
// as many as there ever are at the same time; the collector takes those that are
// not needed any more. A client that reads slowly occupies one. New fails where
// base is nil or has been executed.
func New(base *template.Template) (*Set, error) {
	if base == nil {
		return nil, errors.New("templates: New was given no template")
	}
	pristine, err := base.Clone()
	if err != nil {
		return nil, fmt.Errorf("templates: call New before the first Execute: %w", err)
	}
	plain, err := pristine.Clone()
	if err != nil {
		return nil, err
	}
	all := bodies(pristine)
	ours, err := bindable(pristine, all)
	if err != nil {
		return nil, err
	}
	return &Set{name: base.Name(), reach: reach(all, ours), ours: ours, base: pristine, plain: plain}, nil
}

// bindable returns the names among ours that the templates use, and that the user
// has given to no function of their own.
func bindable(base *template.Template, all map[string]body) (map[string]bool, error) {
	ours := map[string]bool{}
	for name := range scopeOf {
		for _, b := range all {
			if !b.functions[name] {
				continue
			}
			placeholder, err := isPlaceholder(base, name)
			if err != nil {
				return nil, err
			}
			ours[name] = placeholder
			break
		}
	}
	return ours, nil
}

// Must returns set, and panics where err is not nil: for variables of a program,
// as [template.Must].
func Must(set *Set, err error) *Set {
	if err != nil {
		panic(err) //nolint:forbidigo // documented, and as html/template has it
	}
	return set
}

// Execute executes the template that was given to [New]; see ExecuteTemplate.
func (s *Set) Execute(ctx context.Context, w io.Writer, data any) error {
	return s.ExecuteTemplate(ctx, w, s.name, data)
}

// ExecuteTemplate executes the template of this name for the request that ctx
// belongs to, as the method of html/template does, with the same errors; what was
// written before an error stays written, so write to a buffer where that matters.
// data is the template's dot, and is not touched.
//
// Before the first byte is written it asks for the scopes that the template can
// get to, in any branch and in any template that it calls, so that the header
// still says Vary: Cookie and a message shown is a message delivered. It does not
// see what a function of yours executes: ask for that before, with
// [satchel.FlashFrom]. A template that gets to no scope leaves the response as it
// is.
//
// The scopes are those of [satchel.FlashFrom]: of the innermost manager. Where the
// request did not come through [satchel.Scopes.Handler], a template that gets to a
// scope panics as FlashFrom does, whether or not it would have read anything, and
// nothing is written; any other is executed.
func (s *Set) ExecuteTemplate(ctx context.Context, w io.Writer, name string, data any) error {
	wanted := s.reach[name]
	if wanted == (scopes{}) { // or there is no such template, as html/template says
		return s.plain.ExecuteTemplate(w, name, data)
	}
	r := ask(ctx, wanted)
	c, err := s.take()
	if err != nil {
		return err
	}
	c.request = r
	returned := false
	defer func() {
		c.request = request{}
		if returned { // what a panic leaves behind nobody knows
			s.give(c)
		}
	}()
	err = c.templates.ExecuteTemplate(w, name, data)
	returned = true
	return err
}

// take returns a copy that nobody uses.
func (s *Set) take() (*boundCopy, error) {
	if s.kept.Load() != nil {
		if c := s.kept.Swap(nil); c != nil {
			return c, nil
		}
	}
	if c, ok := s.pool.Get().(*boundCopy); ok {
		return c, nil
	}
	return newCopy(s.base, s.ours)
}

// give takes a copy back.
func (s *Set) give(c *boundCopy) {
	if s.kept.Load() != nil || !s.kept.CompareAndSwap(nil, c) {
		s.pool.Put(c)
	}
}
