package satchel_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// The tests that the documentation names as its proof are there.
func TestTestsThatTheDocumentationNamesExist(t *testing.T) {
	var code strings.Builder
	must(t, filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		content, err := os.ReadFile(path)
		code.Write(content)
		return err
	}))
	name := regexp.MustCompile("`((?:Test|Fuzz|Example)[A-Za-z0-9_]+)`")
	for _, path := range append(glob(t, "*.md"), glob(t, "docs/*.md")...) {
		for _, match := range name.FindAllStringSubmatch(read(t, path), -1) {
			if !strings.Contains(code.String(), "func "+match[1]+"(") {
				t.Errorf("%s: there is no %s", path, match[1])
			}
		}
	}
}

// The key files of the documentation are read as they stand there.
func TestKeyFilesOfTheDocumentationAreRead(t *testing.T) {
	block := regexp.MustCompile("(?s)\n```(\\w*)\n(.*?)\n```\n")
	files := 0
	for _, match := range block.FindAllStringSubmatch(read(t, "docs/rotation.md"), -1) {
		if match[1] == "" && !strings.ContainsRune(match[2], '►') {
			files++
			if _, err := satchel.ParseKeys(match[2]); err != nil {
				t.Errorf("%v:\n%s", err, match[2])
			}
		}
	}
	if files < 2 {
		t.Errorf("found %d key files", files)
	}
}
