package main

import "github.com/satchel-go/satchel/bench"

// none stands where there is nothing to measure.
const none = "–"

// label is a subject's name, bold where it is one of ours.
func label(s *bench.Subject) string {
	name := "`" + s.Name + "`"
	if isOurs(s) {
		return "**" + name + "**"
	}
	return name
}

func isOurs(s *bench.Subject) bool { return !s.Floor && !s.Peer }
