package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// How often progress is shown: to people on one line that changes, to a file at
// longer intervals.
const (
	liveEvery  = 200 * time.Millisecond
	plainEvery = 10 * time.Second
)

// progress shows how far something has come.
type progress struct {
	to    io.Writer
	live  bool
	unit  string // of what is counted
	start time.Time
	said  time.Time
	first int64 // done before the start, by an earlier run
}

func newProgress(to *os.File, unit string) *progress {
	return &progress{to: to, live: term.IsTerminal(int(to.Fd())), unit: unit, first: -1}
}

// at takes how much is done, of how much, and what is being done.
func (p *progress) at(now time.Time, done, all int64, what string) {
	if p.first < 0 {
		p.first, p.start, p.said = done, now, now
	}
	every := plainEvery
	if p.live {
		every = liveEvery
	}
	if now.Sub(p.said) < every && done < all {
		return
	}
	p.said = now
	line := progressLine(done, all, done-p.first, now.Sub(p.start), p.unit) + "  " + what
	if p.live {
		fmt.Fprintf(p.to, "\r\x1b[K%s", line)
	} else {
		fmt.Fprintln(p.to, line)
	}
}

// passOver takes how much had been done before this run. That takes no time, and
// so does not count for the speed.
func (p *progress) passOver(now time.Time, done int64) {
	p.first, p.start, p.said = done, now, now
}

// end ends the line.
func (p *progress) end() {
	if p.live && p.first >= 0 {
		fmt.Fprintln(p.to)
	}
}

// progressLine says how much is done and, from what was done in a time, how much
// time is left.
func progressLine(done, all, since int64, elapsed time.Duration, unit string) string {
	if all < done || all == 0 {
		all = max(done, 1) // all was counted before more came
	}
	line := fmt.Sprintf("%3d%%  %d of %d %s", done*100/all, done, all, unit)
	if since <= 0 || elapsed < time.Second {
		return line
	}
	rate := float64(since) / elapsed.Seconds()
	left := time.Duration(float64(all-done) / rate * float64(time.Second)).Round(time.Second)
	return line + fmt.Sprintf("  %.0f/s  %s left", rate, left)
}
