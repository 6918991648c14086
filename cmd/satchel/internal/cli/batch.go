package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/satchel-go/satchel/cmd/satchel/internal/batch"
)

const batchHelp = `Answer one JSON object a line on standard input with one JSON object a line
on standard output, in order: encode and decode cookie values of Play, to run
the cases of another implementation through this one. The secrets in the
lines are for tests; a real one has no place there.

    op                encode or decode ("kind" is the same)
    codec             session-default  writes JWT; reads JWT and signed 2.5
                      flash-default    writes JWT; reads JWT and unsigned 2.5
                      jwt              JWT alone
                      legacy-signed    the session of Play 2.5
                      legacy-unsigned  the flash of Play 2.5
    secret            text of the key; legacy-unsigned needs none
    algorithm         HS256 (default), HS384 or HS512
    data_claim        claim of a JWT with the pairs (default data)
    expires_after_ms  encode: from now to exp of a JWT (default null, no exp)
    clock_skew_s      decode: tolerance for exp and nbf (default 300)
    now_ms            clock, milliseconds since 1970 (default now)
    data              encode: object of strings, written in this order
    data_utf16_hex    encode: values as four hexadecimal digits a UTF-16 unit
    order             encode: list of the keys, for another order
    cookie            decode: the value

The settings from secret to clock_skew_s may stand in an object "config".
null is absent; other members are passed over. The answers:

    encode            {"cookie":"..."}
    decode            {"data":{...},"reason":""}
    decode, refused   {"data":{},"reason":"..."}, the reason being malformed,
                      signature, algorithm, expired or premature
    what went wrong   {"error":"..."}

A line that makes no sense is answered with an error too, and the exit code
is still 0. Lines have at most 1 MiB. All answers are out before the next line
is waited for, so that a program may ask one thing after another.`

const batchExample = `  satchel batch < cases.jsonl > answers.jsonl
  jq -c '.cases[]' play.json | satchel batch
  echo '{"op":"decode","codec":"legacy-unsigned","cookie":"a=b"}' |
    satchel batch`

func newBatch(sh *shell) *cobra.Command {
	return &cobra.Command{
		Use:     "batch",
		Short:   "Encode and decode cookie values, one JSON object a line",
		Long:    batchHelp,
		Example: batchExample,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if sh.Stdin == nil {
				return errors.New("there is no standard input to read the lines from")
			}
			ctx, stop := sh.interruptible(cmd.Context())
			defer stop()
			err := batch.Run(ctx, sh.Stdin, sh.Stdout)
			if errors.Is(err, context.Canceled) {
				return errors.New("interrupted")
			}
			return err
		},
	}
}
