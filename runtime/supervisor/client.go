package supervisor

import (
	"context"
	"math"

	"github.com/mesh-actors/mesh/runtime/actor"
	"github.com/mesh-actors/mesh/runtime/service"
)

// Run returns the [actor.Starter] of supervisors with this spec. A [Child] that
// is itself a supervisor starts with it.
func Run(spec Spec) actor.Starter {
	return func(by actor.Spawner, opts ...actor.Option) actor.PID {
		return by.SpawnHandler(&process{spec: spec}, opts...)
	}
}

// Start starts a supervisor and returns when all its children are up. If one of
// them fails to start, those before it are stopped and the error holds a
// [*StartError] that names it.
func Start(ctx context.Context, by actor.Spawner, spec Spec, opts ...actor.Option) (actor.PID, error) {
	return actor.Start(ctx, by, Run(spec), opts...)
}

// StartChild adds a child, as the last one, and returns when it is up. If it
// fails to start, the supervisor forgets it, and the error holds a [*StartError].
// If the ID is taken, the error is [ErrExists].
func StartChild[T service.Target](ctx context.Context, s actor.Sender, sup T, c Child) (actor.PID, error) {
	return service.Call[actor.PID](ctx, s, sup, startChild{c})
}

// StartWith is StartChild for the child that a SimpleOneForOne supervisor's
// Template makes from arg.
func StartWith[T service.Target](ctx context.Context, s actor.Sender, sup T, arg any) (actor.PID, error) {
	return service.Call[actor.PID](ctx, s, sup, startWith{arg})
}

// TerminateChild stops the child with this ID or PID, and returns when it is
// gone. The child is restarted only if all its siblings are. The supervisor keeps
// its spec for [RestartChild], unless the child is temporary or the strategy is
// SimpleOneForOne. It is no error if the child has already ended.
func TerminateChild[T, C service.Target](ctx context.Context, s actor.Sender, sup T, c C) error {
	_, err := service.Call[any](ctx, s, sup, terminateChild{c})
	return err
}

// RestartChild starts a child that was terminated or has ended, and returns when
// it is up. It fails with [ErrRunning] if the child is neither.
func RestartChild[T service.Target](ctx context.Context, s actor.Sender, sup T, id string) (actor.PID, error) {
	return service.Call[actor.PID](ctx, s, sup, restartChild{id})
}

// DeleteChild makes the supervisor forget a child that was terminated or has
// ended. It fails with [ErrRunning] if the child is neither.
func DeleteChild[T service.Target](ctx context.Context, s actor.Sender, sup T, id string) error {
	_, err := service.Call[any](ctx, s, sup, deleteChild{id})
	return err
}

// Children lists the children in their order. It is answered at once, even while
// the supervisor starts, restarts or stops them.
func Children[T service.Target](ctx context.Context, s actor.Sender, sup T) ([]ChildInfo, error) {
	return service.Call[[]ChildInfo](ctx, s, sup, listChildren{math.MaxInt})
}

// Oldest is Children for at most this many of the oldest children. Use it on a
// supervisor that may have a million.
func Oldest[T service.Target](ctx context.Context, s actor.Sender, sup T, most int) ([]ChildInfo, error) {
	return service.Call[[]ChildInfo](ctx, s, sup, listChildren{most})
}

// Count counts the children. Like Children, it is answered at once.
func Count[T service.Target](ctx context.Context, s actor.Sender, sup T) (Counts, error) {
	return service.Call[Counts](ctx, s, sup, countChildren{})
}

// Restarts returns how close the supervisor is to its limit of restarts. Like
// Children, it is answered at once.
func Restarts[T service.Target](ctx context.Context, s actor.Sender, sup T) (Intensity, error) {
	return service.Call[Intensity](ctx, s, sup, countRestarts{})
}
