package satcheltest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/satcheltest"
)

// run runs a race that has nothing wrong with it.
func run(t *testing.T, race satcheltest.Race) *satcheltest.Report {
	t.Helper()
	if race.Scopes == nil {
		race.Scopes = newScopes(t, satchel.Config{})
	}
	report, err := race.Run()
	must(t, err)
	return report
}

var silent = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})

// tabs makes one tab of so many requests for each number.
func tabs(sizes ...int) []satcheltest.Tab {
	list := make([]satcheltest.Tab, len(sizes))
	for i, size := range sizes {
		for n := range size {
			list[i] = append(list[i], satcheltest.Navigate(fmt.Sprintf("/%d/%d", i+1, n)))
		}
	}
	return list
}

// (2n)!/2^n for single requests, and the number of ways to merge sequences otherwise;
// and all of them are different, and in each of them a tab keeps to its own order.
func TestRaceTriesEveryOrderOnce(t *testing.T) {
	for _, test := range []struct {
		sizes []int
		want  int
	}{
		{nil, 1}, {[]int{1}, 1}, {[]int{5}, 1}, {[]int{1, 1}, 6}, {[]int{1, 1, 1}, 90}, {[]int{1, 1, 1, 1}, 2520},
		{[]int{2, 1}, 15}, {[]int{2, 2}, 70}, {[]int{3, 2}, 210}, {[]int{2, 1, 1}, 420}, {[]int{0, 1, 1}, 6},
	} {
		race := satcheltest.Race{Handler: silent, Scopes: newScopes(t, satchel.Config{}), Tabs: tabs(test.sizes...)}
		seen := map[string]bool{}
		for order, err := range race.Orders() {
			must(t, err)
			text := fmt.Sprint(order.Steps)
			if seen[text] {
				t.Fatalf("%v comes twice: %s", test.sizes, text)
			}
			seen[text] = true
			for i, size := range test.sizes {
				var own, want []string
				for _, step := range order.Steps {
					if step.Who == fmt.Sprintf("tab %d", i+1) {
						own = append(own, fmt.Sprint(step.Status, step.Path))
					}
				}
				for n := range size {
					path := fmt.Sprintf("/%d/%d", i+1, n)
					want = append(want, fmt.Sprint(0, path), fmt.Sprint(200, path))
				}
				if !slices.Equal(own, want) {
					t.Fatalf("tab %d: %v", i+1, own)
				}
			}
		}
		if len(seen) != test.want {
			t.Errorf("%v: %d orders, want %d", test.sizes, len(seen), test.want)
		}
		if report := run(t, race); report.Orders != test.want || !report.OK() {
			t.Errorf("%v: %v", test.sizes, report)
		}
	}
}

// What a caller keeps of an order is not changed by later ones.
func TestOrdersStayAsTheyWere(t *testing.T) {
	race := satcheltest.Race{Handler: silent, Scopes: newScopes(t, satchel.Config{}), Tabs: tabs(1, 1, 1, 1)} // eight steps share arrays of eight
	var orders []satcheltest.Order
	var texts []string
	for order, err := range race.Orders() {
		must(t, err)
		orders, texts = append(orders, order), append(texts, fmt.Sprint(order))
	}
	for i, order := range orders {
		if got := fmt.Sprint(order); got != texts[i] {
			t.Fatalf("order %d was\n%s\nand is\n%s", i, texts[i], got)
		}
	}
}

func TestRaceCanBeLeftEarly(t *testing.T) {
	n := 0
	for range (satcheltest.Race{Handler: silent, Scopes: newScopes(t, satchel.Config{}), Tabs: tabs(1, 1, 1)}).Orders() {
		if n++; n == 10 {
			break
		}
	}
	if n != 10 {
		t.Errorf("%d orders", n)
	}
}

// A request has the cookies of the moment when it is sent, and a response sets its own
// at the moment when it arrives, both in the order that the steps say.
func TestRaceKeepsToItsSteps(t *testing.T) {
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Set-Cookie"] = []string{"last=" + strings.ReplaceAll(r.URL.Path, "/", "") + "; Path=/"}
		cookie, err := r.Cookie("last")
		if err != nil {
			cookie = &http.Cookie{Value: "none"}
		}
		_, _ = fmt.Fprint(w, "saw "+cookie.Value+".")
	})
	messages := []string{"saw none.", "saw 10.", "saw 20.", "saw 21."}
	race := satcheltest.Race{
		Handler: echo, Scopes: newScopes(t, satchel.Config{}), Tabs: tabs(1, 2), Messages: messages,
		After: []satcheltest.Request{satcheltest.Navigate("/after")},
	}
	for order, err := range race.Orders() {
		must(t, err)
		last, sent := "none", map[string]string{}
		for _, step := range order.Steps {
			name := strings.ReplaceAll(step.Path, "/", "")
			if step.Status == 0 || step.Who == "after" {
				sent[name] = last
				if carries := len(step.Carries) > 0; carries != (last != "none") {
					t.Fatalf("%v: sent with %v", step, step.Carries)
				}
			}
			if step.Status != 0 {
				last = name
				if !slices.Equal(step.Shows, []string{"saw " + sent[name] + "."}) {
					t.Fatalf("%v\nin %v", step, order.Steps)
				}
			}
		}
	}
}

