package rediscache

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/rueidis"
)

// address is what a URL says.
type address struct {
	network  string   // "tcp" or "unix"
	initial  []string // the nodes that are asked first
	name     string   // the host of the first, for its certificate
	sentinel string   // the name that the Sentinels know the servers by
	user     string
	password string
	database int
	tls      *tls.Config // nil without
}

// parameters are what may stand behind the question mark. The others that
// [rueidis.ParseURL] knows are fields of Config, or would break the promises of this
// package.
var parameters = []string{"addr", "db", "master_set"}

// schemes are what a URL may begin with; the last one is a socket of this machine.
var schemes = []string{"redis", "rediss", "valkey", "valkeys", socket}

const socket = "unix"

// parse reads the URL of a Config. Nothing of what package url or rueidis say about a
// fault is passed on: both quote what they stumble over, which may be the password.
func (c Config) parse() (address, error) {
	fault := func(problem string) (address, error) {
		return address{}, errors.New("rediscache: URL: " + problem)
	}
	if c.URL == "" {
		return fault("is missing; for example redis://127.0.0.1:6379")
	}
	u, err := url.Parse(c.URL)
	if err != nil {
		return fault("is no URL: " + blame(err))
	}
	if !slices.Contains(schemes, u.Scheme) {
		return fault("begins with none of redis, rediss, valkey, valkeys and unix, followed by ://")
	}
	if u.Opaque != "" || u.Fragment != "" {
		return fault("has no // after its scheme, or a #: write # and ? in a password as %23 and %3F, or use Config.Password")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return fault("has parameters that are not percent-encoded")
	}
	if problem := formProblem(u, query); problem != "" {
		return fault(problem)
	}
	option, err := rueidis.ParseURL(c.URL)
	if err != nil || option.SelectDB < 0 {
		return fault("has a path or db that is no number of a database, as in redis://host:6379/0")
	}
	a := address{network: "tcp", initial: option.InitAddress, name: u.Hostname(), sentinel: option.Sentinel.MasterSet,
		user: option.Username, password: option.Password, database: option.SelectDB}
	if u.Scheme == socket {
		a.network = socket
	}
	if a.password != "" && c.Password != "" {
		return fault("has a password, and so has Config.Password: leave one out")
	}
	if c.Password != "" {
		a.password = string(c.Password)
	}
	if a.user != "" && a.password == "" {
		return fault("has a user without a password; for a password alone write redis://:password@host, or use Config.Password")
	}
	if option.TLSConfig == nil && c.TLS != nil {
		return fault("is one without TLS, but Config.TLS is set: write rediss")
	}
	if option.TLSConfig != nil {
		a.tls = &tls.Config{MinVersion: tls.VersionTLS12}
		if c.TLS != nil {
			a.tls = c.TLS.Clone()
		}
	}
	return a, nil
}

// formProblem says what is wrong with a URL of a good scheme; empty for nothing.
func formProblem(u *url.URL, query url.Values) string {
	for name := range query {
		if !slices.Contains(parameters, name) {
			return "has a parameter that is none of " + strings.Join(parameters, ", ") + "; other settings are fields of Config"
		}
	}
	if u.Scheme == socket && (u.Host != "" || u.Path == "" || query.Has("addr")) {
		return "of a socket has the form unix:///path?db=0"
	}
	if u.Scheme != socket && u.Hostname() == "" {
		return "names no server, as in redis://host:6379: is a variable empty, or a / in a password, which is %2F?"
	}
	for _, port := range append(ports(query["addr"]), u.Port()) {
		if n, err := strconv.Atoi(port); port != "" && (err != nil || n < 1 || n > 65535) {
			return "has a port that is none: it is a number from 1 to 65535"
		}
	}
	return ""
}

// blame says which part of a URL is at fault, in words of its own.
func blame(err error) string {
	text := err.Error()
	for _, known := range []struct{ has, means string }{
		{"invalid port", "the port is no number; write / @ : # and ? in a password as %2F %40 %3A %23 and %3F, or use Config.Password"},
		{"userinfo", "write what is not a letter or digit in user and password percent-encoded, or use Config.Password"},
		{"invalid URL escape", "a % is not followed by two hexadecimal digits; write % in a password as %25, or use Config.Password"},
		{"missing protocol scheme", "it begins with no redis://"},
		{"invalid control character", "it has a control character, perhaps a line break at its end"},
	} {
		if strings.Contains(text, known.has) {
			return known.means
		}
	}
	return "compare it with redis://127.0.0.1:6379"
}

// ports returns what follows the last colon of each address.
func ports(addresses []string) []string {
	found := make([]string, 0, len(addresses)+1)
	for _, a := range addresses {
		port := ""
		if i := strings.LastIndexByte(a, ':'); i >= 0 && !strings.HasSuffix(a, "]") {
			port = a[i+1:]
		}
		found = append(found, port)
	}
	return found
}

// String names the first node, for an operator.
func (a address) String() string {
	if len(a.initial) == 0 {
		return ""
	}
	return fmt.Sprintf("%s %s", a.network, a.initial[0])
}
