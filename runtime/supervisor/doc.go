// Package supervisor keeps processes running: it starts them in order, restarts
// them when they fail, stops them in reverse order, and gives up when they fail
// too often, so that its own supervisor can start all of it afresh. It is what
// supervisor is to Erlang.
//
// # A first supervisor
//
// Say what is to run, and start it:
//
//	shop, err := supervisor.Start(ctx, sys, supervisor.Spec{
//		Children: []supervisor.Child{
//			{ID: "ledger", Start: service.Run(newLedger)},
//			{ID: "till", Start: service.Run(newTill)},
//		},
//	})
//
// Start returns when both are up, the ledger before the till: a server is up when
// its Init has returned, a supervisor when its children are up. If a child fails
// to start, those before it are stopped, and the error names it.
//
// From then on a child that exits is restarted as a new process with a new PID;
// to find it, look up a name that it registers. [Restart] says after which exits,
// and [Strategy] which siblings share its fate:
//
//	OneForOne        none
//	RestForOne       those started after it, which may build on it
//	OneForAll        all, as they only work together
//	SimpleOneForOne  none; children come and go at run time
//
// Children that share its fate are stopped in reverse order, and started again in
// order. That includes one that had ended or was terminated, as all are to start
// from the same point. A restart that fails counts as another restart, and is
// retried after a pause, at first 50 ms, that grows with each failure.
//
// After more than MaxRestarts restarts within Window, the supervisor stops its
// children and exits with [actor.Shutdown], caused by an [EscalationError]. What
// it can't mend is left to its own supervisor, which restarts it with the
// children of its Spec.
//
// # Trees
//
// A supervisor is a child like any other:
//
//	{ID: "shop", Start: supervisor.Run(shopSpec), Supervisor: true}
//
// Supervisor: true gives it unlimited time to stop its own children.
//
// A supervisor ends when the process that spawned it ends, if the two are linked,
// or when the system sends it an exit: it stops its children, each within its
// Shutdown time, and exits with that reason. So a whole tree ends when its root
// is told to. A supervisor that is killed stops no child; its children get an
// exit signal over their links. While those children still hold their names, the
// children of its successor wait, which costs no restarts; a holder that takes
// longer than Shutdown allows is killed.
//
// # Children on other nodes
//
// A child may run on another node of a cluster, from a function that the node
// offers, and is supervised like the others:
//
//	{ID: "resizer", Remote: &supervisor.Remote{
//		Cluster: node, Node: "store@10.0.0.2:4369", Function: "resize", Args: size,
//		Loss: supervisor.Elsewhere,
//	}}
//
// If a node is lost, its children count as exited. [Loss] says what follows: wait
// until the node is back, which costs no restarts however long it takes, start
// them elsewhere, or escalate. Children still running on the other side of a
// network partition exit there, as they are linked to the supervisor. A remote
// child is up when its process exists. A child that is stopping is gone when it
// says so or its node is lost: while a connection is silent but not yet given up,
// that may take longer than its Shutdown.
//
// # At run time
//
// [StartChild], [TerminateChild], [RestartChild] and [DeleteChild] change the
// children of a running supervisor; [Children] and [Count] inspect them. The
// supervisor is given by PID or name. Children added at run time are forgotten
// when the supervisor itself restarts.
//
// A supervisor reacts and never waits, neither for a child that is slow to start
// nor for one that does not stop. Queries are answered at once. A command begins
// at once too, beside those still under way; only while the initial children
// start, or a group restarts, do commands wait, and then they begin in the order
// they came. Each is answered when it is done. A command is carried out even if
// its caller gave up. Once the supervisor is stopping, commands fail with
// [ErrStopping].
//
// For many children of a kind, such as one for each connection, use
// SimpleOneForOne: its Template makes a Child from the argument of [StartWith],
// and a child that ends is forgotten.
//
// # When not to use it
//
// Don't supervise what is expected to fail as part of its work: return the error
// to the caller. Don't use restarts to wait for something outside that is down:
// four tries are over in a moment. Write a process that starts without it and
// keeps trying. And give a supervisor no other job: state and work are for its
// children.
package supervisor
