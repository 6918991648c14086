package rediscache_test

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/cache"
	"github.com/satchel-go/satchel/cache/rediscache"
	"github.com/satchel-go/satchel/internal/redistest"
)

const password = "p4ss-of-nobody"

func TestFaultsOfAConfigAreErrorsOfNew(t *testing.T) {
	fine := "redis://127.0.0.1:1"
	for name, c := range map[string]struct {
		config rediscache.Config
		want   string
	}{
		"no URL":                          {rediscache.Config{}, "URL: is missing"},
		"another scheme":                  {rediscache.Config{URL: "http://user:" + password + "@127.0.0.1"}, "begins with none of redis"},
		"only a host":                     {rediscache.Config{URL: "127.0.0.1:6379"}, "URL: is no URL"},
		"a host without slashes":          {rediscache.Config{URL: "redis:127.0.0.1:6379"}, "has no //"},
		"a port that is no number":        {rediscache.Config{URL: "redis://127.0.0.1:" + password}, "the port is no number"},
		"a slash in the password":         {rediscache.Config{URL: "redis://:" + password + "/x@127.0.0.1"}, "the port is no number"},
		"a number and a slash in it":      {rediscache.Config{URL: "redis://:12/" + password + "@127.0.0.1"}, "%2F"},
		"a # in it":                       {rediscache.Config{URL: "redis://:12#" + password + "@127.0.0.1"}, "#"},
		"a ? in it":                       {rediscache.Config{URL: "redis://:12?" + password + "@127.0.0.1"}, "has a parameter"},
		"a % in it":                       {rediscache.Config{URL: "redis://:%zz" + password + "@127.0.0.1"}, "%25"},
		"a bracket in it":                 {rediscache.Config{URL: "redis://:<" + password + ">@127.0.0.1"}, "percent-encoded"},
		"a line break":                    {rediscache.Config{URL: "redis://:" + password + "@127.0.0.1\n"}, "control character"},
		"no host":                         {rediscache.Config{URL: "redis://"}, "names no server"},
		"a port and no host":              {rediscache.Config{URL: "redis://:6379"}, "names no server"},
		"a slash too few":                 {rediscache.Config{URL: "redis:/127.0.0.1"}, "names no server"},
		"a prefix of another one":         {rediscache.Config{URL: fine, Prefix: "shop:eu"}, "Prefix"},
		"a port beyond the last":          {rediscache.Config{URL: "redis://127.0.0.1:70000"}, "1 to 65535"},
		"a port of another node":          {rediscache.Config{URL: fine + "?addr=a:0"}, "1 to 65535"},
		"a word for the database":         {rediscache.Config{URL: fine + "/zero"}, "no number of a database"},
		"a negative database":             {rediscache.Config{URL: fine + "/-1"}, "no number of a database"},
		"a parameter that is a field":     {rediscache.Config{URL: fine + "?dial_timeout=1s"}, "fields of Config"},
		"a socket without a path":         {rediscache.Config{URL: "unix://"}, "unix:///path"},
		"a socket with a host":            {rediscache.Config{URL: "unix://host/path"}, "unix:///path"},
		"two passwords":                   {rediscache.Config{URL: "redis://:" + password + "@127.0.0.1", Password: password}, "leave one out"},
		"a user without a password":       {rediscache.Config{URL: "redis://" + password + "@127.0.0.1"}, "without a password"},
		"TLS without rediss":              {rediscache.Config{URL: fine, TLS: &tls.Config{MinVersion: tls.VersionTLS13}}, "write rediss"},
		"a negative budget":               {rediscache.Config{URL: fine, Budget: -1}, "Budget: is negative"},
		"a negative time of the memory":   {rediscache.Config{URL: fine, ClientCache: -1}, "ClientCache: is negative"},
		"a negative size of the memory":   {rediscache.Config{URL: fine, ClientCacheBytes: -1}, "ClientCacheBytes: is negative"},
		"a prefix with a space":           {rediscache.Config{URL: fine, Prefix: "my app"}, "Prefix"},
		"a prefix that is longer than 64": {rediscache.Config{URL: fine, Prefix: strings.Repeat("x", 65)}, "Prefix"},
	} {
		t.Run(name, func(t *testing.T) {
			made, err := rediscache.New(c.config)
			if err == nil {
				_ = made.Close()
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "rediscache: ") {
				t.Errorf("%v; want %q", err, c.want)
			}
			if strings.Contains(err.Error(), password) {
				t.Errorf("the password is in the error: %v", err)
			}
		})
	}
}

