// Package actor runs processes: small, isolated programs within a program that
// share nothing, send each other messages, and are told when another one dies.
// It keeps the contract of Erlang's processes, in Go.
//
// # Processes
//
// A [System] is one node's processes. A process runs a function, and exits when
// it returns:
//
//	sys := actor.NewSystem(actor.Config{})
//	echo := sys.Spawn(func(p *actor.Process) error {
//		for {
//			switch m := p.Receive().(type) {
//			case Ping:
//				p.Send(m.From, Pong{})
//			}
//		}
//	})
//
// or it is a [Handler], which is called with each message and costs no goroutine
// while there is none. Package service builds on it what most programs want: a
// server that others call.
//
// A process is known by its [PID], for ever, or by a name, as long as it lives.
//
// # Messages
//
// Anything can be sent; nothing is copied, so what was sent belongs to the
// receiver. Signals of one process to another (messages, exits, the news of its
// death) arrive in the order they were sent; nothing is promised across senders.
// Two things act at once instead, whatever is queued: a kill, and an exit of a
// process that does not trap exits. A message to a process that is gone
// disappears ([System.DeadLetters] counts it).
//
// # Death
//
// A process exits with a reason, an error: [Normal], what its function returned,
// a [PanicError]; no panic of a process ends the program. Then its names are
// free, processes linked to it exit too, or receive [Exit] if they trap exits,
// and those that monitor it receive [Down], exactly once. Linking or monitoring
// a process while it dies is no race: the signal comes.
//
// A process that is made to exit leaves its code at its next operation, through
// its deferred functions; its [Process.Context] is cancelled at once. Its end is
// announced when the deferred functions and the goroutines of [Process.Go] are
// done, so that its successor never overlaps it. [Kill] does not wait for that:
// the process can do nothing more through the system, but Go has no way to stop
// its code. If that never returns, the log and [System.Stuck] say so, and a
// successor may run beside it.
package actor
