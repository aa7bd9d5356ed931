// Package ingest is the pipeline that an event passes through, from the door to
// the database: a supervision tree of named services.
//
//	mesher_registry    tells what the pipeline consists of, counts events
//	key_ring           remembers keys, so that a slow database stops nobody
//	rate_limiter       a token bucket for each project
//	event_processor_N  decode, normalise and group; one for each CPU
//	storage_writer     writes what arrives together in one transaction
//	spool_drainer      stores what waited in the spool for the database
//	outcome_ledger     counts what became of each event
//	health_checker     has a service restarted that hangs
//
// [Pipeline.Submit] walks an event through them on its caller's goroutine, one
// call after the other, and returns when the event is committed. So whoever
// waits is told at once when the service it waits for dies, and asks again: a
// service that was killed is back in an instant, and an event keeps the id it
// had at the first try, so that it is stored once however often it is written.
//
// In front of the processors is a gate, where projects take turns, and so they do
// in front of the database: what one project sends is no reason for another to
// wait long. While there are processors of other nodes, the gate gives them
// what would meet others here; see [Pipeline.Borrow].
//
// It promises:
//
//   - A [mesher.Receipt] without an error means that the event is durable: it is
//     committed, or fsynced in the spool.
//   - The spool is used when a transaction fails for reasons of the database, or
//     takes longer than [Config.Slow]; from then on until a transaction succeeds,
//     which is tried each second; and for what finds the queue full. When the
//     database is back, new events go straight to it and the spool is drained
//     aside, in its order.
//   - No goroutine is started for an event, and no timer is waited for on the
//     way: while one transaction is written, what arrives waits and becomes the
//     next.
//   - What waits to be processed or stored is bounded, in events and in bytes,
//     and so is the spool. An event for which there is no room is refused as
//     Unavailable.
//   - Of each submission the ledger counts what was answered, once; what leaves
//     the spool moves from there to where it came to rest.
//   - An event that makes our code panic is refused; it harms no other. One that
//     the database refuses is found by halves and put into the quarantine, and
//     the others of its batch are stored.
//
// The services own their state alone; none holds a database handle but the
// writer's committers and the drainer. But for the spool nothing here survives a
// restart: the limiter then forgets what was spent, and the key ring what it
// knew.
package ingest
