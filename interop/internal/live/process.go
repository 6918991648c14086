package live

import (
	"cmp"
	"context"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
)

// javaCommand is what a process of Java runs.
type javaCommand struct {
	build

	folder      string         // a new one, for what it leaves behind
	environment []string       // besides that of the test
	arguments   []string       // system properties, the class, and what that takes
	output      io.WriteCloser // standard output, closed when the process has ended; nil for none
	log         io.Writer      // standard error
}

// process is a Java that ends with this process.
type process struct {
	input io.WriteCloser
	ended chan struct{} // closed once it is waited for
}

// start runs the command. It is killed when the context ends.
//
// On Linux the kernel kills it when this process is killed, and for the kernel the thread
// that started it is its parent: so the goroutine that starts it keeps its thread, and
// waits there.
func (c *javaCommand) start(ctx context.Context) (*process, error) {
	if err := os.Mkdir(c.folder, 0o700); err != nil {
		return nil, err
	}
	java := cmp.Or(os.Getenv("JAVA"), "java")
	command := exec.CommandContext(ctx, java, slices.Concat(c.flags(), c.arguments)...) //nolint:gosec // the user's choice, as go test is
	command.Dir = c.folder
	command.Env = append(slices.DeleteFunc(os.Environ(), isApplicationSecret), c.environment...)
	command.Stderr = c.log
	if c.output != nil {
		command.Stdout = c.output
	}
	command.SysProcAttr = endWithThread()
	input, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	p := &process{input: input, ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		startErr := command.Start()
		started <- startErr
		if startErr == nil {
			_ = command.Wait() // that it was killed is no news
			close(p.ended)
		}
		if c.output != nil {
			_ = c.output.Close()
		}
	}()
	return p, <-started
}

// isApplicationSecret tells the variable that would be the secret of an application
// whose test gives none.
func isApplicationSecret(variable string) bool {
	return strings.HasPrefix(variable, "APPLICATION_SECRET=")
}

func (c *javaCommand) flags() []string {
	flags := []string{
		// These processes spend seconds on their start, and little after it.
		"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx768m", "-XX:-UsePerfData",
		"-Dfile.encoding=UTF-8", "-Djava.io.tmpdir=" + c.folder,
		"-Dplay.server.pidfile.path=/dev/null", "-Dpidfile.path=/dev/null",
		"-cp", c.classPath,
	}
	if c.version.LegacyFormat() { // its Guice makes classes by a method that has been closed since JDK 16
		flags = append(flags, "--add-opens", "java.base/java.lang=ALL-UNNAMED")
	}
	return flags
}
