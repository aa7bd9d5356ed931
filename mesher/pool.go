package mesher

import "time"

// A Pool describes the use of database connections.
type Pool struct {
	Max, InUse, Idle int
	Waits            int64         // times that a caller had to wait for one
	Waited           time.Duration // by all callers together
}
