package plain

import (
	"context"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	ownedAlone = `
SELECT o.name FROM members AS m JOIN orgs AS o ON o.id = m.org_id
WHERE m.account_id = $1 AND m.role = 'owner'
  AND NOT EXISTS (SELECT 1 FROM members AS n WHERE n.org_id = m.org_id AND n.role = 'owner' AND n.account_id <> m.account_id)
ORDER BY o.name`

	giveUpIssues  = `UPDATE issues SET assigned_to = NULL WHERE assigned_to = $1`
	deleteAccount = `DELETE FROM accounts WHERE id = $1` // and with it the rows that refer to it
)

// DeleteAccount implements [mesher.AccountStore].
func (t Tables) DeleteAccount(ctx context.Context, account uuid.UUID) error {
	return t.transact(ctx, "delete the account", func(tx Tx) error {
		alone, err := All(tx, ScanOne[string], ownedAlone, account)
		if err != nil {
			return err
		}
		if len(alone) > 0 {
			return mesher.Errorf(mesher.Conflict, "this is the last owner of %q; make somebody else owner first", alone[0])
		}
		if _, err := tx.Exec(giveUpIssues, account); err != nil {
			return err
		}
		return mustChange(tx, "account", deleteAccount, account)
	})
}
