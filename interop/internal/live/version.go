package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/satchel-go/satchel"
)

// Version is a version of Play, such as "3.0.9".
type Version string

// LegacyFormat reports whether the version writes the cookies of 2015: a session signed
// with HMAC-SHA1, a flash that is not signed. Later versions write JWT.
func (v Version) LegacyFormat() bool { return strings.HasPrefix(string(v), "2.5.") }

// Profile returns the profile that shares cookies with the version.
func (v Version) Profile() satchel.Profile {
	if v.LegacyFormat() {
		return satchel.Play25
	}
	return satchel.Play
}

// build is the application, compiled for one version.
type build struct {
	version   Version
	classPath string
}

// builds are what scripts/interop.sh prints, which PLAY_BUILDS names a file with; without
// that the script is run.
func builds(ctx context.Context) ([]build, error) {
	var list []byte
	var err error
	if file := os.Getenv("PLAY_BUILDS"); file != "" {
		list, err = os.ReadFile(file) //nolint:gosec // the user's choice
	} else {
		list, err = runScript(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("live: no applications of Play: %w", err)
	}
	return parseBuilds(string(list))
}

func parseBuilds(list string) ([]build, error) {
	var parsed []build
	for line := range strings.Lines(list) {
		version, classPath, found := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !found {
			return nil, fmt.Errorf("live: the list of applications has the line %q, which is no version and class path", line)
		}
		parsed = append(parsed, build{version: Version(version), classPath: classPath})
	}
	if len(parsed) == 0 {
		return nil, errors.New("live: the list of applications is empty")
	}
	return parsed, nil
}

// runScript runs scripts/interop.sh, which lies above the folder of each test.
func runScript(ctx context.Context) ([]byte, error) {
	folder, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for {
		script := filepath.Join(folder, "scripts", "interop.sh")
		if _, err = os.Stat(script); err == nil {
			return runCommand(exec.CommandContext(ctx, script)) //nolint:gosec // this project's own
		}
		above := filepath.Dir(folder)
		if above == folder {
			return nil, errors.New("found no scripts/interop.sh above the folder of the test; set PLAY_BUILDS to a file with its output")
		}
		folder = above
	}
}

func runCommand(command *exec.Cmd) ([]byte, error) {
	var said bytes.Buffer
	command.Stderr = &said
	list, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", command.Path, err, said.String())
	}
	return list, nil
}
