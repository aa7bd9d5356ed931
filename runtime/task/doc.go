// Package task runs functions in processes of their own and hands back their
// results. It is what Task is to Elixir.
//
//	t := task.Go(p, func(p *actor.Process) (Page, error) { return fetch(p.Context(), url) })
//	... // something else meanwhile
//	page, err := t.Await(ctx, p)
//
//	pages, err := task.Map(ctx, p, urls, 8, func(p *actor.Process, url string) (Page, error) {
//		return fetch(p.Context(), url)
//	})
//
// # Promises
//
// A failure in a task reaches the caller that awaits it, as an error: the one the
// function returned, or an [*ExitError] if its process exited without returning,
// which wraps an [*actor.PanicError] with the stack if it panicked. The process
// that started the task goes on.
//
// Await and Map wait until their context ends. A process that has to exit leaves
// them as it leaves any wait.
//
// # Who owns what
//
// A task that a process starts is its child and is tied to it: when the process
// has to exit, so has the task. The tie is one-way, unlike a link. A task started
// through the System runs until it ends or the system stops.
//
// A task that is cancelled, or whose owner exits, leaves as every process does:
// at its next operation. Its [actor.Process.Context] is cancelled at once. A task
// that checks neither goes on.
//
// # When not to use it
//
// For work that goes on for ever, or is to be restarted, start a process under a
// supervisor. For a goroutine inside one process, use [actor.Process.Go].
package task
