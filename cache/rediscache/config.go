package rediscache

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/satchel-go/satchel"
)

// Defaults of [Config], and what no setting changes.
const (
	// MaxValue is the most bytes that a value has; package cache has a smaller limit of its
	// own. It also bounds what a server that has lost its mind makes this process allocate.
	MaxValue = 64 << 20

	defaultPrefix           = "satchel"
	defaultBudget           = 100 * time.Millisecond
	defaultClientCacheBytes = 16 << 20
	maxPrefix               = 64
)

// Config says where the server is and how long to wait for it. [New] reads it once. It
// prints without its secrets, in package fmt and in log/slog.
type Config struct {
	// URL is the address of the server; it has no default:
	//
	//	redis://user@host:6379/0                          one server, database 0
	//	rediss://host:6379                                with TLS
	//	unix:///run/redis.sock                            a socket of this machine
	//	redis://host1:6379?addr=host2:6379                a Cluster: two of its nodes, to find the others
	//	redis://host1:26379?addr=host2:26379&master_set=mymaster    Sentinels, and the name they watch
	//
	// valkey and valkeys mean the same as redis and rediss. A password may stand between
	// user and host, percent-encoded, but see Password.
	URL string

	// Password is that of the server, in place of one in the URL. Sentinels are asked
	// without. Default: none.
	Password satchel.Secret

	// TLS is for an authority of one's own, or a certificate of the client; it needs a URL
	// with rediss. Default: the authorities of the system, TLS 1.2 and up.
	TLS *tls.Config

	// Prefix begins all keys on the server: give each application its own. At most 64
	// printable characters of ASCII, without : (another prefix could be the beginning of
	// this one) and { } (which a Cluster looks for). Default: "satchel".
	Prefix string

	// Budget is how long one operation may take, with the wait for a connection. A context
	// that ends earlier counts. Default: 100 ms.
	Budget time.Duration

	// ClientCache is how long what was read may be given out again from the memory of this
	// process. The server tells when a value changes, so that what another process sets is
	// seen some milliseconds late; what this process sets is seen at once. Default: 0, every
	// Get asks the server.
	ClientCache time.Duration

	// ClientCacheBytes is the most memory for that, for each node of the server. Default:
	// 16 MiB.
	ClientCacheBytes int

	// OnEvent is told when the server goes down and when it is back, once each, with the
	// outcome [satchel.Cache]; and of [satchel.ReasonEvicts]. It is called in the
	// background, once at a time, perhaps after Close; a panic is dropped, and so are the
	// oldest of more than 16 events that wait for it. Default: [satchel.LogEvents] with
	// slog.Default().
	OnEvent func(context.Context, satchel.Event)

	_ [0]func() // no comparison, no literal without field names: fields will be added
}

// complete fills in the defaults, or tells all faults.
func complete(c *Config) error {
	var faults []error
	check := func(field string, fine bool, problem string) {
		if !fine {
			faults = append(faults, fmt.Errorf("rediscache: %s: %s", field, problem))
		}
	}
	check("Budget", c.Budget >= 0, "is negative; 0 is the default")
	check("ClientCache", c.ClientCache >= 0, "is negative; 0 turns it off")
	check("ClientCacheBytes", c.ClientCacheBytes >= 0, "is negative; 0 is the default")
	check("Prefix", len(c.Prefix) <= maxPrefix && !strings.ContainsFunc(c.Prefix, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(":{}", r)
	}), "has more than 64 characters, or others than the printable ones of ASCII without : { and }")
	c.Prefix = cmp.Or(c.Prefix, defaultPrefix)
	c.Budget = cmp.Or(c.Budget, defaultBudget)
	c.ClientCacheBytes = cmp.Or(c.ClientCacheBytes, defaultClientCacheBytes)
	if c.OnEvent == nil {
		c.OnEvent = satchel.LogEvents(nil)
	}
	return errors.Join(faults...)
}

// Format implements [fmt.Formatter]: no verb shows the URL.
func (Config) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[rediscache.Config]") }

// LogValue implements [slog.LogValuer], as Format.
func (Config) LogValue() slog.Value { return slog.StringValue("[rediscache.Config]") }
