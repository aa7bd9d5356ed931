package global

// A Message is what the tables of two nodes send each other: a [Snapshot], [Claim],
// [Answer] or [Withdrawal]. Messages between two nodes must arrive in order, or not
// at all and then none after it.
type Message interface{ message() }

// A Snapshot is the first message on a connection: all claims of its sender, by
// ascending Seq.
type Snapshot struct {
	Clock  uint64
	Claims []Claim
}

// An Answer answers a [Claim]. Each claim gets one, whether in a snapshot or on its
// own.
type Answer struct {
	Name string
	Seq  uint64 // the claim's
	// Rival is a claim that stands in the way, if its Name is not empty. It refuses a
	// claim that asks. A held claim has been recorded nevertheless; its owner and the
	// rival's settle which one stays.
	Rival Claim
}

// A Withdrawal ends a claim.
type Withdrawal struct {
	Name string
	Seq  uint64
}

func (a Answer) refused() bool { return a.Rival.Name != "" }

func (Snapshot) message()   {}
func (Claim) message()      {}
func (Answer) message()     {}
func (Withdrawal) message() {}
