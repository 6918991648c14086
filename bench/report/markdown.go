package main

import "github.com/satchel-go/satchel/bench"

// none stands where there is nothing to measure.
const none = "–"

// label is a subject's name, bold where it is one of ours.
func label(s *bench.Subject) string {
	name := "`" + s.Name + "`"
	if isOurs(s) {
		return bold(name)
	}
	return name
}

func bold(text string) string { return "**" + text + "**" }

func isOurs(s *bench.Subject) bool { return !s.Floor && !s.Peer }
