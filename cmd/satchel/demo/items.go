package demo

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	maxItems = 50
	maxName  = 60 // characters
)

// items is the application's own database: it belongs to the server and is the
// same for every browser. It is safe for concurrent use.
type items struct {
	mu    sync.Mutex
	names []string
}

// add stores a name, or returns a [*complaint]. The name comes back as it was
// stored, with its white space tidied.
func (i *items) add(name string) (string, error) {
	refuse := func(text string) (string, error) { return "", &complaint{text: text, field: "name", input: name} }
	tidy := strings.Join(strings.Fields(name), " ")
	switch {
	case tidy == "":
		return refuse("Give the item a name.")
	case !utf8.ValidString(tidy) || strings.ContainsFunc(tidy, unicode.IsControl):
		return refuse("The name has characters that are no text.")
	case utf8.RuneCountInString(tidy) > maxName:
		return refuse("The name is too long: " + strconv.Itoa(maxName) + " characters at most.")
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case slices.Contains(i.names, tidy):
		return refuse("“" + tidy + "” is on the list already.")
	case len(i.names) >= maxItems:
		return refuse("The list is full: remove an item first.")
	}
	i.names = append(i.names, tidy)
	return tidy, nil
}

// remove takes a name off the list and tells whether it was there.
func (i *items) remove(name string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	at := slices.Index(i.names, name)
	if at < 0 {
		return false
	}
	i.names = slices.Delete(i.names, at, at+1)
	return true
}

// all returns the names in the order in which they came.
func (i *items) all() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.names)
}
