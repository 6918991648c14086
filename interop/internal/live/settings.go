package live

import (
	"strconv"
	"strings"

	"github.com/satchel-go/satchel"
)

// Settings returns the lines of an application.conf with the secret and these lines:
// "play.http.session.maxAge = 1 hour". The key of the secret is that of Play 2.6 and
// later, which the application takes in every version.
func Settings(secret satchel.Secret, lines ...string) string {
	return "play.http.secret.key = " + strconv.Quote(string(secret)) + "\n" + strings.Join(lines, "\n") + "\n"
}
