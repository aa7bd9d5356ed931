// Package dump moves everything from one database to another, whichever engines
// they are: through a file, or directly. Ids, times and counts stay the same;
// only sessions and holders of leases are left behind.
//
// A dump is a stream of parts, each some thousand rows of one table, in an order
// that is the same whenever an unchanged database is read. It comes from
// [Export], which reads a database as it is at one moment, or from [Read], which
// reads a file; it goes to a [Sink]: a [Writer] of a file, or an [Importer] into
// an empty database. So both ends hold only one part in memory, however large the
// database is.
//
// # Resuming after a kill
//
// A killed program is simply started again. Parts that are there already are
// compared by their digests and skipped: reading again is cheap beside storing
// again. If a part differs, the source has changed meanwhile, and the dump is
// refused. An importer stores each part's rows together with its progress, in one
// transaction. Until it has come to the end and the totals agree, the database is
// marked as unfinished, which [Unfinished] reports.
//
// # The file
//
//	"mshrdump" frame*
//
//	byte     kind: H header, P part, E end
//	uint32   bytes of the packed body, big-endian
//	[32]byte SHA-256 of the body
//	body     zstd
//
//	header   JSON of a [Header]: its version, the tables with their columns,
//	         and about how many rows there are
//	part     the table's name, the number of rows, and these: see row.go
//	end      JSON of [Totals]: rows, and the sums of numbers, by table
//
// History: version 1, the first.
//
// A file holds everything in the database: password hashes, webhook secrets, data
// of programs' users. It is for its owner's eyes only.
package dump
