package rediscache_test

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

func sentinelURL(s *redistest.Sentinel) string {
	return "redis://" + s.Addrs()[0] + "?addr=" + strings.Join(s.Addrs()[1:], "&addr=") + "&master_set=" + s.Name
}

func TestTheMasterOfTheSentinelsIsFollowed(t *testing.T) {
	sentinel := redistest.StartSentinel(t)
	var w witness
	store := open(t, rediscache.Config{URL: sentinelURL(sentinel), Budget: short, OnEvent: w.on})
	write := func() bool {
		return store.Set(t.Context(), entry("a"), []byte("x"), cache.Limits{}) == nil
	}
	eventually(t, "the first Set", write)
	sentinel.Sentinels[0].Kill() // two of three are enough

	first := sentinel.MasterAddr()
	sentinel.Master.Kill()
	eventually(t, "the first failure", func() bool { return !write() })
	sentinel.WaitForFailOver(first)
	eventually(t, "a Set at the new master", write)
	if got, err := sentinel.Replica.Do("HLEN", "satchel:s:"+entry("").Group.Name); err != nil || got != "1" {
		t.Errorf("at the new master: %s, %v", got, err)
	}

	// The old one comes back, and is made the master while the other one goes on: nothing
	// breaks, and only the Sentinels can tell.
	sentinel.Master.Restart()
	eventually(t, "the other is a replica", func() bool {
		role, _ := sentinel.Master.Do("ROLE")
		return strings.HasPrefix(role, "slave") && strings.Contains(role, "connected")
	})
	sentinel.Replica.Freeze()
	defer sentinel.Replica.Thaw()
	sentinel.WaitForFailOver(sentinel.Replica.Addr())
	eventually(t, "a Set at the first master again", write)
	if got, err := sentinel.Master.Do("HLEN", "satchel:s:"+entry("").Group.Name); err != nil || got != "1" {
		t.Errorf("at the first master: %s, %v", got, err)
	}
	// Once for each fail-over; on a slow machine the new master may be silent once more.
	eventually(t, "the events", func() bool {
		times := strings.Count(w.reasons(), "unavailable")
		return times >= 2 && w.reasons() == strings.TrimSpace(strings.Repeat("unavailable recovered ", times))
	})
}

// The client library's own way collects 800 goroutines a second here, and takes a core.
func TestNoMasterCostsNothing(t *testing.T) {
	server := redistest.Start(t)
	_, port, _ := net.SplitHostPort(server.Addr())
	one := sentinelOf(t, "*2\r\n$9\r\n127.0.0.1\r\n$"+fmt.Sprint(len(port))+"\r\n"+port+"\r\n")
	store := open(t, rediscache.Config{URL: "redis://" + one + "?master_set=mymaster", Budget: short})
	eventually(t, "the first answer", answers(store))
	before := runtime.NumGoroutine()
	server.Kill()
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		answers(store)()
	}
	if now := runtime.NumGoroutine(); now > before+10 {
		t.Errorf("%d goroutines, %d before", now, before)
	}
	server.Restart()
	eventually(t, "an answer", answers(store))
}

func TestMostSentinelsAreRight(t *testing.T) {
	server := redistest.Start(t)
	_, port, _ := net.SplitHostPort(server.Addr())
	late := func(answer string) string {
		return sentinelAfter(t, 50*time.Millisecond, func() string { return answer })
	}
	right := "*2\r\n$9\r\n127.0.0.1\r\n$" + fmt.Sprint(len(port)) + "\r\n" + port + "\r\n"
	wrong := "*2\r\n$9\r\n127.0.0.1\r\n$1\r\n1\r\n"
	silent := redistest.Nonsense(t, redistest.NonsenseSilence)
	for name, c := range map[string]struct {
		sentinels []string
		want      string // "" for success
	}{
		"all say the same":             {[]string{sentinelOf(t, right), sentinelOf(t, right)}, ""},
		"one knows no fail-over yet":   {[]string{sentinelOf(t, wrong), late(right), late(right)}, ""},
		"one is silent":                {[]string{silent, sentinelOf(t, right), sentinelOf(t, right)}, ""},
		"one does not know the name":   {[]string{sentinelOf(t, "*-1\r\n"), sentinelOf(t, right)}, ""},
		"none knows the name":          {[]string{sentinelOf(t, "*-1\r\n")}, "master_set"},
		"one wants a password":         {[]string{sentinelOf(t, "-NOAUTH Authentication required.\r\n")}, "NOAUTH"},
		"one is a web server":          {[]string{redistest.Nonsense(t, redistest.NonsenseHTTP)}, "protocol"},
		"one never ends its line":      {[]string{redistest.Nonsense(t, redistest.NonsenseStream)}, "no Sentinel"},
		"one announces a huge array":   {[]string{redistest.Nonsense(t, redistest.NonsenseHugeArray)}, "protocol"},
		"one names a port of nonsense": {[]string{sentinelOf(t, "*2\r\n$1\r\na\r\n$1\r\nb\r\n")}, "protocol"},
		"one hangs up":                 {[]string{redistest.Nonsense(t, redistest.NonsenseHangUp)}, "no Sentinel"},
	} {
		t.Run(name, func(t *testing.T) {
			url := "redis://" + c.sentinels[0] + "?master_set=mymaster"
			for _, other := range c.sentinels[1:] {
				url += "&addr=" + other
			}
			store := open(t, rediscache.Config{URL: url})
			err := store.Ping(t.Context())
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v; want %q", err, c.want)
			}
		})
	}
}

// A master that was made a replica by hand lives on, and keeps its connections.
func TestAMasterThatHandsOver(t *testing.T) {
	before, after := redistest.Start(t), redistest.Start(t)
	var now atomic.Pointer[redistest.Server]
	now.Store(before)
	sentinel := sentinelAfter(t, 0, func() string {
		host, port, _ := net.SplitHostPort(now.Load().Addr())
		return fmt.Sprintf("*2\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n", len(host), host, len(port), port)
	})
	store := open(t, rediscache.Config{URL: "redis://" + sentinel + "?master_set=mymaster"})
	set(t, store, entry("a"), "before", cache.Limits{})
	now.Store(after)
	eventually(t, "the new master is used", func() bool {
		_, found, err := store.Get(t.Context(), entry("a"))
		return err == nil && !found
	})
	set(t, store, entry("a"), "after", cache.Limits{})
	if n, err := after.Do("DBSIZE"); err != nil || n != "1" {
		t.Errorf("%s keys at the new master, %v", n, err)
	}
}

// sentinelOf is one that gives an answer to every question.
func sentinelOf(tb testing.TB, answer string) (addr string) {
	tb.Helper()
	return sentinelAfter(tb, 0, func() string { return answer })
}

// sentinelAfter is one that thinks before it answers.
func sentinelAfter(tb testing.TB, pause time.Duration, answer func() string) (addr string) {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 1024))
			time.Sleep(pause)
			_, _ = io.WriteString(conn, answer())
			_ = conn.Close()
		}
	}()
	return listener.Addr().String()
}
