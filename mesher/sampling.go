package mesher

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/google/uuid"
)

// Keeps tells whether an event belongs to the part of a project's events that
// is kept; of the others only those are that make an issue known. It depends on
// the id alone, so that an event that is sent again meets the same fate.
func (s Settings) Keeps(id uuid.UUID) bool {
	if s.SampleRate <= 0 || s.SampleRate >= 1 {
		return true
	}
	sum := sha256.Sum256(id[:]) // ids may count upwards
	const bits = 53             // as many as a float64 has
	place := binary.BigEndian.Uint64(sum[:]) >> (64 - bits)
	return float64(place) < s.SampleRate*(1<<bits)
}
