// Package mesher is the domain of the error tracker: what an event, an issue and
// a project are, how events group into issues, and the ports through which other
// packages read and write them.
//
// It is pure: no HTTP, no SQL, no processes. The packages below it add those, one
// each:
//
//	sentry    the formats of Sentry SDKs, decoded into an [Event]
//	payload   a whole event packed into one value, for storage
//	ingest    the pipeline of processes an event passes through
//	sqlstore  the [Store] on an embedded or a PostgreSQL database
//	server    the HTTP routes and the pages
//	app       wires them into one supervision tree
//
// An event travels one way: it is decoded ([DecodeEvent], or package sentry), cut
// to size ([Event.Normalise]), grouped ([GroupingOf]), packed (package payload)
// and written with others in one transaction ([EventWriter]), and only then
// answered. Programs read it back as an [EventView].
//
// No event is refused because a part of it is too large: parts are cut, and each
// cut leaves a [Note] in the event. Grouping is a pure function of the event, so
// that every node groups alike.
package mesher
