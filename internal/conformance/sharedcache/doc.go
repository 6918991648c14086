// Package sharedcache has no code: its tests put the scopes behind a real nginx and
// a real Varnish, for what only a cache can say about header fields. Both are
// configured as by an operator who wants everything cached, so that nothing keeps
// clients apart but what the responses say.
//
// The tests take the programs that the environment variables NGINX and VARNISHD
// name, or else those in PATH and in /usr/sbin, and fail where there are none.
package sharedcache
