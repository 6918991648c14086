package satchel_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

func TestCookiesThatTheHandlerSetsByHand(t *testing.T) {
	const handmade, other, third = "__Host-session=by hand; Path=/", "theme=dark; Path=/", "lang=en"
	change := func(s *satchel.Session, _ *satchel.Flash) error { return s.Set("color", "red") }
	for _, test := range []struct {
		name   string
		given  []string
		deed   func(*satchel.Session, *satchel.Flash) error
		want   []string // what the lines begin with
		events []string
	}{
		{"other people's lines stay in order, before ours", []string{other, third}, change,
			[]string{other, third, "__Host-session=ey"},
			[]string{"written __Host-session changed color"}},
		{"other people's lines stay before both of ours", []string{other, other},
			func(s *satchel.Session, f *satchel.Flash) error { _ = f.Success("saved"); return s.Set("color", "red") },
			[]string{other, other, "__Host-session=ey", "__Host-flash=ey"},
			[]string{"written __Host-session changed color", "written __Host-flash changed success"}},
		{"a line of our name is replaced when the session changed", []string{other, handmade, third}, change,
			[]string{other, third, "__Host-session=ey"},
			[]string{"conflict __Host-session handmade", "written __Host-session changed color"}},
		{"a line of our name alone is replaced", []string{handmade}, change,
			[]string{"__Host-session=ey"},
			[]string{"conflict __Host-session handmade", "written __Host-session changed color"}},
		{"several lines of our name are all replaced", []string{handmade, "__Host-session=again", "\t__Host-session =x"}, change,
			[]string{"__Host-session=ey"},
			[]string{"conflict __Host-session handmade", "written __Host-session changed color"}},
		{"a line of our name is replaced when the session ends", []string{handmade},
			func(s *satchel.Session, _ *satchel.Flash) error { return s.Clear() },
			[]string{"__Host-session=; Max-Age=0; "},
			[]string{"conflict __Host-session handmade", "written __Host-session deleted"}},
		{"a line of our name stays where the session does not change", []string{handmade, other},
			func(s *satchel.Session, _ *satchel.Flash) error { return s.Set("color", "blue") },
			[]string{handmade, other},
			[]string{"conflict __Host-session handmade"}},
		{"a line of our name stays where nobody asked for the session", []string{handmade},
			nil, []string{handmade}, []string{"conflict __Host-session handmade"}},
		{"the flash's line by hand, while both change", []string{"__Host-flash=by hand"},
			func(s *satchel.Session, f *satchel.Flash) error { _ = f.Success("saved"); return s.Set("color", "red") },
			[]string{"__Host-session=ey", "__Host-flash=ey"},
			[]string{"written __Host-session changed color", "conflict __Host-flash handmade", "written __Host-flash changed success"}},
		{"both lines by hand, while both change", []string{"__Host-flash=by hand", other, handmade},
			func(s *satchel.Session, f *satchel.Flash) error { _ = f.Success("saved"); return s.Set("color", "red") },
			[]string{other, "__Host-session=ey", "__Host-flash=ey"},
			[]string{
				"conflict __Host-session handmade", "written __Host-session changed color",
				"conflict __Host-flash handmade", "written __Host-flash changed success",
			}},
		{"names are compared byte for byte", []string{"__host-session=x", "__Host-session2=x", "x=__Host-session=y"}, change,
			[]string{"__host-session=x", "__Host-session2=x", "x=__Host-session=y", "__Host-session=ey"},
			[]string{"written __Host-session changed color"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			scopes, events := newScopes(t, satchel.Config{})
			x := begin(t, scopes, cookieLine(t, scopes, pair("color", "blue"), nil))
			if test.deed != nil {
				must(t, test.deed(x.Session(), x.Flash()))
				test.events = slices.Concat([]string{"opened __Host-session"}, test.events)
			}
			given := slices.Clone(test.given)
			header := http.Header{"Set-Cookie": test.given}
			must(t, x.Commit(http.StatusOK, header))
			if got := header["Set-Cookie"]; !slices.EqualFunc(got, test.want, strings.HasPrefix) {
				t.Errorf("\n got %.60q\nwant %.60q", got, test.want)
			}
			if !slices.Equal(given, test.given) {
				t.Errorf("the handler's own lines are now %.60q", test.given)
			}
			events.want(t, test.events...)
		})
	}
}

func TestAHandmadeCookieReachesTheClient(t *testing.T) {
	for name, change := range map[string]bool{"it stays": false, "ours wins": true} {
		t.Run(name, func(t *testing.T) {
			site := newSite(t, satchel.Config{})
			site.plant(pair("color", "blue"), nil)
			_, _, err := site.send(site.request(http.MethodGet), func(w http.ResponseWriter, r *http.Request) {
				http.SetCookie(w, &http.Cookie{Name: sessionName, Value: "handmade", Path: "/", Secure: true})
				http.SetCookie(w, &http.Cookie{Name: "theme", Value: "dark", Path: "/"})
				if change {
					must(t, satchel.SessionFrom(r.Context()).Set("color", "red"))
				}
			})
			must(t, err)
			if value, _ := site.held(sessionName); (value == "handmade") == change {
				t.Errorf("the client holds %q", value)
			}
			if value, _ := site.held("theme"); value != "dark" {
				t.Errorf("the other cookie is %q", value)
			}
		})
	}
}
