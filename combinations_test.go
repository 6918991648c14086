package satchel_test

import (
	"io"
	"net/http"
)

type (
	rw = http.ResponseWriter
	fl = http.Flusher
	hi = http.Hijacker
	rf = io.ReaderFrom
	pu = http.Pusher
	cn = interface{ CloseNotify() <-chan bool } // http.CloseNotifier, which is deprecated
)

// combinations returns all 32 writers; bit 0 of the index is Flusher, then
// Hijacker, ReaderFrom, Pusher and CloseNotifier. They are written out, since a set of
// methods is fixed when a program is compiled.
func combinations(f *fakeWriter) []http.ResponseWriter {
	o := options{f}
	return []http.ResponseWriter{
		f,
		struct {
			rw
			fl
		}{f, o},
		struct {
			rw
			hi
		}{f, o},
		struct {
			rw
			fl
			hi
		}{f, o, o},
		struct {
			rw
			rf
		}{f, o},
		struct {
			rw
			fl
			rf
		}{f, o, o},
		struct {
			rw
			hi
			rf
		}{f, o, o},
		struct {
			rw
			fl
			hi
			rf
		}{f, o, o, o},
		struct {
			rw
			pu
		}{f, o},
		struct {
			rw
			fl
			pu
		}{f, o, o},
		struct {
			rw
			hi
			pu
		}{f, o, o},
		struct {
			rw
			fl
			hi
			pu
		}{f, o, o, o},
		struct {
			rw
			rf
			pu
		}{f, o, o},
		struct {
			rw
			fl
			rf
			pu
		}{f, o, o, o},
		struct {
			rw
			hi
			rf
			pu
		}{f, o, o, o},
		struct {
			rw
			fl
			hi
			rf
			pu
		}{f, o, o, o, o},
		struct {
			rw
			cn
		}{f, o},
		struct {
			rw
			fl
			cn
		}{f, o, o},
		struct {
			rw
			hi
			cn
		}{f, o, o},
		struct {
			rw
			fl
			hi
			cn
		}{f, o, o, o},
		struct {
			rw
			rf
			cn
		}{f, o, o},
		struct {
			rw
			fl
			rf
			cn
		}{f, o, o, o},
		struct {
			rw
			hi
			rf
			cn
		}{f, o, o, o},
		struct {
			rw
			fl
			hi
			rf
			cn
		}{f, o, o, o, o},
		struct {
			rw
			pu
			cn
		}{f, o, o},
		struct {
			rw
			fl
			pu
			cn
		}{f, o, o, o},
		struct {
			rw
			hi
			pu
			cn
		}{f, o, o, o},
		struct {
			rw
			fl
			hi
			pu
			cn
		}{f, o, o, o, o},
		struct {
			rw
			rf
			pu
			cn
		}{f, o, o, o},
		struct {
			rw
			fl
			rf
			pu
			cn
		}{f, o, o, o, o},
		struct {
			rw
			hi
			rf
			pu
			cn
		}{f, o, o, o, o},
		struct {
			rw
			fl
			hi
			rf
			pu
			cn
		}{f, o, o, o, o, o},
	}
}
