package bench

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Cell is one operation by one subject.
type Cell struct {
	Exchange // empty where the operation has no request

	Operation Operation
	Subject   *Subject
	codec     *codecCall // nil where it has one
}

// Cells returns every cell, in the order of the operations. All of them have shown
// that they do their work.
func Cells() ([]*Cell, error) {
	subjects, err := Subjects()
	if err != nil {
		return nil, err
	}
	var cells []*Cell
	for _, operation := range Operations() {
		for _, subject := range subjects {
			if !subject.takesPart(&operation) {
				continue
			}
			cell, err := newCell(operation, subject)
			if err != nil {
				return nil, fmt.Errorf("%s/%s: %w", operation.Name, subject.Name, err)
			}
			cells = append(cells, cell)
		}
	}
	refusals, err := refusalCells()
	return append(cells, refusals...), err
}

// newCell makes a cell and sees it do its work.
func newCell(operation Operation, subject *Subject) (*Cell, error) {
	cell := &Cell{Operation: operation, Subject: subject}
	if operation.onValue() {
		codec, err := newCodecCall(operation.Work, subject.Codec)
		if err != nil {
			return nil, err
		}
		cell.codec = codec
	} else {
		cookie, err := operation.Cookie(subject)
		if err != nil {
			return nil, err
		}
		cell.Exchange = *newExchange(subject.Handler(operation.Work), cookie)
	}
	for range 3 { // the second time meets what the first one left
		if err := cell.check(); err != nil {
			return nil, err
		}
	}
	return cell, nil
}

// Name is the name of the cell's benchmark.
func (c *Cell) Name() string { return c.Operation.Name + "/" + c.Subject.Name }

// Serve does the operation once: it serves the request, or encodes or decodes a value.
func (c *Cell) Serve() {
	if c.codec != nil {
		c.codec.serve()
		return
	}
	c.Exchange.Serve()
}

// check does the operation and looks at what came of it.
func (c *Cell) check() error {
	if c.codec != nil {
		return c.codec.check(c.Subject.Floor)
	}
	c.Serve()
	if c.response.status != http.StatusOK {
		return fmt.Errorf("status %d: %s", c.response.status, c.response.body)
	}
	if err := c.checkBody(); err != nil {
		return err
	}
	lines := c.response.header["Set-Cookie"]
	switch c.Operation.Work {
	case ChangeKey:
		return c.checkWritten(lines, ReadKey, changedValue)
	case SetFlash:
		return c.checkWritten(lines, TakeFlash, message)
	case TakeFlash, ShowPage:
		if !c.Subject.Peer && (len(lines) != 1 || !strings.Contains(lines[0], "; Max-Age=0")) {
			return fmt.Errorf("the message was read and not deleted: %q", lines)
		}
		return c.checkWritten(lines, TakeFlash, "")
	default:
		if c.Subject.SetsAlways && c.request.Header.Get("Cookie") != "" {
			return c.checkWritten(lines, ReadKey, readValue)
		}
		if len(lines) != 0 {
			return fmt.Errorf("nothing has changed, and a cookie is set: %q", lines)
		}
	}
	return nil
}

func (c *Cell) checkBody() error {
	want := ""
	switch {
	case c.Operation.Work == ShowPage:
		if body := string(c.response.body); !isPage(body) {
			return fmt.Errorf("this is not the page: %q", body)
		}
		return nil
	case c.Operation.hostile:
	case c.Operation.Work == ReadKey:
		want = readValue
	case c.Operation.Work == TakeFlash:
		want = message
	default:
		want = fixedBody
	}
	if got := string(c.response.body); got != want {
		return fmt.Errorf("the answer is %q in place of %q", got, want)
	}
	return nil
}

// checkWritten brings what was written back to the same subject. Of a floor, which cannot
// read it, it wants another cookie than the one that came in.
func (c *Cell) checkWritten(lines []string, reader Work, want string) error {
	if len(lines) != 1 {
		return fmt.Errorf("%d cookies in place of one", len(lines))
	}
	if !c.Subject.Floor {
		return c.checkNext(reader, want)
	}
	if cookie, _, _ := strings.Cut(lines[0], ";"); cookie == c.request.Header.Get("Cookie") {
		return errors.New("the cookie is the one that came in")
	}
	return nil
}
