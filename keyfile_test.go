package satchel_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
)

// Two contents of one size.
const (
	firstLine = string(firstSecret) + " state=active\n"
	otherLine = string(otherSecret) + "  state=active\n"
)

// watch is a file of keys, with a clock of its own, and what is in use.
type watch struct {
	t     *testing.T
	path  string
	file  *satchel.WatchedFile
	now   time.Time
	inUse atomic.Pointer[satchel.Secret] // of the first key
}

func newWatch(t *testing.T, path string) *watch {
	t.Helper()
	file, keys, err := satchel.OpenWatchedFile(path)
	must(t, err)
	w := &watch{t: t, path: path, file: file, now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}
	must(t, w.use(keys))
	w.look("") // the first one is due at once
	return w
}

// watchFile watches a file with this content.
func watchFile(t *testing.T, content string) *watch {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys")
	must(t, os.WriteFile(path, []byte(content), 0o600))
	return newWatch(t, path)
}

func (w *watch) use(keys []satchel.Key) error {
	w.inUse.Store(&keys[0].Secret)
	return nil
}

// look looks a second later, and wants an error that says so, or none.
func (w *watch) look(problem string) {
	w.t.Helper()
	w.now = w.now.Add(time.Second)
	changed, err := w.file.Refresh(w.now, false, w.use)
	switch {
	case problem == "" && err != nil:
		w.t.Errorf("Refresh fails: %v", err)
	case problem != "" && (err == nil || changed || !strings.Contains(err.Error(), w.path) || !strings.Contains(err.Error(), problem)):
		w.t.Errorf("Refresh = %t, %v, want an error with %q and the path", changed, err, problem)
	}
}

func (w *watch) want(secret satchel.Secret) {
	w.t.Helper()
	if got := *w.inUse.Load(); got != secret {
		w.t.Errorf("in use is %q, want %q", string(got), string(secret))
	}
}

func (w *watch) write(content string) {
	w.t.Helper()
	must(w.t, os.WriteFile(w.path, []byte(content), 0o600))
}

// replace puts a new file in the place of the old one.
func (w *watch) replace(content string) {
	w.t.Helper()
	must(w.t, os.WriteFile(w.path+".new", []byte(content), 0o600))
	must(w.t, os.Rename(w.path+".new", w.path))
}

func TestNewKeysOfAFileAreUsedWhenItIs(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*testing.T, *watch)
	}{
		{"replaced", func(t *testing.T, w *watch) { w.replace(otherLine) }},
		{"rewritten in place", func(t *testing.T, w *watch) { w.write(otherLine) }},
		{"rewritten in place with the same size and time", func(t *testing.T, w *watch) {
			before, err := os.Stat(w.path)
			must(t, err)
			w.write(otherLine)
			must(t, os.Chtimes(w.path, before.ModTime(), before.ModTime()))
			if after, err := os.Stat(w.path); err != nil || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
				t.Fatalf("the file does not look the same: %v, %v", after, err)
			}
		}},
		{"missing for a while", func(t *testing.T, w *watch) {
			must(t, os.Remove(w.path))
			w.look("no such file")
			w.want(firstSecret)
			w.write(otherLine)
		}},
		{"emptied before it is written", func(t *testing.T, w *watch) {
			w.write("")
			w.look("holds no key")
			w.want(firstSecret)
			w.write(otherLine)
		}},
		{"written in halves of a stage", func(t *testing.T, w *watch) {
			w.write(otherLine[:len(otherLine)-3])
			w.look("line 1, key 1: state= is none of")
			w.want(firstSecret)
			w.write(otherLine)
		}},
		{"written in halves of a secret", func(t *testing.T, w *watch) {
			w.write(otherLine[:40])
			w.look("")
			w.want(firstSecret)
			w.write(otherLine)
		}},
		{"written in three pieces", func(t *testing.T, w *watch) {
			for _, end := range []int{40, 44, 50} {
				w.write(otherLine[:end])
				w.look("")
				w.want(firstSecret)
			}
			w.write(otherLine)
		}},
		{"written in halves of a secret twice", func(t *testing.T, w *watch) {
			for _, content := range []string{otherLine[:40], firstLine, otherLine[:40]} {
				w.write(content)
				w.look("")
				w.want(firstSecret)
			}
			w.write(otherLine)
		}},
		{"written without a line break at the end, at the second look", func(t *testing.T, w *watch) {
			w.write(strings.TrimSpace(otherLine))
			w.look("")
			w.want(firstSecret)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := watchFile(t, firstLine)
			test.change(t, w)
			w.look("")
			w.want(otherSecret)
			w.look("")
			w.want(otherSecret)
		})
	}
}

