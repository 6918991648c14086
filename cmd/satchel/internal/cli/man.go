package cli

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func newMan() *cobra.Command {
	command := &cobra.Command{
		Use:     "man FOLDER",
		Short:   "Write the manual pages into a folder",
		Example: "  satchel man ~/.local/share/man/man1",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("man takes one argument, the folder")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil { //nolint:gosec // manual pages are for every user
				return fmt.Errorf("no folder for the pages: %w", withoutOperation(err))
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true // a date of today would differ in each build
			date := time.Unix(0, 0).UTC()
			if err := doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "satchel", Manual: "satchel", Date: &date}, args[0]); err != nil {
				return fmt.Errorf("the pages cannot be written: %w", withoutOperation(err))
			}
			return nil
		},
	}
	return command
}
