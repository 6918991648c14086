package demo_test

import (
	"bytes"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/demo"
	"github.com/satchel-go/satchel/internal/redistest"
)

// journal notes what a demo logs.
type journal struct {
	pause time.Duration // before a line is there
	mu    sync.Mutex
	text  bytes.Buffer
}

func (j *journal) Write(line []byte) (int, error) {
	time.Sleep(j.pause)
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(line)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func (j *journal) logger() *slog.Logger { return slog.New(slog.NewTextHandler(j, nil)) }

// patience is how long a page may take while the cache does not answer, on a machine that
// has much else to do: the budget of one operation is a tenth of a second.
const patience = time.Second

// quick gets a page, and fails where that takes longer than it may.
func (c *client) quick(path string) string {
	c.t.Helper()
	begin := time.Now()
	response, page := c.do(c.request(http.MethodGet, path, nil))
	if took := time.Since(begin); response.StatusCode != http.StatusOK || took > patience {
		c.t.Errorf("%s: status %d after %v", path, response.StatusCode, took)
	}
	return page
}

const silence = "<strong>The cache does not answer.</strong>"

// expectSilence uses a demo whose cache does not answer.
func (c *client) expectSilence() {
	c.t.Helper()
	for range 3 {
		if page := c.quick("/"); strings.Count(page, silence) != 2 || strings.Contains(page, "The list is empty") {
			c.t.Error("the page does not say that the cache does not answer")
		}
	}
	begin := time.Now()
	page := c.post("/items", "name", "too late")
	if got, want := message(page), "error: The cache does not answer. Try again in a moment."; got != want {
		c.t.Errorf("message %q, want %q", got, want)
	}
	if !strings.Contains(page, `value="too late">`) {
		c.t.Error("the name does not come back, or as one that is at fault")
	}
	if got, want := message(c.post("/items/delete", "name", "tea")), "error: The cache does not answer. Try again in a moment."; got != want {
		c.t.Errorf("message %q, want %q", got, want)
	}
	if got, want := message(c.post("/fill")), "success: Stored 500 bytes more, under the key note1."; got != want {
		c.t.Errorf("message %q, want %q", got, want)
	}
	if took := time.Since(begin); took > 6*patience { // three forms, three pages
		c.t.Errorf("the forms took %v", took)
	}
}

// await gets the page until the cache answers.
func (c *client) await() string {
	c.t.Helper()
	for begin := time.Now(); time.Since(begin) < 20*time.Second; time.Sleep(20 * time.Millisecond) {
		if page := c.quick("/"); !strings.Contains(page, silence) {
			return page
		}
	}
	c.t.Fatal("the cache is not found again")
	return ""
}

func TestTwoDemosBehindOneRedis(t *testing.T) {
	server := redistest.Start(t)
	config := satchel.Config{Secrets: []satchel.Secret{satchel.NewSecret()}}
	one := browse(t, serve(t, config, open(t, server.URL(), quiet())))
	two := &client{t: t, http: one.http, base: serve(t, config, open(t, server.URL(), quiet()))} // cookies know no ports

	one.post("/items", "name", "tea")
	one.post("/login", "email", "ada@example.org")
	page := two.get("/")
	if items(page) != "tea" || !strings.Contains(page, connected+"ada@example.org<") {
		t.Errorf("the second demo shows the items %q", items(page))
	}
	if got, want := shelfRow(page, "Process"), "1 hit, 0 misses so far"; got != want {
		t.Errorf("the second process has %q, want %q", got, want)
	}
	if got, want := shelfRow(page, "Where"), "Redis at "+server.Addr(); got != want {
		t.Errorf("the cache is at %q, want %q", got, want)
	}
	two.post("/items", "name", "coffee")
	page = one.get("/")
	if got := items(page); got != "tea|coffee" {
		t.Errorf("the first demo shows the items %q", got)
	}
	if got, want := shelfRow(page, "Process"), "3 hits, 1 miss so far"; got != want {
		t.Errorf("the first process has %q, want %q", got, want)
	}
	keys, err := server.Do("KEYS", "*")
	if err != nil || !strings.HasPrefix(keys, "satchel-demo:s:") || strings.Contains(keys, "\n") {
		t.Errorf("the server has the keys %q, %v", keys, err)
	}
	text, err := server.Do("TTL", keys)
	if seconds, _ := strconv.Atoi(text); err != nil || seconds > 3600 || seconds < 3600-60 {
		t.Errorf("the key lives %q more seconds, %v", text, err)
	}
	two.post("/logout")
	if page := one.get("/"); items(page) != "" || strings.Contains(page, connected) {
		t.Errorf("after the logout the first demo shows %q", items(page))
	}
	if keys, err := server.Do("KEYS", "*"); err != nil || keys != "" {
		t.Errorf("after the logout the server has the keys %q, %v", keys, err)
	}
}

func TestARedisThatComesLate(t *testing.T) {
	server := redistest.Start(t)
	server.Kill()
	said := journal{pause: 20 * time.Millisecond}
	c := browse(t, serveLogged(t, satchel.Config{}, open(t, server.URL(), said.logger()), said.logger()))
	if !strings.Contains(said.String(), "level=WARN msg=\"the cache does not answer: ") {
		t.Errorf("before the demo runs its log has %q", said.String())
	}
	c.expectSilence()

	server.Restart()
	c.await()
	if page := c.post("/items", "name", "tea"); items(page) != "tea" {
		t.Errorf("items %q, message %q", items(page), message(page))
	}
	const back = "the cache answers again" // may come a moment after the page that shows it
	for begin := time.Now(); !strings.Contains(said.String(), back) && time.Since(begin) < 10*patience; {
		time.Sleep(time.Millisecond)
	}
	for _, line := range []string{"the cache does not answer", back} {
		if got := strings.Count(said.String(), line); got != 1 {
			t.Errorf("the log says %q %d times:\n%s", line, got, said.String())
		}
	}
}

func TestARedisThatIsKilled(t *testing.T) {
	server := redistest.Start(t)
	var said journal
	c := browse(t, serveLogged(t, satchel.Config{}, open(t, server.URL(), said.logger()), said.logger()))
	c.post("/items", "name", "tea")
	visitor := browse(t, c.base)

	server.Kill()
	c.expectSilence()
	visitor.expectSilence() // who had no session so far
	if page := c.post("/login", "email", "ada@example.org"); !strings.Contains(page, connected) {
		t.Error("nobody can log in")
	}
	if page := c.post("/logout"); strings.Contains(page, connected) {
		t.Error("nobody can log out")
	}

	server.Restart()
	c.await()
	if page := c.post("/items", "name", "coffee"); items(page) != "coffee" {
		t.Errorf("items %q, message %q", items(page), message(page))
	}
	// Nor are the pages that came meanwhile a line each. The first may be one, and so may the
	// session that could not be moved or ended.
	if lines := strings.Count(said.String(), "\n"); lines > 5 {
		t.Errorf("the log has %d lines:\n%s", lines, said.String())
	}
}

func TestTheItemsAreBackOnceRedisGoesOn(t *testing.T) {
	server := redistest.Start(t)
	c := browse(t, serve(t, satchel.Config{}, open(t, server.URL(), quiet())))
	c.post("/items", "name", "tea")
	server.Freeze()
	c.expectSilence()
	server.Thaw()
	// What was asked for while nobody answered may still be done.
	if page := c.await(); !strings.Contains(items(page), "tea") {
		t.Errorf("items %q", items(page))
	}
}

// TestAnEntryOfAnotherDemo finds one of another version, or of another program, in its place.
func TestAnEntryOfAnotherDemo(t *testing.T) {
	server := redistest.Start(t)
	c := browse(t, serve(t, satchel.Config{}, open(t, server.URL(), quiet())))
	c.post("/items", "name", "tea")
	key, err := server.Do("KEYS", "*")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.Do("HSET", key, "items", strings.Repeat("\x00", 8)+"another.Type\n[]"); err != nil {
		t.Fatal(err)
	}
	if page := c.get("/"); items(page) != "" || strings.Contains(page, silence) {
		t.Errorf("items %q", items(page))
	}
	if page := c.post("/items", "name", "coffee"); items(page) != "coffee" {
		t.Errorf("items %q, message %q", items(page), message(page))
	}
}

func TestAddressesOfStores(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close() // nobody answers there
	for url, want := range map[string]string{
		demo.Memory:                                  "the memory of this process",
		"redis://" + address:                         "Redis at " + address,
		"redis://ada:hunter2@" + address:             "Redis at " + address,
		"rediss://:hunter2@" + address + "/3":        "Redis at " + address,
		"valkey://" + address:                        "Valkey at " + address,
		"unix:///tmp/there-is-no-socket-of-the-demo": "Redis at /tmp/there-is-no-socket-of-the-demo",
	} {
		var said journal
		store := open(t, url, said.logger())
		page := browse(t, serve(t, satchel.Config{}, store)).quick("/")
		if store.Place() != want || shelfRow(page, "Where") != want {
			t.Errorf("%s: the cache is at %q, and in the page %q", url, store.Place(), shelfRow(page, "Where"))
		}
		if strings.Contains(page, "hunter2") || strings.Contains(said.String(), "hunter2") {
			t.Errorf("%s: the password is shown", url)
		}
	}
	if _, err := demo.OpenStore(t.Context(), "redis://:hunter2@host:port", quiet()); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("an address without a port that is one: %v", err)
	}
}
