package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/satchel-go/satchel/bench/serverprocess"
)

// moments are how often the server is asked.
const moments = 60

// run lets the crowd visit the server for so long, and prints each reading. The folder for
// profiles may be "": then there are none.
func run(ctx context.Context, long time.Duration, profiles string, to io.Writer) (readings []reading, err error) {
	if long < time.Second {
		return nil, fmt.Errorf("-for %v is too short; give a second or more", long)
	}
	folder, err := absolute(profiles)
	if err != nil {
		return nil, err
	}
	cores, err := serverprocess.Cores()
	if err != nil {
		return nil, err
	}
	server, err := serverprocess.Start(ctx, remembered(long).String(), cores[len(cores)-1])
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	people := newCrowd(ctx, server.Address())
	readings, err = watch(people, server, long, to)
	if fault := people.stop(); fault != nil {
		return nil, fault
	}
	if err == nil && folder != "" {
		_, err = server.Ask(questionProfiles + folder)
	}
	return readings, err
}

// watch asks the server again and again until the time is over.
func watch(people *crowd, server *serverprocess.Process, long time.Duration, to io.Writer) ([]reading, error) {
	start := time.Now()
	ticks := time.NewTicker(long / moments)
	defer ticks.Stop()
	var readings []reading
	for len(readings) < moments {
		select {
		case <-people.failed.Done():
			return nil, people.failed.Err()
		case <-ticks.C:
		}
		text, err := server.Ask(questionReading)
		if err != nil {
			return nil, err
		}
		var now reading
		if err := json.Unmarshal([]byte(text), &now); err != nil {
			return nil, fmt.Errorf("the server's reading is %q: %w", text, err)
		}
		now.After, now.Users = time.Since(start), people.users.Load()
		readings = append(readings, now)
		fmt.Fprintln(to, now.line())
	}
	return readings, nil
}
