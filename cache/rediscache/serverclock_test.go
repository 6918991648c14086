package rediscache_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/satchel-go/satchel/cache/rediscache"
)

func TestTheTimeOfTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var clock rediscache.ServerClock
		const server = int64(9_000_000_000_000) // what it says at the beginning
		begun := time.Now()
		behind := int64(0) // by how much its clock was set back
		said := func() int64 { return server + time.Since(begun).Milliseconds() - behind }
		// ask has the question take a while to get there, and the answer to get back.
		ask := func(there, back time.Duration) {
			sent := time.Now()
			time.Sleep(there)
			answer := said()
			time.Sleep(back)
			clock.Measure(answer, sent, time.Now())
		}
		expect := func(what string, late int64) {
			t.Helper()
			if got := said() - clock.Now(); got != late {
				t.Errorf("%s: it is late by %d ms, not by %d", what, got, late)
			}
		}
		if !clock.Stale() {
			t.Error("nobody has asked")
		}
		ask(5*time.Millisecond, 20*time.Millisecond)
		expect("a slow answer", 20)
		ask(0, 3*time.Millisecond)
		expect("a quick one", 3)
		ask(50*time.Millisecond, 80*time.Millisecond)
		expect("a slow one again", 3)
		time.Sleep(5 * time.Second)
		expect("time passes", 3)
		if clock.Stale() {
			t.Error("it was measured 5 s ago")
		}
		behind = 60_000
		ask(time.Millisecond, time.Millisecond)
		expect("the clock was set back", 1)
		behind = -60_000
		ask(time.Millisecond, 2*time.Millisecond)
		expect("the clock was set ahead", 2)
		clock.Measure(-1, time.Now(), time.Now())
		clock.Measure(1<<60, time.Now(), time.Now())
		expect("it said nonsense", 2)
		time.Sleep(11 * time.Second)
		if !clock.Stale() {
			t.Error("it was measured 11 s ago")
		}
	})
}
