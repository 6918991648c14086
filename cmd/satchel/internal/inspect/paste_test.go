package inspect_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

func TestWhateverIsPastedIsTakenApart(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       string // names and formats
	}{
		{"a bare value", jwt, ":jwt"},
		{"a bare value of Play 2.5", signed, ":signed-form"},
		{"a bare unsigned flash", "success=all+done", ":form"},
		{"two pairs of one", "success=yes&page=1", ":form"},
		{"NAME=value", "PLAY_SESSION=" + jwt, "PLAY_SESSION:jwt"},
		{"NAME=value of a name that says nothing", "basket=" + jwt, "basket:jwt"},
		{"NAME=value of Play 2.5", "PLAY_SESSION=" + signed, "PLAY_SESSION:signed-form"},
		{"the flash of Play 2.5", "PLAY_FLASH=success=yes", "PLAY_FLASH:form"},
		{"pairs under another name", "prefs=lang=en; PLAY_FLASH=a=b", "prefs:other PLAY_FLASH:form"},
		{"a slot", "__Host-flash.abc27=" + jwt, "__Host-flash.abc27:jwt"},
		{"line ends and blanks around", "\r\n  " + jwt + " \n", ":jwt"},
		{"a mark of the byte order", "\ufeff" + jwt, ":jwt"},
		{"quotes of a shell", "'PLAY_SESSION=" + jwt + "'", "PLAY_SESSION:jwt"},
		{"quotes of a cookie", `PLAY_SESSION="` + jwt + `"`, "PLAY_SESSION:jwt"},
		{"a text that a mail has broken", jwt[:40] + "\n" + jwt[40:], ":jwt"},
		{"a Cookie header", "Cookie: _ga=GA1.2; PLAY_SESSION=" + jwt + ";x", "_ga:other PLAY_SESSION:jwt :other"},
		{"one without its name", "_ga=GA1.2; PLAY_SESSION=" + jwt, "_ga:other PLAY_SESSION:jwt"},
		{"a Set-Cookie line", "set-cookie: PLAY_SESSION=" + jwt + "; Path=/; Secure", "PLAY_SESSION:jwt"},
		{"one without its name", "PLAY_SESSION=" + jwt + "; path=/", "PLAY_SESSION:jwt"},
		{"what curl prints", "HTTP/2 200\r\nset-cookie: a=b; Path=/\r\ndate: now\r\nset-cookie: PLAY_FLASH=; Max-Age=0; Path=/\r\n\r\n", "a:other PLAY_FLASH:other"},
		{"what curl -v prints", "> GET / HTTP/1.1\n> Cookie: PLAY_SESSION=" + jwt + "\n< HTTP/1.1 200 OK\n< Set-Cookie: PLAY_SESSION=" + jwt + "\n", "PLAY_SESSION:jwt PLAY_SESSION:jwt"},
		{"an argument of curl", "-H 'Cookie: PLAY_SESSION=" + jwt + "'", "PLAY_SESSION:jwt"},
		{"Copy as cURL", "curl 'https://shop.example/' \\\n  -H 'accept: text/html' \\\n  -b 'theme=dark; PLAY_SESSION=" + jwt + "' \\\n  -H 'user-agent: x'", "theme:other PLAY_SESSION:jwt"},
		{"an older one", "curl 'https://shop.example/' -H 'Cookie: PLAY_SESSION=" + jwt + "' --compressed", "PLAY_SESSION:jwt"},
		{"one for Windows", "curl ^\"https://shop.example/^\" ^\r\n  -b ^\"a=100^%^25; PLAY_SESSION=" + jwt + "^\"", "a:other PLAY_SESSION:jwt"},
		{"one with escapes", `curl 'x' --cookie $'a=it\'s\u0021; PLAY_SESSION=` + jwt + "'", "a:other PLAY_SESSION:jwt"},
		{"that line alone", "-b 'theme=dark; PLAY_SESSION=" + jwt + "' \\", "theme:other PLAY_SESSION:jwt"},
		{"a row of a browser's tools", "PLAY_SESSION\t" + jwt + "\tshop.example\t/\tSession\t181\t✓", "PLAY_SESSION:jwt"},
		{"two of them", "theme\tdark\t.shop.example\t/\nPLAY_SESSION\t" + jwt + "\tshop.example\t/\n", "theme:other PLAY_SESSION:jwt"},
		{"an entry of Firefox", "PLAY_SESSION:\"" + jwt + "\"\nCreated:\"Sun, 01 Mar 2026\"", "PLAY_SESSION:jwt"},
		{"padding that is no name", "AcG8Nstjpr3Vv5c1gQzwqHakbP1OHQ1Z==", ":other"},
	} {
		t.Run(test.name, func(t *testing.T) {
			report, err := inspect.Inspect(test.text, settings())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range report.Cookies {
				got = append(got, c.Name+":"+string(c.Format))
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("%v, want %s", got, test.want)
			}
		})
	}
	for _, text := range []string{"", " \n", `""`, ";;", "Cookie:\n", "curl https://shop.example/", "curl -b '", "curl -b cookies.txt https://shop.example/", strings.Repeat("x", inspect.MaxInput+1)} {
		if _, err := inspect.Inspect(text, settings()); err == nil {
			t.Errorf("no error for a text of %d bytes without a cookie", len(text))
		}
	}
}

