package plain

import (
	"context"
	"net/netip"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	sessionColumns = `s.id, s.account_id, s.created_at, s.expires_at, s.seen_at, s.user_agent, s.ip`

	insertSession = `
INSERT INTO sessions (id, account_id, hash, created_at, expires_at, seen_at, user_agent, ip)
SELECT $1, id, $3, $4, $5, $6, $7, $8 FROM accounts WHERE id = $2 AND password_hash = $9`

	sessionByHash = `
SELECT ` + sessionColumns + `, ` + accountColumns + ` FROM sessions AS s JOIN accounts AS a ON a.id = s.account_id
WHERE s.hash = $1 AND s.expires_at > $2`

	listSessions = `
SELECT ` + sessionColumns + ` FROM sessions AS s WHERE s.account_id = $1 AND s.expires_at > $2 ORDER BY s.created_at DESC, s.id DESC`

	seeSession     = `UPDATE sessions SET seen_at = $1 WHERE id = $2`
	endSession     = `DELETE FROM sessions WHERE id = $1 AND account_id = $2`
	endSessions    = `DELETE FROM sessions WHERE account_id = $1`
	forgetSessions = `DELETE FROM sessions WHERE expires_at <= $1`
)

// CreateSession implements [mesher.SessionStore].
func (t Tables) CreateSession(ctx context.Context, s mesher.Session, secret mesher.Digest, passwordHash string) error {
	return t.transact(ctx, "create session", func(tx Tx) error {
		added, err := tx.Exec(insertSession,
			s.ID, s.AccountID, secret[:], s.CreatedAt, s.ExpiresAt, s.SeenAt, s.UserAgent, address(s.IP), passwordHash)
		if err == nil && added == 0 {
			err = mesher.Errorf(mesher.Unauthorized, "the password was changed at this moment; sign in again")
		}
		return err
	})
}

// SessionByDigest implements [mesher.SessionStore].
func (t Tables) SessionByDigest(ctx context.Context, secret mesher.Digest, now time.Time) (mesher.Session, mesher.Account, error) {
	type owned struct {
		session mesher.Session
		account mesher.Account
	}
	found, err := find(ctx, t, "session", func(r Row) (o owned, err error) {
		o.session, err = scanSession(r, accountFields(&o.account)...)
		return o, err
	}, sessionByHash, secret[:], now)
	return found.session, found.account, err
}

// SeeSession implements [mesher.SessionStore].
func (t Tables) SeeSession(ctx context.Context, id uuid.UUID, at time.Time) error {
	return t.change(ctx, "session", seeSession, at, id)
}

// Sessions implements [mesher.SessionStore].
func (t Tables) Sessions(ctx context.Context, account uuid.UUID, now time.Time) ([]mesher.Session, error) {
	return list(ctx, t, "sessions", func(r Row) (mesher.Session, error) { return scanSession(r) }, listSessions, account, now)
}

// EndSession implements [mesher.SessionStore].
func (t Tables) EndSession(ctx context.Context, account, id uuid.UUID) error {
	return t.change(ctx, "session", endSession, id, account)
}

// ForgetSessions implements [mesher.SessionStore].
func (t Tables) ForgetSessions(ctx context.Context, now time.Time) error {
	return t.transact(ctx, "forget sessions", func(tx Tx) error {
		_, err := tx.Exec(forgetSessions, now)
		return err
	})
}

// scanSession reads sessionColumns, and what follows them into more.
func scanSession(r Row, more ...any) (s mesher.Session, err error) {
	var ip string
	into := []any{&s.ID, &s.AccountID, Time(&s.CreatedAt), Time(&s.ExpiresAt), Time(&s.SeenAt), &s.UserAgent, &ip}
	err = r.Scan(append(into, more...)...)
	s.IP, _ = netip.ParseAddr(ip) // only for people to see
	return s, err
}

// address returns an IP address as it is stored: empty if unknown.
func address(ip netip.Addr) string {
	if !ip.IsValid() {
		return ""
	}
	return ip.String()
}
