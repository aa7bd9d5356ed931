package app

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/live"
)

// rights is the store to those who take rights away: whoever watches by a right that
// is gone is cut off before that is answered, on every node that this one sees. On
// the others, and for who changes the database beside the program, connections find
// out when they look, every half a minute. They look also when an answer was an
// error, as it may be done all the same.
type rights struct {
	mesher.Store
	program *program
}

// doubt has the connections of an account look.
func (r rights) doubt(ctx context.Context, account uuid.UUID) {
	r.program.streams.Doubt(ctx, live.Doubt{Account: account})
}

// EndSession signs somebody out.
func (r rights) EndSession(ctx context.Context, account, id uuid.UUID) error {
	defer r.doubt(ctx, account)
	return r.Store.EndSession(ctx, account, id)
}

// SetPassword signs somebody out wherever they are signed in.
func (r rights) SetPassword(ctx context.Context, account uuid.UUID, passwordHash string) error {
	defer r.doubt(ctx, account)
	return r.Store.SetPassword(ctx, account, passwordHash)
}

// RevokeToken makes a program's token useless.
func (r rights) RevokeToken(ctx context.Context, account, id uuid.UUID, at time.Time) error {
	defer r.doubt(ctx, account)
	return r.Store.RevokeToken(ctx, account, id, at)
}

// DeleteAccount removes somebody.
func (r rights) DeleteAccount(ctx context.Context, account uuid.UUID) error {
	defer r.doubt(ctx, account)
	return r.Store.DeleteAccount(ctx, account)
}

// RemoveMember ends a membership.
func (r rights) RemoveMember(ctx context.Context, org, member uuid.UUID) error {
	members, err := r.Members(ctx, org) // whose it was, nobody knows afterwards
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.ID == member {
			defer r.doubt(ctx, m.AccountID)
		}
	}
	return r.Store.RemoveMember(ctx, org, member)
}
