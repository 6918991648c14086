// Package document keeps docs/performance.md true: what the programs of this module have
// measured is written between two comments of the page, by the program that has measured
// it, and the words around it stay.
//
//	section, err := document.Write("../docs/performance.md", "requests", table)
package document
