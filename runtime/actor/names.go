package actor

import (
	"fmt"
	"iter"
	"strings"
	"sync"
)

// names finds processes by their registered names.
type names struct{ byName sync.Map } // string to *Process

// A NameError says why a name can't be registered.
type NameError struct {
	Name   string
	Holder PID // the process that has it; zero if the name itself is invalid
}

func (e *NameError) Error() string {
	if e.Holder.IsZero() {
		return fmt.Sprintf("%q can't be a process's name: it is empty or holds an @", e.Name)
	}
	return fmt.Sprintf("name %q is taken by %v", e.Name, e.Holder)
}

// Register gives this process a name, until it exits. A process may have several
// names. If the name is taken the error is a [*NameError].
func (p *Process) Register(name string) error {
	p.checkpoint()
	return p.sys.Register(name, p.Self())
}

// Register gives a process a name, until it exits; see [Process.Register]. If the
// process is gone, the error wraps [NoProc].
func (s *System) Register(name string, pid PID) error {
	if name == "" || strings.Contains(name, "@") { // @ is reserved for name@node
		return &NameError{Name: name}
	}
	p := s.local(pid)
	if p == nil {
		return fmt.Errorf("register %q: %w", name, NoProc)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dead {
		return fmt.Errorf("register %q: %w", name, NoProc)
	}
	if holder, taken := s.names.byName.LoadOrStore(name, p); taken {
		return &NameError{name, holder.(*Process).Self()}
	}
	p.bond().names = append(p.bond().names, name)
	return nil
}

// Unregister frees a name. If no process has it, the error wraps
// [ErrNotRegistered].
func (s *System) Unregister(name string) error {
	p := s.names.find(name)
	if p == nil {
		return fmt.Errorf("unregister %q: %w", name, ErrNotRegistered)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bonds == nil || !s.names.byName.CompareAndDelete(name, p) {
		return fmt.Errorf("unregister %q: %w", name, ErrNotRegistered)
	}
	p.bonds.dropName(name)
	return nil
}

// Whereis returns the process that has this name.
func (s *System) Whereis(name string) (PID, bool) {
	if p := s.names.find(name); p != nil {
		return p.Self(), true
	}
	return PID{}, false
}

// Names yields all names, each with its process, in no particular order.
func (s *System) Names() iter.Seq2[string, PID] {
	return func(yield func(string, PID) bool) {
		s.names.byName.Range(func(name, p any) bool { return yield(name.(string), p.(*Process).Self()) })
	}
}

func (n *names) find(name string) *Process {
	if v, ok := n.byName.Load(name); ok {
		return v.(*Process)
	}
	return nil
}

func (n *names) release(name string, p *Process) { n.byName.CompareAndDelete(name, p) }
