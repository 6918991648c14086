package batch

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// maxLine is the greatest length of a line, in bytes without its end. A cookie has 4096,
// so that more is a stream of something else.
const maxLine = 1 << 20

// Run answers the lines of in on out until in ends, and returns nil then: a line that
// makes no sense has an answer too. Before it waits for input all answers are out, so that
// a program may write a line and wait for the answer.
//
// It fails where in or out does, and when ctx ends, with the error of that. A read or a
// write that is under way at that moment is left to itself, since nothing else ends one that
// waits for a pipe: the caller uses neither stream afterwards.
func Run(ctx context.Context, in io.Reader, out io.Writer) error {
	answers := bufio.NewWriterSize(output{ctx, out}, 64<<10)
	lines := bufio.NewReaderSize(input{ctx, in, answers}, maxLine+len("\r\n"))
	responder := newResponder()
	for {
		line, err := readLine(lines)
		var answer []byte
		switch {
		case errors.Is(err, io.EOF):
			return answers.Flush()
		case errors.Is(err, errLongLine):
			answer = responder.refuse(err)
		case err != nil:
			return err
		default:
			answer = responder.answer(line)
		}
		if _, err := answers.Write(answer); err != nil {
			return err
		}
	}
}

var errLongLine = fmt.Errorf("the line has more than %d bytes", maxLine)

// readLine returns a line without its end. It is overwritten by the next one.
func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = r.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, errLongLine
	}
	if err != nil && (len(line) == 0 || !errors.Is(err, io.EOF)) {
		return nil, err
	}
	line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
	if len(line) > maxLine {
		return nil, errLongLine
	}
	return line, nil
}

// input is read when no further line is there, which is the moment to send the answers.
type input struct {
	ctx     context.Context //nolint:containedctx // an io.Reader has no other place for it
	in      io.Reader
	answers *bufio.Writer
}

func (r input) Read(p []byte) (int, error) {
	if err := r.answers.Flush(); err != nil {
		return 0, err
	}
	n, err := interruptible(r.ctx, r.in.Read, p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("the lines cannot be read: %w", err)
	}
	return n, err
}

type output struct {
	ctx context.Context //nolint:containedctx // an io.Writer has no other place for it
	out io.Writer
}

func (w output) Write(p []byte) (int, error) {
	n, err := interruptible(w.ctx, w.out.Write, p)
	if err != nil {
		err = fmt.Errorf("the answers cannot be written: %w", err)
	}
	return n, err
}

// interruptible reads or writes, and waits for it no longer than ctx lasts.
func interruptible(ctx context.Context, transfer func([]byte) (int, error), p []byte) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	go func() {
		n, err := transfer(p)
		done <- result{n, err}
	}()
	select {
	case r := <-done:
		return r.n, r.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}