func TestNewTellsAllFaultsAtOnce(t *testing.T) {
	_, err := rediscache.New(rediscache.Config{Budget: -1, Prefix: " "})
	for _, field := range []string{"URL", "Budget", "Prefix"} {
		if err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%v has no %s", err, field)
		}
	}
}

func TestWaysToTheServer(t *testing.T) {
	server := redistest.Start(t)
	guarded := redistest.Start(t, "--requirepass", password)
	limited := redistest.Start(t, "--user", "app", "on", ">"+password, "~satchel:*", "+@all")
	secured, roots := redistest.StartTLS(t)
	socket := t.TempDir() + "/redis.sock"
	redistest.Start(t, "--unixsocket", socket)
	valkey := func(url string) string { return strings.Replace(url, "redis", "valkey", 1) }
	auth := func(url, user string) string { return strings.Replace(url, "://", "://"+user+"@", 1) }
	trust := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	_, port, _ := strings.Cut(secured.Addr(), ":")

	for name, config := range map[string]rediscache.Config{
		"plain":                         {URL: server.URL()},
		"another name for it":           {URL: valkey(server.URL())},
		"a database":                    {URL: server.URL() + "/3"},
		"a socket":                      {URL: "unix://" + socket},
		"a database of a socket":        {URL: "unix://" + socket + "?db=2"},
		"a password in the URL":         {URL: auth("redis://"+guarded.Addr(), ":"+password)},
		"a password beside the URL":     {URL: "redis://" + guarded.Addr(), Password: password},
		"a user of an ACL":              {URL: auth("redis://"+limited.Addr(), "app"), Password: password},
		"TLS with an authority of ours": {URL: "rediss://" + secured.Addr(), TLS: trust},
		"TLS to a name":                 {URL: "valkeys://localhost:" + port, TLS: trust},
	} {
		t.Run(name, func(t *testing.T) {
			store := open(t, config)
			set(t, store, entry("a"), name, cache.Limits{TTL: time.Minute})
			expect(t, store, entry("a"), name)
			if err := store.Ping(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// Whatever a server or the system says, the words of an event and of an error have no
// password in them.
func TestTheWrongPasswordIsToldWithoutIt(t *testing.T) {
	guarded := redistest.Start(t, "--requirepass", "another")
	parrot := imposter(t, func(command []string) string {
		if command[0] == "HELLO" {
			return "-ERR unknown subcommand in '" + strings.Join(command, " ") + "'\r\n"
		}
		return "-ERR unknown command '" + command[0] + "', with args beginning with: '" + strings.Join(command[1:], "' '") + "'\r\n"
	})
	for name, c := range map[string]struct{ url, want string }{
		"a server that wants another one":   {"redis://" + guarded.Addr(), "WRONGPASS"},
		"a server that repeats what it got": {parrot, "[redacted]"},
	} {
		t.Run(name, func(t *testing.T) {
			var w witness
			store := open(t, rediscache.Config{URL: c.url, Password: password, OnEvent: w.on})
			_, _, err := store.Get(t.Context(), entry("a"))
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), password) {
				t.Errorf("error: %v", err)
			}
			eventually(t, "the event", func() bool { return len(w.seen()) > 0 })
			events := w.seen()
			if len(events) != 1 || !strings.Contains(events[0].Detail, c.want) || strings.Contains(events[0].String(), password) {
				t.Errorf("events: %v", events)
			}
		})
	}
}

// Servers repeat the arguments of a command that they do not know.
func TestAnErrorHasNoNameAndNoValue(t *testing.T) {
	url := imposter(t, func(command []string) string {
		if command[0] == "EVALSHA" {
			return "-ERR unknown command 'EVALSHA', with args beginning with: '" + strings.Join(command[1:], "' '") + "'\r\n"
		}
		return ""
	})
	store := open(t, rediscache.Config{URL: url})
	err := store.Set(t.Context(), entry("name-of-it"), []byte("value-of-it"), cache.Limits{})
	if err == nil || !strings.Contains(err.Error(), "unknown command") || strings.Contains(err.Error(), "-of-it") || strings.Contains(err.Error(), "visitor") {
		t.Error(err)
	}
}

func TestNothingPrintsThePassword(t *testing.T) {
	config := rediscache.Config{URL: "redis://user:" + password + "@127.0.0.1:1"}
	store := open(t, config)
	var text strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		fmt.Fprintf(&text, verb+verb+verb+verb+"\n", config, store, store.DenyList(), store.Stats())
	}
	slog.New(slog.NewJSONHandler(&text, nil)).Info("x", "config", config)
	if strings.Contains(text.String(), password) || strings.Contains(text.String(), fmt.Sprintf("%x", password)) {
		t.Error(text.String())
	}
}

// An administrator may mend the password while the program runs.
func TestThePasswordOfTheServerMayComeLater(t *testing.T) {
	server := redistest.Start(t)
	if _, err := server.Do("ACL", "SETUSER", "app", "on", ">other", "~*", "+@all"); err != nil {
		t.Fatal(err)
	}
	store := open(t, rediscache.Config{URL: "redis://app@" + server.Addr(), Password: password})
	if err := store.Ping(t.Context()); err == nil {
		t.Fatal("no error")
	}
	if _, err := server.Do("ACL", "SETUSER", "app", ">"+password); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the server lets us in", func() bool { return store.Ping(t.Context()) == nil })
}

// The commands that the documentation names are all that an account needs.
func TestAnAccountWithTheCommandsOfTheDocumentation(t *testing.T) {
	commands := "+get +set +hget +hset +hdel +hkeys +hstrlen +hscan +exists +pttl +pexpire +persist +unlink +scan +time +eval +evalsha " +
		"+hello +ping +cluster"
	for name, c := range map[string]struct {
		more   string
		memory time.Duration
	}{
		"without a memory in this process": {"", 0},
		"with one":                         {" +multi +exec +client", time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			rule := append([]string{"ACL", "SETUSER", "app", "on", ">" + password, "~satchel:*"}, strings.Fields(commands+c.more)...)
			if _, err := server.Do(rule...); err != nil {
				t.Fatal(err)
			}
			store := open(t, rediscache.Config{URL: "redis://app@" + server.Addr(), Password: password, ClientCache: c.memory})
			named := cache.Key{Group: cache.Group{Name: "products"}, Name: "1"}
			for _, key := range []cache.Key{entry("a"), named} {
				for _, ttl := range []time.Duration{time.Hour, 0} {
					set(t, store, key, "x", cache.Limits{TTL: ttl, Entries: 1, Bytes: 10})
				}
				expect(t, store, key, "x")
			}
			_ = store.Set(t.Context(), entry("b"), nil, cache.Limits{Entries: 1})
			list := store.DenyList()
			_, denied := list.Denied(t.Context(), []string{"a", "b"})
			for what, err := range map[string]error{
				"Move": store.Move(t.Context(), entry("a").Group, session("other")), "Remove": store.Remove(t.Context(), entry("a")),
				"Remove, named": store.Remove(t.Context(), named), "RemoveAll": store.RemoveAll(t.Context(), session("other")),
				"RemoveAll, named": store.RemoveAll(t.Context(), named.Group), "Ping": store.Ping(t.Context()), "Denied": denied,
				"Deny": list.Deny(t.Context(), []string{"a"}, time.Now().Add(time.Hour)), "Deny without end": list.Deny(t.Context(), []string{"a"}, time.Time{}),
			} {
				if err != nil {
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
}
