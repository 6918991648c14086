package satchel

import (
	"slices"
	"strings"
)

// The keys of messages by level. Play's documentation has the first two.
const (
	flashSuccess = "success"
	flashInfo    = "info"
	flashWarning = "warning"
	flashError   = "error"
)

// Set stores a value for the next page or request, in place of what was stored under the
// key in this response or waits under it. It fails, and leaves the flash as it was, with
// [ErrCommitted], with a [*SizeError] where the cookie would exceed [MaxCookieSize], with
// [ErrReservedKey], and with [ErrNotUTF8].
func (f *Flash) Set(key, value string) error {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.acceptable(key, value); err != nil {
		return err
	}
	return f.replace(key, value)
}

// replace stores a value in place of what waits; the caller holds the lock.
func (f *Flash) replace(key, value string) error {
	if err := f.exchange.put(f.config(), &f.out, f.carriedKey(key), value); err != nil {
		return err
	}
	if f.request != 0 { // else nothing waits
		rare := f.rarely()
		rare.replaced = append(rare.replaced, key)
	}
	return nil
}

// Success adds a message under "success", as Add does.
func (f *Flash) Success(message string) error { return f.Add(flashSuccess, message) }

// Info adds a message under "info", as Add does.
func (f *Flash) Info(message string) error { return f.Add(flashInfo, message) }

// Warning adds a message under "warning", as Add does.
func (f *Flash) Warning(message string) error { return f.Add(flashWarning, message) }

// Error adds a message under "error", as Add does.
func (f *Flash) Error(message string) error { return f.Add(flashError, message) }

// Add stores one more message under a key, each on a line of its own, so that every
// reader of the pair has all of them: Get gives the lines, [Flash.Messages] the single
// messages, and so does a Play application. What waits under the key stays. A message
// that is there already is not added twice, and neither is an empty one. It fails as Set
// does.
func (f *Flash) Add(key, message string) error {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.acceptable(key, message); err != nil {
		return err
	}
	carried := f.carriedKey(key)
	message = strings.Trim(message, "\r\n")
	if strings.ContainsRune(message, '\r') { // the replacer allocates, whether or not it finds one
		message = lineBreaks.Replace(message)
	}
	if before, found := f.out.lookup(carried); found {
		message = joinLines(before, message)
	}
	return f.exchange.put(f.config(), &f.out, carried, message)
}

// lineBreaks makes every line break the one that separates messages.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// joinLines puts the lines of more under those of a text, without those that are there.
func joinLines(text, more string) string {
	if text == "" {
		return more
	}
	lines := strings.Split(text, "\n")
	for line := range strings.SplitSeq(more, "\n") {
		if line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// Message is one message of the flash, for a page that shows all of them.
type Message struct {
	Level string // the key: "success", "info", "warning", "error", or one of your own
	Text  string
}

// Messages returns the messages that came in, in the order in which they were set: one
// for each line of each pair (see [Flash.Add]). It returns nil where there is none.
func (f *Flash) Messages() []Message {
	var messages []Message
	for key, value := range f.All() {
		for line := range strings.Lines(value) {
			if line = strings.TrimRight(line, "\r\n"); line != "" {
				messages = append(messages, Message{Level: key, Text: line})
			}
		}
	}
	return messages
}
