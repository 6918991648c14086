package token_test

import (
	"encoding/json"
	"testing"

	"github.com/satchel-go/satchel/internal/token"
)

// The grammar of RFC 8259 section 6, in a claim that nobody looks at.
func TestNumbers(t *testing.T) {
	format := newJWT(t, token.HS256, secret)
	accepted := []string{
		"0", "-0", "1", "-1", "10", "1234567890123456789012345678901234567890", "0.5", "-0.5", "1.0", "1.50",
		"1e5", "1E5", "1e+5", "1E-5", "0e0", "-0.0e-0", "1e99999",
	}
	refused := []string{
		"", "-", "+", "+1", "--1", "01", "-01", "00", "1.", ".5", "-.5", "1.e5", "1e", "1E+", "1e-", "1e+-5", "1e5.5",
		"0x10", "1_000", "1,000", "NaN", "Infinity", "-Infinity", "1 2", "1a", "١", "1f", "1n", "- 1",
	}
	for ok, numbers := range map[bool][]string{true: accepted, false: refused} {
		for _, number := range numbers {
			payload := `{"x":` + number + `,"data":{"k":"v"},"y":[` + number + `]}`
			if json.Valid([]byte(payload)) != ok {
				t.Errorf("encoding/json does not say %v of %s", ok, payload)
			}
			checkPayload(t, format, payload, pairs("k", "v"), ok)
			checkPayload(t, format, `{"data":{"k":"v"},"iat":`+number+`}`, pairs("k", "v"), ok)
		}
	}
}
