package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersion(sh *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArguments,
		RunE:  func(*cobra.Command, []string) error { return sh.show(thisVersion()) },
	}
}

// versionResult is what the Go command has noted in the program.
type versionResult struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Changed  bool   `json:"changed,omitempty"` // built from a tree that differs from the revision
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func thisVersion() versionResult {
	r := versionResult{Version: "unknown", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return r
	}
	if info.Main.Version != "" {
		r.Version = info.Main.Version
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			r.Revision = setting.Value
		case "vcs.modified":
			r.Changed = setting.Value == "true"
		}
	}
	return r
}

func (r versionResult) writeText(p *page) { p.line("%s", r.line()) }

func (r versionResult) line() string {
	revision := cmp.Or(r.Revision, "unknown")
	if r.Changed {
		revision += ", changed"
	}
	return fmt.Sprintf("satchel %s (revision %s) %s %s", r.Version, revision, r.Go, r.Platform)
}
