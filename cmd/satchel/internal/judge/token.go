package judge

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strings"
	"time"
)

// token looks at the form of the value, which anybody can read; at none of the pairs in it.
func (j *cookieJudge) token() {
	switch header, claims, is := readJWT(j.Value); {
	case is:
		j.jwt(header, claims)
	case j.role == sessionRole && signedPairs.MatchString(j.Value):
		j.advisef("ASVS 11.4.1", "", "the form of Play 2.5, signed with SHA-1")
		j.advisef("ASVS 9.2.1", "", "no expiry inside: a copy is good until the secret changes, unless the pairs have a date")
	case j.isOfPlay() && j.role == sessionRole && pairs.MatchString(j.Value):
		j.faultf("ASVS 9.1.1", "", "pairs without a signature: anybody can write this session")
	case j.isOfPlay() && j.role == flashRole && pairs.MatchString(j.Value) && !signedPairs.MatchString(j.Value):
		j.advisef("ASVS 9.1.1", "", "pairs without a signature: anybody can write this message, so show it as text only")
	}
}

// isOfPlay tells whether the name is one whose value is known to be pairs; those of others
// look the same by chance.
func (j *cookieJudge) isOfPlay() bool {
	return strings.HasSuffix(j.Name, "PLAY_SESSION") || strings.HasSuffix(j.Name, "PLAY_FLASH")
}

var (
	// signedPairs is the form of Play 2.5: an HMAC-SHA1 in front of the pairs.
	signedPairs = regexp.MustCompile(`^[0-9a-f]{40}-`)
	pairs       = regexp.MustCompile(`^[^=&]*=`)
)

// jwtHeader and jwtClaims are what is looked at of a token.
type (
	jwtHeader struct {
		Algorithm string `json:"alg"`
	}
	jwtClaims struct {
		Expiry *float64 `json:"exp"`
	}
)

func isJWT(value string) bool {
	_, _, is := readJWT(value)
	return is
}

// readJWT takes a JWT apart (RFC 7515 section 3.1), unverified.
func readJWT(value string) (header jwtHeader, claims jwtClaims, is bool) {
	parts := strings.Split(value, ".")
	if len(parts) != 3 || len(value) > 4*maxPair {
		return header, claims, false
	}
	first, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil || json.Unmarshal(first, &header) != nil || header.Algorithm == "" {
		return header, claims, false
	}
	if second, err := base64.RawURLEncoding.DecodeString(parts[1]); err == nil && json.Unmarshal(second, &claims) != nil {
		claims = jwtClaims{} // an expiry that is no number is none
	}
	return header, claims, true
}

func (j *cookieJudge) jwt(header jwtHeader, claims jwtClaims) {
	if strings.EqualFold(header.Algorithm, "none") {
		j.faultf("ASVS 9.1.2", "", "a token with the algorithm none: anybody can write it")
		return
	}
	if j.role != sessionRole {
		return
	}
	switch {
	case claims.Expiry == nil && j.limited:
		return
	case claims.Expiry == nil:
		j.advisef("ASVS 9.2.1", "", "the token has no expiry: without limits on the server a copy is good until the key is gone")
		return
	}
	seconds := min(*claims.Expiry-float64(j.now.Unix()), (100 * 365 * day).Seconds())
	switch left := time.Duration(max(seconds, 0)) * time.Second; {
	case seconds <= 0:
		j.advisef("ASVS 9.2.1", "", "the token has expired already")
	case left > longSession:
		j.advisef("ASVS 9.2.1", "", "the token is good for %s: for so long, a copy is too", inDays(left))
	default:
		j.okf("ASVS 9.2.1", "the token has an expiry, in %s", inDays(left))
	}
}
