package satchel

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// offer returns the writer with just those optional interfaces that the writer
// beneath has: net/http's own has Flusher, Hijacker and ReaderFrom over HTTP/1.1,
// Flusher and Pusher over HTTP/2, and middleware puts any mixture in front. Code
// finds out by type assertion, so a method too many is a lie (a WebSocket library
// that believes in Hijack over HTTP/2), and one too few takes something away.
//
// Hijacker is also offered where only http.ResponseController finds it, in a writer
// further down: it would find it past this one otherwise, and past the commit.
// io.StringWriter is always offered, since io.WriteString treats both cases alike.
// http.CloseNotifier is not: it has been deprecated since Go 1.11, in favour of
// Request.Context.
//
// Each type below is one pointer in size, so that the interface value that holds
// it costs no allocation.
func (w *responseWriter) offer() http.ResponseWriter {
	_, f := w.beneath.(http.Flusher)
	h := reaches[http.Hijacker](w.beneath)
	_, r := w.beneath.(io.ReaderFrom)
	_, p := w.beneath.(http.Pusher)
	switch (offered{f, h, r, p}) {
	case offered{f: true}:
		return withF{w}
	case offered{h: true}:
		return withH{w}
	case offered{f: true, h: true}:
		return withFH{withF{w}}
	case offered{r: true}:
		return withR{w}
	case offered{f: true, r: true}:
		return withFR{withF{w}}
	case offered{h: true, r: true}:
		return withHR{withH{w}}
	case offered{f: true, h: true, r: true}:
		return withFHR{withFH{withF{w}}}
	case offered{p: true}:
		return withP{w}
	case offered{f: true, p: true}:
		return withFP{withF{w}}
	case offered{h: true, p: true}:
		return withHP{withH{w}}
	case offered{f: true, h: true, p: true}:
		return withFHP{withFH{withF{w}}}
	case offered{r: true, p: true}:
		return withRP{withR{w}}
	case offered{f: true, r: true, p: true}:
		return withFRP{withFR{withF{w}}}
	case offered{h: true, r: true, p: true}:
		return withHRP{withHR{withH{w}}}
	case offered{f: true, h: true, r: true, p: true}:
		return withFHRP{withFHR{withFH{withF{w}}}}
	}
	return w
}

// offered names the interfaces by their letters: Flusher, Hijacker, ReaderFrom,
// Pusher.
type offered struct{ f, h, r, p bool }

type (
	withF struct{ *responseWriter }
	withH struct{ *responseWriter }
	withR struct{ *responseWriter }
	withP struct{ *responseWriter }

	withFH   struct{ withF }
	withFR   struct{ withF }
	withHR   struct{ withH }
	withFHR  struct{ withFH }
	withFP   struct{ withF }
	withHP   struct{ withH }
	withFHP  struct{ withFH }
	withRP   struct{ withR }
	withFRP  struct{ withFR }
	withHRP  struct{ withHR }
	withFHRP struct{ withFHR }
)

type (
	hijacked = *bufio.ReadWriter
	options  = *http.PushOptions
)

func (w withF) Flush() { w.flush() }

func (w withH) Hijack() (net.Conn, hijacked, error)  { return w.hijack() }
func (w withFH) Hijack() (net.Conn, hijacked, error) { return w.hijack() }

func (w withR) ReadFrom(src io.Reader) (int64, error)   { return w.readFrom(src) }
func (w withFR) ReadFrom(src io.Reader) (int64, error)  { return w.readFrom(src) }
func (w withHR) ReadFrom(src io.Reader) (int64, error)  { return w.readFrom(src) }
func (w withFHR) ReadFrom(src io.Reader) (int64, error) { return w.readFrom(src) }

func (w withP) Push(target string, o options) error    { return w.push(target, o) }
func (w withFP) Push(target string, o options) error   { return w.push(target, o) }
func (w withHP) Push(target string, o options) error   { return w.push(target, o) }
func (w withFHP) Push(target string, o options) error  { return w.push(target, o) }
func (w withRP) Push(target string, o options) error   { return w.push(target, o) }
func (w withFRP) Push(target string, o options) error  { return w.push(target, o) }
func (w withHRP) Push(target string, o options) error  { return w.push(target, o) }
func (w withFHRP) Push(target string, o options) error { return w.push(target, o) }
