package lending

import "time"

// A Load is a node's message to the others about itself.
type Load struct {
	Node     string
	Events   int           // events that came in since its last Load
	Waiting  int           // events that wait for their turn
	Wait     time.Duration // how long an event waited
	Lent     int           // processors that run here for others
	Borrowed int           // processors that run elsewhere for this node
}

// Figures describe a node's lending, for displays of the cluster.
type Figures struct {
	Load
	From map[string]int // number of borrowed processors, by node
}
