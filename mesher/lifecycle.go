package mesher

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// An Act says who did something, and when.
type Act struct {
	By uuid.UUID // an account; Nil: Mesher itself
	At time.Time
}

// An Activity is something that was done to an issue.
type Activity struct {
	ID   uuid.UUID // later ones are greater
	Act  Act
	Kind ActivityKind
	Data json.RawMessage // an object, by kind; see there
}

// ActivityKind is the kind of an Activity. A change of status has the status as
// its kind.
type ActivityKind string

const (
	Escalated ActivityKind = "escalated" // {} by a spike
	Assigned  ActivityKind = "assigned"  // {"to": account, or "" for nobody}
	Commented ActivityKind = "comment"   // {"text"}
	Merged    ActivityKind = "merged"    // {"issue_id", "title"} of the one that came in
	Unmerged  ActivityKind = "unmerged"  // {"issue_id", "fingerprint"} of the other side
)

// MaxComment is how many bytes a comment may have.
const MaxComment = 16 << 10

// Lifecycle is what people, and spikes, do to issues. All of it may happen
// concurrently, and while events of the same issues arrive. Issues are named
// within their project. One that does not exist is skipped in a list, and
// NotFound when alone.
type Lifecycle interface {
	// ChangeStatus moves issues to a status and returns how many. Each is changed on
	// its own. Afterwards none of them counts as regressed.
	ChangeStatus(ctx context.Context, project ProjectID, issues []uuid.UUID, status Status, act Act) (int, error)
	// Assign assigns issues to an account, or with Nil to nobody.
	Assign(ctx context.Context, project ProjectID, issues []uuid.UUID, to uuid.UUID, act Act) (int, error)
	// Comment adds a comment. It fails with Invalid if the text is empty or longer
	// than MaxComment.
	Comment(ctx context.Context, project ProjectID, issue uuid.UUID, text string, act Act) error
	// Activity lists what was done to an issue, the newest first, at most a hundred.
	Activity(ctx context.Context, project ProjectID, issue uuid.UUID) ([]Activity, error)

	// DeleteIssues hides issues at once, and then removes their events, few at a
	// time. A later event opens a new issue. If ctx ends meanwhile, FinishMoves does
	// the rest.
	DeleteIssues(ctx context.Context, project ProjectID, issues []uuid.UUID) (int, error)
	// MergeIssue makes an issue part of another: its counts at once, its events few
	// at a time. From then on its id leads to the other, and so do later events. It
	// fails with Invalid if both are the same.
	MergeIssue(ctx context.Context, project ProjectID, from, into uuid.UUID, act Act) error
	// UnmergeIssue makes a new issue of the events with one of an issue's hashes,
	// and of later ones. Expired events stay where they were counted. It fails with
	// NotFound if no stored event has the hash, and with Conflict if all have it.
	UnmergeIssue(ctx context.Context, project ProjectID, issue uuid.UUID, hash [32]byte, act Act) (uuid.UUID, error)
	// DeleteProject invalidates a project's keys, and then removes its issues, its
	// events and at last the project, few at a time; until then it is listed. If ctx
	// ends meanwhile, FinishMoves does the rest. It fails with NotFound if there is
	// no such project.
	DeleteProject(ctx context.Context, project ProjectID) error
	// FinishMoves finishes what others could not. A program calls it when it starts
	// and now and then.
	FinishMoves(ctx context.Context) error

	// EscalateSpikes reopens archived issues that in the last hour had more than ten
	// events, and more than ten times the hourly mean of the last week; each once,
	// even if called concurrently, with news of it.
	EscalateSpikes(ctx context.Context, now time.Time) ([]uuid.UUID, error)
}
