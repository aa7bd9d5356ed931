package supervisor

import (
	"errors"
	"fmt"
)

// ErrInvalid is wrapped by the errors of an invalid Spec or Child.
var ErrInvalid = errors.New("invalid supervisor spec")

// Validate reports what is wrong with the spec, in an error that wraps
// [ErrInvalid]. A supervisor with an invalid spec does not start.
func (s Spec) Validate() error {
	simple := s.Strategy == SimpleOneForOne
	switch {
	case s.Strategy > SimpleOneForOne:
		return invalid("strategy %d does not exist", s.Strategy)
	case s.AutoShutdown > AllSignificant:
		return invalid("auto-shutdown %d does not exist", s.AutoShutdown)
	case s.Window < 0:
		return invalid("window %v is negative", s.Window)
	case simple && len(s.Children) > 0:
		return invalid("children of simple_one_for_one are started at run time")
	case !simple && s.Template != nil:
		return invalid("a template is for simple_one_for_one")
	}
	seen := make(map[string]bool, len(s.Children))
	for _, c := range s.Children {
		if err := s.check(c); err != nil {
			return err
		}
		if seen[c.ID] {
			return invalid("two children have the id %q", c.ID)
		}
		seen[c.ID] = true
	}
	return nil
}

// check reports what is wrong with a child of this supervisor.
func (s Spec) check(c Child) error {
	switch {
	case c.ID == "" && s.Strategy != SimpleOneForOne:
		return invalid("a child has no id")
	case c.Start == nil && c.Remote == nil:
		return invalid("child %q has nothing to start", c.ID)
	case c.Start != nil && c.Remote != nil:
		return invalid("child %q is to start here, and on another node", c.ID)
	case c.Remote != nil && (c.Remote.Cluster == nil || c.Remote.Function == ""):
		return invalid("child %q: a remote one takes a cluster and a function", c.ID)
	case c.Remote != nil && c.Remote.Loss > Escalate:
		return invalid("child %q: loss %d does not exist", c.ID, c.Remote.Loss)
	case c.Remote != nil && c.Remote.Node == "" && c.Remote.Loss != Elsewhere:
		return invalid("child %q has no node", c.ID)
	case c.Restart > Temporary:
		return invalid("child %q: restart %d does not exist", c.ID, c.Restart)
	case c.Shutdown < 0 && c.Shutdown != BrutalKill && c.Shutdown != Infinity:
		return invalid("child %q: shutdown %v is negative", c.ID, c.Shutdown)
	case c.Significant && c.Restart == Permanent:
		return invalid("child %q is permanent: it never ends, so it can't be significant", c.ID)
	case c.Significant && s.AutoShutdown == Never:
		return invalid("child %q is significant to a supervisor that never shuts itself down", c.ID)
	}
	return nil
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}
