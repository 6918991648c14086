// Package templating shows a message with a-h/templ and with gomponents, for which
// Satchel has no package: both get the flash from the request's context. What they
// have to know is when the header leaves; the tests show it.
package templating

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.1001 generate -include-version=false -path .
