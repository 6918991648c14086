package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/commandline"
	"github.com/satchel-go/satchel/bench/document"
	"github.com/satchel-go/satchel/bench/serverprocess"
)

func TestMain(m *testing.M) {
	if name, asked := serverprocess.Asked(); asked {
		os.Exit(commandline.Status(program, true, serve(name)))
	}
	os.Exit(m.Run())
}

// A short run is no measurement, but everything in it has to work.
func TestEverythingServedIsMeasuredAndGetsALine(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux holds a process on a core")
	}
	rows, rate, err := measure(t.Context(), plan{passes: 2, long: 40 * time.Millisecond, rate: 200})
	if err != nil {
		t.Fatal(err)
	}
	if all, err := bench.AllServed(); err != nil || len(all) != len(rows) || rate != 200 {
		t.Errorf("%d of %d are measured (%v), at the rate %d", len(rows), len(all), err, rate)
	}
	var out strings.Builder
	if err := printTables(&out, "title", rows); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		for table, line := range map[string]string{"costs": ` +[1-9]\d* +\d+ % +\d+\.\d\d µs `, "latencies": ` +\d of 2 `} {
			if !regexp.MustCompile(`(?m)^` + r.Name + line).MatchString(out.String()) {
				t.Errorf("%s has no line of %s in\n%s", r.Name, table, &out)
			}
		}
	}
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(page, []byte("<!-- measured: server -->\n<!-- end -->\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := document.Write(page, "server", markdown("title", rows)); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(page); err != nil || strings.Count(string(text), "\n|") != 2*(len(rows)+2) {
		t.Errorf("the page is (%v)\n%s", err, text)
	}
}

func TestWithoutARateTheFirstServerSetsIt(t *testing.T) {
	p := plan{passes: 1, long: 40 * time.Millisecond}
	served := &bench.Served{Name: "one", Body: "done"}
	here := serveHere(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("done")) })
	for range 2 {
		before := p.rate
		if err := (&row{Served: served}).measure(t.Context(), here, &p); err != nil {
			t.Fatal(err)
		}
		if p.rate < 1 || p.rate > mostRate || before != 0 && p.rate != before {
			t.Errorf("from %d to %d", before, p.rate)
		}
	}
}

// here is a server in this process.
type here struct{ address string }

func (h here) Address() string           { return h.address }
func (here) CPU() (time.Duration, error) { return time.Second, nil }

func serveHere(t *testing.T, handler http.HandlerFunc) here {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return here{server.Listener.Addr().String()}
}

// Errors would look like speed.
func TestAWrongAnswerEndsTheMeasurement(t *testing.T) {
	served := &bench.Served{Name: "one", Body: "done"}
	for name, handler := range map[string]http.HandlerFunc{
		"an error with the right body": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = w.Write([]byte("done"))
		},
		"another body": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("dona")) },
		"no answer":    func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			from := serveHere(t, handler)
			if _, err := closedLoop(t.Context(), from, served, 20*time.Millisecond); err == nil {
				t.Error("the closed loop does not notice")
			}
			if _, _, err := fixedRate(t.Context(), from.Address(), served, 100, 20*time.Millisecond); err == nil {
				t.Error("the fixed rate does not notice")
			}
		})
	}
}

func TestTheClientSendsTheCookie(t *testing.T) {
	served := &bench.Served{Body: "a=1; b=2", Header: http.Header{"Cookie": {"a=1; b=2"}}}
	from := serveHere(t, func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(r.Header.Get("Cookie"))) })
	if _, err := closedLoop(t.Context(), from, served, 20*time.Millisecond); err != nil {
		t.Error(err)
	}
	if _, _, err := fixedRate(t.Context(), from.Address(), served, 100, 20*time.Millisecond); err != nil {
		t.Error(err)
	}
}

