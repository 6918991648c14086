package live

import "syscall"

// endWithThread has the kernel kill the child when the thread that started it ends.
func endWithThread() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
