package batch_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/satchel-go/satchel/cmd/satchel/internal/batch"
)

// flash is a line whose answer tells which one it was.
func flash(i int) (line, answer string) {
	n := strconv.Itoa(i)
	return `{"op":"decode","codec":"legacy-unsigned","cookie":"n=` + n + `"}`, `{"data":{"n":"` + n + `"},"reason":""}`
}

func TestLinesEndAsTheyDoAnywhere(t *testing.T) {
	one, first := flash(1)
	two, second := flash(2)
	const empty = `{"error":"the line is empty"}`
	for _, test := range []struct {
		name, lines string
		want        []string
	}{
		{"nothing", "", nil},
		{"with LF", one + "\n" + two + "\n", []string{first, second}},
		{"with CR LF", one + "\r\n" + two + "\r\n", []string{first, second}},
		{"the last without", one + "\n" + two, []string{first, second}},
		{"empty ones have answers", "\n" + one + "\n\r\n" + two + "\n\n", []string{empty, first, empty, second, empty}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := answers(t, test.lines); !slices.Equal(got, test.want) {
				t.Errorf("answers %q, want %q", got, test.want)
			}
		})
	}
}

func TestALineHasAtMostOneMebibyte(t *testing.T) {
	const limit = 1 << 20
	line, answer := flash(1)
	const tooLong = `{"error":"the line has more than 1048576 bytes"}`
	pad := func(size int) string { return line + strings.Repeat(" ", size-len(line)) }
	for _, test := range []struct {
		name, lines string
		want        []string
	}{
		{"just so", pad(limit) + "\n" + line, []string{answer, answer}},
		{"just so with CR LF", pad(limit) + "\r\n" + line, []string{answer, answer}},
		{"just so at the end", pad(limit), []string{answer}},
		{"one byte more", pad(limit+1) + "\n" + line, []string{tooLong, answer}},
		{"one byte more with CR LF", pad(limit+1) + "\r\n" + line, []string{tooLong, answer}},
		{"one byte more at the end", line + "\n" + pad(limit+1), []string{answer, tooLong}},
		{"many times as much", pad(5*limit+3) + "\n" + line + "\n" + pad(3*limit) + "\n" + line, []string{tooLong, answer, tooLong, answer}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := answers(t, test.lines); !slices.Equal(got, test.want) {
				t.Errorf("answers %.300q, want %q", got, test.want)
			}
		})
	}
}

func TestAnswersAreInTheOrderOfTheLinesHoweverTheyArrive(t *testing.T) {
	var lines strings.Builder
	var want []string
	for i := range 2000 {
		line, answer := flash(i)
		lines.WriteString(line + "\n")
		want = append(want, answer)
	}
	for name, in := range map[string]io.Reader{
		"at once":        strings.NewReader(lines.String()),
		"byte by byte":   iotest.OneByteReader(strings.NewReader(lines.String())),
		"with their end": iotest.DataErrReader(strings.NewReader(lines.String())),
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			if err := batch.Run(t.Context(), in, &out); err != nil {
				t.Fatal(err)
			}
			if out.String() != strings.Join(want, "\n")+"\n" {
				t.Errorf("answers %.300q", out.String())
			}
		})
	}
}

// More settings than are kept, again and again: each secret has its own signature.
func TestSettingsAreNotMixedUp(t *testing.T) {
	var lines strings.Builder
	for range 3 {
		for i := range 100 {
			lines.WriteString(`{"op":"encode","codec":"legacy-signed","secret":"` + strconv.Itoa(i) + `","data":{}}` + "\n")
		}
	}
	got := answers(t, lines.String())
	for i, answer := range got {
		if answer != got[i%100] {
			t.Errorf("line %d has another answer than before", i)
		}
	}
	if slices.Sort(got[:100]); len(slices.Compact(got[:100])) != 100 {
		t.Error("two secrets make the same signature")
	}
}

func TestFailuresOfTheStreams(t *testing.T) {
	broken := errors.New("broken")
	line, answer := flash(1)
	t.Run("an input that fails ends it behind the answers", func(t *testing.T) {
		var out strings.Builder
		err := batch.Run(t.Context(), io.MultiReader(strings.NewReader(line+"\n"+line[:20]), iotest.ErrReader(broken)), &out)
		if !errors.Is(err, broken) || err.Error() != "the lines cannot be read: broken" {
			t.Errorf("error %v", err)
		}
		if out.String() != answer+"\n" {
			t.Errorf("answers %q, want one: half a line is none", out.String())
		}
	})
	t.Run("so does one that fails in a line that is too long", func(t *testing.T) {
		in := io.MultiReader(strings.NewReader(strings.Repeat(" ", 2<<20)), iotest.ErrReader(broken))
		if err := batch.Run(t.Context(), in, io.Discard); !errors.Is(err, broken) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("an output that fails ends it before the next read", func(t *testing.T) {
		in := &countingReader{in: strings.NewReader(strings.Repeat(line+"\n", 50_000))}
		err := batch.Run(t.Context(), in, brokenWriter{broken})
		if !errors.Is(err, broken) || err.Error() != "the answers cannot be written: broken" {
			t.Errorf("error %v", err)
		}
		if in.reads != 1 {
			t.Errorf("%d reads, want 1", in.reads)
		}
	})
	t.Run("an output that fails at the end is told", func(t *testing.T) {
		if err := batch.Run(t.Context(), iotest.DataErrReader(strings.NewReader(line)), brokenWriter{broken}); !errors.Is(err, broken) {
			t.Errorf("error %v", err)
		}
	})
}

type countingReader struct {
	in    io.Reader
	reads int
}

func (r *countingReader) Read(p []byte) (int, error) {
	r.reads++
	return r.in.Read(p)
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestTheEndOfTheContextEndsIt(t *testing.T) {
	line, answer := flash(1)
	t.Run("while it waits for a line", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		in, lines := io.Pipe()
		answered, out := io.Pipe()
		ended := make(chan error)
		go func() { ended <- batch.Run(ctx, in, out) }()
		if _, err := io.WriteString(lines, line+"\n"); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, len(answer)+1)
		if _, err := io.ReadFull(answered, got); err != nil || string(got) != answer+"\n" {
			t.Errorf("answer %q, %v", got, err)
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("while nobody reads the answers", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		writing := make(chan struct{})
		ended := make(chan error)
		go func() { ended <- batch.Run(ctx, strings.NewReader(line), stuckWriter{writing}) }()
		<-writing
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("before it begins", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var out bytes.Buffer
		if err := batch.Run(ctx, strings.NewReader(line), &out); !errors.Is(err, context.Canceled) || out.Len() > 0 {
			t.Errorf("error %v, answers %q", err, out.String())
		}
	})
}

// stuckWriter says that it was reached, and never returns.
type stuckWriter struct{ reached chan<- struct{} }

func (w stuckWriter) Write([]byte) (int, error) {
	close(w.reached)
	select {}
}
