package middleware_test

import (
	"fmt"
	"strings"
)

// knownFaults are what middleware breaks by itself, without the scopes: what the
// client gets in place of what the handler has done. The matrix checks that each of
// them is there and that there are no others; the cookies have to be right all the
// same.
var knownFaults = []struct{ middleware, way, fault string }{
	// Its Flush sends the header before it has decided whether to compress; the first
	// Write decides for it, too late to say so.
	{"chi Compress", "Flush and then Write", "body in gzip, which no header says"},
	// It takes the 103 for the final status, and sends it at the end with the whole
	// header; net/http then makes the response a 200.
	{"http.TimeoutHandler", "103 and then Write", "the 103 has what came after it"},
	// Its writer has no Hijack, as documented.
	{"http.TimeoutHandler", "Hijack", "status 501, body "},
	{"http.TimeoutHandler", "101", "status 501, body "},
}

func known(middleware, way string) string {
	for _, k := range knownFaults {
		if k.middleware == middleware && k.way == way {
			return k.fault
		}
	}
	return ""
}

// faults says what is wrong with an answer.
func faults(w way, a answer) string {
	var list []string
	if a.status != w.status {
		list = append(list, fmt.Sprintf("status %d", a.status))
	}
	if a.body != w.body {
		body := a.body
		if strings.HasPrefix(body, "\x1f\x8b") {
			body = "in gzip, which no header says"
		}
		list = append(list, "body "+body)
	}
	switch {
	case (a.early != nil) != w.early:
		list = append(list, fmt.Sprintf("103 %t", a.early != nil))
	case a.early.Get(after) != "":
		list = append(list, "the 103 has what came after it")
	}
	if (a.header.Get(after) != "") != w.early {
		list = append(list, "the response lacks what came after the 103")
	}
	return strings.Join(list, ", ")
}
