package rediscache_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// imposter is a server that is polite when a client connects, and then answers as a test
// wants it to. respond gets a command and returns the bytes of the answer, "" for that of a
// server with nothing in it.
func imposter(tb testing.TB, respond func(command []string) string) (url string) {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	var work sync.WaitGroup
	var mu sync.Mutex
	open := map[net.Conn]bool{}
	work.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open[conn] = true
			mu.Unlock()
			work.Go(func() {
				defer conn.Close()
				reader := bufio.NewReader(conn)
				for {
					command, err := readCommand(reader)
					if err != nil {
						return
					}
					answer := respond(command)
					if answer == "" {
						answer = polite(command)
					}
					if _, err := io.WriteString(conn, answer); err != nil {
						return
					}
				}
			})
		}
	})
	tb.Cleanup(func() {
		_ = listener.Close()
		mu.Lock()
		for conn := range open {
			_ = conn.Close()
		}
		mu.Unlock()
		work.Wait()
	})
	return "redis://" + listener.Addr().String()
}

func polite(command []string) string {
	switch command[0] {
	case "HELLO":
		return "%2\r\n$7\r\nversion\r\n$5\r\n7.0.0\r\n$5\r\nproto\r\n:3\r\n"
	case "CLUSTER":
		return "-ERR This instance has cluster support disabled\r\n"
	case "TIME":
		return timeReply(1_700_000_000_000)
	case "PING":
		return "+PONG\r\n"
	case "GET", "HGET":
		return "_\r\n"
	default:
		return "+OK\r\n"
	}
}

func timeReply(ms int64) string {
	seconds, micros := strconv.FormatInt(ms/1000, 10), strconv.FormatInt(ms%1000*1000, 10)
	return fmt.Sprintf("*2\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n", len(seconds), seconds, len(micros), micros)
}

func readCommand(r *bufio.Reader) ([]string, error) {
	number := func(kind string) (int, error) {
		line, err := r.ReadString('\n')
		if err != nil {
			return 0, err
		}
		return strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(line, kind)))
	}
	n, err := number("*")
	if err != nil {
		return nil, err
	}
	command := make([]string, n)
	for i := range command {
		size, err := number("$")
		if err != nil {
			return nil, err
		}
		part := make([]byte, size+2)
		if _, err := io.ReadFull(r, part); err != nil {
			return nil, err
		}
		command[i] = string(part[:size])
	}
	return command, nil
}
