// Package sentry reads what the SDKs of Sentry send, so that they work with
// this program unmodified: credentials, compressed bodies, envelopes, events
// and client reports. It knows formats and nothing else; routes, limits per
// project and storage are others' business.
//
// A request goes through it in this order:
//
//	[Key]                 whose it is, from headers or query
//	[Decompressor.Open]   the body as the SDK wrote it, bounded
//	[OpenEnvelope]        its items, one after the other, or
//	[StoreBody]           the one event of the older store endpoint
//	[DecodeEvent]         an event in the domain's terms
//
// It promises that no event is lost to a bad field: whatever can be read is,
// and the rest leaves a note in the event. Everything is bounded: bytes before
// and after decompression, headers, events, nesting. Nothing here starts a
// goroutine or keeps state, but for a [Decompressor], which keeps decoders to
// use them again.
//
// Errors meant for the client are of type [mesher.Error]: Invalid for what
// cannot be read at all, TooLarge for what is over a limit.
package sentry
