// Package dist makes a cluster of systems: processes on different nodes send to
// each other, link, monitor, call and spawn as if they were on one.
//
// # A node
//
// A system with a name that others can reach becomes a node. What nodes share is a
// cookie, a secret of 32 random bytes or more (openssl rand -base64 32 makes one):
//
//	sys := actor.NewSystem(actor.Config{Node: "shop@10.0.0.1:4369"})
//	cookie, err := wire.NewCookie(os.Getenv("CLUSTER_COOKIE"))
//	node, err := dist.Start(ctx, sys, dist.Config{
//		Cookies: []wire.Cookie{cookie},
//		Peers:   []string{"10.0.0.2:4369"},
//	})
//	defer node.Leave(ctx)
//
// Instead of a list, Config.Discovery may say where nodes are, such as a DNS name
// that has an address for each; see package discover.
//
// Nodes may start in any order: who can't be reached yet is tried again. [Node.Connect]
// waits for one, and is how a program knows that it is there.
//
// From the nodes it is connected to it learns of all others, and connects to them.
// It stays connected: what is lost is dialled again, until the peer leaves by
// [Node.Leave] or this node disconnects. [Node.List] is who is there,
// [Node.Monitor] has a process told who comes and goes. [Node.Stats] remembers who was
// lost for a day; who left is no failure, and is forgotten at once.
//
// # Sending
//
// There is nothing to learn: an [actor.PID] names its node, and Send, Call, Link,
// Monitor and Exit take it wherever that is. A name of another node is written
// name@node, and SendName, CallName and MonitorName, service.Call and service.Cast
// take it as any other. What travels are plain values and the types that both nodes registered
// under one name:
//
//	dist.Register[Order](node, "shop.Order")
//	p.SendName("orders@store@10.0.0.2:4369", Order{Number: 7})
//
// What cannot travel is refused to its sender, by an error that names it.
//
// # Names of the whole cluster
//
// [Node.Global] has names that one process has in the whole cluster, and that every
// node looks up without asking. When node-up of a node is told, all its names are
// known here.
//
//	err := node.Global().Register(ctx, "printer", p.Self())
//	pid, ok := node.Global().Whereis("printer")
//
// Parts of a cluster that lost sight of each other go on giving names. As they meet
// again, one process keeps the name, and the other one receives a [NameConflict].
//
// # Rooms
//
// [Node.Rooms] has groups of processes in the whole cluster: what is broadcast reaches
// each member once, and crosses the connection to each node with members once. See
// package room.
//
//	err := node.Rooms().Join("lobby", p.Self())
//	err = node.Rooms().Broadcast(p, "lobby", Said{"hello"})
//
// # Starting processes elsewhere
//
// A node offers functions; others start processes that run them:
//
//	dist.Offer(node, "resize", func(p *actor.Process, picture string) error { … })
//
//	pid, err := node.SpawnLink(ctx, p, "store@10.0.0.2:4369", "resize", "cat.png")
//
// A supervisor starts them, and starts them again, as its Remote children: there the
// node is its Cluster.
//
// # Looking inside
//
// [Node.Stats] is how a node stands with each peer; package prom tells it to
// Prometheus. With package observe, a program attaches to a node as a hidden one and
// sees what all of them do.
//
// # What the package promises
//
// What one process sends to another arrives in order, or not at all when the
// connection is lost: then each link, monitor and call across it ends with
// [actor.NoConnection], once. After that the other process may still live. A PID of
// a node's earlier run reaches nobody.
//
// Send never waits: when a peer is slow and its queue is full, it fails with
// [ErrBusy], and SendContext waits. Exits, downs and replies may use a reserve; if
// that is used up too, or the peer takes nothing for a while, it is cut off. A long
// message goes in pieces, which other senders' messages pass.
//
// # Trust
//
// Connections are TLS 1.3. Both ends prove the cookie, over what only the two ends
// of that TLS connection know, before either says its name. Whoever has the cookie
// is trusted with all that processes may do; what a peer sends is still bounded, and
// it speaks for its own processes only.
package dist
