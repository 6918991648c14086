package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Each of these servers is wrong in one thing, which a run must not call flat.
func TestAServerThatAnswersWronglyEndsTheRun(t *testing.T) {
	site, err := newSite(time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path string
		do   http.HandlerFunc
	}{
		"a login that fails":          {"/login", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", http.StatusBadGateway) }},
		"a message that is not there": {"/hear", func(http.ResponseWriter, *http.Request) {}},
		"a logout that ends nothing":  {"/logout", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("revoked here")) }},
		"somebody else's session":     {"/read", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("user-1@example.com:1")) }},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == c.path {
					c.do(w, r)
					return
				}
				site.ServeHTTP(w, r)
			}))
			defer server.Close()
			people := newCrowd(t.Context(), strings.TrimPrefix(server.URL, "http://"))
			select {
			case <-people.failed.Done():
			case <-time.After(10 * time.Second):
				t.Error("nobody notices")
			}
			if err := people.stop(); err == nil || !strings.Contains(err.Error(), "visit ") {
				t.Error(err)
			}
		})
	}
}

func TestEveryAttackIsRepelled(t *testing.T) {
	site, err := newSite(time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	defer server.Close()
	for number := range int64(20) {
		v := &visitor{server.Client(), strings.TrimPrefix(server.URL, "http://"), map[string]string{}}
		if err := v.visit(t.Context(), number); err != nil {
			t.Errorf("visit %d: %v", number, err)
		}
	}
	if got := site.refused.Load(); got < 20 {
		t.Errorf("%d cookies are refused", got)
	}
}
