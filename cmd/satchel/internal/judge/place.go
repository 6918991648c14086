package judge

import "slices"

// place is what a browser tells cookies of a name apart by.
type place struct{ domain, path, partition string }

func placeOf(c *SetCookie, from origin) place {
	p := place{domain: from.domainOf(c), path: c.Path}
	if p.domain == "" {
		p.domain = hostOnly(from)
	}
	if p.path == "" {
		p.path = from.folder()
	}
	if c.Partitioned {
		p.partition = "partitioned"
	}
	return p
}

// hostOnly stands for a cookie without Domain, which is another one than that of the domain
// of the same name.
func hostOnly(from origin) string { return from.host + ", this host only" }

// twins finds another cookie of the name in the same response.
func (j *cookieJudge) twins(before []*SetCookie, from origin) {
	for _, other := range before {
		switch {
		case other.Name != j.Name || j.Name == "":
			continue
		case placeOf(other, from) == placeOf(j.SetCookie, from):
			j.advisef(rfcCookie, "", "stands in this response more than once: the last line counts")
		case other.Deletes(j.now) || j.Deletes(j.now): // a change of place, as it has to be
			continue
		default:
			j.advisef(rfcCookie, "", "two cookies of one name, at two places: browsers send both, and which one counts is the server's chance")
		}
		return
	}
}

// reachable returns the places of a name that a response from here can write to.
func (s *Site) reachable(name string, from origin) []place {
	return slices.DeleteFunc(slices.Clone(s.kept[name]), func(p place) bool {
		return p.domain != hostOnly(from) && !from.matches(p.domain)
	})
}

// deletions returns the names of which at least one line deletes what is there: some sites
// delete at all places where a cookie could be.
func (s *Site) deletions(lines []*SetCookie, from origin) map[string]bool {
	effective := map[string]bool{}
	for _, c := range lines {
		if c.Deletes(s.now) && slices.Contains(s.kept[c.Name], placeOf(c, from)) {
			effective[c.Name] = true
		}
	}
	return effective
}

// keep notes where a cookie is, or is no longer.
func (s *Site) keep(c *SetCookie, from origin) {
	at := placeOf(c, from)
	s.kept[c.Name] = slices.DeleteFunc(s.kept[c.Name], func(p place) bool { return p == at })
	if !c.Deletes(s.now) {
		s.kept[c.Name] = append(s.kept[c.Name], at)
	}
}
