package judge

import (
	"net/http"
	"strconv"
	"strings"
)

// cacheHit finds the marks that caches leave on what they have stored.
func cacheHit(header http.Header) (mark string, hit bool) {
	if seconds, err := strconv.Atoi(header.Get("Age")); err == nil && seconds > 0 {
		return "Age: " + strconv.Itoa(seconds), true
	}
	const standard = "Cache-Status"
	if value := strings.Join(header[standard], ", "); hasHitParameter(value) {
		return standard + ": " + cut(value, shownWord), true
	}
	for _, name := range []string{"X-Cache", "X-Cache-Status", "Cf-Cache-Status", "X-Proxy-Cache", "X-Varnish-Cache"} {
		if value := strings.Join(header[name], ", "); hasHitWord(value) {
			return name + ": " + cut(value, shownWord), true
		}
	}
	return "", false
}

// hasHitParameter reads the list of RFC 9211: caches, each with parameters, of which hit says
// it. Other parameters hold words in which the letters stand too.
func hasHitParameter(list string) bool {
	quoted := false
	pieces := strings.FieldsFunc(strings.ReplaceAll(list, `\"`, ""), func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return !quoted && (r == ';' || r == ',')
	})
	for _, piece := range pieces {
		if piece = trim(piece); piece == "hit" || piece == "hit=?1" {
			return true
		}
	}
	return false
}

// hasHitWord looks for what caches write into fields of their own: HIT, TCP_MEM_HIT, RefreshHit,
// HIT-STALE. That of Varnish for what it has decided to pass on, hit-for-pass, is none.
func hasHitWord(value string) bool {
	for word := range strings.FieldsFuncSeq(strings.ToLower(value), func(r rune) bool { return !('a' <= r && r <= 'z' || r == '_' || r == '-') }) {
		first, rest, _ := strings.Cut(word, "-")
		isHit := first == "hit" || first == "refreshhit" || strings.HasPrefix(first, "tcp_") && strings.HasSuffix(first, "_hit")
		if isHit && !strings.HasPrefix(rest, "for-") {
			return true
		}
	}
	return false
}
