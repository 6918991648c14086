package serverprocess

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

// variable has the name of the server that a process is to be.
const variable = "SATCHEL_BENCH_SERVER"

// Asked tells whether this process was made by [Start], and the name that it was given.
func Asked() (name string, asked bool) { return os.LookupEnv(variable) }

// questionCPU is the one question that every server knows.
const questionCPU = "cpu"

// Serve serves on a free port of the loopback, without TLS, until the process that has
// started this one ends or wants no more of it. answer says what the server answers to a
// question of [Process.Ask]; nil is for one that knows no questions.
func Serve(handler http.Handler, answer func(question string) (string, error)) error {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("serverprocess: %w", err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	if _, err := fmt.Println(listener.Addr()); err != nil { //nolint:forbidigo // it is how the parent learns of it
		return fmt.Errorf("serverprocess: %w", err)
	}
	err = answerAll(os.Stdin, os.Stdout, answer)
	_ = server.Close() // the connections are those of the parent, who has finished with them
	if failed := <-served; !errors.Is(failed, http.ErrServerClosed) {
		err = errors.Join(err, failed)
	}
	return err
}

// answerAll answers questions, one a line, until there are no more: also where the parent
// was killed, so that no server is left behind.
func answerAll(questions io.Reader, answers io.Writer, answer func(string) (string, error)) error {
	lines := bufio.NewScanner(questions)
	for lines.Scan() {
		text, err := answerOne(lines.Text(), answer)
		mark := markAnswer
		if err != nil {
			mark, text = markError, err.Error()
		}
		if _, err := fmt.Fprintf(answers, "%s%s\n", mark, strconv.Quote(text)); err != nil {
			return fmt.Errorf("serverprocess: %w", err)
		}
	}
	return lines.Err()
}

// An answer is one line: a mark, and the text in quotes.
const (
	markAnswer = "+"
	markError  = "-"
)

func answerOne(question string, answer func(string) (string, error)) (string, error) {
	if question == questionCPU {
		used, err := processorTime()
		return used.String(), err
	}
	if answer == nil {
		return "", fmt.Errorf("serverprocess: the server answers no question such as %q", question)
	}
	return answer(question)
}
