// Package timing is the one loop that times cells of package bench, and what can be said
// of the times afterwards.
//
//	rows := timing.NewRows(cells, regexp.MustCompile(""))
//	timing.Run(rows, 25, 8*time.Millisecond)
//	fmt.Println(rows[1].Time().Center, rows[1].Ratio(), rows[1].Judge().Kept)
//
// A machine that does other work now and then slows everything down for a while. So the
// rows are timed one after the other in short slices, again and again, and a ratio is that
// of one pass: what slows a pass down slows both sides of it.
package timing
