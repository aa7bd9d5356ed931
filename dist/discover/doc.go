// Package discover finds the nodes of a cluster: from a list, or from a DNS name
// that has an address for each of them.
//
//	seeds, err := discover.Parse("ada@10.0.0.1:4369, dns:mesh.internal:4369")
//	node, err := dist.Start(ctx, sys, dist.Config{Discovery: seeds, …})
//
// A source only says where to knock. A node's name is what the node itself says
// once it has proven the cookie, so an address that is wrong, old or one's own
// does no harm.
//
// Anything else that knows where nodes are, such as an orchestrator's API, can be
// a [Source] too.
package discover
