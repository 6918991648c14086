package main

import (
	"regexp"

	"github.com/satchel-go/satchel/bench"
	"github.com/satchel-go/satchel/bench/timing"
)

// subjects are as many as the page is meant for, with the time of a read.
var subjects = []struct {
	bench.Subject
	read float64
}{
	{bench.Subject{Name: "floor", Floor: true}, 850},
	{bench.Subject{Name: "floor-kept-mac", Floor: true}, 580},
	{bench.Subject{Name: "floor-gin", Floor: true}, 910},
	{bench.Subject{Name: "native"}, 1220},
	{bench.Subject{Name: "play"}, 1310},
	{bench.Subject{Name: "play25"}, 1190},
	{bench.Subject{Name: "sealed"}, 1280},
	{bench.Subject{Name: "native-limited"}, 1990},
	{bench.Subject{Name: "golang-jwt", Peer: true}, 9100},
	{bench.Subject{Name: "go-jose", Peer: true}, 11200},
	{bench.Subject{Name: "jwx", Peer: true}, 14900},
	{bench.Subject{Name: "gorilla-hmac", Peer: true}, 22400},
	{bench.Subject{Name: "gorilla-hmac-aes", Peer: true}, 24100},
	{bench.Subject{Name: "gorilla-json", Peer: true}, 12300},
	{bench.Subject{Name: "securecookie-gob", Peer: true}, 21000},
	{bench.Subject{Name: "securecookie-json", Peer: true}, 10400},
	{bench.Subject{Name: "scs-memstore", Peer: true}, 19300},
	{bench.Subject{Name: "scs-memstore-idle", Peer: true}, 26500},
	{bench.Subject{Name: "gin-cookie-store", Peer: true}, 25800},
	{bench.Subject{Name: "golangcollege", Peer: true}, 17100},
	{bench.Subject{Name: "golangcollege-idle", Peer: true}, 18800},
	{bench.Subject{Name: "revel", Peer: true}, 6200},
	{bench.Subject{Name: "a<b&c", Peer: true}, 7400},
	{bench.Subject{Name: "another-peer", Peer: true}, 8400},
	{bench.Subject{Name: "scs & Redis", Peer: true}, 38000},
}

// rowsOf makes rows of these operations by all subjects, in seven passes of which one is
// slow. What an operation takes is a multiple of a read.
func rowsOf(operations ...bench.Operation) []*timing.Row {
	var cells []*bench.Cell
	for _, operation := range operations {
		for i := range subjects {
			cells = append(cells, &bench.Cell{Operation: operation, Subject: &subjects[i].Subject})
		}
	}
	rows := timing.NewRows(cells, regexp.MustCompile(""))
	for i, row := range rows {
		read := subjects[i%len(subjects)].read
		row.Allocs, row.Bytes, row.Rounds = 4, 320, 1000
		for _, pass := range []float64{1, 1.02, 0.98, 1, 3, 1, 1} {
			row.Times = append(row.Times, read*pass)
		}
	}
	return rows
}

func read() bench.Operation {
	return bench.Operation{Name: readOneKey, Limit: bench.Limit{Ratio: 1.5, Allocs: 4}}
}
