package satchel

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// How long after a look the next one may be. A token whose key is not known is a reason
// to look at once; since anybody can forge one, not each time.
const (
	keyFilePause       = time.Second
	keyFileForcedPause = 100 * time.Millisecond
)

// keyFile is the file of Config.KeyFile, read again while the program runs. Its methods
// are safe for use by several goroutines.
//
// To look is to read it all: the time and size in a stat miss a change within a tick of
// the file system's clock, and a watch on the file misses Kubernetes, which switches a
// symbolic link two levels above. A kilobyte a second costs nothing.
type keyFile struct {
	path   string
	read   func(path string) ([]byte, error) // readKeyFile
	looked atomic.Int64                      // when the last look began, in nanoseconds

	looking sync.Mutex // held while looking, for all that follows
	used    contentSum // of the content whose keys are in use
	unended contentSum // of a content that the last look found, and did not trust
	failure string     // the cause that was reported last, and needs no second report
}

// contentSum stands for a content, so that no copy of the secrets lies about.
type contentSum [sha256.Size]byte

// openKeyFile reads the file for the first time. Any fault is an error, and so is a file
// without keys. Errors name the file, and what uses them names the setting.
func openKeyFile(path string) (*keyFile, []Key, error) {
	f := &keyFile{path: path, read: readKeyFile}
	content, err := f.read(path)
	if err != nil {
		return nil, nil, err
	}
	keys, err := f.parse(content)
	if err != nil {
		return nil, nil, err
	}
	f.used = sha256.Sum256(content)
	return f, keys, nil
}

// refresh looks, if the last look is a second ago by the clock that now is of, and gives
// what has changed to use. An error of use counts as a fault of the file. With a fault the
// keys of before stay in use, each look tries again, and the same fault of the same
// content is an error once, until it is over.
//
// While one goroutine looks, the others go on with the keys that they have. With force
// they wait: when refresh returns, use has returned, so that of many requests with a
// token of a new key none finds the old ones. Then 100 ms are enough since the last look.
//
// When nothing is due it costs an atomic load and allocates nothing.
func (f *keyFile) refresh(now time.Time, force bool, use func([]Key) error) (changed bool, err error) {
	pause := keyFilePause
	if force {
		pause = keyFileForcedPause
	}
	if !f.due(now, pause) {
		return false, nil
	}
	if force {
		f.looking.Lock()
	} else if !f.looking.TryLock() {
		return false, nil
	}
	defer f.looking.Unlock()
	if !f.due(now, pause) {
		return false, nil // somebody has looked meanwhile
	}
	// Stored after the look: before, a forced caller would take it for done.
	defer f.looked.Store(now.UnixNano())
	return f.look(use)
}

// due takes a clock that has gone back for one that has gone on. By less than the pause
// is how much goroutines differ that asked for the time in another order.
func (f *keyFile) due(now time.Time, pause time.Duration) bool {
	since := time.Duration(now.UnixNano() - f.looked.Load())
	return since >= pause || since <= -pause
}

func (f *keyFile) look(use func([]Key) error) (changed bool, err error) {
	before := f.unended
	f.unended = contentSum{}
	content, err := f.read(f.path)
	if err != nil {
		return false, f.failed(err.Error(), err)
	}
	sum := contentSum(sha256.Sum256(content))
	if sum == f.used {
		over := f.failure != "" // what was at fault is as before again: that is news too
		f.failure = ""
		return over, nil
	}
	keys, err := f.parse(content)
	if err != nil {
		return false, f.failed(string(sum[:]), err)
	}
	// Without a line break at the end it may be half written, and the last secret cut.
	// Programs that write secrets leave the line break out too, so a second look that
	// finds the same settles it.
	if !bytes.HasSuffix(content, []byte("\n")) && sum != before {
		f.unended = sum
		return false, nil
	}
	if err := use(keys); err != nil {
		return false, f.failed(string(sum[:]), err)
	}
	f.used, f.failure = sum, ""
	return true, nil
}

// failed returns err where its cause has not been reported yet. Of a content the cause is
// the content: what use says of it may change with the time.
func (f *keyFile) failed(cause string, err error) error {
	if cause == f.failure {
		return nil
	}
	f.failure = cause
	return err
}

func (f *keyFile) parse(content []byte) ([]Key, error) {
	keys, problems := readKeys(string(content))
	if len(keys)+len(problems) == 0 { // a file that is about to be written begins so
		problems = []string{"holds no key"}
	}
	if len(problems) > 0 {
		return nil, fmt.Errorf("%s: %s", f.path, strings.Join(problems, "; "))
	}
	return keys, nil
}

// readKeyFile reads a regular file, or one that links lead to; to open a FIFO would wait
// for its writer. Who else may read the file is not judged: Kubernetes and its like mount
// secrets with mode 0644 into a container where nobody else is.
func readKeyFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: is no regular file", path)
	}
	file, err := os.Open(path) //nolint:gosec // the path is the program's own
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // nothing was written
	content, err := io.ReadAll(io.LimitReader(file, maxTextBytes+1))
	if err == nil && len(content) > maxTextBytes {
		err = fmt.Errorf("%s: has more than %d bytes", path, maxTextBytes)
	}
	return content, err
}
