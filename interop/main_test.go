package interop_test

import (
	"os"
	"testing"

	"github.com/satchel-go/satchel/interop/internal/live"
)

// plays are the versions of Play, for all tests of the package.
var plays live.Plays

func TestMain(m *testing.M) { os.Exit(plays.Run(m)) }
