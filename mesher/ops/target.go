package ops

import "time"

const (
	// answerWithin is how long an answer is waited for.
	answerWithin = 60 * time.Second

	// shortestTry is how long it is waited for at least when there are others to
	// try: an answer that is late may come all the same, and is not worth less.
	shortestTry = time.Second
)

// A target is one of the destinations of a load.
type target struct {
	Destination
	head   string        // of each request, up to its length
	line   int           // number of the first target on the same server
	next   int           // number of the next one that may take the same event
	within time.Duration // how long its answer is waited for
}

// targetsOf puts destinations in order. What one does not take another may that
// has the same key: it is of the same project then, where a repeated event is
// stored once. In another project it would be another event.
func targetsOf(to []Destination, retry time.Duration) []target {
	targets := make([]target, len(to))
	for i, d := range to {
		t := target{Destination: d, head: headOf(d), line: i, next: i, within: answerWithin}
		alike := 1
		for step := len(to) - 1; step > 0; step-- { // backwards, so that the nearest is left
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
