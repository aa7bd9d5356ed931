// Package task runs functions in processes of their own and hands back what they
// return. It is what Task is to Elixir.
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
// What goes wrong in a task is its own and ends up with who awaits it, as an
// error: what the function returned, or an [*ExitError] if its process exited
// without returning, which wraps an [*actor.PanicError] with the stack if it
// panicked. The process that started it goes on.
//
// Await and Map wait as long as their context. A process that has to exit leaves
// them as it leaves any wait.
//
// # Who owns what
//
// A task that a process starts is its child and is tied to it: when the process
// has to exit, so has the task. The tie is one-way, unlike a link. One that is
// started through the System is on its own, until it ends or the system stops.
//
// A task leaves, when it is cancelled or its owner goes, as every process does: at
// its next operation, and its [actor.Process.Context] is done at once. One that
// never looks goes on.
//
// # When not to use it
//
// For what goes on for ever, or is to be restarted, start a process under a
// supervisor. For a goroutine inside one process, there is [actor.Process.Go].
package task
