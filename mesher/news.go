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
	NewsRegressed NewsKind = "regressed" // it was resolved, and occurred again
	NewsEscalated NewsKind = "escalated" // it was archived, and had a spike
)

// News is to be announced to live pages and to alert rules.
type News struct {
	ID      int64 // later ones are greater
	Kind    NewsKind
	Project ProjectID
	Issue   uuid.UUID
	Title   string
	Level   Level
	SeenAt  time.Time // when its newest event was received
}

// Outbox stores news, from the transaction that made it true until it was
// announced.
type Outbox interface {
	// TakeNews returns at most limit news that no other caller has, the oldest
	// first. They belong to the caller until a time. What is not announced by then,
	// because the caller died, others may take: so everything done with news is done
	// under its ID, and a second time changes nothing.
	TakeNews(ctx context.Context, limit int, now, until time.Time) ([]News, error)
	// ToldNews removes news that was announced.
	ToldNews(ctx context.Context, ids []int64) error
}
