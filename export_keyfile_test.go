package satchel //nolint:testpackage // opens the insides to the tests of keyfile.go

import (
	"fmt"
	"sync/atomic"
	"time"
)

// SeparatedByCommas is the check that the two lists of secrets share.
func SeparatedByCommas(secrets string) bool { return separatedByCommas(secrets) }

// WatchedFile is a keyFile that counts how often it is read.
type WatchedFile struct {
	Reads   atomic.Int64
	OnRead  func() // called before each read but the first
	keyFile *keyFile
}

// OpenWatchedFile reads the keys of a file for the first time.
func OpenWatchedFile(path string) (*WatchedFile, []Key, error) {
	file, keys, err := openKeyFile(path)
	if err != nil {
		return nil, nil, err
	}
	watched := &WatchedFile{keyFile: file, OnRead: func() {}}
	read := file.read
	file.read = func(path string) ([]byte, error) {
		watched.Reads.Add(1)
		watched.OnRead()
		return read(path)
	}
	return watched, keys, nil
}

// Refresh looks whether the file has changed, if it is time to.
func (f *WatchedFile) Refresh(now time.Time, force bool, use func([]Key) error) (changed bool, err error) {
	return f.keyFile.refresh(now, force, use)
}

// Print prints all that is kept of the file.
func (f *WatchedFile) Print(verb string) string { return fmt.Sprintf(verb, f.keyFile) }
