package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"text/template"
	"unicode/utf8"

	"github.com/satchel-go/satchel/bench/timing"
)

//go:embed chart.svg.tmpl
var chartText string

// chart is a bar chart of one operation: a bar for each subject from zero, on a linear
// scale. Logarithms would give the quick ones longer bars, but a bar that is twice as long
// has to mean twice the time.
type chart struct {
	Title, Description   string
	Width, Height        float64
	NamesEnd, PlotBottom float64 // where the names end to the right, and the bars below
	Bars                 []bar
	Ticks                []tick
	FloorX               float64 // 0 for no line
	FloorTime            string
}

type bar struct {
	Name, Time, Multiple string
	Kind                 string // "ours", "peer" or "floor": its colour
	Y, Width, LabelX     float64
}

type tick struct {
	X    float64
	Text string
}

// The measures of the picture, in its own units.
const (
	chartWidth   = 760
	margin       = 24
	plotTop      = 150
	pitch        = 27   // from bar to bar
	letter       = 10.6 // the width of one, at the size that phones get
	room         = 176  // for what stands to the right of the longest bar
	below        = 56
	chartTicks   = 5 // at most
	afterNames   = 12
	afterBar     = 8
	smallestName = 10
)

// newChart lays out the rows of one operation, the quickest first. It returns nil if there
// are none.
func newChart(title string, rows []*timing.Row, operation string) *chart {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r *timing.Row) bool { return r.Operation.Name != operation })
	if len(rows) == 0 {
		return nil
	}
	slices.SortStableFunc(rows, func(a, b *timing.Row) int {
		return cmp.Compare(a.Time().Center, b.Time().Center)
	})
	longest, name := 0.0, smallestName
	for _, r := range rows {
		longest = max(longest, r.Time().Center)
		name = max(name, utf8.RuneCountInString(r.Subject.Name))
	}
	c := &chart{
		Title:      title,
		Width:      chartWidth,
		PlotBottom: plotTop + float64(len(rows)*pitch),
		NamesEnd:   margin + float64(name)*letter,
	}
	c.Height = c.PlotBottom + below
	scale := (chartWidth - margin - room - c.NamesEnd - afterNames) / longest
	at := func(nanoseconds float64) float64 { return c.NamesEnd + afterNames + nanoseconds*scale }

	var spoken []string
	for i, r := range rows {
		nanoseconds := r.Time().Center
		b := bar{
			Name: r.Subject.Name, Time: duration(nanoseconds), Kind: kind(r),
			Y: plotTop + float64(i*pitch), Width: nanoseconds * scale, LabelX: at(nanoseconds) + afterBar,
		}
		if r.Measure != nil {
			b.Multiple = multiple(r.Ratio())
			floor := r.Measure.Time().Center
			c.FloorX, c.FloorTime = at(floor), duration(floor)
			b.LabelX = at(max(nanoseconds, floor)) + afterBar // beside the line, not on it
		}
		c.Bars = append(c.Bars, b)
		spoken = append(spoken, b.Name+" "+b.Time)
	}
	c.Description = "A bar for each subject on a linear scale from zero, the quickest first. " + strings.Join(spoken, "; ") + "."
	for step, value := tickStep(longest), 0.0; value <= longest; value += step {
		text := "0"
		if value > 0 {
			text = strings.NewReplacer(".00", "", ".0", "").Replace(duration(value))
		}
		c.Ticks = append(c.Ticks, tick{at(value), text})
	}
	return c
}

func kind(r *timing.Row) string {
	switch {
	case r.Subject.Floor:
		return "floor"
	case r.Subject.Peer:
		return "peer"
	}
	return "ours"
}

// tickStep is the smallest of 1, 2, 5, 10, 20 and so on that gives few enough lines.
func tickStep(longest float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(longest/chartTicks)))
	for _, factor := range []float64{1, 2, 5} {
		if longest/(power*factor) <= chartTicks {
			return power * factor
		}
	}
	return power * 10
}

func (c *chart) draw() ([]byte, error) {
	parsed, err := template.New("chart").Funcs(template.FuncMap{
		"n":   func(value float64) string { return fmt.Sprintf("%.1f", value) },
		"add": func(a, b float64) float64 { return a + b },
	}).Parse(chartText)
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	var picture bytes.Buffer
	if err := parsed.Execute(&picture, c); err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return picture.Bytes(), nil
}

// writeChart writes the picture of one operation, if it has rows.
func writeChart(path, title string, rows []*timing.Row, operation string) (drawn bool, err error) {
	c := newChart(title, rows, operation)
	if c == nil {
		return false, nil
	}
	picture, err := c.draw()
	if err != nil {
		return false, err
	}
	if err := os.WriteFile(path, picture, 0o644); err != nil {
		return false, fmt.Errorf("chart: %w", err)
	}
	return true, nil
}
