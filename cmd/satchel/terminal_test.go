package main

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// What is typed at a terminal in raw mode, key by key.
func TestReadLine(t *testing.T) {
	for name, test := range map[string]struct {
		typed, want string
		refused     string // a part of the error
	}{
		"a line":                       {"secret\rmore", "secret", ""},
		"a line of a pasted text":      {"secret\nmore", "secret", ""},
		"nothing":                      {"\r", "", ""},
		"blanks and a tab":             {" a\tb \r", " a\tb ", ""},
		"letters beyond ASCII":         {"pässwörd 日\r", "pässwörd 日", ""},
		"a letter of Latin-1":          {"p\xe4ss\r", "p\xe4ss", ""},
		"corrected":                    {"secrex\x7ft\r", "secret", ""},
		"corrected over a long letter": {"secreä\bt\r", "secret", ""},
		"corrected beyond the start":   {"\x7f\x7fa\r", "a", ""},
		"begun anew":                   {"wrong\x15right\r", "right", ""},
		"as long as may be":            {strings.Repeat("x", maxTyped) + "\r", strings.Repeat("x", maxTyped), ""},
		"too long":                     {strings.Repeat("x", maxTyped+1) + "\r", "", "more than 4096 bytes"},
		"Ctrl-C":                       {"abc\x03", "", "no secret was typed"},
		"Ctrl-\\":                      {"abc\x1c", "", "no secret was typed"},
		"Ctrl-D":                       {"\x04", "", "no secret was typed"},
		"an arrow":                     {"abc\x1b[Adef\r", "", "such as an arrow"},
		"Escape":                       {"\x1b\r", "", "such as an arrow"},
		"Ctrl-D behind a letter":       {"a\x04\r", "", "belongs to no secret"},
		"a terminal that is gone":      {"abc", "", "no secret was typed"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readLine(iotest.OneByteReader(strings.NewReader(test.typed)))
			if got != test.want || (err == nil) != (test.refused == "") {
				t.Fatalf("%q, %v; want %q", got, err, test.want)
			}
			if err != nil && (!errors.Is(err, errNotTyped) || !strings.Contains(err.Error(), test.refused)) {
				t.Errorf("%v; want %q in it", err, test.refused)
			}
		})
	}
	if _, err := readLine(iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, errNotTyped) {
		t.Errorf("a terminal that fails: %v", err)
	}
}
