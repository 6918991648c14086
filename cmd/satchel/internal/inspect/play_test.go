package inspect_test

import (
	"encoding/json"
	"maps"
	"os"
	"testing"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

// TestTheCasesOfPlay compares with what Play does: what Play never writes may be refused,
// and is said then.
func TestTheCasesOfPlay(t *testing.T) {
	text, err := os.ReadFile("../../../../internal/token/testdata/play.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			ID, Kind, Title, Codec, Match string
			Cookie                        string
			NowMS                         int64 `json:"now_ms"`
			Config                        struct {
				Secret    satchel.Secret
				DataClaim string `json:"data_claim"`
				ClockSkew int64  `json:"clock_skew_s"`
			}
			Expect struct {
				Data   map[string]string
				Reason string
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, c := range file.Cases {
		if c.Kind != "decode" || c.Codec == "flash-default" || c.Codec == "legacy-unsigned" {
			continue
		}
		seen++
		t.Run(c.ID+" "+c.Title, func(t *testing.T) {
			s := settings(c.Config.Secret)
			s.Now, s.Show, s.Scope = time.UnixMilli(c.NowMS), true, inspect.Session
			s.ClockSkew = time.Duration(c.Config.ClockSkew) * time.Second
			if profile := satchel.Play25; c.Codec == "legacy-signed" {
				s.Profile = &profile
			}
			if c.Config.DataClaim != "" {
				s.DataClaim = c.Config.DataClaim
			}
			got := one(t, c.Cookie, s)
			data := map[string]string{}
			for _, pair := range got.Pairs {
				data[pair.Key] = *pair.Value
			}
			ok := c.Expect.Reason == "ok"
			long := len(c.Cookie) > satchel.MaxCookieSize
			switch {
			case !ok && got.Valid():
				t.Errorf("valid, though Play says %s", c.Expect.Reason)
			case ok && got.Valid() && !maps.Equal(data, c.Expect.Data):
				t.Errorf("pairs %v, want %v", data, c.Expect.Data)
			case ok && !got.Valid() && c.Match == "required" && !long && len(c.Expect.Data) > 0:
				t.Errorf("refused (%s): %s", got.Reason, got.Verdict)
			case ok && !got.Valid() && len(got.Differences) == 0 && len(c.Expect.Data) > 0 && got.Format.Ours():
				t.Errorf("refused (%s), and the difference is not said: %s", got.Reason, got.Verdict)
			}
		})
	}
	if seen < 60 {
		t.Errorf("%d cases were looked at", seen)
	}
}
