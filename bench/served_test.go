package bench_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/satchel-go/satchel/bench"
)

func TestWhatIsServedAnswersManyAtATimeAsItSays(t *testing.T) {
	all, err := bench.AllServed()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"": true}
	for _, served := range all {
		if !known[served.Against] {
			t.Errorf("%s is compared with %q, which does not come before it", served.Name, served.Against)
		}
		known[served.Name] = true
		server := httptest.NewServer(served.Handler)
		var clients sync.WaitGroup
		for range 8 {
			clients.Go(func() {
				for range 20 {
					request, _ := http.NewRequest(http.MethodGet, server.URL, nil)
					request.Header = served.Header
					response, err := server.Client().Do(request)
					if err != nil {
						t.Error(err)
						return
					}
					body, err := io.ReadAll(response.Body)
					response.Body.Close()
					if err != nil || response.StatusCode != http.StatusOK || string(body) != served.Body {
						t.Errorf("%s: status %d, %q (%v), want %q", served.Name, response.StatusCode, body, err, served.Body)
					}
				}
			})
		}
		clients.Wait()
		server.Close()
	}
}
