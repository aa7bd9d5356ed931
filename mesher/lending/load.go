package lending

import "time"

// A Load is what a node tells the others of itself.
type Load struct {
	Node     string
	Events   int           // that came in since it told before
	Waiting  int           // events that wait for their turn
	Wait     time.Duration // how long one waited
	Lent     int           // processors that work here for others
	Borrowed int           // processors that work elsewhere for this node
}

// Figures are how a node stands, for whoever looks at the cluster.
type Figures struct {
	Load
	From map[string]int // the processors it borrowed, by their nodes
}
