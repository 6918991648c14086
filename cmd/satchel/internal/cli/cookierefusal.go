package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

// refusal says what is wrong with flags that the library does not take, by their names. It
// does not repeat their values.
func (f *makeFlags) refusal(err error) error {
	var faults []error
	for _, fault := range judge.Apart(err) {
		config, is := errors.AsType[*satchel.ConfigError](fault)
		if !is {
			return err
		}
		takes := takenBy(config.Field)
		switch {
		case takes != "":
			return usagef("%s", takes)
		case !strings.HasPrefix(config.Field, "Keys"):
			return err
		case f.source.ring != "":
			fault = fmt.Errorf("--%s: %s", keyFileFlag, inWordsOfFile(fault))
		default:
			fault = fmt.Errorf("the secret %s", config.Problem)
		}
		faults = append(faults, fault)
	}
	hint := "satchel secret check says what a secret is good for"
	if f.source.ring != "" {
		hint = "satchel keys check says what each key does"
	}
	return &hintedError{errors.Join(faults...), hint}
}

// takenBy says what the flag takes that a field of the configuration comes from; empty for the
// keys.
func takenBy(field string) string {
	for end, takes := range map[string]string{
		".Name":                   "--" + nameFlag + " takes the name of a cookie: letters, digits and - . _, and a prefix as __Host- in this spelling",
		"Application":             "--" + applicationFlag + " takes a name of 64 bytes at most, without blanks",
		".JWT.DataClaim":          "--" + dataClaimFlag + " takes the name of a claim of its own, none of those for dates",
		".JWT.SignatureAlgorithm": "--" + algorithmFlag + " takes HS256, HS384 or HS512",
	} {
		if strings.HasSuffix(field, end) {
			return takes
		}
	}
	return ""
}
