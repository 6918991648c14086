package judge

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// ASVS 5.0 requirements on caches: shared ones, and any.
const (
	sharedCaches = "ASVS 14.2.2"
	noStore      = "ASVS 14.3.2"
)

// directives are those of a list field by name, in small letters.
type directives map[string]string

func readDirectives(lines []string) directives {
	found := directives{}
	for directive := range strings.SplitSeq(strings.Join(lines, ","), ",") {
		name, value, _ := strings.Cut(directive, "=")
		if name = strings.ToLower(trim(name)); name != "" {
			found[name] = strings.Trim(value, " \t\"")
		}
	}
	return found
}

func (d directives) has(name string) bool {
	_, is := d[name]
	return is
}

// keepsOut tells whether shared caches may not store. private with a list of fields is not
// enough: it keeps these fields out only.
func (d directives) keepsOut() bool {
	return d.has("no-store") || d.has("private") && d["private"] == ""
}

// invites tells whether shared caches may store for a while.
func (d directives) invites() bool {
	positive := func(name string) bool {
		seconds, err := strconv.Atoi(d[name])
		return err == nil && seconds > 0
	}
	return d.has("public") || positive("s-maxage") || positive("max-age")
}

// caching looks at a response that sets cookies. session tells whether one of them is a
// session, with which a cache gives one person's account to another.
func (o *opinion) caching(header http.Header, session bool) {
	serious := either(session, Fault, Advice)
	if from, hit := cacheHit(header); hit {
		o.addf(serious, sharedCaches, "", "%s: a shared cache has answered, and everybody gets the same cookies", from)
	}
	for _, name := range targetedFields(header) {
		if d := readDirectives(header[name]); !d.keepsOut() && (d.invites() || name == "X-Accel-Expires" && header.Get(name) != "0") {
			o.addf(serious, sharedCaches, "", "%s lets shared caches store the cookies, whatever Cache-Control says", cut(name, shownWord))
		}
	}
	switch d := readDirectives(header["Cache-Control"]); {
	case d.keepsOut() && (d.has("public") || d.has("s-maxage")):
		o.advisef(sharedCaches, "", "Cache-Control says two things: keep one of private and public")
	case d.has("no-store"):
		o.okf(noStore, "Cache-Control: no-store")
	case d.keepsOut():
		o.okf(sharedCaches, "Cache-Control: private")
	case d.invites():
		o.addf(serious, sharedCaches, "", "Cache-Control lets shared caches store the cookies: say private or no-store")
	default:
		o.advisef(sharedCaches, "", "nothing keeps shared caches from storing the cookies: say Cache-Control: private or no-store")
	}
}

// targetedFields returns the names of the fields that are for one kind of cache, and
// outrank Cache-Control there (RFC 9213), in order.
func targetedFields(header http.Header) []string {
	var names []string
	for name := range header {
		switch {
		case strings.HasSuffix(name, "-Cache-Control"), name == "Surrogate-Control", name == "Edge-Control", name == "X-Accel-Expires":
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// varies tells whether caches keep an answer for each cookie apart.
func varies(header http.Header) bool {
	d := readDirectives(header["Vary"])
	return d.has("cookie") || d.has("*")
}
