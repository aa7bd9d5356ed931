// Package supervisor keeps processes running: it starts them in order, starts
// them again when they fail, stops them in reverse order, and gives up when they
// fail too often, so that somebody above can start all of it afresh. It is what
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
// Start returns when both are up, the ledger before the till: a server is up
// when its Init has returned, a supervisor when its children are. If one fails to
// start, those before it are stopped, and the error says which one it was.
//
// From then on a child that exits is started again, as a new process with a new
// PID; who needs to find it looks for a name that it registers. [Restart] says
// after which exits, and [Strategy] who shares its fate:
//
//	OneForOne        nobody
//	RestForOne       those that were started after it, which may build on it
//	OneForAll        all, which only work together
//	SimpleOneForOne  nobody; children come and go at run time
//
// Those that share it are stopped in reverse order, and started again in order
// (also one that had ended or was terminated, for all are to start from the
// same point). A restart that fails counts as another one, and is tried again
// after a pause, at first 50 ms, that grows with each failure.
//
// More than MaxRestarts restarts within Window, and the supervisor stops its
// children and exits for [actor.Shutdown], because of an [EscalationError]: what
// it can't mend is for its own supervisor, which starts it anew with the children
// of its Spec.
//
// # Trees
//
// A supervisor is a child like any other:
//
//	{ID: "shop", Start: supervisor.Run(shopSpec), Supervisor: true}
//
// Supervisor: true gives it all the time it wants to stop its own children.
//
// A supervisor ends when the process that spawned it does, if it is linked to
// that, or when the system sends it an exit: it stops its children, each with the
// time its Shutdown gives, and exits for that reason. So ends a whole tree when
// its root is told to. A supervisor that is killed stops nobody; its children get
// an exit signal by their link to it. While they still have their names, the children
// of the supervisor that comes after it wait, which costs no restarts; who then takes
// longer than Shutdown says is killed.
//
// # Children on other nodes
//
// A child may run on another node of a cluster, from a function that the node
// offers, and is supervised here like the others:
//
//	{ID: "resizer", Remote: &supervisor.Remote{
//		Cluster: node, Node: "store@10.0.0.2:4369", Function: "resize", Args: size,
//		Loss: supervisor.Elsewhere,
//	}}
//
// A lost node is an exit of its children. [Loss] says what then: wait until the node
// is back, which costs no restarts however long it takes, start them elsewhere, or
// escalate. The ones that still run on the other side of a cut end there, for they
// are linked to the supervisor. A child is up when its process is. One that is
// stopping is gone when it says so, or its node is lost: while a connection is
// silent and not yet given up, that may take longer than its Shutdown.
//
// # At run time
//
// [StartChild], [TerminateChild], [RestartChild] and [DeleteChild] change the
// children of a running supervisor, [Children] and [Count] look at them. The
// supervisor is given by its PID or its name. Children that were added are
// forgotten when the supervisor itself restarts.
//
// A supervisor reacts and never waits, neither for a child that takes its time to
// start nor for one that does not stop. What one asks about it is answered at
// once. A command begins at once too, beside those that are not done yet; only
// while the first children start, or a group restarts, commands wait, and then
// begin in the order they came. Each is answered when it is done. One whose
// caller gave up is carried out all the same. Once the supervisor is stopping,
// they fail with [ErrStopping].
//
// For many children of a kind, such as one for each connection, there is
// SimpleOneForOne: its Template makes a Child of whatever [StartWith] is given,
// and a child that ends is forgotten.
//
// # When not to use it
//
// Don't supervise what is expected to fail as part of its work: return the error
// to who asked. Don't use restarts to wait for something outside that is down: four
// tries are over in a moment. A process that starts without it and goes on trying
// is better. And a supervisor does nothing else:
// state, and work, are for its children.
package supervisor
