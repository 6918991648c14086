//go:build !linux

package live

import "syscall"

// endWithThread does nothing: only Linux can tie a child to its parent. Interop's own
// launcher ends there too, with its standard input.
func endWithThread() *syscall.SysProcAttr { return nil }
