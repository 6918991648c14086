package live

import (
	"cmp"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// Application is a server that speaks HTTP, with the routes that [Site] has methods for.
type Application struct {
	// Address is where it listens, as "127.0.0.1:port".
	Address string
}

// GoApplication starts the application over satchel, and stops it when the test ends. Its
// routes are below the path of the session's cookie, as Play's are by default. Unless the
// configuration has a function for events, they are shown where the test fails.
func GoApplication(tb testing.TB, config satchel.Config) *Application {
	tb.Helper()
	if config.OnEvent == nil {
		told := new(events)
		config.OnEvent = told.add
		tb.Cleanup(func() {
			if tb.Failed() {
				tb.Logf("events of the application in Go:\n%s", told)
			}
		})
	}
	scopes, err := satchel.New(config)
	if err != nil {
		tb.Fatal(err)
	}
	prefix := strings.TrimSuffix(cmp.Or(config.Session.Path, "/"), "/")
	server := httptest.NewServer(scopes.Handler(http.StripPrefix(prefix, routes(prefix))))
	tb.Cleanup(server.Close)
	return &Application{Address: server.Listener.Addr().String()}
}