// A pass in which the machine was slow is slow for both.
func TestATargetIsComparedPassByPass(t *testing.T) {
	ofCosts := func(costs ...time.Duration) (loops []loop) {
		for _, cost := range costs {
			loops = append(loops, loop{requests: 10, elapsed: 10 * cost, cpu: 10 * cost})
		}
		return loops
	}
	floor := &row{Served: &bench.Served{Name: "floor"}, loops: ofCosts(92, 920, 9200)}
	for name, c := range map[string]struct {
		loops []loop
		kept  bool
	}{
		"as much as allowed in each pass":       {ofCosts(100, 1000, 10000), true},
		"a little more in each pass":            {ofCosts(101, 1010, 10100), false},
		"much more in one pass":                 {ofCosts(100, 9999, 10000), true},
		"a smaller median, and more in passes":  {ofCosts(101, 930, 10100), false},
		"less than the floor in every pass":     {ofCosts(90, 900, 9000), true},
		"twice as much in all passes but one":   {ofCosts(184, 1840, 9200), false},
		"more in one pass and less in two more": {ofCosts(1000, 900, 9000), true},
	} {
		t.Run(name, func(t *testing.T) {
			ours := &row{Served: &bench.Served{Name: "ours"}, against: floor, target: 0.92, loops: c.loops}
			if got := allKept([]*row{floor, ours}); got != c.kept {
				t.Errorf("share %.3f: kept is %v", ours.share(), got)
			}
			if text := markdown("", []*row{floor, ours}); strings.Contains(text, "≥ 92 % ✗") == c.kept || strings.Contains(text, "≥ 92 % ✓") != c.kept {
				t.Error(text)
			}
		})
	}
}

func TestWithoutABusyCoreThereIsNoVerdict(t *testing.T) {
	of := func(name string, cost, elapsed time.Duration) *row {
		return &row{Served: &bench.Served{Name: name}, loops: []loop{{requests: 1, elapsed: elapsed, cpu: cost}}}
	}
	for name, c := range map[string]struct {
		floor, ours *row
		verdict     string
	}{
		"both are busy":            {of("read, floor", 90, 100), of("ours", 180, 200), "✗"},
		"the server is not":        {of("read, floor", 90, 100), of("ours", 180, 201), "–"},
		"nor is what it is beside": {of("read, floor", 90, 101), of("ours", 180, 200), "–"},
	} {
		t.Run(name, func(t *testing.T) {
			c.ours.against, c.ours.target = c.floor, 0.92
			if text := markdown("", []*row{c.floor, c.ours}); !strings.Contains(text, "| 50.0 % | ≥ 92 % "+c.verdict+" |") {
				t.Error(text)
			}
			if missed := c.verdict == document.Missed; allKept([]*row{c.floor, c.ours}) == missed {
				t.Error("it counts as a miss, or does not")
			}
		})
	}
}

func TestASharePointsOutThatItIsNotOfAFloor(t *testing.T) {
	loops := []loop{{requests: 1, elapsed: 1, cpu: 1}}
	bare := &row{Served: &bench.Served{Name: "untouched, bare"}, loops: loops}
	if got := compared(&row{Served: &bench.Served{}, against: bare, loops: loops}); got != "100.0 % of the bare handler" {
		t.Error(got)
	}
}

func TestAPageThatIsNotThereIsAnErrorBeforeAnythingIsMeasured(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	if _, err := run(plan{}, page); err == nil || !strings.Contains(err.Error(), page) {
		t.Errorf("the error is %v", err)
	}
}

func TestARateThatWasNotKeptIsNoLatency(t *testing.T) {
	r := &row{Served: &bench.Served{Name: "one"}, loops: []loop{{requests: 1, elapsed: 1}, {requests: 1, elapsed: 1}}}
	if text := markdown("", []*row{r}); !strings.Contains(text, "| 0 of 2 | – | – |") {
		t.Error(text)
	}
	r.waits = []latencies{{1e6}}
	if text := markdown("", []*row{r}); !strings.Contains(text, "| 1 of 2 | 1.00 ms |") {
		t.Error(text)
	}
}

func TestAPlanThatMakesNoSenseIsRefused(t *testing.T) {
	for name, p := range map[string]plan{
		"no pass":         {passes: 0, long: time.Second},
		"no time":         {passes: 1},
		"a negative rate": {passes: 1, long: time.Second, rate: -1},
	} {
		if _, _, err := measure(t.Context(), p); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAServerOfAnUnknownNameIsRefused(t *testing.T) {
	if err := serve("nobody"); err == nil || !strings.Contains(err.Error(), `"nobody"`) {
		t.Error(err)
	}
}
