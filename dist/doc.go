// Package dist makes a cluster of systems: processes on different nodes send to each
// other, link, monitor, call and spawn as if they were on one.
//
// # A node
//
// A system with a name that others can reach becomes a node. All nodes of a cluster
// share a cookie: a secret of at least 32 random bytes (openssl rand -base64 32 makes
// one):
//
//	sys := actor.NewSystem(actor.Config{Node: "shop@10.0.0.1:4369"})
//	cookie, err := wire.NewCookie(os.Getenv("CLUSTER_COOKIE"))
//	node, err := dist.Start(ctx, sys, dist.Config{
//		Cookies: []wire.Cookie{cookie},
//		Peers:   []string{"10.0.0.2:4369"},
//	})
//	defer node.Leave(ctx)
//
// Instead of a list of peers, Config.Discovery may find nodes, for example through a
// DNS name that has an address for each; see package discover.
//
// Nodes may start in any order: a node keeps dialling a peer that it can't reach yet.
// [Node.Connect] waits for one peer; a program uses it to be sure that the peer is
// connected.
//
// A node learns of all other nodes from the peers it is connected to, and connects to
// them. It stays connected: a lost peer is dialled again, until that peer leaves with
// [Node.Leave] or this node disconnects. A peer in Config.Peers, or one that
// [Node.Connect] has connected to, is dialled without end, and a peer that Discovery
// finds for as long as it is found. Any other peer, which this node only heard of or
// was dialled by, is given up after three days without a connection: a network that
// was cut heals by itself even after a weekend, and a crashed program whose name never
// returns is not dialled for ever.
//
// [Node.List] lists the connected nodes, and [Node.Monitor] tells a process of nodes
// that come and go. [Node.Stats] remembers a lost node for a day; a node that left did
// not fail, and is forgotten at once.
//
// # Sending
//
// There is nothing to learn: an [actor.PID] names its node, and Send, Call, Link,
// Monitor and Exit accept a PID of any node. A name on another node is written
// name@node, and SendName, CallName, MonitorName, service.Call and service.Cast
// accept it like any other. A message may hold plain values, and types that both
// nodes registered under the same name:
//
//	dist.Register[Order](node, "shop.Order")
//	p.SendName("orders@store@10.0.0.2:4369", Order{Number: 7})
//
// If a message cannot travel, its sender gets an error that names it.
//
// # Names of the whole cluster
//
// [Node.Global] holds names that belong to one process in the whole cluster. Every
// node looks them up without asking another. By the time a node's NodeUp is
// delivered, all its names are known here.
//
//	err := node.Global().Register(ctx, "printer", p.Self())
//	pid, ok := node.Global().Whereis("printer")
//
// In a network partition, each part can go on registering names. When the parts meet
// again, one process keeps the name, and the other receives a [NameConflict].
//
// # Rooms
//
// [Node.Rooms] holds groups of processes in the whole cluster: a broadcast reaches
// each member once, and crosses the connection to each node with members once. See
// package room.
//
//	err := node.Rooms().Join("lobby", p.Self())
//	err = node.Rooms().Broadcast(p, "lobby", Said{"hello"})
//
// # Starting processes elsewhere
//
// A node offers functions; other nodes start processes that run them:
//
//	dist.Offer(node, "resize", func(p *actor.Process, picture string) error { … })
//
//	pid, err := node.SpawnLink(ctx, p, "store@10.0.0.2:4369", "resize", "cat.png")
//
// A supervisor starts and restarts such processes as its Remote children, with the
// node as their Cluster.
//
// # Looking inside
//
// [Node.Stats] describes a node's connection to each peer; package prom exports it to
// Prometheus. With package observe, a program attaches to a node as a hidden one and
// sees what all nodes do.
//
// # What the package promises
//
// Messages from one process to another arrive in order, or not at all if the
// connection is lost: then each link, monitor and call across it ends with
// [actor.NoConnection], once. The other process may still be alive after that. A PID
// from a node's earlier run reaches no process.
//
// Send never waits: when a peer is slow and its queue is full, Send fails with
// [ErrBusy], and SendContext waits. Exits, downs and replies may use a reserve. A
// peer is cut off when that is used up too, or when it takes nothing for a while. A
// long message travels in pieces, which other senders' messages overtake.
//
// # Trust
//
// Connections are TLS 1.3. Both ends prove that they know the cookie before either
// says its name; the proof is bound to that TLS connection. A node with the cookie is
// trusted with everything that processes may do. What it sends is still bounded, and
// it can act only for its own processes.
package dist
