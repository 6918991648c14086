package live

import "sync"

// tailSize is how much of a log is kept, in bytes.
const tailSize = 64 << 10

// tail keeps the end of a log. It is safe for concurrent use.
type tail struct {
	mu      sync.Mutex
	text    []byte
	written int // in all, with what is no longer in text
}

// Write implements [io.Writer].
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	t.written += len(p)
	if over := len(t.text) - tailSize; over > 0 {
		t.text = append(t.text[:0], t.text[over:]...)
	}
	return len(p), nil
}

// mark returns a place in the log for since.
func (t *tail) mark() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.written
}

// since returns what was written after the mark, as far as it is kept.
func (t *tail) since(mark int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text[max(0, len(t.text)-(t.written-mark)):])
}