// store is a handler that remembers: the page shows how many requests there were.
func store() http.Handler {
	n := 0
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n++
		_, _ = fmt.Fprintf(w, "number %d.", n)
	})
}

func TestRaceMakesAHandlerForEachOrder(t *testing.T) {
	race := satcheltest.Race{
		NewHandler: store, Before: []satcheltest.Request{satcheltest.Navigate("/")}, Tabs: tabs(1, 1, 1),
		After: []satcheltest.Request{satcheltest.Navigate("/")}, Messages: []string{"number 1.", "number 2.", "number 3.", "number 4.", "number 5."},
	}
	if report := run(t, race); report.Orders != 90 || !report.OK() {
		t.Errorf("%v", report)
	}
	race.Scopes = newScopes(t, satchel.Config{})
	for order, err := range race.Orders() {
		must(t, err)
		if last := order.Steps[len(order.Steps)-1]; !slices.Equal(last.Shows, []string{"number 5."}) {
			t.Fatalf("%v", order.Steps)
		}
	}
}

// A flash in a store, whose first reader takes it.
func TestRaceFindsWhatAStoreLoses(t *testing.T) {
	report := run(t, satcheltest.Race{
		NewHandler: func() http.Handler {
			message := ""
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					message = "saved"
					http.Redirect(w, r, "/", http.StatusSeeOther)
					return
				}
				_, _ = fmt.Fprint(w, message)
				message = ""
			})
		},
		Tabs:     []satcheltest.Tab{{satcheltest.Post("/save", nil)}, {satcheltest.Asset("/logo.png")}},
		Messages: []string{"saved"},
	})
	// The image is asked for when the POST has run and the page has not: before the POST's
	// answer arrives, and the image then at one of four places; or after it, and at three.
	if len(report.Lost) != 1 || report.Lost[0].Orders != 7 || len(report.Waiting) > 0 || report.Orders != 15 {
		t.Fatalf("%v", report)
	}
}

func TestRaceNoticesAHandlerThatIsNotMadeAnew(t *testing.T) {
	n := 0
	shared := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n++; n%7 == 0 {
			http.Redirect(w, r, "/once-more", http.StatusFound)
		}
	})
	_, err := satcheltest.Race{NewHandler: func() http.Handler { return shared }, Scopes: newScopes(t, satchel.Config{}), Tabs: tabs(1, 1, 1)}.Run()
	if err == nil || !strings.Contains(err.Error(), "differently") {
		t.Errorf("error %v", err)
	}
}

func TestRaceSaysWhatMakesNoSense(t *testing.T) {
	good := satcheltest.Race{Handler: silent, Scopes: newScopes(t, satchel.Config{}), Tabs: tabs(1, 1)}
	loop := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) })
	detour := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/end" {
			http.Redirect(w, r, "/end", http.StatusFound)
		}
	})
	broken := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://[::")
		w.WriteHeader(http.StatusFound)
	})
	for _, test := range []struct {
		name   string
		change func(*satcheltest.Race)
		says   string
	}{
		{"no handler", func(r *satcheltest.Race) { r.Handler = nil }, "Race.Handler"},
		{"two handlers", func(r *satcheltest.Race) { r.NewHandler = store }, "Race.NewHandler"},
		{"no scopes", func(r *satcheltest.Race) { r.Scopes = nil }, "Race.Scopes"},
		{"no URL", func(r *satcheltest.Race) { r.URL = "http://[::" }, "Race.URL"},
		{"no site", func(r *satcheltest.Race) { r.URL = "example.com" }, "https://example.com"},
		{"a URL with a path", func(r *satcheltest.Race) { r.URL = "https://example.com/app" }, "https://example.com/app"},
		{"an empty message", func(r *satcheltest.Race) { r.Messages = []string{""} }, "empty"},
		{"a message twice", func(r *satcheltest.Race) { r.Messages = []string{"a", "a"} }, `"a"`},
		{"a path without a slash", func(r *satcheltest.Race) { r.After = []satcheltest.Request{{Path: "x"}} }, `"x"`},
		{"another host", func(r *satcheltest.Race) { r.Before = []satcheltest.Request{{Path: "//x"}} }, `"//x"`},
		{"a path that is none", func(r *satcheltest.Race) { r.Before = []satcheltest.Request{{Path: "/%zz"}} }, "path"},
		{"too many orders", func(r *satcheltest.Race) { r.Tabs = tabs(1, 1, 1, 1, 1, 1) }, "7484400"},
		{"more than asked for", func(r *satcheltest.Race) { r.MaxOrders = 5 }, "6 orders"},
		{"more than seemed", func(r *satcheltest.Race) { r.Handler, r.MaxOrders = detour, 69 }, "more than 69"},
		{"a message that nobody leaves", func(r *satcheltest.Race) { r.Messages = []string{"never"} }, `"never"`},
		{"redirects in a circle", func(r *satcheltest.Race) { r.Handler = loop }, "20 redirects"},
		{"a redirect to nowhere", func(r *satcheltest.Race) { r.Handler = broken }, "no address"},
		{"a cookie that is refused", func(r *satcheltest.Race) {
			r.URL = "http://example.com"
			r.Handler = r.Scopes.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				_ = satchel.SessionFrom(r.Context()).Set("a", "secret value")
			}))
		}, `a browser refuses the cookie "__Host-session": it is Secure`},
	} {
		t.Run(test.name, func(t *testing.T) {
			race := good
			test.change(&race)
			report, err := race.Run()
			if err == nil {
				t.Fatalf("no error, and %v", report)
			}
			contains(t, "the error", err.Error(), "satcheltest: ", test.says)
			if strings.Count(err.Error(), "satcheltest") > 1 || strings.Contains(err.Error(), "secret") {
				t.Errorf("error %v", err)
			}
		})
	}
	race := good
	race.Handler, race.MaxOrders = detour, 70
	if report := run(t, race); report.Orders != 70 {
		t.Errorf("%d orders with redirects", report.Orders)
	}
}

