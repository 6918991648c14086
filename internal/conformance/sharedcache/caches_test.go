package sharedcache_test

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// cache is a program that stands between the clients and the site. start runs it
// with its files in dir, in front of the server at upstream, and returns the Unix
// socket on which it will listen and what tells that it is gone.
type cache struct {
	name  string
	start func(t *testing.T, dir string, upstream *url.URL) (socket string, gone <-chan struct{})
}

var caches = []cache{
	{"nginx", startNginx},
	{"Varnish", startVarnish},
}

// nginxConfig is what one finds in articles on how to make a site fast: "nginx
// caches nothing as long as there is a Set-Cookie, so ignore it", and a time for
// whatever says nothing about time. Cache-Control, Expires, X-Accel-Expires and
// Vary are still heeded. One process is enough, and it stays the user that runs the
// tests.
const nginxConfig = `
daemon off;
master_process off;
pid "DIR/pid";
error_log stderr;
events { worker_connections 256; }
http {
	access_log off;
	client_body_temp_path "DIR/body";
	proxy_temp_path "DIR/proxy";
	fastcgi_temp_path "DIR/fastcgi";
	uwsgi_temp_path "DIR/uwsgi";
	scgi_temp_path "DIR/scgi";
	proxy_cache_path "DIR/pages" keys_zone=pages:1m;
	server {
		listen "unix:DIR/socket";
		location / {
			proxy_pass "http://UPSTREAM";
			proxy_cache pages;
			proxy_cache_valid any 1m;
			proxy_ignore_headers Set-Cookie;
			add_header X-Cache $upstream_cache_status always;
		}
	}
}
`

func startNginx(t *testing.T, dir string, upstream *url.URL) (socket string, gone <-chan struct{}) {
	config := filepath.Join(dir, "nginx.conf")
	text := strings.NewReplacer("DIR", dir, "UPSTREAM", upstream.Host).Replace(nginxConfig)
	must(t, os.WriteFile(config, []byte(text), 0o600))
	return filepath.Join(dir, "socket"), run(t, find(t, "NGINX", "nginx", "nginx-light"), "-p", dir, "-c", config)
}

// varnishConfig takes away the two rules of Varnish's own that know cookies: one
// passes a request with a Cookie by the cache, the other does not store a response
// with Set-Cookie. With the first, no visitor who has a session would ever hit; so
// operators drop it, and then the second, since every page of theirs sets some
// cookie. The rest of the built-in rules stays: no response is stored that says
// "private" or "no-store" in Cache-Control, or, where there is a Surrogate-Control,
// that says "no-store" in that. Varnish itself heeds Vary, and takes two minutes for
// what says nothing about time. A configuration that drops those rules too has no
// way left to hear of a private page, whatever a library does.
const varnishConfig = `
vcl 4.1;

backend default {
	.host = "HOST";
	.port = "PORT";
}

sub vcl_req_cookie {
	return;
}

sub vcl_beresp_cookie {
	return;
}

sub vcl_deliver {
	if (obj.hits > 0) {
		set resp.http.X-Cache = "HIT";
	} else {
		set resp.http.X-Cache = "MISS";
	}
}
`

func startVarnish(t *testing.T, dir string, upstream *url.URL) (socket string, gone <-chan struct{}) {
	config := filepath.Join(dir, "cache.vcl")
	text := strings.NewReplacer("HOST", upstream.Hostname(), "PORT", upstream.Port()).Replace(varnishConfig)
	must(t, os.WriteFile(config, []byte(text), 0o600))
	socket = filepath.Join(dir, "socket")
	return socket, run(t, find(t, "VARNISHD", "varnishd", "varnish"),
		"-F",         // in the foreground
		"-j", "none", // as the user that runs the tests
		"-T", "none", // no port for an operator
		"-n", filepath.Join(dir, "varnish"),
		"-a", socket,
		"-f", config,
		"-s", "malloc,16m",
		"-p", "vsl_space=1M", // a log that nobody reads
	)
}

// find returns the path of a program, by a variable of the environment or else by
// its name. Servers live in sbin, which not every user has in PATH.
func find(t *testing.T, variable, name, debianPackage string) string {
	t.Helper()
	if path := os.Getenv(variable); path != "" {
		found, err := exec.LookPath(path)
		if err != nil {
			t.Fatalf("the environment variable %s names no program: %v", variable, err)
		}
		return found
	}
	for _, path := range []string{name, "/usr/sbin/" + name, "/usr/local/sbin/" + name} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	t.Fatalf("there is no %s: install it (Debian: apt-get install %s) or name one in the environment variable %s",
		name, debianPackage, variable)
	return ""
}

// run starts a program that serves until the test ends. What it printed is shown if
// the test failed. The channel is closed when the program has ended.
func run(t *testing.T, path string, arguments ...string) (gone <-chan struct{}) {
	t.Helper()
	var output bytes.Buffer
	command := exec.CommandContext(t.Context(), path, arguments...)
	command.Stdout, command.Stderr = &output, &output
	// Killed, the manager of Varnish would leave its other half to itself.
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = 10 * time.Second
	must(t, command.Start())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := command.Wait(); err != nil {
			fmt.Fprintln(&output, err)
		}
	}()
	// The context of a test ends just before its cleanups.
	t.Cleanup(func() {
		<-ended
		if t.Failed() {
			t.Logf("%s printed:\n%s", path, &output)
		}
	})
	return ended
}

// shortDir makes a folder whose name leaves room for that of a Unix socket: some
// systems allow 104 bytes in all, and the names that t.TempDir makes are long.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "cache") //nolint:usetesting // see above
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	return dir
}
