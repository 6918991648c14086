package bench

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/satchel-go/satchel/cache"
)

const (
	cacheTTL = time.Hour

	// cacheKeys is how many entries the calls are spread over: few enough for all of them
	// to stay, and too many for one bucket or one lock to be all there is.
	cacheKeys = 1024
)

// cacheLimits are those with which package cache sets an entry of a named cache.
var cacheLimits = cache.Limits{TTL: cacheTTL}

// article is what a page reads from a cache.
type article struct {
	ID      int      `json:"id"`
	Title   string   `json:"title"`
	Author  string   `json:"author"`
	Tags    []string `json:"tags"`
	Visible bool     `json:"visible"`
}

var (
	cacheArticle = article{4711, "What belongs into a cookie, and what does not", "user@example.com", []string{"http", "sessions"}, true}

	// cacheValue is as long as that article in JSON, for the calls that keep bytes.
	cacheValue = []byte(strings.Repeat("session ", 17)[:131])
)

// keyList spares the calls the making of the keys.
func keyList(prefix string) []string {
	list := make([]string, cacheKeys)
	for i := range list {
		list[i] = fmt.Sprintf("%s%04d", prefix, i)
	}
	return list
}

// The faults of calls.
var (
	errNotFound = errors.New("what was set is not found")
	errFound    = errors.New("what was never set is found")
	errOther    = errors.New("another value is found than was set")
)

// wantBytes is the check of a hit. It costs both sides the same few nanoseconds.
func wantBytes(value []byte, found bool, err error) error {
	switch {
	case err != nil:
		return err
	case !found:
		return errNotFound
	case !bytes.Equal(value, cacheValue):
		return errOther
	}
	return nil
}

// wantArticle is that of a hit by JSON.
func wantArticle(value *article, found bool, err error) error {
	switch {
	case err != nil:
		return err
	case !found:
		return errNotFound
	case value.ID != cacheArticle.ID || value.Title != cacheArticle.Title || len(value.Tags) != len(cacheArticle.Tags):
		return errOther
	}
	return nil
}

// wantNothing is the check of a miss.
func wantNothing(_ []byte, found bool, err error) error {
	if err == nil && found {
		return errFound
	}
	return err
}

// bareArticle is what a program does by hand that keeps JSON.
func bareArticle(text []byte, found bool, err error) error {
	if err != nil || !found {
		return wantArticle(&article{}, found, err)
	}
	var value article
	err = json.Unmarshal(text, &value)
	return wantArticle(&value, true, err)
}
