package dist

import "time"

// A pulse judges a peer by when it was heard. Any byte is a sign of life. After
// interval of silence the peer is asked; if it stays silent for timeout, it is
// lost. The times are those of one clock, which never goes back.
type pulse struct {
	interval, timeout time.Duration
	asked             time.Time // zero: not since it was heard
	felt              time.Time // when due last said so
}

// heard forgets that the peer was asked, and gives the time to listen until.
func (p *pulse) heard(now time.Time) (until time.Time) {
	p.asked = time.Time{}
	return now.Add(p.interval)
}

// due tells, once an interval, that the peer is to be asked though it is not
// silent: for how long its answer takes.
func (p *pulse) due(now time.Time) bool {
	if now.Sub(p.felt) < p.interval {
		return false
	}
	p.felt = now
	return true
}

// silent is called when that time has come, or before it, by who wants a sign of
// life at once. lost: the peer had its chance. Otherwise it is to be asked, and
// listened to until then. However often it is asked, it has the whole timeout since
// the first time. Where this node itself slept through the answer (it was stopped,
// or its machine was), the peer is asked again before it is judged.
func (p *pulse) silent(now time.Time) (until time.Time, lost bool) {
	if !p.asked.IsZero() {
		switch waited := now.Sub(p.asked); {
		case waited < p.timeout:
			return p.asked.Add(p.timeout), false
		case waited < 2*p.timeout:
			return time.Time{}, true
		}
	}
	p.asked = now
	return now.Add(p.timeout), false
}
