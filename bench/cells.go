package bench

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Cell is one operation by one subject.
type Cell struct {
	Exchange

	Operation Operation
	Subject   *Subject
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
			cookie, err := operation.Cookie(subject)
			if err != nil {
				return nil, err
			}
			cell := &Cell{*newExchange(subject.Handler(operation.Work), cookie), operation, subject}
			for range 3 { // the second request meets what the first one left
				if err := cell.check(); err != nil {
					return nil, fmt.Errorf("%s: %w", cell.Name(), err)
				}
			}
			cells = append(cells, cell)
		}
	}
	refusals, err := refusalCells()
	return append(cells, refusals...), err
}

// Name is the name of the cell's benchmark.
func (c *Cell) Name() string { return c.Operation.Name + "/" + c.Subject.Name }

// check serves the request and looks at the response.
func (c *Cell) check() error {
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
		if len(lines) != 1 || !strings.Contains(lines[0], "; Max-Age=0") {
			return fmt.Errorf("the message was read and not deleted: %q", lines)
		}
	default:
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

// checkWritten brings the new cookie back to the same subject.
func (c *Cell) checkWritten(lines []string, reader Work, want string) error {
	if len(lines) != 1 {
		return fmt.Errorf("%d cookies in place of one", len(lines))
	}
	cookie, _, _ := strings.Cut(lines[0], ";")
	if cookie == c.request.Header.Get("Cookie") {
		return errors.New("the cookie is the one that came in")
	}
	if c.Subject.Floor {
		return nil
	}
	next := newExchange(c.Subject.Handler(reader), cookie)
	next.Serve()
	if got := string(next.response.body); got != want {
		return fmt.Errorf("the next request reads %q in place of %q", got, want)
	}
	return nil
}
