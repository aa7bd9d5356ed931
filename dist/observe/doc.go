// Package observe looks into nodes that run: who is there, what goes over their
// connections, which processes they have, how their supervisors fare and which names
// are taken. What it tells is read from the runtime at the moment of the question.
//
// A node that is to be looked into runs the observer among its services:
//
//	{ID: "observer", Start: observe.Run(observe.Config{Version: "1.4.2", Node: func() *dist.Node { return node }})}
//
// An observer that is a program of its own attaches with the cookie, and asks:
//
//	o, err := observe.Attach(ctx, observe.Attachment{To: "shop@10.0.0.1:4369", Cookies: cookies})
//	defer o.Close()
//	reports, err := o.Survey(ctx) // of all nodes
//	page, err := o.Processes(ctx, "", observe.ByMailbox, observe.Page{Limit: 20})
//
// Code inside a node asks in the same way, by [Of]. Whoever is asked passes a question
// on to another node that it is connected to, so that one address leads to all of
// them.
//
// # What it promises
//
// A question has no effect but its answer: nothing is started, changed or ended. It is
// read as a byte string of 4 KiB at most, whatever it says, and answers are pages
// bounded in items and in bytes, whatever the node has: the busiest of a million
// processes cost one pass over them and the room of a page. A node answers 16 questions
// at a time and refuses more with [ErrBusy]; none takes longer than 5 s.
//
// The attached observer is a hidden peer: it is in no list, no node waits for it, and
// it is forgotten when it has gone.
//
// A node that was lost is told of as down for a day, by those that were connected to
// it, unless it comes back; of very many, the thousand that were lost last. One that
// left by itself is told of no more.
//
// Questions and answers are JSON in plain byte strings. So no types are registered for
// them, and nodes of different versions understand each other: what one does not know
// it leaves out.
//
// # Who owns what
//
// The service answers on goroutines of its process, and has no state but how many
// there are. An [Observer] owns its system and its node, which end by Close.
//
// # When not to use it
//
// For graphs and alarms there are counters for Prometheus. A program that wants to
// know whether a process lives monitors it. What an answer says was so when it was
// given: nothing should be decided by it.
package observe
