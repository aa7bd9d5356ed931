// Package ingest is the pipeline that an event passes through, from the HTTP
// server to the database: a supervision tree of named services.
//
//	mesher_registry    lists the pipeline's parts, counts events
//	key_ring           remembers keys, so that a slow database stops nobody
//	rate_limiter       a token bucket for each project
//	event_processor_N  decode, normalise and group; one for each CPU
//	storage_writer     writes what arrives together in one transaction
//	spool_drainer      stores what waited in the spool for the database
//	outcome_ledger     counts the outcome of each event
//	health_checker     has a service restarted that hangs
//
// [Pipeline.Submit] takes an event through them on its caller's goroutine, one
// call after the other, and returns when the event is committed. If a service
// dies, its caller is told at once and asks again: a killed service is back in an
// instant, and an event keeps the id it had at the first try, so that it is
// stored once however often it is written.
//
// At a gate before the processors, projects take turns, and so they do before the
// database: what one project sends does not make another wait long. While
// processors of other nodes are borrowed, the gate gives them events that would
// have to wait here; see [Pipeline.Borrow].
//
// It promises:
//
//   - A [mesher.Receipt] without an error means that the event is durable: it is
//     committed, or fsynced in the spool.
//   - The spool is used when a transaction fails for reasons of the database, or
//     takes longer than [Config.Slow]; from then on until a transaction succeeds,
//     which is tried each second; and for events that find the queue full. When the
//     database is back, new events go straight to it and the spool is drained
//     beside them, in its order.
//   - No goroutine is started for an event, and no timer is waited for on the
//     way: events that arrive while one transaction is written become the next.
//   - What waits to be processed or stored is bounded, in events and in bytes,
//     and so is the spool. An event for which there is no room is refused as
//     Unavailable.
//   - The ledger counts the answer of each submission, once; an event that leaves
//     the spool moves from there to where it came to rest.
//   - An event that makes our code panic is refused, and harms no other. One that
//     the database refuses is found by halving and put into the quarantine, and
//     the others of its batch are stored.
//
// Each service owns only its state; only the writer's committers and the drainer
// hold a database handle. Nothing but the spool survives a restart: the limiter
// then forgets what was spent, and the key ring its keys.
package ingest
