package plain

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/mesh-actors/mesh/mesher"
)

const (
	deliveryColumns = `d.id, d.channel, d.attempts, d.next_at, d.delivered_at, d.error`

	insertDelivery = `INSERT INTO deliveries (id, alert_id, channel, attempts, next_at, error) VALUES ($1, $2, $3, 0, $4, '')`
	deliveriesOf   = `SELECT ` + deliveryColumns + ` FROM deliveries AS d WHERE d.alert_id = $1 ORDER BY d.id`
	dueDeliveries  = `SELECT id FROM deliveries WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2`
	takeDelivery   = `UPDATE deliveries SET attempts = attempts + 1, next_at = $1 WHERE id = $2`
	takenDelivery  = `
SELECT ` + alertColumns + `, ` + deliveryColumns + `, r.action
FROM deliveries AS d JOIN alerts AS a ON a.id = d.alert_id LEFT JOIN alert_rules AS r ON r.id = a.rule_id WHERE d.id = $1`
	saveDelivery = `UPDATE deliveries SET next_at = $1, delivered_at = $2, error = $3 WHERE id = $4 AND attempts = $5`
)

func addDelivery(tx Tx, a mesher.Alert, channel mesher.Channel) error {
	_, err := tx.Exec(insertDelivery, uuid.Must(uuid.NewV7()), a.ID, string(channel), a.TriggeredAt)
	return err
}

// TakeDeliveries implements [mesher.DeliveryStore]. Usually nothing is due, and
// then nothing is written.
func (t Tables) TakeDeliveries(ctx context.Context, limit int, now, until time.Time) (taken []mesher.DueDelivery, err error) {
	due, err := list(ctx, t, "due deliveries", ScanOne[uuid.UUID], dueDeliveries, now, limit)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	err = t.transact(ctx, "take deliveries", func(tx Tx) error {
		taken = nil
		ids, err := All(tx, ScanOne[uuid.UUID], dueDeliveries, now, limit)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := tx.Exec(takeDelivery, until, id); err != nil {
				return err
			}
			d, err := One(tx, scanDue, takenDelivery, id)
			if err != nil {
				return err
			}
			taken = append(taken, d)
		}
		return nil
	})
	return taken, err
}

// SaveDelivery implements [mesher.DeliveryStore].
func (t Tables) SaveDelivery(ctx context.Context, d mesher.Delivery) error {
	return t.change(ctx, "delivery", saveDelivery, d.NextAt, d.DeliveredAt, d.Error, d.ID, d.Attempts)
}

func scanDelivery(r Row) (d mesher.Delivery, err error) {
	return d, r.Scan(deliveryFields(&d)...)
}

func scanDue(r Row) (d mesher.DueDelivery, err error) {
	var action []byte
	if err := scanAlertInto(r, &d.Alert, append(deliveryFields(&d.Delivery), &action)...); err != nil {
		return d, err
	}
	if action != nil {
		d.Action, err = unpackAction(action)
	}
	return d, err
}

// deliveryFields returns where deliveryColumns are scanned.
func deliveryFields(d *mesher.Delivery) []any {
	return []any{&d.ID, &d.Channel, &d.Attempts, Time(&d.NextAt), Time(&d.DeliveredAt), &d.Error}
}
