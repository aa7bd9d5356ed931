package lifecycle

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/sqlstore/plain"
)

const (
	takeNews = `
UPDATE outbox SET taken_until = $2, takes = takes + 1
WHERE id IN (SELECT id FROM outbox WHERE taken_until IS NULL OR taken_until <= $1 ORDER BY id LIMIT $3`
	returningNews = `)
RETURNING id, kind, project_id, issue_id, title, level, seen_at`

	toldNews = `DELETE FROM outbox WHERE id = $1`
)

// TakeNews implements [mesher.Outbox].
func (s Ports) TakeNews(ctx context.Context, limit int, now, until time.Time) (news []mesher.News, err error) {
	err = s.change(ctx, "take news", func(tx plain.Tx) error {
		news, err = plain.All(tx, scanNews, takeNews+s.on.Skip()+returningNews, now, until, limit)
		return err
	})
	slices.SortFunc(news, func(a, b mesher.News) int { return cmp.Compare(a.ID, b.ID) })
	return news, err
}

// ToldNews implements [mesher.Outbox].
func (s Ports) ToldNews(ctx context.Context, ids []int64) error {
	return s.change(ctx, "forget news", func(tx plain.Tx) error {
		for _, id := range ids {
			if _, err := tx.Exec(toldNews, id); err != nil {
				return err
			}
		}
		return nil
	})
}

func scanNews(r plain.Row) (n mesher.News, err error) {
	var level string
	if err := r.Scan(&n.ID, &n.Kind, &n.Project, &n.Issue, &n.Title, &level, plain.Time(&n.SeenAt)); err != nil {
		return n, err
	}
	n.Level, err = mesher.ParseLevel(level)
	return n, err
}
