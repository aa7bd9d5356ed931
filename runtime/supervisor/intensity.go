package supervisor

import "time"

// intensity counts restarts within a window that ends now.
type intensity struct {
	max    int // restarts allowed within window
	window time.Duration
	recent []time.Time // the restarts within the window, the oldest first
}

// add counts a restart, and reports whether it is one too many. A restart that is
// exactly a window old still counts.
func (i *intensity) add(now time.Time) (escalate bool) {
	i.recent = append(i.recent, now)
	old := 0
	for now.Sub(i.recent[old]) > i.window {
		old++ // ends at the latest with the one just added
	}
	i.recent = i.recent[old:]
	return len(i.recent) > i.max
}

// used describes the limit, and the restarts within the window that ends now.
func (i *intensity) used(now time.Time) Intensity {
	used := Intensity{MaxRestarts: i.max, Window: i.window}
	for _, at := range i.recent {
		if now.Sub(at) <= i.window {
			used.Recent++
		}
	}
	return used
}

// firstPause is the pause before the second try of a start; later ones double.
const firstPause = 50 * time.Millisecond

// pause returns how long to wait before retrying a start that failed this often
// in a row. It is a small part of the window, so that a child which keeps failing
// exceeds max within it.
func (i *intensity) pause(failures int) time.Duration {
	longest := i.window / time.Duration(2*(i.max+1))
	return min(firstPause<<min(failures-1, 16), longest)
}
