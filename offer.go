package satchel

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// offer returns the writer with just those optional interfaces that the writer
// beneath has: net/http's own has Flusher, Hijacker, ReaderFrom and CloseNotifier
// over HTTP/1.1, Flusher, Pusher and CloseNotifier over HTTP/2, and middleware puts
// any mixture in front. Code finds out by type assertion, so a method too many is a
// lie (a WebSocket library that believes in Hijack over HTTP/2), and one too few takes
// something away (gin's Context.Stream panics without CloseNotifier, deprecated as it
// is).
//
// Hijacker is also offered where only http.ResponseController finds it, in a writer
// further down: it would find it past this one otherwise, and past the commit.
// io.StringWriter is always offered, since io.WriteString treats both cases alike.
//
// Each type is one pointer in size, so that the interface value that holds it costs
// no allocation; that is why they are not put together from parts.
func (w *responseWriter) offer() http.ResponseWriter {
	i := 0
	if _, ok := w.beneath.(http.Flusher); ok {
		i |= offerF
	}
	if canHijack(w.beneath) {
		i |= offerH
	}
	if _, ok := w.beneath.(io.ReaderFrom); ok {
		i |= offerR
	}
	if _, ok := w.beneath.(http.Pusher); ok {
		i |= offerP
	}
	if _, ok := w.beneath.(closeNotifier); ok {
		i |= offerC
	}
	return offers[i](w)
}

// The letters of the types below, as bits.
const (
	offerF = 1 << iota // http.Flusher
	offerH             // http.Hijacker
	offerR             // io.ReaderFrom
	offerP             // http.Pusher
	offerC             // http.CloseNotifier
)

// closeNotifier is http.CloseNotifier, which is deprecated and still asserted.
type closeNotifier interface{ CloseNotify() <-chan bool }

// base is what every type below leads to.
type base = *responseWriter

var offers = [32]func(base) http.ResponseWriter{
	0:                                 func(w base) http.ResponseWriter { return w },
	offerF:                            func(w base) http.ResponseWriter { return withF{w} },
	offerH:                            func(w base) http.ResponseWriter { return withH{w} },
	offerF | offerH:                   func(w base) http.ResponseWriter { return withFH{withF{w}} },
	offerR:                            func(w base) http.ResponseWriter { return withR{w} },
	offerF | offerR:                   func(w base) http.ResponseWriter { return withFR{withF{w}} },
	offerH | offerR:                   func(w base) http.ResponseWriter { return withHR{withH{w}} },
	offerF | offerH | offerR:          func(w base) http.ResponseWriter { return withFHR{withFH{withF{w}}} },
	offerP:                            func(w base) http.ResponseWriter { return withP{w} },
	offerF | offerP:                   func(w base) http.ResponseWriter { return withFP{withF{w}} },
	offerH | offerP:                   func(w base) http.ResponseWriter { return withHP{withH{w}} },
	offerF | offerH | offerP:          func(w base) http.ResponseWriter { return withFHP{withFH{withF{w}}} },
	offerR | offerP:                   func(w base) http.ResponseWriter { return withRP{withR{w}} },
	offerF | offerR | offerP:          func(w base) http.ResponseWriter { return withFRP{withFR{withF{w}}} },
	offerH | offerR | offerP:          func(w base) http.ResponseWriter { return withHRP{withHR{withH{w}}} },
	offerF | offerH | offerR | offerP: func(w base) http.ResponseWriter { return withFHRP{withFHR{withFH{withF{w}}}} },
	offerC:                            func(w base) http.ResponseWriter { return withC{w} },
	offerF | offerC:                   func(w base) http.ResponseWriter { return withFC{withF{w}} },
	offerH | offerC:                   func(w base) http.ResponseWriter { return withHC{withH{w}} },
	offerF | offerH | offerC:          func(w base) http.ResponseWriter { return withFHC{withFH{withF{w}}} },
	offerR | offerC:                   func(w base) http.ResponseWriter { return withRC{withR{w}} },
	offerF | offerR | offerC:          func(w base) http.ResponseWriter { return withFRC{withFR{withF{w}}} },
	offerH | offerR | offerC:          func(w base) http.ResponseWriter { return withHRC{withHR{withH{w}}} },
	offerF | offerH | offerR | offerC: func(w base) http.ResponseWriter { return withFHRC{withFHR{withFH{withF{w}}}} },
	offerP | offerC:                   func(w base) http.ResponseWriter { return withPC{withP{w}} },
	offerF | offerP | offerC:          func(w base) http.ResponseWriter { return withFPC{withFP{withF{w}}} },
	offerH | offerP | offerC:          func(w base) http.ResponseWriter { return withHPC{withHP{withH{w}}} },
	offerF | offerH | offerP | offerC: func(w base) http.ResponseWriter { return withFHPC{withFHP{withFH{withF{w}}}} },
	offerR | offerP | offerC:          func(w base) http.ResponseWriter { return withRPC{withRP{withR{w}}} },
	offerF | offerR | offerP | offerC: func(w base) http.ResponseWriter { return withFRPC{withFRP{withFR{withF{w}}}} },
	offerH | offerR | offerP | offerC: func(w base) http.ResponseWriter { return withHRPC{withHRP{withHR{withH{w}}}} },
	offerF | offerH | offerR | offerP | offerC: func(w base) http.ResponseWriter { return withFHRPC{withFHRP{withFHR{withFH{withF{w}}}}} },
}

