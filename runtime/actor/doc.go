// Package actor runs processes: small, isolated programs within a program that
// share nothing, send each other messages, and are told when another process
// dies. It keeps the contract of Erlang's processes, in Go.
//
// # Processes
//
// A [System] holds the processes of one node. A process runs a function, and
// exits when the function returns:
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
// Or it is a [Handler], which is called with each message and holds no goroutine
// while there is none. Package service builds on it what most programs want: a
// server that other processes call.
//
// A process is known by its [PID], which is never reused, or by a name, for as
// long as it lives.
//
// # Messages
//
// Any value can be sent. Nothing is copied, so a message belongs to its receiver
// once it is sent. Signals from one process to another (messages, exits, the news
// of its death) arrive in the order they were sent; nothing is promised across
// senders. Two signals take effect at once instead, whatever is queued: a kill,
// and an exit sent to a process that does not trap exits. A message to a process
// that is gone disappears ([System.DeadLetters] counts it).
//
// # Death
//
// A process exits with a reason, which is an error: [Normal], the error its
// function returned, or a [PanicError]. A panic in a process never ends the
// program. When a process exits, its names are freed, processes linked to it exit
// too, or receive [Exit] if they trap exits, and processes that monitor it
// receive [Down], exactly once. Linking to or monitoring a process that is just
// dying is no race: the signal comes.
//
// A process that is made to exit leaves its code at its next operation, running
// its deferred functions; its [Process.Context] is cancelled at once. Its end is
// announced when the deferred functions and the goroutines of [Process.Go] are
// done, so that its successor never overlaps it. [Kill] does not wait for that:
// the process can do nothing more through the system, but Go has no way to stop
// its code. If that code never returns, the log and [System.Stuck] say so, and a
// successor may run beside it.
package actor
