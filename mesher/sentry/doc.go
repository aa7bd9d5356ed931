// Package sentry reads what Sentry's SDKs send, so that they work with this
// program unmodified: credentials, compressed bodies, envelopes, events and
// client reports. It knows only formats; routes, limits per project and storage
// are the business of other packages.
//
// A request goes through it in this order:
//
//	[Key]                 whose it is, from headers or query
//	[Decompressor.Open]   the body as the SDK wrote it, bounded
//	[OpenEnvelope]        its items, one after the other, or
//	[StoreBody]           the one event of the older store endpoint
//	[DecodeEvent]         an event in the domain's terms
//
// It promises that no event is lost to a bad field: it reads whatever it can, and
// leaves a note in the event about the rest. Everything is bounded: bytes before
// and after decompression, headers, events, nesting. Nothing here starts a
// goroutine or keeps state, except a [Decompressor], which keeps decoders for
// reuse.
//
// Errors meant for the client are of type [mesher.Error]: Invalid for input that
// cannot be read at all, TooLarge for input over a limit.
package sentry
