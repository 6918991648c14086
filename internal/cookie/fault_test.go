package cookie_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/cookie"
)

// good are attributes that every browser takes as they are meant.
var good = map[string]cookie.Attributes{
	"Play's session":             {Name: "PLAY_SESSION", Path: "/", SameSite: "Lax", HTTPOnly: true},
	"a native session":           {Name: "__Host-session", Path: "/", SameSite: "Lax", Secure: true, HTTPOnly: true},
	"a secure name with domain":  {Name: "__Secure-s", Path: "/app", Domain: "example.com", Secure: true},
	"a name for servers only":    {Name: "__Http-s", Path: "/app", Domain: "example.com", Secure: true, HTTPOnly: true},
	"the strictest name":         {Name: "__Host-Http-s", Path: "/", Secure: true, HTTPOnly: true},
	"all signs a name may have":  {Name: "!#$%&'*+-.^_`|~aZ09", Path: "/"},
	"the longest name":           {Name: strings.Repeat("n", 256), Path: "/"},
	"the longest path":           {Name: "s", Path: "/" + strings.Repeat("p", 1023)},
	"signs in a path":            {Name: "s", Path: "/a b/%20/,\"=~"},
	"a domain with leading dot":  {Name: "s", Path: "/", Domain: ".Example.co.uk"},
	"a domain of one label":      {Name: "s", Path: "/", Domain: "localhost"},
	"labels of 63 characters":    {Name: "s", Path: "/", Domain: strings.Repeat("a", 63) + ".b-c.x1.d_e"},
	"the longest domain":         {Name: "s", Path: "/", Domain: strings.Repeat("abcd.", 50) + "abc"},
	"a cookie for other sites":   {Name: "s", Path: "/", SameSite: "None", Secure: true},
	"a strict cookie":            {Name: "s", Path: "/", SameSite: "Strict"},
	"a partitioned cookie":       {Name: "s", Path: "/", Secure: true, Partitioned: true},
	"one second":                 {Name: "s", Path: "/", MaxAge: time.Second},
	"400 days":                   {Name: "s", Path: "/", MaxAge: 400 * 24 * time.Hour},
	"a name that has Host later": {Name: "my__Host-s", Path: "/app", Domain: "example.com"},
}

func TestFaultsHasNothingAgainst(t *testing.T) {
	for name, attributes := range good {
		t.Run(name, func(t *testing.T) {
			if faults := attributes.Faults(); len(faults) != 0 {
				t.Errorf("%+v: %v", attributes, faults)
			}
		})
	}
}

