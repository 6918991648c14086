package interop_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// withoutRow are the settings of docs/from-play.md that have no row here, and why.
var withoutRow = map[string]string{
	"play.http.secret.key":              "every row has one; see settingssecret_test.go",
	"play.http.flash.maxAge":            "is none of Play's",
	"play.modules.enabled":              "is about classes; profile Play25 is tried with Play 2.5 itself",
	"play.filters.csrf.token.name":      "is about a pair, which travels like all others",
	"play.filters.csrf.cookie.name":     "is about a cookie that is none of ours, as those below",
	"play.filters.csrf.cookie.secure":   "see play.filters.csrf.cookie.name",
	"play.filters.csrf.cookie.httpOnly": "see play.filters.csrf.cookie.name",
	"play.i18n.langCookieName":          "is about another cookie",
	"play.crypto.secret":                "what every application of Play 2.5 has",
	"application.secret":                "is what play.crypto.secret was before 2.4",
	"session.partitioned":               "is as new as Play 3.1",
	"session.domain":                    "from 2.6 on the flash does not follow it; see TestAFlashForOneHostBesideASessionForAll",
}

// docTable returns the first cells of the tables between a heading of docs/from-play.md
// and the next one.
func docTable(t *testing.T, heading string) []string {
	t.Helper()
	page, err := os.ReadFile("../docs/from-play.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(page), "\n"+heading+"\n")
	if !found {
		t.Fatalf("docs/from-play.md has no heading %q", heading)
	}
	section, _, _ = strings.Cut(section, "\n##")
	var cells []string
	for line := range strings.Lines(section) {
		if row, isRow := strings.CutPrefix(line, "| "); isRow {
			cell, _, _ := strings.Cut(row, " | ")
			cells = append(cells, cell)
		}
	}
	return cells
}

// onPurpose is for the proof of a difference: docs/from-play.md has to have it, in a row
// that begins with these words.
func onPurpose(t *testing.T, words string) {
	t.Helper()
	if !slices.Contains(docTable(t, "## What differs on purpose"), words) {
		t.Errorf("docs/from-play.md has no difference %q", words)
	}
}

// settingName is a setting in a table; defaults such as ${play.http.context} and classes
// of Play are none.
var settingName = regexp.MustCompile("`((?:play\\.(?:http|crypto|filters|i18n|modules|server)|application|session|flash)\\.[^`]+)`")

func documentedSettings(t *testing.T, heading string) []string {
	t.Helper()
	var names []string
	for _, cell := range docTable(t, heading) {
		for _, found := range settingName.FindAllStringSubmatch(cell, -1) {
			names = append(names, found[1])
		}
	}
	return names
}

// settingsOf returns the names of what rows set.
func settingsOf(rows []settingRow) []string {
	var names []string
	for i := range rows {
		for _, line := range rows[i].play {
			name, _, _ := strings.Cut(line, " = ")
			names = append(names, name)
		}
	}
	return names
}

func TestEveryDocumentedSettingHasARow(t *testing.T) {
	t.Parallel()
	today, old := documentedSettings(t, "## Settings"), documentedSettings(t, "### Old names")
	if len(today) < 25 || len(old) < 10 {
		t.Errorf("found only %q and %q", today, old)
	}
	for _, test := range []struct {
		versions   string
		documented []string
		rows       []settingRow
	}{
		{"2.8 and later", today, slices.Concat(sessionRows, flashRows, otherRows)},
		{"2.5", today, settingRows25},
		{"2.8 and later", old, aliasRows},
		{"2.5", old, aliasRows25},
	} {
		tried := settingsOf(test.rows)
		for _, name := range test.documented {
			if !slices.Contains(tried, name) && withoutRow[name] == "" {
				t.Errorf("Play %s: %s has no row", test.versions, name)
			}
		}
		for _, name := range tried {
			if !slices.Contains(test.documented, name) {
				t.Errorf("Play %s: %s has a row, and is not in docs/from-play.md", test.versions, name)
			}
		}
	}
}
