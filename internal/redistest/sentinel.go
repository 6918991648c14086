package redistest

import (
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Sentinel is a master with one replica, and three sentinels that watch them and make
// the replica the master about two seconds after the master is gone. All methods but
// WaitForFailOver are safe for concurrent use.
type Sentinel struct {
	// Name is what the sentinels call the master. Each group has a name of its own, or
	// sentinels that meet those of another group on a server would join them.
	Name string
	// Master is the server that was the master at first, Replica the other one. They
	// keep these names when they change their roles.
	Master, Replica *Server
	// Sentinels are the three that watch. One that is started again takes part, but
	// with the periods of production, which are ten times as long.
	Sentinels []*Server

	tb testing.TB
}

const sentinelCount = 3

// sentinelPeriods has the sentinels talk to the servers and to each other as often as a
// test needs it: with the periods of production they take ten seconds to get to know
// each other, and a fail-over that goes wrong is tried again after half a minute. The
// period of PING is that of new connections as well, and a fail-over closes them twice:
// a master counts as gone after several of it, or the new master would at once be given
// up for the old one. A replica may be chosen while its last INFO is younger than five
// of it, and while a master is gone they ask for INFO once a second.
// https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/
var sentinelPeriods = []string{
	"SENTINEL", "DEBUG", "INFO-PERIOD", "200", "ASK-PERIOD", "100", "PING-PERIOD", "400",
	"PUBLISH-PERIOD", "100", "ELECTION-TIMEOUT", "1000", "TILT-PERIOD", "1000",
}

// StartSentinel runs a master, a replica and three sentinels, and returns when the
// replica has the data of the master and each sentinel knows the others and the replica.
// A master counts as gone when it has not answered for a second and a half. The arguments in
// extra are for the master and the replica, as those of [Start], but without a password.
func StartSentinel(tb testing.TB, extra ...string) *Sentinel {
	tb.Helper()
	s := &Sentinel{Name: "master-" + rand.Text(), tb: tb}
	s.Master = Start(tb, extra...)
	masterHost, masterPort, _ := net.SplitHostPort(s.Master.Addr())
	s.Replica = Start(tb, append([]string{"--replicaof", masterHost, masterPort}, extra...)...)
	waitFor(tb, "the replica", func() string {
		// The master says so last, after the replica has loaded all data.
		return missingIn(s.Master, "state=online", "INFO", "replication")
	})
	for range sentinelCount {
		s.Sentinels = append(s.Sentinels, s.startSentinel(masterHost, masterPort))
	}
	waitFor(tb, "the group of sentinels", s.missing)
	return s
}

// startSentinel runs one of the three. It keeps what it learns in its file.
func (s *Sentinel) startSentinel(masterHost, masterPort string) *Server {
	s.tb.Helper()
	config := filepath.Join(s.tb.TempDir(), "sentinel.conf")
	text := fmt.Sprintf("sentinel monitor %[1]s %[2]s %[3]s 2\n"+
		"sentinel down-after-milliseconds %[1]s 1500\n"+
		"sentinel failover-timeout %[1]s 2000\n", s.Name, masterHost, masterPort)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		s.tb.Fatal(err)
	}
	sentinel := start(s.tb, &Server{config: config, portFlag: "--port", args: []string{"--sentinel"}})
	if _, err := sentinel.Do(sentinelPeriods...); err != nil {
		s.tb.Fatal(err)
	}
	return sentinel
}

// missing says what keeps the sentinels from failing over.
func (s *Sentinel) missing() string {
	for _, sentinel := range s.Sentinels {
		text, err := sentinel.Do("SENTINEL", "MASTER", s.Name)
		if err != nil {
			return err.Error()
		}
		// A reply of names and values in turn.
		for _, want := range []string{"\nflags\nmaster\n", "\nnum-slaves\n1\n", "\nnum-other-sentinels\n2\n"} {
			if !strings.Contains(text, want) {
				return fmt.Sprintf("no %q in:\n%s", want, text)
			}
		}
		// The state of the replica is known once its own INFO is: before, it cannot
		// be chosen.
		text, err = sentinel.Do("SENTINEL", "REPLICAS", s.Name)
		if err != nil {
			return err.Error()
		}
		if want := "\nmaster-link-status\nok\n"; !strings.Contains(text, want) {
			return fmt.Sprintf("no %q in:\n%s", want, text)
		}
		// Reachable is more than known.
		if text, err = sentinel.Do("SENTINEL", "CKQUORUM", s.Name); err != nil {
			return err.Error()
		} else if !strings.HasPrefix(text, "OK 3 usable") {
			return text
		}
	}
	return ""
}

// Addrs returns where the sentinels listen, each as "127.0.0.1:port".
func (s *Sentinel) Addrs() []string {
	return addrs(s.Sentinels)
}

// MasterAddr returns the address of the master by the word of the sentinels that answer,
// and "" while they differ or none answers.
func (s *Sentinel) MasterAddr() string {
	agreed := ""
	for _, sentinel := range s.Sentinels {
		text, err := sentinel.Do("SENTINEL", "GET-MASTER-ADDR-BY-NAME", s.Name)
		if err != nil {
			continue
		}
		host, port, _ := strings.Cut(text, "\n")
		addr := net.JoinHostPort(host, port)
		if agreed != "" && addr != agreed {
			return ""
		}
		agreed = addr
	}
	return agreed
}

// WaitForFailOver returns when another server than the one of the address is the master
// by the word of all sentinels and by its own, and returns the address of that one. The
// test fails if it takes longer than 30 seconds; it takes about three.
func (s *Sentinel) WaitForFailOver(from string) (to string) {
	s.tb.Helper()
	waitFor(s.tb, "another master", func() string {
		to = s.MasterAddr()
		if to == "" || to == from {
			return fmt.Sprintf("the sentinels say %q", to)
		}
		role, err := client{addr: to}.do("ROLE")
		if err != nil {
			return err.Error()
		}
		if !strings.HasPrefix(role, "master\n") {
			return to + " has the role " + role
		}
		return ""
	})
	return to
}

// missingIn returns "" if the reply to a command has the text, else the reply.
func missingIn(server *Server, text string, command ...string) string {
	reply, err := server.Do(command...)
	if err != nil {
		return err.Error()
	}
	if !strings.Contains(reply, text) {
		return fmt.Sprintf("no %q in:\n%s", text, reply)
	}
	return ""
}

func addrs(servers []*Server) []string {
	list := make([]string, len(servers))
	for i, server := range servers {
		list[i] = server.Addr()
	}
	return list
}
