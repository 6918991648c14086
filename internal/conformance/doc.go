// Package conformance shows that the scopes hold beside software that others wrote:
// middleware, WebSocket libraries, shared caches, template languages. It is a module
// of its own so that the core requires none of it.
package conformance
