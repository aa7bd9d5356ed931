package plain

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	tokenColumns = `t.id, t.account_id, t.label, t.hint, t.scope, t.created_at, t.used_at, t.revoked_at`

	insertToken = `INSERT INTO tokens (id, account_id, label, hash, hint, scope, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`

	tokenByHash = `
SELECT ` + tokenColumns + `, ` + accountColumns + ` FROM tokens AS t JOIN accounts AS a ON a.id = t.account_id
WHERE t.hash = $1 AND t.revoked_at IS NULL`

	listTokens = `SELECT ` + tokenColumns + ` FROM tokens AS t WHERE t.account_id = $1 ORDER BY t.created_at DESC, t.id DESC`

	seeToken = `UPDATE tokens SET used_at = $1 WHERE id = $2`

	// A token revoked again keeps its first time of revocation.
	revokeToken = `UPDATE tokens SET revoked_at = coalesce(revoked_at, $1) WHERE id = $2 AND account_id = $3`
)

// CreateToken implements [mesher.TokenStore].
func (t Tables) CreateToken(ctx context.Context, k mesher.Token, secret mesher.Digest) error {
	return t.insert(ctx, "token", "there is such a token already", insertToken,
		k.ID, k.AccountID, k.Label, secret[:], k.Hint, string(k.Scope), k.CreatedAt)
}

// TokenByDigest implements [mesher.TokenStore].
func (t Tables) TokenByDigest(ctx context.Context, secret mesher.Digest) (mesher.Token, mesher.Account, error) {
	type owned struct {
		token   mesher.Token
		account mesher.Account
	}
	found, err := find(ctx, t, "token", func(r Row) (o owned, err error) {
		o.token, err = scanToken(r, accountFields(&o.account)...)
		return o, err
	}, tokenByHash, secret[:])
	return found.token, found.account, err
}

// SeeToken implements [mesher.TokenStore].
func (t Tables) SeeToken(ctx context.Context, id uuid.UUID, at time.Time) error {
	return t.change(ctx, "token", seeToken, at, id)
}

// Tokens implements [mesher.TokenStore].
func (t Tables) Tokens(ctx context.Context, account uuid.UUID) ([]mesher.Token, error) {
	return list(ctx, t, "tokens", func(r Row) (mesher.Token, error) { return scanToken(r) }, listTokens, account)
}

// RevokeToken implements [mesher.TokenStore].
func (t Tables) RevokeToken(ctx context.Context, account, id uuid.UUID, at time.Time) error {
	return t.change(ctx, "token", revokeToken, at, id, account)
}

// scanToken reads tokenColumns, and what follows them into more.
func scanToken(r Row, more ...any) (k mesher.Token, err error) {
	into := []any{&k.ID, &k.AccountID, &k.Label, &k.Hint, &k.Scope, Time(&k.CreatedAt), Time(&k.UsedAt), Time(&k.RevokedAt)}
	return k, r.Scan(append(into, more...)...)
}
