// Package vectors has no code: its tests let a reader in another language, the one of
// docs/vectors, open the sealed tokens that this library writes, and the other way round:
// a format that only its own writer can read is not documented.
//
// The tests take the Node that the environment variable NODE names, or else the one in
// PATH, and fail where there is none.
package vectors