func TestKubernetesSwitchesALinkAboveTheFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "keys")
	mount := func(version, content string) {
		must(t, os.Mkdir(filepath.Join(folder, version), 0o750))
		must(t, os.WriteFile(filepath.Join(folder, version, "keys"), []byte(content), 0o644))
		must(t, os.Symlink(version, filepath.Join(folder, "..data_tmp")))
		must(t, os.Rename(filepath.Join(folder, "..data_tmp"), filepath.Join(folder, "..data")))
	}
	mount("..2026_12_01", firstLine)
	must(t, os.Symlink(filepath.Join("..data", "keys"), path))
	w := newWatch(t, path)
	w.want(firstSecret)
	mount("..2026_12_02", otherLine)
	must(t, os.RemoveAll(filepath.Join(folder, "..2026_12_01")))
	w.look("")
	w.want(otherSecret)
}

// notRegular are things at a path that no keys come from.
func notRegular(t *testing.T) map[string]func(path string) error {
	t.Helper()
	return map[string]func(path string) error{
		"a directory": func(path string) error { return os.Mkdir(path, 0o750) },
		"a FIFO": func(path string) error {
			if runtime.GOOS == "windows" {
				return os.Mkdir(path, 0o750)
			}
			return exec.Command("mkfifo", path).Run() // package syscall has no such function on all systems
		},
		"a link to a device": func(path string) error { return os.Symlink(os.DevNull, path) },
	}
}

func TestAFileThatIsNoneNeitherOpensNorHangs(t *testing.T) {
	for name, create := range notRegular(t) {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "keys")
			must(t, create(path))
			if _, _, err := satchel.OpenWatchedFile(path); err == nil || !strings.Contains(err.Error(), "is no regular file") {
				t.Errorf("it opens: %v", err)
			}
			w := watchFile(t, firstLine)
			must(t, os.Remove(w.path))
			must(t, create(w.path))
			w.look("is no regular file")
			w.want(firstSecret)
			must(t, os.Remove(w.path))
			w.write(otherLine)
			w.look("")
			w.want(otherSecret)
		})
	}
}

func TestAFileThatIsNotInOrder(t *testing.T) {
	for _, test := range []struct{ name, content, problem string }{
		{"is empty", "", "holds no key"},
		{"has comments only", "# " + firstLine, "holds no key"},
		{"is huge", strings.Repeat(firstLine, 10000), "has more than 65536 bytes"},
		{"is binary", "\x7fELF\x02\x01\x01\x00\x00\xff\xfe\n", "no UTF-8 text"},
		{"has two faults", firstLine + otherLine + "form=now\nuntil=then\n", "line 3, key 2: no such stage"},
	} {
		t.Run(test.name+" does not open", func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "keys")
			must(t, os.WriteFile(path, []byte(test.content), 0o600))
			_, keys, err := satchel.OpenWatchedFile(path)
			if err == nil || keys != nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), test.problem) {
				t.Errorf("it opens with %d keys, %v", len(keys), err)
			}
		})
		t.Run(test.name+" leaves the keys of before", func(t *testing.T) {
			w := watchFile(t, firstLine)
			w.write(test.content)
			w.look(test.problem)
			w.want(firstSecret)
		})
	}
	t.Run("is missing", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "keys")
		if _, _, err := satchel.OpenWatchedFile(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("it opens: %v", err)
		}
	})
	t.Run("is as large as it may be", func(t *testing.T) {
		w := watchFile(t, strings.Repeat(" ", 64<<10-len(firstLine))+firstLine)
		w.want(firstSecret)
	})
}

func TestAFaultOfTheFileIsToldOnce(t *testing.T) {
	w := watchFile(t, firstLine)
	for range 2 { // once more after it was over
		w.write("a=b\n")
		w.look("no such stage")
		w.look("")
		w.look("")
		w.write("a=b \n")
		w.look("no such stage") // somebody has tried to mend it
		w.look("")
		must(t, os.Remove(w.path))
		w.look("no such file")
		w.look("")
		w.write("a=b\n")
		w.look("no such stage")
		w.look("")
		w.write(firstLine)
		w.look("")
		w.want(firstSecret)
	}
}

func TestKeysThatAreRefusedAreOfferedAgainAndToldOnce(t *testing.T) {
	w := watchFile(t, firstLine)
	w.write(otherLine)
	offers, told := 0, 0
	for range 3 {
		w.now = w.now.Add(time.Second)
		changed, err := w.file.Refresh(w.now, false, func([]satchel.Key) error {
			offers++
			return errors.New("no key signs from " + w.now.String())
		})
		if changed {
			t.Error("the keys count as used")
		}
		if err != nil {
			told++
		}
	}
	if offers != 3 || told != 1 {
		t.Errorf("offered %d times, told %d times; want 3 and 1", offers, told)
	}
	w.look("")
	w.want(otherSecret)
}

