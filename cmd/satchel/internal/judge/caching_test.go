package judge_test

import "testing"

func TestWhatCachesMayDoIsJudged(t *testing.T) {
	checkResponses(t, []responseCase{
		{"nothing for caches", "", []string{good, hsts}, []string{"advice ASVS 14.2.2 response: nothing keeps shared caches"}},
		{"public", "", []string{good, "Cache-Control: public, max-age=60", hsts}, []string{"fault ASVS 14.2.2 response: Cache-Control lets shared caches"}},
		{"an age", "", []string{good, "Cache-Control: max-age=60", hsts}, []string{"fault ASVS 14.2.2 response: Cache-Control lets shared caches"}},
		{"an age of nothing", "", []string{good, "Cache-Control: max-age=0, no-cache", hsts}, []string{"advice ASVS 14.2.2 response: nothing keeps shared caches"}},
		{"public, for a preference", "", []string{"Set-Cookie: theme=dark; Path=/; Secure; SameSite=Lax", "Cache-Control: public", hsts}, []string{"advice ASVS 14.2.2 response: Cache-Control lets shared caches"}},
		{"private and public", "", []string{good, "Cache-Control: private, public", hsts}, []string{"advice ASVS 14.2.2 response: Cache-Control says two things"}},
		{"private for one field only", "", []string{good, `Cache-Control: private="Set-Cookie", max-age=60`, hsts}, []string{"fault ASVS 14.2.2 response: Cache-Control lets shared caches"}},
		{"no-store", "", []string{good, "Cache-Control: No-Store", hsts}, nil},
		{"an invitation for one CDN", "", []string{good, private, "CDN-Cache-Control: max-age=60", hsts}, []string{"fault ASVS 14.2.2 response: Cdn-Cache-Control lets shared caches"}},
		{"no invitation for a CDN", "", []string{good, private, "CDN-Cache-Control: no-store", "Surrogate-Control: no-store", "X-Accel-Expires: 0", hsts}, nil},
		{"an invitation by the older field", "", []string{good, private, "Surrogate-Control: max-age=60", hsts}, []string{"fault ASVS 14.2.2 response: Surrogate-Control lets shared caches"}},
		{"an invitation for nginx", "", []string{good, private, "X-Accel-Expires: 60", hsts}, []string{"fault ASVS 14.2.2 response: X-Accel-Expires lets shared caches"}},
		{"out of a cache, by its age", "", []string{good, private, "Age: 12", hsts}, []string{"fault ASVS 14.2.2 response: Age: 12: a shared cache has answered"}},
		{"out of a cache, by its mark", "", []string{good, private, "X-Cache: MISS, TCP_HIT from edge", hsts}, []string{"fault ASVS 14.2.2 response: X-Cache: MISS, TCP_HIT from edge: a shared cache"}},
		{"past a cache", "", []string{good, private, "Age: 0", "X-Cache: MISS", "Cf-Cache-Status: DYNAMIC", hsts}, nil},
		{"not out of a cache, in the words of Varnish", "", []string{good, private, "X-Cache: hit-for-pass", hsts}, nil},
		{"in the words of a CDN", "", []string{good, private, "X-Cache: RefreshHit from cloudfront", hsts}, []string{"fault ASVS 14.2.2 response: X-Cache: RefreshHit"}},
		{"with more behind the word", "", []string{good, private, "X-Cache: HIT-STALE", hsts}, []string{"fault ASVS 14.2.2 response: X-Cache: HIT-STALE"}},
		{"not out of a cache, with the letters in another word", "", []string{good, private, "X-Cache: MISS from whit.hitachi.example, no_hit", hsts}, nil},
		{"by the standard, not", "", []string{good, private, "Cache-Status: ExampleCache; fwd=miss; detail=no-hit", hsts}, nil},
		{"by the standard, not, in words", "", []string{good, private, `Cache-Status: A; fwd=miss; detail="no; hit; \", hit, or", B; hit=?0`, hsts}, nil},
		{"by the standard, not by the name of a cache", "", []string{good, private, "Cache-Status: hitcache; fwd=uri-miss", hsts}, nil},
		{"by the standard", "", []string{good, private, "Cache-Status: OriginCache; fwd=miss, EdgeCache; hit; ttl=1", hsts}, []string{"fault ASVS 14.2.2 response: Cache-Status: OriginCache"}},
		{"out of a cache, without a cookie", "", []string{"Age: 12", hsts}, nil},
	})
}

func TestThePolicyOfTransportIsJudged(t *testing.T) {
	checkResponses(t, []responseCase{
		{"no HSTS", "", []string{good, private}, []string{"advice browsers response: no Strict-Transport-Security"}},
		{"HSTS that ends", "", []string{good, private, "Strict-Transport-Security: max-age=0; includeSubDomains"}, []string{"advice browsers response: no Strict-Transport-Security"}},
		{"HSTS without a number", "", []string{good, private, "Strict-Transport-Security: max-age=abc"}, []string{"advice browsers response: no Strict-Transport-Security"}},
		{"HSTS of nothing at all", "", []string{good, private, "Strict-Transport-Security: max-age=00"}, []string{"advice browsers response: no Strict-Transport-Security"}},
		{"HSTS in quotes", "", []string{good, private, `Strict-Transport-Security: includeSubDomains; max-age="31536000"`}, nil},
		{"HSTS of an address, which browsers pass over", "https://192.0.2.1/", []string{good, private}, nil},
	})
}
