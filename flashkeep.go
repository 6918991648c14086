package satchel

import (
	"slices"

	"github.com/satchel-go/satchel/internal/token"
)

// Keep sends messages that came in on, whatever the policy says of this response, as new
// ones: for five minutes more, and to any page. Where a new message has the same key it
// keeps none of that key. Keys that did not come in are passed over; without keys it does
// nothing. It fails, and keeps none, with [ErrCommitted] and with a [*SizeError].
func (f *Flash) Keep(keys ...string) error {
	return f.keep(keys, func(key string) bool { return slices.Contains(keys, key) })
}

// KeepAll is Keep for all messages that came in.
func (f *Flash) KeepAll() error {
	return f.keep(nil, func(string) bool { return true })
}

func (f *Flash) keep(keys []string, wanted func(key string) bool) error {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.writing(keys...); err != nil {
		return err
	}
	f.load()
	before, sent := f.out, []string(nil) // what is put below goes behind its end
	for _, pair := range f.came() {
		key := f.carriedKey(pair.Key)
		if _, newer := f.out.lookup(key); newer || !wanted(pair.Key) || reserved(pair.Key) && pair.Key != formKey {
			continue
		}
		if err := f.exchange.put(f.config(), &f.out, key, pair.Value); err != nil {
			f.out = before
			return err
		}
		sent = append(sent, pair.Key)
	}
	if len(sent) > 0 && f.nextPage() { // they go on as new ones, and not as what they were as well
		rare := f.rarely()
		rare.kept = append(rare.kept, sent...)
	}
	return nil
}

// Discard takes messages back that were to go out, new or kept, and those under these
// keys that came in are not left for a later page, whatever path they are for. Without
// keys it does nothing. It fails with [ErrCommitted].
func (f *Flash) Discard(keys ...string) error {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.writing(keys...); err != nil {
		return err
	}
	f.out.remove(func(pair token.Pair) bool { return slices.Contains(keys, plainKey(pair.Key)) })
	rare := f.rarely()
	rare.taken = append(rare.taken, keys...)
	return nil
}

// DiscardAll takes back all messages that were to go out; what came in ends with
// this request, whatever it is and whatever path a message is for. Call it at a logout. It
// fails with [ErrCommitted].
func (f *Flash) DiscardAll() error {
	f.exchange.mu.Lock()
	defer f.exchange.unlock()
	if err := f.writing(); err != nil {
		return err
	}
	f.out, f.dropped = bag{}, true
	return nil
}
