package document_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/bench/document"
)

const page = "# Speed\n\n<!-- measured: requests -->\n\nold\n\n<!-- end -->\n\nWords.\n\n<!-- measured: size -->\n<!-- end -->\n"

func TestASectionIsReplacedAndNothingElse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // what was written is replaced as well
		for section, text := range map[string]string{"requests": "\nnew\n", "size": "small"} {
			if err := document.Write(path, section, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "# Speed\n\n<!-- measured: requests -->\n\nnew\n\n<!-- end -->\n\nWords.\n\n<!-- measured: size -->\n\nsmall\n\n<!-- end -->\n"
	if string(got) != want {
		t.Errorf("the page is\n%s\nwant\n%s", got, want)
	}
}

func TestAPageWithoutTheSectionStaysAsItWas(t *testing.T) {
	for name, content := range map[string]string{
		"no section":            "# Speed\n",
		"another section":       page,
		"the section twice":     "<!-- measured: scaling -->\n<!-- end -->\n<!-- measured: scaling -->\n<!-- end -->\n",
		"a section without end": "<!-- measured: scaling -->\n",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "page.md")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			checked, err := document.Check(path, "scaling"), document.Write(path, "scaling", "new")
			if err == nil || checked == nil || checked.Error() != err.Error() {
				t.Errorf("the errors are %v before, and %v", checked, err)
			}
			if got, err := os.ReadFile(path); err != nil || string(got) != content {
				t.Errorf("the page is %q now (%v)", got, err)
			}
		})
	}
}

func TestACheckFindsTheSectionAndChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.md")
	if err := document.Check(path, "requests"); err == nil {
		t.Error("there is no page, and no error")
	}
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, section := range []string{"requests", "size"} {
		if err := document.Check(path, section); err != nil {
			t.Error(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != page {
		t.Errorf("the page is %q now (%v)", got, err)
	}
}

func TestTheMachineIsNamedWithTheDayAndTheVersionOfGo(t *testing.T) {
	line := document.Machine(time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC))
	if !strings.HasPrefix(line, "2026-02-03 · go1.") {
		t.Error(line)
	}
}
