package satcheltest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
)

// explorer walks through the tree of all orders, depth first.
type explorer struct {
	Race

	base   *url.URL
	scopes []scope
	yield  func(Order) bool
	orders int
	known  []bool          // messages that a response of some order left or showed
	cookie []bool          // those that it left in a cookie
	found  map[string]bool // requests, by whether some answer was not 404 or 405
}

var (
	errStopped = errors.New("the caller has seen enough")
	errDiffers = errors.New("the handlers of Race.NewHandler answer the same requests differently")
)

func newExplorer(r Race) (*explorer, error) {
	base, err := check(&r)
	if err != nil {
		return nil, err
	}
	return &explorer{
		Race: r, base: base, known: make([]bool, len(r.Messages)), cookie: make([]bool, len(r.Messages)), found: map[string]bool{},
		scopes: []scope{sessionScope(r.Scopes), flashScope(r.Scopes)},
	}, nil
}

func (x *explorer) explore() error {
	if x.NewHandler != nil {
		if err := x.probe(); err != nil {
			return err
		}
	}
	start, err := x.begin()
	if err != nil {
		return err
	}
	if err := x.visit(start); err != nil {
		return err
	}
	for request, found := range x.found {
		if !found {
			return fmt.Errorf("every answer to %s is 404 or 405, so that it tests nothing: is the path right?", request)
		}
	}
	for i, known := range x.known {
		if !known {
			return fmt.Errorf("no response left or showed the message %q in any order, so that nothing was tested", x.Messages[i])
		}
	}
	return nil
}

// probe runs the tabs one after the other, forwards and backwards, to see which messages
// are left in a cookie. Of one that never is, kept in a store of the application, only
// that nobody saw it can be said.
func (x *explorer) probe() error {
	for _, backwards := range []bool{false, true} {
		s, err := x.begin()
		if err != nil {
			return err
		}
		for n := range s.tabs {
			i := n
			if backwards {
				i = len(s.tabs) - 1 - n
			}
			for !s.tabs[i].idle() {
				if err := s.goOn(i); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// begin makes the state after the requests of Before.
func (x *explorer) begin() (*state, error) {
	s := &state{
		explorer: x, handler: x.Handler, jar: x.Jar.Clone(), tabs: make([]tab, len(x.Tabs)),
		messages: make([]fate, len(x.Messages)), ended: -1, resurrected: -1,
	}
	if x.NewHandler != nil {
		s.handler = x.NewHandler()
	}
	for i := range s.tabs {
		s.tabs[i] = tab{name: fmt.Sprintf("tab %d", i+1), requests: x.Tabs[i]}
	}
	for i, message := range x.Messages {
		if s.carried(message) { // by the jar that was given
			s.messages[i].left, x.known[i] = true, true
		}
	}
	err := s.oneAfterTheOther(whoBefore, x.Before)
	return s, err
}

// visit tries each event that can come next. A tab has one at most: what it sends, or
// what arrives for it.
func (x *explorer) visit(s *state) error {
	var busy []int
	for i := range s.tabs {
		if !s.tabs[i].idle() {
			busy = append(busy, i)
		}
	}
	if len(busy) == 0 {
		return x.finish(s)
	}
	for n, i := range busy {
		next := s
		if n < len(busy)-1 { // the last one has no use for what was before
			var err error
			if next, err = x.copy(s); err != nil {
				return err
			}
		}
		if err := next.goOn(i); err != nil {
			return err
		}
		if err := x.visit(next); err != nil {
			return err
		}
	}
	return nil
}

func (x *explorer) finish(s *state) error {
	if x.orders++; x.orders > x.MaxOrders {
		return fmt.Errorf("there are more than %d orders (Race.MaxOrders): leave a request out", x.MaxOrders)
	}
	if err := s.oneAfterTheOther(whoAfter, x.After); err != nil {
		return err
	}
	if !x.yield(s.order()) {
		return errStopped
	}
	return nil
}

// copy returns a state that can go on by itself. A handler that remembers cannot be
// copied, so with NewHandler everything up to here happens again.
func (x *explorer) copy(s *state) (*state, error) {
	if x.NewHandler == nil {
		return s.clone(), nil
	}
	again, err := x.begin()
	if err != nil {
		return nil, err
	}
	for _, i := range s.path {
		if again.tabs[i].idle() {
			return nil, errDiffers
		}
		if err := again.goOn(i); err != nil {
			return nil, err
		}
	}
	for i := range s.tabs {
		if again.tabs[i].idle() != s.tabs[i].idle() {
			return nil, errDiffers
		}
	}
	return again, nil
}

// state is the browser at one moment of one order.
type state struct {
	*explorer

	handler  http.Handler
	jar      *Jar
	tabs     []tab
	path     []int // with NewHandler: the tab of each event up to now
	steps    []Step
	messages []fate

	ended       int // the step at which the session's cookie was deleted last; -1
	resurrected int // the steps up to and with a response that brought it back; -1
	overwritten []string
}

// fate is what became of a message.
type fate struct {
	left  bool // by a response, in a cookie
	seen  int  // times
	twice int  // the steps up to and with the second time
}

// clone shares what nobody changes: the steps up to now, requests, responses.
func (s *state) clone() *state {
	c := *s
	c.jar = s.jar.Clone()
	c.tabs = slices.Clone(s.tabs)
	c.steps = slices.Clip(s.steps)
	c.messages = slices.Clone(s.messages)
	c.overwritten = slices.Clip(s.overwritten)
	return &c
}

// goOn lets the next thing happen to tab i.
func (s *state) goOn(i int) error {
	if s.NewHandler != nil {
		s.path = append(s.path, i)
	}
	return s.step(&s.tabs[i])
}

// order says how it ended.
func (s *state) order() Order {
	o := Order{Steps: s.steps, Overwritten: s.overwritten, Resurrected: s.resurrected >= 0, resurrectedAt: s.resurrected}
	for i, message := range s.Messages {
		switch m := s.messages[i]; {
		case m.seen > 1:
			o.Twice = append(o.Twice, message)
			o.twiceAt = append(o.twiceAt, m.twice)
		case m.seen == 0 && s.NewHandler != nil && !s.cookie[i] && !s.carried(message): // perhaps left in a store
			o.Lost = append(o.Lost, message)
		case m.seen == 0 && m.left && s.carried(message):
			o.Waiting = append(o.Waiting, message)
		case m.seen == 0 && m.left:
			o.Lost = append(o.Lost, message)
		}
	}
	return o
}

// carried tells whether the browser still has a message.
func (s *state) carried(message string) bool {
	return slices.ContainsFunc(s.jar.All(), func(c Cookie) bool { return s.carries(c.Name, c.Value, message) })
}