func TestTheFileIsReadAgain(t *testing.T) {
	for _, test := range []struct {
		name  string
		after time.Duration
		force bool
		want  int64
	}{
		{"not at the same time", 0, false, 0},
		{"not within a second", time.Second - 1, false, 0},
		{"after a second", time.Second, false, 1},
		{"not within 100 ms where forced", 100*time.Millisecond - 1, true, 0},
		{"after 100 ms where forced", 100 * time.Millisecond, true, 1},
		{"not for a clock a little behind", 1 - time.Second, false, 0},
		{"by a clock that was set back", -time.Hour, false, 1},
		{"not for a clock a little behind where forced", 1 - 100*time.Millisecond, true, 0},
		{"by a clock that was set back where forced", -time.Hour, true, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := watchFile(t, firstLine)
			before := w.file.Reads.Load()
			for range 3 {
				if _, err := w.file.Refresh(w.now.Add(test.after), test.force, w.use); err != nil {
					t.Fatal(err)
				}
			}
			if got := w.file.Reads.Load() - before; got != test.want {
				t.Errorf("%d reads, want %d", got, test.want)
			}
		})
	}
}

func TestWhileSomebodyReads(t *testing.T) {
	w := watchFile(t, firstLine)
	w.write(otherLine)
	now := w.now.Add(time.Minute)
	reading, goOn := make(chan bool), make(chan bool)
	w.file.OnRead = func() { reading <- true; <-goOn }
	var all sync.WaitGroup
	all.Go(func() { w.file.Refresh(now, false, w.use) })
	<-reading
	w.file.OnRead = func() { t.Error("it is read twice") }

	// The others go on; if they waited, the test would never end.
	if changed, err := w.file.Refresh(now, false, w.use); changed || err != nil {
		t.Errorf("another one finds %t, %v", changed, err)
	}
	w.want(firstSecret)
	all.Go(func() {
		w.file.Refresh(now, true, w.use)
		w.want(otherSecret) // who is forced waits for the new keys
	})
	for range 1000 {
		runtime.Gosched()
	}
	close(goOn)
	all.Wait()
}

func TestManyRequestsReadAFileOnceAndFindItsKeys(t *testing.T) {
	w := watchFile(t, firstLine)
	contents := map[satchel.Secret]string{firstSecret: firstLine, otherSecret: otherLine}
	old, latest := firstSecret, otherSecret
	for i := range 40 {
		force := i%2 == 1 // for two changes within a second
		w.now = w.now.Add(time.Second)
		if force {
			w.now = w.now.Add(100*time.Millisecond - time.Second)
		}
		before := w.file.Reads.Load()
		w.replace(contents[latest])
		var all sync.WaitGroup
		for range 64 {
			all.Go(func() {
				if _, err := w.file.Refresh(w.now, force, w.use); err != nil {
					t.Error(err)
				}
				if got := *w.inUse.Load(); got != latest && (force || got != old) {
					t.Errorf("force %t: in use is neither the new key nor the old one, where that may be", force)
				}
			})
		}
		all.Wait()
		if reads := w.file.Reads.Load() - before; reads != 1 {
			t.Errorf("%d reads of 64 requests", reads)
		}
		w.want(latest)
		old, latest = latest, old
	}
}

// The file changes at any moment, and the clocks of the requests are in no order.
func TestRequestsSeeOneOfTheFilesThatThereWere(t *testing.T) {
	w := watchFile(t, firstLine)
	start, before := w.now, w.file.Reads.Load()
	var clock atomic.Int64
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			for range 100 {
				if _, err := w.file.Refresh(start.Add(time.Duration(clock.Load())), i%8 == 0, w.use); err != nil {
					t.Error(err)
				}
				if got := *w.inUse.Load(); got != firstSecret && got != otherSecret {
					t.Errorf("in use is %q", string(got))
				}
				clock.Add(int64(time.Millisecond)) // 6.4 s in all
			}
		})
	}
	for range 50 {
		w.replace(otherLine)
		w.replace(firstLine)
	}
	all.Wait()
	// One each 100 ms, and as much again for clocks that are read long before they count.
	if reads := w.file.Reads.Load() - before; reads > 128 {
		t.Errorf("%d reads in 6.4 seconds", reads)
	}
}

func TestAWatchedFilePrintsNoSecret(t *testing.T) {
	w := watchFile(t, firstLine)
	w.write(otherLine + "a=" + string(otherSecret))
	w.look("no such stage")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		printed := w.file.Print(verb)
		for _, secret := range []satchel.Secret{firstSecret, otherSecret} {
			if strings.Contains(printed, string(secret[:8])) {
				t.Errorf("%s tells a secret: %s", verb, printed)
			}
		}
	}
}

func TestAFileThatIsNotDueCostsNoAllocation(t *testing.T) {
	w := watchFile(t, firstLine)
	for _, force := range []bool{false, true} {
		if got := testing.AllocsPerRun(100, func() {
			now := w.now
			w.file.Refresh(now, force, func(keys []satchel.Key) error { return w.use(keys[:now.Second()]) })
		}); got != 0 {
			t.Errorf("force %t: %v allocations", force, got)
		}
	}
}
