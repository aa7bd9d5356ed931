package dist

import "time"

// A pulse judges a peer by when it was last heard. Any byte is a sign of life. After
// interval of silence the peer is asked; if it stays silent for timeout, it is lost.
// All times are from one clock, which never goes back.
type pulse struct {
	interval, timeout time.Duration
	asked             time.Time // zero: not since it was last heard
	felt              time.Time // when due last reported true
}

// heard records a sign of life, and returns the time until which to listen.
func (p *pulse) heard(now time.Time) (until time.Time) {
	p.asked = time.Time{}
	return now.Add(p.interval)
}

// due reports, once per interval, that a peer which is not silent should be asked
// too, to measure how long its answer takes.
func (p *pulse) due(now time.Time) bool {
	if now.Sub(p.felt) < p.interval {
		return false
	}
	p.felt = now
	return true
}

// silent is called when that time has come, or earlier to get a sign of life at once.
// If lost, the peer had its chance. Otherwise the peer must be asked, and heard until
// then. However often it is asked, it has the whole timeout since the first time. If
// this node itself slept through the answer (it was stopped, or its machine was), the
// peer is asked again before it is judged: one that looks late has slept, and what
// came meanwhile may still wait to be read.
func (p *pulse) silent(now time.Time) (until time.Time, lost bool) {
	if !p.asked.IsZero() {
		until = p.asked.Add(p.timeout)
		switch late := now.Sub(until); {
		case late < 0:
			return until, false
		case late < p.timeout/8:
			return time.Time{}, true
		}
	}
	p.asked = now
	return now.Add(p.timeout), false
}
