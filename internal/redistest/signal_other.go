//go:build !unix

package redistest

import "syscall"

// Redis runs on Unix only. These values have the package compile elsewhere, where
// sending them is an error.
const (
	signalStop     = syscall.Signal(0)
	signalContinue = syscall.Signal(0)
)
