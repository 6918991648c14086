package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
)

func TestFaultsOfTheEnvironmentAreNamed(t *testing.T) {
	for name, test := range map[string]struct{ secret, profile, want string }{
		"no secret":           {"", "play", "APPLICATION_SECRET"},
		"a placeholder":       {"changeme", "play", "placeholder"},
		"an unknown profile":  {"x", "play1", "SATCHEL_PROFILE"},
		"too short for a JWT": {"0f1Kq8Zr2Lw7", "play", "needs 32"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := sharedScopes([]string{"APPLICATION_SECRET=" + test.secret, "SATCHEL_PROFILE=" + test.profile}); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q in it", err, test.want)
			}
		})
	}
	for _, address := range []string{"play.example:9000", "//play.example:9000", "ftp://play.example"} {
		if err := run("127.0.0.1:0", address, "/"); err == nil || !strings.Contains(err.Error(), "-play") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestTheEndLetsARequestFinish(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listens := func() bool {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- serve(ctx, listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			stop()
			for listens() {
				runtime.Gosched() // until the end has begun
			}
			fmt.Fprint(w, "finished")
		}))
	}()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+listener.Addr().String(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); string(body) != "finished" {
		t.Errorf("body %q, %v", body, err)
	}
	if err := <-ended; err != nil {
		t.Errorf("serve: %v", err)
	}
}
