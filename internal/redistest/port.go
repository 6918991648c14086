package redistest

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"net"
	"strconv"
)

// A node of a cluster listens on a second port, this much above its first one.
const busOffset = 10_000

// Servers get ports from 12000 to 21999, and so their buses those up to 31999. All of
// that is below what the kernels give to outgoing connections and to listeners without
// a wish (from 32768 on Linux, from 49152 elsewhere). A port from there would be taken
// by somebody else between Kill and Restart.
const (
	firstPort = 12_000
	portCount = 10_000
)

var errNoPort = errors.New("redistest: found no two free ports on 127.0.0.1; end what listens there")

// freePort returns a port that was free a moment ago, and whose bus port was. Whoever
// uses it must be ready for a clash: tests of other packages look for ports as well.
func freePort() (int, error) {
	for range 1000 {
		n, err := rand.Int(rand.Reader, big.NewInt(portCount))
		if err != nil {
			return 0, err
		}
		port := firstPort + int(n.Int64())
		if isFree(port) && isFree(port+busOffset) {
			return port, nil
		}
	}
	return 0, errNoPort
}

func isFree(port int) bool {
	listener, err := listen(port)
	if err != nil {
		return false
	}
	return listener.Close() == nil
}

// listen returns a listener on a port of the loopback address, 0 for any.
func listen(port int) (net.Listener, error) {
	return new(net.ListenConfig).Listen(context.Background(), "tcp", loopback(port))
}

// loopback returns the address of a port.
func loopback(port int) string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
}
