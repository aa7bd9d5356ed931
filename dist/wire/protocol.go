package wire

import "fmt"

/*
The protocol of two nodes, over one TLS 1.3 connection without tickets.

	initiator                                acceptor
	    |------------- hello ------------------>|   versions, features, nonce
	    |<------------ challenge ---------------|   versions, features, choice, nonce
	    |------------- knock ------------------>|   proof of the cookie
	    |<------------ welcome -----------------|   who I am, proof
	    |------------- enter ------------------>|   who I am, proof over all that was said
	    |<------------ confirm ----------------|   proof over all that was said
	    |                                       |
	    |<----------- types, functions -------->|   both ways at once, without waiting
	    |<----------- names snapshot, claims -->|   all there are, in whole frames
	    |<----------- members ----------------->|
	    |<----------- synced ------------------>|   nothing but the above before it was
	    |<----------- peers ------------------->|   both sent and received
	    |<----------- signals ----------------->|   until goodbye, or the connection ends

Either side may answer a step of the handshake with refuse, and close.

A frame is a header of 4 bytes and a payload:

	kind     1 byte
	length   3 bytes, big-endian, of the payload: at most 66,556, and 4,092 until
	         confirm

In payloads, a number is an unsigned varint (7 bits a byte, lowest first, the high
bit says that more follow), a text or bytes is a number and that many bytes, rest
is whatever follows. An incarnation and a process are 8 bytes, big-endian. A process
is given by its number on its node: the sender of a frame owns the processes that it
is from, and the receiver those that it is to, so that no node can speak for
another's. 0 is none.

A message longer than a payload goes in fragments (a shorter one may, from 4,096
bytes on): the first fragment (open) has the message's kind and length, the others
(more) follow in order. The nodes' own messages, about the session, names and
members, are one frame each: a longer list goes in several messages, so that nothing
can overtake a part of it. Other frames, also of other streams, may come between
fragments; a sender lets no message of a pair of processes overtake another of that
pair. The lengths of all open streams together never exceed the receiver's
Reassembly (see [Limits]), and no message is longer than its Message: a peer that
breaks this is cut off.

Any received frame is a sign of life. Unknown kinds, and bytes after a payload's
last field, are errors: anything new comes with a version or a feature.

A value (the body of a message that a process receives) is the number of its type
and the type's encoding, up to the end of the payload. Numbers up to 31 are plain
types, see plain.go; from 32 on they are the sender's, which it names with types
messages before it uses them. The encoding of such a type is agreed between the
programs that register it under that name; by default it is one item of msgpack,
which holds no extension but times (-1) and nests no deeper than 32. A reason is a
byte and what belongs to it, see reason.go. A list has at most 65,536 texts, and a
type's name at most 255 bytes.

Unlinking takes an answer, or an exit that crosses it would be lost or count
twice: the side that unlinks picks a new number, sends unlink, and from then on
ignores link exits and links of that process until unlinked comes back with the same
number. The side that receives unlink drops the link, and answers in any case. So a
link made again after the unlink is not taken for the old one.

Of groups, each node says which of its own processes are in them: all of that before
synced, and after that each change, in its order. So a node that has heard all that
another said knows its members; that knowledge ends with the connection. Nothing is
said twice: a process that joined was not a member, and one that left was. A
broadcast goes to nodes that have members, once to each.

Calls and spawns are numbered by their sender, and no number is used twice on a
connection: a reply that comes when nobody waits any more is dropped.

Versions

Each node offers all versions that it speaks, and the newest that both speak applies
to that connection, so that a cluster is upgraded one node after the other. A
version that was in a release is spoken by the next one too, and not sent to older
nodes.

	1	this.
*/

// Version is the newest version that this package speaks, and OldestVersion the
// oldest.
const (
	OldestVersion = 1
	Version       = 1
)

// Sizes in bytes.
const (
	HeaderSize = 4

	// MaxFrame bounds a frame, with its header. A value of 64 KiB goes in one.
	MaxFrame = 65 << 10
	// MaxEarlyFrame bounds a frame until the peer has proven itself.
	MaxEarlyFrame = 4 << 10
	// DefaultMaxMessage bounds a message, however many frames it takes.
	DefaultMaxMessage = 64 << 20
)

// A Kind says what a frame is.
type Kind uint8

