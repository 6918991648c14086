// Package interop has the tests that share cookies with real Play applications, through
// HTTP and in both directions. There is nothing to import: see package internal/live for
// what runs them, and the folder play for the application.
package interop
