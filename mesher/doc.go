// Package mesher is the domain of the error tracker: what an event, an issue
// and a project are, how events group into issues, and the ports through which
// the rest reads and writes them.
//
// It is pure: no HTTP, no SQL, no processes. The packages below it give it
// those, one each:
//
//	sentry    the formats of Sentry SDKs, decoded into an [Event]
//	payload   a whole event packed into one value, for storage
//	ingest    the pipeline of processes an event passes through
//	sqlstore  the [Store] on an embedded or a PostgreSQL database
//	server    the HTTP routes and the pages
//	app       wires them into one supervision tree
//
// An event travels one way: it is decoded ([DecodeEvent], or package sentry),
// cut to size ([Event.Normalise]), grouped ([GroupingOf]), packed
// (package payload) and written with others in one transaction ([EventWriter]),
// and only then answered. Programs see it again as an [EventView].
//
// No event is refused for being too large in a part: parts are cut, and each
// cut leaves a [Note] in the event. What decides grouping is a pure function of
// the event, so that every node decides alike.
package mesher
