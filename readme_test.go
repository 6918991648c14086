package satchel_test

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// goBlock is a fenced block of Go in Markdown.
var goBlock = regexp.MustCompile("(?s)```go\n(.*?)```")

// Each snippet of the documentation stands, line by line, in an example that runs
// or in a program that is built: what a reader copies compiles and does what the
// text says.
func TestSnippetsOfTheDocumentationStandInExamples(t *testing.T) {
	var examples []string
	for _, pattern := range []string{"example*_test.go", "*/example*_test.go", "*/*/example*_test.go", "examples/*/main.go", "internal/conformance/*/example*_test.go"} {
		for _, path := range glob(t, pattern) {
			examples = append(examples, normalize(read(t, path)))
		}
	}
	snippets := 0
	for _, path := range append(glob(t, "*.md"), glob(t, "docs/*.md")...) {
		for _, block := range goBlock.FindAllStringSubmatch(read(t, path), -1) {
			snippets++
			if !standsIn(examples, normalize(block[1])) {
				t.Errorf("%s: no example contains this snippet:\n%s", path, block[1])
			}
		}
	}
	if snippets < 5 {
		t.Errorf("found %d snippets, want those of the README at least", snippets)
	}
}

func TestProgramOfThePackageCommentIsTheExample(t *testing.T) {
	var program strings.Builder
	for line := range strings.Lines(read(t, "doc.go")) {
		if code, ok := strings.CutPrefix(line, "//\t"); ok {
			program.WriteString(code)
		}
	}
	if !standsIn([]string{normalize(read(t, "examples/hello/main.go"))}, normalize(program.String())) {
		t.Error("the program in doc.go differs from examples/hello/main.go")
	}
}

// The values in docs/formats.md are what the library writes, for whoever checks an
// implementation in another language by them. New refuses a published secret, hence
// the formats themselves.
func TestValuesOfTheDocumentationAreReal(t *testing.T) {
	ring := keyring.New("kT5Yw8Qm2Zr7Lx4Nd9Vb3Hc6Jf1Gs0Pa")
	derived, err := ring.Derive("satchel/1 HS256 session __Host-session", 32)
	must(t, err)
	jwt, err := token.NewJWT(token.HS256, derived, "data")
	must(t, err)
	signed, err := token.NewSignedURL(ring)
	must(t, err)
	formats := read(t, "docs/formats.md")
	for format, pairs := range map[token.Format][]token.Pair{
		jwt:    {{Key: "connected", Value: "user@gmail.com"}},
		signed: {{Key: "role", Value: "admin"}, {Key: "user", Value: "bob"}},
	} {
		date := time.Unix(1700000000, 0)
		value, err := format.Append(nil, token.Token{Pairs: pairs, IssuedAt: date, NotBefore: date})
		must(t, err)
		for part := range strings.SplitSeq(string(value), ".") {
			if !strings.Contains(formats, part) {
				t.Errorf("docs/formats.md lacks %s", part)
			}
		}
	}
	if key := hex.EncodeToString(derived[0].Bytes()); !strings.Contains(formats, key) {
		t.Errorf("docs/formats.md lacks the key %s", key)
	}
}

// Links inside the repository lead somewhere.
func TestLinksOfTheDocumentationLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:, ]+)(?:#[^)]*)?\)`) // without what calls a generic function
	for _, path := range append(glob(t, "*.md"), glob(t, "docs/*.md")...) {
		for _, match := range link.FindAllStringSubmatch(read(t, path), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), match[1])); err != nil {
				t.Errorf("%s: link to %s: %v", path, match[1], err)
			}
		}
	}
}

func standsIn(examples []string, snippet string) bool {
	for _, example := range examples {
		if strings.Contains(example, snippet) {
			return true
		}
	}
	return false
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

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
