// Package commandline has what the programs of this module want of their command lines.
//
//	flag.Parse()
//	err := commandline.NoArguments(flag.Args())
//	os.Exit(commandline.Status("program", true, err))
package commandline

import "fmt"

// NoArguments refuses what is left when the flags are parsed, and names the first of it.
// The programs take flags only: package flag stops at the first word that is none, and a
// -write behind it would be lost without a word.
func NoArguments(arguments []string) error {
	if len(arguments) == 0 {
		return nil
	}
	return fmt.Errorf("%q is no flag, and this program takes flags only; see -help", arguments[0])
}
