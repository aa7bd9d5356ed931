package live

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// Manager is the name of the service, on its node.
const Manager = "stream_manager"

// managerQueue is how many messages wait for the manager; then the oldest go.
const managerQueue = 1000

// Rooms are groups of processes, in the whole cluster where there is one. None of
// its methods waits.
type Rooms interface {
	// Join puts a process of this node into a room; again, it changes nothing.
	Join(room string, pid actor.PID) error
	Leave(room string, pid actor.PID)
	// Size is how many members a room has, of all nodes.
	Size(room string) int
	// Broadcast sends a message to all members.
	Broadcast(from actor.Sender, room string, msg any) error
}

// Config of [Streams]; what has no default is required.
type Config struct {
	// Rooms are asked for each time: a node may start after those who use it.
	Rooms func() Rooms
	// Unresolved counts a project's unresolved issues.
	Unresolved func(context.Context, mesher.ProjectID) (int64, error)
	// Peers names the nodes that this one is connected to, with streams like these:
	// none.
	Peers func() []string
	// Patience is how long an event that comes early waits for those of its issue
	// before it: 250 ms. Negative: it does not wait.
	Patience time.Duration
}

// Streams are the feeds of a node, and the way to those of all nodes.
type Streams struct {
	sys    *actor.System
	config Config

	mu      sync.Mutex // guards what follows; held for bookkeeping alone
	manager actor.PID  // zero: none ever ran
	feeds   map[mesher.ProjectID][]*Feed
}

// New makes the streams of a system, which has one. It panics when something of
// c is missing.
func New(sys *actor.System, c Config) *Streams {
	if c.Rooms == nil || c.Unresolved == nil {
		panic("live: Config lacks rooms or a count")
	}
	c.Patience = cmp.Or(c.Patience, usualPatience)
	if c.Peers == nil {
		c.Peers = func() []string { return nil }
	}
	return &Streams{sys: sys, config: c, feeds: make(map[mesher.ProjectID][]*Feed)}
}

// Run starts the manager.
func (s *Streams) Run() actor.Starter {
	return service.Run(func() service.Server { return newManager(s) }).
		With(actor.Named(Manager), actor.Bounded(managerQueue, actor.DropOldest))
}

// Listen has an account hear of a project from now on, until the feed is closed.
func (s *Streams) Listen(project mesher.ProjectID, account uuid.UUID) (*Feed, error) {
	f := newFeed(s, project, account)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.feeds[project] = append(slices.Clip(s.feeds[project]), f) // whoever has the list goes through it unlocked
	if err := s.join(project); err != nil {
		s.remove(f)
		return nil, &mesher.Error{Kind: mesher.Unavailable, Message: "the live stream can't be had now; try again", Err: err}
	}
	return f, nil
}

// join has the manager be in a project's room. One that is being restarted joins
// for all that it finds. The lock is held.
func (s *Streams) join(project mesher.ProjectID) error {
	if s.manager.IsZero() {
		return nil
	}
	err := s.config.Rooms().Join(roomOf(project), s.manager)
	if errors.Is(err, actor.NoProc) {
		return nil
	}
	return err
}

func (s *Streams) forget(f *Feed) {
	s.mu.Lock()
	last, manager := s.remove(f), s.manager
	s.mu.Unlock()
	if last {
		s.sys.Send(manager, unwatched{f.project})
	}
}

// remove takes out a feed, and with the last one leaves the room. The lock is
// held.
func (s *Streams) remove(f *Feed) (last bool) {
	all := s.feeds[f.project]
	i := slices.Index(all, f)
	switch {
	case i < 0:
	case len(all) == 1:
		delete(s.feeds, f.project)
		s.config.Rooms().Leave(roomOf(f.project), s.manager)
		return true
	default:
		s.feeds[f.project] = slices.Delete(slices.Clone(all), i, i+1)
	}
	return false
}

// manage makes a process the manager, for the feeds that there are.
func (s *Streams) manage(pid actor.PID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.manager = pid
	for project, feeds := range s.feeds {
		if err := s.join(project); err != nil {
			return err
		}
		for _, f := range feeds {
			f.Reply(dropped(0)) // nobody listened meanwhile
		}
	}
	return nil
}

// of are a project's feeds. The list is not to be changed.
func (s *Streams) of(project mesher.ProjectID) []*Feed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.feeds[project]
}

// pass offers notes to all who listen here.
func (s *Streams) pass(project mesher.ProjectID, due turn) {
	for _, f := range s.of(project) {
		f.offer(due)
	}
}
