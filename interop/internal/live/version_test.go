package live_test

import (
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

func TestTheListOfTheScriptIsVersionsAndClassPaths(t *testing.T) {
	for _, test := range []struct {
		name, list string
		versions   int
	}{
		{"two versions", "3.0.9\t/a/classes:/b c.jar\n2.5.19\t/d.jar\n", 2},
		{"no line end after the last", "3.0.9\t/a/classes", 1},
		{"nothing", "", 0},
		{"a line without a class path", "3.0.9\t/a/classes\n2.9.9\n", 0},
		{"an empty line", "\n", 0},
	} {
		if got, err := live.ParseBuilds(test.list); got != test.versions || (err == nil) != (test.versions > 0) {
			t.Errorf("%s: got %d versions and the error %v", test.name, got, err)
		}
	}
}

func TestOnlyPlay25HasTheFormatOf2015(t *testing.T) {
	for version, want := range map[live.Version]satchel.Profile{
		"3.0.9": satchel.Play, "2.9.9": satchel.Play, "2.8.21": satchel.Play, "2.6.0": satchel.Play, "2.5.19": satchel.Play25, "2.5.0": satchel.Play25,
	} {
		if got := version.Profile(); got != want || version.LegacyFormat() != (want == satchel.Play25) {
			t.Errorf("%s: got the profile %v", version, got)
		}
	}
}
