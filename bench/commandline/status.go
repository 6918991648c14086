package commandline

import (
	"fmt"
	"os"
)

// Status says what a program has failed of, under its name, and returns what it exits with:
// 2 for an error, 1 where what was measured is not good, and 0.
func Status(program string, good bool, err error) int {
	switch {
	case err != nil:
		fmt.Fprintf(os.Stderr, "%s: %v\n", program, err)
		return 2
	case !good:
		return 1
	}
	return 0
}
