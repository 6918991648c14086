package satchel_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// fakeWriter is a ResponseWriter with nothing optional. It notes each call, with
// the number of Set-Cookie lines at that moment.
type fakeWriter struct {
	header http.Header
	calls  []string
}

func (f *fakeWriter) note(call string) {
	f.calls = append(f.calls, fmt.Sprintf("%s with %d", call, len(f.header["Set-Cookie"])))
}

func (f *fakeWriter) Header() http.Header { return f.header }
func (f *fakeWriter) WriteHeader(int)     { f.note("WriteHeader") }
func (f *fakeWriter) Write(p []byte) (int, error) {
	f.note("Write")
	return len(p), nil
}

// options are the optional methods of a fakeWriter.
type options struct{ *fakeWriter }

var errOption = errors.New("from beneath")

func (o options) Flush() { o.note("Flush") }
func (o options) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	o.note("Hijack")
	return nil, nil, errOption
}

func (o options) ReadFrom(io.Reader) (int64, error) {
	o.note("ReadFrom")
	return 7, errOption
}

func (o options) Push(target string, _ *http.PushOptions) error {
	o.note("Push " + target)
	return errOption
}

func (o options) CloseNotify() <-chan bool {
	o.note("CloseNotify")
	return gone
}

// gone is what a writer's CloseNotify gives.
var gone = make(<-chan bool)

func offers(w http.ResponseWriter) int {
	bits := 0
	for i, offered := range []bool{is[http.Flusher](w), is[http.Hijacker](w), is[io.ReaderFrom](w), is[http.Pusher](w), is[cn](w)} {
		if offered {
			bits |= 1 << i
		}
	}
	return bits
}

func is[T any](w http.ResponseWriter) bool {
	_, ok := w.(T)
	return ok
}

// serve runs a handler behind scopes over any writer; the handler has changed the
// session already.
func serve(t *testing.T, scopes *satchel.Scopes, w http.ResponseWriter, handler func(http.ResponseWriter, *satchel.Session)) {
	t.Helper()
	scopes.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session := satchel.SessionFrom(r.Context())
		must(t, session.Set("color", "red"))
		handler(w, session)
	})).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "https://example.com/", http.NoBody))
}

// uses call one optional method each, in the order of the bits, and say what the
// writer beneath has to see first.
var uses = []struct {
	want string
	call func(w http.ResponseWriter) error
}{
	{"Flush with 1", func(w http.ResponseWriter) error { w.(http.Flusher).Flush(); return errOption }},
	{"Hijack with 0", func(w http.ResponseWriter) error { _, _, err := w.(http.Hijacker).Hijack(); return err }},
	{"ReadFrom with 1", func(w http.ResponseWriter) error {
		n, err := w.(io.ReaderFrom).ReadFrom(strings.NewReader("page"))
		if n != 7 {
			return fmt.Errorf("ReadFrom = %d", n)
		}
		return err
	}},
	{"Push /a.css with 0", func(w http.ResponseWriter) error { return w.(http.Pusher).Push("/a.css", nil) }}, // no header leaves
	{"CloseNotify with 0", func(w http.ResponseWriter) error {
		if w.(cn).CloseNotify() != gone {
			return errors.New("CloseNotify gives another channel")
		}
		return errOption
	}},
}

func TestTheWriterOffersWhatTheOneBeneathOffers(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	for bits := range 32 {
		t.Run(fmt.Sprintf("%05b", bits), func(t *testing.T) {
			writer := func(f *fakeWriter) http.ResponseWriter { return combinations(f)[bits] }
			f := &fakeWriter{header: http.Header{}}
			if beneath := offers(writer(f)); beneath != bits {
				t.Fatalf("the test's own writer offers %05b", beneath)
			}
			serve(t, scopes, writer(f), func(w http.ResponseWriter, _ *satchel.Session) {
				if got := offers(w); got != bits {
					t.Errorf("the handler is offered %05b", got)
				}
			})
			for i, use := range uses {
				if bits>>i&1 == 0 {
					continue
				}
				f := &fakeWriter{header: http.Header{}}
				serve(t, scopes, writer(f), func(w http.ResponseWriter, _ *satchel.Session) {
					if err := use.call(w); !errors.Is(err, errOption) {
						t.Errorf("%s gives %v", use.want, err)
					}
				})
				if !slices.Equal(f.calls, []string{use.want}) || len(f.header["Set-Cookie"]) != 1 {
					t.Errorf("the writer beneath sees %q, want %q; Set-Cookie is %q", f.calls, use.want, f.header["Set-Cookie"])
				}
			}
		})
	}
}

