package document

import (
	"fmt"
	"os"
	"strings"
)

// Write puts text into the section of a page in place of what stood there: between the
// lines "<!-- measured: NAME -->" and "<!-- end -->". It fails where the page has no such
// section, or two, and leaves the page as it was.
func Write(page, section, text string) error {
	content, err := os.ReadFile(page)
	if err != nil {
		return fmt.Errorf("document: %w", err)
	}
	changed, err := replace(string(content), section, text)
	if err != nil {
		return fmt.Errorf("document: %s: %w", page, err)
	}
	if err := os.WriteFile(page, []byte(changed), 0o644); err != nil {
		return fmt.Errorf("document: %w", err)
	}
	return nil
}

const end = "<!-- end -->"

func replace(content, section, text string) (string, error) {
	begin := "<!-- measured: " + section + " -->"
	before, rest, found := strings.Cut(content, begin+"\n")
	if !found || strings.Contains(rest, begin) {
		return "", fmt.Errorf("one line %q is needed", begin)
	}
	_, after, found := strings.Cut(rest, end)
	if !found {
		return "", fmt.Errorf("no %q follows %q", end, begin)
	}
	return before + begin + "\n\n" + strings.TrimSpace(text) + "\n\n" + end + after, nil
}
