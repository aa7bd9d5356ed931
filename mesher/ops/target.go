package ops

import "time"

const (
	// answerWithin is how long a client waits for an answer.
	answerWithin = 60 * time.Second

	// shortestTry is how long it waits at least when there are other servers to try:
	// a late answer may come all the same, and is worth as much.
	shortestTry = time.Second
)

// A target is one of the destinations of a load.
type target struct {
	Destination
	head   string        // of each request, up to its length
	line   int           // number of the first target on the same server
	next   int           // number of the next one that may take the same event
	within time.Duration // how long to wait for its answer
}

// targetsOf orders destinations. An event that one does not take may go to
// another with the same key: it is of the same project then, which stores a
// repeated event once. In another project it would be another event.
func targetsOf(to []Destination, retry time.Duration) []target {
	targets := make([]target, len(to))
	for i, d := range to {
		t := target{Destination: d, head: headOf(d), line: i, next: i, within: answerWithin}
		alike := 1
		for step := len(to) - 1; step > 0; step-- { // backwards, so that the nearest one remains
			if n := (i + step) % len(to); to[n].Key == d.Key {
				t.next = n
				alike++
			}
		}
		for n := range i {
			if to[n].Base.Scheme == d.Base.Scheme && to[n].Base.Host == d.Base.Host {
				t.line = n
				break
			}
		}
		if retry > 0 { // each gets its turn in that time, even if none of them answers
			t.within = min(max(retry/time.Duration(alike), shortestTry), answerWithin)
		}
		targets[i] = t
	}
	return targets
}
