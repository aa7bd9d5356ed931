package mesher

import "time"

// A Pool is how connections to a database are used.
type Pool struct {
	Max, InUse, Idle int
	Waits            int64         // times that somebody had to wait for one
	Waited           time.Duration // by all of them together
}
