package redistest_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/redistest"
)

func TestNonsenseAnswersAsItsKindSays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		kind   redistest.NonsenseKind
		answer string
		closes bool
	}{
		{"a web server", redistest.NonsenseHTTP, "HTTP/1.1 400 Bad Request\r\n", true},
		{"a huge array", redistest.NonsenseHugeArray, "*2147483647\r\n+OK\r\n", false},
		{"a huge string", redistest.NonsenseHugeString, "$536870912\r\na", false},
		{"garbage", redistest.NonsenseGarbage, "\x00\xff\n", true},
		{"silence", redistest.NonsenseSilence, "", false},
	} {
		addr := redistest.Nonsense(t, test.kind)
		for range 2 { // it goes on after a connection
			conn := dial(t, addr)
			send(t, conn, "PING\r\n")
			if got, err := read(conn, len(test.answer), far); got != test.answer {
				t.Errorf("%s: got %q and %v, want %q", test.name, got, err, test.answer)
			}
			if !test.closes {
				wantNothing(t, conn)
				continue
			}
			conn.SetReadDeadline(time.Now().Add(far))
			if _, err := io.Copy(io.Discard, conn); err != nil {
				t.Errorf("%s: got %v, want an end", test.name, err)
			}
		}
	}

	hangUp := dial(t, redistest.Nonsense(t, redistest.NonsenseHangUp))
	wantClosed(t, hangUp)
}

func TestNonsenseStreamIsLongAndEnds(t *testing.T) {
	t.Parallel()
	addr := redistest.Nonsense(t, redistest.NonsenseStream)
	whole := dial(t, addr)
	send(t, whole, "PING\r\n")
	whole.SetReadDeadline(time.Now().Add(far))
	size, err := io.Copy(io.Discard, whole)
	if size != 1+64<<20 || err != nil {
		t.Errorf("got %d bytes and %v, want 64 MiB", size, err)
	}

	// Nobody reads the rest of this one, and the test ends nevertheless.
	rest := dial(t, addr)
	send(t, rest, "PING\r\n")
	if got, err := read(rest, 1000, far); got != "+"+strings.Repeat("a", 999) {
		t.Errorf("got %q and %v", got, err)
	}
}
