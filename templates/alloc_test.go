//go:build !race

package templates_test

// The counts are exact, so that one allocation more is seen at once, and one less
// is written down. Under the race detector a sync.Pool drops items at random, in
// the root package and in html/template too; hence the build constraint.

import (
	"html/template"
	"io"
	"net/url"
	"runtime"
	"strconv"
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/templates"
)

// What is counted is the execution alone, above the page that gets the same values
// as data: reading the cookies is the root package's business, and what a page
// costs is html/template's. The calls are made by reflection, which allocates.
func TestAllocationsOfAPageThat(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	flash := []satchel.Pair{{Key: "success", Value: "saved"}, {Key: "info", Value: "seen"}}
	ctx := requestWith(t, scopes, pair("connected", "user@example.com"), flash)
	data := struct {
		Flash, Session string
		Flashes        []satchel.Message
	}{"saved", "user@example.com", []satchel.Message{{Level: "success", Text: "saved"}, {Level: "info", Text: "seen"}}}
	for _, c := range []struct {
		name, text, byData string
		want               int
	}{
		{"asks for nothing", `<p>{{.Session}}</p>`, `<p>{{.Session}}</p>`, 0},
		{"shows a message", `<p>{{flash "success"}}</p>`, `<p>{{.Flash}}</p>`, 3},
		{"reads the session", `<p>{{session "connected"}}</p>`, `<p>{{.Session}}</p>`, 3},
		{"shows all messages", `{{range flashes}}<p class="{{.Level}}">{{.Text}}</p>{{end}}`, `{{range .Flashes}}<p class="{{.Level}}">{{.Text}}</p>{{end}}`, 8},
		{"shows both in a nested template", `{{define "x"}}{{flash "success"}}{{session "connected"}}{{end}}{{template "x" .}}`, `{{define "x"}}{{.Flash}}{{.Session}}{{end}}{{template "x" .}}`, 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := parse(t, c.text)
			byData := template.Must(template.New("page").Parse(c.byData))
			count := func(page func() error) int {
				must(t, page()) // copies, escapes, and reads the cookies
				return int(testing.AllocsPerRun(100, func() { must(t, page()) }))
			}
			got := count(func() error { return set.Execute(ctx, io.Discard, data) }) -
				count(func() error { return byData.Execute(io.Discard, data) })
			if got != c.want {
				t.Errorf("%d allocations above the page by data, want exactly %d", got, c.want)
			}
		})
	}
}

// The form is decoded once, however many fields a page has: what each further field
// has is the call.
func TestAllocationsOfAFurtherField(t *testing.T) {
	ctx := requestAfter(t, newScopes(t, satchel.Config{}), url.Values{"a": {"1"}, "b": {"2"}, "c": {"3"}, "d": {"4"}})
	count := func(text string) float64 {
		set := parse(t, text)
		return testing.AllocsPerRun(100, func() { must(t, set.Execute(ctx, io.Discard, nil)) })
	}
	one, four := count(`{{old "a"}}`), count(`{{old "a"}}{{old "b"}}{{old "c"}}{{old "d"}}`)
	if four-one != 3*11 {
		t.Errorf("one field has %v allocations, four have %v; want 11 more for each", one, four)
	}
}

// Copying the set is what a Set is there to avoid.
func TestSetIsNotCopiedForEachRequest(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	ctx := requestWith(t, scopes, nil, pair("success", "saved"))
	base := template.Must(template.New("page").Funcs(templates.Funcs()).Parse(`<p>{{flash "success"}}</p>`))
	set := templates.Must(templates.New(base))
	reused := testing.AllocsPerRun(100, func() { must(t, set.Execute(ctx, io.Discard, nil)) })
	collected := testing.AllocsPerRun(10, func() {
		runtime.GC() // one is not enough to empty a sync.Pool
		runtime.GC()
		must(t, set.Execute(ctx, io.Discard, nil))
	})
	var nested *templates.Set
	nested = templates.Must(templates.New(template.Must(template.New("page").Funcs(templates.Funcs()).Funcs(template.FuncMap{
		"again": func(again bool) (string, error) { return "", nested.Execute(ctx, io.Discard, again) },
	}).Parse(`<p>{{flash "success"}}</p>{{if .}}{{again false}}{{end}}`))))
	twice := testing.AllocsPerRun(100, func() { must(t, nested.Execute(ctx, io.Discard, true)) })
	copied := testing.AllocsPerRun(100, func() {
		c := template.Must(base.Clone())
		c.Funcs(template.FuncMap{"flash": satchel.FlashFrom(ctx).Get})
		must(t, c.Execute(io.Discard, nil))
	})
	if max(reused, collected, twice/3)*4 > copied {
		t.Errorf("%v allocations for a page, %v after a collection, %v for one in another, %v with a copy for each", reused, collected, twice, copied)
	}
}

// What a panic leaves behind in a copy nobody knows, so it is not used again. And a
// page that asks for nothing needs no copy of its own.
func TestCopyIsMadeFor(t *testing.T) {
	scopes := newScopes(t, satchel.Config{})
	ctx := requestWith(t, scopes, nil, pair("success", "saved"))
	for _, c := range []struct {
		name   string
		before func(*templates.Set)
		page   string
		copies bool
	}{
		{"the first page", func(*templates.Set) {}, "flash", true},
		{"no second page", func(set *templates.Set) { must(t, set.ExecuteTemplate(ctx, io.Discard, "flash", nil)) }, "flash", false},
		{"no page after an error", func(set *templates.Set) { _ = set.ExecuteTemplate(ctx, io.Discard, "fails", nil) }, "fails", false},
		{"a page after a panic", func(set *templates.Set) {
			must(t, set.ExecuteTemplate(ctx, io.Discard, "flash", nil))
			defer func() { _ = recover() }()
			_ = set.ExecuteTemplate(ctx, refuse{}, "flash", nil)
		}, "flash", true},
		{"no page that asks for nothing", func(*templates.Set) {}, "plain", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			const many = 200 // templates, which a copy has all of
			base := template.New("page").Funcs(templates.Funcs())
			template.Must(base.Parse(`{{define "flash"}}{{flash "success"}}{{end}}{{define "fails"}}{{flash "success" 1}}{{end}}{{define "plain"}}plain{{end}}`))
			for i := range many {
				template.Must(base.New(strconv.Itoa(i)).Parse("text"))
			}
			set := templates.Must(templates.New(base))
			c.before(set)
			var start, end runtime.MemStats
			runtime.ReadMemStats(&start)
			_ = set.ExecuteTemplate(ctx, io.Discard, c.page, nil)
			runtime.ReadMemStats(&end)
			if got := end.Mallocs - start.Mallocs; (got > many) != c.copies {
				t.Errorf("the page has %d allocations", got)
			}
		})
	}
}
