package interop_test

import (
	"testing"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/interop/internal/live"
)

// What starts the applications of the other tests is not what makes them share cookies.
func TestStartsWithPlaysOwnLauncher(t *testing.T) {
	t.Parallel()
	secret := satchel.NewSecret()
	browser := live.NewBrowser(t)
	play := browser.Open("http://shop.test:9000", plays.Launch(t, secret))
	inGo := browser.Open("http://shop.test:8080", live.GoApplication(t, satchel.Config{
		Profile: satchel.Play, Secrets: []satchel.Secret{secret},
	}))

	login, message := live.Pairs{"connected": "maria@shop.test"}, live.Pairs{"success": "Welcome back"}
	play.SetSession(login)
	play.SetFlash(message)
	if session, flash := inGo.Scopes(); session["connected"] != login["connected"] || flash["success"] != message["success"] {
		t.Errorf("written by Play: got %q and %q", session, flash)
	}
	inGo.SetSession(live.Pairs{"connected": "ünal@shop.test"})
	inGo.SetFlash(message)
	if session, flash := play.Scopes(); session["connected"] != "ünal@shop.test" || flash["success"] != message["success"] {
		t.Errorf("written in Go: got %q and %q", session, flash)
	}
}