// bad are attributes with one fault each, by the field that it is in and a part of
// what is said about it.
var bad = []struct {
	field, says string
	settings    map[string]cookie.Attributes
}{
	{"Name", "is no cookie name", map[string]cookie.Attributes{
		"no name":                                {Path: "/"},
		"a space in the name":                    {Name: "my session", Path: "/"},
		"an equal sign in the name":              {Name: "a=b", Path: "/"},
		"a semicolon in the name":                {Name: "a;b", Path: "/"},
		"a control character in the name":        {Name: "a\x1f", Path: "/"},
		"DEL in the name":                        {Name: "a\x7f", Path: "/"},
		"a name beyond ASCII":                    {Name: "séance", Path: "/"},
		"a name that leaves no room for a value": {Name: strings.Repeat("n", 257), Path: "/"},
	}},
	{"Name", "__Secure- needs Secure", map[string]cookie.Attributes{
		"__Secure- alone": {Name: "__Secure-s", Path: "/"},
	}},
	{"Name", "__Host- needs Secure", map[string]cookie.Attributes{
		"__Host- alone": {Name: "__Host-s", Path: "/"},
	}},
	{"Name", "needs HttpOnly", map[string]cookie.Attributes{
		"__Http- alone":      {Name: "__Http-s", Path: "/", Secure: true},
		"__Host-Http- alone": {Name: "__Host-Http-s", Path: "/", Secure: true},
	}},
	{"Name", "spell it so", map[string]cookie.Attributes{
		"a prefix in small letters":     {Name: "__host-s", Path: "/", Secure: true},
		"a prefix in capitals":          {Name: "__SECURE-s", Path: "/", Secure: true},
		"a prefix for servers in small": {Name: "__host-http-s", Path: "/", Secure: true, HTTPOnly: true},
	}},
	{"Path", "must begin with /", map[string]cookie.Attributes{
		"no path":              {Name: "s"},
		"a path without slash": {Name: "s", Path: "app"},
	}},
	{"Path", "must be at most 1024 visible ASCII characters without a semicolon", map[string]cookie.Attributes{
		"a semicolon in the path":     {Name: "s", Path: "/a;b"},
		"a line break in the path":    {Name: "s", Path: "/a\r\nb"},
		"a path beyond ASCII":         {Name: "s", Path: "/é"},
		"a space behind the path":     {Name: "s", Path: "/a "},
		"a path that browsers ignore": {Name: "s", Path: "/" + strings.Repeat("p", 1024)},
	}},
	{"Path", "allows no other path than /", map[string]cookie.Attributes{
		"__Host- below a path":      {Name: "__Host-s", Path: "/app", Secure: true},
		"__Host-Http- below a path": {Name: "__Host-Http-s", Path: "/app", Secure: true, HTTPOnly: true},
	}},
	{"Domain", "allows no domain", map[string]cookie.Attributes{
		"__Host- with a domain": {Name: "__Host-s", Path: "/", Domain: "example.com", Secure: true},
	}},
	{"Domain", "is no domain name", map[string]cookie.Attributes{
		"a domain with a port":            {Name: "s", Path: "/", Domain: "example.com:80"},
		"a domain with a scheme":          {Name: "s", Path: "/", Domain: "https://example.com"},
		"an IPv4 address":                 {Name: "s", Path: "/", Domain: "192.0.2.1"},
		"an IPv6 address":                 {Name: "s", Path: "/", Domain: "2001:db8::1"},
		"a dot alone":                     {Name: "s", Path: "/", Domain: "."},
		"two leading dots":                {Name: "s", Path: "/", Domain: "..example.com"},
		"a dot at the end":                {Name: "s", Path: "/", Domain: "example.com."},
		"an empty label":                  {Name: "s", Path: "/", Domain: "a..b"},
		"a label of 64 characters":        {Name: "s", Path: "/", Domain: strings.Repeat("a", 64) + ".b"},
		"a domain of 254 characters":      {Name: "s", Path: "/", Domain: strings.Repeat("abcd.", 50) + "abcd"},
		"a hyphen before a label":         {Name: "s", Path: "/", Domain: "-a.b"},
		"a hyphen behind a label":         {Name: "s", Path: "/", Domain: "a-.b"},
		"a domain beyond ASCII":           {Name: "s", Path: "/", Domain: "exämple.com"},
		"attributes smuggled in a domain": {Name: "s", Path: "/", Domain: "a.b; Secure"},
	}},
	{"SameSite", "needs Secure", map[string]cookie.Attributes{
		"a cookie for other sites without Secure": {Name: "s", Path: "/", SameSite: "None"},
	}},
	{"SameSite", "is none of Strict, Lax and None", map[string]cookie.Attributes{
		"a value in small letters":        {Name: "s", Path: "/", SameSite: "lax"},
		"attributes smuggled in SameSite": {Name: "s", Path: "/", SameSite: "None; Domain=evil", Secure: true},
	}},
	{"Partitioned", "needs Secure", map[string]cookie.Attributes{
		"a partitioned cookie without Secure": {Name: "s", Path: "/", Partitioned: true},
	}},
	{"MaxAge", "is negative", map[string]cookie.Attributes{
		"a negative lifetime": {Name: "s", Path: "/", MaxAge: -time.Second},
	}},
	{"MaxAge", "is not in whole seconds", map[string]cookie.Attributes{
		"a lifetime with a fraction":       {Name: "s", Path: "/", MaxAge: 1500 * time.Millisecond},
		"a lifetime of less than a second": {Name: "s", Path: "/", MaxAge: time.Nanosecond},
	}},
	{"MaxAge", "is beyond the 400 days", map[string]cookie.Attributes{
		"a lifetime that browsers cut": {Name: "s", Path: "/", MaxAge: 400*24*time.Hour + time.Second},
	}},
}

func TestFaultsNamesTheFieldAndTheProblem(t *testing.T) {
	for _, test := range bad {
		for name, attributes := range test.settings {
			t.Run(name, func(t *testing.T) {
				faults := attributes.Faults()
				if len(faults) != 1 || faults[0].Field != test.field || !strings.Contains(faults[0].Problem, test.says) {
					t.Errorf("faults are %q, want one of %s that says %q", faults, test.field, test.says)
				}
			})
		}
	}
}

func TestFaultsNamesAllProblemsAtOnce(t *testing.T) {
	attributes := cookie.Attributes{
		Name: "__Host- ", Path: "x", Domain: "a b", SameSite: "None", Partitioned: true, MaxAge: -1,
	}
	var fields []string
	for _, fault := range attributes.Faults() {
		fields = append(fields, fault.Field)
	}
	// The name is no token and lacks Secure; the prefix forbids a domain and this
	// path, which are no domain and no path either.
	want := []string{"Name", "Name", "Domain", "Path", "Path", "Domain", "SameSite", "Partitioned", "MaxAge"}
	if !slices.Equal(fields, want) {
		t.Errorf("faults in %v, want %v", fields, want)
	}
}

func TestFaultsDoNotRepeatLongSettings(t *testing.T) {
	long := cookie.Attributes{Name: "s", Path: "/" + strings.Repeat("p", 1<<20), Domain: strings.Repeat("d", 1<<20)}
	for _, fault := range long.Faults() {
		if len(fault.Problem) > 256 {
			t.Errorf("the problem with %s is told in %d bytes", fault.Field, len(fault.Problem))
		}
	}
}
