package keyring_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/satchel-go/satchel/internal/keyring"
)

// readWycheproof reads a file of the Wycheproof project, which is not copied: it is looked
// for in a folder beside the checkout.
func readWycheproof(t *testing.T, name string, into any) {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "wycheproof", name)
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.Skipf("there is no %s; put testvectors_v1 of C2SP/wycheproof there to run these cases", path)
	case err != nil:
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// Derive has no salt, so that the cases with one are not for it, but for those that are
// wrong by the size alone.
func TestWycheproofHKDF(t *testing.T) {
	var file struct {
		NumberOfTests int
		TestGroups    []struct {
			Tests []struct {
				TCID, Size           int
				Comment, Result      string
				IKM, Salt, Info, OKM string
			}
		}
	}
	readWycheproof(t, "hkdf_sha256_test.json", &file)
	text := func(digits string) string {
		b, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	all, derived, refused := 0, 0, 0
	for _, group := range file.TestGroups {
		for _, c := range group.Tests {
			all++
			ring, err := keyring.New(text(c.IKM)).Derive(text(c.Info), c.Size)
			switch {
			case c.Result != "valid":
				refused++
				if err == nil {
					t.Errorf("case %d (%s): %d bytes are derived", c.TCID, c.Comment, c.Size)
				}
			case c.Salt != "":
			case err != nil:
				t.Errorf("case %d (%s): %v", c.TCID, c.Comment, err)
			default:
				derived++
				if got := hex.EncodeToString(ring[0].Bytes()); got != c.OKM {
					t.Errorf("case %d (%s): derived %s, want %s", c.TCID, c.Comment, got, c.OKM)
				}
			}
		}
	}
	t.Logf("%d cases: %d derived, %d refused, %d with a salt", all, derived, refused, all-derived-refused)
	if all != file.NumberOfTests || all != 86 || derived != 23 || refused != 3 {
		t.Errorf("of %d cases %d are derived and %d refused; want 86, 23 and 3", all, derived, refused)
	}
}
