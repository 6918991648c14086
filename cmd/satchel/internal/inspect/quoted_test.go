package inspect_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

func TestOnlyQuotesAroundTheWholeTextAreTakenOff(t *testing.T) {
	for _, config := range []satchel.Config{{}, {Sealed: true}, {Profile: satchel.Play}, {Profile: satchel.Play25}} {
		name, value, _ := strings.Cut(session(t, config), "=")
		for _, test := range []struct {
			name, text string
			valid      bool
		}{
			{"around all of it", `"` + name + "=" + value + `"`, true},
			{"single ones around all of it", `'` + name + "=" + value + `'`, true},
			{"around a bare value", `"` + value + `"`, true},
			{"around the value", name + `="` + value + `"`, false},
			{"around the value in a header", "Cookie: " + name + `="` + value + `"`, false},
			{"around the value in a header of several", "a=b; " + name + `="` + value + `"; c=d`, false},
			{"around the value in a line of a response", "Set-Cookie: " + name + `="` + value + `"; Path=/`, false},
			{"around all, and around the value", `'` + name + `="` + value + `"'`, false},
		} {
			report, err := inspect.Inspect(test.text, settings(secret))
			if err != nil {
				t.Fatal(err)
			}
			if report.Valid() != test.valid {
				t.Errorf("%v: %s: valid %v%s", config.Profile, test.name, report.Valid(), verdicts(report))
			}
			for _, c := range report.Cookies {
				said := strings.Contains(c.Verdict, "in double quotes") && contains(c.Notes, "Play takes them off")
				if c.Name == name && !test.valid && (c.Reason != satchel.ReasonMalformed || c.Reading == nil || !said) {
					t.Errorf("%v: %s: %s, %q, %q", config.Profile, test.name, c.Reason, c.Verdict, c.Notes)
				}
			}
		}
	}
}

func TestATextThatWasJoinedIsSaidToBe(t *testing.T) {
	name, value, _ := strings.Cut(session(t, satchel.Config{}), "=")
	for _, text := range []string{
		name + "=" + value[:60] + "\n" + value[60:], value[:60] + "\r\n  " + value[60:], name + "=" + value + ";\n a=b",
	} {
		report, err := inspect.Inspect(text, settings(secret))
		if err != nil {
			t.Fatal(err)
		}
		if !report.Valid() || !contains(report.Cookies[0].Notes, "joined") {
			t.Errorf("%q: %v, %q", text, report.Valid(), report.Cookies[0].Notes)
		}
	}
	report, err := inspect.Inspect(name+"="+value[:60]+" "+value[60:], settings(secret))
	if err != nil || report.Valid() {
		t.Errorf("a blank inside was taken out: %v, %v", report, err)
	}
}
