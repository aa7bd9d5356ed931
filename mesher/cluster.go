package mesher

// A ClusterStatus is the state of a Mesher's nodes, as one of them sees it. A
// program that runs alone is one node.
type ClusterStatus struct {
	Self   string       `json:"self"`
	Nodes  []NodeStatus `json:"nodes"`
	Leader string       `json:"leader"` // the node that does the chores of one node at a time; empty: none at the moment
}

// A NodeStatus is the state of a node. Values that it did not report are zero.
type NodeStatus struct {
	Name            string  `json:"name"`
	Status          string  `json:"status"` // up; silent: connected, but did not answer; down: was connected
	Version         string  `json:"version"`
	Uptime          int64   `json:"uptime_s"`
	EventsPerSecond float64 `json:"events_per_s"`
	Queue           int64   `json:"queue"`    // events that wait to be stored
	Lent            int64   `json:"lent"`     // processors of this node that work for others
	Borrowed        int64   `json:"borrowed"` // processors of others that work for this node
}

// A Cluster is everything known of the nodes.
type Cluster struct {
	Self   string         `json:"self"`
	Nodes  []ClusterNode  `json:"nodes"`
	Leader string         `json:"leader"`
	Links  []ClusterLink  `json:"links"`
	Tree   []ClusterChild `json:"tree"`
}

// A ClusterNode is the state of a node, with its load.
type ClusterNode struct {
	NodeStatus
	Duties     []string `json:"duties"` // chores of one node at a time that this node does now
	Processes  int      `json:"processes"`
	Waiting    int      `json:"waiting"` // messages in all mailboxes
	Longest    int      `json:"longest"` // longest mailbox
	Faults     uint64   `json:"faults"`  // processes that failed
	Goroutines int      `json:"goroutines"`
	Memory     uint64   `json:"memory_bytes"`
	Spooled    int64    `json:"spooled"` // events on the disk
	Error      string   `json:"error"`   // why it did not answer
}

// A ClusterLink is a node's connection to another. Counts begin when the node
// starts.
type ClusterLink struct {
	Node             string  `json:"node"` // the node that counts
	Peer             string  `json:"peer"`
	Up               bool    `json:"up"`
	Reconnects       uint64  `json:"reconnects"`
	Sent             uint64  `json:"sent_bytes"`
	Received         uint64  `json:"received_bytes"`
	SentMessages     uint64  `json:"sent_messages"`
	ReceivedMessages uint64  `json:"received_messages"`
	Refused          uint64  `json:"refused"` // messages that found no room
	Queued           int     `json:"queued_bytes"`
	RoundTrip        float64 `json:"round_trip_ms"` // 0: not measured yet
}

// A ClusterChild is a supervisor of a node, or a child of the nearest row above
// with less depth.
type ClusterChild struct {
	Node       string        `json:"node"`
	Depth      int           `json:"depth"`
	ID         string        `json:"id"`
	Supervisor bool          `json:"supervisor"`
	State      string        `json:"state"`
	Mailbox    int           `json:"mailbox"`
	Restarts   int           `json:"restarts"` // after its own crashes
	Crash      *ClusterCrash `json:"crash"`    // the last one
}

// A ClusterCrash is why a process last ended by itself.
type ClusterCrash struct {
	Reason string `json:"reason"`
	At     string `json:"at"`
}
