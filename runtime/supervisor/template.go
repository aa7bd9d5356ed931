package supervisor

import (
	"fmt"
	"runtime/debug"

	"github.com/mesh-actors/mesh/runtime/actor"
)

// startWith asks for a child made by the template.
type startWith struct{ arg any }

// child makes the child. A template that panics fails only its caller.
func (s startWith) child(template func(any) Child) (c Child, err error) {
	if template == nil {
		return c, invalid("there is no template")
	}
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("template: %w", &actor.PanicError{Value: v, Stack: debug.Stack()})
		}
	}()
	return template(s.arg), nil
}
