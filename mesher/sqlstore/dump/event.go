package dump

import (
	"time"

	"github.com/google/uuid"
)

// An Event is a row of [Events], for engines that derive more from it: the
// columns for finding it, which they take from the payload.
type Event struct {
	Project               int64
	ID, Issue             uuid.UUID
	Hash                  []byte
	ReceivedAt            time.Time
	Level, Message, Words string
	User                  []byte // nil: unknown
	Payload               []byte
}

// EventOf returns the event of a row.
func EventOf(r Row) Event {
	user, _ := r[8].([]byte)
	return Event{
		Project: r[0].(int64), ID: r[1].(uuid.UUID), Issue: r[2].(uuid.UUID), Hash: r[3].([]byte), ReceivedAt: r[4].(time.Time),
		Level: r[5].(string), Message: r[6].(string), Words: r[7].(string), User: user, Payload: r[9].([]byte),
	}
}