type (
	withF     struct{ base }
	withH     struct{ base }
	withFH    struct{ withF }
	withR     struct{ base }
	withFR    struct{ withF }
	withHR    struct{ withH }
	withFHR   struct{ withFH }
	withP     struct{ base }
	withFP    struct{ withF }
	withHP    struct{ withH }
	withFHP   struct{ withFH }
	withRP    struct{ withR }
	withFRP   struct{ withFR }
	withHRP   struct{ withHR }
	withFHRP  struct{ withFHR }
	withC     struct{ base }
	withFC    struct{ withF }
	withHC    struct{ withH }
	withFHC   struct{ withFH }
	withRC    struct{ withR }
	withFRC   struct{ withFR }
	withHRC   struct{ withHR }
	withFHRC  struct{ withFHR }
	withPC    struct{ withP }
	withFPC   struct{ withFP }
	withHPC   struct{ withHP }
	withFHPC  struct{ withFHP }
	withRPC   struct{ withRP }
	withFRPC  struct{ withFRP }
	withHRPC  struct{ withHRP }
	withFHRPC struct{ withFHRP }
)

type (
	conn     = net.Conn
	buffered = *bufio.ReadWriter
	options  = *http.PushOptions
)

func (w withF) Flush() { w.flush() }

func (w withH) Hijack() (conn, buffered, error)  { return w.hijack() }
func (w withFH) Hijack() (conn, buffered, error) { return w.hijack() }

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

func (w withC) CloseNotify() <-chan bool     { return w.closeNotify() }
func (w withFC) CloseNotify() <-chan bool    { return w.closeNotify() }
func (w withHC) CloseNotify() <-chan bool    { return w.closeNotify() }
func (w withFHC) CloseNotify() <-chan bool   { return w.closeNotify() }
func (w withRC) CloseNotify() <-chan bool    { return w.closeNotify() }
func (w withFRC) CloseNotify() <-chan bool   { return w.closeNotify() }
func (w withHRC) CloseNotify() <-chan bool   { return w.closeNotify() }
func (w withFHRC) CloseNotify() <-chan bool  { return w.closeNotify() }
func (w withPC) CloseNotify() <-chan bool    { return w.closeNotify() }
func (w withFPC) CloseNotify() <-chan bool   { return w.closeNotify() }
func (w withHPC) CloseNotify() <-chan bool   { return w.closeNotify() }
func (w withFHPC) CloseNotify() <-chan bool  { return w.closeNotify() }
func (w withRPC) CloseNotify() <-chan bool   { return w.closeNotify() }
func (w withFRPC) CloseNotify() <-chan bool  { return w.closeNotify() }
func (w withHRPC) CloseNotify() <-chan bool  { return w.closeNotify() }
func (w withFHRPC) CloseNotify() <-chan bool { return w.closeNotify() }
