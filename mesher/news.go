package mesher

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// NewsKind is what happened to an issue by itself.
type NewsKind string

const (
	NewsNew       NewsKind = "new"       // its first event came
	NewsRegressed NewsKind = "regressed" // it was resolved, and came again
	NewsEscalated NewsKind = "escalated" // it was archived, and came in a flood
)

// News is worth telling: to live pages and to alert rules.
type News struct {
	ID      int64 // later ones are greater
	Kind    NewsKind
	Project ProjectID
	Issue   uuid.UUID
	Title   string
	Level   Level
	SeenAt  time.Time // when its newest event was received
}

// Outbox holds news from the transaction in which it came true until somebody
// has told it.
type Outbox interface {
	// TakeNews returns news that nobody else has, the oldest first, at most limit
	// of it. The caller has it to himself until a time. What is not told by then,
	// because its taker died, is there for others: so whatever is done with news
	// is done under its ID, and a second time changes nothing.
	TakeNews(ctx context.Context, limit int, now, until time.Time) ([]News, error)
	// ToldNews forgets news.
	ToldNews(ctx context.Context, ids []int64) error
}
