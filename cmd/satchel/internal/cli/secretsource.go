package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel"
)

// secretSource are the flags that say where a secret comes from. It is never an argument.
type secretSource struct {
	file, variable, ring string
	prompt               bool
}

// The flags.
const (
	secretFileFlag   = "secret-file"
	secretPromptFlag = "secret-prompt"
	keyFileFlag      = "key-file"
)

// addTo adds the flags for one secret to a command.
func (s *secretSource) addTo(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&s.file, secretFileFlag, "", "`file` with the secret; - is standard input")
	flags.StringVar(&s.variable, secretFlag, "", "`name` of the variable with the secret")
	flags.BoolVar(&s.prompt, secretPromptFlag, false, "ask for the secret, without showing it")
	_ = cmd.MarkFlagFilename(secretFileFlag)
}

// addRingTo adds the flag for a ring of keys, beside those for one secret.
func (s *secretSource) addRingTo(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.ring, keyFileFlag, "", "`file` with keys, as SATCHEL_KEY_FILE has it")
	_ = cmd.MarkFlagFilename(keyFileFlag)
}

// given tells whether a command line names a source.
func (s *secretSource) given(cmd *cobra.Command) bool {
	for _, flag := range []string{secretFileFlag, secretFlag, secretPromptFlag, keyFileFlag} {
		if cmd.Flags().Changed(flag) {
			return true
		}
	}
	return false
}

// keys returns what the one source that is given holds: one key, or those of a ring.
func (s *secretSource) keys(cmd *cobra.Command, sh *shell) ([]satchel.Key, error) {
	if !cmd.Flags().Changed(keyFileFlag) {
		secret, err := s.read(cmd, sh)
		if err != nil {
			return nil, err
		}
		return []satchel.Key{{Secret: secret}}, nil
	}
	if err := s.one(cmd); err != nil {
		return nil, err
	}
	text, err := sh.readFile(s.ring, "the keys")
	if err != nil {
		return nil, err
	}
	keys, err := satchel.ParseKeys(string(text))
	switch {
	case err != nil:
		return nil, fmt.Errorf("--%s: %w", keyFileFlag, err)
	case len(keys) == 0:
		return nil, fmt.Errorf("--%s: there are no keys in the file", keyFileFlag)
	}
	return keys, nil
}

// read returns the secret of the one source that is given. Without any it asks, where
// there is a terminal.
func (s *secretSource) read(cmd *cobra.Command, sh *shell) (satchel.Secret, error) {
	if err := s.one(cmd); err != nil {
		return "", err
	}
	switch flags := cmd.Flags(); {
	case flags.Changed(secretFileFlag):
		text, err := sh.readFile(s.file, "the secret")
		if err != nil {
			return "", err
		}
		return secretOf(string(text), "--"+secretFileFlag)
	case flags.Changed(secretFlag):
		// No new secret: one that exists is looked at.
		return secretFrom(s.variable, fmt.Sprintf(`put the secret into it, as in export %s="$(cat secret.txt)"`, s.variable), sh.lookupEnv)
	default:
		return s.ask(cmd, sh)
	}
}

// one refuses several sources: which of them counts, nobody would know.
func (s *secretSource) one(cmd *cobra.Command) error {
	var given []string
	for _, flag := range []string{secretFileFlag, secretFlag, secretPromptFlag, keyFileFlag} {
		if cmd.Flags().Changed(flag) {
			given = append(given, "--"+flag)
		}
	}
	if len(given) > 1 {
		return usagef("%s exclude each other", strings.Join(given, " and "))
	}
	return nil
}

// ask asks for the secret.
func (s *secretSource) ask(cmd *cobra.Command, sh *shell) (satchel.Secret, error) {
	text, err := "", ErrNoTerminal
	if sh.Prompt != nil {
		text, err = sh.Prompt(cmd.Context(), "Secret (not shown): ")
	}
	switch {
	case errors.Is(err, ErrNoTerminal) && s.prompt:
		return "", fmt.Errorf("--%s: %w to ask at", secretPromptFlag, err)
	case errors.Is(err, ErrNoTerminal):
		return "", usagef("no secret: give %s", strings.Join(sourcesOf(cmd), " or "))
	case err != nil:
		return "", err
	}
	return secretOf(text, "the secret")
}

// sourcesOf returns the flags of a command by which a secret can be given.
func sourcesOf(cmd *cobra.Command) []string {
	var sources []string
	for _, flag := range []string{secretFileFlag, secretFlag, keyFileFlag, environmentFlag, envFileFlag} {
		if cmd.Flags().Lookup(flag) != nil {
			sources = append(sources, "--"+flag)
		}
	}
	return sources
}

// secretOf takes the end of the line away that editors and echo put behind a secret. What
// else is there belongs to it.
func secretOf(text, source string) (satchel.Secret, error) {
	text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	switch {
	case strings.TrimSpace(text) == "":
		return "", fmt.Errorf("%s: is empty", source)
	case strings.ContainsAny(text, "\r\n"):
		return "", fmt.Errorf("%s: has several lines; a secret has one, and several keys go behind --%s", source, keyFileFlag)
	}
	return satchel.Secret(text), nil
}

// readFile reads a file that holds a secret or keys, or standard input for a dash.
func (sh *shell) readFile(name, holds string) ([]byte, error) {
	file, err := sh.open(name, holds)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // nothing was written
	if name == "-" {
		return readAtMost(file, "standard input")
	}
	return readAtMost(file, "the file with "+holds)
}

// open opens a file that somebody else should not see, or standard input for a dash.
func (sh *shell) open(name, holds string) (io.ReadCloser, error) {
	if name == "-" {
		input, err := sh.openInput(holds)
		return io.NopCloser(input), err
	}
	file, err := os.Open(name) //nolint:gosec // the person who runs the command names it
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", holds, withoutOperation(err))
	}
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o004 != 0 && runtime.GOOS != "windows" {
		sh.log.Warn("every user of this machine can read the file; chmod o-r takes that away", "holds", holds, "file", name)
	}
	return file, nil
}

// withoutOperation takes the name of the system call out of an error.
func withoutOperation(err error) error {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		return fmt.Errorf("%s: %w", path.Path, path.Err)
	}
	return err
}
