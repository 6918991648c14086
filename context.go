package satchel

import (
	"context"
	"fmt"
	"time"
)

// The two keys under which an exchange is found in a context: by anybody, the
// innermost; by its manager.
type (
	innermostKey struct{}
	managerKey   struct{ *Scopes }
)

// exchangeContext is an Exchange as a context.Context: one allocation for both.
type exchangeContext Exchange

func (c *exchangeContext) Deadline() (time.Time, bool) { return c.parent.Deadline() }
func (c *exchangeContext) Done() <-chan struct{}       { return c.parent.Done() }
func (c *exchangeContext) Err() error                  { return c.parent.Err() }

func (c *exchangeContext) Format(f fmt.State, verb rune) { (*Exchange)(c).Format(f, verb) }

func (c *exchangeContext) Value(key any) any {
	switch key := key.(type) {
	case innermostKey:
		return (*Exchange)(c)
	case managerKey:
		if key.Scopes == c.scopes {
			return (*Exchange)(c)
		}
	}
	return c.parent.Value(key)
}

// SessionFrom returns the session of the request that ctx belongs to. It panics
// when the request did not come through [Scopes.Handler]: each such request is a
// fault in the wiring of the program, which an error would only hide.
//
// Ask before the header of the response leaves: asking adds Vary: Cookie to it,
// so that no shared cache gives the page to another user.
func SessionFrom(ctx context.Context) *Session { return exchangeFrom(ctx, innermostKey{}).Session() }

// FlashFrom returns the flash of the request that ctx belongs to. It panics as
// [SessionFrom] does.
//
// Ask before the header of the response leaves, and only for a page that shows messages:
// with the policy [NextPage], a page whose handler asks ends the messages that came in,
// unless it only writes. So no middleware asks for every request.
func FlashFrom(ctx context.Context) *Flash { return exchangeFrom(ctx, innermostKey{}).Flash() }

func exchangeFrom(ctx context.Context, key any) *Exchange {
	if ctx != nil {
		if x, ok := ctx.Value(key).(*Exchange); ok {
			return x
		}
	}
	//nolint:forbidigo // documented: a fault in the wiring, not of a request
	panic("satchel: no session and no flash in this context: wrap the handler with Scopes.Handler, and pass on the request's context")
}
