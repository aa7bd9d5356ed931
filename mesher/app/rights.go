package app

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
	"github.com/mesh-actors/mesh/mesher/live"
)

// rights is the store for callers who take rights away: a listener whose right is
// gone is cut off before the caller gets its answer, on every node that this one
// is connected to. On the others, and if the database is changed from outside the
// program, connections find out when they check, every half a minute. They also
// check after an error, since the change may have been made all the same.
type rights struct {
	mesher.Store
	program *program
}

// doubt makes the connections of an account check their rights.
func (r rights) doubt(ctx context.Context, account uuid.UUID) {
	r.program.streams.Doubt(ctx, live.Doubt{Account: account})
}

// EndSession signs an account out.
func (r rights) EndSession(ctx context.Context, account, id uuid.UUID) error {
	defer r.doubt(ctx, account)
	return r.Store.EndSession(ctx, account, id)
}

// SetPassword signs an account out everywhere.
func (r rights) SetPassword(ctx context.Context, account uuid.UUID, passwordHash string) error {
	defer r.doubt(ctx, account)
	return r.Store.SetPassword(ctx, account, passwordHash)
}

// RevokeToken revokes a program's token.
func (r rights) RevokeToken(ctx context.Context, account, id uuid.UUID, at time.Time) error {
	defer r.doubt(ctx, account)
	return r.Store.RevokeToken(ctx, account, id, at)
}

// DeleteAccount removes an account.
func (r rights) DeleteAccount(ctx context.Context, account uuid.UUID) error {
	defer r.doubt(ctx, account)
	return r.Store.DeleteAccount(ctx, account)
}

// RemoveMember ends a membership.
func (r rights) RemoveMember(ctx context.Context, org, member uuid.UUID) error {
	members, err := r.Members(ctx, org) // the account can't be found out afterwards
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
