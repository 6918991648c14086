// Package streams has no code: its tests lead what does not end with one Write
// through Scopes.Handler: WebSockets of two libraries, events that a client has to
// read before the next one is written, and files that only the kernel may copy.
package streams
