//go:build !linux

package redistest

import "syscall"

// endWithThread does nothing: only Linux can tie a child to its parent. A server
// outlives a test process that is killed; one that ends its tests leaves none.
func endWithThread() *syscall.SysProcAttr {
	return nil
}
