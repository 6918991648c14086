package cli

import (
	"fmt"
	"regexp"
	"strings"
)

// variable is an environment variable whose name a flag takes, since other users of the
// machine can see what is an argument.
type variable struct {
	flag  string
	name  string
	holds string // "secret", say
	hint  string // what to do where it is not set
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// read returns what the variable holds. Whoever gives that itself in place of the name
// does not find it again in an error.
func (v variable) read(lookup func(string) (string, bool)) (string, error) {
	switch {
	case v.name == "":
		return "", usagef("--%s needs the name of an environment variable", v.flag)
	case !variableName.MatchString(v.name):
		return "", usagef("--%s takes the name of a variable, not the %s itself", v.flag, v.holds)
	}
	text, found := lookup(v.name)
	switch {
	case !found && looksRandom(v.name):
		return "", usagef("--%s takes the name of a variable, not the %s itself; no variable of the given name is set", v.flag, v.holds)
	case !found:
		return "", &hintedError{fmt.Errorf("the environment variable %s is not set", v.name), v.hint}
	case strings.TrimSpace(text) == "":
		return "", &hintedError{fmt.Errorf("the environment variable %s is empty", v.name), v.hint}
	}
	return text, nil
}

// looksRandom tells whether a name may be a secret: a third of those that
// [satchel.NewSecret] makes are made of the characters of a name.
func looksRandom(name string) bool { return len(name) >= 20 && strings.ContainsAny(name, "0123456789") }
