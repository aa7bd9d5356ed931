package backwards

import (
	"time"

	"github.com/mesh-actors/mesh/mesher"
)

// Walk calls read with the windows of whole, the newest first, until it wants
// no more or fails. Windows begin at multiples of step since 1970 in UTC, and
// the first is at most that long. Both ends of whole must be given; windows
// never reach beyond them.
func Walk(whole mesher.Window, step time.Duration, read func(mesher.Window) (more bool, err error)) error {
	until := whole.Until
	for length := step; until.After(whole.Since); length *= 2 {
		// The window that ends at a multiple of step has the whole length.
		since := until.Add(-1).Truncate(step).Add(step - length)
		if since.Before(whole.Since) {
			since = whole.Since
		}
		more, err := read(mesher.Window{Since: since, Until: until})
		if err != nil || !more {
			return err
		}
		until = since
	}
	return nil
}