func TestOfSeveralCookiesTheNamePicks(t *testing.T) {
	s := settings()
	s.Name = "b"
	report, err := inspect.Inspect("a="+jwt+"; b="+jwt+"; b=x", s)
	if err != nil || len(report.Cookies) != 2 || report.Cookies[0].Name != "b" {
		t.Errorf("%v, %v", report.Cookies, err)
	}
	s.Name = "c"
	if _, err := inspect.Inspect("a=1; b=2", s); err == nil {
		t.Error("a name that no cookie has is no error")
	}
}

func TestCookiesOfOthersAreRecognized(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"PHPSESSID=8fjk2l3kj4h5k6j7h8g9f0aabb", "session id of PHP"},
		{"d41d8cd98f00b204e9800998ecf8427e", "hexadecimal digits"},
		{"rack.session=BAh7CEkiD3Nlc3Npb25faWQGOgZFVA%3D%3D--4f1c1d6a0d9fb1c1a2b3c4d5e6f708192a3b4c5d", "Rack"},
		{"connect.sid=s%3AabcDEF123.k9Zx0QmT2vU", "Express"},
		{"JSESSIONID=1A2B3C", "servlet"},
		{"550e8400-e29b-41d4-a716-446655440000", "UUID"},
		{"eyJpdiI6ImFiYyIsInZhbHVlIjoiZGVmIn0%3D", "Laravel"},
		{"eyJ1c2VyIjoiYm9iIn0.ZfF3Kg.abcdefghijklmnopqrstuvwxyz0", "Flask"},
		{"28e1ea0901afa02e165659aa3866f0d1dcb6415b-1700000000000-0123456789abcdef01234567", "CSRF token of Play"},
		{"28e1ea0901afa02e165659aa3866f0d1dcb6415b-user%3Abob%00role%3Aadmin", "before 2.0.6"},
		{encode(`{"alg":"RS256"}`) + "." + encode(`{"sub":"bob"}`) + ".c2ln", `signed with RS256, no pairs in a claim "data"`},
		{encode(`{"alg":"HS256"}`) + "." + encode(`{"play":{"a":"b"}}`) + ".c2ln", `if its pairs stand in "play", say --data-claim`},
		{encode(`{"alg":"dir"}`) + "....", "JWE"},
		{"eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjp7InVzZXIiOiJib2IifX0", "cut off"},
		{"AcG8Nstjpr3Vv5c1gQzwqHakbP1OHQ1Z==", "base64 with padding"},
		{"PLAY_SESSION=", "empty value"},
		{strings.ReplaceAll(jwt, ".", "%2E"), "percent-encoded on the way"},
		{"hello", "nothing that satchel or Play writes"},
	} {
		got := one(t, test.text, settings(secret))
		if !strings.Contains(got.Description, test.want) || got.Format.Ours() || got.Verified != nil {
			t.Errorf("%.30s: %s, %q, verified %v; want %q", test.text, got.Format, got.Description, got.Verified, test.want)
		}
	}
}
