package dump

import (
	"time"

	"github.com/google/uuid"
)

// An Event is a row of [Events], for engines that make more of it: what it is
// found by, for which they look into the payload.
type Event struct {
	Project               int64
	ID, Issue             uuid.UUID
	Hash                  []byte
	ReceivedAt            time.Time
	Level, Message, Words string
	User                  []byte // nil: nobody knows
	Payload               []byte
}

// EventOf is the event of a row.
func EventOf(r Row) Event {
	user, _ := r[8].([]byte)
	return Event{
		Project: r[0].(int64), ID: r[1].(uuid.UUID), Issue: r[2].(uuid.UUID), Hash: r[3].([]byte), ReceivedAt: r[4].(time.Time),
		Level: r[5].(string), Message: r[6].(string), Words: r[7].(string), User: user, Payload: r[9].([]byte),
	}
}
