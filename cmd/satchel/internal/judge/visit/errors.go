package visit

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"
)

// explain says in words why there is no answer. Neither the address is in it, whose query
// may be secret, nor a piece of the answer, which may be a cookie.
func explain(err error, place, proxy string, timeout time.Duration) error {
	role := ""
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "proxyconnect" {
		place, role, proxy = "the proxy "+proxy, ", the proxy", ""
	}
	if words := certificate(err, place); words != nil {
		return words
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok && !dns.IsTimeout {
		return fmt.Errorf("there is no address for the name %s%s", dns.Name, role)
	}
	switch {
	case errors.Is(err, errNotLocal):
		return fmt.Errorf("%s is no loopback address: cookies are not sent to it over plain HTTP; give an address with https", place)
	case errors.Is(err, context.DeadlineExceeded) || isTimeout(err):
		return fmt.Errorf("%s did not answer within %v", place, timeout)
	case errors.Is(err, context.Canceled):
		return errors.New("interrupted")
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("%s refuses connections: nothing listens there", place)
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return fmt.Errorf("there is no way to %s from this machine", place)
	case errors.Is(err, http.ErrSchemeMismatch) || isPlain(err):
		return fmt.Errorf("%s answers without TLS: it is http, not https", place)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return fmt.Errorf("%s closed the connection without an answer", place)
	}
	if alert, ok := errors.AsType[tls.AlertError](err); ok {
		return fmt.Errorf("%s and this program find no way to do TLS: %w", place, alert)
	}
	if system, ok := errors.AsType[syscall.Errno](err); ok {
		return fmt.Errorf("%s cannot be reached: %w", place, system)
	}
	if proxy != "" { // what a proxy has against an address is in no type of error
		return fmt.Errorf("there is no way to %s by the proxy %s, or its answer is none of HTTP", place, proxy)
	}
	return fmt.Errorf("%s gave no answer as HTTP has it, or one with a header of more than %d bytes", place, maxHeader)
}

func isTimeout(err error) bool {
	late, ok := errors.AsType[net.Error](err)
	return ok && late.Timeout()
}

func isPlain(err error) bool {
	_, is := errors.AsType[tls.RecordHeaderError](err)
	return is
}

// certificate says what is wrong with one.
func certificate(err error, place string) error {
	if name, ok := errors.AsType[x509.HostnameError](err); ok {
		return fmt.Errorf("the certificate is for another name than %s", name.Host)
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return fmt.Errorf("the certificate of %s is signed by nobody whom this machine trusts; --insecure takes it, on a test machine", place)
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if invalid.Reason == x509.Expired {
			return fmt.Errorf("the certificate of %s is not valid today: it has expired, or a clock is wrong", place)
		}
		return fmt.Errorf("the certificate of %s may not be used for this", place)
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fmt.Errorf("the certificate of %s cannot be verified", place)
	}
	return nil
}
