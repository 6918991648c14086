package cli

import (
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
)

func newCookie(sh *shell) *cobra.Command {
	command := &cobra.Command{
		Use:   "cookie",
		Short: "Look into a cookie, verify one, or make one",
		Long: `Look into the session and flash cookies of satchel and of Play Framework,
verify them, or make one for a test.`,
		Args: onlyCommands,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	command.AddCommand(newCookieInspect(sh), newCookieVerify(sh), newCookieMake(sh))
	return command
}

// valueHelp says where the text comes from, and why.
const valueHelp = `VALUE is what you have at hand: the bare value, NAME=value, a Cookie header, a
Set-Cookie line, a command of curl or a row of cookies as browsers copy it. A
name that is pasted along tells which cookie it is, and which key it has.

Give - or nothing for VALUE and paste or pipe the text into standard input.
That is better than an argument: other users of the machine see arguments, the
shell keeps them in its history, and a session cookie is as good as a login.`

// oneValue refuses more than one argument, without repeating any.
func oneValue(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef("%s takes one VALUE; put quotes around a text with blanks or semicolons, or give it on standard input", cmd.Name())
	}
	return nil
}

// readCookie returns the text that was pasted: the argument, or standard input for a dash.
// Without either, standard input counts where it is no terminal.
func (sh *shell) readCookie(args []string) (string, error) {
	switch {
	case len(args) == 1 && args[0] != "-":
		return args[0], nil
	case len(args) == 0 && sh.atTerminal():
		return "", usagef("no cookie: give - and paste it, with Ctrl-D behind it, or pipe it in")
	}
	text, err := sh.readInput("the cookie")
	switch {
	case err != nil:
		return "", err
	case strings.TrimSpace(string(text)) == "":
		return "", usagef("no cookie: standard input is empty")
	case sh.atTerminal() && isCutByTerminal(string(text)):
		sh.log.Warn("a line has as many characters as a terminal takes, so the end may be missing; put the text into a file, or pipe it in")
	}
	return string(text), nil
}

// isCutByTerminal tells whether a line is as long as a terminal's can be: 4095 bytes on Linux
// and 1023 on macOS, and whatever is typed behind is lost.
func isCutByTerminal(text string) bool {
	for line := range strings.Lines(text) {
		if size := len(strings.TrimSuffix(line, "\n")); size == 4095 || size == 1023 && runtime.GOOS == "darwin" {
			return true
		}
	}
	return false
}

// atTerminal tells whether standard input is where a person types, or nothing at all.
func (sh *shell) atTerminal() bool {
	if sh.Stdin == nil {
		return true
	}
	file, is := sh.Stdin.(*os.File)
	if !is {
		return false
	}
	info, err := file.Stat()
	return err != nil || info.Mode()&os.ModeCharDevice != 0
}
