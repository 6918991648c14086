// Package jwt holds the tokens of this project against those of golang-jwt, and their
// payloads against a reader of JSON that others wrote.
//
//   - golang-jwt reads what is written here, and the other way round.
//   - Of payloads that are signed, no more is accepted here than that reader takes, and it
//     reads the same; where less is, the reason is one of a short list.
//   - Of any texts, none is accepted here that golang-jwt finds no MAC for.
package jwt
