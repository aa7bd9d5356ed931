// Package dump moves everything that a database holds to another, whichever
// engines they are: through a file, or straight. Ids, times and counts stay what
// they were; only sign-ins and who holds a lease stay behind.
//
// A dump is a stream of parts, each some thousand rows of one table, in an order
// that is the same whenever an unchanged database is read. It comes from
// [Export], which reads a database as it is at one moment, or from [Read], which
// reads a file; it goes to a [Sink]: a [Writer] of a file, or an [Importer] into
// a database that is empty. So both ends hold one part in memory, however large
// the database is.
//
// # Going on after a kill
//
// Who was killed is simply started again. Parts that are there already are
// compared by their digests and passed over: reading again is cheap beside
// storing again. What differs is refused, as the source has changed meanwhile.
// An importer stores each part's rows together with how far it is, in one
// transaction. Until it has come to the end and the totals agree, the database
// is marked as unfinished, and [Unfinished] tells so.
//
// # The file
//
//	"mshrdump"
//	frame*   byte     kind: H header, P part, E end
//	         uint32   bytes of the packed body, big-endian
//	         [32]byte SHA-256 of the body
//	         body     zstd
//
//	header   JSON of a [Header]: its version, the tables with their columns,
//	         and about how many rows there are
//	part     the table's name, the number of rows, and these: see row.go
//	end      JSON of [Totals]: rows, and the sums of numbers, by table
//
// History: version 1, the first.
//
// A file holds all that the database does: hashes of passwords, secrets of
// webhooks, what users of programs sent. It is made for its owner's eyes.
package dump
