package mesher

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// A Record is an event ready to be written: grouped, and with its default issue.
type Record struct {
	Event    *Event
	Grouping Grouping
	Payload  []byte // the event, packed as package payload does; nil: packed when it is stored
	Optional bool   // sampled out, unless it opens an issue
}

// Outcome is what became of an event.
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
	IssueID uuid.UUID // Nil while unknown
	Outcome Outcome
	// News of the issue, reported with the first event of a batch that makes it
	// true.
	NewIssue  bool // the event is the first of its issue
	Regressed bool // the issue was resolved, and no longer is
	// The event's place in its issue; zero if unknown.
	Place int64     // the issue's event count with this one: the order of commits, on all nodes
	Since time.Time // the issue was first seen
}

// EventWriter stores events.
type EventWriter interface {
	// WriteEvents stores the records in one transaction and returns one receipt for
	// each, in order. When it returns without an error they are durable, and the
	// [OutcomeLedger] counts those that are Stored. An event already stored is a
	// Duplicate and changes no count. After an error nothing was stored, unless the
	// connection was lost before the commit was answered: the call may be repeated,
	// and then finds Duplicates.
	WriteEvents(ctx context.Context, records []Record) ([]Receipt, error)
}

// IssueReader reads what was stored.
type IssueReader interface {
	// Issue finds an issue; NotFound if there is none.
	Issue(ctx context.Context, id uuid.UUID) (Issue, error)
	// LatestEvent returns an issue's newest event; NotFound if it has none left.
	LatestEvent(ctx context.Context, issue uuid.UUID) (*Event, error)
}

// ProjectStore stores organisations, projects and keys.
type ProjectStore interface {
	// Bootstrap creates the default organisation, a project with the slug "default"
	// and a key for it, unless there is a project already. It returns the first
	// project and its oldest valid key, created or found.
	Bootstrap(ctx context.Context) (Project, Key, error)
	// Projects lists all projects, the oldest first.
	Projects(ctx context.Context) ([]Project, error)
	// Project finds a project by its number or its slug.
	Project(ctx context.Context, ref string) (Project, error)
	// CreateProject adds a project to an organisation and returns it with its
	// number. It fails with Conflict if the slug is taken, Invalid if the slug is
	// invalid, and NotFound if there is no such organisation.
	CreateProject(ctx context.Context, p Project) (Project, error)
	// SaveSettings replaces a project's settings. NotFound if there is no such
	// project.
	SaveSettings(ctx context.Context, project ProjectID, s Settings) error

	// KeyByValue finds a key that was not revoked, with its project.
	KeyByValue(ctx context.Context, value string) (Key, Project, error)
	// KeysOf lists a project's keys, the oldest first, revoked ones included.
	KeysOf(ctx context.Context, project ProjectID) ([]Key, error)
	// Key finds a key by its id; NotFound if there is none.
	Key(ctx context.Context, id uuid.UUID) (Key, error)
	// CreateKey makes a key for a project. NotFound if there is no such project.
	CreateKey(ctx context.Context, project ProjectID, label string) (Key, error)
	// RevokeKey makes a key invalid from now on; a second call changes nothing.
	// NotFound if there is no such key.
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
	// Prepare makes room for the events of the coming week. A program calls it when
	// it starts and every day; events of a day without room are stored all the same,
	// slowly at first.
	Prepare(ctx context.Context, now time.Time) error
	// DaysAhead returns for how many days after the current one there is room.
	DaysAhead(ctx context.Context, now time.Time) (int, error)
	// Pool describes the use of connections to the database.
	Pool() Pool
	// Ping returns an error unless the database answers.
	Ping(ctx context.Context) error
	Close() error
}
