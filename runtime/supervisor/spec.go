package supervisor

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Spec says what a supervisor supervises, and how. The zero Spec is OneForOne,
// with no children yet.
type Spec struct {
	Strategy Strategy
	// MaxRestarts is how many restarts within Window are allowed; one more stops the
	// supervisor. It is 3 when zero; when negative, the first crash stops the
	// supervisor.
	MaxRestarts int
	// Window is the time over which restarts are counted; 5 s when zero.
	Window       time.Duration
	AutoShutdown AutoShutdown
	// Children are started with the supervisor, in this order. SimpleOneForOne has
	// none.
	Children []Child
	// Template makes the child that [StartWith] starts, from its argument. It is for
	// SimpleOneForOne only. It runs in the supervisor's process: it should only put
	// the Child together.
	Template func(arg any) Child
}

// A Child says how one child is started, restarted and stopped.
type Child struct {
	// ID identifies the child among its siblings. Under SimpleOneForOne an empty ID
	// is replaced with a generated one.
	ID string
	// Start makes the process. It must pass on the options it is given, as the
	// Starters of packages actor, service and supervisor do.
	Start actor.Starter
	// Remote, in place of Start, runs the process on another node.
	Remote  *Remote
	Restart Restart
	// Shutdown is how long the child may take to exit when asked, before it is
	// killed: 5 s when zero, without limit for a supervisor. BrutalKill kills it at
	// once; Infinity waits for as long as it takes.
	Shutdown time.Duration
	// Supervisor says that the child is itself a supervisor.
	Supervisor bool
	// Significant children may end the supervisor when they end: see AutoShutdown.
	Significant bool
}

// Special values of Child.Shutdown.
const (
	BrutalKill time.Duration = -2
	Infinity   time.Duration = actor.Forever
)

// The defaults for zero fields of a Spec and a Child.
const (
	defaultMaxRestarts = 3
	defaultWindow      = 5 * time.Second
	defaultShutdown    = 5 * time.Second
)

// A Strategy says which children share the fate of one that crashed.
type Strategy uint8

const (
	// OneForOne restarts that child alone.
	OneForOne Strategy = iota
	// OneForAll stops all children and starts them again.
	OneForAll
	// RestForOne stops the children that were started after it, then starts it and
	// them again.
	RestForOne
	// SimpleOneForOne is OneForOne for many children of a kind, which come and go at
	// run time: they have no order, are stopped all at once, and are forgotten when
	// they end.
	SimpleOneForOne
)

// An AutoShutdown says whether the supervisor stops, with [actor.Shutdown], when
// significant children have ended by themselves and are not to be restarted.
type AutoShutdown uint8

const (
	// Never keeps the supervisor running.
	Never AutoShutdown = iota
	// AnySignificant stops the supervisor with the first of them.
	AnySignificant
	// AllSignificant stops it with the last of them.
	AllSignificant
)

// withDefaults returns the spec with its defaults filled in.
func (s Spec) withDefaults() Spec {
	switch {
	case s.MaxRestarts == 0:
		s.MaxRestarts = defaultMaxRestarts
	case s.MaxRestarts < 0:
		s.MaxRestarts = 0
	}
	if s.Window == 0 {
		s.Window = defaultWindow
	}
	return s
}

func (c Child) withDefaults() Child {
	switch {
	case c.Shutdown != 0:
	case c.Supervisor:
		c.Shutdown = Infinity
	default:
		c.Shutdown = defaultShutdown
	}
	return c
}
