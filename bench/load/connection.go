package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/satchel-go/satchel/bench"
)

// connection sends one request again and again. It is no http.Client, which costs more
// than the server does: the server's core would wait for it.
type connection struct {
	net.Conn

	reader  *bufio.Reader
	request []byte
	want    string
	body    bytes.Buffer
}

// patience is how long an answer may take before the run fails.
const patience = 10 * time.Second

func dial(ctx context.Context, address string, served *bench.Served) (*connection, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/", nil)
	if err != nil {
		return nil, err
	}
	request.Header = served.Header
	var text bytes.Buffer
	if err := request.Write(&text); err != nil {
		return nil, err
	}
	conn, err := (&net.Dialer{Timeout: patience}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &connection{Conn: conn, reader: bufio.NewReader(conn), request: text.Bytes(), want: served.Body}, nil
}

// roundTrip sends the request, and fails where the answer is not the one that is wanted:
// errors would be quick.
func (c *connection) roundTrip() error {
	if _, err := c.Write(c.request); err != nil {
		return err
	}
	response, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return err
	}
	c.body.Reset()
	_, err = io.Copy(&c.body, response.Body)
	_ = response.Body.Close()
	if err != nil {
		return err
	}
	return checkAnswer(response.StatusCode, c.body.Bytes(), c.want)
}

func checkAnswer(status int, body []byte, want string) error {
	if status != http.StatusOK || string(body) != want {
		return fmt.Errorf("the answer is %d %q in place of 200 %q", status, body[:min(len(body), 200)], want)
	}
	return nil
}
