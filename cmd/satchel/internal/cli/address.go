package cli

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
)

// checkAddress refuses what cannot be listened on whatever the machine.
func checkAddress(address string) error {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return usagef("--addr %q is not an address as in 127.0.0.1:9000", address)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return usagef("--addr %q: the port is not a number from 0 to 65535", address)
	}
	return nil
}

// explainAddress says in words why the machine refuses an address.
func explainAddress(err error, address string) error {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return usagef("--addr %q: there is no address for the name %q", address, dns.Name)
	}
	const other = "choose another address with --addr; port 0 takes a free one"
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return &hintedError{fmt.Errorf("another program listens on %s already", address), other}
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return &hintedError{fmt.Errorf("%s is not an address of this machine", address), "127.0.0.1 is this machine alone, and 0.0.0.0 all of its addresses"}
	case errors.Is(err, syscall.EACCES):
		return &hintedError{fmt.Errorf("this user may not listen on %s", address), other}
	}
	return err
}

// isLoopback tells whether only this machine can connect to the address.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}
