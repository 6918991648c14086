package satcheltest

import (
	"errors"
	"fmt"
	"iter"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/satchel-go/satchel"
)

// Race is one browser whose tabs make requests at the same time. It tries every order
// in which requests can leave and responses can arrive, and says in which of them a
// message is lost, is seen twice, or a session that had ended comes back.
//
// A request takes its cookies from the jar and runs the handler when it is sent; the
// response's cookies take effect when it is received. Nothing else happens at the same
// time: handlers run one after the other, and a race inside them is not found.
// Redirects within the site are followed, as a browser does, each one being sent and
// received like any other request. A person sees a text when the last response of a
// navigation or a fetch has it in its body, as it stands or escaped as HTML; give texts
// that stand nowhere else. What a browser shows without a request (Back, a page that
// was fetched ahead) is left out.
type Race struct {
	// Handler is the application, with [satchel.Scopes.Handler] around it. It must
	// remember nothing between requests, since one handler serves all orders; otherwise
	// set NewHandler.
	Handler http.Handler

	// NewHandler makes a handler for each order, in place of Handler, for an
	// application with a store. It takes several times as long, since no order can
	// begin where another one branched off. What is in a store cannot be seen, so that a
	// message counts as lost in every order in which nobody saw it.
	NewHandler func() http.Handler

	// Scopes are the handler's, by which the cookies are read.
	Scopes *satchel.Scopes

	// URL is the site's, without a path. Over http on another host than localhost,
	// browsers send no Sec-Fetch headers and take no Secure cookies. Default:
	// https://example.com.
	URL string

	// Jar is what the browser has at first, and its clock; it is not changed. Default:
	// an empty jar.
	Jar *Jar

	// Before are requests that are made one after the other at first, to log in for
	// example.
	Before []Request

	// Tabs are what happens at the same time.
	Tabs []Tab

	// After are requests that are made one after the other when everything has arrived:
	// the page on which a message should be shown at last.
	After []Request

	// Messages are texts that a response leaves for a page to show, once each.
	Messages []string

	// MaxOrders bounds the orders; with more than that Run returns an error. Requests
	// without redirects, each in a tab of its own, have 6 orders if there are two of
	// them, then 90, 2520 and 113,400. Default: 200,000, which
	// take some seconds.
	MaxOrders int
}

// Tab is a sequence of requests, each of which is sent when the one before it has
// arrived.
type Tab []Request

const defaultMaxOrders = 200_000

// Run tries all orders. It returns an error where nothing could be found: with settings
// that make no sense, more orders than MaxOrders, a session or flash cookie that a
// browser refuses, or a message that no response left or showed in any order.
func (r Race) Run() (*Report, error) {
	report := newReport(r.Messages)
	for order, err := range r.Orders() {
		if err != nil {
			return nil, err
		}
		report.add(&order)
	}
	return report, nil
}

// Orders gives each order by itself, for a test of a property that Run does not report
// on. An error is the last thing that it gives.
func (r Race) Orders() iter.Seq2[Order, error] {
	return func(yield func(Order, error) bool) {
		x, err := newExplorer(r)
		if err == nil {
			x.yield = func(o Order) bool { return yield(o, nil) }
			err = x.explore()
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(Order{}, fmt.Errorf("satcheltest: %w", err))
		}
	}
}

// check finds what makes no sense, and fills in what is missing.
func check(r *Race) (*url.URL, error) {
	if r.URL == "" {
		r.URL = "https://example.com"
	}
	if r.MaxOrders == 0 {
		r.MaxOrders = defaultMaxOrders
	}
	if r.Jar == nil {
		r.Jar = new(Jar)
	}
	base, err := url.Parse(r.URL)
	switch {
	case err != nil:
		return nil, fmt.Errorf("Race.URL: %w", err)
	case base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || strings.Trim(base.Path, "/") != "":
		return nil, fmt.Errorf("Race.URL %q is not like https://example.com", r.URL)
	case (r.Handler == nil) == (r.NewHandler == nil):
		return nil, errors.New("set one of Race.Handler and Race.NewHandler")
	case r.Scopes == nil:
		return nil, errors.New("Race.Scopes is nil: give the one whose Handler is around yours")
	}
	for i, message := range r.Messages {
		if message == "" || slices.Contains(r.Messages[:i], message) {
			return nil, fmt.Errorf("the text %q in Race.Messages is empty or there twice", message)
		}
	}
	for _, requests := range append([]Tab{r.Before, r.After}, r.Tabs...) {
		for _, request := range requests {
			if !strings.HasPrefix(request.Path, "/") || strings.HasPrefix(request.Path, "//") {
				return nil, fmt.Errorf("the path %q of a request does not begin with one slash", request.Path)
			}
			if _, err := base.Parse(request.Path); err != nil {
				return nil, fmt.Errorf("a request's path: %w", err)
			}
		}
	}
	if least := leastOrders(r.Tabs); least.Cmp(big.NewInt(int64(r.MaxOrders))) > 0 {
		return nil, fmt.Errorf("the tabs have %v orders or more, and Race.MaxOrders is %d: leave a request out", least, r.MaxOrders)
	}
	return base, nil
}

// leastOrders counts the orders as if there were no redirects: the ways to merge
// sequences of twice as many events as there are requests.
func leastOrders(tabs []Tab) *big.Int {
	orders, events := big.NewInt(1), int64(0)
	for _, tab := range tabs {
		own := 2 * int64(len(tab))
		events += own
		orders.Mul(orders, new(big.Int).Binomial(events, own))
	}
	return orders
}
