package serverprocess

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// Cores returns the numbers of the cores that this process may use, at least one.
func Cores() ([]int, error) {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		return nil, fmt.Errorf("serverprocess: which cores there are: %w", err)
	}
	var cores []int
	for core := range len(set) * strconv.IntSize {
		if set.IsSet(core) {
			cores = append(cores, core)
		}
	}
	return cores, nil
}

// Pin holds this process on one core from now on, and its goroutines on one thread at a
// time: those of a generator of load, which must not run where the server does.
func Pin(core int) error {
	runtime.GOMAXPROCS(1)
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return fmt.Errorf("serverprocess: %w", err)
	}
	for _, thread := range threads { // those that come later inherit it
		id, err := strconv.Atoi(thread.Name())
		if err != nil {
			return fmt.Errorf("serverprocess: a thread has the number %q: %w", thread.Name(), err)
		}
		set := only(core)
		if err := unix.SchedSetaffinity(id, &set); err != nil && !errors.Is(err, unix.ESRCH) { // it may have ended
			return fmt.Errorf("serverprocess: core %d: %w", core, err)
		}
	}
	return nil
}

// onCore starts a process that is on one core from its first instruction on: it inherits
// that from the thread that starts it. To pin it later would mean all of its threads, and
// a thread may start others meanwhile.
func onCore(core int, start func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return err
	}
	set := only(core)
	if err := unix.SchedSetaffinity(0, &set); err != nil {
		return fmt.Errorf("core %d: %w", core, err)
	}
	err := start()
	return errors.Join(err, unix.SchedSetaffinity(0, &before))
}

func only(core int) (set unix.CPUSet) {
	set.Set(core)
	return set
}

// processorTime is what this process has used, in microseconds: /proc/PID/stat has it in
// hundredths of a second.
func processorTime() (time.Duration, error) {
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		return 0, fmt.Errorf("serverprocess: %w", err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), nil
}
