// Package lease lets one node at a time do what only one may do: evaluate
// alerts, look for spikes, remove what is too old.
//
// A process asks to hold a lease by its name, and is given it when nobody else
// has it; what it does meanwhile has a context that ends before anybody else can
// begin:
//
//	keeper := lease.New(lease.Config{Store: store})
//	actor.Run(func(p *actor.Process) error {
//		keeper.Hold(p, "alerts", func(ctx context.Context) { evaluate(ctx) })
//		return nil
//	})
//
// # Who may take it
//
// No two clocks are compared. The database keeps a number with each lease, the
// fence, that grows with every change, and changes it only for whoever knows it.
// A holder changes it every fifth of the lease's length. Who wants the lease
// looks at it as often, and takes it when by its own clock it saw the same fence
// for the whole length. The holder counts from before it sent its last change,
// and by its own clock stops after two thirds: so it has stopped when somebody
// who saw that change has waited for all of it. One third is left for what was
// under way to notice that its context ended, and for clocks that run at
// different speeds; that they show different times does not matter.
//
// A holder that stops in order says so, and another begins at once, that is at
// its next look. A holder that is killed is missed for the length and a fifth.
//
// A program that is stopped from outside, with its clock, and goes on later may
// finish the one statement at which it was stopped. So what is done under a
// lease must be harmless when it is done twice: leases save work, and the
// database keeps what it holds consistent.
package lease
