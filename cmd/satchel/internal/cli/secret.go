package cli

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/satchel-go/satchel"
)

const secretFlag = "secret-env"

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// secretFrom returns what the environment variable of a name holds. Whoever gives
// the secret itself in place of the name does not find it again in an error.
func secretFrom(name string, lookup func(string) (string, bool)) (satchel.Secret, error) {
	switch {
	case name == "":
		return "", usagef("--%s needs the name of an environment variable", secretFlag)
	case !variableName.MatchString(name):
		return "", usagef("--%s takes the name of a variable, not the secret itself", secretFlag)
	}
	text, found := lookup(name)
	switch {
	case !found && looksRandom(name):
		return "", usagef("--%s takes the name of a variable, not the secret itself; no variable of the given name is set", secretFlag)
	case !found:
		return "", &hintedError{fmt.Errorf("the environment variable %s is not set", name), secretHint(name)}
	case strings.TrimSpace(text) == "":
		return "", &hintedError{fmt.Errorf("the environment variable %s is empty", name), secretHint(name)}
	}
	return satchel.Secret(text), nil
}

// looksRandom tells whether a name may be a secret: a third of those that
// [satchel.NewSecret] makes are made of the characters of a name.
func looksRandom(name string) bool { return len(name) >= 20 && strings.ContainsAny(name, "0123456789") }

// explainSecret adds to an error of the library where the weak secret came from.
func explainSecret(err error, name string) error {
	if fault, ok := errors.AsType[*satchel.ConfigError](err); ok && strings.HasPrefix(fault.Field, "Secrets") {
		return &hintedError{err, secretHint(name)}
	}
	return err
}

func secretHint(name string) string {
	return fmt.Sprintf(`give %s a new secret, as in export %s="$(openssl rand -base64 48)"`, name, name)
}
