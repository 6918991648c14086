package bench

import (
	"fmt"
	"slices"
	"time"
)

// CellNames returns the names of the cells of all [Operations], in their order, and makes
// none of them.
func CellNames() ([]string, error) {
	subjects, err := Subjects()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, operation := range Operations() {
		for _, subject := range subjects {
			if subject.takesPart(&operation) {
				names = append(names, cellName(&operation, subject))
			}
		}
	}
	return names, nil
}

// CellNamed returns the cell of one of [CellNames], and has seen it do its work. It makes
// no other one: whoever counts what a process does from its start to its end waits for
// all that comes before the first request. The clock of this project's subjects stands, so
// that two processes make the same cookies.
func CellNamed(name string) (*Cell, error) {
	subjects, err := subjectsAt(standing)
	if err != nil {
		return nil, err
	}
	for _, operation := range Operations() {
		at := slices.IndexFunc(subjects, func(s *Subject) bool {
			return s.takesPart(&operation) && cellName(&operation, s) == name
		})
		if at < 0 {
			continue
		}
		cell, err := newCell(operation, subjects[at])
		if err != nil {
			return nil, fmt.Errorf("bench: %s: %w", name, err)
		}
		return cell, nil
	}
	return nil, fmt.Errorf("bench: there is no cell %q: its name is OPERATION/SUBJECT", name)
}

// standing reads the clock, which is part of the work, and tells always the same time.
func standing() time.Time {
	_ = time.Now()
	return time.Date(2026, time.January, 1, 12, 0, 0, 0, time.UTC)
}

func cellName(operation *Operation, subject *Subject) string {
	return (&Cell{Operation: *operation, Subject: subject}).Name()
}
