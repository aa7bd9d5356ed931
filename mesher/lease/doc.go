// Package lease lets one node at a time do what only one may do: evaluate alerts,
// look for spikes, remove what is too old.
//
// A process asks to hold a lease by its name, and gets it when no other program
// has it. Its work then has a context that ends before another holder can begin:
//
//	keeper := lease.New(lease.Config{Store: store})
//	actor.Run(func(p *actor.Process) error {
//		keeper.Hold(p, "alerts", func(ctx context.Context) { evaluate(ctx) })
//		return nil
//	})
//
// # Who may take it
//
// No two clocks are compared. With each lease the database keeps a number, the
// fence, that grows with every change, and changes it only for a caller that
// knows it. A holder changes it every fifth of the lease's length. A program that
// wants the lease looks at it as often, and takes it once it has seen the same
// fence for the whole length, by its own clock. The holder counts from before it
// sent its last change, and stops after two thirds by its own clock: so it has
// stopped by the time a program that saw that change has waited for all of it.
// The last third is for work under way to notice that its context ended, and for
// clocks that run at different speeds; that they show different times does not
// matter.
//
// A holder that stops in order says so, and another begins at once, that is at
// its next look. After a holder is killed, nobody holds the lease for its length
// and a fifth.
//
// A program that is stopped from outside, along with its clock, and goes on later
// may finish the one statement at which it was stopped. So what is done under a
// lease must be harmless when it is done twice: leases save work, and the
// database keeps its contents consistent.
package lease
