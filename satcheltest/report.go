package satcheltest

import (
	"fmt"
	"slices"
	"strings"
)

// Report is what a [Race] found. Its String is a text to read.
type Report struct {
	// Orders is how many there are.
	Orders int

	// Lost, Waiting and Twice have one finding for each message that this happened to
	// in some order; see [Order].
	Lost, Waiting, Twice []Finding

	// Resurrected is the finding about the session; nil if it never came back.
	Resurrected *Finding

	// Overwritten is the number of orders with a cookie in [Order.Overwritten]. By
	// itself that is no fault.
	Overwritten int

	messages []string
}

// Finding is one kind of thing that happened.
type Finding struct {
	Message string // empty for a session

	// Orders is in how many it happened, and Apart in how many of these no cookie was
	// overwritten. For slots of a flash (Config.FlashSlots), which are chosen at random,
	// test that nothing is lost apart from that.
	Orders, Apart int

	// Shortest is the order with the fewest steps that shows it, up to the step where
	// it happened; of equal ones, the one that changes least often between tabs.
	Shortest []Step
}

func newReport(messages []string) *Report { return &Report{messages: messages} }

// OK tells whether every message that was left was seen exactly once, and no session
// came back.
func (r *Report) OK() bool {
	return len(r.Lost)+len(r.Waiting)+len(r.Twice) == 0 && r.Resurrected == nil
}

func (r *Report) add(o *Order) {
	r.Orders++
	if len(o.Overwritten) > 0 {
		r.Overwritten++
	}
	for _, message := range o.Lost {
		r.note(&r.Lost, message, o, len(o.Steps))
	}
	for _, message := range o.Waiting {
		r.note(&r.Waiting, message, o, len(o.Steps))
	}
	for i, message := range o.Twice {
		r.note(&r.Twice, message, o, o.twiceAt[i])
	}
	if o.Resurrected {
		if r.Resurrected == nil {
			r.Resurrected = new(Finding)
		}
		r.Resurrected.add(o, o.resurrectedAt)
	}
}

// note adds to the finding about a message; findings stand in the order of the
// messages.
func (r *Report) note(list *[]Finding, message string, o *Order, steps int) {
	i := slices.IndexFunc(*list, func(f Finding) bool { return f.Message == message })
	if i < 0 {
		i = slices.IndexFunc(*list, func(f Finding) bool {
			return slices.Index(r.messages, f.Message) > slices.Index(r.messages, message)
		})
		if i < 0 {
			i = len(*list)
		}
		*list = slices.Insert(*list, i, Finding{Message: message})
	}
	(*list)[i].add(o, steps)
}

func (f *Finding) add(o *Order, steps int) {
	f.Orders++
	if len(o.Overwritten) == 0 {
		f.Apart++
	}
	candidate := o.Steps[:steps:steps]
	shorter := len(candidate) - len(f.Shortest)
	if f.Shortest == nil || shorter < 0 || shorter == 0 && changes(candidate) < changes(f.Shortest) {
		f.Shortest = candidate
	}
}

// changes counts how often the tab changes from one step to the next.
func changes(steps []Step) int {
	n := 0
	for i := range len(steps) - 1 {
		if steps[i].Who != steps[i+1].Who {
			n++
		}
	}
	return n
}

// String has a line for each finding, and below it the shortest order that shows it.
func (r *Report) String() string {
	var b strings.Builder
	if r.OK() {
		fmt.Fprintf(&b, "%d orders: every message was seen once, and no session came back\n", r.Orders)
		return b.String()
	}
	fmt.Fprintf(&b, "%d orders\n", r.Orders)
	for _, list := range []struct {
		says     string
		findings []Finding
	}{
		{"is lost", r.Lost},
		{"still waits at the end", r.Waiting},
		{"is seen twice", r.Twice},
	} {
		for _, f := range list.findings {
			f.write(&b, fmt.Sprintf("%q %s", f.Message, list.says))
		}
	}
	if r.Resurrected != nil {
		r.Resurrected.write(&b, "the session comes back after its end")
	}
	return b.String()
}

func (f *Finding) write(b *strings.Builder, what string) {
	fmt.Fprintf(b, "%s in %d of them, such as:\n", what, f.Orders)
	for i := range f.Shortest {
		fmt.Fprintf(b, "%4d. %v\n", i+1, f.Shortest[i])
	}
}
