// Package keyring holds the secrets: it judges their strength, names them,
// derives the keys that the token formats use, and makes new ones.
//
//	if err := keyring.Check(secret, 32); err != nil { … } // too short, a placeholder, empty
//	ring := keyring.New(secret, olderSecret)              // the first signs, all verify
//	session, err := ring.Derive("session", 32)            // a key of its own for one purpose
//
// Nothing here prints a secret: [Key] redacts itself, and errors name sizes
// only.
package keyring
