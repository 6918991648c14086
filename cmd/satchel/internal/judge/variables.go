package judge

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/satchel-go/satchel"
)

// prefix begins the variables of the library.
const prefix = "SATCHEL_"

// Faults turns an error of satchel.ConfigFromEnvironment, or of satchel.New for what came of
// it, into findings about variables, in the words of who sets these, and without values that
// could be secrets. variables are as os.Environ has them; config is nil where there is none
// yet.
func Faults(variables []string, err error, config *satchel.Config) []Finding {
	var findings []Finding
	for _, err := range Apart(err) {
		o := &opinion{subject: "configuration"}
		problem := err.Error()
		if fault, ok := errors.AsType[*satchel.ConfigError](err); ok {
			o.subject, problem = variableOf(fault.Field, config), inWordsOfVariables.Replace(fault.Problem)
		}
		problem = cut(withoutValues(variables, problem), 4*shownLine)
		if said := func(f Finding) bool { return f.Text == problem }; strings.Contains(o.subject, "READ_") && slices.ContainsFunc(findings, said) {
			continue // a reader has the settings of the session, and so its faults
		}
		o.faultf(library, "", "%s", problem)
		findings = append(findings, o.findings...)
	}
	return findings
}

// inWordsOfVariables writes the settings that the library names by its fields as who sets
// variables knows them.
var inWordsOfVariables = strings.NewReplacer(
	"Secrets, Keys and KeyFile", "SATCHEL_SECRETS and SATCHEL_KEY_FILE",
	"satchel.NewSecret makes", "satchel secret new makes",
	"set Development on", "set SATCHEL_DEVELOPMENT=true on",
	"more than half of Idle", "more than half of SATCHEL_IDLE",
	"more than Absolute", "more than SATCHEL_ABSOLUTE",
	"the profile Native only, and not with InsecureUnsignedFlash", "SATCHEL_PROFILE=native only",
	"the profile Native", "SATCHEL_PROFILE=native",
	"the profile Play25", "SATCHEL_PROFILE=play25",
	"the profile Play", "SATCHEL_PROFILE=play",
	"; or give one another Name", "",
	"KeyRetired ends", "state=retired ends",
	"an ActiveFrom", "a from=", "ActiveFrom", "from=", "RetiredFrom", "until=", "its State", "its state=",
)

// stages are the fields of a key as its list has them.
var stages = map[string]string{"ActiveFrom": ", from=", "RetiredFrom": ", until=", "State": ", state="}

// Apart takes joined errors apart; none for nil.
func Apart(err error) []error {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

// A setting as long as the shortest secret, that of Play 2.5, may be one under a wrong name; so
// long, but no secret, is a date. The library cuts the names that it quotes at the second one.
const (
	shortestSecret = 20
	longestQuote   = 64
)

var likeDate = regexp.MustCompile(`^[0-9]{4}-[0-9T:Z+-]+$`)

// withoutValues takes out of a problem what could be a secret: a long value that it quotes,
// and a path that is none. variables are as os.Environ has them.
func withoutValues(variables []string, problem string) string {
	for _, variable := range variables {
		name, value, _ := strings.Cut(variable, "=")
		switch isFile := name == prefix+"KEY_FILE"; {
		case !strings.HasPrefix(name, prefix):
		case isFile && len(value) > 3: // a shorter one is a part of words
			problem = strings.ReplaceAll(problem, value, "the file")
		case !isFile && len(value) >= shortestSecret && !likeDate.MatchString(value):
			for _, said := range []string{strconv.Quote(value), strconv.Quote(value[:min(len(value), longestQuote)] + "…"), value} {
				problem = strings.ReplaceAll(problem, said, "the value")
			}
		}
	}
	return problem
}

var numbered = regexp.MustCompile(`^([A-Za-z]+)\[(\d+)\](?:\.(\w+))?`)

// variableOf names the variable of a field of the configuration.
func variableOf(field string, config *satchel.Config) string {
	if strings.HasPrefix(field, prefix) {
		return cut(field, shownWord)
	}
	if match := numbered.FindStringSubmatch(field); match != nil {
		index, _ := strconv.Atoi(match[2])
		switch match[1] {
		case "Readers":
			return prefix + "READ_" + readerName(config, index) + "_UNTIL"
		case "KeyFile":
			return fmt.Sprintf("%sKEY_FILE, key %d%s", prefix, index+1, stages[match[3]])
		default:
			return fmt.Sprintf("%sSECRETS, key %d%s", prefix, index+1, stages[match[3]])
		}
	}
	_, short, _ := strings.Cut(field, ".")
	switch {
	case strings.HasPrefix(field, "Limits."), strings.HasPrefix(field, "Revocation."):
		field = short
	case field == "Keys":
		field = "Secrets"
	}
	for of, as := range map[string]string{".Name": ".CookieName", ".InsecureScriptAccess": ".HttpOnly"} {
		if before, found := strings.CutSuffix(field, of); found {
			field = before + as
		}
	}
	return prefix + inCapitals(field)
}

// readerName is the middle of a reader's variable.
func readerName(config *satchel.Config, index int) string {
	switch {
	case config == nil || index >= len(config.Readers):
		return "…"
	case config.Readers[index].Profile == satchel.Play25:
		return "PLAY25"
	case config.Readers[index].Sealed:
		return "SEALED"
	default:
		return "SIGNED"
	}
}

// inCapitals writes a name as variables have it: MAX_AGE for MaxAge.
func inCapitals(field string) string {
	var name strings.Builder
	lower := false
	for _, r := range field {
		switch {
		case r == '.':
			r, lower = '_', false
		case unicode.IsUpper(r) && lower:
			name.WriteByte('_')
			lower = false
		default:
			lower = unicode.IsLower(r)
		}
		name.WriteRune(unicode.ToUpper(r))
	}
	return name.String()
}
