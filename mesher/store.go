package mesher

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// A Record is an event ready to be written: grouped, and with the issue it
// belongs to by default.
type Record struct {
	Event    *Event
	Grouping Grouping
	Payload  []byte // the event, packed as package payload does; nil: it is packed when it is stored
	Optional bool   // it is not kept, by sampling, when its issue is there already
}

// Outcome says what became of an event.
type Outcome string

const (
	Stored    Outcome = "stored"
	Duplicate Outcome = "duplicate" // the same project, event id and day were stored before
	Dropped   Outcome = "discarded" // its issue is discarded
	Sampled   Outcome = "sampled"   // it was optional, and its issue is known
	Spooled   Outcome = "spooled"   // it waits on the disk for the database

	Quarantined Outcome = "quarantined" // the database refuses it; see [Quarantine]
)

// A Receipt answers for one [Record].
type Receipt struct {
	EventID uuid.UUID
	IssueID uuid.UUID // Nil while it is not known
	Outcome Outcome
	// News of the issue, told by the first event of a batch that makes it true.
	NewIssue  bool // the event is the first of its issue
	Regressed bool // the issue was resolved, and is no more
	// Where a stored event stands in its issue; zero when that is not known.
	Place int64     // how many events the issue has with it: so commits are in order, of all nodes
	Since time.Time // the issue was first seen
}

// EventWriter stores events.
type EventWriter interface {
	// WriteEvents stores the records in one transaction and returns one receipt
	// for each, in order. When it returns without an error they are durable, and
	// the [OutcomeLedger] has those that are Stored.
	// An event already stored is a Duplicate and changes no count. On an error
	// nothing was stored, unless the database went away with the answer to the
	// commit: the call may be repeated, and then meets Duplicates.
	WriteEvents(ctx context.Context, records []Record) ([]Receipt, error)
}

// IssueReader reads what was stored.
type IssueReader interface {
	// Issue finds one; a NotFound error when there is none.
	Issue(ctx context.Context, id uuid.UUID) (Issue, error)
	// LatestEvent is an issue's newest; NotFound when it has none left.
	LatestEvent(ctx context.Context, issue uuid.UUID) (*Event, error)
}

// ProjectStore holds organisations, projects and keys.
type ProjectStore interface {
	// Bootstrap makes the default organisation, a project with the slug
	// "default" and a key for it, unless there is a project already. It returns
	// the first project and its oldest good key, made or found.
	Bootstrap(ctx context.Context) (Project, Key, error)
	// Projects lists all, the oldest first.
	Projects(ctx context.Context) ([]Project, error)
	// Project finds one by its number or its slug.
	Project(ctx context.Context, ref string) (Project, error)
	// CreateProject adds a project to an organisation and returns it with its
	// number. Conflict when the slug is taken, Invalid when it is none, NotFound
	// when the organisation is not there.
	CreateProject(ctx context.Context, p Project) (Project, error)
	// SaveSettings replaces a project's settings. NotFound when there is no
	// such project.
	SaveSettings(ctx context.Context, project ProjectID, s Settings) error

	// KeyByValue finds a key that was not revoked, with its project.
	KeyByValue(ctx context.Context, value string) (Key, Project, error)
	// KeysOf lists a project's keys, the oldest first, with those that were
	// revoked.
	KeysOf(ctx context.Context, project ProjectID) ([]Key, error)
	// Key finds one by its id; NotFound when there is none.
	Key(ctx context.Context, id uuid.UUID) (Key, error)
	// CreateKey makes a key for a project. NotFound when there is no such
	// project.
	CreateKey(ctx context.Context, project ProjectID, label string) (Key, error)
	// RevokeKey makes a key useless from now on; again, it changes nothing.
	// NotFound when there is no such key.
	RevokeKey(ctx context.Context, id uuid.UUID) error
}

// Store is a whole database.
type Store interface {
	EventWriter
	IssueReader
	IssueLister
	Lifecycle
	Outbox
	Expirer
	EventReader
	EventSearcher
	Dashboard
	ProjectStore
	Accounts
	Quarantine
	OutcomeLedger
	Alerts
	Leases
	// Prepare makes room for the events of the week that follows now. A program
	// calls it as it starts and every day; events for which nobody prepared are
	// stored all the same, slowly at first.
	Prepare(ctx context.Context, now time.Time) error
	// DaysAhead is for how many days after the one of now that room was made.
	DaysAhead(ctx context.Context, now time.Time) (int, error)
	// Pool tells how connections to the database are used.
	Pool() Pool
	// Ping tells whether the database answers.
	Ping(ctx context.Context) error
	Close() error
}
