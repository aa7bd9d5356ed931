// Package observe looks into running nodes: which nodes there are, what goes over
// their connections, which processes they have, how their supervisors fare and
// which names are taken. All of it is read from the runtime when a question is
// asked.
//
// A node that is to be looked into runs the observer among its services:
//
//	{ID: "observer", Start: observe.Run(observe.Config{Version: "1.4.2", Node: func() *dist.Node { return node }})}
//
// An observer that is its own program attaches with the cookie, and asks:
//
//	o, err := observe.Attach(ctx, observe.Attachment{To: "shop@10.0.0.1:4369", Cookies: cookies})
//	defer o.Close()
//	reports, err := o.Survey(ctx) // of all nodes
//	page, err := o.Processes(ctx, "", observe.ByMailbox, observe.Page{Limit: 20})
//
// Code inside a node asks in the same way, with [Of]. The node that is asked passes
// a question on to another node that it is connected to, so one address leads to
// all of them.
//
// # What it promises
//
// A question has no effect but its answer: nothing is started, changed or ended.
// Whatever it says, it is read as a byte string of at most 4 KiB. Answers are pages
// bounded in items and in bytes, whatever the node has: the busiest of a million
// processes cost one pass over them and the memory of a page. A node answers 16
// questions at a time and refuses more with [ErrBusy]; none takes longer than 5 s.
//
// An attached observer is a hidden peer: it is in no list, no node waits for it,
// and it is forgotten when it has gone.
//
// Nodes that were connected to a lost node report it as down for a day, unless it
// comes back; if there are very many, the last thousand lost. A node that left by
// itself is no longer reported.
//
// Questions and answers are JSON in plain byte strings. So they need no registered
// types, and nodes of different versions understand each other: each ignores what
// it does not know.
//
// # Who owns what
//
// The service answers on goroutines of its process, and its only state is how many
// there are. An [Observer] owns its system and its node, which end with Close.
//
// # When not to use it
//
// For graphs and alarms there are Prometheus counters. A program that wants to know
// whether a process is alive monitors it. An answer was true when it was given:
// make no decisions by it.
package observe
