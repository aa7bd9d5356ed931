package live

import (
	"context"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// countEvery is how long a project's changes are gathered before its unresolved
// issues are counted, and how long a count may take, so that the next comes after
// it.
const countEvery = time.Second

// GetListeners asks the manager for all listeners; the reply is a []Listener.
type GetListeners struct{}

// A Listener is a connection that watches a project.
type Listener struct {
	Project mesher.ProjectID
	Filter  mesher.LiveFilter
	Waiting int // messages that it has not taken
}

// Messages to the manager about a project.
type (
	countNow  struct{ project mesher.ProjectID } // its issues have changed
	goOn      struct{ project mesher.ProjectID } // a note has waited for too long
	unwatched struct{ project mesher.ProjectID } // nobody listens any more
)

// manager is the StreamManager service. It is its node's member of the rooms, and
// passes what it hears there to the feeds.
type manager struct {
	streams *Streams
	counts  map[mesher.ProjectID]struct{}  // projects to be counted soon
	orders  map[mesher.ProjectID]*ordering // of projects that connections here watch
}

// An ordering is a project's order, and whether a goOn is on its way.
type ordering struct {
	order
	reminded bool
}

func newManager(s *Streams) *manager {
	return &manager{streams: s, counts: make(map[mesher.ProjectID]struct{}), orders: make(map[mesher.ProjectID]*ordering)}
}

func (m *manager) Init(p *actor.Process) error { return m.streams.manage(p.Self()) }

func (m *manager) HandleCall(_ *actor.Process, request any) (any, error) {
	switch request := request.(type) {
	case GetListeners:
		return m.streams.listeners(), nil
	case Doubt:
		m.streams.doubt(request)
		return nil, nil
	}
	return nil, service.Unknown(request)
}

func (m *manager) HandleInfo(p *actor.Process, msg any) error {
	switch msg := msg.(type) {
	case Message:
		m.hear(p, msg.Project, msg.Notes)
		for _, n := range msg.Notes {
			if n.Recount {
				m.changed(p, msg.Project)
				break
			}
		}
	case goOn:
		if o := m.orders[msg.project]; o != nil {
			o.reminded = false
			m.streams.pass(msg.project, o.expire(time.Now()))
			m.remind(p, msg.project, o)
		}
	case unwatched:
		m.watched(msg.project)
	case countNow:
		m.count(p, msg.project)
	}
	return nil
}

// hear passes on the notes whose turn it is. Notes of an unwatched project are
// dropped.
func (m *manager) hear(p *actor.Process, project mesher.ProjectID, notes []Note) {
	if !m.watched(project) {
		return
	}
	o := m.orders[project]
	if o == nil {
		o = &ordering{order: order{patience: m.streams.config.Patience}}
		m.orders[project] = o
	}
	m.streams.pass(project, o.arrange(notes, time.Now()))
	m.remind(p, project, o)
}

// remind makes waiting notes go on in time.
func (m *manager) remind(p *actor.Process, project mesher.ProjectID, o *ordering) {
	if at, waiting := o.dueAt(); waiting && !o.reminded {
		o.reminded = true
		p.SendAfter(time.Until(at), p.Self(), goOn{project})
	}
}

// watched reports whether a connection here watches a project. If none does, the
// project is forgotten.
func (m *manager) watched(project mesher.ProjectID) bool {
	if len(m.streams.of(project)) > 0 {
		return true
	}
	delete(m.orders, project)
	return false
}

// changed has a project's issues counted soon.
func (m *manager) changed(p *actor.Process, project mesher.ProjectID) {
	if _, soon := m.counts[project]; !soon {
		m.counts[project] = struct{}{}
		p.SendAfter(countEvery, p.Self(), countNow{project})
	}
}

// count counts on another goroutine, as the database may be slow, and tells the
// listeners here. Other nodes count for theirs.
func (m *manager) count(p *actor.Process, project mesher.ProjectID) {
	delete(m.counts, project)
	if len(m.streams.of(project)) == 0 {
		return
	}
	log := p.Log()
	p.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, countEvery)
		defer cancel()
		n, err := m.streams.config.Unresolved(ctx, project)
		if err != nil {
			log.Debug("unresolved issues could not be counted; they are after the next change", "project", project, "err", err)
			return
		}
		m.streams.pass(project, turn{notes: []Note{countNote(project, n)}})
	})
}

// listeners returns all listeners on this node.
func (s *Streams) listeners() (all []Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, feeds := range s.feeds {
		for _, f := range feeds {
			all = append(all, f.listener())
		}
	}
	return all
}

func (f *Feed) listener() Listener {
	f.mu.Lock()
	defer f.mu.Unlock()
	return Listener{f.project, f.filter, len(f.waiting)}
}
