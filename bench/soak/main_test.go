package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/bench/commandline"
	"github.com/satchel-go/satchel/bench/document"
	"github.com/satchel-go/satchel/bench/serverprocess"
)

func TestMain(m *testing.M) {
	if memory, asked := serverprocess.Asked(); asked {
		os.Exit(commandline.Status(program, true, serve(memory)))
	}
	os.Exit(m.Run())
}

// A short run says nothing about growth, but everything in it has to work.
func TestAShortRun(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux holds a process on a core")
	}
	folder := filepath.Join(t.TempDir(), "profiles")
	var out strings.Builder
	readings, err := run(t.Context(), 1500*time.Millisecond, folder, &out)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(out.String(), "\n"); got != moments || len(readings) != moments {
		t.Errorf("%d lines and %d readings in place of %d", got, len(readings), moments)
	}
	last := readings[moments-1]
	if last.Users < 100 || last.Requests < 8*last.Users || last.Refused < last.Users/3 ||
		last.Heap == 0 || last.Objects == 0 || last.Goroutines < 2 || last.Resident < last.Heap {
		t.Errorf("the last reading is %+v", last)
	}
	for _, name := range []string{"heap.pprof", "goroutine.pprof"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Size() < 100 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(page, []byte("<!-- measured: long-run -->\n<!-- end -->\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := document.Write(page, pageSection, markdown("title", readings, judge(readings))); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), "| heap in use, MB | ") || !strings.Contains(string(text), "title · ") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestARunThatIsTooShortIsRefused(t *testing.T) {
	if _, err := run(t.Context(), time.Millisecond, "", &strings.Builder{}); err == nil {
		t.Error("no error")
	}
}

func TestAShortRunDoesNotGetOntoThePage(t *testing.T) {
	if _, err := report(time.Minute, "", "page.md"); err == nil || !strings.Contains(err.Error(), "too short") {
		t.Error(err)
	}
	if _, err := report(time.Hour, "", "no such page.md"); err == nil || !strings.Contains(err.Error(), "no such page.md") {
		t.Error(err)
	}
}

func TestLogoutsAreForgottenWithinTheFirstThirdOfALongRun(t *testing.T) {
	for long, want := range map[time.Duration]time.Duration{
		time.Second:              5 * time.Second,
		10 * time.Minute:         30 * time.Second,
		10*time.Minute + 1234567: 30 * time.Second,
	} {
		if got := remembered(long); got != want {
			t.Errorf("%v in a run of %v, want %v", got, long, want)
		}
	}
}
