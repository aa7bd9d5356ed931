// Package access decides who may do what: it signs people in, knows programs by
// their tokens, and says which role an asker has in an organisation.
//
// It promises:
//
//   - A password is stretched by argon2id, at most two at a time on each core,
//     and never kept, printed or logged. Whether an address has an account
//     can't be told from an answer or from how long it took.
//   - Guessing is slow: one network address may try ten wrong passwords on an
//     account, and then one a minute, and thirty on all accounts, and then one in
//     twenty seconds. All addresses together may try a hundred on an account, and
//     then one a minute. So a single stranger does not lock an account's owner out,
//     though many addresses can. Each node counts for itself, in memory.
//   - This is no mail relay: at addresses of their choice, an account can have
//     fifty letters sent at once and then one in five minutes; for one
//     organisation it is a hundred, and one in five minutes; in all five hundred,
//     and one a minute. These counts are of one node too.
//   - What opens a door (a session's or a token's secret, an invitation) has 256
//     random bits and is kept as its hash.
//   - An asker who is no member of an organisation is told that it is not
//     there, with all that belongs to it.
//
// A [Gate] is safe for concurrent use, and starts no goroutine. It owns no data:
// accounts are in the store of its [Config].
package access
