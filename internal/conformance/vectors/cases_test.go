package vectors_test

import (
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/satchel-go/satchel/internal/keyring"
	"github.com/satchel-go/satchel/internal/token"
)

// file is the shape of docs/vectors/sealed.json.
type file struct {
	Cases []vector `json:"cases"`
}

// vector is a value, and either what it says or that it is refused.
type vector struct {
	Name    string `json:"name"`
	Secret  string `json:"secret"`
	Info    string `json:"info"`
	Key     string `json:"key"`
	Context string `json:"context"`
	Value   string `json:"value"`

	Refused bool   `json:"refused,omitempty"`
	Reason  string `json:"reason,omitempty"`

	Issued  *int64      `json:"issued"`
	Expires *int64      `json:"expires"`
	Pairs   [][2]string `json:"pairs"`
}

// published are the cases of the documentation.
func published(t *testing.T) []vector {
	t.Helper()
	text, err := os.ReadFile(publishedCases)
	must(t, err)
	var f file
	must(t, json.Unmarshal(text, &f))
	if len(f.Cases) < 25 {
		t.Fatalf("%d cases", len(f.Cases))
	}
	return f.Cases
}

// random are cases without a value.
func random(n int) []vector {
	r := rand.New(rand.NewPCG(1, 2))
	list := make([]vector, n)
	for i := range list {
		issued := r.Int64N(1<<33) - 1<<32
		list[i] = vector{
			Name:    "case " + time.Unix(int64(i), 0).UTC().Format("04:05"),
			Secret:  randomText(r, 32) + "at least 32 bytes",
			Info:    "satchel/1 XAES-256-GCM session " + randomText(r, 16),
			Context: "satchel/1 native session " + randomText(r, 16),
			Issued:  &issued,
			Pairs:   [][2]string{},
		}
		if r.IntN(2) == 0 {
			expires := issued + r.Int64N(1<<24) - 1<<10
			list[i].Expires = &expires
		}
		keys := map[string]bool{}
		for range r.IntN(20) {
			if key := randomText(r, 20); !keys[key] {
				keys[key] = true
				list[i].Pairs = append(list[i].Pairs, [2]string{key, randomText(r, 300)})
			}
		}
	}
	return list
}

// randomText has ASCII most of the time, and each length of UTF-8.
func randomText(r *rand.Rand, most int) string {
	runes := make([]rune, r.IntN(most))
	for i := range runes {
		bits := []int{7, 7, 7, 7, 11, 16, 20}[r.IntN(7)]
		runes[i] = r.Int32N(1 << bits)
	}
	return string(runes)
}

// format is the one that the case is for.
func (v *vector) format(t *testing.T, padTo int) *token.Sealed {
	t.Helper()
	ring, err := keyring.New(v.Secret).Derive(v.Info, 32)
	must(t, err)
	v.Key = hex.EncodeToString(ring[0].Bytes())
	format, err := token.NewSealed(ring, v.Context, padTo)
	must(t, err)
	return format
}

// seal gives the case a value.
func (v *vector) seal(t *testing.T, padTo int) {
	t.Helper()
	in := token.Token{IssuedAt: time.Unix(*v.Issued, 0)}
	if v.Expires != nil {
		in.ExpiresAt = time.Unix(*v.Expires, 0)
	}
	for _, pair := range v.Pairs {
		in.Pairs = append(in.Pairs, token.Pair{Key: pair[0], Value: pair[1]})
	}
	text, err := v.format(t, padTo).Append(nil, in)
	must(t, err)
	v.Value = string(text)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
