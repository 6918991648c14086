package satchel

import (
	"errors"
	"net/http"
)

// errNoWriter is what CommitNow says of a writer that is not ours.
var errNoWriter = errors.New("satchel: CommitNow: this ResponseWriter leads to none of Scopes.Handler; " +
	"middleware between them needs a method Unwrap, for which http.ResponseController looks too (http.TimeoutHandler has none, " +
	"and no need of this). Nothing is decided yet")

// errInformational is what CommitNow says of a status that ends no response.
var errInformational = errors.New("satchel: CommitNow: the status must be the one of the final response, or 101 for an upgrade")

// CommitNow decides the cookies of the response now, as if its header left with
// this status, and puts them into w.Header(). It sends nothing. From then on the
// writers of the scopes fail with [ErrCommitted], and the scopes can still be read.
//
// It is for a handler that streams, which gets the error while it can still answer
// with another status; and for one that takes over the connection and writes its own
// header, as WebSocket libraries do:
//
//	if err := satchel.CommitNow(w, http.StatusSwitchingProtocols); err != nil { … }
//	conn, err := upgrader.Upgrade(w, r, http.Header{"Set-Cookie": w.Header()["Set-Cookie"]})
//
// Every other handler has no need of it: the cookies are decided by themselves at the
// first Write, WriteHeader or Flush. What the handler clears in the header afterwards,
// as http.ServeContent does before it answers with an error, is put back when the
// header leaves; a 103 goes without the cookies, and a panic takes them back.
//
// w is the handler's writer, or one that leads to it by Unwrap; the header is that of
// the writer beneath Scopes.Handler. All managers whose writers are on the way are
// committed, those of a handler outside too. It returns an error that is
// [ErrCommitted] where the cookies were decided before, one that is [ErrTooLarge]
// where a change cannot be written, and others for a w that is not ours and for a
// status that ends no response. It is as little safe for concurrent use as w itself.
func CommitNow(w http.ResponseWriter, status int) error {
	if !isFinal(status) {
		return errInformational
	}
	found := false
	var faults []error
	for layer := range layers(w) {
		if own, ok := layer.(interface{ itself() *responseWriter }); ok {
			found = true
			faults = append(faults, own.itself().commitNow(status))
		}
	}
	if !found {
		return errNoWriter
	}
	return errors.Join(faults...)
}

func (w *responseWriter) commitNow(status int) error {
	if w.committed {
		return ErrCommitted
	}
	w.committed, w.early = true, true
	return w.exchange.commit(status, w.beneath.Header(), true)
}