// A session that is written with each response comes back after a logout; one that is
// written when it changes does not, and not when the login comes after the logout.
func TestRaceFindsSessionsThatComeBack(t *testing.T) {
	for _, test := range []struct {
		name string
		page http.HandlerFunc
		want int // of six orders
	}{
		{"written with each response", func(_ http.ResponseWriter, r *http.Request) {
			session := satchel.SessionFrom(r.Context())
			if user := session.Get("user"); user != "" {
				must(t, session.Renew("user"))
			}
		}, 2},
		{"only read", func(_ http.ResponseWriter, r *http.Request) { satchel.SessionFrom(r.Context()).Get("user") }, 0},
	} {
		scopes := newScopes(t, satchel.Config{})
		mux := http.NewServeMux()
		mux.HandleFunc("/login", func(_ http.ResponseWriter, r *http.Request) {
			must(t, satchel.SessionFrom(r.Context()).Set("user", "bob"))
		})
		mux.HandleFunc("/logout", func(_ http.ResponseWriter, r *http.Request) { must(t, satchel.SessionFrom(r.Context()).Clear()) })
		mux.HandleFunc("/", test.page)
		report := run(t, satcheltest.Race{
			Handler: scopes.Handler(mux), Scopes: scopes, Before: []satcheltest.Request{satcheltest.Post("/login", nil)},
			Tabs:  []satcheltest.Tab{{satcheltest.Post("/logout", nil)}, {satcheltest.Navigate("/")}},
			After: []satcheltest.Request{satcheltest.Navigate("/")},
		})
		got := 0
		if report.Resurrected != nil {
			got = report.Resurrected.Orders
		}
		if got != test.want || report.OK() != (test.want == 0) {
			t.Errorf("%s: the session comes back in %d orders: %v", test.name, got, report)
		}
		if test.want > 0 {
			steps := report.Resurrected.Shortest
			if len(steps) != 5 || steps[4].String() != "tab 2 receives 200 GET /, which writes __Host-session" ||
				steps[0].String() != "at first the browser receives 200 POST /login, which writes __Host-session" {
				t.Errorf("the shortest order is %v", steps)
			}
		}
	}
}

// A login that is sent after the logout has arrived is no such thing, also where a
// response that writes nothing arrives later.
func TestRaceLetsPeopleLogInAgain(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	mux := http.NewServeMux()
	mux.HandleFunc("/login", func(_ http.ResponseWriter, r *http.Request) {
		must(t, satchel.SessionFrom(r.Context()).Set("user", "bob"))
	})
	mux.HandleFunc("/logout", func(_ http.ResponseWriter, r *http.Request) { must(t, satchel.SessionFrom(r.Context()).Clear()) })
	mux.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) { satchel.SessionFrom(r.Context()).Get("user") })
	report := run(t, satcheltest.Race{
		Handler: scopes.Handler(mux), Scopes: scopes, Before: []satcheltest.Request{satcheltest.Post("/login", nil)},
		Tabs: []satcheltest.Tab{{satcheltest.Post("/logout", nil), satcheltest.Post("/login", nil)}, {satcheltest.Navigate("/")}},
	})
	if !report.OK() || report.Orders != 15 {
		t.Errorf("%v", report)
	}
}
