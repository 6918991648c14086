// Besideplay stands in front of a Play application and answers the routes that have moved to Go. All others go to Play as
// they came. Both sides have the same session and the same flash; docs/from-play.md has the steps of such a move.
//
//	APPLICATION_SECRET="$(cat the-secret)" besideplay -play http://127.0.0.1:9000 -listen 127.0.0.1:8080
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/satchel-go/satchel"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8080", "`address` to serve on")
	play := flag.String("play", cmp.Or(os.Getenv("PLAY_URL"), "http://127.0.0.1:9000"), "`URL` of the Play application, or $PLAY_URL")
	home := flag.String("home", "/", "`path` of Play's page after a logout")
	flag.Parse()
	if err := run(*listen, *play, *home); err != nil {
		fmt.Fprintln(os.Stderr, "besideplay:", err)
		os.Exit(1)
	}
}

func run(listen, play, home string) error {
	target, err := url.Parse(play)
	if err != nil || target.Host == "" || target.Scheme != "http" && target.Scheme != "https" {
		return fmt.Errorf("-play %q is no URL such as http://127.0.0.1:9000", play)
	}
	scopes, err := sharedScopes(os.Environ())
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stdout, "http://%s, in front of Play on %s\n", listener.Addr(), target)
	return serve(ctx, listener, beside(proxyTo(target), movedRoutes(home), scopes))
}

// sharedScopes takes the secret from the variable that Play's documentation has for it, so that one text serves both; for a
// rotation, SATCHEL_SECRETS or SATCHEL_KEY_FILE comes first. The rest has Play's names too: SATCHEL_SESSION_SECURE and so on.
func sharedScopes(environ []string) (*satchel.Scopes, error) {
	config, err := satchel.ConfigFromEnvironment(environ)
	if err != nil {
		return nil, err
	}
	if config.Profile == satchel.Native {
		config.Profile = satchel.Play // SATCHEL_PROFILE=play25 for Play 2.0.6 to 2.5
	}
	if len(config.Secrets) == 0 && len(config.Keys) == 0 && config.KeyFile == "" {
		secret := lookup(environ, "APPLICATION_SECRET")
		if secret == "" {
			return nil, errors.New("no secret: set APPLICATION_SECRET to the play.http.secret.key of the Play application")
		}
		config.Secrets = []satchel.Secret{satchel.Secret(secret)}
	}
	return satchel.New(config)
}

// lookup returns a variable; empty where there is none.
func lookup(environ []string, name string) (value string) {
	for _, variable := range environ {
		if rest, found := strings.CutPrefix(variable, name+"="); found {
			value = rest
		}
	}
	return value
}

// proxyTo hands requests on to Play, cookies and all, and to nobody in between: not to the proxy of HTTP_PROXY. Play needs the
// host that the client asked for: for the addresses that it builds, for its AllowedHostsFilter, and to tell requests of another
// origin.
func proxyTo(target *url.URL) http.Handler {
	direct := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // nobody has replaced it
	direct.Proxy, direct.DisableCompression, direct.MaxIdleConnsPerHost = nil, true, 64
	return &httputil.ReverseProxy{Transport: direct, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host
		r.Out.URL.RawQuery = r.In.URL.RawQuery // whole, also where Go cannot parse it
		r.SetXForwarded()
		if !strings.EqualFold(r.Out.Header.Get("Upgrade"), "websocket") { // or h2c would be a way past the moved routes
			r.Out.Header.Del("Upgrade")
			r.Out.Header.Del("Connection")
		}
	}}
}

// beside puts the scopes around the moved routes only. What Play answers has Play's own cookies: with the scopes around it
// as well, a flash would be dealt with twice, and one that Play has not seen would end with the error of a Play that is down.
func beside(play http.Handler, moved *http.ServeMux, scopes *satchel.Scopes) http.Handler {
	// Play's CSRF filter does not see what has moved.
	ours := http.NewCrossOriginProtection().Handler(scopes.Handler(moved))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := moved.Handler(r)
		switch {
		case !isPlain(r.URL):
			http.Error(w, "the path is not in its plain form", http.StatusBadRequest)
		case pattern != "":
			ours.ServeHTTP(w, r)
		default:
			play.ServeHTTP(w, r)
		}
	})
}

// isPlain refuses the paths that the two sides may read differently: to Go, //shop/account is no moved route, and to Play it is
// /account, of a host "shop". Browsers resolve /./ and /../ themselves. What a path has inside, as the address in
// /go/https%3A%2F%2Fshop.example, is the business of the routes.
func isPlain(u *url.URL) bool {
	if strings.HasPrefix(u.Path, "//") {
		return false
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == "." || segment == ".." {
			return false
		}
	}
	return true
}

// serve serves until ctx ends, and then lets requests end that are under way.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}
