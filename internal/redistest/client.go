package redistest

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// ReplyError is an error that a server replied with, such as "WRONGTYPE Operation
// against a key holding the wrong kind of value", word for word.
type ReplyError string

func (e ReplyError) Error() string {
	return "redistest: the server replied: " + string(e)
}

// commandTimeout is for a connection, its command and the reply. It is long for a
// loopback and short for a test that waits for a frozen server.
const commandTimeout = 2 * time.Second

// maxReply bounds what a reply may announce, so that a broken server cannot take all
// of the memory. No test stores as much.
const maxReply = 64 << 20

// client sends commands in RESP2, the protocol that every server speaks before it is
// told otherwise: https://redis.io/docs/latest/develop/reference/protocol-spec/
type client struct {
	addr     string
	password string
	tls      *tls.Config // nil for none
}

// do sends one command on a connection of its own.
func (c client) do(args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	conn, err := c.dial(ctx)
	if err != nil {
		return "", fmt.Errorf("redistest: no connection: %w", err)
	}
	defer func() { _ = conn.Close() }()
	deadline, _ := ctx.Deadline()
	if err = conn.SetDeadline(deadline); err != nil {
		return "", err
	}

	reader := bufio.NewReader(conn)
	if c.password != "" {
		if _, err = roundTrip(conn, reader, "AUTH", c.password); err != nil {
			return "", err
		}
	}
	return roundTrip(conn, reader, args...)
}

func (c client) dial(ctx context.Context) (net.Conn, error) {
	if c.tls != nil {
		return (&tls.Dialer{Config: c.tls}).DialContext(ctx, "tcp", c.addr)
	}
	return new(net.Dialer).DialContext(ctx, "tcp", c.addr)
}

func roundTrip(conn io.Writer, reader *bufio.Reader, args ...string) (string, error) {
	var command strings.Builder
	fmt.Fprintf(&command, "*%d\r\n", len(args))
	for _, arg := range args {
		fmt.Fprintf(&command, "$%d\r\n%s\r\n", len(arg), arg)
	}
	if _, err := io.WriteString(conn, command.String()); err != nil {
		return "", fmt.Errorf("redistest: the command was not sent: %w", err)
	}
	text, err := readReply(reader)
	if _, isReply := errors.AsType[ReplyError](err); err != nil && !isReply {
		err = fmt.Errorf("redistest: no reply: %w", err)
	}
	return text, err
}

// readReply reads one reply of any kind as text.
func readReply(reader *bufio.Reader) (string, error) {
	line, err := reader.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimSuffix(line, "\r\n")
	if line == "" {
		return "", errors.New("an empty line")
	}
	kind, rest := line[0], line[1:]
	switch kind {
	case '+', ':':
		return rest, nil
	case '-':
		return "", ReplyError(rest)
	case '$', '*':
		size, err := strconv.Atoi(rest)
		if err != nil || size > maxReply {
			return "", fmt.Errorf("a length that is none: %q", rest)
		}
		if kind == '$' {
			return readBulk(reader, size)
		}
		return readArray(reader, size)
	default:
		return "", fmt.Errorf("a kind that RESP2 does not have: %q", kind)
	}
}

// readBulk reads the bytes of a bulk string; a size of -1 is a nil.
func readBulk(reader *bufio.Reader, size int) (string, error) {
	if size < 0 {
		return "", nil
	}
	data := make([]byte, size+len("\r\n"))
	if _, err := io.ReadFull(reader, data); err != nil {
		return "", err
	}
	return string(data[:size]), nil
}

// readArray reads the elements of an array, and theirs, as lines.
func readArray(reader *bufio.Reader, size int) (string, error) {
	var lines []string
	for range size {
		line, err := readReply(reader)
		if err != nil {
			return "", err
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n"), nil
}
