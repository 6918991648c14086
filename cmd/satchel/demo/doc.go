// Package demo is a small web application that shows the session and the flash
// at work: a list of items that the server keeps, a login that the browser
// carries, and beside them what the browser carried with the request at hand.
//
//	server, err := demo.New(demo.Options{Config: satchel.Config{Development: true}, Address: "127.0.0.1:9000"})
//	if err != nil { … }
//	fmt.Println(server.URL())
//	err = server.Run(ctx) // until ctx ends
//
// It needs no JavaScript. It is written to be copied from: every error of a
// writer is handled, forms are bounded, requests of other sites are refused, and
// what is shown is escaped.
package demo
