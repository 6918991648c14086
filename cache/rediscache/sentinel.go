package rediscache

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// sentinels know which server is the master. They are asked whenever a connection is made,
// and each second whether it is still the same. The client library could do that by itself;
// but while no master is there it starts goroutines that never end, 800 a second were
// measured, and uses all of a core for it.
//
// https://redis.io/docs/latest/develop/reference/sentinel-clients/
type sentinels struct {
	addresses []string
	name      string // the name that they know the master by
	dial      func(ctx context.Context, where string) (net.Conn, error)
}

// watchInterval is how often the Sentinels are asked whether the master has changed.
const watchInterval = time.Second

// master returns its address by the word of most Sentinels. As soon as more than half of
// them say the same, the others do not count: one may be silent, or know nothing of a
// fail-over yet.
func (s *sentinels) master(ctx context.Context) (string, error) {
	type answer struct {
		master string
		err    error
	}
	answers := make(chan answer, len(s.addresses))
	for _, where := range s.addresses {
		go func() {
			master, err := s.ask(ctx, where)
			answers <- answer{master, err}
		}()
	}
	votes, chosen := map[string]int{}, ""
	var last error
	for range s.addresses {
		a := <-answers
		if a.err != nil {
			last = a.err
			continue
		}
		if votes[a.master]++; votes[a.master] > votes[chosen] {
			chosen = a.master
		}
		if votes[chosen] > len(s.addresses)/2 {
			break
		}
	}
	if chosen == "" {
		return "", fmt.Errorf("no Sentinel names a master: %w", last)
	}
	return chosen, nil
}

// ask puts the question to one of them.
func (s *sentinels) ask(ctx context.Context, where string) (string, error) {
	conn, err := s.dial(ctx, where)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	const command = "SENTINEL"
	const question = "GET-MASTER-ADDR-BY-NAME"
	if _, err := fmt.Fprintf(conn, "*3\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n",
		len(command), command, len(question), question, len(s.name), s.name); err != nil {
		return "", err
	}
	return readMaster(conn)
}

// readMaster reads an array of a host and a port.
func readMaster(r io.Reader) (string, error) {
	lines := bufio.NewScanner(io.LimitReader(r, 1024))
	var read []string
	for len(read) < 5 && lines.Scan() {
		read = append(read, lines.Text())
		switch first := read[0]; {
		case first == "*-1" || first == "_":
			return "", errors.New("a Sentinel does not know the master_set of the URL")
		case strings.HasPrefix(first, "-"):
			return "", errors.New("a Sentinel says: " + first[1:])
		case first != "*2":
			return "", errFrame
		}
	}
	if err := lines.Err(); err != nil {
		return "", err
	}
	if len(read) < 5 {
		return "", io.ErrUnexpectedEOF
	}
	if port, err := strconv.Atoi(read[4]); err != nil || port < 1 || port > 65535 || read[2] == "" {
		return "", errFrame
	}
	return net.JoinHostPort(read[2], read[4]), nil
}

// watch closes the connections to a server that is the master no more: it may live on as a
// replica, or be silent.
func (l *link) watch() {
	for l.sleep(watchInterval) {
		ctx, cancel := context.WithTimeout(l.ctx, l.patience)
		master, err := l.wires.sentinels.master(ctx)
		cancel()
		if err == nil {
			l.wires.closeAllBut(master)
		}
	}
}
