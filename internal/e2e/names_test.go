package e2e_test

import "github.com/chromedp/cdproto/accessibility"

// expectNames reads the tree that screen readers get: what a person operates, or
// may want to jump to, must have a name there.
func (p *tab) expectNames() {
	p.testing.Helper()
	named, headings := 0, 0
	for _, node := range call(p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if node.Ignored || node.Role == nil {
			continue
		}
		switch role := string(node.Role.Value); role { // a JSON string
		case `"heading"`:
			headings++
		case `"button"`, `"link"`, `"textbox"`, `"meter"`, `"complementary"`, `"region"`, `"DisclosureTriangle"`, `"RootWebArea"`:
			named++
			if node.Name == nil || len(node.Name.Value) <= len(`""`) {
				p.testing.Errorf("a %s has no name", role)
			}
		}
	}
	if named < 3 || headings < 1 { // even the page of an error has a title and two links
		p.testing.Errorf("the tree has %d named elements and %d headings", named, headings)
	}
	if got := evaluate[string](p, `document.documentElement.lang`); got != "en" {
		p.testing.Errorf("the page is in the language %q", got)
	}
}
