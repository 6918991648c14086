package live

import (
	"crypto/tls"
	"crypto/x509"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
)

// startFront starts a server that speaks TLS and passes each request on to the
// application, with the host that the browser asked for.
func startFront(tb testing.TB, application *Application) *httptest.Server {
	tb.Helper()
	behind := &url.URL{Scheme: "http", Host: application.Address}
	front := httptest.NewTLSServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(behind)
		r.Out.Host = r.In.Host
		r.SetXForwarded()
	}})
	tb.Cleanup(front.Close)
	return front
}

// trusting returns the settings of a client that trusts a front under whatever name: its
// certificate has but names of examples.
func trusting(front *httptest.Server) *tls.Config {
	roots := x509.NewCertPool()
	roots.AddCert(front.Certificate())
	return &tls.Config{RootCAs: roots, ServerName: "example.com", MinVersion: tls.VersionTLS12}
}
