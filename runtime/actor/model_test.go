package actor_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// A model is what the contract says about a few processes, as plain data: which
// live, which are tied to which, and what each is to receive. Processes are known
// by their number, in the order in which they were spawned.
type model struct {
	actors   []*modelled
	monitors map[int]modelledMonitor // by number
	names    map[string]int
	next     int // number of the next monitor
}

type modelled struct {
	dead     bool
	reason   string
	trap     bool
	links    map[int]bool
	expected []string // to be received since the last check
}

type modelledMonitor struct{ watcher, target int }

func newModel() *model {
	return &model{monitors: map[int]modelledMonitor{}, names: map[string]int{}}
}

func (m *model) spawn() int {
	m.actors = append(m.actors, &modelled{links: map[int]bool{}})
	return len(m.actors) - 1
}

func (m *model) tell(to int, format string, args ...any) {
	if a := m.actors[to]; !a.dead {
		a.expected = append(a.expected, fmt.Sprintf(format, args...))
	}
}

func (m *model) send(to, n int) { m.tell(to, "message %d", n) }

func (m *model) link(a, b int) {
	switch {
	case a == b || m.actors[a].links[b]:
	case !m.actors[b].dead:
		m.actors[a].links[b], m.actors[b].links[a] = true, true
	case m.actors[a].trap:
		m.tell(a, "exit %d noproc", b)
	}
}

func (m *model) unlink(a, b int) {
	delete(m.actors[a].links, b)
	delete(m.actors[b].links, a)
}

// monitor returns the new monitor's number.
func (m *model) monitor(a, b int) int {
	m.next++
	if m.actors[b].dead {
		m.tell(a, "down %d noproc", m.next)
	} else {
		m.monitors[m.next] = modelledMonitor{a, b}
	}
	return m.next
}

func (m *model) demonitor(number int) { delete(m.monitors, number) }

// register reports whether it succeeds.
func (m *model) register(a int, name string) bool {
	if _, taken := m.names[name]; taken {
		return false
	}
	m.names[name] = a
	return true
}

// signal is an exit signal: S9 to S13.
func (m *model) signal(from, to int, reason string, overLink bool) {
	a := m.actors[to]
	if a.dead {
		return
	}
	switch {
	case reason == "kill" && !overLink:
		m.die(to, "killed")
	case a.trap:
		m.tell(to, "exit %d %s", from, reason)
	case reason != "normal" || from == to:
		m.die(to, reason)
	}
}

// die ends a process, with all its consequences.
func (m *model) die(who int, reason string) {
	a := m.actors[who]
	a.dead, a.reason, a.expected = true, reason, nil
	maps.DeleteFunc(m.names, func(_ string, holder int) bool { return holder == who })
	for _, number := range slices.Sorted(maps.Keys(m.monitors)) {
		switch on := m.monitors[number]; who {
		case on.watcher:
			delete(m.monitors, number)
		case on.target:
			delete(m.monitors, number)
			m.tell(on.watcher, "down %d %s", number, reason)
		}
	}
	for _, other := range slices.Sorted(maps.Keys(a.links)) {
		m.unlink(who, other)
		m.signal(who, other, reason, true)
	}
}

// bond returns what the runtime should have recorded for a process.
func (m *model) bond(who int) (n actor.Bond) {
	n.Links = len(m.actors[who].links)
	for _, on := range m.monitors {
		if on.watcher == who {
			n.Watching++
		}
		if on.target == who {
			n.Watchers++
		}
	}
	for _, holder := range m.names {
		if holder == who {
			n.Names++
		}
	}
	return n
}

// counted is a reason of the model's.
type counted int

func (c counted) Error() string { return "reason " + strconv.Itoa(int(c)) }
