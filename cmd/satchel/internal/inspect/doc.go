// Package inspect says what a pasted cookie is: its format, what it claims, and, with
// secrets, whether it is authentic and why not. It knows the forms of the library and of
// Play, and by their looks those of some others. It knows no command line and prints
// nothing.
//
//	report, err := inspect.Inspect("PLAY_SESSION=eyJ…", inspect.Settings{Now: time.Now()})
//	for _, c := range report.Cookies {
//		fmt.Println(c.Name, c.Format, c.Verdict)
//	}
//
// Two rules hold throughout. A text counts as verified only where the strict reader of
// the library accepts it; whatever is lenient here serves to explain a refusal. And no
// secret is guessed: what stands in a report without a secret is what anybody can read,
// and can have written.
//
// Everything is bounded: [MaxInput] bytes of text, [MaxCookies] cookies, [MaxPairs] pairs
// and as many claims of each.
package inspect
