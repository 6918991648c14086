package cli

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel/cmd/satchel/internal/inspect"
)

const clockSkewFlag = "clock-skew"

const inspectHelp = `Say what a cookie is, what it holds, and, with a secret, whether it is
authentic.

` + valueHelp + `

Without a secret nothing is verified: what is shown then, anybody can have
written. With one (--secret-file, --secret-env, --secret-prompt, several with
--key-file) the command finds out by itself in which way the cookie is
authentic, and says why it is refused: profile, name, application, scope and
algorithm. --profile, --sealed, --scope and --name say what is expected. Of
several cookies, --name picks one.

`

const inspectCodes = `

Values of pairs are hidden, since they are private; --show shows them.

The members of the JSON are in docs/command-line.md. A script asks for
verified (null without a secret) and reason, a word of the library's events or
"unsigned".

The exit code is 3 when there is no cookie of satchel or Play in the text, or
when a secret was given and one of those cookies is not valid.`

const inspectExamples = `  wl-paste | satchel cookie inspect -
  satchel cookie inspect --secret-env APPLICATION_SECRET < cookie.txt
  satchel cookie inspect --environment --at 2026-12-31T23:59:59Z - < cookie.txt
  curl -sI https://shop.example/ | satchel cookie inspect -
  satchel cookie inspect --json - < cookie.txt | jq '.cookies[].dates'`

func newCookieInspect(sh *shell) *cobra.Command {
	var flags readFlags
	var show bool
	command := &cobra.Command{
		Use:     "inspect [VALUE|-]",
		Short:   "Say what a cookie is, and whether it is authentic",
		Long:    inspectHelp + environmentHelp + inspectCodes,
		Example: inspectExamples,
		Args:    oneValue,
		RunE: func(cmd *cobra.Command, args []string) error {
			report, err := flags.inspect(cmd, sh, args, show)
			if err != nil {
				return err
			}
			if err := sh.show(inspectResult{report}); err != nil {
				return err
			}
			checked := len(report.Cookies) > 0 && (flags.environment || flags.source.given(cmd))
			if report.Ours() == 0 || checked && !report.Valid() {
				return errNo
			}
			return nil
		},
	}
	flags.addTo(command)
	command.Flags().BoolVar(&show, "show", false, "show the values of pairs and claims")
	return command
}

// readFlags are those of the commands that read a cookie.
type readFlags struct {
	cookieFlags
	skew   string
	sealed bool // counts where it is given
}

func (f *readFlags) addTo(cmd *cobra.Command) {
	f.cookieFlags.addTo(cmd, "", "")
	cmd.Flags().StringVar(&f.skew, clockSkewFlag, defaultClockSkew.String(), "`time` by which clocks may differ")
	cmd.Flags().BoolVar(&f.sealed, sealedFlag, false, "expect it encrypted; or signed, with --sealed=false")
}

// inspect reads the cookie and what it is verified with.
func (f *readFlags) inspect(cmd *cobra.Command, sh *shell, args []string, show bool) (inspect.Report, error) {
	if err := f.check(cmd); err != nil {
		return inspect.Report{}, err
	}
	tolerance, err := time.ParseDuration(f.skew)
	if err != nil || tolerance < 0 {
		return inspect.Report{}, usagef("--%s takes a duration as in 30s or 5m", clockSkewFlag)
	}
	text, err := sh.readCookie(args)
	if err != nil {
		return inspect.Report{}, err
	}
	settings, err := f.settings(cmd, sh, tolerance)
	if err != nil {
		return inspect.Report{}, err
	}
	settings.Show = show
	return inspect.Inspect(text, settings)
}
