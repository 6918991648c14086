package satchel_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

// browserRequest is what a client sends besides its cookies.
type browserRequest struct {
	method string // GET where empty
	header string // "Name: value" lines, separated by |
}

// requestKinds are the rows of the table in docs/flash.md, with the header fields that
// these clients send.
var requestKinds = map[string]browserRequest{
	"Chromium: a link":                                       {header: "Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document|Sec-Fetch-Site: same-origin|Sec-Fetch-User: ?1|Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"},
	"Chromium: a form is posted":                             {"POST", "Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document|Sec-Fetch-Site: same-origin|Accept: text/html,*/*;q=0.8"},
	"Chromium: a frame of the page":                          {header: "Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: iframe|Sec-Fetch-Site: same-origin|Accept: text/html,*/*;q=0.8"},
	"Chromium: fetch":                                        {header: "Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Sec-Fetch-Site: same-origin|Accept: */*"},
	"Chromium: a form posted by fetch":                       {"POST", "Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Sec-Fetch-Site: same-origin|Accept: application/json"},
	"Chromium: EventSource":                                  {header: "Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Accept: text/event-stream"},
	"Chromium: an image":                                     {header: "Sec-Fetch-Mode: no-cors|Sec-Fetch-Dest: image|Accept: image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"},
	"Chromium: a style sheet":                                {header: "Sec-Fetch-Mode: no-cors|Sec-Fetch-Dest: style|Accept: text/css,*/*;q=0.1"},
	"Chromium: a script":                                     {header: "Sec-Fetch-Mode: no-cors|Sec-Fetch-Dest: script|Accept: */*"},
	"Chromium: a font":                                       {header: "Sec-Fetch-Mode: cors|Sec-Fetch-Dest: font|Accept: */*"},
	"Chromium: a service worker":                             {header: "Sec-Fetch-Mode: same-origin|Sec-Fetch-Dest: serviceworker|Accept: */*"},
	"Chromium: prefetch":                                     {header: "Sec-Purpose: prefetch|Purpose: prefetch|Sec-Fetch-Mode: no-cors|Sec-Fetch-Dest: empty|Accept: */*"},
	"Chromium: prerender":                                    {header: "Sec-Purpose: prefetch;prerender|Purpose: prefetch|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document|Accept: text/html,*/*;q=0.8"},
	"Chromium: a picture of a prerendered page":              {header: "Sec-Purpose: prefetch;prerender|Sec-Fetch-Mode: no-cors|Sec-Fetch-Dest: image|Accept: image/*"},
	"Chromium: a frame of a prerendered page":                {header: "Sec-Purpose: prefetch;prerender|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: iframe|Accept: text/html"},
	"Chromium: a form posted by fetch of a prerendered page": {"POST", "Sec-Purpose: prefetch;prerender|Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Accept: */*"},
	"Chromium: fetch of a prerendered page":                  {header: "Sec-Purpose: prefetch;prerender|Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Accept: */*"},
	"Firefox 100: prefetch":                                  {header: "X-Moz: prefetch|Accept: text/html,*/*;q=0.8"},
	"Safari: Top Sites":                                      {header: "X-Purpose: preview|Accept: text/html,*/*;q=0.8"},
	"Safari 15: a link":                                      {header: "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
	"Safari 15: an image":                                    {header: "Accept: image/webp,image/avif,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"},
	"Safari 15: a style sheet":                               {header: "Accept: text/css,*/*;q=0.1"},
	"Safari 15: fetch":                                       {header: "Accept: */*"},
	"htmx: a part":                                           {header: "HX-Request: true|HX-Target: list|Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Accept: */*"},
	"htmx: a boosted link":                                   {header: "HX-Request: true|HX-Boosted: true|Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Accept: */*"},
	"htmx: preload":                                          {header: "HX-Request: true|HX-Preloaded: true|Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty"},
	"Turbo: a visit":                                         {header: "Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Accept: text/html, application/xhtml+xml"},
	"Turbo: a frame":                                         {header: "Turbo-Frame: list|Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Accept: text/html, application/xhtml+xml"},
	"Turbo: prefetch on hover":                               {header: "X-Sec-Purpose: prefetch|Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Accept: text/html, application/xhtml+xml"},
	"Inertia: a visit":                                       {header: "X-Inertia: true|X-Requested-With: XMLHttpRequest|Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Accept: text/html, application/xhtml+xml"},
	"Livewire: an update":                                    {"POST", "X-Livewire: 1|Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Accept: */*"},
	"Unpoly: a part":                                         {header: "X-Up-Version: 3.8.0|X-Up-Target: main|Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Accept: */*"},
	"jQuery":                                                 {header: "X-Requested-With: XMLHttpRequest|Accept: text/html, */*; q=0.01"},
	"curl, and other programs":                               {},
	"HEAD":                                                   {"HEAD", "Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document|Accept: text/html"},
	"OPTIONS":                                                {"OPTIONS", "Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty|Accept: */*"},
}

// responseKinds are the columns.
var responseKinds = map[string]struct {
	status int
	header string
}{
	"HTML 200":    {200, "Content-Type: text/html; charset=utf-8"},
	"HTML 404":    {404, "Content-Type: TEXT/HTML"},
	"HTML 422":    {422, "Content-Type: application/xhtml+xml"},
	"no type 200": {200, ""},
	"text 200":    {200, "Content-Type: text/plain; charset=utf-8"},
	"text 404":    {404, "Content-Type: text/plain; charset=utf-8"},
	"JSON 200":    {200, "Content-Type: application/json"},
	"PNG 200":     {200, "Content-Type: image/png|Content-Disposition: inline"},
	"attachment":  {200, `Content-Type: text/html|Content-Disposition: Attachment; filename="report.html"`},
	"204":         {204, ""},
	"206":         {206, "Content-Type: text/html"},
	"302":         {302, "Location: /next|Content-Type: text/html"},
	"303":         {303, "Location: https://elsewhere.example/"},
	"304":         {304, ""},
	"308":         {308, "Location: /next/"},
	"500":         {500, "Content-Type: text/html"},
	"HX-Redirect": {200, "Content-Type: text/html|HX-Redirect: /next"},
	"HX-Location": {204, `HX-Location: {"path":"/next"}`},
	"HX-Refresh":  {200, "HX-Refresh: true"},
	"Inertia 409": {409, "X-Inertia-Location: https://example.com/next"},
	"Refresh 0":   {200, "Content-Type: text/html|refresh: 0; url=/next"},
	"Refresh 30":  {200, "Content-Type: text/html|Refresh: 30"},
}

func headerOf(lines string) http.Header {
	header := http.Header{}
	for line := range strings.SplitSeq(lines, "|") {
		name, value, found := strings.Cut(line, ": ")
		switch {
		case !found:
		case name == strings.ToLower(name): // as a careless handler spells it
			header[name] = append(header[name], value)
		default:
			header.Add(name, value)
		}
	}
	return header
}

// TestTheTruthTableOfTheDocumentation sends each cell of the table in docs/flash.md: with a
// handler that reads the flash, one that asks for it and may read it later, one that does
// neither, and one that only writes to it.
func TestTheTruthTableOfTheDocumentation(t *testing.T) {
	scopes, events := newScopes(t, satchel.Config{})
	line := cookieLine(t, scopes, nil, pair("success", "saved"))
	cells, rows := 0, map[string]bool{}
	columns, table := tableOfDelivery(t)
	for row, signs := range table {
		rows[row] = true
		request, known := requestKinds[row]
		if !known || len(signs) != len(columns) {
			t.Fatalf("row %q: no such request, or %d cells for %d columns", row, len(signs), len(columns))
		}
		for i, column := range columns {
			response, known := responseKinds[column]
			if !known {
				t.Fatalf("there is no response %q", column)
			}
			cells++
			t.Run(row+", "+column, func(t *testing.T) {
				for _, handler := range []string{"reads", "asks", "does not ask", "only writes"} {
					begun := satchel.Request{Method: request.method, Host: "example.com", RemoteAddr: "192.0.2.1:1", TLS: true,
						Header: headerOf(request.header), URI: "/page"}
					if begun.Method == "" {
						begun.Method = http.MethodGet
					}
					begun.Header.Set("Cookie", line)
					x, err := scopes.Begin(t.Context(), begun)
					if (signs[i] == "503") != errors.Is(err, satchel.ErrSpeculation) {
						t.Fatalf("Begin gives %v", err)
					}
					if err != nil {
						events.want(t, "opened "+flashName, "left "+flashName+" ahead")
						continue
					}
					checkCell(t, x, events, handler, signs[i], response.status, headerOf(response.header), isPage(column))
				}
			})
		}
	}
	t.Logf("%d cells, each with four handlers", cells)
	if len(rows) != len(requestKinds) || len(columns) != len(responseKinds) || cells < 150 {
		t.Errorf("the table has %d rows of %d, %d columns of %d", len(rows), len(requestKinds), len(columns), len(responseKinds))
	}
}

// reasonOfSign has the signs in words.
var reasonOfSign = map[string]string{"R": "redirect", "S": "status", "C": "content", "A": "aside", "P": "ahead"}

// isPage tells whether a response could have a template that reads when the header has
// left.
func isPage(column string) bool {
	return !slices.Contains([]string{"JSON 200", "PNG 200", "attachment", "text 404"}, column)
}

func checkCell(t *testing.T, x *satchel.Exchange, events *eventLog, handler, sign string, status int, header http.Header, page bool) {
	t.Helper()
	wantCookie, shown := "", false
	opened, left := "opened "+flashName, "left "+flashName+" "+reasonOfSign[sign]
	want := []string{opened, left}
	switch handler {
	case "reads":
		_ = x.Flash().Len()
		shown = sign == "d"
	case "asks":
		_ = x.Flash()
		shown = sign == "d" && page
		if !page && (sign == "d" || sign == "C") { // data is written before the header leaves, if at all
			want = []string{opened, "left " + flashName + " unread"}
		}
	case "only writes":
		must(t, x.Flash().Error("no"))
		wantCookie = "flash="
		if sign != "A" && sign != "P" && sign != "R" {
			want = []string{opened, "left " + flashName + " unread"}
		}
		want = append(want, "written "+flashName+" changed error")
	default:
		want = nil
	}
	if shown {
		wantCookie, want = "flash=deleted", []string{opened, "written " + flashName + " delivered"}
	}
	must(t, x.Commit(status, header))
	if got := written(header); got != wantCookie {
		t.Errorf("a handler that %s: the cookies are %q, want %q", handler, got, wantCookie)
	}
	told := events.take()
	if handler == "does not ask" && sign == "R" { // a redirect of a page looks for messages to take along
		want = told[:min(len(told), 2)]
	}
	if !slices.Equal(told, want) {
		t.Errorf("a handler that %s: events are %q, want %q", handler, told, want)
	}
	if got := x.Flash().Get("success"); (got == "saved") != shown {
		t.Errorf("a handler that %s: after the header it reads %q", handler, got)
	}
	events.take()
}

// tableOfDelivery reads the table: its columns, and the signs by row. Requests, and
// responses, that give the same stand together there.
func tableOfDelivery(t *testing.T) (columns []string, rows map[string][]string) {
	t.Helper()
	rows = map[string][]string{}
	var groups []int // of columns, how many each has
	for i, line := range slices.Collect(strings.Lines(sectionOf(t, "docs/flash.md", "truth table").text)) {
		cells := strings.Split(strings.Trim(line, "|\n "), " | ")
		switch i {
		case 0:
			for _, group := range cells[1:] {
				names := strings.Split(group, "; ")
				groups, columns = append(groups, len(names)), append(columns, names...)
			}
		case 1:
		default:
			var signs []string
			for j, size := range groups {
				signs = append(signs, slices.Repeat([]string{strings.TrimSpace(cells[j+1])}, size)...)
			}
			_, names, _ := strings.Cut(cells[0], ".** ")
			for name := range strings.SplitSeq(names, "; ") {
				rows[name] = signs
			}
		}
	}
	return columns, rows
}
