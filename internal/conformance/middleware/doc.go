// Package middleware has no code: its tests put the middleware of others inside and
// outside Scopes.Handler, over real connections, and look at what a client holds
// afterwards. Each arrangement is compared with the same middleware alone, so that
// what it breaks by itself is told apart from what the scopes would break.
package middleware
