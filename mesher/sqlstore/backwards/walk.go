package backwards

import (
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// Walk calls read with the windows of whole, newest first, while missing is above
// zero and until read fails. read lowers missing by what it finds. Windows begin
// at multiples of step since 1970 in UTC, and the first is at most that long.
// Both ends of whole must be given; windows never reach beyond them.
func Walk(whole mesher.Window, step time.Duration, missing *int, read func(mesher.Window) error) error {
	until := whole.Until
	for length := step; *missing > 0 && until.After(whole.Since); {
		// The window that ends at a multiple of step has the whole length.
		since := until.Add(-1).Truncate(step).Add(step - length)
		if since.Before(whole.Since) {
			since = whole.Since
		}
		before := *missing
		if err := read(mesher.Window{Since: since, Until: until}); err != nil {
			return err
		}
		length = next(length, step, until.Sub(since), before-*missing, *missing)
		until = since
	}
	return nil
}

// next returns the length of the window after one of a length, in which so many
// were found in so much time: twice as long, but no longer than the missing ones
// take at the same rate, and a quarter more.
func next(length, step, during time.Duration, found, missing int) time.Duration {
	enough := 1.25 * float64(during) * float64(missing) / float64(max(1, found))
	if found == 0 || enough > float64(2*length) {
		return 2 * length
	}
	return max(1, (time.Duration(enough)+step-1)/step) * step
}
