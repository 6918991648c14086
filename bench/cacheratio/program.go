package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"
)

// program is the [testing.TB] of a program that is no test: servers of package redistest
// belong to one. Of its methods there are those that are needed.
type program struct {
	testing.TB // nil: nobody else can implement the interface

	ctx      context.Context //nolint:containedctx // what Context returns
	cleanups []func()
	failed   bool
}

// runProgram runs work, and then what it wants to be cleaned up. It returns false if work
// has failed.
func runProgram(work func(testing.TB)) (done bool) {
	ctx, cancel := context.WithCancel(context.Background())
	p := &program{ctx: ctx}
	ended := make(chan struct{})
	go func() { // of its own, since Fatal ends it
		defer close(ended)
		work(p)
	}()
	<-ended
	cancel()
	for _, cleanup := range slices.Backward(p.cleanups) {
		cleanup()
	}
	return !p.failed
}

func (p *program) Helper() {}

func (p *program) Context() context.Context { return p.ctx }

func (p *program) Cleanup(f func()) { p.cleanups = append(p.cleanups, f) }

func (p *program) TempDir() string {
	dir, err := os.MkdirTemp("", "cacheratio")
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func (p *program) Error(args ...any) {
	fmt.Fprintln(os.Stderr, append([]any{"cacheratio:"}, args...)...)
	p.failed = true
}

func (p *program) Errorf(format string, args ...any) { p.Error(fmt.Sprintf(format, args...)) }

func (p *program) Fatal(args ...any) {
	p.Error(args...)
	runtime.Goexit()
}

func (p *program) Fatalf(format string, args ...any) { p.Fatal(fmt.Sprintf(format, args...)) }
