package streams_test

import (
	"context"
	"net/http"
	"strings"

	coder "github.com/coder/websocket"
	gorilla "github.com/gorilla/websocket"

	"github.com/satchel-go/satchel"
)

// socket is one end of a WebSocket of either library.
type socket interface {
	read() (string, error)
	write(text string) error
	close()
}

// library has both ends.
type library struct {
	name string

	// accept upgrades as the library's documentation shows it; acceptNow as
	// CommitNow's does.
	accept, acceptNow func(w http.ResponseWriter, r *http.Request) (socket, error)

	// dial opens a WebSocket with the client's cookies.
	dial func(ctx context.Context, s *site, path string) (socket, *http.Response, error)

	// byHand: it writes the response to the connection, and not to the
	// http.ResponseWriter.
	byHand bool

	// What it answers to a request that asks for no upgrade, and to one that comes
	// over a connection that cannot be taken over.
	noUpgrade, noHijacker int
}

var libraries = []library{
	{
		name:   "gorilla/websocket",
		byHand: true,
		accept: func(w http.ResponseWriter, r *http.Request) (socket, error) {
			return gorillaSocket(new(gorilla.Upgrader).Upgrade(w, r, nil))
		},
		acceptNow: func(w http.ResponseWriter, r *http.Request) (socket, error) {
			if err := satchel.CommitNow(w, http.StatusSwitchingProtocols); err != nil {
				return nil, err
			}
			return gorillaSocket(new(gorilla.Upgrader).Upgrade(w, r, http.Header{"Set-Cookie": w.Header()["Set-Cookie"]}))
		},
		dial: func(ctx context.Context, s *site, path string) (socket, *http.Response, error) {
			dialer := gorilla.Dialer{Jar: s.client.Jar}
			if tls := s.client.Transport.(*http.Transport).TLSClientConfig; tls != nil {
				dialer.TLSClientConfig = tls.Clone()
				dialer.TLSClientConfig.NextProtos = nil // HTTP/1.1 only, which it speaks
			}
			conn, response, err := dialer.DialContext(ctx, webSocketURL(s, path), nil)
			end, err := gorillaSocket(conn, err)
			return end, response, err
		},
		noUpgrade:  http.StatusBadRequest,
		noHijacker: http.StatusInternalServerError,
	},
	{
		name: "coder/websocket",
		accept: func(w http.ResponseWriter, r *http.Request) (socket, error) {
			return coderSocket(coder.Accept(w, r, nil))
		},
		acceptNow: func(w http.ResponseWriter, r *http.Request) (socket, error) {
			if err := satchel.CommitNow(w, http.StatusSwitchingProtocols); err != nil {
				return nil, err
			}
			return coderSocket(coder.Accept(w, r, nil))
		},
		dial: func(ctx context.Context, s *site, path string) (socket, *http.Response, error) {
			conn, response, err := coder.Dial(ctx, webSocketURL(s, path), &coder.DialOptions{HTTPClient: s.client})
			end, err := coderSocket(conn, err)
			return end, response, err
		},
		noUpgrade:  http.StatusUpgradeRequired,
		noHijacker: http.StatusNotImplemented,
	},
}

func webSocketURL(s *site, path string) string {
	return "ws" + strings.TrimPrefix(s.server.URL, "http") + path
}

type gorillaEnd struct{ conn *gorilla.Conn }

func gorillaSocket(conn *gorilla.Conn, err error) (socket, error) {
	return gorillaEnd{conn}, err
}

func (e gorillaEnd) read() (string, error) {
	_, text, err := e.conn.ReadMessage()
	return string(text), err
}

func (e gorillaEnd) write(text string) error {
	return e.conn.WriteMessage(gorilla.TextMessage, []byte(text))
}

func (e gorillaEnd) close() { _ = e.conn.Close() }

type coderEnd struct{ conn *coder.Conn }

func coderSocket(conn *coder.Conn, err error) (socket, error) {
	return coderEnd{conn}, err
}

// The context of a request ends with a Hijack, so the bound is one of its own.
func (e coderEnd) read() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, text, err := e.conn.Read(ctx)
	return string(text), err
}

func (e coderEnd) write(text string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return e.conn.Write(ctx, coder.MessageText, []byte(text))
}

func (e coderEnd) close() { _ = e.conn.CloseNow() }
