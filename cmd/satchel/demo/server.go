package demo

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/satchel-go/satchel"
)

// Options say what [New] starts.
type Options struct {
	// Config is the library's configuration. Without a hook for events, those that
	// need attention go to Log.
	Config satchel.Config

	// Address is where to listen, as in 127.0.0.1:9000; port 0 takes a free one.
	Address string

	// Store is where the items are. It is needed, and closed by who made it.
	Store *Store

	// Log gets what needs attention. Default: slog.Default().
	Log *slog.Logger
}

// Server is the demo on a listening socket. Make one with [New].
type Server struct {
	listener net.Listener
	http     http.Server
}

// Limits that a server on a network needs: without them a client that sends one
// byte a minute keeps a connection for ever.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	writeTimeout  = 10 * time.Second
	idleTimeout   = time.Minute
	maxHeader     = 64 << 10
	shutdownGrace = 5 * time.Second
)

// New begins to listen and checks the configuration, so that what can go wrong does
// so before anything is said to run. It listens first, since the library may have
// something to say about a configuration that is good. It fails as [satchel.New] and
// [net.Listen] do. Nothing is answered before [Server.Run].
func New(options Options) (*Server, error) {
	if options.Log == nil {
		options.Log = slog.Default()
	}
	listener, err := net.Listen("tcp", options.Address) //nolint:noctx // it does not wait
	if err != nil {
		return nil, err
	}
	handler, err := NewHandler(options.Config, options.Store, options.Log)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return &Server{
		listener: listener,
		http: http.Server{
			Handler:           handler,
			ReadHeaderTimeout: headerTimeout,
			ReadTimeout:       readTimeout,
			WriteTimeout:      writeTimeout,
			IdleTimeout:       idleTimeout,
			MaxHeaderBytes:    maxHeader,
			ErrorLog:          slog.NewLogLogger(options.Log.Handler(), slog.LevelWarn),
		},
	}, nil
}

// URL is where a browser on this machine finds the demo.
func (s *Server) URL() string {
	address := s.listener.Addr().String()
	if bound, err := netip.ParseAddrPort(address); err == nil && bound.Addr().IsUnspecified() {
		address = net.JoinHostPort("localhost", strconv.Itoa(int(bound.Port())))
	}
	return "http://" + address + "/"
}

// Run answers requests until ctx ends, and then lets those under way finish. It
// may be called once.
func (s *Server) Run(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(s.listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if err := s.http.Shutdown(grace); err != nil {
		return errors.Join(err, s.http.Close())
	}
	return nil
}

// Close stops to listen at once. It is for a server that does not run; one that
// does ends with the context of [Server.Run].
func (s *Server) Close() error { return errors.Join(s.http.Close(), s.listener.Close()) }
