package document

import (
	"fmt"
	"os"
	"strings"
)

// Check tells whether [Write] could put something into the section of a page: what takes
// minutes to measure had better not find out afterwards. It fails where the page is not
// there, or where it has no such section, or two. It changes nothing.
func Check(page, section string) error {
	_, _, err := around(page, section)
	return err
}

// Write puts text into the section of a page in place of what stood there: between the
// lines "<!-- measured: NAME -->" and "<!-- end -->". It fails where the page has no such
// section, or two, and leaves the page as it was.
func Write(page, section, text string) error {
	before, after, err := around(page, section)
	if err != nil {
		return err
	}
	if err := os.WriteFile(page, []byte(before+"\n\n"+strings.TrimSpace(text)+"\n\n"+after), 0o644); err != nil {
		return fmt.Errorf("document: %w", err)
	}
	return nil
}

const end = "<!-- end -->"

// around returns what stands before and after the text of a section, its two comments
// included.
func around(page, section string) (before, after string, err error) {
	content, err := os.ReadFile(page)
	if err != nil {
		return "", "", fmt.Errorf("document: %w", err)
	}
	begin := "<!-- measured: " + section + " -->"
	before, rest, found := strings.Cut(string(content), begin+"\n")
	if !found || strings.Contains(rest, begin) {
		return "", "", fmt.Errorf("document: %s: one line %q is needed", page, begin)
	}
	_, after, found = strings.Cut(rest, end)
	if !found {
		return "", "", fmt.Errorf("document: %s: no %q follows %q", page, end, begin)
	}
	return before + begin, end + after, nil
}
