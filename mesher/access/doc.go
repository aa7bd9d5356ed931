// Package access decides who may do what: it signs people in, authenticates
// programs by their tokens, and says which role a caller has in an organisation.
//
// It promises:
//
//   - A password is stretched by argon2id, at most two at a time on each core,
//     and never kept, printed or logged. Whether an address has an account
//     can't be told from an answer or from how long it took.
//   - Guessing is slow. One network address may try ten wrong passwords on an
//     account, and then one a minute; on all accounts thirty, and then one in
//     twenty seconds. All addresses together may try a hundred on an account, and
//     then one a minute. So a single stranger does not lock an account's owner
//     out, though many addresses can. Each node counts for itself, in memory.
//   - It is not a mail relay. An account can have fifty letters sent at once to
//     addresses of its choice, and then one in five minutes; for one organisation
//     it is a hundred, and then one in five minutes; in all five hundred, and
//     then one a minute. These counts are per node too.
//   - A credential (a session's or a token's secret, an invitation) has 256
//     random bits and is stored as its hash.
//   - A caller who is not a member of an organisation is told that it, and
//     everything that belongs to it, does not exist.
//
// A [Gate] is safe for concurrent use, and starts no goroutine. It owns no data:
// accounts are in the store of its [Config].
package access
