//go:build !linux

package serverprocess

import (
	"fmt"
	"runtime"
	"time"
)

func needsLinux() error {
	return fmt.Errorf("serverprocess: a process is held on one core on Linux only, and this is %s; run it there", runtime.GOOS)
}

// Cores fails on this system.
func Cores() ([]int, error) { return nil, needsLinux() }

// Pin fails on this system.
func Pin(int) error { return needsLinux() }

func onCore(int, func() error) error { return needsLinux() }

func processorTime() (time.Duration, error) { return 0, needsLinux() }
