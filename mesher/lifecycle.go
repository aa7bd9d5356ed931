package mesher

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// An Act is who does something, and when.
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

// ActivityKind is what was done; a change of status has the status for a kind.
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

// Lifecycle is what people, and spikes, do to issues. All of it may happen while
// events of the same issues arrive, and by several at once. Issues are named
// within their project; one that is not there is passed over in a list of
// several, and NotFound alone.
type Lifecycle interface {
	// ChangeStatus moves issues to a status and tells how many. Each is changed
	// by itself. Whatever happened to them before, they are not regressed now.
	ChangeStatus(ctx context.Context, project ProjectID, issues []uuid.UUID, status Status, act Act) (int, error)
	// Assign gives issues to an account, or with Nil to nobody.
	Assign(ctx context.Context, project ProjectID, issues []uuid.UUID, to uuid.UUID, act Act) (int, error)
	// Comment adds a remark. Invalid when it is empty or longer than MaxComment.
	Comment(ctx context.Context, project ProjectID, issue uuid.UUID, text string, act Act) error
	// Activity lists what was done to an issue, the newest first, a hundred at
	// most.
	Activity(ctx context.Context, project ProjectID, issue uuid.UUID) ([]Activity, error)

	// DeleteIssues makes issues disappear at once, and then their events, few at
	// a time. A later event makes a new issue. If ctx ends meanwhile, the rest is
	// left to FinishMoves.
	DeleteIssues(ctx context.Context, project ProjectID, issues []uuid.UUID) (int, error)
	// MergeIssue makes an issue a part of another: its counts at once, its events
	// few at a time. Its id leads to the other from then on, and so do later
	// events. Invalid when both are one.
	MergeIssue(ctx context.Context, project ProjectID, from, into uuid.UUID, act Act) error
	// UnmergeIssue makes an issue of its own of the events of one of an issue's
	// hashes, and of later ones. What has expired stays where it was counted.
	// NotFound when no stored event has the hash, Conflict when all have it.
	UnmergeIssue(ctx context.Context, project ProjectID, issue uuid.UUID, hash [32]byte, act Act) (uuid.UUID, error)
	// DeleteProject makes a project's keys useless, and then removes its issues,
	// its events and at last itself, few at a time; until then it is listed. If ctx
	// ends meanwhile, the rest is left to FinishMoves. NotFound when there is no
	// such project.
	DeleteProject(ctx context.Context, project ProjectID) error
	// FinishMoves goes on with what others could not finish. A program calls it
	// as it starts and now and then.
	FinishMoves(ctx context.Context) error

	// EscalateSpikes reopens archived issues of which the last hour had more
	// events than ten, and than ten times the hourly mean of the last week; each
	// once, whoever else does the same, with news of it.
	EscalateSpikes(ctx context.Context, now time.Time) ([]uuid.UUID, error)
}
