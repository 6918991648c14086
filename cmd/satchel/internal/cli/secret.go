package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/satchel-go/satchel"
)

const secretFlag = "secret-env"

// secretFrom returns the secret in the environment variable of a name.
func secretFrom(name string, lookup func(string) (string, bool)) (satchel.Secret, error) {
	text, err := variable{flag: secretFlag, name: name, holds: "secret", hint: secretHint(name)}.read(lookup)
	return satchel.Secret(text), err
}

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
