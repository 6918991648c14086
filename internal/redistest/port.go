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

// Servers get ports from 12000 to 16999, their buses those from 22000 to 26999, and
// those between are claims. All of that is below what the kernels give to outgoing
// connections and to listeners without a wish (from 32768 on Linux, from 49152
// elsewhere). A port from there would be taken by somebody else between Kill and Restart.
const (
	firstPort   = 12_000
	portCount   = 5_000
	claimOffset = portCount
)

var errNoPort = errors.New("redistest: found no two free ports on 127.0.0.1; end what listens there")

// claimPort returns a port that was free a moment ago, and whose bus port was, and the
// claim to it. No other test gets the port until the claim is closed, not those of other
// packages either: sentinels and replicas that look for a server that was killed must not
// find somebody else's. The claim is a listener on a port next to it, which ends with this
// process at the latest. A program that knows nothing of claims can still take the port.
func claimPort() (int, net.Listener, error) {
	for range 1000 {
		n, err := rand.Int(rand.Reader, big.NewInt(portCount))
		if err != nil {
			return 0, nil, err
		}
		port := firstPort + int(n.Int64())
		claim, err := listen(port + claimOffset)
		if err != nil {
			continue
		}
		if isFree(port) && isFree(port+busOffset) {
			return port, claim, nil
		}
		_ = claim.Close()
	}
	return 0, nil, errNoPort
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
