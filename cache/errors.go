package cache

import "errors"

// Errors that the caller can do something about. The failures of a [Store] are errors
// only of a [Cache] that is [Cache.Strict]: otherwise they are misses, with an event.
var (
	// ErrFull: the session has no room for the entry; see Config.SessionEntries and
	// Config.SessionBytes. Remove another one, or store less.
	ErrFull = errors.New("cache: the session holds as much as it may: remove another entry, or raise SessionEntries and SessionBytes")

	// ErrTooLarge: the value is larger than Config.MaxValue, or than what the store
	// takes.
	ErrTooLarge = errors.New("cache: the value is too large: store less, or raise the limit")

	// ErrKey: the key is longer than [MaxKey], or the name of the cache than [MaxName].
	ErrKey = errors.New("cache: the key is too long: use a hash of it")

	// ErrTTL: the time to live is negative.
	ErrTTL = errors.New("cache: the time to live is negative: use 0 for as long as the cache keeps things")

	// ErrType: the entry is of another type or codec, or damaged. Not strict, it is a miss.
	ErrType = errors.New("cache: the entry is of another type than the one asked for")

	// ErrUnavailable: the store has failed, or has not answered in time. Not strict, it
	// is a miss.
	ErrUnavailable = errors.New("cache: the store is not available")

	// ErrCompute: the function of GetOrSet has panicked, took longer than
	// Config.ComputeLimit, or asks for its own key. What it returns itself as an error is
	// passed on as it is.
	ErrCompute = errors.New("cache: the function that computes the value has failed")

	// ErrClosed: the store is closed, if it is one that ends; a [Memory] goes on.
	ErrClosed = errors.New("cache: closed")
)
