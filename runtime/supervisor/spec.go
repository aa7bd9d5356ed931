package supervisor

import (
	"time"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A Spec says what a supervisor supervises, and how. The zero Spec supervises
// nothing yet, one for one.
type Spec struct {
	Strategy Strategy
	// MaxRestarts is how many restarts within Window are put up with; one more
	// stops the supervisor. 3 when zero; when negative, the first crash does.
	MaxRestarts int
	// Window is the time over which restarts are counted; 5 s when zero.
	Window       time.Duration
	AutoShutdown AutoShutdown
	// Children are started with the supervisor, in this order. There are none
	// under SimpleOneForOne.
	Children []Child
	// Template makes the child that [StartWith] starts, from its argument. It is
	// for SimpleOneForOne only. It runs in the supervisor: it should do no more
	// than put the Child together.
	Template func(arg any) Child
}

// A Child says how one child is started, restarted and stopped.
type Child struct {
	// ID tells the child from its siblings. Under SimpleOneForOne one is made up
	// when it is empty.
	ID string
	// Start makes the process. It must pass on the options it is given, as the
	// Starters of the packages actor and service and of this one do.
	Start actor.Starter
	// Remote, in place of Start, has the process run on another node.
	Remote  *Remote
	Restart Restart
	// Shutdown is how long the child may take to leave when asked, before it is
	// killed: 5 s when zero, without limit for a supervisor. BrutalKill kills at
	// once, Infinity waits as long as it takes.
	Shutdown time.Duration
	// Supervisor says that the child is itself a supervisor.
	Supervisor bool
	// Significant is a child whose end may be the supervisor's: see AutoShutdown.
	Significant bool
}

// Special values of Child.Shutdown.
const (
	BrutalKill time.Duration = -2
	Infinity   time.Duration = actor.Forever
)

// What zero stands for in a Spec and a Child.
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
	// RestForOne stops the children that were started after it, and starts it and
	// them again.
	RestForOne
	// SimpleOneForOne is OneForOne for many children of a kind, which come and go
	// at run time: they have no order, are stopped all at once, and are forgotten
	// when they end.
	SimpleOneForOne
)

// An AutoShutdown says whether the supervisor stops, for [actor.Shutdown], when
// significant children have ended by themselves and are not to be restarted.
type AutoShutdown uint8

const (
	// Never is for supervisors that go on.
	Never AutoShutdown = iota
	// AnySignificant stops the supervisor with the first of them.
	AnySignificant
	// AllSignificant stops it with the last of them.
	AllSignificant
)

// withDefaults is the spec with nothing left to fill in.
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
