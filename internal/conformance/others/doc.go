// Package others has the middleware of others for the tests of several packages, each
// as one handler around another.
//
//	handler := others.ChiLogger(scopes.Handler(pages))
package others
