package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
)

// attack does, by turns, one of the things that nobody should do.
func (v *visitor) attack(ctx context.Context, number int64) error {
	session := ""
	for name, value := range v.jar {
		session = name + "=" + value // after the visit the session is all there is
	}
	name, _, _ := strings.Cut(session, "=")
	cookies := []string{
		forged(session, 'A'),
		strings.Join([]string{forged(session, 'A'), forged(session, 'B'), forged(session, 'C')}, "; "),
		session[:len(session)/2],
		name + "=" + strings.Repeat(".", 30_000),
		name + "=" + strings.Repeat("junk", 1010),
		strings.Repeat("k=v; ", 3000),
	}
	hangUps := []string{
		"GET /read HTTP/1.1\r\nHost: a\r\nCookie: " + session[:len(session)/2],       // in the middle of the header
		"GET /read HTTP/1.1\r\nHost: a\r\nCookie: " + session + "\r\n\r\n",           // without waiting for the answer
		"GET /slow HTTP/1.1\r\nHost: a\r\nCookie: " + session + "\r\n\r\n",           // while the handler works
		"GET /hear HTTP/1.1\r\nHost: a\r\nCookie: " + session + "\r\n\r\nGET /read ", // in the next request
	}
	turn := int(number % int64(len(cookies)+len(hangUps)))
	if turn >= len(cookies) {
		return hangUp(ctx, v.address, hangUps[turn-len(cookies)])
	}
	if _, err := v.send(ctx, pageRead, cookies[turn], ""); err != nil {
		return fmt.Errorf("hostile cookie %d: %w", turn, err)
	}
	return nil
}

// forged has another letter in the middle, where the signature does not fit any more.
func forged(session string, letter byte) string {
	middle := len(session) / 2
	if session[middle] == letter {
		letter |= ' ' // the small one
	}
	return session[:middle] + string(letter) + session[middle+1:]
}

func hangUp(ctx context.Context, address, text string) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	_, err = conn.Write([]byte(text))
	return errors.Join(err, conn.Close())
}