// wrapping is other middleware's writer, which shows what it wraps to
// http.ResponseController only.
type wrapping struct{ rw }

func (w wrapping) Unwrap() http.ResponseWriter { return w.rw }

// flushFails is a writer with the newer method only.
type flushFails struct{ *fakeWriter }

func (w flushFails) FlushError() error {
	w.note("FlushError")
	return errOption
}

func TestAControllerCommitsFirst(t *testing.T) {
	scopes, _ := newScopes(t, satchel.Config{})
	flush := func(c *http.ResponseController) error { return c.Flush() }
	hijack := func(c *http.ResponseController) error { _, _, err := c.Hijack(); return err }
	for _, test := range []struct {
		name   string
		writer func(*fakeWriter) http.ResponseWriter
		use    func(*http.ResponseController) error
		err    error
		want   []string
	}{
		{"Flush", func(f *fakeWriter) rw { return options{f} }, flush, nil, []string{"Flush with 1"}},
		{"Flush that fails", func(f *fakeWriter) rw { return flushFails{f} }, flush, errOption, []string{"FlushError with 1"}},
		{"Flush further down", func(f *fakeWriter) rw { return wrapping{wrapping{options{f}}} }, flush, nil, []string{"Flush with 1"}},
		{"Flush that nobody has", func(f *fakeWriter) rw { return f }, flush, http.ErrNotSupported, nil},
		{"Flush that nobody further down has", func(f *fakeWriter) rw { return wrapping{f} }, flush, http.ErrNotSupported, nil},
		{"Hijack", func(f *fakeWriter) rw { return options{f} }, hijack, errOption, []string{"Hijack with 0"}},
		{"Hijack further down", func(f *fakeWriter) rw { return wrapping{wrapping{options{f}}} }, hijack, errOption, []string{"Hijack with 0"}},
		{"Hijack that nobody has", func(f *fakeWriter) rw { return wrapping{f} }, hijack, http.ErrNotSupported, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fakeWriter{header: http.Header{}}
			serve(t, scopes, test.writer(f), func(w http.ResponseWriter, session *satchel.Session) {
				if err := test.use(http.NewResponseController(w)); !errors.Is(err, test.err) {
					t.Errorf("the controller gives %v, want %v", err, test.err)
				}
				err := session.Set("color", "green")
				// A connection that could not be taken over still gets its response.
				late := test.want != nil && !slices.Contains(test.want, "Hijack with 0")
				if committed := errors.Is(err, satchel.ErrCommitted); committed != late {
					t.Errorf("a later writer gives %v", err)
				}
			})
			if !slices.Equal(f.calls, test.want) || len(f.header["Set-Cookie"]) != 1 {
				t.Errorf("the writer beneath sees %q, want %q; Set-Cookie is %q", f.calls, test.want, f.header["Set-Cookie"])
			}
		})
	}
}

func TestRealConnectionsOfferWhatTheyHave(t *testing.T) {
	for major, want := range map[int]int{1: 0b10111, 2: 0b11001} {
		site := newSiteOver(t, satchel.Config{}, major)
		_, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, _ *http.Request) {
			if got := offers(w); got != want {
				t.Errorf("over HTTP/%d the handler is offered %05b, want %05b", major, got, want)
			}
			c := http.NewResponseController(w)
			for name, err := range map[string]error{
				"SetReadDeadline":  c.SetReadDeadline(time.Time{}),
				"SetWriteDeadline": c.SetWriteDeadline(time.Time{}),
				"EnableFullDuplex": c.EnableFullDuplex(),
			} {
				if err != nil {
					t.Errorf("over HTTP/%d %s gives %v", major, name, err)
				}
			}
		})
		must(t, err)
	}
}
