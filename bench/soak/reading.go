package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"
)

// reading is what the server says of itself, and the first two what the crowd adds.
type reading struct {
	After      time.Duration `json:"-"`        // since the beginning of the run
	Users      int64         `json:"-"`        // so far
	Requests   int64         `json:"requests"` // so far
	Refused    int64         `json:"refused"`  // cookies, so far
	Heap       uint64        `json:"heap"`     // bytes that are alive
	Objects    uint64        `json:"objects"`
	Goroutines int           `json:"goroutines"`
	Resident   uint64        `json:"resident"` // bytes of the process in memory
}

// The questions of a server. The second one is followed by a folder.
const (
	questionReading  = "reading"
	questionProfiles = "profiles "
)

func (s *site) answer(question string) (string, error) {
	if folder, asked := strings.CutPrefix(question, questionProfiles); asked {
		return done, writeProfiles(folder)
	}
	if question != questionReading {
		return "", fmt.Errorf("soak: the server does not know the question %q", question)
	}
	text, err := s.read()
	return string(text), err
}

// read collects twice: what a pool gives up lives through the first time.
func (s *site) read() ([]byte, error) {
	for range 2 {
		runtime.GC() //nolint:revive // what is garbage is not the question
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	resident, err := residentBytes()
	if err != nil {
		return nil, err
	}
	return json.Marshal(reading{
		Requests: s.requests.Load(), Refused: s.refused.Load(),
		Heap: memory.HeapAlloc, Objects: memory.HeapObjects, Goroutines: runtime.NumGoroutine(), Resident: resident,
	})
}

func residentBytes() (uint64, error) {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, fmt.Errorf("soak: the size of the process stands in a file of Linux: %w", err)
	}
	var total, resident uint64
	if _, err := fmt.Fscan(bytes.NewReader(text), &total, &resident); err != nil {
		return 0, fmt.Errorf("soak: /proc/self/statm is %q: %w", text, err)
	}
	return resident * uint64(os.Getpagesize()), nil
}

// writeProfiles writes what go tool pprof reads.
func writeProfiles(folder string) error {
	for _, name := range []string{"heap", "goroutine"} {
		var profile bytes.Buffer
		if err := pprof.Lookup(name).WriteTo(&profile, 0); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, name+".pprof"), profile.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}