// The kinds, and what their payloads hold.
const (
	// The handshake.
	KindHello     Kind = 0x01 // "mesh", oldest and newest version (a byte each), features, nonce (32 bytes)
	KindChallenge Kind = 0x02 // oldest, newest and chosen version, features, nonce; chosen is 0 if there is none in common
	KindKnock     Kind = 0x03 // tag (32 bytes)
	KindWelcome   Kind = 0x04 // tag, identity: name (a text), incarnation, flags (a byte; 1: hidden), longest message, reassembly
	KindEnter     Kind = 0x05 // tag, identity
	KindConfirm   Kind = 0x06 // tag
	KindRefuse    Kind = 0x07 // why (a byte)

	// Messages in fragments.
	KindOpen Kind = 0x08 // stream, kind (a byte), length of the message, rest: its first bytes
	KindMore Kind = 0x09 // stream, rest: its next bytes

	// The session.
	KindTypes     Kind = 0x10 // number of the first, count, names (texts): the sender's numbers for its types
	KindFunctions Kind = 0x11 // count, names: the functions that the sender spawns for others
	KindSynced    Kind = 0x12 // nothing: the snapshots are complete
	KindPeers     Kind = 0x13 // count, names of the nodes that the sender is connected to
	KindPing      Kind = 0x14 // a number
	KindPong      Kind = 0x15 // the ping's number
	KindGoodbye   Kind = 0x16 // text: what is wrong; empty if the sender just leaves

	// Signals between processes.
	KindSend      Kind = 0x20 // from, to, rest: value
	KindSendName  Kind = 0x21 // from, name, rest: value
	KindExit      Kind = 0x22 // from, to, reason: to is asked to exit
	KindLink      Kind = 0x23 // from, to
	KindUnlink    Kind = 0x24 // from, to, number
	KindUnlinked  Kind = 0x25 // from, to, the unlink's number
	KindLinkExit  Kind = 0x26 // from, to, reason: from has exited, or was not there
	KindMonitor   Kind = 0x27 // from, to or 0, ref (a number of the watcher's), name, if to is 0
	KindDemonitor Kind = 0x28 // from, ref
	KindDown      Kind = 0x29 // from (0 if the name had nobody), to, ref, reason

	// Calls and spawns.
	KindCall    Kind = 0x30 // call, from, to, rest: value
	KindCallTo  Kind = 0x31 // call, from, name, rest: value
	KindReply   Kind = 0x32 // call, how (a byte; 0: answered, 1: there will be no answer), reason (0: none), rest: value, nothing if there is no answer
	KindHangUp  Kind = 0x33 // call: its caller no longer waits
	KindSpawn   Kind = 0x34 // spawn, from, ties (a byte; 1: link, 2: monitor), ref, function (a text), rest: value
	KindSpawned Kind = 0x35 // spawn, process (0: there is none), reason (0: none)

	// Names. The global name tables define their payloads.
	KindNamesSnapshot Kind = 0x40 // rest
	KindNamesClaim    Kind = 0x41 // rest
	KindNamesAck      Kind = 0x42 // rest
	KindNamesWithdraw Kind = 0x43 // rest

	// Groups.
	KindMembers   Kind = 0x48 // how (a byte; 0: they came, 1: they left), group (a text), count (4,096 at most), processes of the sender's
	KindBroadcast Kind = 0x49 // from, except (a process; 0: nobody), group, rest: value, for all members of the receiver's but that one
)

// kindNames is not changed.
var kindNames = [256]string{
	KindHello:         "hello",
	KindChallenge:     "challenge",
	KindKnock:         "knock",
	KindWelcome:       "welcome",
	KindEnter:         "enter",
	KindConfirm:       "confirm",
	KindRefuse:        "refuse",
	KindOpen:          "open",
	KindMore:          "more",
	KindTypes:         "types",
	KindFunctions:     "functions",
	KindSynced:        "synced",
	KindPeers:         "peers",
	KindPing:          "ping",
	KindPong:          "pong",
	KindGoodbye:       "goodbye",
	KindSend:          "send",
	KindSendName:      "send to name",
	KindExit:          "exit",
	KindLink:          "link",
	KindUnlink:        "unlink",
	KindUnlinked:      "unlinked",
	KindLinkExit:      "link exit",
	KindMonitor:       "monitor",
	KindDemonitor:     "demonitor",
	KindDown:          "down",
	KindCall:          "call",
	KindCallTo:        "call to name",
	KindReply:         "reply",
	KindHangUp:        "hang up",
	KindSpawn:         "spawn",
	KindSpawned:       "spawned",
	KindNamesSnapshot: "names snapshot",
	KindNamesClaim:    "names claim",
	KindNamesAck:      "names ack",
	KindNamesWithdraw: "names withdraw",
	KindMembers:       "members",
	KindBroadcast:     "broadcast",
}

func (k Kind) String() string {
	if name := kindNames[k]; name != "" {
		return name
	}
	return fmt.Sprintf("kind %#x", uint8(k))
}
