package main

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
)

func TestEachSubjectHasABarOfItsLength(t *testing.T) {
	c := newChart("Reading", rowsOf(read()), readOneKey)
	if len(c.Bars) != len(subjects) {
		t.Fatalf("there are %d bars", len(c.Bars))
	}
	bars := map[string]bar{}
	for i, b := range c.Bars {
		bars[b.Name] = b
		if i > 0 && (b.Width < c.Bars[i-1].Width || b.Y <= c.Bars[i-1].Y) {
			t.Errorf("%s stands below %s", b.Name, c.Bars[i-1].Name)
		}
		if b.LabelX+room > c.Width {
			t.Errorf("the figures of %s begin at %v of %v", b.Name, b.LabelX, c.Width)
		}
	}
	unit := bars["scs & Redis"].Width / 38000
	for _, s := range subjects {
		if math.Abs(bars[s.Name].Width-s.read*unit) > 0.01 {
			t.Errorf("%s has %v, want %v", s.Name, bars[s.Name].Width, s.read*unit)
		}
	}
	if start := c.Ticks[0].X; math.Abs(c.FloorX-start-850*unit) > 0.01 {
		t.Errorf("the floor is at %v, zero at %v", c.FloorX, start)
	}
	if label := bars["floor-kept-mac"].LabelX; label < c.FloorX+afterBar {
		t.Errorf("the figures of the quickest begin at %v, on the line of the floor at %v", label, c.FloorX)
	}
	if bars["native"].Kind != "ours" || bars["jwx"].Kind != "peer" || bars["floor-gin"].Kind != "floor" {
		t.Error("a subject has the colour of another")
	}
}

// A name may hold what XML gives a meaning to.
func TestThePictureIsXMLAndSaysItsFiguresInWords(t *testing.T) {
	picture, err := newChart("Reading & writing", rowsOf(read()), readOneKey).draw()
	if err != nil {
		t.Fatal(err)
	}
	decoder := xml.NewDecoder(strings.NewReader(string(picture)))
	words, inside := map[string]string{}, ""
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inside = token.Name.Local
		case xml.CharData:
			words[inside] += string(token)
		}
	}
	description := strings.ReplaceAll(words["desc"], space, " ")
	if !strings.Contains(words["title"], "Reading & writing") || !strings.Contains(description, "; a<b&c 7.40 µs; ") {
		t.Errorf("title and description are %q and %q", words["title"], description)
	}
}

func TestWithoutRowsThereIsNoPicture(t *testing.T) {
	if drawn, err := writeChart("no/such/folder", "", rowsOf(read()), "encode"); drawn || err != nil {
		t.Errorf("%v, %v", drawn, err)
	}
}

func TestTheScaleHasRoundSteps(t *testing.T) {
	for longest, want := range map[float64]float64{38000: 10000, 3900: 1000, 1990: 500, 90: 20, 26500: 10000} {
		if got := tickStep(longest); math.Abs(got-want) > want/1e6 {
			t.Errorf("%v has steps of %v, want %v", longest, got, want)
		}
	}
}
