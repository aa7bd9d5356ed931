// Package discover says where the nodes of a cluster may be found: by a list, or by
// a DNS name that has an address for each of them.
//
//	seeds, err := discover.Parse("ada@10.0.0.1:4369, dns:mesh.internal:4369")
//	node, err := dist.Start(ctx, sys, dist.Config{Discovery: seeds, …})
//
// What is found is only where to knock: a node's name is what it says itself, when
// it has proven the cookie. So an address that is wrong, old or one's own does no harm.
//
// Anything else that knows where nodes are, such as an orchestrator's interface, is
// a [Source] too.
package discover
