package bench

import (
	"net/http"
	"sync"

	"github.com/satchel-go/satchel"
)

// readFloor is what everybody who reads is compared with.
const readFloor = "read, floor"

// Served is a handler for a real server, and the request that a client sends it again and
// again.
type Served struct {
	Name    string
	Against string // the name of its measure; "" for a measure
	Handler http.Handler
	Header  http.Header // of the request: that of a browser, with the cookies
	Body    string      // the answer
}

// AllServed are those that tell something about a whole server. Measures come before what
// is compared with them. Unlike those of the cells they serve many requests at a time. That
// leaves scs out: its store of the cells repeats the first request, for one goroutine.
func AllServed() ([]*Served, error) {
	native, err := newSatchel("native", satchel.Config{})
	if err != nil {
		return nil, err
	}
	play, err := newSatchel("play", satchel.Config{Profile: satchel.Play})
	if err != nil {
		return nil, err
	}
	gorilla := newGorilla("gorilla-hmac", []byte(peerKey))
	golangJWT := newGolangJWT()
	bare := &Subject{Handler: func(Work) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w, fixedBody, nil) })
	}}
	byHand := &Subject{Handler: func(work Work) http.Handler { return eachAlone(native, work) }}
	var all []*Served
	for _, row := range []struct {
		name, against string
		subject       *Subject
		work          Work
		cookie        func(*Subject) (string, error)
		maker         *Subject // of the cookie
		body          string
	}{
		{"untouched, bare", "", bare, Nothing, session, native, fixedBody},
		{"untouched, native", "untouched, bare", native, Nothing, session, native, fixedBody},
		{readFloor, "", byHand, ReadKey, session, native, readValue},
		{"read, native", readFloor, native, ReadKey, session, native, readValue},
		{"read, play", readFloor, play, ReadKey, session, play, readValue},
		{"read, golang-jwt", readFloor, golangJWT, ReadKey, session, golangJWT, readValue},
		{"read, gorilla-hmac", readFloor, gorilla, ReadKey, session, gorilla, readValue},
		{"change, floor", "", byHand, ChangeKey, session, native, fixedBody},
		{"change, native", "change, floor", native, ChangeKey, session, native, fixedBody},
		{"flash taken, floor", "", byHand, TakeFlash, flash, native, message},
		{"flash taken, native", "flash taken, floor", native, TakeFlash, flash, native, message},
	} {
		cookie, err := row.cookie(row.maker)
		if err != nil {
			return nil, err
		}
		handler := row.subject.Handler(row.work)
		header := newExchange(handler, cookie).request.Header
		all = append(all, &Served{row.name, row.against, handler, header, row.body})
	}
	return all, nil
}

// eachAlone gives each request a floor that nobody else uses meanwhile: a floor keeps the
// room for what it signs, and so serves one request at a time. The pool is quicker than
// making that room.
func eachAlone(beside *Subject, work Work) http.Handler {
	floors := sync.Pool{New: func() any {
		made, err := newFloor("floor", beside, freshMAC)
		if err != nil {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w, "", err) })
		}
		return made.Handler(work)
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		one := floors.Get().(http.Handler)
		one.ServeHTTP(w, r)
		floors.Put(one)
	})
}
