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

// managerQueue is how many messages wait for the manager; beyond it the oldest
// are dropped.
const managerQueue = 1000

// Rooms are groups of processes, of the whole cluster if there is one. None of
// its methods waits.
type Rooms interface {
	// Join puts a process of this node into a room, if it is not there already.
	Join(room string, pid actor.PID) error
	Leave(room string, pid actor.PID)
	// Size returns the number of a room's members, on all nodes.
	Size(room string) int
	// Broadcast sends a message to all members.
	Broadcast(from actor.Sender, room string, msg any) error
}

// Config configures [Streams]; fields without a default are required.
type Config struct {
	// Rooms is called each time: a node may start after its users.
	Rooms func() Rooms
	// Unresolved counts a project's unresolved issues.
	Unresolved func(context.Context, mesher.ProjectID) (int64, error)
	// Peers returns the names of the connected nodes that have such streams; default
	// none.
	Peers func() []string
	// Patience is how long an event that comes early waits for earlier ones of its
	// issue; default 250 ms, negative for not at all.
	Patience time.Duration
}

// Streams are the feeds of a node, and the way to the feeds of all nodes.
type Streams struct {
	sys    *actor.System
	config Config

	mu      sync.Mutex // guards the fields below; held only for bookkeeping
	manager actor.PID  // zero: there never was one
	feeds   map[mesher.ProjectID][]*Feed
}

// New makes the streams of a system, which may have only one. It panics if a
// required field of c is missing.
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

// Run returns the starter of the manager.
func (s *Streams) Run() actor.Starter {
	return service.Run(func() service.Server { return newManager(s) }).
		With(actor.Named(Manager), actor.Bounded(managerQueue, actor.DropOldest))
}

// Listen makes a feed of a project for an account, from now until it is closed.
func (s *Streams) Listen(project mesher.ProjectID, account uuid.UUID) (*Feed, error) {
	f := newFeed(s, project, account)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.feeds[project] = append(slices.Clip(s.feeds[project]), f) // readers go through the list unlocked
	if err := s.join(project); err != nil {
		s.remove(f)
		return nil, &mesher.Error{Kind: mesher.Unavailable, Message: "the live stream can't be had now; try again", Err: err}
	}
	return f, nil
}

// join makes the manager join a project's room. A manager that is being restarted
// joins for all feeds it finds. The caller holds the lock.
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

// remove removes a feed and, with the last one, leaves the room. The caller holds
// the lock.
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

// manage makes a process the manager of the existing feeds.
func (s *Streams) manage(pid actor.PID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.manager = pid
	for project, feeds := range s.feeds {
		if err := s.join(project); err != nil {
			return err
		}
		for _, f := range feeds {
			f.Reply(dropped(0)) // there was no manager to hear meanwhile
		}
	}
	return nil
}

// of returns a project's feeds. The list must not be changed.
func (s *Streams) of(project mesher.ProjectID) []*Feed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.feeds[project]
}

// pass offers notes to all listeners here.
func (s *Streams) pass(project mesher.ProjectID, due turn) {
	for _, f := range s.of(project) {
		f.offer(due)
	}
}
