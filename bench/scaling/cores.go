package main

import (
	"net/http"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/bench"
)

// rates are how many requests a second one processor and two of them serve.
type rates struct {
	name      string
	exchanges []*bench.Exchange // one for each goroutine
	one, two  []float64         // by pass
}

// most are the largest rates of the passes: what else a machine does only takes from them.
func (r *rates) most() (one, two float64) { return slices.Max(r.one), slices.Max(r.two) }

// efficiency is the rate of two processors as a part of twice that of one: 1 where the
// second one doubles it, a half where it adds nothing. It is less than 1 where the
// goroutines wait for each other, for the memory, or for another program.
func (r *rates) efficiency() float64 {
	one, two := r.most()
	return two / (2 * one)
}

// coreRates has each kind of request with one manager for both goroutines, who then
// share its pool of MACs, and with a manager for each.
func coreRates() ([]*rates, error) {
	all := []*rates{
		{name: "bare handler", exchanges: []*bench.Exchange{bare(0), bare(0)}},
		{name: "bare handler that allocates 768 bytes", exchanges: []*bench.Exchange{bare(768), bare(768)}},
	}
	change := satchel.Pair{Key: userKey, Value: "root@example.com"}
	for _, kind := range []struct {
		name    string
		handler func(subject) http.Handler
	}{
		{"untouched", subject.untouched},
		{"read", func(s subject) http.Handler { return s.read(userKey) }},
		{"change", func(s subject) http.Handler { return s.set(change) }},
	} {
		shared, err := managedExchanges(kind.handler, 1)
		if err != nil {
			return nil, err
		}
		apart, err := managedExchanges(kind.handler, 2)
		if err != nil {
			return nil, err
		}
		all = append(all,
			&rates{name: kind.name + ", one manager", exchanges: shared},
			&rates{name: kind.name + ", a manager for each", exchanges: apart})
	}
	return all, nil
}

// managedExchanges are two, of as many managers.
func managedExchanges(handler func(subject) http.Handler, managers int) ([]*bench.Exchange, error) {
	var subjects []subject
	for range managers {
		s, err := newSubject("native", satchel.Config{})
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, s)
	}
	var exchanges []*bench.Exchange
	for i := range 2 {
		s := subjects[i%managers]
		cookie, err := s.cookie(login())
		if err != nil {
			return nil, err
		}
		exchanges = append(exchanges, bench.NewExchange(handler(s), cookie))
	}
	return exchanges, nil
}

// bare asks for no scope and has no middleware: it shows what the machine has to give.
// One that allocates as much as an untouched request shows what allocating costs.
func bare(allocated int) *bench.Exchange {
	var last []byte // which makes the allocation necessary
	return bench.NewExchange(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if allocated > 0 {
			last = make([]byte, allocated)
		}
		reply(w, done[len(last)/(allocated+1):], nil)
	}), "")
}

// alive is how much memory is kept while rates are measured, as programs keep some. With
// next to nothing alive, the collector would run some thousand times a second.
const alive = 64 << 20

// measureRates lets one processor work and then two, pass by pass: a machine that does
// other work does not do it to one of them only.
func measureRates(all []*rates, passes int, slice time.Duration) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	kept := make([]byte, alive)
	defer runtime.KeepAlive(kept)
	for range passes {
		for _, r := range all {
			runtime.GOMAXPROCS(1)
			r.one = append(r.one, rate(r.exchanges[:1], slice))
			runtime.GOMAXPROCS(2)
			r.two = append(r.two, rate(r.exchanges, slice))
		}
	}
}

// batch is how many requests are served between two looks at the clock.
const batch = 64

// rate is how many requests a second all of them serve together. Each counts its own, for
// its own time.
func rate(exchanges []*bench.Exchange, slice time.Duration) float64 {
	each := make([]float64, len(exchanges))
	var workers sync.WaitGroup
	for i, exchange := range exchanges {
		workers.Go(func() {
			start, served := time.Now(), 0
			for {
				for range batch {
					exchange.Serve()
				}
				served += batch
				if elapsed := time.Since(start); elapsed >= slice {
					each[i] = float64(served) / elapsed.Seconds()
					return
				}
			}
		})
	}
	workers.Wait()
	sum := 0.0
	for _, one := range each {
		sum += one
	}
	return sum
}
