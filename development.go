package satchel

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/satchel-go/satchel/internal/keyring"
)

// The faults of the file that must not be passed over: silently using another
// secret would hide that somebody changed or read it.
var (
	errDamaged = errors.New("is damaged; delete the file and a new secret is made")
	errExposed = errors.New("can be read by other users; delete the file and a new secret is made")
)

// developmentSecret returns the secret of this program on this user's machine. It
// comes from a file of the user's own, so that a restart does not log the
// programmer out, and so that it can neither be committed nor guessed, as one made
// from nothing but the path of the program can. The package and the working folder
// go in as well: browsers send the cookies of one localhost program to all others,
// whatever their port, and no program should take another one's session.
func developmentSecret() (Secret, error) {
	secret, path, err := keptSecret()
	switch {
	case errors.Is(err, errDamaged) || errors.Is(err, errExposed):
		return "", fmt.Errorf("%s: %w", path, err)
	case err != nil:
		slog.Default().Warn("satchel: development mode: sessions end with this program, since its secret cannot be kept",
			slog.Any("reason", err))
		return NewSecret(), nil
	}
	slog.Default().Warn("satchel: development mode: cookies are not Secure, and only this machine is served",
		slog.String("secret_file", path))
	folder, _ := os.Getwd() // without one, all such programs share a key
	program := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		program = info.Path
	}
	derived, err := keyring.New(string(secret)).Derive("satchel development "+program+" "+folder, developmentBytes)
	if err != nil {
		return "", err
	}
	return Secret(base64.RawURLEncoding.EncodeToString(derived[0].Bytes())), nil
}

const developmentBytes = 48 // 64 characters, enough for HS512

func keptSecret() (secret Secret, path string, err error) {
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", "", err
	}
	path = filepath.Join(folder, "satchel", "development-secret")
	secret, err = readSecret(path)
	if errors.Is(err, fs.ErrNotExist) {
		secret, err = makeSecret(path)
	}
	return secret, path, err
}

func readSecret(path string) (Secret, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return "", errExposed
	}
	content, err := os.ReadFile(path) //nolint:gosec // the path is the user's own configuration folder
	if err != nil {
		return "", err
	}
	text := strings.TrimSpace(string(content))
	if keyring.Check(text, developmentBytes) != nil {
		return "", errDamaged
	}
	return Secret(text), nil
}

// makeSecret writes a new secret to a file that appears whole or not at all: two
// programs that start together agree on the one that came first.
func makeSecret(path string) (Secret, error) {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	file, err := os.CreateTemp(folder, "new-secret-*") // mode 0600
	if err != nil {
		return "", err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = file.WriteString(string(NewSecret()) + "\n")
	if err = errors.Join(err, file.Close()); err != nil {
		return "", err
	}
	// A hard link fails where the file exists already, unlike a rename.
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		if err := os.Rename(file.Name(), path); err != nil { // a file system without links
			return "", err
		}
	}
	return readSecret(path)
}

// isLocalPeer tells whether a connection comes from this machine; a Unix socket
// shows as @.
func isLocalPeer(address string) bool { return address == "@" || isLoopback(address) }

// isLoopback tells whether host, with or without a port, is this machine: an
// address of the loopback, or a name that RFC 6761 section 6.3 keeps for it.
// Anything that is not plainly one of these is not.
func isLoopback(host string) bool {
	name, port, err := net.SplitHostPort(host)
	inside, bracketed := strings.CutPrefix(host, "[")
	switch {
	case err == nil && (port == "" || strings.Trim(port, "0123456789") != ""):
		return false
	case err != nil && bracketed:
		name = strings.TrimSuffix(inside, "]")
	case err != nil:
		name = host // without a port
	}
	if addr, err := netip.ParseAddr(name); err == nil || bracketed {
		return addr.IsLoopback() // brackets hold an address, or nothing of use
	}
	name = strings.TrimSuffix(strings.ToLower(name), ".")
	return (name == "localhost" || strings.HasSuffix(name, ".localhost")) && !strings.ContainsAny(name, "@/:[]\\ ")
}
