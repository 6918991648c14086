package templating_test

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/a-h/templ/generator"
	"github.com/a-h/templ/parser/v2"
)

// The generated files are those that "go generate" writes. The generator is called as
// a library, with what its command passes to it: the command itself would bring a
// language server, a proxy and their modules into this module.
func TestGeneratedCodeIsUpToDate(t *testing.T) {
	sources, err := filepath.Glob("*.templ")
	must(t, err)
	if len(sources) != 2 {
		t.Fatalf("there are %d .templ files", len(sources))
	}
	for _, source := range sources {
		file, err := parser.Parse(source)
		must(t, err)
		var code bytes.Buffer
		_, err = generator.Generate(file, &code, generator.WithFileName(source))
		must(t, err)
		want, err := format.Source(code.Bytes())
		must(t, err)
		target := strings.TrimSuffix(source, ".templ") + "_templ.go"
		got, err := os.ReadFile(target)
		must(t, err)
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what %s generates: run go generate", target, source)
		}
	}
}

// The command in go:generate has the version that go.mod has.
func TestGeneratorHasTheVersionOfTheLibrary(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	must(t, err)
	if want := "cmd/templ@" + templ.Version() + " generate"; !strings.Contains(string(doc), want) {
		t.Errorf("doc.go does not say %s", want)
	}
}

var templBlock = regexp.MustCompile("(?s)```templ\n(.*?)```")

// What a reader copies out of the documentation is what is tested here.
func TestSnippetsOfTheDocumentationStandInTheTemplates(t *testing.T) {
	text, err := os.ReadFile("../../../docs/templates.md")
	must(t, err)
	page, err := os.ReadFile("page.templ")
	must(t, err)
	blocks := templBlock.FindAllStringSubmatch(string(text), -1)
	if len(blocks) == 0 {
		t.Error("the documentation shows no component")
	}
	for _, block := range blocks {
		if !strings.Contains(normalize(string(page)), normalize(block[1])) {
			t.Errorf("page.templ does not contain this:\n%s", block[1])
		}
	}
}

// normalize takes indentation and blank lines away.
func normalize(code string) string {
	var lines strings.Builder
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" {
			lines.WriteString(line + "\n")
		}
	}
	return lines.String()
}
