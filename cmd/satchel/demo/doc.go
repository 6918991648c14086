// Package demo is a small web application that shows the session and the flash
// at work: a list of items that the server keeps in the cache of the session, a login
// that the browser carries, and beside them what the browser carried with the request at
// hand, and what the cache has.
//
//	store, err := demo.OpenStore(ctx, demo.Memory, slog.Default()) // or redis://127.0.0.1:6379
//	if err != nil { … }
//	defer store.Close()
//	server, err := demo.New(demo.Options{Config: satchel.Config{Development: true}, Address: "127.0.0.1:9000", Store: store})
//	if err != nil { … }
//	fmt.Println(server.URL())
//	err = server.Run(ctx) // until ctx ends
//
// It needs no JavaScript. It is written to be copied from: every error of a
// writer is handled, forms are bounded, requests of other sites are refused, and
// what is shown is escaped.
package demo
