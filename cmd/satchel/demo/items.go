package demo

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/satchel-go/satchel/cache"
)

const (
	itemsKey = "items"   // in the cache of each session
	itemsTTL = time.Hour // after the last change
	maxItems = 50
	maxName  = 60 // characters
)

// list is what the cache of a session holds, as JSON.
type list struct {
	Names []string  `json:"names"`
	Ends  time.Time `json:"ends"` // for the panel; the cache counts for itself
}

// items changes the lists of the sessions. It is safe for concurrent use.
//
// A change reads the list and writes it anew, under one lock for all sessions of this
// process. Two processes have nothing like that: if both add to one list at the same
// moment, the later writing counts, and the other item is lost. A cache has no
// transactions; what must not be lost belongs into a database.
type items struct {
	mu    sync.Mutex
	clock func() time.Time
}

// add stores a name, or returns a [*complaint]. The name comes back as it was
// stored, with its white space tidied.
func (i *items) add(ctx context.Context, name string) (string, error) {
	refuse := func(text string) error { return &complaint{text: text, field: "name", input: name} }
	tidy := strings.Join(strings.Fields(name), " ")
	switch {
	case tidy == "":
		return "", refuse("Give the item a name.")
	case !utf8.ValidString(tidy) || strings.ContainsFunc(tidy, unicode.IsControl):
		return "", refuse("The name has characters that are no text.")
	case utf8.RuneCountInString(tidy) > maxName:
		return "", refuse("The name is too long: " + strconv.Itoa(maxName) + " characters at most.")
	}
	err := i.change(ctx, func(names []string) ([]string, error) {
		switch {
		case slices.Contains(names, tidy):
			return nil, refuse("“" + tidy + "” is on the list already.")
		case len(names) >= maxItems:
			return nil, refuse("The list is full: remove an item first.")
		}
		return append(names, tidy), nil
	})
	if errors.Is(err, cache.ErrUnavailable) {
		return "", refuse(noAnswer)
	}
	return tidy, err
}

// remove takes a name off the list, or returns a [*complaint].
func (i *items) remove(ctx context.Context, name string) error {
	err := i.change(ctx, func(names []string) ([]string, error) {
		at := slices.Index(names, name)
		if at < 0 {
			return nil, &complaint{text: "That item is not on the list: another tab may have removed it, or its time is over."}
		}
		return slices.Delete(names, at, at+1), nil
	})
	if errors.Is(err, cache.ErrUnavailable) {
		return &complaint{text: noAnswer}
	}
	return err
}

// noAnswer claims nothing: what the cache was asked for it may still do.
const noAnswer = "The cache does not answer. Try again in a moment."

// change writes the list that edit makes of the one that is there.
func (i *items) change(ctx context.Context, edit func(names []string) ([]string, error)) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	before, _, err := i.read(ctx)
	if err != nil {
		return err
	}
	names, err := edit(before.Names)
	if err != nil {
		return err
	}
	mine := cache.ForSession(ctx).Strict()
	if len(names) == 0 {
		return mine.Remove(ctx, itemsKey)
	}
	return cache.Set(ctx, mine, itemsKey, list{Names: names, Ends: i.clock().Add(itemsTTL).Truncate(time.Second)}, itemsTTL)
}

// read returns the list, and whether there is one. It is strict: a page that shows an empty
// list where the cache does not answer would tell its reader that the items are lost.
func (i *items) read(ctx context.Context) (found list, exists bool, err error) {
	found, exists, err = cache.Get[list](ctx, cache.ForSession(ctx).Strict(), itemsKey)
	if errors.Is(err, cache.ErrType) { // another version of the demo has set it; the next one replaces it
		return list{}, false, nil
	}
	return found, exists, err
}
