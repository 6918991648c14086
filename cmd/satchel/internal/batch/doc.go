// Package batch answers one JSON object a line with one JSON object a line, so that
// anybody can run the cases of another implementation of Play's cookies through this
// one, from any language.
//
//	{"op":"encode","codec":"jwt","secret":"…","now_ms":1700000000123,"data":{"user":"bob"}}
//	{"cookie":"eyJhbGciOiJIUzI1NiJ9.eyJkYXRh…"}
//	{"op":"decode","codec":"jwt","secret":"…","now_ms":1700000000123,"cookie":"eyJhbGciOiJIUzI1NiJ9.eyJkYXRh…"}
//	{"data":{"user":"bob"},"reason":""}
//
// # A line
//
// Members, in any order:
//
//	op                encode or decode; "kind" is another name for it
//	codec             session-default  writes JWT, reads JWT and the signed form of Play 2.5
//	                  flash-default    writes JWT, reads JWT and the unsigned form of Play 2.5
//	                  jwt              JWT alone
//	                  legacy-signed    the session of Play 2.5, HMAC-SHA1 before form encoding
//	                  legacy-unsigned  the flash of Play 2.5, form encoding alone
//	secret            text of the key, not empty; legacy-unsigned needs none
//	algorithm         of a JWT: HS256 (the default), HS384 or HS512
//	data_claim        claim of a JWT with the pairs; data
//	expires_after_ms  encode: from now to exp of a JWT; without it there is no exp
//	clock_skew_s      decode: tolerance for exp and nbf; 300
//	now_ms            clock, in milliseconds since 1970; the clock of this machine
//	data              encode: object whose values are strings
//	data_utf16_hex    encode: the same with values of four hexadecimal digits a UTF-16 unit
//	order             encode: list of all keys in the order of writing; as they stand in data
//	cookie            decode: the value of the cookie
//
// secret, algorithm, data_claim, expires_after_ms and clock_skew_s may stand in an object
// "config" as well. A member that is null is absent. Others, such as id or expect, are
// passed over, whatever they hold. A member that stands twice, or in config and outside, is
// an error; a key of data that stands twice has its last value, in the first place. Names
// compare with case. Numbers are whole, without fraction and exponent; a now_ms before 1970
// is refused.
//
// A line ends with LF or CR LF, which the last one need not have, and has at most 1 MiB
// without it. It is UTF-8; half a surrogate pair is an error, since it has no UTF-8.
//
// # The answer
//
// Every line, the empty one too, has one answer, and answers are in the order of the lines:
//
//	encode           {"cookie":"…"}
//	decode           {"data":{…},"reason":"…"}
//	what went wrong  {"error":"…"}
//
// The data of a refused cookie is {} and the reason says why: malformed, signature,
// algorithm, expired or premature. Otherwise the reason is "": it is text always, so that a
// language with types needs no special case. A signature of the wrong length is malformed,
// since no key makes one. The pairs have the order of the cookie. An error is a sentence for
// people, and holds no text of the line; the next line is read as if nothing had happened.
//
// A secret below the size of the JWT's digest is an error for encode, as in Play since
// 2.9. For decode it is none, there as here: no JWT is authentic under it, so the reason
// is signature, and text in the form of 2.5 is read as ever.
//
// The codecs are those of the library without what a site needs besides: no limit of 4096
// bytes, no secret refused as a placeholder. They are stricter than Play with texts that Play
// never writes; docs/from-play.md lists the differences.
package batch
