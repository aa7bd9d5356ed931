package plain

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	accountColumns = `a.id, a.email, a.name, a.created_at`

	insertAccount  = `INSERT INTO accounts (id, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)`
	countAccounts  = `SELECT count(*) FROM (SELECT 1 FROM accounts LIMIT 1) AS first`
	accountByID    = `SELECT ` + accountColumns + ` FROM accounts AS a WHERE a.id = $1`
	accountByEmail = `SELECT ` + accountColumns + `, a.password_hash FROM accounts AS a WHERE a.email = $1`
	allAccounts    = `SELECT ` + accountColumns + ` FROM accounts AS a ORDER BY a.email`
	setPassword    = `UPDATE accounts SET password_hash = $1 WHERE id = $2`

	// Bootstrap made the oldest organisation, and its oldest project.
	defaultProject = `SELECT id FROM projects WHERE org_id = $1 ORDER BY id LIMIT 1`
	nameOrg        = `UPDATE orgs SET name = $1, slug = $2 WHERE id = $3`
	nameProject    = `UPDATE projects SET name = $1, slug = $2 WHERE id = $3`
)

// Claimed implements [mesher.AccountStore].
func (t Tables) Claimed(ctx context.Context) (claimed bool, err error) {
	err = t.db.Read(ctx, func(tx Tx) error {
		claimed, err = isClaimed(tx)
		return err
	})
	return claimed, t.db.Fail("look for accounts", err)
}

func isClaimed(tx Tx) (bool, error) {
	n, err := One(tx, ScanOne[int64], countAccounts)
	return n > 0, err
}

// Claim implements [mesher.AccountStore].
func (t Tables) Claim(ctx context.Context, first mesher.Account, passwordHash string, names mesher.ClaimNames) error {
	err := t.db.Transact(ctx, func(tx Tx) error {
		claimed, err := isClaimed(tx)
		if err != nil {
			return err
		}
		if claimed {
			return mesher.Errorf(mesher.Conflict, "this installation is set up already; sign in, or ask its owner for an invitation")
		}
		org, err := One(tx, scanOrg, firstOrg)
		if errors.Is(err, ErrNone) {
			return mesher.Errorf(mesher.Unavailable, "there is no organisation yet; start the program first")
		}
		if err != nil {
			return err
		}
		if err := addAccount(tx, first, passwordHash); err != nil {
			return err
		}
		if err := addMember(tx, org.ID, first.ID, mesher.OwnerRole, first.CreatedAt); err != nil {
			return err
		}
		if names.Org != "" {
			if _, err := tx.Exec(nameOrg, names.Org, names.OrgSlug, org.ID); err != nil {
				return err
			}
		}
		if names.Project == "" {
			return nil
		}
		project, err := One(tx, ScanOne[int64], defaultProject, org.ID)
		if errors.Is(err, ErrNone) {
			return nil
		}
		if err == nil {
			_, err = tx.Exec(nameProject, names.Project, names.ProjectSlug, project)
		}
		return err
	})
	if t.db.IsTaken(err) {
		return mesher.Errorf(mesher.Conflict, "there is an organisation or a project of that name already")
	}
	return t.db.Fail("set up", err)
}

// CreateAccount implements [mesher.AccountStore].
func (t Tables) CreateAccount(ctx context.Context, a mesher.Account, passwordHash string) error {
	return t.insert(ctx, "account", "there is an account with this address already",
		insertAccount, a.ID, a.Email, a.Name, passwordHash, a.CreatedAt)
}

func addAccount(tx Tx, a mesher.Account, passwordHash string) error {
	_, err := tx.Exec(insertAccount, a.ID, a.Email, a.Name, passwordHash, a.CreatedAt)
	return err
}

// Account implements [mesher.AccountStore].
func (t Tables) Account(ctx context.Context, id uuid.UUID) (mesher.Account, error) {
	return find(ctx, t, "account", func(r Row) (a mesher.Account, err error) {
		return a, r.Scan(accountFields(&a)...)
	}, accountByID, id)
}

// AccountByEmail implements [mesher.AccountStore].
func (t Tables) AccountByEmail(ctx context.Context, email string) (mesher.Account, string, error) {
	type hashed struct {
		mesher.Account
		hash string
	}
	found, err := find(ctx, t, "account", func(r Row) (h hashed, err error) {
		return h, r.Scan(append(accountFields(&h.Account), &h.hash)...)
	}, accountByEmail, email)
	return found.Account, found.hash, err
}

// SetPassword implements [mesher.AccountStore].
func (t Tables) SetPassword(ctx context.Context, account uuid.UUID, passwordHash string) error {
	return t.transact(ctx, "set the password", func(tx Tx) error {
		if err := mustChange(tx, "account", setPassword, passwordHash, account); err != nil {
			return err
		}
		_, err := tx.Exec(endSessions, account)
		return err
	})
}

// AllAccounts implements [mesher.AccountStore].
func (t Tables) AllAccounts(ctx context.Context) ([]mesher.Account, error) {
	return list(ctx, t, "accounts", func(r Row) (a mesher.Account, err error) {
		return a, r.Scan(accountFields(&a)...)
	}, allAccounts)
}

// accountFields returns where accountColumns are scanned.
func accountFields(a *mesher.Account) []any {
	return []any{&a.ID, &a.Email, &a.Name, Time(&a.CreatedAt)}
}
