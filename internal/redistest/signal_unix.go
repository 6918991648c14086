//go:build unix

package redistest

import "syscall"

// The signals that stop a process where it is, and let it go on.
const (
	signalStop     = syscall.SIGSTOP
	signalContinue = syscall.SIGCONT
)
