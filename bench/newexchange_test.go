package bench_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/satchel-go/satchel/bench"
)

func TestAnExchangeOfOnesOwnCarriesTheCookieAndTellsTheAnswer(t *testing.T) {
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Set-Cookie", "seen=1")
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, r.Header.Get("Cookie"))
	})
	exchange := bench.NewExchange(echo, "a=1")
	for _, cookie := range []string{"a=1", "b=22"} {
		exchange.SetCookie(cookie)
		exchange.Serve()
		status, body, cookies := exchange.Answer()
		if status != http.StatusTeapot || body != cookie || len(cookies) != 1 || cookies[0] != "seen=1" {
			t.Errorf("with %q the answer is %d, %q, %q", cookie, status, body, cookies)
		}
	}
}
