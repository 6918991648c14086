package streams_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/internal/conformance/others"
)

const (
	large   = 256 << 20
	smaller = 4 << 20
	sniffed = 512     // bytes that net/http copies by itself, to see the type and to send the header
	atMost  = 4 << 20 // bytes that may be allocated meanwhile, by both ends
)

// end is what the last bytes of a file are; the rest is a hole.
const end = "the end"

func sparseFile(t *testing.T, size int64) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "sparse")
	must(t, os.WriteFile(name, nil, 0o600))
	must(t, os.Truncate(name, size-int64(len(end))))
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	defer f.Close()
	_, err = f.WriteString(end)
	must(t, err)
	return name
}

// senders are the ways by which a handler sends a file.
var senders = []struct {
	name string
	send func(w http.ResponseWriter, r *http.Request, name string) error
}{
	{"io.Copy", func(w http.ResponseWriter, _ *http.Request, name string) error {
		return withFile(name, func(f *os.File, size int64) error {
			w.Header().Set("Content-Length", strconv.FormatInt(size, 10)) // or the body is chunked, and no kernel does that
			_, err := io.Copy(w, f)
			return err
		})
	}},
	{"http.ServeContent", func(w http.ResponseWriter, r *http.Request, name string) error {
		return withFile(name, func(f *os.File, _ int64) error {
			http.ServeContent(w, r, "large.bin", time.Time{}, f)
			return nil
		})
	}},
	{"http.ServeFile", func(w http.ResponseWriter, r *http.Request, name string) error {
		http.ServeFile(w, r, name)
		return nil
	}},
}

func withFile(name string, use func(f *os.File, size int64) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return use(f, info.Size())
}

// The scopes cost nothing of a download: the kernel gets as many bytes as without
// them, and the file does not go through the memory of the process.
func TestALargeFileIsLeftToTheKernel(t *testing.T) {
	scopes := newScopes(t)
	d := &download{file: sparseFile(t, large), size: large, buffer: make([]byte, 1<<20)}
	for _, sender := range senders {
		d.send = sender.send
		alone, _ := d.run(t, false, d.handler(t))
		got, allocated := d.run(t, true, scopes.Handler(d.handler(t)))
		if got != alone || got < large-sniffed {
			t.Errorf("%s: the kernel gets %d bytes of %d, without the scopes %d", sender.name, got, large, alone)
		}
		if allocated > atMost {
			t.Errorf("%s: %d bytes are allocated", sender.name, allocated)
		}
		t.Logf("%s: %d bytes by the kernel, %d allocated", sender.name, got, allocated)
	}
}

// So it is beside middleware that leaves io.ReaderFrom in place, on either side.
// Where a writer hides it the kernel gets nothing, which shows that the count
// counts.
func TestTheKernelGetsWhatTheMiddlewareAloneLeavesIt(t *testing.T) {
	scopes := newScopes(t)
	hides := middleware{name: "a writer that hides it", wrap: plain(hiding)}
	d := &download{file: sparseFile(t, smaller), size: smaller, buffer: make([]byte, 1<<20)}
	for _, sender := range senders {
		d.send = sender.send
		for _, m := range append(loggers(), none, hides) {
			alone, _ := d.run(t, false, m.wrap(t, d.handler(t)))
			if (alone == 0) != (m.name == hides.name) {
				t.Errorf("%s through %s alone: the kernel gets %d bytes", sender.name, m.name, alone)
			}
			if got, _ := d.run(t, true, m.wrap(t, scopes.Handler(d.handler(t)))); got != alone {
				t.Errorf("%s, the scopes inside %s: the kernel gets %d bytes, without them %d", sender.name, m.name, got, alone)
			}
			if got, _ := d.run(t, true, scopes.Handler(m.wrap(t, d.handler(t)))); got != alone {
				t.Errorf("%s, the scopes outside %s: the kernel gets %d bytes, without them %d", sender.name, m.name, got, alone)
			}
		}
	}
}

func newScopes(t *testing.T) *satchel.Scopes {
	t.Helper()
	scopes, err := satchel.New(satchel.Config{
		Secrets:      []satchel.Secret{satchel.NewSecret()},
		InsecureHTTP: true,
		OnEvent:      func(context.Context, satchel.Event) {},
	})
	must(t, err)
	return scopes
}

// download is one file to get.
type download struct {
	file    string
	size    int64
	send    func(http.ResponseWriter, *http.Request, string) error
	buffer  []byte
	changes bool // the session
}

// handler changes the session, where there is one, and sends the file.
func (d *download) handler(t *testing.T) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			return
		}
		var err error
		if d.changes {
			err = satchel.SessionFrom(r.Context()).Set("color", "red")
		}
		if err = errors.Join(err, d.send(w, r, d.file)); err != nil {
			t.Error(err)
		}
	})
}

// run gets the file once, after a small request that warms both ends up. It returns
// the bytes that the kernel got and those that were allocated.
func (d *download) run(t *testing.T, changes bool, handler http.Handler) (handedOver, allocated int64) {
	t.Helper()
	d.changes = changes
	listener := listen(t)
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: handler}}
	server.Start()
	defer server.Close()
	response, err := server.Client().Head(server.URL)
	must(t, err)
	response.Body.Close()

	var before, afterwards runtime.MemStats
	runtime.ReadMemStats(&before)
	response, err = server.Client().Get(server.URL)
	must(t, err)
	size, last := d.read(t, response.Body)
	runtime.ReadMemStats(&afterwards)
	response.Body.Close()
	if size != d.size || last != end || (others.SetCookies(response.Header) == "session") != changes {
		t.Errorf("%d bytes that end with %q, and the header is %v", size, last, response.Header)
	}
	server.Close() // waits for the handler, which may still be counting
	return listener.handedOver.Load(), int64(afterwards.TotalAlloc - before.TotalAlloc)
}

// read counts, and returns the last bytes.
func (d *download) read(t *testing.T, body io.Reader) (size int64, last string) {
	t.Helper()
	for {
		n, err := io.ReadFull(body, d.buffer)
		if size += int64(n); n > 0 {
			last = string(d.buffer[max(0, n-len(end)):n])
		}
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return size, last
		default:
			must(t, err)
		}
	}
}
